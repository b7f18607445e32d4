"""Which tags, attributes and values are allowed, one table each for comments and for editors; and the last step of all HTML.

A value check takes the decoded value and gives the value to keep, or None to drop the attribute.
What a check returns it takes again unchanged, so cleaning twice is cleaning once. At last bleach goes over comments
and nh3 over everything.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address
from urllib.parse import unquote, urljoin, urlsplit

import bleach
import nh3
from django.conf import settings
from django.urls import is_valid_path

from wiq_site.kit.markup.lexer import decode, printable
from wiq_site.kit.text import UNSEEN


class MarkupError(ValueError):
    """A text that is not rendered at all; its message is German and meant for the writer."""


_NOT_TYPED = re.compile(rf"[\t\n\r{UNSEEN}]")
_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[^\W_](?:[\w-]{0,62})\.){1,8}[^\W\d_]{2,63}(?:\?[^\s#]*)?")
_PHONE = re.compile(r"(?:tel:(?:%20)?)?([+0](?:[\d/()-]|%20){5,24}\d)", re.I)
_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]{0,62})\.){1,8}(?P<last>[^\W\d_]{2,63}|xn--[a-z0-9-]{1,59})(?::[0-9]{1,5})?(?=[/?#]|$)",
    re.I,
)
# "plan.pdf" is a file beside the page; the top-level domains among these are hardly met.
_FILE_ENDINGS = frozenset(
    "avif bmp csv css doc docx gif gpx htm html ics jpeg jpg js json md mp odp ods odt pdf php png "
    "ppt pptx py rss svg txt webp xls xlsx xml zip".split()
)

STRUCK = re.compile(
    r"text-decoration(?:-line)?\s*:[^;:]{0,200}line-through|text-line-through\s*:\s*(?!none)"
)

SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def _matching(pattern):
    """Return a check that keeps values which match ``pattern`` as a whole, case ignored."""
    matches = re.compile(pattern, re.IGNORECASE).fullmatch
    return lambda value: value if matches(value) else None


def address(value):
    """Keep http, https, mailto, tel and relative addresses; browsers ignore inner line ends, people what they cannot see.

    A host without a scheme ("www.example.org/x", "example.org") is reached by https, a mail address
    by mailto: as a path below the page that shows them neither is ever meant.
    """
    value = _NOT_TYPED.sub("", value).strip().replace(" ", "%20")
    if phone := _PHONE.fullmatch(value):
        return "tel:" + re.sub(r"%20|[^+\d]", "", phone[1])
    if _MAIL.fullmatch(value):
        value = f"mailto:{value}"
    elif (host := _HOST.match(value)) and host["last"].lower() not in _FILE_ENDINGS:
        value = f"https://{value}"
    head = re.match(r"[^/?#]*:", value)
    if (
        not value
        or "\\" in value
        or re.match("https?//", value, re.I)
        or (head and (head[0] == value or head[0][:-1].lower() not in SCHEMES))
    ):
        return None
    if head and head[0].lower().startswith("http"):
        is_whole = value[head.end() :].startswith("//") and is_reachable(value)
        return value if is_whole else None
    return None if value.startswith("//") and not is_reachable(f"https:{value}") else value


def address_from_root(value):
    """Keep what ``address`` does; a path without its first slash is meant from the root of the site: a text is read at
    more than one address, by feed, paper and mail too. A page of this site is named as it answers, with its last slash."""
    value = address(value)
    if not value:
        return None
    if not re.match(r"/|#|[a-z][a-z+.-]*:", value, re.I):
        value = "/" + urljoin("/", value).lstrip("/")  # also of "../themen/"
    parts = urlsplit(value)
    is_own = parts.netloc.lower() in ("", urlsplit(settings.SITE_URL).netloc)
    if is_own and parts.path.startswith("/"):
        path, slashed = unquote(parts.path), unquote(f"{parts.path}/")
        if not is_valid_path(path) and is_valid_path(slashed):
            return parts._replace(path=f"{parts.path}/").geturl()
    return value


def is_reachable(url):
    """Whether the http(s) address ``url`` has a host, a port below 65536 and, in digits, four numbers of an IP address.

    Source: WHATWG URL 4.4, by which browsers and the last gate refuse the others.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host.rstrip(".").rpartition(".")[2].isdigit():
            IPv4Address(host)
        return bool(host) and (parts.port or 0) >= 0
    except ValueError:
        return False


def struck(value):
    """Keep of a style that it strikes out."""
    return "text-decoration:line-through" if STRUCK.search(value.lower()) else None


def own_picture(value):
    """Keep the path of a picture of this site, never another host: no request leaves the site."""
    value = address(value) or ""
    return value if re.match(r"/(?!/)", value) else None


def any_text(value):
    """Keep any text: a title or an alternative text is shown, never run."""
    return value


def _bare(names):
    """Return table entries of tags that take no attribute."""
    return {name: {} for name in names.split()}


identifier = _matching(r"[\w.:-]{1,200}")
pixels = _matching(r"[0-9]{1,5}")

# What a commenter may type, in the order in which the help prints it.
TYPED_IN_COMMENTS = {
    "a": {"href": address, "hreflang": _matching(r"[a-z]{2,8}(-[a-z0-9]{1,8}){0,5}")},
    "em": {},
    "strong": {},
    "cite": {},
    "blockquote": {"cite": address},
    "code": {},
    "ul": {"type": _matching(r"disc|circle|square")},
    "ol": {"start": _matching(r"-?[0-9]{1,9}"), "type": _matching(r"[1ai]")},
    "li": {},
    "dl": {},
    "dt": {},
    "dd": {},
    **{f"h{level}": {"id": identifier} for level in range(2, 7)},
}

_IN_EDITORS_HTML = {
    **TYPED_IN_COMMENTS,
    "a": {
        **TYPED_IN_COMMENTS["a"],
        "href": address_from_root,
        "title": any_text,
        "class": _matching(r"footnote-(back)?ref|told"),
    },
    "li": {"id": identifier},
    "dt": {"id": identifier},
    "p": {"id": identifier},
    "sup": {"id": identifier},
    "abbr": {"title": any_text},
    "img": {
        "src": own_picture,
        "alt": any_text,
        "width": pixels,
        "height": pixels,
        "title": any_text,
        "loading": _matching("lazy"),
        "decoding": _matching("async"),
    },
    "figure": {"id": identifier},
    "th": {
        "scope": _matching("col|row"),
        "class": _matching(r"align-(right|center)"),
        "colspan": pixels,
        "rowspan": pixels,
    },
    "td": {"class": _matching(r"align-(right|center)"), "colspan": pixels, "rowspan": pixels},
    "div": {
        "class": _matching("footnote|table-scroll"),
        "tabindex": _matching("0"),
        "role": _matching("group"),
        "aria-label": any_text,
    },
    **_bare("br hr sub del ins pre figcaption details summary"),
    **_bare("table caption thead tbody tfoot tr"),
}


@dataclass(frozen=True)
class Policy:
    """What may come out: the checks of each tag's attributes, and what every link's rel says."""

    tags: dict
    link_rel: str | None = None

    def value(self, tag, name, value):
        """Return the value to keep for this attribute of this tag, or None."""
        if (tag, name) == ("a", "rel"):
            return value if value == self.link_rel else None
        check = self.tags.get(tag, {}).get(name)
        return check(value) if check else None


COMMENTS = Policy({**TYPED_IN_COMMENTS, "p": {}, "br": {}}, "nofollow ugc noopener")
EDITORS = Policy(_IN_EDITORS_HTML)
_STRUCK_IN_DRAFT = {
    name: {**_IN_EDITORS_HTML.get(name, {}), "style": struck}
    for name in "span font p li dt dd td th h1 h2 h3 h4 h5 h6".split()
}
# What editors' Markdown may hold before it is brought into its final form.
EDITORS_DRAFT = Policy(
    {
        **_IN_EDITORS_HTML,
        **_STRUCK_IN_DRAFT,
        "img": {**_IN_EDITORS_HTML["img"], "src": address_from_root},
        "div": {"class": _matching("footnote")},
        "th": {**_STRUCK_IN_DRAFT["th"], "align": _matching("left|right|center")},
        "td": {**_STRUCK_IN_DRAFT["td"], "align": _matching("left|right|center")},
        "h1": {**_STRUCK_IN_DRAFT["h1"], "id": identifier},
        **_bare("b i s strike article aside center footer header main section"),
    }
)


def allowed_comment_tags() -> str:
    """Return the tags and attributes of comments as the help prints them: "<a href hreflang> <em> …"."""
    return " ".join(f"<{' '.join((tag, *names))}>" for tag, names in TYPED_IN_COMMENTS.items())


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


def clean_with_bleach(html):
    """Return ``html`` of a comment as bleach reads it, for ``clean`` to go over."""

    def is_allowed(tag, name, value):
        return COMMENTS.value(tag, name, decode(_without_stand_ins(value))) is not None

    tags = set(COMMENTS.tags)
    cleaner = bleach.Cleaner(tags=tags, attributes=is_allowed, protocols=SCHEMES, strip=True)
    html = _PARAGRAPH.sub("\U0010fff8\\1\U0010fff9", printable(html))
    for source, stand_in in _STAND_INS.items():
        html = html.replace(source, stand_in)
    return _without_stand_ins(cleaner.clean(html))
