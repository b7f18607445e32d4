"""What a reader may write below a post or a meeting."""

from copy import deepcopy

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import moderation, rules, targets
from comments.captcha import LabelledCaptchaField
from comments.fields import AboutField, ParentField, TextField
from comments.marks import Ticket
from comments.models import Comment
from wiq_site.markup import plain_text, render_comment

TRAP = "homepage"  # a field that people do not see and programs fill in


class CommentForm(forms.ModelForm):
    """A comment below ``target``, or with ``instance`` another wording of one's own.

    ``place`` says which address the form belongs to; its ticket is good for no other one. Whoever is
    ``by_staff`` is asked for no captcha. ``carried`` holds the marks of a form sent before.
    """

    error_css_class = "has-error"

    parent = ParentField()
    about = AboutField()
    text = TextField()
    captcha = LabelledCaptchaField()
    field_order = ["parent", "name", "email", "about", "text", "captcha"]

    class Meta:
        model = Comment
        fields = ["parent", "name", "email", "about", "text"]
        labels = {"email": _("E-Mail (freiwillig)")}
        help_texts = {
            "name": _("Ein Spitzname genügt."),
            "email": _("Wird nie gezeigt; nur für Rückfragen der Redaktion."),
        }
        error_messages = {
            "name": {"required": _("Bitte geben Sie einen Namen an; ein Spitzname genügt.")}
        }

    def __init__(self, data=None, *, target, place, by_staff=False, carried=None, **kwargs):
        super().__init__(data, **kwargs)
        self.target, self.place, self.by_staff = target, place, by_staff
        carried = (data if carried is None else carried) or {}
        self.sent_ticket = Ticket.read(carried.get("ticket"), place)
        lasts = self.sent_ticket and not self.sent_ticket.is_too_old
        self.ticket = self.sent_ticket if lasts else Ticket.new(place)
        self.solved = self.ticket.is_solved(carried.get("solved"))
        self._set_up_fields()

    def _set_up_fields(self):
        fields = self.fields
        fields["name"].required = settings.COMMENT_NAME_REQUIRED
        fields["name"].widget.attrs["autocomplete"] = "name"
        fields["email"].widget.attrs["autocomplete"] = "email"
        replied_to = Comment.objects.published().on(*targets.thread(self.target))
        fields["parent"].queryset = replied_to.filter(parent=None)
        fields["about"].offer(targets.places(self.target))
        unneeded = set()
        if self.by_staff or self.solved:
            unneeded.add("captcha")
        if not fields["about"].places:
            unneeded.add("about")
        if self.instance.pk:
            unneeded |= {"parent", "email", "about"}
        for name in unneeded:
            del fields[name]

    def unchecked(self):
        """Give the form with all that was typed and nothing complained of."""
        return type(self)(
            target=self.target,
            place=self.place,
            by_staff=self.by_staff,
            carried=self.data,
            instance=self.instance,
            initial=self.data.dict(),
        )

    def clean_name(self):
        name = self.cleaned_data["name"]
        if rules.breaks_the_line(name):
            raise forms.ValidationError(_("Bitte schreiben Sie den Namen in eine Zeile."))
        if rules.is_seen(name):
            return name.translate(rules.DIRECTIONS)
        if self.fields["name"].required:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return gettext("Anonym")

    def clean_text(self):
        """Refuse a text of which nothing would be seen: blanks, or tags alone."""
        text = self.cleaned_data["text"]
        html = render_comment(text)
        if not rules.is_seen(plain_text(html)):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        name = self.cleaned_data.get("name", "")
        refusals = (
            rules.too_many_links(html),
            rules.refused_word(text, plain_text(html), name),
            rules.said_before(name, text, self.target, self.instance.pk),
        )
        for refusal in filter(None, refusals):
            raise forms.ValidationError(refusal)
        return text

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
        if self.data.get(TRAP):
            self.add_error(
                None,
                _(
                    "Ein verborgenes Feld war ausgefüllt, vielleicht von Ihrem Browser. Es ist jetzt "
                    "leer; bitte senden Sie noch einmal ab."
                ),
            )

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

    def replied_to(self):
        """Give the comment that this one answers, as far as it may be answered, or None."""
        if "parent" not in self.fields:
            return self.instance.parent
        try:
            return self.fields["parent"].clean(self["parent"].value())
        except forms.ValidationError:
            return None

    def stored(self):
        """Give the comment that this very form was stored as before, or None."""
        if self.sent_ticket is None:
            return None
        return Comment.objects.filter(form_key=self.sent_ticket.key).first()

    def save(self):
        """Store the comment and its step; whether the team reads it first, ``moderation`` knows."""
        comment = super().save(commit=False)
        reason = gettext("neu gefasst") if comment.pk else ""
        comment.target = comment.target or self.target
        comment.form_key = self.ticket.key
        moderation.take_in(comment, reason)
        return comment
