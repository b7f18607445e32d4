"""Posts and the topics they carry."""

from urllib.parse import urlencode

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager, _TaggableManager
from taggit.models import ItemBase, TagBase

from blog.ideas import life_of, read_steps
from wiq_site.kit import changes
from wiq_site.kit.caches import remembered_now
from wiq_site.kit.images import ImageModel
from wiq_site.kit.markup import plain_text, render_markdown
from wiq_site.kit.models import (
    MARKDOWN_HELP,
    Addressed,
    ContentModel,
    ContentQuerySet,
    Correctable,
    DigestModel,
    MarkdownField,
    MarkdownModel,
    NameField,
    Publishable,
    PublishableQuerySet,
    SlugModel,
    UuidModel,
    closings_of,
    html_field,
    inner,
    known,
    made,
    moments_of,
    shown,
    slug_field,
    still_open,
)
from wiq_site.kit.registries import Part, post_parts, topic_uses
from wiq_site.kit.share_picture import SharePicture
from wiq_site.kit.text import german_slug, unique_slug, words_of
from wiq_site.pages.models import Attachment, Redirect

NO_LETTER = _("„%(name)s“ braucht mindestens einen Buchstaben von a bis z oder eine Ziffer.")
QUOTATION_MARKS = '"„“”«»'
IDEA_TOPIC = _("Idee sucht Team")  # carried by ideas of residents that look for people


def bare_name(name):
    """Return ``name`` without quotation marks around it or at one of its edges; of one that has some inside all stay."""
    bare = name.strip(QUOTATION_MARKS + " ")
    return bare if bare and not {*QUOTATION_MARKS} & {*bare} else name


def names_from_text(text):
    """Return the topic names in ``text``, separated by commas alone, so "Idee sucht Team" stays one.

    Of two names with the same slug the first stays; names without any letter or digit go.
    """
    names = {}
    for part in text.split(","):
        name = bare_name(" ".join(part.split()))
        slug = german_slug(name)
        if slug:
            names.setdefault(slug, name)
    return list(names.values())


def names_typed(text):
    """Return the names in ``text``, as ``names_from_text``; raises ValidationError for one that no topic can have."""
    for part in text.split(","):
        if part.strip() and not german_slug(part):
            raise ValidationError(NO_LETTER % {"name": " ".join(part.split())[:40]})
    names, most = names_from_text(text), Topic._meta.get_field("name").max_length
    for name in names:
        if len(name) > most:
            text = _(
                "Ein Thema hat höchstens %(most)d Zeichen. Bitte trennen Sie mehrere durch Kommas: „%(name)s …“."
            )
            raise ValidationError(text % {"most": most, "name": name[:40]})
        if ";" in name and not Topic.objects.filter(name=name).exists():
            text = _("Bitte trennen Sie Themen durch Kommas, nicht durch Semikolons: „%(name)s“.")
            raise ValidationError(text % {"name": name[:40]})
    return names


def text_from_names(topics):
    """Return ``topics`` as the text an editor types, in alphabetical order."""
    return ", ".join(sorted(topic.name for topic in topics))


def by_slug(topics):
    """Return ``topics`` by the slugs of their names and by their addresses; names go first."""
    topics = list(topics.defer("description", "description_html"))
    addresses = {topic.slug: topic for topic in topics}
    return addresses | {german_slug(topic.name): topic for topic in topics}


def known_topics(topics, names, led=None):
    """Return ``{name: topic}`` for those of ``names`` that name one of ``topics``, in two queries.

    An address that a topic had before it was renamed or another was merged into it names it too; the slug of one that
    leads to something else is added to the set ``led``.
    """
    known = by_slug(topics)
    slugs = {name: german_slug(name) for name in names}
    unknown = {slug for slug in slugs.values() if slug and slug not in known}
    old = {reverse("blog:topic", args=[slug]): slug for slug in unknown}
    new = {topic.get_absolute_url(): topic for topic in known.values()}
    for row in Redirect.objects.filter(old_path__in=old) if old else []:
        if row.new_path in new:
            known[old[row.old_path]] = new[row.new_path]
        elif row.new_path and led is not None:
            led.add(old[row.old_path])
    return {name: known[slug] for name, slug in slugs.items() if slug in known}


def slugs_of_teams():
    """Return ``{pk: {slug: moment}}``: by what each team is meant, names and addresses, those of before too.

    The moment is that of the merge by which it got one, else None.
    """

    def read():
        known, page = by_slug(Topic.objects.only("name", "slug", "kind")), reverse("blog:topics")
        slugs, reached = {}, {}
        for slug, topic in known.items():
            if topic.kind == Topic.Kind.TEAM:
                slugs.setdefault(topic.pk, {})[slug] = None
                reached[topic.get_absolute_url()] = slugs[topic.pk]
        old = Redirect.objects.filter(old_path__startswith=page, new_path__in=reached)
        for old_path, new_path, moment in old.values_list("old_path", "new_path", "merged_at"):
            slug = old_path.removeprefix(page).strip("/")
            if slug not in known:
                reached[new_path][slug] = moment
        return slugs

    return remembered_now(("slugs of teams",), read)


class TopicsManager(_TaggableManager):
    """taggit's manager of the topics of one object, finding existing ones by any of their names.

    taggit compares names by the rules of the database (ASCII case on SQLite, locale on PostgreSQL). Here
    names are one that have one slug, on both: "Öffentliche Räume" and "öffentliche  räume".
    """

    def add(self, *tags, **kwargs):
        self._give(tags)

    def set(self, tags, merged=None, **kwargs):
        self._give(tags, instead=True, merged=merged)

    @changes.writing()
    def _give(self, tags, instead=False, merged=None):
        """Let the object carry ``tags`` too, or ``instead`` of its own; writes what differs alone.

        ``merged`` names those that come back as what it once got by a merge, each with the moment of that.
        """
        self._remove_prefetched_objects()
        wanted = {topic.pk: topic for topic in self._to_tag_model_instances(tags, {})}
        rows = self.through.objects.filter(**self._lookup_kwargs())
        carried = set(rows.values_list("tag_id", flat=True)) if wanted or instead else set()
        if instead and carried - wanted.keys():
            rows.exclude(tag__in=wanted).delete()
        new = [topic for pk, topic in wanted.items() if pk not in carried]
        moments = [(merged or {}).get(topic.name) for topic in new]
        self.through.objects.bulk_create(
            [
                self.through(tag=topic, merged_at=moment, **self._lookup_kwargs())
                for topic, moment in zip(new, moments, strict=True)
            ],
            ignore_conflicts=True,
        )

    def _to_tag_model_instances(self, tags, tag_kwargs):
        model = self.through.tag_model()
        names = [str(tag) for tag in tags if not isinstance(tag, model) and german_slug(str(tag))]
        led = set()
        known = known_topics(model.objects, names, led) if names else {}
        for name in names:
            if name not in known:
                slug = german_slug(name)
                if slug in led:
                    slug = unique_slug(name, model().is_taken, fallback="")
                known[name] = model.objects.get_or_create(slug=slug, defaults={"name": name})[0]
        topics = [tag if isinstance(tag, model) else known.get(str(tag)) for tag in tags]
        return list(dict.fromkeys(topic for topic in topics if topic))


class TopicQuerySet(ContentQuerySet):
    def published(self, at=None):
        """Topics that something carries which a visitor may read at ``at``, and all teams."""
        return self.filter(self.is_carried(at))

    def is_carried(self, at=None):
        """Return the condition of those that are published."""
        carried = Q(kind=self.model.Kind.TEAM)
        for uses in topic_uses:
            carried |= Q(models.Exists(uses.published(models.OuterRef("pk"), at)))
        return carried

    def released(self, at=None):
        """Those that were published at ``at`` or before: the page of one stays when nothing carries it any more, but for
        those that only something withdrawn or closed carries, with which their names were taken off the website."""
        at = at or timezone.now()
        is_hidden = Q()
        for uses in topic_uses:
            is_hidden |= Q(models.Exists(uses.hidden(models.OuterRef("pk"), at)))
        return self.filter(self.is_carried(at) | ~is_hidden, first_published_at__lte=at)

    def teams(self):
        """The teams, in the order of what they need: those that look for people first."""
        states = enumerate(self.model.State.values)
        order = [models.When(state=state, then=n) for n, state in states]
        in_order = models.Case(*order, default=len(order))
        return self.filter(kind=self.model.Kind.TEAM).order_by(in_order, "slug")

    def joinable(self):
        """The teams that whoever wants may still join."""
        return self.filter(kind=self.model.Kind.TEAM).exclude(state=self.model.State.DONE)

    def with_post_count(self, at=None):
        """With ``post_count``, the published posts of each topic: what is kept, but for what comes or goes by itself."""
        at = at or timezone.now()
        carried = TaggedPost.objects.filter(tag=models.OuterRef("pk")).order_by()
        topic = Cast(models.OuterRef("pk"), models.CharField())
        kept = PostCount.objects.filter(kind=PostCount.Kind.TOPIC, value=topic).values("count")
        coming = carried.filter(published_at__gt=at, withdrawn_at=None)
        going = carried.filter(published_at__lte=at, withdrawn_at__gt=at)
        coming, going = (
            rows.values("tag").annotate(n=models.Count("pk")).values("n")
            for rows in (coming, going)
        )
        kept, coming, going = (Coalesce(models.Subquery(rows), 0) for rows in (kept, coming, going))
        return self.annotate(post_count=kept - coming + going)


class Topic(MarkdownModel, ImageModel, Addressed, TagBase):
    """What a post is about; a series of meetings and a team (Lösungsteam) are topics too."""

    class Kind(models.TextChoices):
        THEME = "thema", _("Thema")
        SERIES = "reihe", _("Reihe")
        TEAM = "team", _("Lösungsteam")
        DISTRICT = "ortsteil", _("Ortsteil")

    class State(models.TextChoices):
        SEEKING = "sucht", _("sucht Mitmachende")
        ACTIVE = "laeuft", _("läuft")
        RUNNING = "betrieb", _("im Betrieb")
        PAUSED = "pausiert", _("pausiert")
        DONE = "abgeschlossen", _("abgeschlossen")

    slug = slug_field(
        _("Teil der Internetadresse. Bleibt das Feld leer, entsteht er aus dem Namen.")
    )
    kind = shown(
        models.CharField, _("Art"), max_length=10, choices=Kind.choices, default=Kind.THEME
    )
    state = shown(
        models.CharField,
        _("Stand"),
        max_length=15,
        choices=State.choices,
        blank=True,
        help_text=_("Nur für Lösungsteams."),
    )
    summary = shown(
        models.CharField,
        _("in einem Satz"),
        max_length=250,
        blank=True,
        help_text=_("Steht auf Karten und Listen."),
    )
    description = shown(MarkdownField, _("Beschreibung"), blank=True, help_text=MARKDOWN_HELP)
    description_html = html_field()
    changed_at = made(models.DateTimeField, auto_now=True)
    contact = shown(models.EmailField, _("Kontaktadresse"), blank=True, indexed=False)
    featured = inner(
        models.BooleanField,
        _("im Filter zuerst zeigen"),
        default=False,
        help_text=_("Zum Beispiel „Idee sucht Team“: steht als fertiger Filter über der Liste."),
    )
    # May lie ahead, as that of what carries it (``blog.topics``).
    first_published_at = made(models.DateTimeField, null=True, editable=False)
    # What the TOPs of a series' minutes begin like, as protocol_text names it; the next ones are read so first.
    heading_shape = inner(models.CharField, max_length=200, blank=True, editable=False)

    objects = models.Manager.from_queryset(TopicQuerySet)()
    markdown_fields = ("description",)

    class Meta:
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")
        ordering = ["slug"]  # the German alphabet, whatever the database's collation
        constraints = [
            known("topic_kind_known", kind="thema reihe team ortsteil"),
            models.CheckConstraint(
                name="topic_state_known_and_for_teams_only",
                condition=Q(state="")
                | Q(
                    kind="team",
                    state__in=["sucht", "laeuft", "betrieb", "pausiert", "abgeschlossen"],
                ),
                violation_error_message=_(
                    "Einen Stand hat nur ein Lösungsteam. Bitte leeren Sie den Stand, oder wählen Sie „Lösungsteam“."
                ),
            ),
        ]

    def get_absolute_url(self):
        return reverse("blog:topic", args=[self.slug])

    def clean(self):
        super().clean()
        if "," in self.name:
            raise ValidationError(
                {"name": _("Bitte ohne Komma: Kommas trennen die Themen eines Beitrags.")}
            )
        slug = self.slug or self.slugify(self.name)
        if self.name and not self.slugify(self.name):  # the topics of a post are typed by name
            raise ValidationError({"name": NO_LETTER % {"name": self.name}})
        self.name = bare_name(self.name)
        other = by_slug(type(self).objects.exclude(pk=self.pk)).get(self.slugify(self.name))
        if other:
            message = _(
                "Dieses Thema gibt es schon: „%(name)s“ unter %(address)s. Bitte wählen Sie einen anderen Namen."
            )
            params = {"name": other.name, "address": other.get_absolute_url()}
            raise ValidationError({"name": ValidationError(message, params=params)})
        self.slug = slug
        self.refuse_old_address()

    def slugify(self, tag, i=None):
        """Return the German slug of a name; taggit counts on by ``i`` where it is taken."""
        slug = german_slug(tag)
        return slug if i is None else f"{slug}-{i + 1}"

    @property
    def is_joinable(self):
        """Whether it is a team to join; the same rule as the queryset's."""
        return self.kind == self.Kind.TEAM and self.state != self.State.DONE

    def is_published(self):
        """Whether a visitor may see its page now; the same rule as the queryset's."""
        return type(self).objects.released().filter(pk=self.pk).exists()

    def state_sentences(self):
        """Return the German sentence for editors on whether visitors find its page."""
        if self.pk and self.is_published():
            return [_("Öffentlich")]
        return [_("Noch ohne Seite, bis etwas Öffentliches dieses Thema trägt")]


vars(Topic._meta.get_field("name")).update(role="shown", indexed=True)  # from taggit


class Tagged(ContentModel, ItemBase):
    """That something carries a topic, and since when if it came by a merge."""

    merged_at = inner(models.DateTimeField, null=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def tags_for(cls, model, instance=None, **filters):
        """Return the topics that are carried, each with ``merged_at``: versions keep it with their names."""
        topics = super().tags_for(model, instance, **filters)
        return topics.annotate(merged_at=F(f"{cls.tag_relname()}__merged_at"))


class TaggedPost(Tagged):
    """That a post carries a topic; with what lists and filters ask of the post, so that an index answers."""

    OF_POST = ("published_at", "withdrawn_at", "month", "author")

    content_object = inner(models.ForeignKey, "blog.Post", on_delete=models.CASCADE)
    tag = shown(models.ForeignKey, Topic, on_delete=models.CASCADE, related_name="tagged_posts")
    published_at = made(models.DateTimeField, null=True, editable=False)
    withdrawn_at = made(models.DateTimeField, null=True, editable=False)
    month = made(models.PositiveIntegerField, null=True, editable=False)
    author = made(NameField, max_length=100, default="", editable=False)

    part_of = ("content_object",)
    kept_with = "content_object"
    objects = models.Manager.from_queryset(PublishableQuerySet)()

    class Meta:
        verbose_name = _("Thema eines Beitrags")
        verbose_name_plural = _("Themen von Beiträgen")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="post_has_topic_once")
        ]
        indexes = [
            models.Index(
                fields=[
                    "tag",
                    "-published_at",
                    "-content_object",
                    "withdrawn_at",
                    "month",
                    "author",
                ],
                name="tagged_newest",
            ),
            models.Index(
                fields=["month", "tag", "published_at", "withdrawn_at", "author"],
                name="tagged_by_month",
            ),
            models.Index(  # of few rows; SQLite takes it, be it empty, only where it holds all that is asked
                fields=["tag", "withdrawn_at", "published_at"],
                condition=Q(withdrawn_at__isnull=False),
                name="tagged_withdrawn",
            ),
        ]

    def prepare(self, update_fields=None):
        if update_fields is None:
            for name in self.OF_POST:
                setattr(self, name, getattr(self.content_object, name))
        return super().prepare(update_fields)

    def note_relatives(self, unit):
        super().note_relatives(unit)
        if self.published_at is not None:
            unit.note(PostCount, (PostCount.Kind.TOPIC, str(self.tag_id)))

    def concerns_visitors(self, fields=None):
        return self.content_object.concerns_visitors()


class PostQuerySet(PublishableQuerySet):
    def for_list(self):
        """With all that a list shows of a post, in two queries for any number."""
        return self.defer(*self.model.long_texts()).prefetch_related("topics")

    def brief(self):
        """With what finds a card that is remembered (``blog.templatetags``)."""
        return self.only("slug", "digest", "changed_at")

    def for_page(self):
        """With all that tells whether the pieces of its page are remembered; topics and files are read when asked for."""
        return self.defer("body", "easy_summary")


def first_words(html):
    """Return the beginning of safe ``html`` as one plain paragraph of at most 300 characters."""
    return Truncator(plain_text(html)).chars(300)


class Post(Publishable, Correctable, UuidModel, SlugModel, DigestModel, MarkdownModel, ImageModel):
    """A post of the blog: an article, an invitation to a meeting or the report of one."""

    title = shown(models.CharField, _("Titel"), max_length=200)
    teaser = shown(
        models.TextField,
        _("Anriss"),
        blank=True,
        max_length=800,
        help_text=_("Ein bis drei Sätze für Listen, Karten und Feeds. Ohne Formatierung."),
    )
    body = shown(
        MarkdownField,
        _("Text"),
        blank=True,
        help_text=_(
            "Eine leere Zeile beginnt einen Absatz; **fett**, *kursiv*, [Text](Adresse). Bei Einladung und Bericht darf das Feld leer bleiben: "
            "Termin und Tagesordnung oder das Protokoll erscheinen von selbst darunter."
        ),
    )
    body_html = html_field()
    easy_summary = shown(
        MarkdownField,
        _("in Leichter Sprache"),
        blank=True,
        help_text=_(
            "Freiwillig; steht über dem Text. Schreiben Sie kurze Sätze und jeden in eine neue Zeile. Nehmen "
            "Sie einfache Wörter und erklären Sie schwere. Sagen Sie zuerst, was wichtig ist."
        ),
    )
    easy_summary_html = html_field()
    author = shown(NameField, _("geschrieben von"), max_length=100, blank=True, indexed=False)
    topics = TaggableManager(
        verbose_name=_("Themen"),
        help_text=_("Durch Kommas getrennt, zum Beispiel: Klima, Idee sucht Team"),
        through=TaggedPost,
        manager=TopicsManager,
        ordering=["slug"],  # taggit leaves those that are read for many in any order
        blank=True,
    )
    pinned_until = inner(
        models.DateTimeField,
        _("auf der Startseite oben bis"),
        null=True,
        blank=True,
        help_text=_("Die Reihenfolge in Listen und Feeds bleibt, wie sie ist."),
        after="published_at",
    )
    contact = inner(
        models.EmailField,
        _("Kontaktadresse"),
        blank=True,
        help_text=_(
            "Erscheint nirgends: Hierher geht, was jemand unter „Ich mache mit“ schreibt. Leer: an die Redaktion."
        ),
    )
    life = shown(
        models.TextField,
        _("was aus der Idee wurde"),
        blank=True,
        max_length=2000,
        validators=[read_steps],
        help_text=_(
            "Je Zeile ein Schritt mit Tag und, wo es steht: „11.3.2021 Team gefunden: /treffen/maerz/#top-4“. "
            "Schritte: sucht Team, Team gefunden, Lösungsteam, im Betrieb. Hat sie ihr Team, nehmen Sie ihr das "
            "Thema „Idee sucht Team“."
        ),
        indexed=False,
    )
    # whose draft it is; to authors it is theirs alone
    owner = inner(
        models.ForeignKey, "auth.User", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    submitted_at = inner(models.DateTimeField, null=True, editable=False)  # for somebody to publish
    # What became of the meeting that it invites to or reports: all of it, and in one word what changed.
    meeting_state = shown(
        models.CharField, max_length=400, blank=True, editable=False, indexed=False
    )
    meeting_change = made(models.CharField, max_length=20, blank=True, editable=False)
    comments_open_until = inner(
        models.DateTimeField,
        _("Kommentare offen bis"),
        null=True,
        blank=True,
        help_text=_("Leer: wie in den Einstellungen der Website."),
        after="published_at",
    )
    month = made(models.PositiveIntegerField, null=True, editable=False)  # 202403, in local time
    attachments = GenericRelation(Attachment)

    gone_title = _("Dieser Beitrag wurde zurückgezogen")
    later_sentence = _("Dieser Beitrag erscheint später wieder.")
    objects = models.Manager.from_queryset(PostQuerySet)()
    markdown_fields = ("body", "easy_summary")

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        permissions = [("write_own_post", _("eigene Entwürfe schreiben"))]
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["-published_at", "-id", "withdrawn_at"], name="post_newest"),
            models.Index(fields=["-changed_at"], name="post_last_changed"),
            models.Index(
                fields=["month", "published_at", "withdrawn_at", "author"], name="post_by_month"
            ),
            models.Index(
                fields=["author", "-published_at", "-id", "withdrawn_at", "month"],
                name="post_by_author",
            ),
            models.Index(
                fields=["withdrawn_at", "published_at"],
                condition=Q(withdrawn_at__isnull=False),
                name="post_withdrawn",
            ),
            models.Index(
                fields=["comments_open_until"],
                condition=Q(comments_open_until__isnull=False),
                name="post_open_until",
            ),
            models.Index(
                fields=["pinned_until"],
                condition=Q(pinned_until__isnull=False),
                name="post_pinned",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="post_corrected_after_published",
                condition=Q(corrected_at__isnull=True) | Q(corrected_at__gte=F("published_at")),
                violation_error_message=_(
                    "Berichtigen lässt sich ein Beitrag erst, nachdem er veröffentlicht ist. Bitte prüfen Sie beide Zeitpunkte."
                ),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("blog:post", args=[self.slug])

    def prepare(self, update_fields=None):
        names = super().prepare(update_fields)
        day = self.published_at and timezone.localdate(self.published_at)
        month = day and day.year * 100 + day.month
        if month != self.month:
            self.month = month
            names = [*names, "month"]
        return names

    def note_after_save(self, unit, created, fields=None):
        before = vars(self).get("_before")
        super().note_after_save(unit, created, fields)
        posts = [post for post in (before, self) if post]
        states = {tuple(getattr(post, name) for name in TaggedPost.OF_POST) for post in posts}
        if before is None or len(states) > 1:
            for post in posts:
                post.note_counts(unit)

    def note_before_delete(self, unit):
        super().note_before_delete(unit)
        (self.as_stored() or self).note_counts(unit)

    def note_counts(self, unit):
        """Note that the posts of its month and of its author are to be counted anew."""
        if self.published_at is not None:
            unit.note(PostCount, (PostCount.Kind.MONTH, str(self.month)))
            unit.note(PostCount, (PostCount.Kind.AUTHOR, self.author))

    @property
    def is_idea(self):
        """Whether it is an idea that looks for people."""
        return german_slug(str(IDEA_TOPIC)) in {topic.slug for topic in self.topic_list}

    @property
    def steps(self):
        """The steps of its life, where it is or was an idea (``blog.ideas``)."""
        return life_of(self)

    @property
    def author_url(self):
        """Where the posts of its author are listed, in the canonical form of that filter."""
        return f"{reverse('blog:posts')}?{urlencode({'autor': self.author})}"

    def render(self, field):
        """Return ``field`` as safe HTML; in Leichte Sprache every line stays a line, under a heading of ours."""
        if field != "easy_summary":
            return super().render(field)
        lines = "  \n".join(self.easy_summary.splitlines())
        return render_markdown(lines, id_prefix="leicht-", heading_base=3)

    def summary(self, parts):
        """Return one plain paragraph for feeds and descriptions: the teaser, or the first words of its text or, without
        one, of what its ``parts`` (safe HTML) say of themselves, else of these; what became of its meeting, how far the minutes are, that it was corrected, goes before."""
        told = next((part.told for part in parts if isinstance(part, Part)), "".join(parts))
        words = self.teaser or first_words(self.body_html) or first_words(told)
        return "\xa0· ".join(filter(None, [self.meeting_state, str(self.corrected_words), words]))

    def teaser_above(self, parts):
        """Return the teaser as it stands above its text and ``parts`` (safe HTML): "" where those say the same."""
        said = words_of(plain_text(" ".join([self.body_html, *parts])))
        return "" if words_of(self.teaser).rstrip() in said else self.teaser

    @property
    def told_title(self):
        """Its title for whoever sees no more of it: "Abgesagt: Einladung zum Gesamttreffen"."""
        if not self.meeting_change:
            return self.title
        words = {"change": self.meeting_change, "title": self.title}
        return _("%(change)s: %(title)s") % words

    @property
    def share_picture(self):
        """What others show when they link to it; a picture of its own goes before."""
        return SharePicture(self.told_title, self.get_absolute_url(), f"beitrag-{self.pk}")

    @property
    def signature(self):
        """What tells pieces of its pages apart from those before its last change.

        The moment too: a text that comes back brings its old digest back.
        """
        return self.pk, self.digest, self.changed_at

    @cached_property
    def topic_list(self):
        """Its topics, read once."""
        return list(self.topics.all())

    def accepts_comments(self):
        """Whether a visitor may write a comment now; a date set here goes before the settings."""
        until = self.comments_open_until
        open_now = timezone.now() < until if until else still_open(self.published_at)
        return self.is_published() and open_now

    @property
    def updated_at(self):
        """When feeds say it last changed: only a marked correction moves it (DESIGN, rules)."""
        return self.corrected_at or self.published_at


class PostCount(models.Model):
    """How many posts with a moment of publication, not withdrawn, have a topic, a month or an author.

    Kept by the change that moves it (``blog.counts``), so that no list need count all posts.
    """

    class Kind(models.TextChoices):
        TOPIC = "thema"
        MONTH = "monat"
        AUTHOR = "autor"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    value = models.CharField(max_length=100)  # the pk of the topic, 202403, the name
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("Anzahl von Beiträgen")
        verbose_name_plural = _("Anzahlen von Beiträgen")
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="post_count_once")]
        indexes = [models.Index(fields=["kind", "-count", "value"], name="post_count_most")]

    def __str__(self):
        return f"{self.kind} {self.value}: {self.count}"


def passing_moments():
    """Return the moments at which a post appears, goes, moves down, or takes comments no more."""
    fields = "published_at", "withdrawn_at", "comments_open_until", "pinned_until"
    return [*moments_of(Post, *fields), *closings_of(Post, "published_at")]


def renew_post_digests(unit):
    """Store the digests of changed posts anew: over all that a feed tells, minutes and topics included."""
    posts = unit.cache[Post] = Post.changed_in(unit)
    if not posts:
        return
    models.prefetch_related_objects(posts, "topics", "attachments")
    parts = post_parts.collect(posts)
    for post in posts:
        files = [value for file in post.attachments.all() for value in file.shown_values()]
        topics = sorted((t.name, t.slug, t.kind) for t in post.topics.all())
        post.renew_digest(*post.shown_values(), *parts[post.pk], *topics, *files)
