"""What the documents of a meeting tell, as plain data for their templates (``typst/*.typ``).

Every word that a reader sees comes from here, so that the templates hold none. A fixed template is fed
data, its source is never put together; what typst sets is tagged and follows PDF/UA-1 (ISO 14289-1), or it
does not come out at all.

Stored safe HTML becomes a tree that such a template can walk without parsing. A text is a flat list of runs
``{"text", "styles", "href"}``, of which one that breaks the line is "\\n"; after a link stands its address, since paper cannot
be clicked. A block is a dict with ``kind``: p, heading, list, terms, quote, code, table or rule. Pictures become their
alternative text. Depth is bounded, so that no text can exhaust the stack of whoever walks the tree.
"""

import io
import json
import re
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from unicodedata import category
from urllib.parse import urljoin, urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.text import one_line, slot_time
from wiq_site.kit.dates import hours
from wiq_site.kit.http import absolute, etag_of
from wiq_site.kit.markup.lexer import printable
from wiq_site.kit.markup.linkify import shown_address
from wiq_site.kit.site import site
from wiq_site.kit.text import ascii_label


def nearest(element, *names):
    """Yield the nearest elements called one of ``names`` below ``element``, in order."""
    for child in element.find_all(True, recursive=False):
        if child.name in names:
            yield child
        else:
            yield from nearest(child, *names)


STYLES = {
    "strong": "strong",
    "em": "em",
    "cite": "em",
    "code": "code",
    "sup": "sup",
    "sub": "sub",
    "del": "strike",
    "ins": "underline",
}
BREAK = "\u200b"  # where a line may end
WIDEST_ROW = 85  # characters of the longest words of all columns; a wider table is told row by row


def breakable(text):
    """Return ``text`` with places where a long word or an address may end the line."""
    longest = 30  # characters of a word; then it may break anywhere

    def split(word):
        pieces = re.sub(r"(?<=[/.?&=_-])(?=[^\s/])", BREAK, word[0]).split(BREAK)
        return BREAK.join(
            BREAK.join(piece[at : at + longest] for at in range(0, len(piece), longest))
            for piece in pieces
        )

    return re.sub(rf"\S{{{longest},}}", split, text)


def longest_word(runs):
    """Return how many characters of ``runs`` stand beside each other at least; words are hyphenated."""
    words = re.split(rf"[\s{BREAK}]", "".join(run["text"] for run in runs))
    return max(min(len(w), 10) if re.search(r"[^\W\d_]{6}", w) else len(w) for w in words)


def uri(address):
    """Return ``address`` in ASCII, which is all a PDF takes for where a link leads: hosts as xn--, the rest with percents."""
    host = urlsplit(address).netloc
    known = re.sub("[^.:@]+", lambda label: ascii_label(label[0]), host)
    return iri_to_uri(address.replace(host, known, 1))


_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table hr div figure figcaption details "
    "summary".split()
)


def blocks_of(html, page_url, level):
    """Return the blocks of stored ``html`` whose addresses are seen from ``page_url``.

    The highest of its headings becomes one of ``level``, and none leaves a level out (PDF/UA-1).
    """
    from bs4 import BeautifulSoup  # only documents need it

    soup = BeautifulSoup(printable(html), "html.parser", multi_valued_attributes=None)
    return _Blocks(page_url, level).of(soup.contents)


class _Blocks:
    def __init__(self, page_url, level):
        self._page_url = page_url
        self._level = self._last_level = level
        self._first = None  # the level of the first heading in HTML

    def of(self, children, depth=0):
        """Return blocks: text between blocks becomes paragraphs."""
        blocks, inline = [], []
        for child in children:
            if child.name in _BLOCKS:
                blocks += [*self._paragraph(inline), *self._block(child, depth)]
                inline = []
            else:
                inline.append(child)
        return [*blocks, *self._paragraph(inline)]

    def _block(self, element, depth):
        if depth > 6:  # what is deeper becomes paragraphs
            return self._paragraph([" ".join(element.get_text().split())])
        if element.name in ("p", "summary", "figcaption", "dt"):
            return self._paragraph(element.contents)
        if not re.fullmatch("h[1-6]", element.name):
            make = getattr(self, f"_{element.name}", None)
            return make(element, depth) if make else self.of(element.contents, depth + 1)
        runs = self._runs(element.contents)
        if not runs:
            return []
        level = int(element.name[1])
        self._first = level if self._first is None else min(self._first, level)
        wanted = self._level + level - self._first
        self._last_level = min(wanted, self._last_level + 1, 6)
        return [{"kind": "heading", "level": self._last_level, "runs": runs}]

    def _collect(self, children, styles, href, runs):
        for child in children:
            if isinstance(child, str):
                text = re.sub(r"\s+", " ", child)
                runs.append({"text": text, "styles": [*styles], "href": href})
            elif child.name == "br":
                runs.append({"text": "\n", "styles": [], "href": ""})
            elif child.name == "img":
                alt = child.get("alt", "")
                note = _("[Bild: %(alt)s]") % {"alt": alt} if alt else ""
                runs.append({"text": note, "styles": ["em"], "href": ""})
            elif child.name == "a" and child.get("class") != "footnote-backref":
                own = child.get("href", "")
                try:
                    address = own and urljoin(self._page_url, own)
                except ValueError:
                    address = ""
                # What no reader could follow is text, not a link; what is too long as well.
                if not re.match(r"(?i:https?://|mailto:|tel:)\S", address) or len(address) > 2000:
                    address = ""
                leads_to = uri(address)
                self._collect(child.contents, styles, leads_to, runs)
                if address and not own.startswith("#") and child.get("class") != "told":
                    note = f" ({breakable(shown_address(address))})"
                    runs.append({"text": note, "styles": ["address"], "href": leads_to})
            elif child.name != "a":
                style = STYLES.get(child.name)
                more = (*styles, style) if style and style not in styles else styles
                self._collect(child.contents, more, href, runs)

    def _runs(self, children):
        """Return the runs of ``children`` without blanks at the ends and doubled ones, equal neighbours joined."""
        runs, joined = [], []
        self._collect(children, (), "", runs)
        for run in runs:
            ends_blank = not joined or joined[-1]["text"][-1] in " \n"
            text = run["text"].lstrip(" ") if ends_blank else run["text"]
            if not text:
                continue
            run = run | {"text": breakable(text)}
            last = joined[-1] if joined else run
            alike = last["styles"] == run["styles"] and last["href"] == run["href"]
            if joined and text != "\n" and last["text"] != "\n" and alike:
                last["text"] += run["text"]
            else:
                joined.append(run)
        while joined and not joined[-1]["text"].strip():
            joined.pop()
        if joined:
            joined[-1]["text"] = joined[-1]["text"].rstrip()
        return joined

    def _paragraph(self, children):
        runs = self._runs(children)
        return [{"kind": "p", "runs": runs}] if runs else []

    def _list(self, element, depth):
        items = [self.of(item.contents, depth + 1) for item in nearest(element, "li")]
        start = element.get("start", "1")
        number = int(start) if re.fullmatch("[0-9]{1,9}", start) else 1
        ordered = element.name == "ol"
        return [{"kind": "list", "ordered": ordered, "start": number, "items": items}]

    _ul = _ol = _list

    def _dl(self, element, depth):
        pairs = []
        for part in nearest(element, "dt", "dd"):
            if part.name == "dt" or not pairs:
                pairs.append({"term": [], "blocks": []})
            if part.name == "dt":
                pairs[-1]["term"] = self._runs(part.contents)
            else:
                pairs[-1]["blocks"] += self.of(part.contents, depth + 1)
        return [{"kind": "terms", "items": pairs}]

    def _blockquote(self, element, depth):
        return [{"kind": "quote", "blocks": self.of(element.contents, depth + 1)}]

    def _pre(self, element, depth):
        return [{"kind": "code", "text": element.get_text().strip("\n")}]

    def _hr(self, element, depth):
        return [{"kind": "rule"}]

    def _table(self, element, depth):
        captions = []
        for each in nearest(element, "caption"):
            captions += self._paragraph(each.contents)
        rows = [row for tr in nearest(element, "tr") if (row := list(nearest(tr, "th", "td")))]
        if not rows:
            return captions
        head = rows.pop(0) if len(rows) > 1 and all(c.name == "th" for c in rows[0]) else []
        cells = [[self._runs(cell.contents) for cell in row] for row in [head, *rows]]
        width = max(map(len, cells))
        cells = [row + [[]] * (width - len(row)) for row in cells]
        longest = [max(map(longest_word, column)) + 2 for column in zip(*cells, strict=True)]
        if sum(longest) > WIDEST_ROW:
            items = []
            for row in rows:  # in a line, each cell behind the words that stand above it
                contents = []
                for cell, above in zip_longest(row, head):
                    if cell is None or not cell.get_text().strip():
                        continue
                    parts = ["; "] if contents else []
                    parts += [*above.contents, ": "] if above and above.get_text().strip() else []
                    contents += [*parts, *cell.contents]
                items.append([{"kind": "p", "runs": self._runs(contents)}])
            return [*captions, {"kind": "list", "ordered": False, "start": 1, "items": items}]
        first, *others = cells
        sides = [cell.get("class", "align-left").removeprefix("align-") for cell in head or rows[0]]
        sides += ["left"] * (width - len(sides))
        table = {"sides": sides, "head": first if head else [], "rows": others}
        return [*captions, {"kind": "table", **table}]


TEMPLATES = Path(__file__).parent / "typst"


class TypesettingError(Exception):
    """A document could not be set; the cause says why."""


@cache
def template_digest():
    """Return what stands for templates and typst, so that kept documents follow their changes."""
    files = [file.read_bytes() for file in sorted(TEMPLATES.glob("*.typ"))]
    return etag_of(version("typst"), *files)


def typeset(template, data, moment):
    """Return the PDF of ``data`` (what JSON can hold) set by ``template``, as of ``moment``.

    Characters that no font can show become a square, marks on others go. The same data gives the same bytes. Raises
    TypesettingError.
    """
    text, path = json.dumps(data, ensure_ascii=False), str(TEMPLATES / template)
    options = {"root": str(TEMPLATES), "timestamp": int(moment.timestamp())}
    try:
        try:
            return _typst(path, text, **options)
        except RuntimeError as error:
            if "could not be displayed" not in str(error):
                raise
            unusual = sorted(set(re.sub("[\t\n\x20-\x7e\xa0-\u017f\u2010-\u2026]", "", text)))
            asked = set(unusual[:300])  # each of them takes a moment
            squares = {
                ord(c): "" if category(c)[0] == "M" else "□"
                for c in unusual
                if c not in asked or not _can_show(c)
            }
            return _typst(path, text.translate(squares), **options)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic inside typst is no Exception
        raise TypesettingError(f"typst could not set {template}") from error


@cache
def _fonts():
    import typst

    fonts = [str(TEMPLATES.parent / "fonts")]
    return typst.Fonts(include_system_fonts=False, font_paths=fonts)


def _typst(source, text, **options):
    import typst

    return typst.compile(
        source,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        format="pdf",
        pdf_standards="ua-1",
        **options,
    )


@lru_cache(4096)
def _can_show(character):
    shown = f"o{character}" if category(character)[0] == "M" else character  # a mark needs a letter
    try:
        _typst(b'#set document(title: "x")\n#sys.inputs.data', shown)
    except RuntimeError:
        return False
    return True


def minutes_data(meeting, request):
    """Return the agenda of ``meeting`` and, once they are public, its minutes."""
    url = absolute(meeting.get_absolute_url(), request)
    with_minutes = meeting.has_public_protocol()
    day = date_format(meeting.date, "l, j. F Y")
    facts = {
        _("Wann"): ", ".join(filter(None, [day, hours(meeting.start, meeting.end)])),
        _("Wo"): meeting.place,
        _("Online"): meeting.online_words,
        _("Leitung"): meeting.chair,
        _("Protokoll"): meeting.minute_taker,
    }
    if with_minutes:
        facts |= {_("Dabei"): meeting.attendance, _("Nicht dabei"): meeting.apologies}
    return _head(meeting, url) | {
        "kind": _("Protokoll") if with_minutes else _("Tagesordnung"),
        "status": str(meeting.standing) if with_minutes else "",
        "correction": breakable(one_line(meeting.correction_words)) if with_minutes else "",
        "facts": [[label, breakable(one_line(fact))] for label, fact in facts.items() if fact],
        "agenda": [] if with_minutes else _agenda(meeting),
        "intro": blocks_of(meeting.intro_html, url, 2) if meeting.shows_intro else [],
        "items": [_item(slot, url) for slot in meeting.slots] if with_minutes else [],
        "closing": blocks_of(meeting.closing_html, url, 2) if with_minutes else [],
        "address_label": _("Im Netz"),
        "page": _("Seite {page} von {pages}"),
    }


def notice_data(meeting, request):
    """Return what an A4 notice of ``meeting`` tells, without the drawing of its QR code."""
    url, online = absolute(meeting.get_absolute_url(), request), one_line(meeting.online_words)
    return _head(meeting, url) | {
        "plate": [date_format(meeting.date, form) for form in "DjM"],
        "time": hours(meeting.start, meeting.end),
        "place": breakable(one_line(meeting.place)),
        "online": online and _("Online: %(online)s") % {"online": breakable(online)},
        "agenda": _agenda(meeting),
        "agenda_title": _("Tagesordnung"),
        "more": _("Mehr zum Treffen und das Protokoll:")
        if meeting.has_public_protocol()
        else _("Mehr zum Treffen und später das Protokoll:"),
        "contact": _("Fragen? %(mail)s") % {"mail": site().contact},
        "rest": _("… und noch {count} auf der Seite des Treffens"),
        "qr_words": _("QR-Code zur Seite des Treffens: %(url)s") % {"url": url},
    }


def _head(meeting, url):
    return {
        "title": breakable(one_line(meeting.title)),
        "document_title": f"{one_line(meeting.title)}, {date_format(meeting.date, 'j. F Y')}",
        "initiative": site().name,
        "town": site().town,
        "date": date_format(meeting.date, "l, j. F Y"),
        "change": str(meeting.change_words),
        "url": uri(url),
        "shown_url": breakable(shown_address(url)),
    }


def _agenda(meeting):
    return [
        {
            "time": slot_time(slot),
            "title": breakable(one_line(slot.item.public_title)),
            "who": breakable(one_line(slot.item.public_who)),
        }
        for slot in meeting.slots
    ]


def _item(slot, url):
    """One TOP with its minutes; of one that is not public nothing but number and time."""
    item, outcomes = slot.item, []
    about = [one_line(item.public_who), hours(None, slot.ends_at)]
    if item.public and item.actual_end:
        about.append(_("tatsächlich %(until)s") % {"until": hours(None, item.actual_end)})
    about.append(item.postponed_words)
    for outcome in item.untold_outcomes() if item.public else ():
        due, votes = outcome.due, one_line(outcome.vote_words)
        details = [
            votes and _("Abstimmung: %(votes)s") % {"votes": votes},
            one_line(outcome.who),
            due and _("bis %(date)s") % {"date": date_format(due, "j. F Y")},
            outcome.done_words,
        ]
        outcomes.append(
            {
                "kind": str(outcome.get_kind_display()),
                "runs": [
                    run for block in blocks_of(outcome.text_html, url, 3) for run in block["runs"]
                ],
                "details": breakable(" · ".join(filter(None, details))),
            }
        )
    return {
        "title": breakable(one_line(item.public_title)),
        "meta": breakable(" · ".join(filter(None, about))),
        "blocks": blocks_of(item.protocol_html, url, 3) if item.public else [],
        "outcomes": outcomes,
    }


def qr_drawing(address):
    """Return ``address`` as a QR code (ISO/IEC 18004) in SVG; it stays readable with 15 % damaged."""
    import segno

    drawing = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawing, kind="svg", border=0, xmldecl=False, dark="#0b3b36")
    return drawing.getvalue().decode()
