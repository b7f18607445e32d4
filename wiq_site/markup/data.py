"""Data inside a page, for machines that read it."""

import json

from django.utils.safestring import SafeString, mark_safe

# Nothing of these can end or open an element, wherever in the JSON it stands.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def data_block(data) -> SafeString:
    """Give ``data`` as JSON-LD in a data block, which browsers neither run nor show (HTML 4.12.1)."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
