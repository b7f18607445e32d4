"""Filling in the comment form as a reader does: what the page shows goes back, changed by typing."""

from html.parser import HTMLParser

from captcha.models import CaptchaStore

from comments import targets


class Form(HTMLParser):
    """What a page's comment form holds: values and labels by field name, errors by field id."""

    def __init__(self, response):
        super().__init__()
        self.fields, self.attrs, self.labels, self.errors = {}, {}, {}, {}
        self.picture = None
        self._inside = False
        self._text_goes_to = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._inside = "data-comment-form" in attrs
        elif not self._inside:
            return
        elif tag == "select":
            self._select = attrs["name"]
            self.fields[self._select], self.attrs[self._select] = "", attrs
        elif tag == "option" and "selected" in attrs:
            self.fields[self._select] = attrs["value"]
        elif tag in ("input", "textarea"):
            self.attrs[attrs["name"]] = attrs
            if attrs.get("type") == "checkbox":
                if "checked" in attrs:
                    self.fields[attrs["name"]] = "on"
            else:
                self.fields[attrs["name"]] = attrs.get("value", "")
            if tag == "textarea":
                self._text_goes_to = (self.fields, attrs["name"])
        elif tag == "label":
            self._text_goes_to = (self.labels, attrs["for"])
        elif tag == "p" and "field-error" in attrs.get("class", ""):
            self._text_goes_to = (self.errors, attrs["id"])
        elif tag == "img":
            self.picture = attrs["src"]

    def handle_endtag(self, tag):
        self._text_goes_to = None
        if tag == "form":
            self._inside = False
        if tag == "textarea" and self._inside:  # browsers skip the first line end and send CRLF
            self.fields["text"] = self.fields["text"].replace("\r\n", "\n").removeprefix("\n")

    def handle_data(self, data):
        if self._text_goes_to:
            texts, name = self._text_goes_to
            texts[name] = texts.get(name, "") + data

    @property
    def key(self):
        return self.fields["captcha_0"]


TYPED = {"text": "Eine <em>gute</em> Idee.", "name": "Ada", "email": "ada@example.org"}


def address(target):
    return targets.form_address(target)


def answer(key):
    """Return the characters in the picture that ``key`` names."""
    return CaptchaStore.objects.get(hashkey=key).response


def open_form(client, target, reply_to=None):
    query = {"antwort": reply_to} if reply_to is not None else {}
    return Form(client.get(address(target), query))


def filled(client, target, reply_to=None, **typed):
    """Return what a browser would send: the fields of the form, ``typed`` into them, the right answer."""
    form = open_form(client, target, reply_to)
    return form.fields | TYPED | {"captcha_1": answer(form.key)} | typed


def send(client, target, reply_to=None, **typed):
    return client.post(address(target), filled(client, target, reply_to, **typed))
