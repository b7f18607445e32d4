"""``manage.py bench_content --posts N --comments M``: much content to measure with, in a database of its own.

It is written in bulk, past the unit of work, then all that is made of it is made once. The same numbers make the same content.
Posts carry one to five of forty topics, the common ones far more often; every fiftieth reports a meeting of nine TOPs. Comments
stand twenty to a post, below the reports first.
"""

import random
import uuid
from datetime import datetime, time, timedelta
from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from blog.counts import recount
from blog.models import Post, TaggedPost, Topic
from blog.topics import renew_first_moments
from comments.models import Comment
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting, Revision
from wiq_site.kit import changes
from wiq_site.kit.http import etag_of
from wiq_site.kit.markup import COMMENT_RULES, render_comment, render_markdown
from wiq_site.kit.text import german_slug
from wiq_site.management.commands.demo_content import has_real_content
from wiq_site.pages.models import create_initial_pages
from wiq_site.search.index import rebuild

BATCH = 1000
TOPICS = (
    "Klima Verkehr Wohnen Grünflächen Reparaturcafé Spielplatz Stadtteilfest Nachbarschaftshilfe Lindenau Plagwitz "
    "Kleinzschocher Leutzsch Radwege Hofbegrünung Lesecafé Chor Flohmarkt Werkstatt Mieten Schule Kita Sport "
    "Senioren Jugend Ehrenamt Quartiersfonds Karl-Heine-Kanal Baustellen Abfall Energie Essen Garten Tiere Kunst "
    "Musik Theater Geschichte Inklusion Digitales Sicherheit"
).split()
COMMON = (
    "der die das und in zu den ist von mit auf für ein eine im nicht dem des es sich auch an werden aus "
    "er hat dass sie nach wird bei einer um am sind noch wie einem über so zum haben nur oder aber vor"
).split()
AUTHORS = [f"{first} {last}" for first in "Ada Bela Cem Dora Emil".split() for last in "Ahrens Busch Demir Ernst Falk Groß".split()]  # fmt: skip


class Writer:
    """Words, sentences and texts woven of so many ``paragraphs``, by one seeded source of chance."""

    def __init__(self, seed, paragraphs=2000):
        self.paragraphs = paragraphs
        self.chance = random.Random(seed)  # noqa: S311
        heads = "garten nachbar straßen wort klima team markt rad baum fest".split()
        tails = "wort schaft fest platz idee runde haus weg tag gruppe".split()
        numbers = range(30_000)  # of different words, spelled somewhat like German ones
        self.rare = [f"{heads[n % 10]}{tails[n // 10 % 10]}{n // 100 or ''}" for n in numbers]
        self.weights = list(accumulate(1 / (n + 10) for n in range(len(self.rare))))
        self._pieces = []

    def words(self, common, rare):
        """Return so many common and so many rare words, mixed."""
        words = self.chance.choices(COMMON, k=common)
        words += self.chance.choices(self.rare, cum_weights=self.weights, k=rare)
        self.chance.shuffle(words)
        return " ".join(words)

    def paragraph(self):
        """Return a paragraph as (Markdown, HTML); one of so many, since rendering takes long."""
        if len(self._pieces) < self.paragraphs:
            text = f"**{self.words(2, 1)}** {self.words(25, 25)}."
            self._pieces.append((text, str(render_markdown(text))))
            return self._pieces[-1]
        return self.chance.choice(self._pieces)

    def text(self, paragraphs):
        """Return a text of so many paragraphs as (Markdown, HTML)."""
        pieces = [self.paragraph() for _ in range(paragraphs)]
        return "\n\n".join(text for text, _ in pieces), "".join(html for _, html in pieces)


def write_topics():
    """Return forty topics, the first ten of them teams, the next a series; those that exist stay."""
    kinds = [(Topic.Kind.TEAM, Topic.State.ACTIVE)] * 10 + [(Topic.Kind.SERIES, "")]
    topics = []
    for n, name in enumerate(TOPICS):
        kind, state = kinds[n] if n < len(kinds) else (Topic.Kind.THEME, "")
        defaults = {"name": name, "kind": kind, "state": state, "featured": n in (12, 13)}
        topics.append(Topic.objects.get_or_create(slug=german_slug(name), defaults=defaults)[0])
    return topics


def write_posts(writer, topics, first, count):
    """Write ``count`` posts, the newest first, from number ``first`` on; return them."""
    now, posts, carried = timezone.now(), [], []
    weights = [1 / (n + 3) for n in range(len(topics))]
    for n in range(first, first + count):
        teaser, (body, html) = f"{writer.words(15, 8)}.", writer.text(writer.chance.randint(3, 6))
        moment = now - timedelta(hours=5 * n + 1)
        post = Post(
            title=writer.words(2, 4)[:200].capitalize(),
            slug=f"viel-{n}",
            teaser=teaser,
            body=body,
            body_html=html,
            author=writer.chance.choice(AUTHORS),
            published_at=moment,
            first_published_at=moment,
            changed_at=moment,
            month=int(f"{timezone.localtime(moment):%Y%m}"),
            uuid=uuid.UUID(int=writer.chance.getrandbits(128), version=4),
        )
        post.digest = etag_of(post.title, body)
        posts.append(post)
        chosen = dict.fromkeys(
            writer.chance.choices(topics, weights, k=writer.chance.randint(1, 5))
        )
        carried += [(post, topic) for topic in chosen]
    QuerySet(Post).bulk_create(posts)
    tagged = [TaggedPost(content_object=post, tag=topic) for post, topic in carried]
    for row in tagged:
        row.prepare()
    QuerySet(TaggedPost).bulk_create(tagged)
    return posts


def write_meetings(writer, series, posts):
    """Write a meeting of nine TOPs with public minutes for each of ``posts``, its report."""
    meetings, items, outcomes = [], [], []
    for post in posts:
        moment = timezone.localtime(post.published_at - timedelta(days=2))
        intro, intro_html = writer.text(1)
        meeting = Meeting(
            title=f"Treffen {post.slug.removeprefix('viel-')}",
            slug=f"viel-treffen-{post.slug.removeprefix('viel-')}",
            series=series,
            date=moment.date(),
            start=time(17),
            end=time(20),
            place="Haus am Kanal",
            intro=intro,
            intro_html=intro_html,
            agenda_published_at=post.published_at - timedelta(days=9),
            protocol_published_at=post.published_at,
            first_published_at=post.published_at - timedelta(days=9),
            changed_at=post.published_at,
            report=post,
            uuid=uuid.UUID(int=writer.chance.getrandbits(128), version=4),
        )
        meeting.digest = etag_of(meeting.title, intro)
        meetings.append(meeting)
        for position in range(1, 10):
            text, html = writer.text(2)
            item = AgendaItem(
                meeting=meeting,
                position=position,
                anchor=f"top-{position}",
                name=writer.words(1, 3),
                planned_minutes=20,
                planned_end=(datetime(2000, 1, 1, 17) + timedelta(minutes=20 * position)).time(),
                protocol=text,
                protocol_html=html,
                uuid=uuid.UUID(int=writer.chance.getrandbits(128), version=4),
            )
            items.append(item)
            if position % 3 == 0:
                text = f"{writer.words(6, 4)}."
                outcomes.append(Outcome(item=item, kind=Outcome.Kind.DECISION, text=text))
    QuerySet(Meeting).bulk_create(meetings)
    QuerySet(AgendaItem).bulk_create(items)
    QuerySet(Outcome).bulk_create(outcomes)
    QuerySet(Revision).bulk_create([Revision(meeting=m, digest=m.digest) for m in meetings])


def write_comments(writer, posts, count):
    """Write ``count`` approved comments, twenty to each of ``posts``, pairs (pk, moment), again and again."""
    content_type = ContentType.objects.get_for_model(Post)
    texts = [
        (text, str(render_comment(text))) for text in (writer.words(20, 10) for _ in range(300))
    ]
    comments = []
    for n in range(count):
        pk, moment = posts[n // 20 % len(posts)]
        text, html = writer.chance.choice(texts)
        comments.append(
            Comment(
                content_type=content_type,
                object_id=pk,
                name=writer.chance.choice(AUTHORS),
                text=text,
                text_html=html,
                rules=COMMENT_RULES,
                state=Comment.State.APPROVED,
                created_at=moment + timedelta(minutes=n % 500),
                uuid=uuid.UUID(int=writer.chance.getrandbits(128), version=4),
            )
        )
        if len(comments) == BATCH or n == count - 1:
            QuerySet(Comment).bulk_create(comments)
            comments = []


class Command(BaseCommand):
    help = "Schreibt viele erfundene Beiträge, Treffen und Kommentare, um zu messen; nur in eine leere Datenbank."

    def add_arguments(self, parser):
        parser.add_argument("--posts", type=int, default=1000, help="Beiträge (1000)")
        parser.add_argument("--comments", type=int, default=2000, help="Kommentare (2000)")
        parser.add_argument("--seed", type=int, default=7, help="andere Zahl, anderer Inhalt (7)")
        parser.add_argument("--no-index", action="store_true", help="ohne den Index der Suche")

    def handle(self, *args, posts, comments, seed, no_index, **options):
        if posts < 0 or comments < 0:
            raise CommandError("Bitte Anzahlen ab 0 angeben.")
        if has_real_content() or Post.objects.exists():
            raise CommandError("Hier gibt es schon Inhalte. Zum Messen bitte eine leere Datenbank.")
        create_initial_pages(publish=True)
        writer, topics, reports, others = Writer(seed), write_topics(), [], []
        for first in range(0, posts, BATCH):
            with changes.unit():
                batch = write_posts(writer, topics, first, min(BATCH, posts - first))
                write_meetings(writer, topics[10], batch[::50])
            for number, post in enumerate(batch):
                (others if number % 50 else reports).append((post.pk, post.published_at))
            self._tell(options, f"{first + len(batch)} von {posts} Beiträgen")
        if reports:
            with changes.unit():
                write_comments(writer, reports + others, comments)
            self._tell(options, f"{comments} Kommentare")
        if not no_index:
            self._tell(options, f"{rebuild()} Fundstellen im Index der Suche")
        with changes.unit() as unit:
            recount()
            renew_first_moments()
            unit.visible = True
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _tell(self, options, sentence):
        if options["verbosity"]:
            self.stdout.write(sentence)
