"""What comes in from another site: read into plain data first, shown, then saved; a second time nothing doubles.

Every thing has the id it had at its source; the uuid made of that finds it again. What was changed here since
stays as it is. Nothing that comes in is mailed. Meetings, of this site's own public export, come in as they would
from pasted text.
"""

import dataclasses
import re
import unicodedata
import uuid
from collections import Counter
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image
from reversion.models import Version

from blog.models import Post, TaggedPost, Topic, known_topics
from comments.models import Comment
from meetings.agenda import AgendaItem, Outcome, TaggedAgendaItem
from meetings.imports import Entry, save_draft
from meetings.models import Meeting
from meetings.protocol_text import ItemDraft, OutcomeDraft, ProtocolDraft
from wiq_site.kit import changes
from wiq_site.kit.dates import EARLIEST_DATE, LATEST_DATE
from wiq_site.kit.images import LARGE, MOST_PIXELS, check_picture, encoded
from wiq_site.kit.markup import MarkupError, from_html, render_markdown
from wiq_site.kit.text import german_slug, plain_name
from wiq_site.pages.models import Page, Picture, Redirect, uses_of
from wiq_site.pages.redirects import save_redirect
from wiq_site.transfer.public import CORRECTION, MEETING_STATE, public_fields
from wiq_site.transfer.sources import read_json

AS_PNG = {".gif", ".avif"}  # kinds that are not kept here; the first picture of one that moves is
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", *AS_PNG}
LONGEST_COMMENT = Comment._meta.get_field("text").max_length


class Files:
    """The files of the old site in ``folder``, found by their path or, where that is another, by their name."""

    def __init__(self, folder):
        self.folder = Path(folder) if folder else None
        self._by_name = {}
        if self.folder:
            for path in sorted(self.folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    self._by_name.setdefault(spelled(path.name), []).append(path)

    def all(self):
        """Yield the path of each file."""
        return chain.from_iterable(self._by_name.values())

    def find(self, address):
        """Return the path of the file that ``address`` names, None where there is none."""
        address = unquote(re.sub(r"^(?:\w+:)?//[^/]*|[?#].*$", "", address))
        whole = spelled(address.strip("/"))
        for place in (whole, re.sub(r"-\d+x\d+(?=\.\w+$)", "", whole)):  # WordPress names sizes
            parts = place.split("/")
            for at in range(len(parts)):
                tail = f"/{'/'.join(parts[at:])}"
                for path in self._by_name.get(parts[-1], []):
                    if f"/{spelled(path.relative_to(self.folder).as_posix())}".endswith(tail):
                        return path
        return None


def first_picture(path):
    """Return the first picture of the GIF or AVIF at ``path`` as a PNG. Raises what Pillow does, ValidationError for one of too many pixels."""
    with Image.open(path, formats=("GIF", "AVIF")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValidationError(LARGE)
        return encoded(opened.convert("RGBA" if opened.has_transparency_data else "RGB"), "png")


def spelled(name):
    """Return ``name`` of a file as it is compared: capitals and the two ways to write an umlaut are one."""
    return unicodedata.normalize("NFC", name).lower()


class Importer:
    """Saves what came in. ``tell`` hears German sentences on how far it is."""

    def __init__(self, incoming, files=None, tell=lambda sentence: None):
        self.incoming, self.files, self.tell = incoming, files or Files(None), tell
        self.counts, self.dropped, self.targets = Counter(), Counter(incoming.dropped), {}

    def markdown_of(self, text, save_pictures=True):
        """Return the Markdown of an IncomingText, pictures in it with their addresses here, links to texts that come
        in too as addresses of this site, which lead on."""

        def shown(source, alt, otherwise):
            path = self.files.find(source) if source else None
            if path is None:
                self.dropped[_("Bilder im Text, deren Datei fehlt")] += 1
                return otherwise
            if not save_pictures:
                return f"![{alt}]({path.name})"
            alt_text = (alt or _("Bild zu „%s“") % text.title)[:250]
            picture = self.picture(path, alt_text)
            if picture is None:
                return f"({_('Bild')}: {alt})" if alt else ""
            picture.image_alt = alt_text  # here, whatever another text says of it
            return picture.markdown

        if not text.is_html:
            own = r"!\[([^\]\n]{0,1000})\]\((?!\w+:|//)([^\s()]{1,1000})[^()\n]{0,300}\)"
            return re.sub(own, lambda m: shown(m[2], m[1], m[0]), text.body.rstrip())
        pictures, paths = [], {path for each in self.incoming.texts for path in each.paths}

        def place(tag):
            quoted = r"""\b(src|alt)\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})')"""
            matches = re.finditer(quoted, tag[0], re.I)
            pictures.append({m[1].lower(): m[2] or m[3] or "" for m in matches})
            return f" ⟦Bild {len(pictures)}⟧ "

        def linked(tag):
            match = re.search(r"""\bsrc\s*=\s*["'](?:https?:)?(//[^"'<>]{1,1000})""", tag[0], re.I)
            if match is None:
                self.dropped[_("Eingebettetes")] += 1
                return ""
            self.dropped[_("Eingebettetes, das zum Link wird")] += 1
            return f'<p><a href="https:{match[1]}">https:{match[1]}</a></p>'

        def moved(link):
            is_own = link[2] in paths and link[1] in self.incoming.site
            return f"]({link[2]})" if is_own else link[0]

        def filled(match):
            values = pictures[int(match[1]) - 1] if int(match[1]) <= len(pictures) else {}
            source, alt = values.get("src", ""), " ".join(values.get("alt", "").split())
            return shown(source, alt, f"({_('Bild')}: {alt})" if alt else "")

        marked = re.sub(r"<img\b[^<>]{0,2000}>", place, text.body, flags=re.I)
        embeds = r"<(?:iframe|embed|object|drupal-media|drupal-entity)\b[^<>]{0,2000}>"
        marked = re.sub(embeds, linked, marked, flags=re.I)
        markdown = from_html(marked, emphasised=True)
        if self.incoming.site:
            own_link = r"\]\((?:https?:)?//([^\s/()]+)(/[^\s()]*)\)"
            markdown = re.sub(own_link, moved, markdown)
        return re.sub(r"⟦Bild (\d+)⟧", filled, markdown).strip()

    def picture(self, path, alt):
        """Return the stored Picture of ``path``, one for each file; None for what is none."""
        marker = self.marker(path)
        known = Picture.objects.filter(image__contains=marker).first()
        if known:
            return known
        picture = Picture(image_alt=alt)
        if not self._attach(picture, path, marker):
            return None
        picture.save()
        return picture

    def marker(self, path):
        """Return what the name of the stored picture of ``path`` begins with."""
        place = path.relative_to(self.files.folder).as_posix()  # the same wherever it was unpacked
        key = self.incoming.uuid_of("picture", place).hex
        return f"{key[:12]}-{german_slug(path.stem)[:30]}"

    def _attach(self, item, path, name):
        """Let ``item``, an ImageModel, show the file at ``path``; return whether it could."""
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES or path.stat().st_size > 30_000_000:
            self.dropped[_("kein Bild oder zu groß: %s") % path.name] += 1
            return False
        try:
            file = first_picture(path) if suffix in AS_PNG else ContentFile(path.read_bytes())
            check_picture(file)
        except Exception:  # whatever is wrong with it, it is no picture
            self.dropped[_("Bild, das sich nicht lesen lässt: %s") % path.name] += 1
            return False
        file.name = f"{name}{'.png' if suffix in AS_PNG else suffix}"
        item.image = file
        return True

    def preview(self, most=10):
        """Return up to ``most`` of the texts as ``(source, what becomes of it)``, each a dict of German labels.

        Counts what saving all of them would drop.
        """
        rows, posts = [], set()
        for text in self.incoming.texts:
            markdown = self.markdown_of(text, save_pictures=False)
            if not self._drops(text, markdown) and text.kind == "post":
                posts.add(text.id)
            if len(rows) == most:
                continue
            day = date_format(timezone.localtime(text.date), "j. F Y") if text.date else ""
            source = {
                _("Titel"): text.title,
                _("Text"): Truncator(" ".join(text.body.split())).chars(200),
            }
            folder = "/beitraege/" if text.kind == "post" else "/"
            result = {
                _("Titel"): text.title,
                _("Von"): text.author,
                _("Datum"): day if text.public and is_dated(text) else _("Entwurf"),
                _("Themen"): ", ".join(text.topics),
                _("Adresse"): f"{folder}{slug_of(text)}/",
                _("alte Adressen"): ", ".join(text.paths),
                _("Text"): problem_of(markdown) or Truncator(markdown.strip()).chars(200),
            }
            rows.append((source, {label: value for label, value in result.items() if value}))
        for comment in self.incoming.comments:
            is_meeting = self.incoming.topics and comment.text_id not in posts
            self._drops_comment(comment, comment.text_id in posts or is_meeting)
        return rows

    def _drops(self, text, markdown):
        """Return whether ``text`` cannot come in; count that, or what of it cannot."""
        if problem := problem_of(markdown):
            sentence = _("Texte, die zu lang oder zu verschachtelt sind: %s")
            self.dropped[sentence % problem] += 1
            return True
        if text.public and not is_dated(text):
            sentence = _("Texte ohne Datum, jetzt Entwürfe")
            if text.date:
                sentence = _("Texte mit einem Datum, das es hier nicht gibt, jetzt Entwürfe")
            self.dropped[sentence] += 1
        if text.kind == "post" and text.image and not self.files.find(text.image):
            self.dropped[_("Beitragsbilder, deren Datei fehlt")] += 1
        return False

    def _drops_comment(self, comment, has_target):
        """Return whether ``comment`` cannot come in; count that, or that it is cut."""
        if not has_target:
            self.dropped[_("Kommentare zu etwas, das nicht hereinkommt")] += 1
        elif not comment.body.strip() and not comment.gone:
            self.dropped[_("leere Kommentare")] += 1
        elif len(comment.body.strip()) > LONGEST_COMMENT:
            self.dropped[_("Kommentare, die auf 4.000 Zeichen gekürzt sind")] += 1
        return not has_target or not (comment.body.strip() or comment.gone)

    def save(self, path):
        """Save what is not here yet of topics, texts, meetings of the export at ``path``, comments, old addresses."""
        for fields in self.incoming.topics:
            slug = german_slug(fields.get("slug") or fields["name"])
            names = ("kind", "state", "summary", "description", "contact", "featured")
            known = {name: fields[name] for name in names if name in fields}
            with changes.unit():
                if slug and not Topic.objects.filter(slug=slug).exists():
                    Topic(name=fields["name"].replace(",", " "), slug=slug, **known).save()
                    self.counts[_("Themen")] += 1
        for number, text in enumerate(self.incoming.texts, 1):
            self.targets[text.id] = self._save_text(text)
            if number % 25 == 0:
                values = {"number": number, "all": len(self.incoming.texts)}
                self.tell(_("%(number)d von %(all)d Texten") % values)
        for old, new in self.incoming.redirects:
            self._lead(old, new)
        for file in sorted(Path(path).glob("meetings/*.json")):
            self._save_meeting(read_json(file))
        self._keep_merges()
        saved, now = {}, timezone.now()
        comments = self.incoming.comments
        for comment in sorted(comments, key=lambda one: (bool(one.parent_id), one.date or now)):
            self._save_comment(comment, saved)  # what is answered before its answers

    def here(self):
        """Return the posts and pages of this source that came in before; what was written here and goes out is none of them."""
        uuids = [self.incoming.uuid_of("post", text.id) for text in self.incoming.texts]
        slugs = [slug_of(text) for text in self.incoming.texts if text.kind == "page"]
        objects = []
        for items in (Post.objects.filter(uuid__in=uuids), Page.objects.filter(slug__in=slugs)):
            known = {str(item.pk): item for item in items}
            versions = Version.objects.get_for_model(items.model).filter(object_id__in=known)
            came_in = versions.filter(revision__comment=_("Hereingeholt."))
            objects += [known[key] for key in came_in.values_list("object_id", flat=True)]
        return objects

    def take_back(self):
        """Delete the texts of this source with their comments, pictures and old addresses; restored they can be for 30 days.

        What somebody changed or commented on since stays, and so do topics and meetings: they may have been here before.
        """
        comments = {self.incoming.uuid_of("comment", one.id) for one in self.incoming.comments}
        for item in self.here():
            below = list(Comment.objects.on(item)) if isinstance(item, Post) else []
            is_touched = Version.objects.get_for_object(item).count() > 1
            if is_touched or any(comment.uuid not in comments for comment in below):
                sentence = _("Texte, die hier geändert oder kommentiert wurden, bleiben")
                self.dropped[sentence] += 1
                continue
            with changes.unit():
                leading = Redirect.objects.filter(new_path=item.get_absolute_url())
                for each in (*reversed(below), *leading, item):
                    each.delete()
            self.counts[_("Texte zurückgenommen")] += 1
        for path in self.files.all():
            for picture in Picture.objects.filter(image__contains=self.marker(path)):
                if not uses_of([picture])[picture]:
                    picture.delete()

    def _save_text(self, text):
        """Save a text that is not here yet; return the post, old or new, on which its comments stand.

        Its pictures are encoded before its unit opens, each of those within it in a unit of its own.
        """
        is_page, slug = text.kind == "page", slug_of(text)
        own = self.incoming.uuid_of("post", text.id)
        key = {"slug": slug} if is_page else {"uuid": own}
        item = (Page if is_page else Post).objects.filter(**key).first()
        if item:
            self.counts[_("schon da")] += 1
            if is_page and item.body.split() != self.markdown_of(text).split():
                self.dropped[_("Text der Seite „%s“, die es hier schon gibt") % item.title] += 1
        else:
            markdown = self.markdown_of(text)
            if self._drops(text, markdown):
                return None
            teaser = line(text.teaser, 250)
            item = Page(slug=slug, summary=teaser) if is_page else self._new_post(text, own)
            item.title, item.body = line(text.title, 200) or _("Ohne Titel"), markdown
            item.published_at = text.date if text.public and is_dated(text) else None
            with changes.joined():
                changes.explain(_("Hereingeholt."))
                item.save()
                if not is_page:
                    names = (line(topic.replace(",", " "), 100) for topic in text.topics)
                    item.topics.set([name for name in names if name])
            self.counts[_("Seiten") if is_page else _("Beiträge")] += 1
        for path in text.paths if item.is_published() else ():  # of a draft nothing is told
            self._lead(path, item.get_absolute_url())
        return None if is_page else item

    def _new_post(self, text, own):
        slug = slug_of(text)
        post = Post(uuid=own, teaser=text.teaser.strip()[:800], author=line(text.author, 100))
        post.slug = "" if Post.objects.filter(slug=slug).exists() else slug
        path = self.files.find(text.image) if text.image else None
        if path and self._attach(post, path, german_slug(path.stem)[:40] or "bild"):
            usual = _("Bild zu „%s“")[:200] % line(text.title, 100)
            post.image_alt = line(text.image_alt, 250) or usual
            post.image_credit = line(text.image_credit, 200)
        for name in {*public_fields(Post)} & text.more.keys() - vars(text).keys():
            field = Post._meta.get_field(name)
            try:
                setattr(post, name, field.clean(text.more[name], post))
            except ValidationError:
                self.dropped[_("Angaben, die hier nicht gelten: %s") % field.verbose_name] += 1
        return post

    @changes.unit()
    def _save_meeting(self, data):
        own = uuid.UUID(data["uuid"])
        if Meeting.objects.filter(uuid=own).exists():
            return
        draft = revived(ProtocolDraft, data["draft"])
        told, draft.items = draft.items, [revived(ItemDraft, item) for item in draft.items]
        for item in draft.items:
            item.outcomes = [revived(OutcomeDraft, one) for one in item.outcomes]
        series = known_topics(Topic.objects, [data["series"]]).get(data["series"])
        report, invitation = (
            Post.objects.filter(slug=data[role]).first() for role in ("report", "invitation")
        )
        meeting = Meeting(title=draft.title, uuid=own, slug=data["slug"], date=draft.date)
        meeting.report = report
        meeting.save()
        teaser = report and report.teaser
        entries = [
            Entry(
                item, item.public, AgendaItem(meeting=meeting, **ids_of(AgendaItem, row, "anchor"))
            )
            for item, row in zip(draft.items, told, strict=True)
        ]
        meeting = save_draft(
            draft, series=series, into=meeting, entries=entries, teaser=teaser, agreed=True
        )
        for item, read, row in zip(meeting.items.all(), draft.items, told, strict=True):
            item.topics.set(row.get("topics", []))
            rows = {repr(one): ids for one, ids in zip(read.outcomes, row["outcomes"], strict=True)}
            for outcome in item.outcomes.all():
                ids = ids_of(Outcome, rows.get(repr(outcome.to_draft()), {}))
                outcome.uuid = ids.get("uuid", outcome.uuid)
                outcome.save()
        if not report:  # these minutes stood on the page of the meeting alone
            made, meeting.report = meeting.report, None
            meeting.save()
            made.delete()
        meeting.invitation = invitation
        for name in (*MEETING_STATE, *CORRECTION):  # of exports from before, too
            if value := data.get(name):
                setattr(meeting, name, Meeting._meta.get_field(name).to_python(value))
        for name in ("agenda_published_at", "protocol_published_at"):
            setattr(meeting, name, parse_datetime(data[name] or ""))
        meeting.save()
        self.counts[_("Treffen")] += 1

    @changes.unit()
    def _keep_merges(self):
        """Let the feeds go on leaving out what topics got by a merge."""
        for merge in self.incoming.merges:
            topic, own, moment = merge["topic"], merge["uuid"], parse_datetime(merge["merged_at"])
            for model in (TaggedPost, TaggedAgendaItem):
                links = model.objects.filter(tag__slug=topic, content_object__uuid=own)
                links.filter(merged_at=None).update(merged_at=moment)
            meetings = Meeting.objects.filter(series__slug=topic, uuid=own, series_merged_at=None)
            meetings.update(series_merged_at=moment)

    @changes.unit()
    def _save_comment(self, comment, saved):
        target = self.targets.get(comment.text_id)
        if target is None:
            own = self.incoming.uuid_of("meeting", comment.text_id)
            target = Meeting.objects.filter(uuid=own).first()
        own = self.incoming.uuid_of("comment", comment.id)
        known = Comment.objects.filter(uuid=own).first() if target else None
        if known is None:
            if self._drops_comment(comment, target is not None):
                return
            parent = saved.get(comment.parent_id)
            is_mail = re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", comment.email)
            known = Comment(
                uuid=own,
                target=target,
                parent=parent and (parent.parent or parent),  # answers are one level deep
                name=line(comment.name, 60) or _("Anonym"),
                email=comment.email[:254] if is_mail else "",
                text=comment.body.strip()[:LONGEST_COMMENT],
                created_at=comment.date or (parent.created_at if parent else timezone.now()),
                by_team=comment.by_team,
                state=comment.gone
                or (Comment.State.APPROVED if comment.approved else Comment.State.WAITING),
            )
            known.save()
            reason = _("mitgebracht von der alten Website")
            known.steps.create(state=known.state, at=known.created_at, reason=reason)
            self.counts[_("Kommentare")] += 1
        saved[comment.id] = known

    @changes.unit()
    def _lead(self, old, new):
        """Let the old address ``old`` lead to the path ``new``, where nothing is under it yet."""
        path = re.sub(r"^(?:\w+:)?//[^/]*|#.*$", "", old)
        if not path.startswith("/") or path in ("/", new) or len(path) > 300:
            return
        topic = re.fullmatch(r"/themen/([\w-]+)/", new)
        is_there = topic is None or Topic.objects.filter(slug=topic[1]).exists()
        if is_there and not Redirect.objects.filter(old_path=path).exists():
            save_redirect(path, new)
            self.counts[_("Weiterleitungen")] += 1


def ids_of(model, row, *names):
    """Return what ``row`` of an export says of the uuid and of ``names`` of a ``model``; exports from before say nothing.

    A uuid that something here has by now stays away.
    """
    ids = {name: row[name] for name in ("uuid", *names) if name in row}
    if "uuid" in ids and model.objects.filter(uuid=ids["uuid"]).exists():
        del ids["uuid"]
    return ids


def revived(kind, data):
    """Return the draft of ``kind`` that ``dataclasses.asdict`` and JSON made ``data`` of, without what stands beside it."""
    readers = dict.fromkeys(("date", "due", "done"), parse_date)
    readers |= dict.fromkeys(("start", "end"), parse_time)
    values = {name: readers[name](data[name]) for name in readers if data.get(name)}
    names = {each.name for each in dataclasses.fields(kind)}
    return kind(**{name: value for name, value in (data | values).items() if name in names})


def line(text, most):
    """Return ``text`` on one line of at most so many characters, without what nobody sees."""
    return plain_name(text)[:most].strip()


def is_dated(text):
    """Return whether an IncomingText has a date that this site can show."""
    return bool(text.date) and EARLIEST_DATE <= text.date.date() <= LATEST_DATE


def slug_of(text):
    """Return the address word of an IncomingText."""
    slug = german_slug(text.slug or text.title) or "ohne-titel"
    return f"{slug}-seite" if text.kind == "page" and slug in Page.reserved_slugs else slug


def problem_of(markdown):
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
        words = "Fällt weg oder ändert sich (%d):"
        lines.append(ngettext(words, words, total) % total)
        lines += [f"  {what}: {count}" for what, count in dropped.most_common()]
    return lines
