"""What an editor should look at once more. The form of an agenda, the preview of pasted minutes and the pages that
publish a meeting all ask here; the doubts about a meeting forbid nothing."""

import re

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post, Topic
from meetings import protocol_text, timetable
from meetings.agenda import Speaker
from meetings.models import GONE, Meeting
from meetings.roles import pattern_of
from wiq_site.kit.models import is_public

_TOLD_ITEM = re.compile(r"^\W*TOP ?\d", re.M | re.I)
OVERRUN = gettext_lazy(
    "Die Tagesordnung endet um %(end)s Uhr, %(minutes)s Minuten nach dem geplanten Ende "
    "des Treffens um %(planned)s Uhr."
)


def backwards_sentence(name, previous_end, advice=None):
    """Return the sentence on a TOP, called ``name``, that ends before the one above it.

    ``previous_end`` is when that one ends (BackwardsError.previous_end), ``advice`` what
    to do about it (default: look at the times).
    """
    sentence = _("%(item)s endet vor dem TOP davor, der bis %(end)s Uhr geht.")
    sentence %= {"item": name, "end": f"{previous_end:%H:%M}"}
    return f"{sentence} {advice or _('Bitte prüfen Sie die Zeiten.')}"


def overrun(meeting):
    """Return the sentence on an agenda that ends after the planned end of ``meeting``, else ""."""
    ends = [slot.ends_at for slot in meeting.slots if slot.ends_at]
    if not (ends and meeting.end and ends[-1] - meeting.ends_at >= timetable.MINUTE):
        return ""
    return OVERRUN % {
        "end": f"{ends[-1].astimezone(timetable.ZONE):%H:%M}",
        "minutes": (ends[-1] - meeting.ends_at) // timetable.MINUTE,
        "planned": f"{meeting.end:%H:%M}",
    }


def doubts_about_minutes(meeting):
    """Return German sentences on the minutes of ``meeting`` (read by ``for_minutes``)."""
    items = list(meeting.items.all())
    empty = [item for item in items if item.public and not item.protocol.strip()]
    steps = [timetable.Step(item, None, item.actual_end) for item in items]
    backwards = timetable.find_backwards(meeting.date, meeting.start, steps)
    sentences = [
        _("Das Treffen ist abgesagt.") if meeting.cancelled_at else "",
        "" if meeting.is_over() else _("Das Treffen ist noch nicht vorbei."),
        _doubt_about_post(meeting.report),
        "" if meeting.start else _("Der Beginn fehlt: Die Dauer des ersten TOP bleibt unbekannt."),
        "" if items else _("Das Protokoll hat keinen TOP."),
        _("Noch ohne Text: %(items)s.") % {"items": _joined(empty)} if empty else "",
        *_doubts_about_items(meeting, items, meeting.text_fields()),
        _("Laut Protokoll endete %(item)s vor dem TOP davor.") % {"item": backwards[0]}
        if backwards
        else "",
        *_hints_on_names(_told_by(meeting)),
    ]
    return [sentence for sentence in sentences if sentence]


def doubts_about_agenda(meeting):
    """Return German sentences on the invitation to ``meeting`` (read by ``for_minutes``)."""
    items = list(meeting.items.all())
    sentences = [
        _("Das Treffen ist abgesagt.") if meeting.cancelled_at else "",
        _("Das Treffen ist schon vorbei.") if meeting.is_over() else "",
        _doubt_about_post(meeting.invitation),
        "" if meeting.start else _("Der Beginn fehlt."),
        ""
        if meeting.place or meeting.online_url or meeting.online_on_request
        else _("Der Ort fehlt."),
        "" if items else _("Auf der Tagesordnung steht noch nichts."),
        *_doubts_about_items(meeting, items, ["intro"] * meeting.shows_intro),
    ]
    return [sentence for sentence in sentences if sentence]


def _hints_on_names(things):
    """Return German sentences on who is named in the texts of ``things`` without having agreed."""
    names = Speaker.objects.filter(agreed=False).values_list("name", flat=True)
    texts = "\n".join(str(getattr(one, name)) for one in things for name in one.text_fields())
    named = {match[0] for match in pattern_of(names).finditer(texts)} if names else ()
    sentence = _("%s ist mit der Nennung nicht einverstanden und steht im Text.")
    return [sentence % name for name in sorted(named)]


def _told_by(meeting):
    """Yield what is public with ``meeting``: itself, its TOPs, and what they led to."""
    yield meeting
    for item in meeting.items.all():
        if item.public:
            yield from (item, *item.valid_outcomes)


def hints_on_text(item):
    """Return German sentences on who is named in ``item`` without having agreed, and on a post without its meeting."""
    meetings = isinstance(item, Post) and Meeting.objects.for_minutes().filter(
        Q(report=item) | Q(invitation=item)
    )
    reported = (
        [item]
        if isinstance(item, Meeting)
        else [m for m in meetings or () if m.report_id == item.pk]
    )
    hints = _hints_on_names([item, *(one for meeting in reported for one in _told_by(meeting))])
    if meetings and len(_TOLD_ITEM.findall(item.body)) > 1 and any(m.items.all() for m in meetings):
        hints.append(
            _(
                "Im Text stehen TOPs; die des Treffens zeigt der Beitrag schon von selbst, immer auf dem neuesten Stand."
            )
        )
    if isinstance(item, Meeting) and item.gone_words and item.invitation:
        sentence = _(
            "Der Beitrag „%s“ lädt noch dazu ein und sagt, dass das Treffen zurückgezogen wurde. Soll auch er verschwinden, ziehen Sie ihn zurück."
        )
        hints += [sentence % item.invitation] if item.invitation.is_published() else []
    if meetings or not isinstance(item, Post):
        closed = _(
            "Die Tagesordnung von „%s“ ist noch nicht öffentlich und fehlt dann im Beitrag. Beides zusammen veröffentlicht „Einladung veröffentlichen“ beim Treffen."
        )
        gone = _("„%s“ ist zurückgezogen: Der Bericht erscheint erst wieder mit dem Treffen.")
        for meeting in meetings or ():
            since, until = meeting.spans()[0]
            at = None if item.is_published() else since  # it follows the invitation
            if meeting.invitation_id == item.pk and not is_public(at, since, until):
                hints.append(closed % meeting)
            elif meeting.report_id == item.pk and meeting.withdrawn_at:
                hints.append(gone % meeting)
        return hints
    if item.meeting_change == GONE:
        hints.append(
            _(
                "Das Treffen, um das es geht, ist gelöscht: Von Tagesordnung und Protokoll stünde hier nichts mehr."
            )
        )
    for topic in item.topics.filter(kind=Topic.Kind.SERIES):
        sentence = _(
            "Der Beitrag trägt die Reihe „%s“ und gehört zu keinem Treffen: Lädt er ein oder berichtet er, wählen Sie ihn dort."
        )
        hints.append(sentence % topic)
    return hints


def _doubt_about_post(post):
    if post and post.withdrawn_at:
        return _("Der Beitrag ist zurückgezogen und bleibt es, bis Sie das bei ihm ändern.")
    return ""


def _doubts_about_items(meeting, items, texts):
    """Yield German sentences on the ``items`` of ``meeting`` and on its fields ``texts``, which become public with them."""
    private = [item for item in items if not item.public]
    if private:
        yield _("Nicht öffentlich, nur mit Nummer genannt: %(items)s.") % {
            "items": _joined(private)
        }
    public = {item: item for item in items if item.public}
    said = asked_about({name: getattr(meeting, name) for name in texts}, public, private)
    if said:
        sentence = _("Öffentlich, obwohl dort „%(words)s“ steht: %(items)s.")
        names = {name: Meeting._meta.get_field(name).verbose_name for name in texts}
        yield sentence % {
            "items": _joined(names.get(key, key) for key in said),
            "words": "“ oder „".join(dict.fromkeys(said.values())),
        }
    for item in items:
        for outcome in item.unsaid_outcomes():
            yield f"{item}: „{outcome}“ {outcome.unsaid_words}"
    steps = [timetable.Step(item, item.planned_minutes, item.planned_end) for item in items]
    backwards = timetable.find_backwards(meeting.date, meeting.start, steps)
    if backwards:
        item, previous_end = backwards
        yield backwards_sentence(item, previous_end)


def asked_about(facts, items, closed):
    """Return {key: words} for what of the ``facts`` of a meeting and of its public ``items``, both by their keys, may be not for
    everybody: because of words in it, or because it may tell of the TOPs that are ``closed``."""
    texts = {key: f"{item.name}\n{item.who}\n{item.protocol}" for key, item in items.items()}
    short = {
        key: text for key, text in facts.items() if key not in ("title", *Meeting.markdown_fields)
    }
    people = [*short.values(), *(item.who for item in [*items.values(), *closed])]
    told = [(item.number, item.name, item.protocol) for item in closed]
    retold = protocol_text.Retold(told, texts.values(), "\n".join(people))
    asked = {
        key: protocol_text.closing_words(text, retold) for key, text in (facts | texts).items()
    }
    for key, text in short.items():
        asked[key] = asked[key] or protocol_text.contact_words(text)
    for key, item in items.items():
        asked[key] = asked[key] or protocol_text.heading_words(f"{item.name} ({item.who})")
    return {key: words for key, words in asked.items() if words}


def _joined(items):
    return ", ".join(map(str, items))
