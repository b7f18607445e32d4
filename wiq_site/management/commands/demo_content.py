"""``manage.py demo_content``: a neighbourhood's first winter, what came after, and two lively years up to today.

Put the demo content into the database; a second time it is brought up to date, never doubled.

The texts stand in ``wiq_site/demo/`` as a writer keeps them: ``posts/*.md``, ``meetings/*.txt``, ``*.toml``;
the pictures are ``pictures/*.webp``. Every object has a uuid made from its key, the same on every run.

When things happened is mostly seen from the day of loading. A writer puts a day, then what moves it, in any
order and all but the day left out as wished:

    2020-12-10            a fixed day
    heute                 the day of loading
    letzter 06-24         the latest 24 June before today; "vorletzter" the one before that
    18:30                 a time on the clock in Germany (default 12:00)
    -20  +12              so many days earlier or later
    do  sa                the Thursday or Saturday nearest to that day
"""

import re
import tomllib
import uuid
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format

from blog.models import Post, Topic
from comments.models import Comment
from meetings import protocol_text
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting
from wiq_site.kit import changes
from wiq_site.pages.models import create_initial_pages, read_text

FOLDER = settings.BASE_DIR / "wiq_site/demo"
COLLEAGUES = {
    "redaktion": "Redaktion",
    "autorin": "Autorin/Autor",
    "moderation": "Moderation",
    "verwaltung": "Verwaltung",
}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wir-im-quartier.example.org/demo")
STEP = timedelta(hours=3)  # between two steps in the life of a comment
WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")


def parse_day(text, today):
    """Return the date that ``text`` means on ``today``, None for None. Raises ValueError for other words."""
    if text is None:
        return None
    match = re.match(
        r"(?P<fixed>\d{4}-\d\d-\d\d)|(?P<today>heute)"
        r"|(?P<which>letzter|vorletzter) (?P<season>\d\d-\d\d)",
        text,
    )
    if not match:
        raise ValueError(f"No such date in the demo content: {text!r}")
    if match["fixed"]:
        day = date.fromisoformat(match["fixed"])
    elif match["today"]:
        day = today
    else:
        this_year = date.fromisoformat(f"{today.year}-{match['season']}")
        years_back = (match["which"] == "vorletzter") + (this_year >= today)
        day = this_year.replace(year=today.year - years_back)
    if shift := re.search(r"(?<= )[+-]\d+", text):
        day += timedelta(days=int(shift[0]))
    if weekday := re.search(rf"\b({'|'.join(WEEKDAYS)})$", text):
        ahead = (WEEKDAYS.index(weekday[1]) - day.weekday()) % 7
        day += timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return day


def parse_moment(text, today):
    """Return the aware datetime that ``text`` means on the date ``today``; None for None."""
    if text is None:
        return None
    clock = re.search(r"\b\d\d:\d\d\b", text)
    at = time.fromisoformat(clock[0]) if clock else time(12)
    return timezone.make_aware(datetime.combine(parse_day(text, today), at))


def read_toml(name):
    """Return what stands in ``name``.toml."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def read_meetings():
    """Return ``{key: fields}`` of all meetings; the text of each stands in its ``text``."""
    meetings = read_toml("meetings")
    for fields in meetings.values():
        fields["text"] = (FOLDER / "meetings" / f"{fields['text']}.txt").read_text("utf-8")
    return meetings


def read_posts(meetings, today):
    """Return ``{slug: fields}`` of all posts, with the dates of ``meetings`` put into their texts."""
    formats = {"datum": "j. F Y", "wochentag": "l"}

    def fill(match):
        return date_format(parse_day(meetings[match[2]]["date"], today), formats[match[1]])

    posts = {}
    for path in sorted((FOLDER / "posts").glob("*.md")):
        fields = read_text(path)
        for name in ("title", "teaser", "body"):
            fields[name] = re.sub(r"\{(datum|wochentag) ([^}]+)\}", fill, fields[name])
        posts[path.stem] = fields
    return posts


def demo_id(model, key):
    """Return the uuid of the object of ``model`` that the demo content calls ``key``."""
    return uuid.uuid5(NAMESPACE, f"{model._meta.label}:{key}")


def find(model, key):
    """Return the stored object that the demo content calls ``key``, or None."""
    return model.objects.filter(uuid=demo_id(model, key)).first()


def save(model, key, picture=None, **values):
    """Save the object that the demo content calls ``key`` with ``values``, old or new; return it.

    A new one is found under ``key``, or where something else has that (``--force``) under a slug that is
    made; an old one stays where it is. ``picture`` names what an ImageModel shows; one that is stored
    already stays, so a second run leaves no new files. Not ``update_or_create``: that saves the given
    fields alone and so leaves the HTML as it was.
    """
    instance = find(model, key)
    if instance is None:
        instance = model(uuid=demo_id(model, key))
        if hasattr(instance, "slug") and not model.objects.filter(slug=key).exists():
            instance.slug = key
    for name, value in values.items():
        setattr(instance, name, value)
    if picture:
        attach_picture(instance, picture)
    instance.save()
    return instance


def attach_picture(instance, name):
    """Let ``instance`` (an ImageModel, not yet saved) show the picture ``name``."""
    instance.image_alt = read_toml("pictures")[name]
    instance.image_credit = "Zeichnung: Wir im Quartier, CC BY 4.0"
    if not (instance.image and instance.image.storage.exists(instance.image.name)):
        data = (FOLDER / "pictures" / f"{name}.webp").read_bytes()
        instance.image = ContentFile(data, name=f"{name}.webp")


def has_real_content():
    """Return whether there is a post or a meeting that did not come with the demo content."""
    posts = [demo_id(Post, path.stem) for path in (FOLDER / "posts").glob("*.md")]
    meetings = [demo_id(Meeting, key) for key in read_toml("meetings")]
    return (
        Post.objects.exclude(uuid__in=posts).exists()
        or Meeting.objects.exclude(uuid__in=meetings).exists()
    )


@changes.unit()
def load_demo(today=None):
    """Load everything as seen from the date ``today``; return two German sentences about it."""
    today = today or timezone.localdate()
    topics, meetings, comments = read_toml("topics"), read_meetings(), read_toml("comments")
    posts = read_posts(meetings, today)
    for slug, fields in topics.items():  # one that exists stays: no id tells whose it is
        values = {name: value for name, value in fields.items() if name != "picture_of"}
        Topic.objects.get_or_create(slug=slug, defaults=values)
    for slug, fields in posts.items():
        load_post(slug, fields, today)
    for slug, fields in topics.items():
        load_topic_picture(slug, fields)
    for key, fields in meetings.items():
        load_meeting(key, fields, today)
    create_initial_pages(publish=True)
    editor, about_account = create_colleagues()
    for fields in comments["comment"]:
        load_comment(fields, editor)
    about_content = (
        f"Beispielinhalte geladen: {len(posts)} Beiträge, {len(topics)} Themen, "
        f"{len(meetings)} Treffen, {len(comments['comment'])} Kommentare."
    )
    return about_content, about_account


def load_topic_picture(slug, fields):
    """Let a topic without a picture show that of one of its posts; the stored file is the same."""
    topic = Topic.objects.get(slug=slug)
    if "picture_of" in fields and not topic.image:
        post = find(Post, fields["picture_of"])
        topic.image = post.image.name
        topic.image_alt, topic.image_credit = post.image_alt, post.image_credit
        topic.save()


def load_post(slug, fields, today):
    """Create or renew a post with its topics and its picture."""
    moments = {f"{key}_at": key for key in ("published", "withdrawn", "corrected")}
    post = save(
        Post,
        slug,
        picture=fields.get("picture"),
        **{name: fields[name] for name in ("title", "teaser", "body", "author")},
        **{name: fields.get(name, "") for name in ("easy_summary", "correction_note", "life")},
        **{name: parse_moment(fields.get(key), today) for name, key in moments.items()},
    )
    post.topics.set(fields["topics"])


def load_meeting(key, fields, today):
    """Create or renew a meeting; its text goes the way that an editor's pasted text goes."""
    as_they_are = ("title", "start", "end", "place", "chair", "minute_taker", "attendance")
    as_they_are += ("apologies", "online_url", "online_on_request", "cancel_reason")
    date = parse_day(fields["date"], today)
    draft = protocol_text.parse(fields["text"], today=date)
    meeting = save(
        Meeting,
        key,
        date=date,
        series=Topic.objects.get(slug=fields["series"]),
        intro=draft.intro,
        closing=draft.closing,
        agenda_published_at=parse_moment(fields.get("agenda"), today),
        protocol_published_at=parse_moment(fields.get("protocol"), today),
        cancelled_at=parse_moment(fields.get("cancelled"), today),
        approved_at=parse_day(fields.get("approved"), today),
        **{name: fields[name] for name in as_they_are if name in fields},
    )
    for position, item in enumerate(draft.items, 1):
        load_item(meeting, key, position, item, fields)
    for number, outcome in enumerate(fields.get("outcomes", []), 1):
        save(
            Outcome,
            f"{key}/{number}",
            item=find(AgendaItem, f"{key}/{outcome['item']}"),
            due=parse_day(outcome.get("due"), today),
            done_at=parse_day(outcome.get("done"), today),
            **{name: outcome.get(name, "") for name in ("kind", "text", "votes", "who")},
        )
    meeting.settle()
    for role in ("invitation", "report"):
        if role in fields:
            setattr(meeting, role, find(Post, fields[role]))
    # A later day of loading is no move.
    meeting.moved_from = parse_moment(fields.get("moved"), today)
    meeting.save()  # the minutes follow the report


def load_item(meeting, key, position, draft, fields):
    """Create or renew one agenda item as it was read from the text."""
    item = save(
        AgendaItem,
        f"{key}/{draft.number}",
        meeting=meeting,
        position=position,
        number=draft.number,
        name=draft.name,
        planned_minutes=draft.planned_minutes,
        planned_end=draft.end,
        actual_end=fields.get("actual_ends", {}).get(draft.number),
        protocol=draft.protocol,
        public=draft.number not in fields.get("private", []),
    )
    item.set_who(draft.speakers, draft.speakers_note)
    item.topics.set(fields.get("topics", {}).get(draft.number, []))


def load_comment(fields, editor):
    """Create a comment and let it go through its states; of an old one only the moment is renewed.

    A reply names the key of another in ``to``, which stands before it.
    """
    target = find(Post, fields["post"]) if "post" in fields else find(Meeting, fields["meeting"])
    public_since = getattr(target, "published_at", None) or target.agenda_published_at
    written = min(public_since + timedelta(hours=fields["after"]), timezone.now() - STEP)
    if old := find(Comment, fields["key"]):
        Comment.objects.filter(pk=old.pk).update(created_at=written)
        return
    comment = save(
        Comment,
        fields["key"],
        target=target,
        parent=find(Comment, fields["to"]) if "to" in fields else None,
        name=fields["name"],
        email=fields.get("email", ""),
        text=fields["text"].strip(),
        by_team=fields.get("team", False),
        created_at=written,
    )
    for number, step in enumerate(fields.get("history", [{"state": Comment.State.APPROVED}]), 1):
        by = None if step["state"] == Comment.State.WITHDRAWN else editor
        comment.move_to(step["state"], by=by, reason=step.get("reason", ""))
        comment.steps.filter(pk=comment.steps.last().pk).update(at=written + number * STEP / 4)


def create_colleagues():
    """Create the demo account of each role in development; return ``(the editor or None, sentence)``."""
    if not settings.DEVELOPMENT:
        return None, (
            "Es wurde kein Konto angelegt: Das geschieht nur zum Ausprobieren (DEVELOPMENT=true)."
        )
    for name, role in COLLEAGUES.items():
        user, created = User.objects.get_or_create(
            username=name, defaults={"email": f"{name}@example.org", "is_staff": True}
        )
        if created:
            user.set_password(name)
            user.save()
            user.groups.add(Group.objects.get_or_create(name=role)[0])
    names = ", ".join(f"„{name}“" for name in COLLEAGUES)
    editor = User.objects.get(username="redaktion")
    return editor, f"Anmelden unter /admin/ als {names}; das Passwort ist jeweils der Name."


class Command(BaseCommand):
    help = "Lädt Beispielinhalte: Beiträge, Themen, Treffen, Kommentare, Seiten und Bilder."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force",
            action="store_true",
            help="Auch dann laden, wenn es schon eigene Beiträge oder Treffen gibt.",
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="Nichts tun, sobald es ein Benutzerkonto gibt (für den ersten Start).",
        )

    def handle(self, *args, force, once, **options):
        if once and User.objects.exists():
            return
        if not force and has_real_content():
            raise CommandError(
                "Hier gibt es schon eigene Beiträge oder Treffen. Damit sich nichts vermischt, wurden keine "
                "Beispielinhalte geladen. Wenn Sie es trotzdem möchten: demo_content --force"
            )
        for sentence in load_demo():
            self.stdout.write(sentence)
