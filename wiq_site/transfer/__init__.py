"""Sites on the move: everything goes out (``rows``, ``public``), old sites come in (``sources``, ``incoming``)."""

MANIFEST = "site.json"


class TransferError(Exception):
    """What keeps a site from being written or read; its message is German and meant for whoever asked."""
