"""Working at the editors' desk as a browser does: what a form shows goes back, changed by typing."""

import re
from html.parser import HTMLParser


class DeskForm(HTMLParser):
    """The fields of the main form of an admin page by name, as a browser would send them."""

    def __init__(self, response):
        super().__init__()
        self.fields = {}
        self._inside = False
        self._select = self._textarea = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self._inside = attrs.get("method") == "post" and attrs.get("id") != "logout-form"
        elif not self._inside or "disabled" in attrs:
            return
        elif tag == "input" and name and attrs.get("type") not in ("submit", "file"):
            if attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs:
                self.fields[name] = attrs.get(
                    "value", "on" if attrs.get("type") == "checkbox" else ""
                )
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attrs:
            self.fields[self._select] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._textarea:
            self.fields[self._textarea] += data.removeprefix("\n")


def send(client, path, **typed):
    """Open the form at ``path``, change the fields in ``typed`` and give the answer to sending it."""
    fields = DeskForm(client.get(path)).fields
    kept = {name: value for name, value in fields.items() if "__prefix__" not in name}
    return client.post(path, kept | typed)


def errors_of(page):
    """Give the sentences of refusal on an admin page, in their order."""
    lists = re.findall(r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', page.content.decode(), re.S)
    return [text for found in lists for text in re.findall(r"<li>(.*?)</li>", found, re.S)]
