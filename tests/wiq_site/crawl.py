"""Walking a site as a robot does: from the home page along every link, and what each page is made of."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

HOST = "http://testserver"
LEAD = ("a", "area", "form")  # these lead elsewhere; whatever else names an address loads it
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"}
DATA_BLOCKS = ("application/ld+json", "application/json")
OF_A_KIND = 2  # addresses that are walked of those that differ only in what they are about
ALIKE = r"^http://testserver/(captcha|kommentare)/|/kommentare\.\w+$"
NAMED = r"/([0-9a-f]{40}|[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[^/]+(?=/kommentare\.))(?=[/.]|$)"
FILES = re.compile(r"\.(rss|atom|json|ics|txt|pdf)(\?|$)")
VOID = set("area base br col embed hr img input link meta source track wbr".split())


class Page(HTMLParser):
    """One answer: links, loaded addresses, ids, headings outside comments, and what is inline."""

    def __init__(self, address, response):
        super().__init__()
        self.address = address
        self.status = response.status_code
        self.is_html = response.headers.get("Content-Type", "").startswith("text/html")
        self.body = b"".join(response) if response.streaming else response.content
        self.title = self.description = self.canonical = ""
        self.indexed = "noindex" not in response.headers.get("X-Robots-Tag", "")
        self.links, self.loads, self.ids, self.headings, self.inline = [], [], [], [], []
        self.leads_nowhere = []  # links without an address, as one of a variable that is not there
        self._open = []  # (tag, is the text of a comment) of the elements around
        if self.is_html:
            self.feed(self.body.decode())
        elif b"<svg" in self.body[:500]:
            self.ids = re.findall(r'\bid="([^"]+)"', self.body.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            self._open.append((tag, "comment-text" in (attrs.get("class") or "").split()))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if re.fullmatch("h[1-6]", tag) and not any(comment for _, comment in self._open):
            self.headings.append(int(tag[1]))
        if tag == "meta" and attrs.get("name") == "description":
            self.description = attrs.get("content") or ""
        if tag == "meta" and attrs.get("name") == "robots":
            self.indexed = "noindex" not in attrs.get("content", "")
        self._note_addresses(tag, attrs)
        self.inline += [
            f"{tag} {name}" for name in attrs if name == "style" or name.startswith("on")
        ]
        if tag == "style" or (
            tag == "script" and "src" not in attrs and attrs.get("type") not in DATA_BLOCKS
        ):
            self.inline.append(tag)

    def _note_addresses(self, tag, attrs):
        rel = set((attrs.get("rel") or "").split()) if tag == "link" else set()
        if "canonical" in rel:
            self.canonical = attrs["href"]
        leads = tag in LEAD or (tag == "link" and not rel & LOADING_LINKS)
        if tag == "a" and not (attrs.get("href") or "").strip("?# "):
            self.leads_nowhere.append(str(attrs))
        for name in ("href", "xlink:href", "src", "poster", "data", "action"):
            if attrs.get(name):
                (self.links if leads else self.loads).append(urljoin(self.address, attrs[name]))
        for part in (attrs.get("srcset") or "").split(","):
            if part.strip():
                self.loads.append(urljoin(self.address, part.split()[0]))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if [tag for tag, _ in self._open][-2:] == ["head", "title"]:
            self.title += data.strip()


def is_ours(address):
    return address.startswith(f"{HOST}/")


def is_walked(address):
    """Whether a robot goes there: every path, and one choice of a filter, not all combinations."""
    return is_ours(address) and len(parse_qsl(urlsplit(address).query)) < 2


def kind_of(address):
    """Return what ``address`` shares with those that differ in nothing but the thing they are about; None of a page.

    Alike are the values of a filter, the forms and feeds about comments of one thing and of another, and captchas.
    Each page with a text of its own is the only one of its kind.
    """
    path, _, query = address.partition("?")
    if query:
        return re.sub(NAMED, "/*", path), query.partition("=")[0]
    if re.search(ALIKE, path):
        return re.sub(NAMED, "/*", path), ""
    return None


def crawl(client, start="/"):
    """Return the ``Page`` of every address of ours, without fragment; of those of one kind, the first few.

    None in place of the page for what machines read (FILES): whoever wants to know asks for it.
    """
    pages, waiting, walked = {}, deque([urljoin(HOST, start)]), Counter()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if address in pages or (kind and walked[kind] == OF_A_KIND):
            continue
        if FILES.search(address):
            pages[address] = None
            walked[kind] += 1
            continue
        walked[kind] += 1
        pages[address] = page = Page(address, client.get(address.removeprefix(HOST)))
        found = (urldefrag(link).url for link in [*page.links, *page.loads])
        waiting += [link for link in found if is_walked(link)]
    return pages
