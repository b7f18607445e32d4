"""Restricted HTML of comments: what was typed becomes paragraphs, blocks and links.

Source: section 6 of the design, the behaviour of Drupal's format of this name without its faults.
"""

import re

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from . import gate
from .blocks import Builder
from .errors import MarkupError
from .lexer import printable, tokens
from .tables import COMMENTS, TYPED_IN_COMMENTS
from .tree import to_html

MAX_COMMENT_LENGTH = 4000

_RENAMED = {"b": "strong", "i": "em"}
# What a tag that is not allowed leaves behind, so that words are never glued: a new paragraph,
# a new line or a blank. All others (span, font, u, sub, Word's o:p …) stand inside words.
_PARAGRAPHS = frozenset(
    "address article aside body caption center details dialog dir div fieldset figcaption figure "
    "footer form h1 header hgroup hr html main menu nav p pre section summary table tbody tfoot "
    "thead title".split()
)
_LINES = frozenset({"br", "tr", "legend", "option", "optgroup"})
_BLANKS = frozenset(
    "td th script style img image svg math video audio iframe object embed applet canvas input "
    "button textarea select datalist map area meter progress frame marquee label output rt rp "
    "template noscript".split()
)


def render_comment(text: str, id_prefix: str = "kt-") -> SafeString:
    """Give the safe HTML of a comment as typed.

    ``id_prefix`` is put before every id the comment brings and before links to these ids, so that
    none meets an id of the page or of another comment. Takes time in proportion to the text.
    Raises MarkupError, a ValueError, for more than MAX_COMMENT_LENGTH characters (CRLF is one).
    """
    text = re.sub(r"\r\n?", "\n", text)
    if len(text) > MAX_COMMENT_LENGTH:
        raise MarkupError(
            _("Der Kommentar ist zu lang: höchstens %(limit)s Zeichen sind möglich.")
            % {"limit": MAX_COMMENT_LENGTH}
        )
    row = [_renamed(token) for token in tokens(printable(text))]
    builder = Builder(row, id_prefix)
    for token in row:
        _put(builder, token)
    return mark_safe(gate.clean(to_html(builder.root), COMMENTS))


def clean_comment(html: str) -> SafeString:
    """Give ``html`` with nothing but what may come out of ``render_comment``."""
    return mark_safe(gate.clean(html, COMMENTS))


def _renamed(token):
    if not isinstance(token, str):
        token.name = _RENAMED.get(token.name, token.name)
    return token


def _put(builder, token):
    if isinstance(token, str):
        builder.text(token)
    elif token.name in TYPED_IN_COMMENTS:
        builder.tag(token)
    elif token.name in _PARAGRAPHS:
        builder.separate(2)
    elif token.name in _LINES:
        builder.separate(1)
    elif token.name in _BLANKS:
        builder.separate(0)
