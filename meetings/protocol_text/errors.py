"""What cannot be read, said in German."""

MAX_CHARACTERS = 1_000_000

MESSAGES = {
    "empty": "Der Text ist leer. Bitte fügen Sie das Protokoll ein.",
    "too_large": (
        "Der Text ist mit {length} Zeichen zu groß; "
        "höchstens {limit} Zeichen (etwa 300 Seiten) können gelesen werden."
    ),
}


class ProtocolTextError(ValueError):
    """A text that is refused: ``code`` ("empty", "too_large"), ``params``; str() is German."""

    def __init__(self, code, params=None):
        self.code = code
        self.params = params or {}
        super().__init__(code, self.params)

    def __str__(self):
        shown = {key: _with_dots(value) for key, value in self.params.items()}
        return MESSAGES[self.code].format(**shown)


def _with_dots(value):
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value
