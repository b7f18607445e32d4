"""What a reader may write below a post or a meeting."""

import unicodedata
from copy import deepcopy
from datetime import timedelta
from hashlib import blake2b

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import links, models, moderation, targets
from comments.captcha import LabelledCaptchaField
from comments.links import Ticket
from comments.models import BlockedWord, Comment
from wiq_site.kit.forms import trapped
from wiq_site.kit.markup import MAX_COMMENT_LENGTH, plain_text, render_comment
from wiq_site.kit.visitors import seconds_to_wait

# Fields and lengths of the comment form.


class CommentLength(MaxLengthValidator):
    """Counts as readers and ``render_comment`` do: a line end is one, though browsers send two."""

    def clean(self, text):
        return len(text.replace("\r\n", "\n"))


class ParentField(forms.ModelChoiceField):
    """Which comment is answered."""

    def __init__(self):
        gone = _(
            "Der Kommentar, auf den Sie antworten, ist nicht mehr da. "
            "Wenn Sie jetzt absenden, steht Ihr Text als eigener Kommentar da."
        )
        super().__init__(
            Comment.objects.none(),
            required=False,
            widget=forms.HiddenInput,
            error_messages={"invalid_choice": gone},
        )


class AboutField(forms.CharField):
    """Which place of the page is meant; one that is gone meanwhile is left out without a word."""

    def __init__(self):
        super().__init__(required=False, label=_("Worum geht es?"), widget=forms.Select)

    def offer(self, places):
        """Let one choose among ``places``, {anchor: label}."""
        self.places = places
        self.widget.choices = [("", _("um das Ganze")), *places.items()]

    def clean(self, value):
        return value if value in self.places else ""


class RepliesField(forms.BooleanField):
    """Whether to hear of answers; valid only once confirmed from the mailbox."""

    def __init__(self):
        super().__init__(
            required=False,
            label=_("Schreiben Sie mir, wenn jemand antwortet"),
            help_text=_(
                "Dafür schicken wir Ihnen erst eine Mail mit einem Link zum Bestätigen. Abbestellen "
                "können Sie das jederzeit."
            ),
        )


class TextField(forms.CharField):
    """The comment itself, kept as typed."""

    def __init__(self):
        too_long = _("Bitte kürzen Sie auf %(limit_value)d Zeichen; es sind %(show_value)d.")
        super().__init__(
            label=_("Ihr Kommentar"),
            help_text=_("Eingeschränktes HTML"),
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={"required": _("Bitte schreiben Sie etwas.")},
            validators=[CommentLength(MAX_COMMENT_LENGTH, too_long)],
            strip=False,
        )


# A form that no program shall send and nobody needs to send twice: ticket, captcha and trap.


class MarkedForm(forms.ModelForm):
    """A form for something below ``target`` whose model keeps the key of the form that stored it.

    ``place`` says which address the form belongs to; its ticket is good for no other one. Whoever is
    ``by_staff`` is asked for no captcha. ``carried`` holds the marks of a form sent before.
    """

    captcha = LabelledCaptchaField()

    def __init__(self, data=None, *, target, place, by_staff=False, carried=None, **kwargs):
        super().__init__(data, **kwargs)
        self.target, self.place, self.by_staff = target, place, by_staff
        carried = (data if carried is None else carried) or {}
        self.sent_ticket = Ticket.read(carried.get("ticket"), place)
        lasts = self.sent_ticket and not self.sent_ticket.is_too_old
        self.ticket = self.sent_ticket if lasts else Ticket.new(place)
        self.solved = self.ticket.is_solved(carried.get("solved"))
        if self.by_staff or self.solved:
            del self.fields["captcha"]

    def clean(self):
        """Refuse what no person sends: too fast, much too late, or with the trap filled in."""
        if self.sent_ticket is None or self.sent_ticket.is_too_old:
            self.add_error(
                None,
                _(
                    "Das Formular war sehr lange offen und gilt nicht mehr. Ihr Text ist noch da: "
                    "Bitte senden Sie ihn noch einmal ab."
                ),
            )
        elif self.sent_ticket.is_too_fresh:
            self.add_error(
                None,
                _("Das ging sehr schnell. Bitte senden Sie noch einmal ab, wenn alles stimmt."),
            )
        trap = trapped(self.data)
        if trap:
            self.add_error(None, trap)

    def check_captcha(self, required=True):
        """Use up the captcha, last of all; once it was right this form does not ask again."""
        if "captcha" not in self.fields:
            return
        field = self.fields["captcha"]
        answered = field.widget.value_from_datadict(self.data, self.files, "captcha")
        problem = field.check(answered, required)
        if problem:
            self.add_error("captcha", problem)
        elif (answered[1] or "").strip():
            self.solved = True
            del self.fields["captcha"]

    def renew_ticket(self):
        """Let this be the form of another comment, with a captcha of its own."""
        self.ticket, self.solved = Ticket.new(self.place), False
        if not self.by_staff:
            self.fields["captcha"] = deepcopy(self.base_fields["captcha"])

    def leave_captcha_out(self):
        """Ask for the captcha only when the form is sent, so that opening forms fills no table."""
        self.fields.pop("captcha", None)

    def solved_mark(self):
        """Give the mark that spares the captcha when this form is sent again, or ""."""
        return self.ticket.solved_mark() if self.solved else ""

    def stored(self):
        """Give the comment that this very form was stored as before, or None."""
        if self.sent_ticket is None:
            return None
        return self._meta.model.objects.filter(form_key=self.sent_ticket.key).first()


# What a comment may not be beside empty or too long; each rule gives a sentence for the writer or None.


SAME_TEXT_FOR = timedelta(days=1)
SHORT = 40  # characters
# Marks that would turn the words around a name, taken out of it.
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def is_seen(text):
    """Whether a reader sees anything of ``text``: not blanks and invisible characters alone."""
    return any(char.isprintable() and not char.isspace() for char in text)


def breaks_the_line(text):
    """Whether ``text`` holds line ends or other control characters, as no browser sends in one line."""
    return any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in text)


def too_many_links(html):
    """Refuse more links than a conversation needs, counted in the rendered comment."""
    most = settings.COMMENT_MAX_LINKS
    count = html.count("<a ")
    if count <= most:
        return None
    message = ngettext(
        "Bitte nur einen Link; es sind %(count)d.",
        "Bitte höchstens %(most)d Links; es sind %(count)d.",
        most,
    )
    return message % {"most": most, "count": count}


def refused_word(*texts):
    """Refuse what holds a word that editors do not want here, and name it."""
    found = models.found_in(*texts)
    if not found or found[0].action != BlockedWord.Action.REFUSE:
        return None
    return gettext(
        "Mit „%(word)s“ darin nehmen wir keinen Kommentar an. Bitte sagen Sie es anders."
    ) % {"word": found[0].word}


def fingerprint(name, text):
    """Give a hash of a comment that blanks, line ends and capitals do not change."""
    models = text.casefold().split()
    if len(text) < SHORT:
        models = [name.casefold(), *models]
    return blake2b(" ".join(models).encode(), digest_size=16).digest()


def said_before(name, text, target, own_pk=None, own_key=None):
    """Refuse what was written below the same target within a day; what was taken back may come again.

    "Danke!" may come from two people, so a short text is the same only under the same name. What the
    very form with the key ``own_key`` stored, sent twice at one moment, is no other comment.
    """
    others = Comment.objects.on(*targets.thread(target)).exclude(pk=own_pk)
    if own_key:
        others = others.exclude(form_key=own_key)
    others = others.exclude(state=Comment.State.WITHDRAWN)
    recent = others.filter(created_at__gt=timezone.now() - SAME_TEXT_FOR)
    known = {fingerprint(*other) for other in recent.values_list("name", "text")}
    if fingerprint(name, text) not in known:
        return None
    return gettext(
        "Genau dieser Text ist hier heute schon angekommen; Sie brauchen ihn nicht noch einmal "
        "abzusenden. Zu lesen ist er, sobald ihn jemand aus der Redaktion freigegeben hat."
    )


# How many comments, and how many attempts to write one, may come from one address.


def wait_to_open(request):
    """Count a form that is opened; give the seconds until it may hold a captcha, or 0."""
    return seconds_to_wait(request, "open", settings.COMMENT_ATTEMPTS)


def wait_to_try(request):
    """Count an attempt; give the seconds to wait before the next one, or 0."""
    return seconds_to_wait(request, "try", settings.COMMENT_ATTEMPTS)


def wait_to_send(request):
    """Count a comment; give the seconds to wait before this one may be stored, or 0."""
    return seconds_to_wait(request, "send", settings.COMMENT_LIMITS)


class CommentForm(MarkedForm):
    """A comment below ``target``, or with ``instance`` another wording of one's own.

    ``mark`` is what the browser shows of its writer, see ``known_writers``.
    """

    error_css_class = "has-error"

    parent = ParentField()
    about = AboutField()
    text = TextField()
    wants_replies = RepliesField()
    field_order = ["parent", "name", "email", "wants_replies", "about", "text", "captcha"]

    class Meta:
        model = Comment
        fields = ["parent", "name", "email", "about", "text"]
        labels = {"email": _("E-Mail (freiwillig)")}
        help_texts = {
            "name": _("Ein Spitzname genügt."),
            "email": _(
                "Wird nie gezeigt. Wir schreiben Ihnen, wenn Ihr Kommentar freigegeben ist, und bei "
                "Rückfragen."
            ),
        }
        error_messages = {
            "name": {"required": _("Bitte geben Sie einen Namen an; ein Spitzname genügt.")}
        }

    def __init__(self, *args, mark="", **kwargs):
        super().__init__(*args, **kwargs)
        self.mark = mark
        self._set_up_fields()

    def _set_up_fields(self):
        fields = self.fields
        fields["name"].required = settings.COMMENT_NAME_REQUIRED
        if not fields["name"].required:
            fields["name"].label = _("Name (freiwillig)")
        fields["name"].widget.attrs["autocomplete"] = "name"
        fields["email"].widget.attrs["autocomplete"] = "email"
        replied_to = Comment.objects.published().on(*targets.thread(self.target))
        fields["parent"].queryset = replied_to.filter(parent=None)
        fields["about"].offer(targets.places(self.target))
        unneeded = set() if fields["about"].places else {"about"}
        if self.instance.pk:
            unneeded |= {"parent", "email", "wants_replies", "about"}
        for name in unneeded:
            del fields[name]

    def unchecked(self):
        """Give the form with all that was typed and nothing complained of."""
        return type(self)(
            target=self.target,
            place=self.place,
            by_staff=self.by_staff,
            mark=self.mark,
            carried=self.data,
            instance=self.instance,
            initial=self.data.dict(),
        )

    def clean_name(self):
        name = self.cleaned_data["name"]
        if breaks_the_line(name):
            raise forms.ValidationError(_("Bitte schreiben Sie den Namen in eine Zeile."))
        if is_seen(name):
            return name.translate(DIRECTIONS)
        if self.fields["name"].required:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return gettext("Anonym")

    def clean_text(self):
        """Refuse a text of which nothing would be seen: blanks, or tags alone."""
        text = self.cleaned_data["text"]
        html = render_comment(text)
        if not is_seen(plain_text(html)):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        name = self.cleaned_data.get("name", "")
        own_key = self.sent_ticket.key if self.sent_ticket else None
        refusals = (
            too_many_links(html),
            refused_word(text, plain_text(html), name),
            said_before(name, text, self.target, self.instance.pk, own_key),
        )
        for refusal in filter(None, refusals):
            raise forms.ValidationError(refusal)
        return text

    def clean(self):
        """Refuse to mail of answers where nobody says whereto."""
        super().clean()
        data = self.cleaned_data
        if data.get("wants_replies") and "email" in data and not data["email"]:
            self.add_error("email", _("Bitte geben Sie an, wohin wir Antworten mailen sollen."))

    def replied_to(self):
        """Give the comment that this one answers, as far as it may be answered, or None."""
        if "parent" not in self.fields:
            return self.instance.parent
        try:
            return self.fields["parent"].clean(self["parent"].value())
        except forms.ValidationError:
            return None

    def save(self):
        """Store the comment and its step; whether the team reads it first, ``moderation`` knows."""
        comment = super().save(commit=False)
        reason = gettext("neu gefasst") if comment.pk else ""
        comment.target = comment.target or self.target
        comment.form_key = self.ticket.key
        moderation.take_in(
            comment,
            reason,
            is_proven=links.stands_for(self.mark, comment.email),
            wants_replies=self.cleaned_data.get("wants_replies", False),
        )
        return comment
