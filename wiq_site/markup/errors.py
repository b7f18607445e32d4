"""What the gate refuses."""


class MarkupError(ValueError):
    """A text that is not rendered at all; its message is German and meant for the writer."""
