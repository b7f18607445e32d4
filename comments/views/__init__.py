"""Writing comments, coming back to one's own, and what the captcha needs."""
