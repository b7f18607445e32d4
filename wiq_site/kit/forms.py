"""What forms are made of: fields for days and moments as people write them, why a form of readers is refused as a
whole, and what is asked before something is hidden. Whatever is refused comes back with all that was typed.
"""

import codecs
from datetime import date, time, timedelta

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, BaseAdminDateWidget
from django.core.validators import MaxLengthValidator
from django.db import models
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wiq_site.kit.dates import day_digits, read_when
from wiq_site.kit.http import make_private
from wiq_site.kit.markup import links_without_address
from wiq_site.kit.text import LOST, is_name, plain_name, unix_lines


class Refusal(Exception):  # noqa: N818  nothing went wrong
    """A form is not taken now: the answer's ``status``, a sentence, seconds to wait or 0."""

    def __init__(self, status, message, wait=0):
        super().__init__(message)
        self.status, self.message, self.wait = status, message, wait


class TextLengthValidator(MaxLengthValidator):
    """Refuses what is too long, and cuts nothing off."""

    message = gettext_lazy("Bitte kürzen Sie auf %(limit_value)d Zeichen; es sind %(show_value)d.")


def refuse_signs_alone(text):
    """Raise ValidationError for a ``text`` that is to name something and could be spoken by nobody."""
    if not is_name(text):
        raise forms.ValidationError(
            _("Bitte schreiben Sie mindestens einen Buchstaben oder eine Ziffer.")
        )


class SignatureField(forms.CharField):
    """The name with which a reader signs, in its one form."""

    default_validators = [refuse_signs_alone]

    def to_python(self, value):
        return plain_name(super().to_python(value))


def refuse_forged(request):
    """Make Django's CSRF check here, so that a refused token costs no typed character. Raises Refusal."""
    check = CsrfViewMiddleware(lambda request: None)
    check._reject = lambda request, reason: reason  # instead of a page of its own
    check.process_request(request)
    if check.process_view(request, None, (), {}):
        raise Refusal(
            403,
            _(
                "Ihr Browser hat das Sicherheitszeichen nicht mitgeschickt, meist weil die Seite lange "
                "offen war oder Cookies ausgeschaltet sind. Ihr Text ist noch da: Bitte senden Sie "
                "ihn noch einmal ab."
            ),
        )


def trap_error(data):
    """Return the sentence for a form whose trap, the hidden field of includes/_trap.html, is filled in, or ""."""
    if not data.get("homepage"):
        return ""
    return _(
        "Ein verborgenes Feld war ausgefüllt, vielleicht von Ihrem Browser. Es ist jetzt leer; bitte "
        "senden Sie noch einmal ab."
    )


def too_many(wait):
    """Return the Refusal for whoever must wait ``wait`` seconds."""
    minutes = -(-wait // 60)
    message = ngettext(
        "Von Ihrem Anschluss kam gerade sehr viel. Ihr Text ist noch da: Bitte senden Sie ihn in "
        "einer Minute noch einmal ab.",
        "Von Ihrem Anschluss kam gerade sehr viel. Ihr Text ist noch da: Bitte senden Sie ihn in "
        "%(minutes)d Minuten noch einmal ab.",
        minutes,
    )
    return Refusal(429, message % {"minutes": minutes}, wait)


def form_response(request, template, context, status=200, wait=0):
    """Return the page ``template`` with a form, for this visitor alone, who is to ``wait`` so many seconds."""
    response = render(request, template, context, status=status)
    if wait:
        response["Retry-After"] = wait
    return make_private(response)


def uploaded_text(data):
    """Return the text in ``data``, the bytes of a file: UTF-8, UTF-16, or else what Windows wrote before.

    Where most of it is UTF-8, what is broken becomes LOST: no reason to misread all the rest.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", errors="replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:2]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", errors="replace")
    text = data.decode(errors="replace")
    lost = text.count(LOST)
    is_other = lost and lost >= sum(sign > "\x7f" for sign in text) - lost
    return data.decode("cp1252", errors="replace") if is_other else text


def errors_at_fields(named_forms):
    """Return what is to be mended as [(id of the field or "", label, sentences)], in the order of the page, once for all
    rows of which the same is to be said.

    ``named_forms`` are pairs of what a form's label is to begin with, or "", and a bound form. What is kept
    of a file that was chosen is told as well (``wiq_site.kit.uploads``).
    """
    rows = {}

    def add(place, prefix, label, sentences):
        kind, _blank, number = prefix.rpartition(" ")
        row = rows.setdefault(
            (kind, str(label), *map(str, sentences)), (place, [], label, sentences)
        )
        row[1].append(number)

    for prefix, form in named_forms:
        if prefix and form.non_field_errors():  # of the first form they stand above this list
            add("", prefix, "", list(form.non_field_errors()))
        for field in form:
            sentences = list(field.errors)
            if kept := getattr(field.field.widget, "kept", None):
                sentences.append(_("„%s“ ist noch da.") % kept.name)
            if sentences:  # day and time of day are two inputs, of which the first is meant
                names = getattr(field.field.widget, "widgets_names", [""])
                add(f"{field.auto_id}{names[0]}", prefix, field.label, sentences)
    return [
        (place, ": ".join(filter(None, [f"{kind} {', '.join(numbers)}".strip(), str(label)])), said)
        for (kind, *_key), (place, numbers, label, said) in rows.items()
    ]


def is_key(text):
    """Whether ``text`` may be the key of a row: a database fails at numbers of more than 64 bits."""
    text = str(text or "")
    return text.isascii() and text.isdecimal() and len(text) < 19


class MarkdownInput(forms.Textarea):
    """A textarea for Markdown; static/js/writing.js adds buttons, and takes what is pasted or dropped."""

    template_name = "admin/widgets/markdown.html"

    class Media:
        js = [forms.Script("js/writing.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({"data-paste": reverse_lazy("admin:write_as_text")} | (attrs or {}))


TEXT_AND_FILE = gettext_lazy(
    "Im Feld steht Text, und eine Datei ist gewählt: Bitte nur eines. Leeren Sie das Feld und wählen Sie die Datei noch einmal, oder lassen Sie sie weg."
)
NOT_SEEN = gettext_lazy(
    "Veröffentlicht ist noch nichts: Seit diese Seite geöffnet wurde, ist etwas gesichert worden, das mit öffentlich würde. Bitte sehen Sie es hier an; drücken Sie noch einmal, gilt es so."
)
NO_ADDRESS = gettext_lazy(
    "Die Adresse des Links „%s“ ist keine, zu der er führen kann. Möglich sind solche mit https:, mailto: oder tel: und die dieser Website."
)
DATES = ("published_at", "agenda_published_at", "protocol_published_at")


def refuse_dead_links(form, dead_links):
    """Say at each text of ``form`` which of its links lead nowhere; ``dead_links(html, item)`` finds those to this site."""
    sentence = _(
        "Veröffentlicht ist noch nichts: Unter „%s“ steht auf dieser Website nichts. Bitte berichtigen Sie den Link."
    )
    for name in {*form.instance.markdown_fields} & {*form.fields} - {*form.errors}:
        html = form.instance.render(name)
        for address in dead_links(html, form.instance):
            form.add_error(name, sentence % address)
        for words in links_without_address(html):
            form.add_error(name, _("Veröffentlicht ist noch nichts: %s") % NO_ADDRESS % words)


class AskBeforeOpeningForm(forms.ModelForm):
    """The form of something that may be public, as its ``opens`` tells.

    While ``dead_links(html, item)`` returns addresses at which this site answers nothing, nothing begins to be public, nor
    before somebody saw what ``saved_since()`` returns, which stands in ``unseen`` then.
    """

    dead_links = staticmethod(lambda html, item: [])
    saved_since = staticmethod(list)
    unseen = ()

    def _post_clean(self):
        super()._post_clean()
        if self.instance.opens(self.instance.as_stored()):
            refuse_dead_links(self, self.dead_links)
            self.unseen = self.saved_since()
        if self.unseen:
            self.add_error(None, NOT_SEEN)


class AskBeforeHidingForm(AskBeforeOpeningForm):
    """One with dates, of which emptying or moving one asks first, at the date.

    Its buttons "_publish", "_withdraw" and "_restore" set a date, unless another was just typed.
    """

    DATES = DATES
    may_publish = True

    def clean(self):
        cleaned = super().clean()
        if not self.may_publish:
            return cleaned
        opening = next((name for name in self.DATES if name in self.fields), "")
        moments = {"_publish": (opening, timezone.now()), "_restore": ("withdrawn_at", None)}
        before = self.instance.as_stored()
        if not (before and before.withdrawn_at and before.withdrawn_at <= timezone.now()):
            moments["_withdraw"] = ("withdrawn_at", timezone.now())  # else its first moment stays
        if before and before.is_open:
            del moments["_publish"], moments["_restore"]  # by somebody else, meanwhile
        for name, moment in (moments[button] for button in moments if button in self.data):
            if name in self.changed_data and cleaned.get(name):
                sentence = _(
                    "Hier steht ein Zeitpunkt, den dieser Knopf nicht nimmt. Soll er gelten, sichern Sie; soll es gleich geschehen, leeren Sie das Feld."
                )
                self.add_error(name, sentence)
                continue
            self.changed_data.append(name)
            if name in self.fields:
                cleaned[name] = moment
            else:
                setattr(self.instance, name, moment)
                self.changed_data[-1] = str(self.instance._meta.get_field(name).verbose_name)
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        before = self.instance.as_stored()
        dates = [name for name in self.DATES if name in self.changed_data]
        if self.errors or "hide_anyway" in self.data:
            return  # no answer would help as long as something else is wrong
        if before and dates and self.instance.hides(before):
            moved = self.instance.appears_later()
            question = _("Das ist öffentlich und verschwindet mit dieser Änderung von der Website.")
            told = (
                _("Wer die Adresse kennt, erfährt, dass es später wieder erscheint.")
                if moved
                else _("Wer die Adresse kennt, erfährt, dass es nicht mehr da ist.")
            )
            yes = _("Ja, erst dann wieder zeigen") if moved else _("Ja, nicht mehr zeigen")
            box = '{} {} <label><input type="checkbox" name="hide_anyway" value="1"> {}</label>'
            self.add_error(dates[0], format_html(box, question, told, yes))


WHEN_SCRIPT = [forms.Script("js/when.js", type="module")]


class DayInput(BaseAdminDateWidget):
    """A day in German, whatever the browser speaks; static/js/when.js says what is understood."""

    class Media:
        js = WHEN_SCRIPT

    def __init__(self, attrs=None, format="%d.%m.%Y"):
        ours = {"data-when": reverse_lazy("admin:write_when"), "data-when-kind": "tag"}
        super().__init__(ours | {"autocomplete": "off", "size": 16} | (attrs or {}), format)

    def format_value(self, value):
        return day_digits(value) if isinstance(value, date) else super().format_value(value)


class ClockInput(forms.TimeInput):
    """A time of day of 24 hours, whatever the browser speaks."""

    class Media:
        js = WHEN_SCRIPT

    def __init__(self, attrs=None, format=None):
        ours = {"data-when": reverse_lazy("admin:write_when"), "data-when-kind": "uhr"}
        super().__init__(ours | {"autocomplete": "off", "size": 8} | (attrs or {}), format)

    def format_value(self, value):
        """Without seconds, as long as there are none: what is not touched stays what it is."""
        return f"{value:%H:%M:%S}".removesuffix(":00") if isinstance(value, time) else value


class MomentInput(AdminSplitDateTime):
    """A day and a time of day, side by side; the first says that it takes both."""

    def __init__(self, attrs=None):
        day = DayInput({"placeholder": gettext_lazy("Freitag 18 Uhr")})
        forms.MultiWidget.__init__(self, [day, ClockInput({"class": "vTimeField"})], attrs)


class DayField(forms.DateField):
    """A day as people write it: "4.12.", "Freitag", "morgen" (``wiq_site.kit.dates``)."""

    widget = DayInput

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        day, clock = read_when(value)
        if clock:
            raise forms.ValidationError(
                _("Hier steht nur der Tag; die Uhrzeit gehört in ihr eigenes Feld.")
            )
        return day


class ClockField(forms.TimeField):
    """A time of day as people write it: "18", "18.00", "18:00 Uhr"."""

    widget = ClockInput

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        day, clock = read_when(value, needs_day=False)
        if day:
            raise forms.ValidationError(
                _("Hier steht nur die Uhrzeit; der Tag gehört in sein eigenes Feld.")
            )
        return clock


def read_moment(typed_day, typed_clock):
    """Return (day, time) of two fields, of which the first may hold both. Raises ValidationError for less, or for more."""
    day, clock = read_when(typed_day) if typed_day.strip() else (None, None)
    if typed_clock.strip():
        named, own = read_when(typed_clock, needs_day=False)
        if named or (clock and clock != own):
            raise forms.ValidationError(
                _("Hier stehen zwei Angaben, die nicht zusammenpassen. Bitte nur eine.")
            )
        if day and clock is None and typed_clock.strip().startswith("24"):
            day += timedelta(days=1)
        clock = own
    if day is None:
        read_when(typed_clock)  # says that the day is missing
    if clock is None:
        raise forms.ValidationError(_("Um wie viel Uhr? Zum Beispiel „18“ oder „18:30“."))
    return day, clock


class MomentField(forms.SplitDateTimeField):
    """A day and a time of day; "Freitag 18 Uhr" may stand in the first of its two fields alone."""

    widget = MomentInput

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = (DayField(required=False), ClockField(required=False))

    @staticmethod
    def read(value):
        """Return the two values that are meant by what was typed."""
        texts = [text if isinstance(text, str) else "" for text in (value or ["", ""])]
        return [*read_moment(*texts)] if any(map(str.strip, texts)) else texts

    def clean(self, value):
        try:
            return super().clean(self.read(value))
        except forms.ValidationError as error:
            if getattr(error, "code", "") != "ambiguous_timezone":
                raise
            sentence = _(
                "In dieser Nacht werden die Uhren umgestellt: Diese Uhrzeit gibt es nicht oder zweimal."
            )
            raise forms.ValidationError(sentence) from error

    def has_changed(self, initial, data):
        try:
            return super().has_changed(initial, self.read(data))
        except forms.ValidationError:
            return True


class LinesField(forms.CharField):
    """A text of several lines; one stored with other line ends, or empty lines at its end, is not changed by being sent."""

    def has_changed(self, initial, data):
        return super().has_changed(self.to_python(unix_lines(initial or "")), data)


TYPED_FIELDS = {
    models.TextField: {"form_class": LinesField},
    models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
    models.DateField: {"form_class": DayField, "widget": DayInput},
    models.TimeField: {"form_class": ClockField, "widget": ClockInput},
}
