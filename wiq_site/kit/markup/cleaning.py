"""The last step of all HTML: bleach goes over comments, nh3 has the last word over everything."""

import re

import bleach
import nh3

from wiq_site.kit.markup.allowed import SCHEMES
from wiq_site.kit.markup.lexer import decode, printable

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


def _without_stand_ins(html):
    html = html.replace("\U0010fff8", "<p>").replace("\U0010fff9", "</p>")
    for source, stand_in in _STAND_INS.items():
        html = html.replace(stand_in, source)
    return html


def clean_with_nh3(html, policy):
    """Return ``html`` well nested and with nothing but what ``policy`` allows."""
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
    """Return ``html`` as ``policy`` allows it; the result stays the same when cleaned again.

    Taking tags away from badly nested HTML can leave what is read differently the next time, so
    the last word is repeated until it stands; what the renderers hand over stands at once.
    """
    for _attempt in range(6):
        before, html = html, clean_with_nh3(html, policy)
        if html == before:
            break
    return html


def clean_with_bleach(html, policy):
    """Return ``html`` of strangers as bleach reads it under ``policy``, for ``clean`` to go over."""

    def is_allowed(tag, name, value):
        return policy.value(tag, name, decode(_without_stand_ins(value))) is not None

    cleaner = bleach.Cleaner(
        tags=set(policy.tags), attributes=is_allowed, protocols=SCHEMES, strip=True
    )
    html = _PARAGRAPH.sub("\U0010fff8\\1\U0010fff9", printable(html))
    for source, stand_in in _STAND_INS.items():
        html = html.replace(source, stand_in)
    return _without_stand_ins(cleaner.clean(html))
