"""A Word file as HTML: what mammoth reads, with the marks and numbers that it does not know told in those it knows."""

import io
import re
import zipfile
from xml.etree import ElementTree

from django import forms
from django.utils.translation import gettext

from wiq_site.kit.traces import refuse_locked

_OFF = ("0", "false", "off")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


# What is no part of the text: remarks at its edge, the head and foot of each page.
_BESIDE = re.compile(r"word/(?:comments|header\d*|footer\d*)\.xml")
_FIELD_WORD = re.compile(r'"[^"]*"|[^\s"]+')
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_ABOUT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def _as_shown(file):
    """Return the Word ``file`` with the marks that mammoth does not know told in those it knows, and what is
    left out: hidden in it, a picture, or beside its text."""
    packed, hidden = io.BytesIO(), []
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(packed, "w") as shown:
        names = archive.namelist()
        parts = ("word/styles.xml", "word/numbering.xml")
        of_styles, of_lists = (archive.read(name) if name in names else None for name in parts)
        styles = WordStyles(of_styles)
        numbers = WordNumbers(of_lists, styles)
        for name in names:
            data = archive.read(name) if _is_text(name) else b""
            if name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
                root = ElementTree.fromstring(data)  # noqa: S314 (expat bounds what entities unpack to)
                styles.look_behind(root)
                numbers.show(root)
                hidden += _show_marks(root, styles)
                hidden += _pictures(root)
                data = ElementTree.tostring(root)
            elif name == "word/numbering.xml":
                data = _NUMBERING.encode()
            elif _BESIDE.fullmatch(name):
                hidden += map(_words, ElementTree.fromstring(data).iter(f"{_WORD}p"))  # noqa: S314 (as above)
            shown.writestr(name, data)
    packed.seek(0)
    return packed, list(filter(None, dict.fromkeys(hidden)))


def _words(element, tag=f"{_WORD}t"):
    """Return the words below ``element``."""
    return " ".join("".join(text.text or "" for text in element.iter(tag)).split())


def _pictures(root):
    """Return in words each picture below ``root``: as it is described there."""
    drawings = (
        each for each in root.iter(f"{_WORD}drawing") if next(each.iter(_BLIP), None) is not None
    )
    told = (each.find(f".//{_ABOUT}") for each in drawings)
    texts = ("" if about is None else about.get("descr", "").strip() for about in told)
    return [gettext("Bild: %s") % (text or gettext("ohne Beschreibung")) for text in texts]


def _is_text(name):
    """Whether the part ``name`` of a Word file is read: pictures and fonts are not, however large they unpack."""
    return name.endswith((".xml", ".rels"))


# Of these mammoth takes nothing, though they only stand around what is read.
_ONLY_AROUND = {
    f"{_FORMULA}oMathPara",
    *(f"{_WORD}{name}" for name in ("fldSimple", "dir", "bdo")),
}


def _show_marks(root, styles):
    """Change the runs below ``root``: struck ones, however, are struck themselves, hidden ones empty. Return what
    was hidden, and what is marked as deleted."""
    passages, last = [], None
    _show_links(root)
    for parent in reversed(list(root.iter())):  # what stands inside first
        for child in list(parent):
            if child.tag == f"{_WORD}cr":
                child.tag = f"{_WORD}br"
            elif child.tag in _ONLY_AROUND:
                at = list(parent).index(child)
                parent[at : at + 1] = list(child)
            elif child.tag == f"{_WORD}ruby":
                parts = (child.find(f"{_WORD}{name}") for name in ("rubyBase", "rt"))
                base, reading = (_words(part) if part is not None else "" for part in parts)
                child.clear()
                child.tag, child.text = f"{_WORD}t", f"{base} ({reading})" if reading else base
            elif child.tag == f"{_FORMULA}oMath":
                words = _words(child, f"{_FORMULA}t")
                child.clear()
                child.tag = f"{_WORD}r"
                ElementTree.SubElement(child, f"{_WORD}t").text = words
    for paragraph in root.iter(f"{_WORD}p"):
        for run in paragraph.iter(f"{_WORD}r"):
            deleted = run.findall(f"{_WORD}delText")
            if deleted or styles.hides(paragraph, run):
                words = "".join(text.text or "" for text in deleted or run.findall(f"{_WORD}t"))
                if words.strip() and last is paragraph:
                    passages[-1] += words
                elif words.strip():
                    passages.append(words)
                last = paragraph if words.strip() else last
                for kind in ("t", "tab", "br", "cr"):
                    for part in run.findall(f"{_WORD}{kind}"):
                        run.remove(part)
            else:
                is_struck = any(styles.is_on(f"{n}strike", paragraph, run) for n in ("", "d"))
                marks = run.find(f"{_WORD}rPr")
                if marks is None:
                    marks = ElementTree.Element(f"{_WORD}rPr")
                    run.insert(0, marks)
                value = "1" if is_struck else "0"  # mammoth reads the first, and no "off"
                marks.insert(0, ElementTree.Element(f"{_WORD}strike", {f"{_WORD}val": value}))
            for tab in run.findall(f"{_WORD}ptab"):
                tab.tag = f"{_WORD}tab"
    return [" ".join(passage.split()) for passage in passages]


def _show_links(root):
    """Let the fields below ``root`` say where they lead as mammoth reads it: an address in quotes or a place, no more."""
    for field in root.iter(f"{_WORD}fldSimple"):
        for at, kind in ((0, "begin"), (1, "separate"), (len(field) + 2, "end")):
            run = ElementTree.Element(f"{_WORD}r")
            ElementTree.SubElement(run, f"{_WORD}fldChar", {f"{_WORD}fldCharType": kind})
            if kind == "begin":
                told = ElementTree.SubElement(run, f"{_WORD}instrText")
                told.text = field.get(f"{_WORD}instr")
            field.insert(at, run)
    fields = []  # those that are open, each with what was said of it
    for element in root.iter():
        kind = element.get(f"{_WORD}fldCharType")
        if kind == "begin":
            fields.append([])
        elif fields and element.tag == f"{_WORD}instrText":
            fields[-1].append(element)
        elif fields and kind:
            _tell_link(fields.pop())
            fields += [[]] * (kind == "separate")


def _tell_link(texts):
    """Change the ``texts`` of a field that is a link. Source: ECMA-376 part 1, 17.16.5.25."""
    name, *words = _FIELD_WORD.findall("".join(text.text or "" for text in texts)) or [""]
    if name.upper() != "HYPERLINK":
        return
    address, places, words = "", [], iter(words)
    for word in words:
        if word.lower() in (
            "\\l",
            "\\o",
            "\\t",
        ):  # a place in it, a tip, a window: each has a value
            value = next(words, "")
            places += [value.strip('"')] * (word.lower() == "\\l")
        elif not word.startswith("\\"):
            address = address or word.strip('"')
    place = "".join(places[:1])
    target = "#".join(filter(None, (address, place)))
    for text in texts:
        text.text = ""
    texts[-1].text = f'HYPERLINK "{target}"' if address else f'HYPERLINK \\l "{place}"'


_MARKERS = {"black": "000000", "white": "FFFFFF", "yellow": "FFFF00", "red": "FF0000"}
_UNREAD = 4  # half points


class WordStyles:
    """What the styles of a Word file do to a run, besides what stands at it.

    Source: ECMA-376 part 1, 17.7.3: a mark at the run decides; else that of the style of its paragraph and that
    of its own style, of which two together are none.
    """

    def __init__(self, xml):
        root = ElementTree.fromstring(xml) if xml else []  # noqa: S314 (as above)
        self._styles = {style.get(f"{_WORD}styleId"): style for style in root}
        usual = (
            name
            for name, style in self._styles.items()
            if style.get(f"{_WORD}default") == "1" and style.get(f"{_WORD}type") == "paragraph"
        )
        self._usual = next(usual, None)

        self._behind = {}

    def look_behind(self, root):
        """Remember the colour of the page, cell or box in which each paragraph below ``root`` stands, None where nothing
        tells it: letters of that colour are not seen."""
        page = root.find(f"{_WORD}background")
        white = "FFFFFF" if page is None else page.get(f"{_WORD}color")
        self._behind = dict.fromkeys(root.iter(f"{_WORD}p"), white)
        for around in root.iter():
            if around.tag in (f"{_WORD}tc", f"{_WORD}txbxContent"):
                fill = _said(around, "tcPr", "shd", value="fill")
                self._behind |= dict.fromkeys(around.iter(f"{_WORD}p"), fill)

    def hides(self, paragraph, run):
        """Whether nobody sees ``run`` of ``paragraph``: it is hidden, has the colour of what is behind it, or is all too small."""
        size = self._looks(paragraph, run, "sz")
        if self.is_on("vanish", paragraph, run) or (size.isdigit() and int(size) <= _UNREAD):
            return True
        marker = self._looks(paragraph, run, "highlight")
        fills = (
            _MARKERS.get(marker, marker),
            self._looks(paragraph, run, "shd", value="fill"),
            _said(paragraph, "pPr", "shd", value="fill"),
            self.said(_said(paragraph, "pPr", "pStyle"), "pPr", "shd", value="fill"),
            self._behind.get(paragraph),
        )
        behind = next((fill for fill in fills if fill not in (None, "", "none", "auto")), "")
        colour = self._looks(paragraph, run, "color")
        if colour in ("", "auto"):  # what is marked in black stays black
            colour = "000000" if marker == "black" else "auto"
        return colour.upper() == behind.upper()

    def _looks(self, paragraph, run, *path, value="val"):
        """What ``run``, its style or that of ``paragraph`` says at ``path``, "" where none does."""
        of_run = _said(run, "rPr", "rStyle")
        of_paragraph = _said(paragraph, "pPr", "pStyle") or self._usual
        styles = (self.said(name, "rPr", *path, value=value) for name in (of_run, of_paragraph))
        return _said(run, "rPr", *path, value=value) or next(filter(None, styles), "")

    def is_on(self, mark, paragraph, run):
        """Whether ``run`` of ``paragraph`` is "vanish", "strike" or "dstrike"."""
        own = _said(run, "rPr", mark)
        if own is not None:
            return own not in _OFF
        of_paragraph = _said(paragraph, "pPr", "pStyle") or self._usual
        of_run = _said(run, "rPr", "rStyle")
        return self._of_style(of_paragraph, mark) != self._of_style(of_run, mark)

    def _of_style(self, name, mark):
        """Whether the style ``name`` sets ``mark``."""
        said = self.said(name, "rPr", mark)
        return said is not None and said not in _OFF

    def left(self, name):
        """Return the indent of the style ``name``; None where it says none."""
        return _left(self._styles[name]) if name in self._styles else None

    def said(self, name, *path, value="val"):
        """Return what the style ``name``, or else the first that says so of those it is based on, says at ``path``."""
        seen, said = set(), None
        while said is None and name in self._styles and name not in seen:
            seen.add(name)
            said = _said(self._styles[name], *path, value=value)
            name = _said(self._styles[name], "basedOn")
        return said


_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_SAYS_TOP = re.compile(r"TOP\s?\d", re.I)
_NUMBERS_ALONE = re.compile(r"\(?%[1-9](?:\.%[1-9])*[.)]*")
# What stands around a number that mammoth would count anew; no text of Word's holds it.
_COUNTED_AS = "\ue0f0"


# The lists that ``WordNumbers`` tells all in: of items with a number, and of those with a bullet, of any depth.
_NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    + "".join(
        f'<w:abstractNum w:abstractNumId="{at}">'
        + "".join(
            f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in range(20)
        )
        + f'</w:abstractNum><w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'
        for at, form in enumerate(("decimal", "bullet"))
    )
    + "</w:numbering>"
)


class WordNumbers:
    """Says what Word counts: it stores no number, and mammoth begins each list at one.

    Source: ECMA-376 part 1, 17.9: lists of one definition count on, unless one says where it starts.
    """

    def __init__(self, xml, styles):
        root = ElementTree.fromstring(xml) if xml else ElementTree.Element("none")  # noqa: S314 (as above)
        self._styles = styles
        self._kinds = {
            kind.get(f"{_WORD}abstractNumId"): {
                int(level.get(f"{_WORD}ilvl", 0)): level for level in kind.findall(f"{_WORD}lvl")
            }
            for kind in root.findall(f"{_WORD}abstractNum")
        }
        self._lists = {each.get(f"{_WORD}numId"): each for each in root.findall(f"{_WORD}num")}
        self._counts, self._begun = {}, set()

    def show(self, root):
        """Put before each paragraph below ``root`` that Word numbers what it shows there."""
        paragraphs, around = list(root.iter(f"{_WORD}p")), []  # the items it stands inside of
        listed = self._inside_tops(paragraphs)
        for paragraph in paragraphs:
            place, depth = self._place(paragraph)
            label = self._label(place, depth)
            levels = self._levels(place)
            if not self._shows(paragraph):
                continue
            is_list = not self._is_heading(paragraph) and (
                (place, depth) in listed or self._is_list(levels, depth)
            )
            left = self._left(paragraph, levels.get(depth)) if is_list else 0
            while around and not (is_list and _is_inside(around[-1], place, depth, left)):
                around.pop()
            if depth not in levels:
                continue
            marks = paragraph.find(f"{_WORD}pPr")
            for each in marks.findall(f"{_WORD}numPr"):
                marks.remove(each)
            if is_list:
                in_list = ElementTree.SubElement(marks, f"{_WORD}numPr")
                has_bullet = _said(levels[depth], "numFmt") == "bullet"
                for name, value in (("ilvl", len(around)), ("numId", int(has_bullet))):
                    ElementTree.SubElement(in_list, f"{_WORD}{name}", {f"{_WORD}val": str(value)})
                if label:
                    label = f"{_COUNTED_AS}{label}{_COUNTED_AS}"
                around.append((place, depth, left))
            elif label:
                label += " "
            run = ElementTree.Element(f"{_WORD}r")
            ElementTree.SubElement(run, f"{_WORD}t").text = label
            paragraph.insert(list(paragraph).index(marks) + 1, run)

    def _place(self, paragraph):
        """In which list ``paragraph`` stands, None for none, and how deep."""
        style = _said(paragraph, "pPr", "pStyle")
        place = _said(paragraph, "pPr", "numPr", "numId")
        depth = _said(paragraph, "pPr", "numPr", "ilvl")
        if place is None:
            place = self._styles.said(style, "pPr", "numPr", "numId")
            depth = depth or self._styles.said(style, "pPr", "numPr", "ilvl")
        return place, int(depth or 0)

    def _left(self, paragraph, level):
        """How far in an item of ``level`` stands, in twentieths of a point, for as much as it says."""
        style = _said(paragraph, "pPr", "pStyle")
        for left in (_left(paragraph), self._styles.left(style), _left(level)):
            if left is not None:
                return left
        deeper = re.fullmatch(r"list \w+ (\d)", (self._styles.said(style, "name") or "").lower())
        return 360 * int(deeper[1]) if deeper else 360

    def _is_heading(self, paragraph):
        style = self._styles.said(_said(paragraph, "pPr", "pStyle"), "name") or ""
        return "heading" in style.lower()

    def _shows(self, paragraph):
        return any(
            (text.text or "").strip()
            for run in paragraph.iter(f"{_WORD}r")
            if not self._styles.hides(paragraph, run)
            for text in run.iter(f"{_WORD}t")
        )

    def _inside_tops(self, paragraphs):
        """The lists and depths whose paragraphs are items though they begin with "I." or "1.1.": where others are the
        headings and none of these has a text of its own below it."""
        tops, items, texted, above = 0, set(), set(), None
        for paragraph in filter(self._shows, paragraphs):
            place, depth = self._place(paragraph)
            is_top = self._is_heading(paragraph) or _SAYS_TOP.match(_words(paragraph))
            is_item = not is_top and depth in self._levels(place)
            tops += bool(is_top)
            texted |= {above} if not (is_top or is_item) else set()
            above = (place, depth) if is_item else None
            level = self._levels(place)[depth] if is_item else paragraph
            is_plain = _NUMBERS_ALONE.fullmatch(_said(level, "lvlText") or "")
            items |= {above} if is_plain and _said(level, "numFmt") != "decimalZero" else set()
        return items - texted if tops > 1 else set()

    def _levels(self, place):
        """Return the levels of the list ``place`` by their depth; {} where there is none."""
        if place not in self._lists:
            return {}
        return self._kinds.get(_said(self._lists[place], "abstractNumId"), {})

    def _is_list(self, levels, depth):
        """Whether a paragraph at ``depth`` is an item of a list, and no paragraph that begins with a number: "§ 1", "TOP 2"."""
        if depth not in levels:
            return False
        style = self._styles.said(_said(levels[depth], "pStyle"), "name") or ""
        if "heading" in style.lower():
            return False
        form = _said(levels[depth], "numFmt") or "decimal"
        if form in ("bullet", "none"):
            return form == "bullet"
        first = rf"\(?%{depth + 1}" if depth else "%1"
        is_plain = re.fullmatch(rf"{first}[.)]*", _said(levels[depth], "lvlText") or "")
        return bool(is_plain) and (depth > 0 or form == "decimal")

    def _label(self, place, depth):
        """Count a paragraph of the list ``place`` and return what stands before it, "" for a bullet or nothing."""
        levels = self._levels(place)
        if depth not in levels or _said(levels[depth], "numFmt") == "bullet":
            return ""
        counts = self._counts.setdefault(_said(self._lists[place], "abstractNumId"), {})
        if (place, depth) not in self._begun:
            self._begun.add((place, depth))
            for change in self._lists[place].findall(f"{_WORD}lvlOverride"):
                start = _said(change, "startOverride")
                if start and change.get(f"{_WORD}ilvl") == str(depth):
                    counts[depth] = int(start) - 1
        first = {each: int(_said(levels[each], "start") or 1) for each in levels}
        counts[depth] = counts.get(depth, first[depth] - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]

        def number(match):
            level = int(match[1]) - 1
            form = _said(levels.get(level, levels[depth]), "numFmt") or "decimal"
            return _counted(counts.get(level, first.get(level, 1)), form)

        return re.sub(r"%([1-9])", number, _said(levels[depth], "lvlText") or "").strip()


def _is_inside(above, place, depth, left):
    """Whether an item of the list ``place`` stands inside of the one ``above``: deeper, or of another list and further in."""
    is_further = above[0] != place and left > above[2] + _FURTHER
    return depth > above[1] or (depth == above[1] and is_further)


_FURTHER = 100  # twentieths of a point


def _left(element):
    """Return the indent that ``element`` says, in twentieths of a point; None where it says none."""
    indent = element.find(f"{_WORD}pPr/{_WORD}ind")
    said = {} if indent is None else indent.attrib
    left = said.get(f"{_WORD}left", said.get(f"{_WORD}start", ""))
    return int(left) if re.fullmatch(r"-?\d{1,6}", left) else None


def _counted(number, form):
    """Return ``number`` as Word's ``form`` writes it."""
    if "Letter" in form:
        text = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif "Roman" in form:
        text = ""
        for worth, sign in _ROMAN:
            text, number = text + sign * (number // worth), number % worth
    else:
        text = f"{number:02d}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") else text


def _said(element, *path, value="val"):
    """Return the ``value`` of what stands at ``path`` in ``element``, "" where it has none, None where nothing does."""
    part = element.find("/".join(f"{_WORD}{tag}" for tag in path))
    return None if part is None else part.get(f"{_WORD}{value}", "")


def html_of_word(file):
    """Return a Word file as HTML, without its pictures, and the passages hidden in it.

    Raises forms.ValidationError, also for what unpacks to too much.
    """
    import mammoth

    message = gettext(
        "Die Word-Datei lässt sich nicht lesen. Speichern Sie sie neu als .docx, oder kopieren Sie den Text."
    )
    refuse_locked(file.read())
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(part.file_size for part in archive.infolist() if _is_text(part.filename))
        if size <= 3 * 1024 * 1024:
            shown, hidden = _as_shown(file)
            # mammoth glues the words around a break that is not one of lines.
            result = mammoth.convert_to_html(
                shown,
                convert_image=lambda image: [],
                style_map="br[type='page'] => br\nbr[type='column'] => br\nstrike => s",
            )
            counted = rf"{_COUNTED_AS}(\d+)[.)]*{_COUNTED_AS}"
            lettered = rf"{_COUNTED_AS}([^{_COUNTED_AS}<]*){_COUNTED_AS}"
            html = re.sub(r'<a href="#(?:foot|end)note-ref-[^"]*">↑</a>', "", result.value)
            html = re.sub(rf"<li>{counted}", r'<li value="\1">', html)
            html = re.sub(counted, r"\1. ", html)
            html = re.sub(rf"<li>{lettered}", r'<li style="list-style:none">\1 ', html)
            return re.sub(lettered, r"\1 ", html), hidden
    except Exception as error:  # whatever is wrong inside, the file is what cannot be read
        raise forms.ValidationError(message) from error
    raise forms.ValidationError(
        gettext("Die Datei ist ausgepackt zu groß. Bitte kopieren Sie den Text in das Feld.")
    )
