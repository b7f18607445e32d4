"""What a reader may send: a comment, signed with any name but the team's, a report of one; and what the team fills in about them."""

import re
import unicodedata
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b

from django import forms
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import links, mails, moderation, targets
from comments.guard import Guarded
from comments.models import BlockedWord, Comment, CommentReport, OutgoingMail
from wiq_site.kit import changes
from wiq_site.kit.forms import SignatureField, TextLengthValidator
from wiq_site.kit.markup import MAX_COMMENT_LENGTH, plain_text, render_comment
from wiq_site.kit.merging import RefusesStale
from wiq_site.kit.site import site
from wiq_site.kit.text import TURNING, is_seen


def fingerprint(name, text):
    """Return a hash of a comment that blanks, line ends and capitals do not change."""
    words = text.casefold().split()
    if len(text) < 40:
        words = [name.casefold(), *words]
    return blake2b(" ".join(words).encode(), digest_size=16).digest()


class TextField(forms.CharField):
    """The text of a comment, kept as typed but for what would turn the words around it."""

    takes_html = True

    def __init__(self):
        super().__init__(
            label=_("Ihr Kommentar"),
            help_text=_("Eingeschränktes HTML"),
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={"required": _("Bitte schreiben Sie etwas.")},
            validators=[TextLengthValidator(MAX_COMMENT_LENGTH)],
            strip=False,
        )

    def to_python(self, value):
        return super().to_python(value).translate(TURNING)

    def refuse_empty(self, html):
        """Refuse a text of whose ``html`` nothing would be seen: blanks, or tags alone."""
        if not is_seen(plain_text(html)):
            raise forms.ValidationError(self.error_messages["required"])


class CommentForm(Guarded, forms.ModelForm):
    """A comment below ``target``, or with ``instance`` another wording of one's own.

    What ``member``, a user who may approve comments, writes is the team's. ``proof`` is what the browser shows of
    its writer's mail address, see ``links.remember_writer``.
    """

    parent = forms.ModelChoiceField(
        Comment.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": _(
                "Der Kommentar, auf den Sie antworten, ist nicht mehr da. "
                "Wenn Sie jetzt absenden, steht Ihr Text als eigener Kommentar da."
            )
        },
    )
    about = forms.Field(required=False, label=_("Worum geht es?"), widget=forms.Select)
    text = TextField()
    wants_replies = forms.BooleanField(
        required=False,
        label=_("Schreiben Sie mir, wenn jemand antwortet"),
        help_text=_(
            "Dafür schicken wir Ihnen erst eine Mail mit einem Link zum Bestätigen. Abbestellen "
            "können Sie das jederzeit."
        ),
    )
    field_order = ["parent", "text", "about", "name", "email", "wants_replies", "captcha"]

    class Meta:
        model = Comment
        fields = ["parent", "name", "email", "about", "text"]
        field_classes = {"name": SignatureField}
        labels = {"email": _("E-Mail (freiwillig)")}
        help_texts = {
            "name": _("Ein Spitzname genügt."),
            "email": _(
                "Wird nie gezeigt. Wir schreiben Ihnen, wenn Ihr Kommentar freigegeben oder warum er abgelehnt "
                "ist, und bei Rückfragen."
            ),
        }
        error_messages = {
            "name": {"required": _("Bitte geben Sie einen Namen an; ein Spitzname genügt.")}
        }

    def __init__(self, data=None, *, target, member=None, proof="", **kwargs):
        super().__init__(data, **kwargs)
        self.target, self.proof = target, proof
        is_of_reader = self.instance.pk and not self.instance.by_team
        self.member = None if is_of_reader else member
        self.places = targets.places(target)
        fields = self.fields
        fields["name"].required = settings.COMMENT_NAME_REQUIRED
        if not fields["name"].required:
            fields["name"].label = _("Name (freiwillig)")
        fields["name"].widget.attrs["autocomplete"] = "name"
        fields["email"].widget.attrs["autocomplete"] = "email"
        if self.member:  # whose comment nobody decides on
            fields["email"].help_text = _("Wird nie gezeigt; nur für Mails zu Antworten.")
        answerable = Comment.objects.published().on(*targets.thread(self.target))
        fields["parent"].queryset = answerable.filter(parent=None)
        fields["about"].widget.choices = [("", _("um das Ganze")), *self.places.items()]
        unneeded = set() if self.places else {"about"}
        if self.instance.pk:
            unneeded |= {"parent", "email", "wants_replies", "about"}
        for name in unneeded:
            del fields[name]

    def options(self):
        own = {
            name: getattr(self, name) for name in ("place", "target", "member", "proof", "instance")
        }
        return super().options() | own

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not self.member:
            refuse_name_of_team(name)
        return name or gettext("Anonym")

    def clean_about(self):
        """Leave out without a word a place that is gone meanwhile."""
        about = self.cleaned_data["about"]
        return about if about in self.places else ""

    def clean_text(self):
        """Refuse a text without a word and too many links."""
        text = self.cleaned_data["text"]
        html = self.instance.rendered(text)
        self.fields["text"].refuse_empty(html)
        count, most = html.count("<a "), settings.COMMENT_MAX_LINKS
        if count > most:
            message = ngettext(
                "Bitte nur einen Link; es sind %(count)d.",
                "Bitte höchstens %(most)d Links; es sind %(count)d.",
                most,
            )
            raise forms.ValidationError(message % {"most": most, "count": count})
        return text

    def refuse_words(self, text, name):
        """Refuse words that editors do not want, and what was sent today; raises ValidationError."""
        words = BlockedWord.all_in(text, plain_text(self.instance.rendered(text)), name)
        if words and words[0].action == BlockedWord.Action.REFUSE:
            message = gettext(
                "Mit „%(word)s“ darin nehmen wir keinen Kommentar an. Bitte sagen Sie es anders."
            )
            raise forms.ValidationError(message % {"word": words[0].word})
        if self.is_sent_today(text, name):
            sentence = gettext(
                "Genau dieser Text ist hier heute schon angekommen; Sie brauchen ihn nicht noch einmal abzusenden."
            )
            if not self.member:
                sentence += " " + gettext(
                    "Zu lesen ist er, sobald ihn jemand aus der Redaktion freigegeben hat."
                )
            raise forms.ValidationError(sentence)

    def is_sent_today(self, text, name):
        """Whether the same was written in the same thread within a day.

        What was taken back may come again. "Danke!" may come from two people, so a short text is the same
        only under the same name. What this very form stored, sent twice at one moment, is no other comment.
        """
        others = Comment.objects.on(*targets.thread(self.target)).exclude(pk=self.instance.pk)
        if self.sent_ticket:
            others = others.exclude(form_key=self.sent_ticket.key)
        recent = others.filter(created_at__gt=timezone.now() - timedelta(days=1))
        recent = recent.exclude(state=Comment.State.WITHDRAWN).values_list("name", "text")
        newest = recent.order_by((F("pk") + 0).desc())[:1000]  # of a flood no more is read
        return fingerprint(name, text) in {fingerprint(*other) for other in newest}

    def clean(self):
        """Refuse what name and text say together, and to mail of answers where nobody says whereto."""
        super().clean()
        data = self.cleaned_data
        if "text" in data:
            try:
                self.refuse_words(data["text"], data.get("name", ""))
            except forms.ValidationError as error:
                self.add_error("text", error)
        if data.get("wants_replies") and "email" in data and not data["email"]:
            self.add_error("email", _("Bitte geben Sie an, wohin wir Antworten mailen sollen."))

    def stored(self):
        """Return the comment that this very form was stored as before, or None."""
        if self.sent_ticket is None:
            return None
        return Comment.objects.filter(form_key=self.sent_ticket.key).first()

    def replied_to(self):
        """Return the comment that this one answers, as far as it may be answered, or None."""
        if "parent" not in self.fields:
            parent = self.instance.parent
            return parent if moderation.is_read(parent) else None
        try:
            return self.fields["parent"].clean(self["parent"].value())
        except forms.ValidationError:
            return None

    def says_the_same_as(self, comment):
        """Whether what was sent are the words of ``comment``."""
        try:
            name, text = (self.fields[n].to_python(self.data.get(n, "")) for n in ("name", "text"))
        except forms.ValidationError:
            return False
        return text == comment.text and name in (comment.name, "")

    def preview(self):
        """Return the comment as it will stand there once it is sent."""
        comment = self.instance
        comment.render()
        comment.edited_at, comment.by_team = None, self.member is not None
        comment.tell_place(self.places)
        return comment

    def save(self):
        """Store the comment and its step; whether the team reads it first, ``moderation`` knows."""
        comment = super().save(commit=False)
        reason = gettext("neu gefasst") if comment.pk else ""
        comment.target = comment.target or self.target
        comment.form_key = self.ticket.key
        moderation.submit(
            comment,
            reason,
            by=self.member,
            is_proven=links.proves(self.proof, comment.email),
            wants_replies=self.cleaned_data.get("wants_replies", False),
            seconds=self.ticket.age,
        )
        return comment


class ReportForm(forms.ModelForm):
    """Why a comment should be looked at; who reports is not asked, an address is for the answer alone.

    Source: Regulation (EU) 2022/2065 (DSA), Article 16: a notice of illegal content says why, is confirmed
    and answered with the decision.
    """

    class Meta:
        model = CommentReport
        fields = ["reason", "text", "email"]
        widgets = {"reason": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 4})}
        labels = {
            "reason": _("Was ist damit?"),
            "text": _("Anmerkung (freiwillig)"),
            "email": _("E-Mail (freiwillig)"),
        }
        help_texts = {
            "text": _(
                "Nur die Redaktion liest sie. Ist etwas gesetzwidrig, sagen Sie bitte, warum."
            ),
            "email": _(
                "Nur, wenn Sie eine Antwort möchten: Wir bestätigen, dass Ihre Meldung da ist, und "
                "schreiben, wie entschieden wurde und warum."
            ),
        }
        error_messages = {"reason": {"required": _("Bitte wählen Sie einen Grund.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = CommentReport.Reason.choices  # without an empty one
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean(self):
        """Ask for the why of what is said to be against the law; without it nobody can decide."""
        data = self.cleaned_data
        if data.get("reason") == CommentReport.Reason.ILLEGAL and not data.get("text", "x").strip():
            self.add_error("text", _("Bitte schreiben Sie, warum das gesetzwidrig ist."))

    @changes.unit()
    def save(self, comment):
        """Store the report of ``comment`` and tell the team, unless it has plenty of them already."""
        if comment.reports.filter(decided_at=None).count() < 20:
            self.instance.comment = comment
            super().save()
            mails.queue(comment, OutgoingMail.Kind.REPORTED)
            if self.instance.email:
                mails.queue(comment, OutgoingMail.Kind.RECEIVED, report=self.instance)


class ReasonForm(forms.Form):
    """Why a moderator decides as they do; who left an address with the comment or a report is told."""

    listed = forms.ChoiceField(
        label=_("Grund"),
        choices=[("", _("ohne Angabe")), *((str(text), text) for text in moderation.REASONS)],
        required=False,
    )
    words = forms.CharField(
        label=_("in eigenen Worten"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),  # in a line, Enter would press the first button
        help_text=_(
            "Wird der Person gemailt, die den Kommentar schrieb oder meldete, wenn sie eine Adresse angab."
        ),
    )

    def reason(self):
        """Return what was chosen and typed as one text."""
        words = " ".join(self.cleaned_data["words"].split())
        return ": ".join(filter(None, [self.cleaned_data["listed"], words]))


class AnswerForm(forms.Form):
    """What the team answers to a comment."""

    text = TextField()

    def __init__(self, data=None):
        super().__init__(data, prefix="answer")
        field = self.fields["text"]
        field.label, field.widget.attrs["rows"] = _("Antwort des Teams"), 5
        field.help_text = _(
            "Erscheint gleich, unter dem Namen der Initiative und mit dem Zeichen „Redaktion“. "
            "Eingeschränktes HTML wie im Formular für alle."
        )

    def clean_text(self):
        text = self.cleaned_data["text"]
        self.fields["text"].refuse_empty(render_comment(text))
        return text


class EditForm(RefusesStale, forms.Form):
    """Another wording of ``comment`` by the team; readers see when and why."""

    text = TextField()
    reason = forms.CharField(
        label=_("Grund, für alle zu lesen"),
        max_length=200,
        help_text=_("Zum Beispiel: Telefonnummer entfernt"),
    )

    def __init__(self, data, comment):
        super().__init__(data, initial={"text": comment.text})
        self.comment = comment

    def clean_text(self):
        text = self.cleaned_data["text"]
        self.fields["text"].refuse_empty(self.comment.rendered(text))
        return text


ROLES = "Redaktion Redakteur Redakteurin Moderation Moderator Moderatorin".split()
OTHERS = "Verwaltung Admin Administrator Administratorin Administration Team".split()
AROUND = (
    "die der das dein ihr ihre euer eure unser unsere von vom s e en innen "
    "e.V. offiziell offizielle Website Leitung Online Web Chef"
).split()

# Letters of other scripts, and digits, that are read as Latin ones. Those that Unicode itself calls Latin
# in other dress (small capitals, strokes, squares, full width) are found by their names.
_READ_AS = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏαβεηικνορτυχωϲᎡᎠᎪᏦᎢᎷᎳᏒᏚꓣꓰꓓꓮꓗꓔꓲꓳꓠꓟꓪ013457@$€|!",
    "abekmhopctyxijsdqwhiabenikvoptuxwcrdaktmwrsredaktionmwoieastaseii",
)
_READ_AS |= dict.fromkeys([0x115F, 0x1160, 0x3164, 0x2800])  # letters by name, blanks to the eye
_ALTERING = ("Mn", "Me", "Cf")  # what only alters the sign before it, or is not seen
_ANY = "?"  # a letter of another script within a Latin word: it may be meant for any
_WORD = re.compile(r"(?:\b[^\W_]\b\W*){2,}|[^\W_]+")  # also one whose letters stand apart


@lru_cache(maxsize=1024)
def skeleton(text):
    """Return ``text`` as the eye takes it in: plain small letters, without blanks, signs and accents.

    In a word that is Latin by half at least, letters that are none stand as ``_ANY``: no table of letters that look
    alike is ever whole (Unicode Technical Standard 39 calls words of mixed scripts suspicious).
    """
    letters = []
    for char in unicodedata.normalize("NFKD", text).casefold().translate(_READ_AS):
        if unicodedata.category(char) in _ALTERING:
            continue
        name = unicodedata.name(char, "")
        dressed = re.search(r"\bLETTER (?:[A-Z]+ )*?([A-Z])(?: WITH\b.*)?$", name)
        is_latin = "LATIN" in name or not char.isalpha()  # in other dress, unless it is plain
        letters.append(dressed[1].lower() if dressed and is_latin and not char.isascii() else char)
    text = "".join(letters).replace("l", "i").replace("rn", "m").replace("vv", "w")
    return "".join(map(_latin_word, _WORD.findall(text.replace("_", " "))))


def _latin_word(text):
    word = re.sub(r"\W", "", text)
    strange = sum(not char.isascii() for char in word)
    return re.sub(r"[^\x00-\x7f]", _ANY, word) if 2 * strange <= len(word) else word


def refuse_name_of_team(name):
    """Raise ValidationError for a name that ``is_of_team``."""
    if is_of_team(name):
        sentence = _(
            "So unterschreibt hier nur die Redaktion. Bitte nehmen Sie einen anderen Namen."
        )
        raise forms.ValidationError(sentence)


def is_of_team(name):
    """Whether a reader would take ``name`` for the team's.

    It, or what is set apart in it, is made of the site's names and words for the team, or some of its words are a role
    or a name of the site: of now, or as the environment has it, under which older answers may stand.
    """
    own = [site().name, site().short_name, site().contact]
    own += [settings.SITE_NAME, settings.SITE_SHORT_NAME]
    shown = unicodedata.normalize("NFKD", name)
    shown = "".join(char for char in shown if unicodedata.category(char) not in _ALTERING)
    # What sets a part of a name apart: "Kim (Redaktion)", "Kim, WiQ", "Kim vom Team".
    first, *apart = re.split(r"[^\w\s.&'’@$€|!-]+|\s[@|!-]+\s|\b(?:vom|von)\b", shown, flags=re.I)
    words, most = re.split(r"[\s@./:_-]+", shown), max(len(name.split()) for name in own)
    runs = [" ".join(words[at : at + n + 1]) for n in range(most) for at in range(len(words) - n)]
    return _made_of(ROLES + OTHERS + own, [name, *apart]) or _made_of(
        ROLES + own, [first, *shown.split(), *runs]
    )


def _made_of(words, parts):
    """Whether one of ``parts`` consists of ``words`` and what stands around such words."""
    words, around = ({*map(skeleton, some)} - {""} for some in (words, [*AROUND, site().town]))
    # also what could be read as one: "Redaktion!"
    parts = [*parts, *(re.sub(r"^[\W\d_]+|[\W\d_]+$", "", part) for part in parts)]
    return any(_consists_of(words, around, skeleton(part)) for part in parts)


def _consists_of(words, around, text):
    """Whether ``text`` is made of ``words``, at least one, and ``around``; in time that grows linearly with it."""
    reached = {0: False}  # place in the text: whether one of the words stands before it
    for at in range(len(text)):
        for piece in words | around if at in reached else ():
            end = at + len(piece)
            if len(text) >= end and all(
                a in (b, _ANY) for a, b in zip(text[at:end], piece, strict=True)
            ):
                reached[end] = reached.get(end, False) or reached[at] or piece in words
    return reached.get(len(text), False)
