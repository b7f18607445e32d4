"""What stands around minutes and is left out: rules, menus, comment form, footer, signature, the head of a mail."""

import re
from collections import Counter
from itertools import accumulate, pairwise, takewhile

from .labels import is_agenda_word
from .source import announces_quotation, read_stamp, remember_answers, runs_on, strip_marks
from .when import find_dates

_COMMENT_FORM = re.compile(
    r"(?:(?:Neuen )?Kommentar (?:schreiben|hinzufügen|verfassen|abgeben|hinterlassen)"
    r"|(?:Schreibe?n?(?: Sie)?|Hinterlasse(?:n Sie)?) (?:einen|eine) (?:Kommentar|Antwort)"
    r"|Eingeschränktes HTML|Antwort abbrechen|(?:Abgerufen von|Retrieved from) \W?https?://\S+)\W*",
    re.I,
)
_SIGNATURE = re.compile(
    r"--|_{10,}\s*Mailingliste.*|Von meinem \w+(?: \w+)? gesendet\.?"
    r"|(?:Diese Nachricht wurde )?gesendet (?:von|mit) (?:meine[mr]|der|Outlook|Proton|Mail|GMX|WEB\.DE)\b.{0,60}|Sent from my .{0,60}|Outlook für \w+ beziehen",
    re.I,
)
_MENU = re.compile(
    r"(?:(?:Direkt )?zum (?:Haupt)?inhalt(?: springen| wechseln)?|Springe zum Inhalt"
    r"|Skip to (?:main )?content|(?:Haupt|Pfad|Benutzer)?navigation|Benutzermenü|Menü|Startseite"
    r"|(?:Rats|Bürger|Gremien)info(?:rmations)?(?:system|portal)?"
    r"|Sie sind hier:?|Suchen?|Anmelden|Login|Drucken|Druckversion|Nach oben|Seitenanfang|Teilen(?: mit:?)?|Facebook|E-Mail|WhatsApp|Mastodon|Telegram"
    r"|Weiterlesen|Weitergeleitet|(?:Impressum|Datenschutz(?:erklärung)?|Kontakt)(?:\s*[|·•–-]+\s*\w+)+"
    r"|Impressum|Datenschutz(?:erklärung)?|[^»›>|]{2,60}(?: [»›>] [^»›>|]{2,90}){2,})",
    re.I,
)
_MENU_BESIDE = re.compile(rf"{_MENU.pattern}|Zurück|Kalender|Gremien|Recherche|Hilfe", re.I)
_BETWEEN = re.compile(r"\s*[|·•]\s*|\s{2,}")
_ALWAYS = re.compile(
    r":{3,}\s?(?:info|success|warning|danger)?|\[{1,2}_?TOC_?\]{1,2}|\{\{TOC\}\}|__TOC__|~~NO(?:TOC|CACHE)~~|"
    r"\\(?:begin|end|maketitle|documentclass|usepackage|tableofcontents)\b.*|\[/?list(?:=\w)?\]|#\+\w+:.*|"
    r"[–—-]?\s?Seite \d{1,3}(?:\s?(?:von|/)\s?\d{1,3}|\s?[–—-])|Direkt zum Inhalt|Erlaubte HTML-Tags: .*|(?:Willkommen (?:im|bei)|Welcome to) Ether[Pp]ad!?.*"
    r"|Geben Sie die Zeichen ein, die im Bild gezeigt werden\.|\{\{[\w :-]+\}?\}?|\}\}"
    r"|\[\[(?:Kategorie|Category):[^\[\]]+\]\]|[–—-] ?\d{1,3} ?[–—-]",
    re.I,
)
_WIKI = re.compile(
    r"(?:Aus|Von) (?:[\w.-]+ ){0,4}\w*wiki\b[\w ]*|(?:Wechseln zu|Jump to): .*|Zur Navigation springen(?: Zur Suche springen)?|Zur Suche springen"
    r"|[<←‹]\s[^|<>]{2,60}(?:\s\|\s[^|<>]{2,60})*",
    re.I,
)
_CONTENTS = re.compile(r"Inhalt(sverzeichnis)?(?: ?\[[^\[\]]{1,20}\])?:?", re.I)
_BARS = re.compile(r"[^\W\d][^|\d:]{1,60}(?: \| [^\W\d][^|\d:]{1,60}){4,}")  # a menu in one line
RULE = re.compile(r"[-=_*~#.·+–—\s]{3,}|[-=*]{2,}|[-–—•*+]")
_NOTE = re.compile(r"[\w-]{1,30}:(?:\s.{0,200})?|\s*-\s.{0,200}|")
_LONGEST_SIGNATURE = 25  # lines


def leave_out_rules(lines):
    """Leave out what separates and says nothing: "-----", "=====", "Seite 1 von 3", and what a pad
    notes about itself between two "---" at the very top."""
    top = next((i for i, line in enumerate(lines) if line.text), 0)
    ends = [
        i for i in range(top + 1, min(len(lines), top + 30)) if lines[i].text == lines[top].text
    ]
    notes = lines[top + 1 : ends[0]] if re.fullmatch("-{3,}", lines[top].text) and ends else []
    if all(_NOTE.fullmatch(line.text) for line in notes):
        for line in notes:
            line.place = "ignored"
    for line in (line for line in lines if line.text and not line.is_code):
        parts = _BETWEEN.split(line.text)
        menu = len(parts) > 1 and all(map(_MENU_BESIDE.fullmatch, parts))
        says_nothing = RULE.fullmatch(line.text) or _ALWAYS.fullmatch(line.text)
        if menu or (line.text != "--" and says_nothing):
            line.place = "ignored"
        elif (contents := _names_contents(line)) and contents[1]:
            line.place = "other"


_NUMBER = r"(?:Seite(?: \|)? \d{1,3}(?: ?(?:von|/) ?\d{1,3}\b)?|\d{1,3}(?:\.| \|) Seite)"
_PAGE = re.compile(rf"^{_NUMBER}(?=\W|$)|\b{_NUMBER}$|(?<=[–|·-] ){_NUMBER}(?= [–|·-])", re.I)
# "Protokoll vom 3. April | 2", "Garten e. V. (2/5)", "Blatt 2": from page to page only this number is another.
_COUNTED = re.compile(
    r"(?:^|[(|·•–—-]\s?|\s{2,}|\s(?=\d+/)|\b(?:S\.|Blatt|Page) )(\d{1,3})(?:\s?(?:/|von|of)\s?\d{1,3})?\)?(?:\s?[–—-])?$"
)
_OF_ALL = re.compile(r"#\s?(?:/|von\b|of\b)")
# "TOP   1"
_NO_TOP = re.compile(rf"{_OF_ALL.pattern}|/|S\.|Blatt|Page|[^\W\d]{{4,}}\W(?:.*\W)?[^\W\d]{{4,}}")
_ADDRESSED = re.compile(r"\s[|·•]\s|@|www\.")
_PAGE_LINES = 8  # there are more from one head of a page to the next


def leave_out_page_heads(lines):
    """Leave out what stands again at the top or end of each page: beside "Seite 2 von 3", and far apart what counts
    the pages, opens the text or is an address; also the lines next to it. At the very top it tells whose minutes it is.
    """
    filled = [line for line in lines if line.text]
    alike, heads = {}, set()
    for at, line in enumerate(filled):
        if line.text.startswith("|"):  # tables of one shape
            continue
        key, says_page = _PAGE.subn("", line.text, count=1)
        counted = None if says_page else _COUNTED.search(line.text)
        if counted:
            key = f"{line.text[: counted.start(1)]}#{line.text[counted.end(1) :]}"
        page = int(counted[1]) if counted else 0
        alike.setdefault((key, says_page), []).append((at, page))
    for (key, says_page), found in alike.items():
        places, pages = zip(*found, strict=True)
        apart = all(below - above > _PAGE_LINES for above, below in pairwise(places))
        if pages[0]:
            count = list(range(pages[0], pages[0] + len(pages)))
            again = pages[0] < 3 and list(pages) == count and _NO_TOP.search(key)
        else:
            again = places[0] < 3 or _ADDRESSED.search(key)
        is_head = says_page or (apart and again)
        is_number = apart and key == "#"
        few = (
            says_page
            or _OF_ALL.search(key)
            or (again and not pages[0] and len(key) > 15 and find_dates(key))
        )
        if is_number or (is_head and len(places) > (1 if few else 2)):
            heads.update(places)
    numbers = {at for at in heads if filled[at].text.isdecimal()}  # may be those of TOPs
    for _two_lines in range(2):
        beside = {place for at in heads for place in (at - 1, at + 1) if 0 <= place < len(filled)}
        words = Counter(filled[at].text for at in beside | {0, 1, 2} & set(range(len(filled))))
        heads.update(at for at in beside if len(filled[at].text) > 3 and words[filled[at].text] > 1)
    top = {0, 1, 2, *takewhile(heads.__contains__, range(len(filled)))}
    pages = {at for at in heads & top if _PAGE.fullmatch(filled[at].text)}
    for at in heads - numbers - top | pages:
        filled[at].place = "ignored"


def leave_out_page_numbers(lines):
    """Leave out lines that are numbers and no headings, where they count up from the first page or the second, or
    from any where each stands free."""
    alone, free = [], []
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if line.text.isdecimal() and len(line.text) < 4 and not line.place:
            alone.append(line)
            free.append(not (above and above.text) and not (below and below.text))
    counts = [int(line.text) - place for place, line in enumerate(alone)]
    first = counts[:1] in ([1], [2]) or (len(alone) > 1 and all(free))
    if len(lines) > 20 and len(set(counts)) == 1 and first:
        for line in alone:
            line.place = "ignored"


def join_over_pages(lines, width):
    """Tell which of ``lines`` go on with the sentence above what was left out between pages."""
    above, between = None, []
    for line in lines:
        if not line.text or line.place == "ignored":
            between += [line.text] if line.text else []
            continue
        is_over_page = above and between and not any(map(RULE.fullmatch, between))
        if is_over_page and above.text[-1] not in ".!?:":
            line.goes_on |= line.text[0].islower() or runs_on(above.text, line.text, width)
        above, between = line, []


_TO_BELOW = re.compile(r"\W*\[[^\[\]]{1,200}\]\(#[^()\s]*\)\W*")


def leave_out_contents(lines, head):
    """Leave out the contents of a page that are left in its ``head``: links to below, and what comes again there,
    from "Inhalt" or the agenda on."""
    last, run = {}, []
    for line in [*(line for line in head if line.text), None]:
        names = line and _names_contents(line)
        opens = line and (line.place.startswith("items.") or _TO_BELOW.fullmatch(line.text))
        if (names or opens) and not last:
            last = {_letters(line.text): line.number for line in lines} | {"": 0}
        below = last.get(_letters(line.text), 0) if line else 0
        again = line and (line.place == "ignored" or below > line.number)
        if names or opens or (run and again):
            run.append((line, "other" if names else "ignored"))
            continue
        for one, place in run if run[1:] else ():
            one.place = one.place or place
        run = []


def _names_contents(line):
    return _CONTENTS.fullmatch(strip_marks(line.text)[1])


def _letters(text):
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def leave_out_frame(lines, first, last, kept):
    """Leave out menus and "Tagesordnung:" above the heading at index ``first`` and all below the one at ``last``
    that begins with a comment form, a signature, an older mail or a footer, down to a line whose number is among those ``kept``. Both are None
    without headings."""
    above = len(lines) if first is None else first
    below = 0 if last is None else last + 1
    for line in lines[:above]:
        says_agenda = first is not None and is_agenda_word(strip_marks(line.text)[1])
        if line.indent < 4 and (says_agenda or _is_menu(line.text)):
            line.place = "ignored"
        elif line.text and (_WIKI.fullmatch(line.text) or _BARS.fullmatch(line.text)):
            line.place = "other"
    end = len(lines) if last is None else older_mail_begins(lines, below)
    end = _frame_begins(lines[:end], below)
    for line in takewhile(lambda line: line.number not in kept, lines[end:]):
        line.place = "ignored"
    for line in reversed([line for line in lines[below:end] if line.text]):
        if line.indent >= 4 or not (_is_menu(line.text) or line.place):
            return
        line.place = "ignored"


@remember_answers
def _is_menu(text):
    return bool(_MENU.fullmatch(text))


_OLDER = re.compile(
    r"-{2,}.{0,60}(?:Nachricht|Message|Mail).{0,60}-{2,}|Anfang der weitergeleiteten (?:Nachricht|E-?Mail):?",
    re.I,
)
_AT_MINUTE = re.compile(r"<[^<>]{1,80}@[^<>]{1,80}>|\d{1,2}:\d{2}")
_BROKEN = re.compile(r"(?!.*:$)(?:(?:Am|On) \D{0,12}\d|.*<[^<>]*$)")  # before its end
_MOST_HEADERS = 8  # lines
_FROM, *_TOLD = (
    re.compile(rf"\W*(?:{names})\W{{0,3}}:", re.I)
    for names in ("Von|From", "Gesendet|Sent|Datum|Date", "Betreff|Subject")
)


def older_mail_begins(lines, below):
    """The index of the first line from ``below`` on of what a mail carries of an older one: a rule that says so, its sender with
    moment and subject, or who wrote it at what minute, where all or none of what follows is quoted; else that of the end."""
    filled = [(at, line.text) for at, line in enumerate(lines) if at >= below and line.text]
    texts = [text for _at, text in filled]
    quoted = [*accumulate((text.startswith(">") for text in texts), initial=0)]
    for place, (at, text) in enumerate(filled):
        head = texts[place : place + _MOST_HEADERS]
        told = _FROM.match(text) and all(any(map(one.match, head)) for one in _TOLD)
        if told or _OLDER.fullmatch(text):
            return at
        announced = "\n".join(head[: 2 if _BROKEN.match(text) else 1])
        if announces_quotation(announced.replace("\n", " ")) and _AT_MINUTE.search(announced):
            first = place + announced.count("\n") + 1
            if quoted[-1] - quoted[first] in (0, len(texts) - first):
                return at
    return len(lines)


def _frame_begins(lines, below):
    """The index of a comment form or of a mail's signature: its mark and, down to the end, few lines."""
    for index in range(below, len(lines)):
        line = lines[index]
        if line.indent >= 4:
            continue
        if _COMMENT_FORM.fullmatch(line.text):
            return index
        if _SIGNATURE.fullmatch(line.text):
            rest = lines[index : index + 3 * _LONGEST_SIGNATURE]
            at_end = index + len(rest) == len(lines)
            if at_end and sum(bool(one.text) for one in rest) <= _LONGEST_SIGNATURE:
                return index
    return len(lines)


def is_frame(text):
    """Whether a line would be left out as part of a page or mail."""
    return any(
        pattern.fullmatch(text) for pattern in (_MENU, _WIKI, _BARS, _COMMENT_FORM, _SIGNATURE)
    )


_HEADER = re.compile(
    r"(?:Von|From|An|To|Cc|Kopie|Bcc|Blindkopie|Gesendet|Sent|Datum|Date|Antwort an|Reply-To"
    r"|Message-ID|Anhang|Anhänge|Anlagen?|Attachments?|Wichtigkeit|Priorität|Liste?|List-\w+)"
    r"\s?:(?:\s.*)?",
    re.I,
)
_ADDRESS = re.compile(r"(?:Von|From|An|To|Gesendet|Sent|Betreff|Subject)\s?:\s", re.I)
_SENT = re.compile(r"(?:Gesendet|Sent|Datum|Date)\s?:|Am .*schrieb", re.I)
_SUBJECT = re.compile(r"(?:Betreff|Subject)\s?:", re.I)


def read_mail_head(lines):
    """Leave out sender, recipients and what announces a quotation, and moment and name before the first message of a
    chat; give the days they tell, each with the number of its line."""
    filled = [line for line in lines if line.text][:60]
    announcing = [
        line
        for line, below in zip(filled, [*filled[1:], None], strict=True)
        if announces_quotation(line.text) and not (below and below.text.startswith(">"))
    ]
    heads = [*_heads(filled), *announcing]
    for line in heads:
        line.place = "ignored"
    told = [(line.number, line.text) for line in heads if _SENT.match(line.text)]
    for line in filled[:1]:
        if stamp := read_stamp(line.text):
            told.append((line.number, stamp["when"]))
            line.text = line.text[stamp.end() :]
    days = [(number, day) for number, text in told for day in find_dates(text)[:1] if day.year]
    return [(number, day.resolve(None)) for number, day in days]


def _heads(filled):
    """The lines of heads: runs of header lines two of which name people, a subject or a moment. Few
    lines may stand above the first one."""
    heads, run, before = [], [], None
    for index, line in enumerate([*filled, None]):
        if line and (_HEADER.fullmatch(line.text) or _SUBJECT.match(line.text)):
            before = before if run else index < 3 or announces_quotation(filled[index - 1].text)
            run.append(line)
            continue
        if before and sum(bool(_ADDRESS.match(one.text)) for one in run) > 1:
            heads += [one for one in run if not _SUBJECT.match(one.text)]
        run = []
    return heads
