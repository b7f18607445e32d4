"""The admin pages of meetings: agenda, paste, publish."""
