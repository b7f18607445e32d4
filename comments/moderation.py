"""What becomes of a comment: how a new one begins, how likely it is spam, what the team decides, what it may look at.

How likely, from 0 to 100, decides nothing: the queue puts what is likely last. It is told by the words of comments that
moderators have decided on (naive Bayes; Graham, "A Plan for Spam", 2002), by links, by words to look out for, by how fast it
was sent and whether it was sent elsewhere. Nobody else is asked.
"""

import re
import time
from collections import Counter
from math import exp, log

from django.conf import settings
from django.db.models import Case, Count, F, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import mails, targets
from comments.models import BlockedWord, Comment, OutgoingMail, ReplyRequest
from meetings.agenda import AgendaItem
from wiq_site.kit import changes
from wiq_site.kit.caches import remembered
from wiq_site.kit.markup import plain_text
from wiq_site.kit.site import site

LIKELY = 50  # from here on it is called so
LEARNT_FROM = 300  # comments of each kind, the newest
LOOKED_AT = 5000  # the newest comments, whatever their kind: no look at all of them
ENOUGH = 10  # fewer teach nothing
RENEWED = 300  # seconds after which is learnt anew
HASTE = 10  # seconds in which nobody reads a form and writes into it


def spam_score(comment, words=(), seconds=None):
    """Return how likely ``comment``, rendered and not yet stored, is spam.

    ``words`` are those to look out for that stand in it; it came ``seconds`` after its form was opened.
    """
    text = plain_text(comment.text_html)
    score = 15 * min(comment.text_html.count("<a "), 3)
    score += 25 * min(len(words), 2)
    score += 20 if seconds is not None and seconds < HASTE else 0
    same = _newest().filter(text=comment.text).exclude(pk=comment.pk)
    here = {"content_type": comment.content_type_id, "object_id": comment.object_id}
    score += 40 if len(text) >= 20 and same.exclude(**here).exists() else 0
    known = remembered(("words of spam", int(time.time() / RENEWED)), _learn)
    (bad, all_bad), (good, all_good) = known["spam"], known["frei"]
    if all_bad >= ENOUGH <= all_good:  # the probability by the words, both kinds being as frequent
        telling = [word for word in telling_words(text) if bad[word] + good[word] >= 2]
        weight = sum(log((bad[w] + 0.5) / (all_bad + 1)) - log((good[w] + 0.5) / (all_good + 1)) for w in telling)  # fmt: skip
        score += round(80 * (1 / (1 + exp(-max(-30, min(30, weight)))) - 0.5))
    return max(0, min(100, score))


def telling_words(text):
    """Return the words of ``text`` by which comments are told apart, each once."""
    return set(map(str.casefold, re.findall(r"[^\W\d_]{3,30}", text)))


def _newest():
    pks = Comment.objects.order_by("-pk").values("pk")[:LOOKED_AT]
    return Comment.objects.filter(pk__in=pks)


def _learn():
    """Return ``{state: (in how many texts each word stands, number of texts)}`` of what was decided."""
    known = {}
    for state in (Comment.State.SPAM, Comment.State.APPROVED):
        decided = _newest().filter(state=state, by_team=False).exclude(text="").order_by("-pk")
        texts = list(decided.values_list("text", flat=True)[:LEARNT_FROM])
        known[str(state)] = Counter(w for text in texts for w in telling_words(text)), len(texts)
    return known


State = Comment.State
DECISIONS = (State.APPROVED, State.REJECTED, State.SPAM, State.REMOVED)
# What waits comes first, likely spam last of it, whoever waits longest before the others; then the newest.
QUEUE = [
    Case(
        When(state=State.WAITING, spam_score__lt=LIKELY, then=0),
        When(state=State.WAITING, then=1),
        default=2,
    ),
    Case(When(state=State.WAITING, then=F("pk")), default=-F("pk")),
]
REASONS = [
    _("verletzt oder beleidigt andere"),
    _("nennt private Daten anderer"),
    _("wirbt für etwas"),
    _("hat mit dem Beitrag nichts zu tun"),
    _("stand schon da"),
    _("verstößt vielleicht gegen ein Gesetz"),
]


def submit(comment, reason="", *, by=None, is_proven=False, wants_replies=False, seconds=None):
    """Store a new comment, or another wording of one, in the state the settings ask for.

    What ``by``, a user, writes for the team is marked and waits for nobody. ``is_proven`` says that the writer has shown to have the mail address, which alone anybody can type.
    Whoever ``wants_replies`` by mail is asked to confirm that once the comment may be read. It came ``seconds`` after
    its form was opened.
    """
    comment.edited_at, comment.edit_reason = None, ""
    comment.render()
    mode = settings.COMMENT_MODERATION
    comment.by_team = by is not None
    words = [] if comment.by_team else blocked_words(comment)
    is_held = not comment.by_team and (mode == "alle" or bool(words))
    if mode == "neue" and not is_held and not comment.by_team:
        is_known = is_proven and any(earlier_of([comment]).values())
        is_held = "<a " in comment.text_html or not is_known
    comment.state = State.WAITING if is_held else State.APPROVED
    comment.spam_score = 0 if comment.by_team else spam_score(comment, words, seconds)
    comment.save()
    comment.steps.create(state=comment.state, by=by, reason=reason)
    if wants_replies:
        ReplyRequest.objects.create(comment=comment)
    if not comment.by_team:
        mails.queue(comment, OutgoingMail.Kind.NEW)
    if comment.state == State.APPROVED:
        mails.queue_on_approval(comment, by_team=False)


@changes.unit()
def answer(comment, text, by):
    """Answer the published ``comment`` as the team with ``text``, at once to be read; return the answer.

    An answer to an answer stands below the same comment. What was said there before, by a second press of
    the button, is not said again. Returns None where ``comment`` is not to be read any more.
    """
    published = Comment.objects.published().select_for_update(of=("self",))
    comment = published.filter(pk=comment.pk).first()
    if not is_read(comment):
        return None
    first = comment.parent or comment
    said = first.replies.published().filter(by_team=True, text=text).first()
    if said:
        return said
    target, name = targets.discussion(comment.target), site().name[:60]
    reply = Comment(target=target, parent=first, name=name, text=text)
    submit(reply, by=by)
    return reply


def is_read(comment):
    """Whether ``comment``, which may be None, is there for readers."""
    is_approved = comment is not None and comment.state == State.APPROVED
    return is_approved and comment.target is not None and comment.target.is_published()


def earlier_of(comments):
    """Return ``{key: how many other approved comments came with the same mail address}`` of those that have one."""
    mails = [(comment, comment.email.lower()) for comment in comments if comment.email]
    approved = Comment.objects.published().order_by().annotate(mail=Lower("email"))
    approved = approved.filter(mail__in={mail for _comment, mail in mails})
    number_of = dict(approved.values_list("mail").annotate(Count("pk")))
    return {
        comment.pk: number_of.get(mail, 0) - (comment.state == State.APPROVED)
        for comment, mail in mails
    }


def blocked_words(comment, among=None):
    """Return the words that editors look out for (``among``, if known), as far as they stand in ``comment``."""
    return BlockedWord.all_in(
        comment.text, plain_text(comment.text_html), comment.name, among=among
    )


def hints(comment):
    """Return, as sentences, what a moderator may want to know before deciding."""
    links, earlier = comment.text_html.count("<a "), earlier_of([comment]).get(comment.pk)
    sentences = []
    if comment.spam_score >= LIKELY:
        sentences.append(gettext("sieht nach Spam aus (%d von 100)") % comment.spam_score)
    if links:
        sentences.append(ngettext("enthält %d Link", "enthält %d Links", links) % links)
    if earlier:
        text = ngettext(
            "unter dieser E-Mail-Adresse (ungeprüft) schon %d Kommentar freigegeben",
            "unter dieser E-Mail-Adresse (ungeprüft) schon %d Kommentare freigegeben",
            earlier,
        )
        sentences.append(text % earlier)
    elif comment.email:
        sentences.append(gettext("bisher nichts unter dieser E-Mail-Adresse freigegeben"))
    else:
        sentences.append(gettext("ohne E-Mail-Adresse"))
    sentences += [gettext("auffälliges Wort: %s") % word for word in blocked_words(comment)]
    reports = comment.reports.filter(decided_at=None)
    return sentences + [gettext("gemeldet: %s") % report for report in reports]


def comments_lost(item):
    """Return the sentence on what readers wrote on ``item``, which is to be deleted: it goes for good, what is about a TOP stays."""
    if isinstance(item, AgendaItem):
        thread = targets.thread(item.meeting.discussion())
        count = Comment.objects.on(*thread).published().filter(about=item.anchor).count()
        sentence = ngettext(
            "Ein Kommentar bezieht sich darauf. Er bleibt stehen und sagt, dass es den TOP dort nicht mehr gibt.",
            "%(count)d Kommentare beziehen sich darauf. Sie bleiben stehen und sagen, dass es den TOP dort nicht mehr gibt.",
            count,
        )
    else:
        is_target = isinstance(item, tuple(targets.models().values()))
        count = is_target and Comment.objects.on(item).published().count()
        sentence = ngettext(
            "Mit ihm geht ein Kommentar; auch unter „Gelöschtes“ kommt er nicht wieder.",
            "Mit ihm gehen %(count)d Kommentare; auch unter „Gelöschtes“ kommen sie nicht wieder.",
            count,
        )
    return [sentence % {"count": count}] if count else []


@changes.unit()
def decide(comment, state, by=None, reason=""):
    """Let the team's decision ``state`` be that of ``comment``; return whether anything changed.

    What was withdrawn stays withdrawn, and nobody decides on a wording other than the one seen. Open
    reports are answered by anything but an approval. Whoever left a mail address hears of the approval, or
    that it was refused or taken away and why, unless it is spam; whoever asked for it of the answer.
    """
    now = Comment.objects.select_for_update().get(pk=comment.pk)
    if now.state in (state, State.WITHDRAWN) or now.text != comment.text or not now.text:
        return False
    now.move_to(state, by=by, reason=reason)
    if state == State.APPROVED:
        mails.queue_on_approval(now, by_team=True)
    else:
        answer_reports(now, str(State(state).label), now.steps.last().told_reason)
    if now.email and state in (State.REJECTED, State.REMOVED):
        mails.queue(now, OutgoingMail.Kind.REFUSED)
    return True


@changes.unit()
def withdraw(comment):
    """Take ``comment`` back for whoever wrote it; who reported it hears that it is gone."""
    comment.withdraw()
    comment.refresh_from_db()
    if comment.state == State.WITHDRAWN:
        answer_reports(comment, str(State.WITHDRAWN.label), "")


@changes.unit()
def keep_standing(comment, reason=""):
    """Answer the open reports of ``comment`` by leaving it where it is; return how many there were."""
    return answer_reports(comment, gettext("bleibt stehen"), reason)


def answer_reports(comment, decision, reason):
    """Close the open reports of ``comment`` with ``decision`` and, unless empty, its ``reason``.

    Who left an address with a report hears of it. Returns how many reports there were.
    """
    text = ": ".join(filter(None, [decision, reason]))
    reports = comment.reports.filter(decided_at=None)
    to_answer = list(reports.exclude(email=""))
    count = reports.update(decided_at=timezone.now(), decision=text[:300])
    for report in to_answer:
        mails.queue(comment, OutgoingMail.Kind.DECIDED, report=report)
    return count


@changes.unit()
def edit(comment, text, by, reason):
    """Replace the wording of ``comment``; readers see that, when and why. The old one is not kept."""
    comment.refresh_from_db(from_queryset=Comment.objects.select_for_update())
    comment.text, comment.edited_at, comment.edit_reason = text, timezone.now(), reason
    comment.move_to(comment.state, by=by, reason=(gettext("bearbeitet: %s") % reason)[:300])
