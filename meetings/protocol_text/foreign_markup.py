"""Rows in LaTeX, Textile, Org and the codes of forums told in Markdown: "\\section{Kasse}", "[b]Kasse[/b]"."""

import re

_LATEX = (
    (re.compile(r"\\(?:title|part|chapter)\*?\{([^{}]{1,300})\}"), r"# \1"),
    (re.compile(r"\\(?:section|top)\*?\{([^{}]{1,300})\}", re.I), r"## \1"),
    (re.compile(r"\\sub(?:section|top)\*?\{([^{}]{1,300})\}", re.I), r"### \1"),
    (re.compile(r"\\date\{([^{}]{1,300})\}"), r"Datum: \1"),
    (re.compile(r"\\(?:textbf|emph|textit)\{([^{}]{1,300})\}"), r"**\1**"),
    (re.compile(r"^(\s*)\\item\s+(?=\S)"), r"\1- "),
)
_FORUM = (
    (re.compile(r"\[b\](\s*)(\S[^\[\]]{0,300}?)(\s*)\[/b\]", re.I), r"\1**\2**\3"),
    (re.compile(r"\[h\d\]([^\[\]]{1,300})\[/h\d\]", re.I), r"## \1"),
    (re.compile(r"\[url=([^\[\]\s]{1,500})\]([^\[\]]{1,300})\[/url\]", re.I), r"[\2](\1)"),
    (re.compile(r"\[/?(?:u|i|s|size|color|center|font|url|li)(?:=[^\[\]]{0,40})?\]", re.I), ""),
)
_LISTED = re.compile(r"^(\s*)\[\*\]\s*(?=\S)")
_ORG = (
    (re.compile(r"^#\+title:\s+", re.I), "# "),
    (re.compile(r"^#\+date:\s+", re.I), "Datum: "),
)


_TEXTILE = tuple(
    (re.compile(rf"^h{level}\.\s+(?=\S)"), f"{'#' * level} ") for level in (1, 2, 3, 4)
)


def as_markdown(row):
    """``row`` with what it says in these languages told in Markdown; most rows as they are."""
    rules = ()
    if ("\\" in row and "{" in row) or row.lstrip().startswith("\\item"):
        rules = _LATEX
    elif "[/" in row:
        rules = _FORUM
    elif row.startswith("#+"):
        rules = _ORG
    elif row[:1] == "h" and row[2:3] == ".":
        rules = _TEXTILE
    for pattern, told in rules:
        row = pattern.sub(told, row)
    return _LISTED.sub(r"\1- ", row) if "[*]" in row else row
