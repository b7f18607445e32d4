"""What a reader may write below a post or a meeting."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import known_writers, moderation, rules, targets
from comments.fields import AboutField, ParentField, RepliesField, TextField
from comments.marked_form import MarkedForm
from comments.models import Comment
from wiq_site.markup import plain_text, render_comment


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
        own_key = self.sent_ticket.key if self.sent_ticket else None
        refusals = (
            rules.too_many_links(html),
            rules.refused_word(text, plain_text(html), name),
            rules.said_before(name, text, self.target, self.instance.pk, own_key),
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
            is_proven=known_writers.stands_for(self.mark, comment.email),
            wants_replies=self.cleaned_data.get("wants_replies", False),
        )
        return comment
