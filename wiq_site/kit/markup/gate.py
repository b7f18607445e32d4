"""Cleaning: bleach first, nh3 has the last word, both fed from the same table."""

import re

import bleach
import nh3

from wiq_site.kit.markup.lexer import decode, printable
from wiq_site.kit.markup.tables import SCHEMES

# bleach needs some 10 microseconds for each of these, which adds up over a hostile text. It sees
# stand-ins instead, private characters that ``printable`` takes out of every text; nh3 reads the
# real ones. None of them can be used to break out of what bleach allows.
_STAND_INS = {
    "&amp;": "\U0010fffa",
    "&lt;": "\U0010fffb",
    "&gt;": "\U0010fffc",
    "<br>": "\U0010fffd",
}
# Bare paragraphs likewise, always both ends of one, so that bleach never meets half of it.
_PARAGRAPH = re.compile(r"<p>([^<]*+(?:<(?!/?p[\s/>])[^<]*+)*+)</p>", re.IGNORECASE)
_PARAGRAPH_ENDS = {"<p>": "\U0010fff8", "</p>": "\U0010fff9"}
_SHOWN = _STAND_INS | _PARAGRAPH_ENDS
_ATTEMPTS = 5


def _hide(html):
    html = _PARAGRAPH.sub("\U0010fff8\\1\U0010fff9", html)
    for entity, stand_in in _STAND_INS.items():
        html = html.replace(entity, stand_in)
    return html


def _show(html):
    for entity, stand_in in _SHOWN.items():
        html = html.replace(stand_in, entity)
    return html


def _with_bleach(html, policy):
    def allowed(tag, name, value):
        return policy.value(tag, name, decode(_show(value))) is not None

    cleaner = bleach.Cleaner(
        tags=set(policy.tags), attributes=allowed, protocols=SCHEMES, strip=True
    )
    return _show(cleaner.clean(_hide(html)))


def with_nh3(html, policy):
    """Give ``html`` well nested and with nothing but what ``policy`` allows."""
    clean = nh3.clean(
        html,
        tags=set(policy.tags),
        # Without an empty "*" nh3 keeps title and lang everywhere.
        attributes={"*": set(), **{tag: set(names) for tag, names in policy.tags.items()}},
        attribute_filter=policy.value,
        link_rel=policy.link_rel,
        url_schemes=set(SCHEMES),
    )
    # The one named entity XML does not know; a typed "&nbsp;" reads "&amp;nbsp;" here.
    clean = clean.replace("&nbsp;", "\xa0")
    # A browser drops the first line end of pre, and the next one when the page is cleaned again.
    return printable(re.sub(r"<pre>\n+", "<pre>", clean))


def clean(html, policy):
    """Give ``html`` as ``policy`` allows it; what comes out stays the same when cleaned again.

    Taking tags away from badly nested HTML can leave what is read differently the next time, so
    the last word is repeated until it stands; what the renderers hand over stands at once.
    """
    html = with_nh3(_with_bleach(printable(html), policy), policy)
    for _attempt in range(_ATTEMPTS):
        before, html = html, with_nh3(html, policy)
        if html == before:
            break
    return html
