"""HTML as a flat row of texts and tags, read in linear time whatever was typed; and what feeds, mails, the search and
machines make of HTML and data that are already safe.

``<`` opens a tag only before the name of an HTML element (or a name with ":", as Word writes them, or with "-" in
small letters, as HTML 4.13.2 has them) and with its ``>``; everything else is text. Source: section 6 of the design.
"""

import html
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from html.entities import html5
from urllib.parse import urljoin

from django.utils.safestring import SafeString, mark_safe

from wiq_site.kit.when import MONTH_NAMES

HTML_ELEMENTS = frozenset(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big "
    "blink blockquote body br button canvas caption center cite code col colgroup data datalist dd "
    "del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form "
    "frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins "
    "isindex kbd keygen label layer legend li link listing main map mark marquee math menu "
    "menuitem meta meter nav nobr noembed noframes noscript object ol optgroup option output p "
    "param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select "
    "slot small source span strike strong style sub summary sup svg table tbody td template "
    "textarea tfoot th thead time title tr track tt u ul var video wbr xmp".split()
)
VOID = frozenset(
    "area base br col embed hr image img input link meta param source track wbr".split()
)

# All other elements end a word or a line.
INSIDE_WORDS = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)

# Not allowed in XML, or never meant for a reader: controls, halves of pairs, noncharacters, and
# the last seven private characters, which rendering needs for itself.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\U0010fff7-\U0010fffd"
    + "".join(chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF))
    + "]"
)
# What ends a line or parts words in some program, beside the line feed: as str.splitlines and split.
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Without its semicolon an entity counts as browsers know it from old: of a letter ("f&uumlr"), of markup
# ("&ltb&gt") or with a digit anywhere, of another sign not before a letter; and never in a name before
# "=", as addresses have them.
_OLD = sorted((name for name in html5 if name[-1] != ";"), reverse=True)
_OLD_LETTERS = "|".join(name for name in _OLD if html5[name].isalpha())
_OLD_MARKUP = "|".join(name for name in _OLD if html5[name] in '<>&"\xa0' or name[-1].isdigit())
_OLD_SIGNS = "|".join(_OLD)
_ENTITY = re.compile(
    r"&(?:#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[A-Za-z][A-Za-z0-9]{1,31};"
    rf"|(?:{_OLD_LETTERS})(?!=)|(?:(?:{_OLD_MARKUP})|(?:{_OLD_SIGNS})(?![A-Za-z]))(?![A-Za-z0-9]{{0,32}}=))"
)
_NAME = re.compile(r"<(/?)([a-z][a-z0-9]*+(?:[:-][a-z][a-z0-9.-]*+)?+)(?=[\s/>])", re.I | re.A)
# The rest of a tag. A value may hold "<" only in a short tag, so that no try runs over the whole text;
# where quotes do not match, the next ">" ends it.
_REST, _SHORT_REST = (
    re.compile(
        rf"""(?:[^<>"'=]++|=\s*+(?:"[^"{no}]*+"|'[^'{no}]*+'|[^\s"'<>]*+)(?=[\s/>]))*+>""", re.A
    )
    for no in ("<", "")
)
# "a<b und c>d": words alone are no attributes, but for the two of them that these elements know.
_COMPARED = re.compile(r"(?!\s*+(?:hidden|download)\s*+>)\s(?=[^<>]*[^\s/>])[^<>\"'=_-]*+>", re.A)
_BROKEN_REST = re.compile(r"[^<>]*+>")
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""", re.A
)

_SHIFTED = {
    name: str.maketrans("0123456789+-−=()n", signs)
    for name, signs in {"sup": "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", "sub": "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ"}.items()
}


def shifted(text, name):
    """Return ``text`` raised ("sup") or lowered ("sub") where no tag can say it, as it is where some sign has no such form."""
    signs = _SHIFTED.get(name, {})
    is_known = any(map(str.isdigit, text)) and all(ord(sign) in signs for sign in text.strip())
    return text.translate(signs) if is_known else text


@dataclass(slots=True, eq=False)
class Tag:
    """A start or end tag; values are decoded, names are small letters, the first of a name counts."""

    name: str
    closing: bool = False
    attributes: dict = field(default_factory=dict)


def printable(text):
    """Return ``text`` without the characters that would make a page or a feed ill-formed.

    Those that end a line or part words somewhere become a line feed or a blank.
    """
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", str(text)).replace("\x1f", " "))


def decode(text):
    """Return ``text`` with its entities as characters, as a browser reads them."""
    if "&" not in text:
        return text
    return printable(_ENTITY.sub(_sign, text))


def _sign(entity):
    """Return the character that ``entity`` stands for; a number that no character has is a lost one."""
    if len(entity[0]) >= 40:
        return "\ufffd"
    digits = entity[0].strip("&#;").lower()  # Python drops controls, of which some part words
    return html.unescape(entity[0]) or chr(int(f"0{digits}", 16 if "x" in digits else 10))


def escape(text):
    """Return ``text`` as it stands between tags."""
    return html.escape(text, quote=False)


def start_tag(name, attributes=(), end=">"):
    """Return a start tag with ``attributes``, pairs or a dict of names and decoded values."""
    pairs = (f' {key}="{html.escape(value)}"' for key, value in dict(attributes).items())
    return f"<{name}{''.join(pairs).replace('&#x27;', chr(39))}{end}"


def _tag_at(text, start):
    """Return the tag that opens at ``start`` and where it ends, or (None, start)."""
    opened = _NAME.match(text, start)
    name = opened[2] if opened else ""
    is_foreign = ":" in name or ("-" in name and name.islower())
    if not (is_foreign or name.lower() in HTML_ELEMENTS):
        return None, start
    at = opened.end()
    rest = (
        _REST.match(text, at)
        or _SHORT_REST.match(text, at, at + 512)
        or _BROKEN_REST.match(text, at)
    )
    if not rest or (len(name) == 1 and _COMPARED.fullmatch(rest[0])):
        return None, start
    tag = Tag(name.lower(), bool(opened[1]))
    if not tag.closing:
        for name, *quoted in _ATTRIBUTE.findall(rest[0][:-1]):
            tag.attributes.setdefault(name.lower(), decode("".join(quoted)))
    return tag, rest.end()


def tags_in(text):
    """Yield (start, end, Tag) of ``text`` in order, None for the tag of a comment; that of script and style ends with its content.

    One of these without its end has no content: what follows is text. The end tag of what stands there as text is text too.
    """
    endless = set()  # names of which it is known that no end tag follows
    opened, spoken_of = Counter(), Counter()  # by name, what waits for its end tag
    last_comment_end = text.rfind("-->")
    at = 0
    while (at := text.find("<", at)) >= 0:
        tag, end = _tag_at(text, at)
        if tag is None and text.startswith("<!--", at) and at + 4 <= last_comment_end:
            end = text.index("-->", at + 4) + 3
        elif tag is None:
            if (name := _NAME.match(text, at)) and not name[1]:
                spoken_of[name[2].lower()] += 1
            at += 1
            continue
        elif not tag.closing:
            opened[tag.name] += 1
        elif opened[tag.name]:
            opened[tag.name] -= 1
        elif spoken_of[tag.name]:
            spoken_of[tag.name] -= 1
            at += 1
            continue
        if tag and tag.name in ("script", "style") and not tag.closing and tag.name not in endless:
            closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.I | re.A).search(text, end)
            if closing:
                end = closing.start()
            else:
                endless.add(tag.name)
        yield at, end, tag
        at = end


def tokens(text):
    """Yield the texts (decoded) and ``Tag``s of ``text`` in order.

    A comment is text as a whole. The content of script and style goes.
    """
    done = 0
    for start, end, tag in tags_in(text):
        if tag is None:
            continue
        if start > done:
            yield decode(text[done:start])
        yield tag
        done = end
    if done < len(text):
        yield decode(text[done:])


# The letters of an escape are none of an address.
_ADDRESS_IN_JSON = re.compile(
    r"\\(?:u[0-9a-f]{4}|.)|(?P<address>[A-Za-z0-9._%+'-]++@[A-Za-z0-9.-]+)"
)
# The blank of "10. Dezember", "17 Uhr", "TOP 4", "z. B.", and before a dash or a dot between facts; first what tells it
# from most in one look.
_BLANK_WITHIN = re.compile(
    rf" (?:(?=(?:-|–) |·)|(?<=[\d.P§] )(?:(?<=\d\. )(?=(?:{'|'.join(MONTH_NAMES)})\b)|(?<=\d )(?=(?:Uhr|Min|Minuten?|Stunden?"
    r"|Ja|Nein)\b|%|€)|(?<=TOP |Nr\. )(?=\d)|(?<=§ )(?=\d)|(?<=\b[A-Za-z]\. )(?=[A-Za-z]\.)))".encode()
)
# The hyphen of "Stadtteilentwicklungskonzept-Runde": a word before it that is longer than a line Firefox cuts at each
# syllable, unless it is told of the place.
_HYPHEN_OF_LONG = re.compile(rb"-(?<=[A-Za-z\x80-\xff]{16}-)(?=[A-Za-z\x80-\xff])")
_BREAKS = ((_BLANK_WITHIN, b"\xc2\xa0"), (_HYPHEN_OF_LONG, b"-<wbr>"))
_END_OF_TEXT = re.compile(rb"<(?:/(?:code|option|script|style|textarea|title)\b)?|>")


def absolute_html(html: str, page_url: str) -> SafeString:
    """Return stored safe HTML for a feed: every address absolute, seen from ``page_url``.

    "#top-4" becomes an address on that page, "/x" one on its host. The result is well nested and
    well-formed XML as well ("<br />", no named entities but XML's own). It is not cleaned again.
    """
    # The open elements are counted by name, so that no end tag has to be searched for.
    pieces, open_names, count = [], [], Counter()
    for token in tokens(printable(html)):
        if isinstance(token, str):
            pieces.append(escape(token))
        elif token.closing:
            name = None
            while name != token.name and count[token.name]:
                name = open_names.pop()
                count[name] -= 1
                pieces.append(f"</{name}>")
        else:
            values = {name: _absolute(name, v, page_url) for name, v in token.attributes.items()}
            pieces.append(start_tag(token.name, values, " />" if token.name in VOID else ">"))
            if token.name not in VOID:
                open_names.append(token.name)
                count[token.name] += 1
    return mark_safe("".join(pieces) + "".join(f"</{name}>" for name in reversed(open_names)))


def _absolute(name, value, page_url):
    """Return the value of the attribute ``name``, each address in it absolute."""
    if name == "srcset":  # "a.webp 400w, b.webp 800w"
        candidates = []
        for url, size in re.findall(r"[\s,]*+(\S++)([^,]*+)", value):
            if url.endswith(","):
                url, size = url.rstrip(","), ""
            candidates.append(f"{_absolute('src', url, page_url)} {size.strip()}".strip())
        return ", ".join(candidates)
    if name in ("href", "src", "cite", "poster"):
        try:
            return urljoin(page_url, value)
        except ValueError:  # "http://[" is no address anywhere
            pass
    return value


def keep_together(page: bytes) -> bytes:
    """Return ``page``, the bytes of HTML, with a blank that does not break between day and month, number and unit,
    and with a place to break behind the hyphen of a long word.

    In texts that people read alone, neither in attributes nor in what is typed, copied or meant for machines.
    """
    for pattern, better in _BREAKS:
        pieces, done, end, is_read = [], 0, -1, False
        for found in pattern.finditer(page):
            at = found.start()
            if at > end:
                match = _END_OF_TEXT.search(page, at)
                end, is_read = (match.start(), match[0] == b"<") if match else (len(page), True)
            if is_read:
                pieces += [page[done:at], better]
                done = at + 1
        page = b"".join([*pieces, page[done:]])
    return page


def plain_text(html: str) -> str:
    """Return the text of stored HTML on one line: words not glued, entities as characters, items with their numbers.

    The signs of footnotes, soft hyphens and pictures are left out, what is hidden from screen readers, and what is
    struck out: without its line through it would read as valid.
    """
    pieces, in_footnote_link, unread, depth = [], False, "", 0
    # the next one of each open list, None for bullets; that of an item without words so far
    numbers, number = [], ""
    shift = ""  # "sup" or "sub" in such an element
    for token in tokens(printable(html)):
        if unread:
            if not isinstance(token, str) and token.name == unread:
                depth += -1 if token.closing else 1
                unread = unread if depth else ""
        elif isinstance(token, str):
            if not in_footnote_link:
                shown = shifted(token, shift)
                pieces += [number, shown] if token.strip() else [shown]
                number = "" if token.strip() else number
        elif not token.closing and (
            token.name == "del" or token.attributes.get("aria-hidden") == "true"
        ):
            unread, depth = token.name, 1
            pieces.append("" if token.name in INSIDE_WORDS else " ")
        elif token.name not in INSIDE_WORDS:
            pieces.append(" ")
            number = _number_at(token, numbers, number)
        elif token.name == "a":
            in_footnote_link = token.attributes.get("class") in ("footnote-ref", "footnote-backref")
        elif token.name in ("sup", "sub"):
            shift = "" if token.closing else token.name
    return " ".join("".join(pieces).replace("\xad", "").split())


def _number_at(tag, numbers, number):
    """What is shown at ``tag`` as the number of an item, before it ``number``; ``numbers`` are the next ones of its lists."""
    if tag.name in ("ol", "ul"):
        if tag.closing:
            del numbers[-1:]
            return ""
        counts = tag.name == "ol" and tag.attributes.get("type", "1") == "1"
        numbers.append(int(tag.attributes.get("start", "1")) if counts else None)
    elif tag.name == "li" and not tag.closing:
        is_footnote = "id" in tag.attributes
        if is_footnote or not numbers or numbers[-1] is None:
            return ""
        numbers[-1] += 1
        return f"{numbers[-1] - 1}. "
    return number


def data_block(data) -> SafeString:
    """Return ``data`` of schema.org as JSON-LD in a data block, which browsers neither run nor show (HTML 4.12.1).

    Mail addresses in it are escapes alone, as ``mail_link`` writes them for people.
    """
    # Nothing of these can end or open an element, wherever in the JSON it stands.
    escapes = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    text = _ADDRESS_IN_JSON.sub(
        lambda one: "".join(f"\\u{ord(char):04x}" for char in one["address"] or "") or one[0], text
    )
    text = text.translate(escapes)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
