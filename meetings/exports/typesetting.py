"""Sets documents with typst: a fixed template is fed data, its source is never put together.

What comes out is tagged and follows PDF/UA-1 (ISO 14289-1), or it does not come out at all.
"""

import json
import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from wiq_site.http import etag_of

TEMPLATES = Path(__file__).parent / "typst"
FONTS = Path(__file__).parent / "fonts"
STANDARD = "ua-1"
MISSING = "□"  # stands for a character that none of our fonts can show
MOST_ASKED = 300  # unusual characters looked up for one document
_USUAL = re.compile("[\t\n\x20-\x7e\xa0-\u017f\u2010-\u2026]")


class TypesettingError(Exception):
    """A document could not be set; the cause says why."""


@cache
def mark():
    """Give what stands for templates and typst, so that kept documents follow their changes."""
    files = [file.read_bytes() for file in sorted(TEMPLATES.glob("*.typ"))]
    return etag_of(version("typst"), *files)


def typeset(template, data, moment):
    """Give the PDF of ``data`` (what JSON can hold) set by ``template``, as of ``moment``.

    Characters that no font can show become a square. The same data gives the same bytes. Raises
    TypesettingError.
    """
    text = json.dumps(data, ensure_ascii=False)
    try:
        try:
            return _compile(template, text, moment)
        except RuntimeError as error:
            if "could not be displayed" not in str(error):
                raise
            return _compile(template, _showable(text), moment)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic inside typst is no Exception
        raise TypesettingError(f"typst could not set {template}") from error


@cache
def _fonts():
    import typst  # 80 MB that only documents need

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _compile(template, text, moment):
    import typst

    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        format="pdf",
        pdf_standards=STANDARD,
        timestamp=int(moment.timestamp()),
    )


def _showable(text):
    """Give ``text`` with a square for each character that no font can show."""
    unusual = sorted(set(_USUAL.sub("", text)))
    asked = set(unusual[:MOST_ASKED])
    table = {ord(c): MISSING for c in unusual if c not in asked or not _can_show(c)}
    return text.translate(table)


@lru_cache(4096)
def _can_show(character):
    import typst

    source = b'#set document(title: "x")\n#sys.inputs.data'
    try:
        typst.compile(
            source,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": character},
            format="pdf",
            pdf_standards=STANDARD,
        )
    except RuntimeError:
        return False
    return True
