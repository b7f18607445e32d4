"""Text with its styles as a flat row of runs: no nesting is left for whoever sets it.

A run is ``{"text", "styles", "href"}``; the text of one that breaks the line is "\\n". After a link
stands its address, since paper cannot be clicked.
"""

import re

from django.utils.translation import gettext as _

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
LONGEST_ADDRESS = 2000  # characters; longer ones are text, not links
LONGEST_WORD = 30  # characters; then it may break anywhere
BREAK = "\u200b"  # where a line may end


def runs_of(children, resolve):
    """Give the runs of ``children``, elements of the tree and texts; ``resolve`` makes absolute."""
    runs = []
    _collect(children, resolve, (), "", runs)
    return _trimmed(runs)


def _collect(children, resolve, styles, href, runs):
    for child in children:
        if isinstance(child, str):
            runs.append({"text": re.sub(r"\s+", " ", child), "styles": [*styles], "href": href})
        elif child.name == "br":
            runs.append({"text": "\n", "styles": [], "href": ""})
        elif child.name == "img":
            alt = child.attributes.get("alt", "")
            told = _("[Bild: %(alt)s]") % {"alt": alt} if alt else ""
            runs.append({"text": told, "styles": ["em"], "href": ""})
        elif child.name == "a":
            _collect_link(child, resolve, styles, runs)
        else:
            style = STYLES.get(child.name)
            more = (*styles, style) if style and style not in styles else styles
            _collect(child.children, resolve, more, href, runs)


def _collect_link(element, resolve, styles, runs):
    if element.attributes.get("class") == "footnote-backref":
        return
    href, address = _address(element, resolve)
    first = len(runs)
    _collect(element.children, resolve, styles, address, runs)
    shown = "".join(run["text"] for run in runs[first:])
    if address and not href.startswith("#") and shown_address(address) not in shown:
        told = f" ({breakable(shown_address(address))})"
        runs.append({"text": told, "styles": ["address"], "href": address})


def _address(element, resolve):
    """Give the address as written and as absolute; "" for what no reader could follow."""
    href = element.attributes.get("href", "")
    try:
        address = resolve(href)
    except ValueError:
        address = ""
    follows = re.match(r"(https?://|mailto:|tel:)\S", address)
    return href, address if follows and len(address) <= LONGEST_ADDRESS else ""


def shown_address(address):
    """Give ``address`` as one types it: without scheme and last slash."""
    return re.sub(r"^(https?://|mailto:|tel:)", "", address).rstrip("/")


def breakable(text):
    """Give ``text`` with places where a long word or an address may end the line."""

    def split(word):
        pieces = re.sub(r"(?<=[/.?&=_-])(?=[^\s/])", BREAK, word[0]).split(BREAK)
        size = LONGEST_WORD
        return BREAK.join(
            BREAK.join(piece[at : at + size] for at in range(0, len(piece), size))
            for piece in pieces
        )

    return re.sub(rf"\S{{{LONGEST_WORD},}}", split, text)


def _trimmed(runs):
    """Give ``runs`` without blanks at the ends and doubled ones, equal neighbours joined."""
    joined = []
    for run in runs:
        text = run["text"]
        ends_blank = not joined or joined[-1]["text"][-1] in " \n"
        text = text.lstrip(" ") if ends_blank else text
        if not text:
            continue
        run = run | {"text": breakable(text)}
        if joined and text != "\n" and joined[-1]["text"] != "\n" and _alike(joined[-1], run):
            joined[-1]["text"] += run["text"]
        else:
            joined.append(run)
    while joined and not joined[-1]["text"].strip():
        joined.pop()
    if joined:
        joined[-1]["text"] = joined[-1]["text"].rstrip()
    return joined


def _alike(one, other):
    return one["styles"] == other["styles"] and one["href"] == other["href"]
