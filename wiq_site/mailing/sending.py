"""What goes out to subscribers: the request to confirm, what of each list is new, what became of a meeting.

One command, run by a timer as often as one likes: whoever was told is not told again, and what a dead mail server does
not take is told later. A row is claimed while its mail is handed over, so that two processes at once tell nothing twice;
of one that is killed meanwhile the claim ends by itself, and the mail goes again.
"""

import logging
from collections import defaultdict, namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import eq

from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext

from blog.feeds import post_items
from blog.filters import PostFeedForm
from blog.models import Post
from comments.mails import refused_for_good
from comments.privacy import DAYS
from meetings.agenda import Outcome
from meetings.feeds import outcome_items, protocol_item
from meetings.filters import MeetingFilterForm, OutcomeFeedForm, ProtocolFilterForm
from meetings.models import STATE_FIELDS, Meeting
from meetings.text import same_place, when_and_where
from wiq_site.kit.dates import hours
from wiq_site.kit.http import absolute, with_query
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.site import site
from wiq_site.mailing.models import MeetingNews, Subscription


@dataclass(frozen=True)
class Listed:
    """A list that can be had by mail: its filter, the name of its page, what is new in it."""

    form: type
    page: str
    items: Callable

    def filtered(self, query):
        """Return the filter that ``query``, a stored query string, says today. Raises Http404 where nothing is left of it."""
        form = self.form(QueryDict(query))
        moved = form.moved_query()
        return form if moved is None else self.form(QueryDict(moved))


def new_posts(form, since, until):
    rows, column = form.rows()
    posts = Post.objects.published(until).filter(pk__in=rows.order_by().values(column))
    return post_items(None, posts.filter(published_at__gt=since))


def new_minutes(form, since, until):
    meetings = form.apply(Meeting.objects.with_protocol(until))
    meetings = meetings.filter(protocol_published_at__gt=since).for_minutes()
    meetings = meetings.prefetch_related("attachments", "report__topics")
    return [protocol_item(None, meeting) for meeting in meetings.order_by("-protocol_published_at")]


def new_outcomes(form, since, until):
    moment = "item__meeting__protocol_published_at"
    outcomes = form.apply(Outcome.objects.published(until)).filter(**{f"{moment}__gt": since})
    return outcome_items(None, outcomes.order_by(f"-{moment}", "-pk"))


LISTS = {
    Subscription.List.POSTS: Listed(PostFeedForm, "blog:posts", new_posts),
    Subscription.List.MEETINGS: Listed(ProtocolFilterForm, "meetings:meetings", new_minutes),
    Subscription.List.OUTCOMES: Listed(OutcomeFeedForm, "meetings:outcomes", new_outcomes),
}


def title_of(subscription):
    """Return in words what ``subscription`` tells of."""
    try:
        form = LISTS[subscription.list].filtered(subscription.query)
        if subscription.list == Subscription.List.MEETINGS:
            return form.title(gettext("Treffen und Protokolle"))
        return form.title()
    except Http404:
        return gettext("eine Auswahl, die es nicht mehr gibt")


CONFIRMED = TokenSigner(
    "mailing.confirm", max_age=DAYS["asked"] * 24 * 3600, view="mailing:confirm"
)
OWN = TokenSigner("mailing.own", view="mailing:own")
HOUR = 7  # o'clock, when what is new goes out
MOST_BOUNCES = 3
CLAIMED_FOR = 300  # seconds; no server takes that long for one mail
Rhythm = Subscription.Rhythm
Entry = namedtuple("Entry", "title link summary")
SAME = ("list", "query", "at_once", "told_until", "news_until")  # in rows that are told the same
logger = logging.getLogger(__name__)


def send_due(now=None):
    """Send all that is due at ``now``; return how many mails went. Stops where the server fails.

    An address that was refused for good three times in a row is erased.
    """
    now, sent = now or timezone.now(), 0
    expired = now - timedelta(days=DAYS["asked"])
    Subscription.objects.filter(confirmed_at=None, asked_at__lt=expired).delete()
    note_news(now)
    try:
        with get_connection() as connection:
            for subscription in list(Subscription.objects.filter(to_ask=True)):
                sent += ask(subscription, connection)
            for field, entries in (("news_until", news), ("told_until", digest)):
                known = {}
                for row in due(field, now):
                    key = tuple(getattr(row, name) for name in SAME)
                    if key not in known:
                        known = {key: entries(row, now)}  # the next ones ask for the same
                    sent += tell(row, field, known[key], now, connection)
        refused = Subscription.objects.filter(bounces__gte=MOST_BOUNCES)
        if sent or refused.count() == 1:
            refused.delete()
        else:  # a server that takes nobody's mail refuses the site, not its readers
            refused.update(bounces=MOST_BOUNCES - 1)
    except Exception as error:  # whatever a mail server does
        logger.warning("Mails to subscribers were not sent: %s", type(error).__name__)
    return sent


def send_asked(subscription):
    """Ask at once for the confirmation of ``subscription``; what the server does not take, the timer sends."""
    subscription.refresh_from_db()
    if subscription.to_ask:
        with get_connection() as connection:
            ask(subscription, connection)


def due(field, now):
    """Return the subscriptions whose ``field`` is due at ``now``, those that get the same one after another."""
    rows = Subscription.objects.confirmed()
    if field == "news_until":
        newest = MeetingNews.objects.order_by("-at").values_list("at", flat=True).first()
        rows = rows.filter(at_once=True, news_until__lt=newest) if newest else rows.none()
        return list(rows.order_by(*SAME))
    today = timezone.localdate(now)
    subscriptions = []
    for rhythm, days in ((Rhythm.DAILY, 1), (Rhythm.WEEKLY, 7)):
        day = today if days == 1 else today - timedelta(days=today.weekday())
        slot = timezone.make_aware(datetime.combine(day, time(HOUR)))
        if slot > now:
            slot -= timedelta(days=days)
        subscriptions += rows.filter(rhythm=rhythm, told_until__lt=slot).order_by(*SAME)
    return subscriptions


def digest(subscription, until):
    """Return as entries what is new for ``subscription``, the same as in its feed; before it what became of meetings,
    where that is not told at once."""
    listed = LISTS[subscription.list]
    try:
        form = listed.filtered(subscription.query)
        items = listed.items(form, subscription.told_until, until)
    except Http404:  # a topic that is gone
        return []
    entries = [Entry(item["title"], item["link"], item["description"] or "") for item in items]
    tells_news = subscription.list == Subscription.List.MEETINGS and not subscription.at_once
    return news(subscription, until) + entries if tells_news else entries


CANCELLED = " abgesagt"  # ends the state of a meeting that is


def news(subscription, until):
    """Return as entries which meetings of ``subscription`` were announced, moved (or moved back) or cancelled since it was
    told, or are held after all.

    What is again as it was then tells nothing.
    """
    since = subscription.news_until
    try:
        form = LISTS[subscription.list].filtered(subscription.query)
        meetings = MeetingFilterForm.apply(form, Meeting.objects.published(until).coming(until))
    except Http404:
        return []
    concerned = MeetingNews.objects.filter(at__gt=since, at__lte=until).values("meeting")
    earlier = MeetingNews.objects.filter(at__lte=since, meeting__in=concerned).order_by("pk")
    told = defaultdict(list)
    for one in earlier:
        told[one.meeting_id].append(one)
    return [
        news_entry(meeting, told[meeting.pk])
        for meeting in meetings.filter(pk__in=concerned)
        if news_of(meeting, told[meeting.pk])
    ]


def state_of(meeting):
    """Return when ``meeting`` is, and whether at all."""
    return f"{meeting.date} {meeting.start or ''}{CANCELLED if meeting.cancelled_at else ''}"


def news_of(meeting, told):
    """Return what of ``meeting`` is not as it was ``told`` at last, out of "state", "place", "online_access".

    A place or a link that only got another name, as an editor says who empties the former one, is no news.
    """
    if not told:
        return ["state"]
    former = {"place": meeting.former_place, "online_access": meeting.former_online}
    return [
        name
        for name in ("state", *former)
        if not is_as_told(meeting, name, told[-1])
        if former.get(name, True) or not getattr(told[-1], name) or is_back(meeting, name, told)
    ]


def is_as_told(meeting, name, told):
    if name == "state":
        return told.state == state_of(meeting)
    is_same = same_place if name == "place" else eq
    return is_same(getattr(told, name), getattr(meeting, name))


def is_back(meeting, name, told):
    """Whether ``name`` of ``meeting`` is again as it was before the last of ``told``."""
    return any(is_as_told(meeting, name, one) for one in told[:-1])


def news_entry(meeting, told):
    """Return what became of ``meeting`` since its states were ``told``, in as few words as a subject takes; why it is cancelled stands below."""
    moved, facts = meeting.moved_words or back_words(meeting, told), [when_and_where(meeting)]
    changed = news_of(meeting, told)
    if meeting.cancelled_at:
        state = gettext("Abgesagt")
        facts.append(meeting.cancel_reason)
    else:
        if online := meeting.online_words:
            facts.append(gettext("Online dabei sein: %(online)s") % {"online": online})
        if told and told[-1].state.endswith(CANCELLED):
            state = gettext("Findet doch statt")
        elif "state" in changed:
            state = moved or (gettext("Geänderter Termin") if told else gettext("Einladung"))
        else:
            state = place_news(meeting, told) if "place" in changed else online_news(meeting, told)
    facts += [moved, meeting.place_words, meeting.online_change_words]
    facts = [str(fact) for fact in facts if fact and fact != state]
    link = absolute(meeting.get_absolute_url())
    return Entry(f"{state}: {meeting.title}", link, "\xa0· ".join(facts))


def place_news(meeting, told):
    """Return in few words that ``meeting`` is not where it was last ``told``."""
    if is_back(meeting, "place", told):
        return gettext("Doch wieder am früheren Ort")
    return gettext("Neuer Ort") if told[-1].place else gettext("Ort steht fest")


def online_news(meeting, told):
    """Return in few words that one takes part in ``meeting`` from elsewhere in another way than last ``told``."""
    if not told[-1].online_access:
        return gettext("Auch online")
    if meeting.online_access and is_back(meeting, "online_access", told):
        return gettext("Doch wieder der frühere Link")
    return meeting.online_change_words or gettext("Online anders")


def back_words(meeting, told):
    """Return that ``meeting`` is again when it was before the last of its states ``told``, in such words; "" where it is not."""
    *earlier, last = [one.state.removesuffix(CANCELLED) for one in told] or [""]
    if state_of(meeting) == last or state_of(meeting) not in earlier:
        return ""
    when = ", ".join(filter(None, [date_format(meeting.date, "j. F Y"), hours(meeting.start)]))
    return gettext("Doch wieder am %(when)s") % {"when": when}


def note_news(now):
    """Note for each coming meeting that it is announced, and when that changed."""
    coming = Meeting.objects.published(now).coming(now).only(*STATE_FIELDS)
    known = defaultdict(list)
    for news in MeetingNews.objects.filter(meeting__in=coming.order_by().values("pk")):
        known[news.meeting_id].append(news)
    for meeting in coming:
        if news_of(meeting, known[meeting.pk]):
            where = {"place": meeting.place, "online_access": meeting.online_access}
            MeetingNews.objects.create(meeting=meeting, state=state_of(meeting), at=now, **where)


def message(subscription, name, subject, **context):
    """Return the mail ``name`` to ``subscription`` as text and simple HTML; the way out stands in its head too."""
    own = absolute(OWN.path(subscription.pk))
    context |= {"site_name": site().name, "subject": subject, "own": own}
    mail = EmailMultiAlternatives(
        " ".join(f"{subject} – {site().name}".split()),
        render_to_string(f"mailing/{name}.txt", context),
        to=[subscription.email],
        reply_to=[site().contact],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if name != "confirm":  # RFC 2369, RFC 8058
        mail.extra_headers |= {
            "List-Unsubscribe": f"<{own}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        mail.attach_alternative(render_to_string(f"mailing/{name}.html", context), "text/html")
    return mail


def ask(subscription, connection):
    """Ask whoever reads the mailbox whether they want ``subscription``; no word that was typed is in it."""
    address = absolute(CONFIRMED.path(subscription.pk))
    mail = message(
        subscription, "confirm", gettext("Bitte bestätigen: Abonnement per Mail"), address=address
    )
    return hand_over(subscription, mail, connection, to_ask=False)


def tell(subscription, field, entries, now, connection):
    """Tell ``subscription`` of ``entries`` and that it is told until ``now``; return how many mails went."""
    told = {field: now} if subscription.at_once else {"told_until": now, "news_until": now}
    if not entries:
        before = {name: getattr(subscription, name) for name in told}
        Subscription.objects.filter(pk=subscription.pk, **before).update(**told)
        return 0
    subject = entries[0].title if len(entries) == 1 else title_of(subscription)
    listed = LISTS[subscription.list]
    query = listed.filtered(subscription.query).query()  # as its topics are called today
    page = absolute(with_query(reverse(listed.page), query))
    subject = Truncator(subject).chars(150)
    mail = message(subscription, "digest", subject, entries=entries, page=page)
    return hand_over(subscription, mail, connection, **told)


def hand_over(subscription, mail, connection, **told):
    """Hand ``mail`` to the server, unless another process is at it or was; then note ``told`` in its row. Return how many went.

    Raises where the server would take none. That an address is refused for good is counted; one that nobody
    confirmed is erased.
    """
    rows, claim = Subscription.objects.filter(pk=subscription.pk), f"mailing-{subscription.pk}"
    if not cache.add(claim, 1, CLAIMED_FOR):
        return 0
    try:
        if not rows.filter(**{name: getattr(subscription, name) for name in told}).exists():
            return 0
        connection.send_messages([mail])
    except Exception as error:
        is_for_good = refused_for_good(error)
        if is_for_good is None:
            raise
        if is_for_good and subscription.confirmed_at is None:
            rows.delete()
        elif is_for_good:
            rows.update(bounces=subscription.bounces + 1, **told)
        return 0
    else:
        rows.update(bounces=0, **told)
        return 1
    finally:
        cache.delete(claim)
