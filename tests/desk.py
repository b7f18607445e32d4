"""Working at the editors' desk as a browser does: what a form shows goes back, changed by typing."""

import re
from html.parser import HTMLParser

from django.contrib.admin.models import LogEntry
from django.test import TestCase
from django.urls import reverse

from tests.build import make_editor


class DeskTestCase(TestCase):
    """Tests of an editor who is signed in."""

    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        self.client.force_login(self.editor)


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


def admin_address(name, thing):
    """Return the address of the admin page ``name`` ("change", "preview" …) of ``thing``."""
    return reverse(
        f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{name}", args=[thing.pk]
    )


def send(client, path, **typed):
    """Open the form at ``path``, change the fields in ``typed``; return the response to sending it."""
    fields = DeskForm(client.get(path)).fields
    kept = {name: value for name, value in fields.items() if "__prefix__" not in name}
    return client.post(path, kept | typed)


def run_action(client, action, *things):
    """Run the list action ``action`` on ``things``, all of one model; return the page it leads to."""
    opts = things[0]._meta
    path = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    chosen = [thing.pk for thing in things]
    return client.post(path, {"action": action, "_selected_action": chosen}, follow=True)


def log_entries():
    """Return what the admin's log says, oldest first: (thing, message, account)."""
    fields = ("object_repr", "change_message", "user__username")
    return list(LogEntry.objects.order_by("pk").values_list(*fields))


def errors_of(page):
    """Return the sentences of refusal on an admin page, in their order."""
    lists = re.findall(r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', page.content.decode(), re.S)
    return [text for items in lists for text in re.findall(r"<li>(.*?)</li>", items, re.S)]
