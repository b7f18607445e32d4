"""What comes in from another site: read into plain data first, shown, then saved; a second time nothing doubles.

Every thing has the id it had at its source; the uuid made of that finds it again. What was changed here since
stays as it is. Nothing that comes in is mailed.
"""

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from blog.models import Post, Topic
from comments.models import Comment
from meetings.models import Meeting
from wiq_site.kit import changes
from wiq_site.kit.characters import UNSEEN
from wiq_site.kit.dates import EARLIEST_DATE, LATEST_DATE
from wiq_site.kit.markup import MarkupError, from_html, render_markdown
from wiq_site.kit.slugs import german_slug
from wiq_site.pages.models import Page, Picture, Redirect
from wiq_site.pages.redirects import save_redirect

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wir-im-quartier.example.org/import")
PICTURE = re.compile(r"<img\b[^<>]{0,2000}>", re.I)
ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})')""", re.I)
ITALIC = re.compile(r"<(/?)(?:em|i)(?:\s[^<>]{0,300})?>", re.I)
STRESSED = re.compile(r"⟦i⟧(?=\S)([^⟦⟧*\n]{1,300})(?<=\S)⟦/i⟧")
OWN_LINK = re.compile(r"\]\((?:https?:)?//([^\s/()]+)(/[^\s()]*)\)")
PLACE = re.compile(r"⟦Bild (\d+)⟧")
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}
LONGEST_COMMENT = Comment._meta.get_field("text").max_length


@dataclass
class IncomingText:
    """A post, or a page where ``kind`` is "page". ``body`` is HTML where ``is_html``, else Markdown.

    ``date`` is aware; None or ``public`` False make a draft. ``paths`` are the addresses it had. ``image`` is the
    path or address of its picture at the source.
    """

    id: str
    title: str
    body: str
    kind: str = "post"
    is_html: bool = True
    date: datetime | None = None
    public: bool = True
    slug: str = ""
    teaser: str = ""
    author: str = ""
    topics: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    image: str = ""
    image_alt: str = ""
    image_credit: str = ""


@dataclass
class IncomingComment:
    """A comment below the text ``text_id``, an answer where ``parent_id`` names another one."""

    id: str
    text_id: str
    body: str
    name: str = ""
    email: str = ""
    date: datetime | None = None
    parent_id: str = ""
    approved: bool = True


@dataclass
class Incoming:
    """All that was read of one source: ``site`` tells it from others, ``dropped`` counts what stays out and why."""

    site: str
    texts: list[IncomingText] = field(default_factory=list)
    comments: list[IncomingComment] = field(default_factory=list)
    topics: list[dict] = field(default_factory=list)
    redirects: list[tuple[str, str]] = field(default_factory=list)
    dropped: Counter = field(default_factory=Counter)

    def uuid_of(self, kind, own_id):
        """Return the uuid of what the source calls ``own_id``; one that is a uuid already stays."""
        try:
            return uuid.UUID(own_id)
        except ValueError:
            return uuid.uuid5(NAMESPACE, f"{self.site}:{kind}:{own_id}")


class Files:
    """The files of the old site in ``folder``, found by their path or, where that is another, by their name."""

    def __init__(self, folder):
        self.folder = Path(folder) if folder else None
        self._by_name = {}
        if self.folder:
            for path in sorted(self.folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    self._by_name.setdefault(path.name.lower(), []).append(path)

    def find(self, address):
        """Return the path of the file that ``address`` names, None where there is none."""
        parts = re.sub(r"^(?:\w+:)?//[^/]*|[?#].*$", "", address).strip("/").split("/")
        candidates = self._by_name.get(parts[-1].lower(), [])
        tails = ("/".join(parts[at:]).lower() for at in range(len(parts)))
        for tail in tails:
            for path in candidates:
                if f"/{path.relative_to(self.folder).as_posix().lower()}".endswith(f"/{tail}"):
                    return path
        return None


class Importer:
    """Saves what came in, step by step. ``tell`` hears German sentences on how far it is."""

    def __init__(self, incoming, files=None, tell=lambda sentence: None):
        self.incoming, self.files, self.tell = incoming, files or Files(None), tell
        self.counts, self.dropped, self.targets = Counter(), Counter(incoming.dropped), {}

    def markdown_of(self, text, save_pictures=True):
        """Return the Markdown of an IncomingText, pictures in it with their addresses here."""
        if not text.is_html:
            return text.body
        pictures = []

        def place(tag):
            values = {m[1].lower(): m[2] or m[3] or "" for m in ATTRIBUTE.finditer(tag[0])}
            pictures.append(values)
            return f" ⟦Bild {len(pictures)}⟧ "

        marked = ITALIC.sub(lambda tag: f"⟦{tag[1] or ''}i⟧", PICTURE.sub(place, text.body))
        markdown = STRESSED.sub(r"*\1*", from_html(marked)).replace("⟦i⟧", "").replace("⟦/i⟧", "")
        markdown = self.moved_links(markdown)

        def shown(found):
            values = pictures[int(found[1]) - 1] if int(found[1]) <= len(pictures) else {}
            source, alt = values.get("src", ""), " ".join(values.get("alt", "").split())
            path = self.files.find(source) if source else None
            if path is None:
                self.dropped[_("Bilder im Text, deren Datei fehlt")] += 1
                return f"({_('Bild')}: {alt})" if alt else ""
            if not save_pictures:
                return f"![{alt}]({path.name})"
            picture = self.picture(path, alt or _("Bild zu „%s“") % text.title)
            return picture.markdown if picture else ""

        return PLACE.sub(shown, markdown).strip() + "\n"

    def moved_links(self, markdown):
        """Return ``markdown`` with links to texts that come in too as addresses of this site, which lead on."""
        paths = {path for text in self.incoming.texts for path in text.paths}

        def moved(link):
            return (
                f"]({link[2]})" if link[2] in paths and link[1] in self.incoming.site else link[0]
            )

        return OWN_LINK.sub(moved, markdown) if self.incoming.site else markdown

    def picture(self, path, alt):
        """Return the stored Picture of ``path``, one for each file; None for what is none."""
        place = path.relative_to(self.files.folder).as_posix()  # the same wherever it was unpacked
        key = self.incoming.uuid_of("picture", place).hex
        marker = f"{key[:12]}-{german_slug(path.stem)[:30]}"
        known = Picture.objects.filter(image__contains=marker).first()
        if known:
            return known
        picture = Picture(image_alt=alt[:250])
        if not self._attach(picture, path, marker):
            return None
        picture.save()
        return picture

    def _attach(self, item, path, name):
        """Let ``item``, an ImageModel, show the file at ``path``; return whether it could."""
        if path.suffix.lower() not in SUFFIXES or path.stat().st_size > 30_000_000:
            self.dropped[_("Dateien, die keine Bilder sind oder zu groß")] += 1
            return False
        try:
            with Image.open(path) as opened:
                opened.verify()
        except Exception as error:  # whatever is wrong with it, it is no picture
            kind = type(error).__name__
            self.dropped[_("Bilder, die sich nicht lesen lassen: %s") % kind] += 1
            return False
        item.image = ContentFile(path.read_bytes(), name=f"{name}{path.suffix.lower()}")
        return True

    def preview(self, most=10):
        """Return up to ``most`` of the texts as ``(source, what becomes of it)``, each a dict of German labels."""
        rows = []
        for text in self.incoming.texts[:most]:
            markdown = self.markdown_of(text, save_pictures=False)
            day = date_format(timezone.localtime(text.date), "j. F Y") if text.date else ""
            problem = _problem(markdown)
            source = {
                _("Titel"): text.title,
                _("Text"): Truncator(" ".join(text.body.split())).chars(200),
            }
            result = {
                _("Titel"): text.title,
                _("Datum"): day if text.public else _("Entwurf"),
                _("Themen"): ", ".join(text.topics),
                _("Adresse"): f"/beitraege/{_slug_of(text)}/"
                if text.kind == "post"
                else f"/{_slug_of(text)}/",
                _("alte Adressen"): ", ".join(text.paths),
                _("Text"): problem or Truncator(markdown.strip()).chars(200),
            }
            rows.append((source, {label: value for label, value in result.items() if value}))
        return rows

    def save_texts(self):
        """Save topics and texts that are not here yet, and where their old addresses lead."""
        for fields in self.incoming.topics:
            self._save_topic(fields)
        for number, text in enumerate(self.incoming.texts, 1):
            self.targets[text.id] = self._save_text(text)
            if number % 25 == 0:
                values = {"number": number, "all": len(self.incoming.texts)}
                self.tell(_("%(number)d von %(all)d Texten") % values)
        for old, new in self.incoming.redirects:
            self._lead(old, new)

    def save_comments(self):
        """Save the comments on texts that are here, what is answered before its answers."""
        saved = {}
        now = timezone.now()
        for comment in sorted(
            self.incoming.comments, key=lambda one: (bool(one.parent_id), one.date or now)
        ):
            self._save_comment(comment, saved)

    @changes.unit()
    def _save_topic(self, fields):
        slug = german_slug(fields.get("slug") or fields["name"])
        if slug and not Topic.objects.filter(slug=slug).exists():
            known = {
                name: fields[name]
                for name in ("kind", "state", "summary", "description", "contact", "featured")
                if name in fields
            }
            Topic(name=fields["name"].replace(",", " "), slug=slug, **known).save()
            self.counts[_("Themen")] += 1

    @changes.unit()
    def _save_text(self, text):
        """Save a text that is not here yet; return the post, old or new, on which its comments stand."""
        is_page = text.kind == "page"
        slug = _slug_of(text)
        if is_page:
            known = Page.objects.filter(slug=slug).first()
        else:
            known = Post.objects.filter(uuid=self.incoming.uuid_of("post", text.id)).first()
        if known:
            return self._known(known, text)
        markdown = self.markdown_of(text)
        if problem := _problem(markdown):
            self.dropped[_("Texte, die zu lang oder zu verschachtelt sind: %s") % problem] += 1
            return None
        date = text.date if text.date and EARLIEST_DATE <= text.date.date() <= LATEST_DATE else None
        item = Page() if is_page else Post(uuid=self.incoming.uuid_of("post", text.id))
        item.title, item.body = _line(text.title, 200) or _("Ohne Titel"), markdown
        item.published_at = date if text.public else None
        if text.public and date is None:
            self.dropped[_("Texte ohne Datum, jetzt Entwürfe")] += 1
        if is_page:
            item.slug, item.summary = slug, _line(text.teaser, 250)
        else:
            item.slug = slug if slug and not Post.objects.filter(slug=slug).exists() else ""
            item.teaser, item.author = text.teaser.strip()[:800], _line(text.author, 100)
            self._set_image(item, text)
        item.save()
        if not is_page:
            item.topics.set(
                [name for topic in text.topics if (name := _line(topic.replace(",", " "), 100))]
            )
        self._lead_all(text, item)
        self.counts[_("Seiten") if is_page else _("Beiträge")] += 1
        return None if is_page else item

    def _known(self, item, text):
        """Leave ``item``, which is here already, as it is; return the post, as ``_save_text`` does."""
        self.counts[_("schon da")] += 1
        is_page = isinstance(item, Page)
        if is_page and item.body.split() != self.markdown_of(text).split():
            self.dropped[_("Text der Seite „%s“, die es hier schon gibt") % item.title] += 1
        self._lead_all(text, item)
        return None if is_page else item

    def _lead_all(self, text, item):
        """Let the old addresses of ``text`` lead to ``item``; of what is not public yet nothing is told."""
        for path in text.paths if item.is_published() else ():
            self._lead(path, item.get_absolute_url())

    def _set_image(self, post, text):
        path = self.files.find(text.image) if text.image else None
        if path and self._attach(post, path, german_slug(path.stem)[:40] or "bild"):
            post.image_alt = _line(text.image_alt, 250) or _("Bild zu „%s“")[:200] % _line(
                text.title, 100
            )
            post.image_credit = _line(text.image_credit, 200)
        elif text.image and path is None:
            self.dropped[_("Beitragsbilder, deren Datei fehlt")] += 1

    @changes.unit()
    def _save_comment(self, comment, saved):
        target = self.targets.get(comment.text_id) or _meeting(comment.text_id)
        if target is None:
            self.dropped[_("Kommentare zu etwas, das nicht hereinkommt")] += 1
            return
        own = self.incoming.uuid_of("comment", comment.id)
        known = Comment.objects.filter(uuid=own).first()
        if known is None:
            text = comment.body.strip()
            if not text:
                self.dropped[_("leere Kommentare")] += 1
                return
            if len(text) > LONGEST_COMMENT:
                self.dropped[_("Kommentare, die auf 4.000 Zeichen gekürzt sind")] += 1
            parent = saved.get(comment.parent_id)
            known = Comment(
                uuid=own,
                target=target,
                parent=parent and (parent.parent or parent),  # answers are one level deep
                name=_line(comment.name, 60) or _("Anonym"),
                email=comment.email[:254]
                if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", comment.email)
                else "",
                text=text[:LONGEST_COMMENT],
                created_at=comment.date or (parent.created_at if parent else timezone.now()),
                state=Comment.State.APPROVED if comment.approved else Comment.State.WAITING,
            )
            known.save()
            known.steps.create(
                state=known.state,
                at=known.created_at,
                reason=_("mitgebracht von der alten Website"),
            )
            self.counts[_("Kommentare")] += 1
        saved[comment.id] = known

    @changes.unit()
    def _lead(self, old, new):
        """Let the old address ``old`` lead to the path ``new``, where nothing is under it yet."""
        path = re.sub(r"^(?:\w+:)?//[^/]*|#.*$", "", old)
        if not path.startswith("/") or path in ("/", new) or len(path) > 300:
            return
        topic = re.fullmatch(r"/themen/([\w-]+)/", new)
        if Redirect.objects.filter(old_path=path).exists():
            return
        if topic and not Topic.objects.filter(slug=topic[1]).exists():
            return
        save_redirect(path, new)
        self.counts[_("Weiterleitungen")] += 1


def _meeting(own_id):
    """Return the meeting with this uuid, None for another word."""
    try:
        return Meeting.objects.filter(uuid=uuid.UUID(own_id)).first()
    except ValueError:
        return None


def _line(text, most):
    return " ".join(re.sub(rf"[{UNSEEN}]", "", text).split())[:most].strip()


def _slug_of(text):
    slug = german_slug(text.slug or text.title) or "ohne-titel"
    return f"{slug}-seite" if text.kind == "page" and slug in Page.reserved_slugs else slug


def _problem(markdown):
    """Return why ``markdown`` cannot be shown, "" where it can."""
    try:
        render_markdown(markdown)
    except MarkupError as error:
        return str(error)
    return ""


def summary(counts, dropped):
    """Return the German sentences on what came in and what did not."""
    lines = [f"{what}: {count}" for what, count in counts.items()] or [_("Nichts Neues.")]
    if dropped:
        total = sum(dropped.values())
        lines.append(
            ngettext("Fällt weg oder ändert sich (%d):", "Fällt weg oder ändert sich (%d):", total)
            % total
        )
        lines += [f"  {what}: {count}" for what, count in dropped.most_common()]
    return lines
