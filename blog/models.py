"""Posts and the topics they carry."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from blog.topics import TopicsManager, by_slug
from wiq_site.contents import post_parts, topic_uses
from wiq_site.discussions import still_open
from wiq_site.fields import DigestModel, MarkdownModel, SlugModel, UuidModel, html_field
from wiq_site.images import ImageModel
from wiq_site.markup import plain_text
from wiq_site.pages.models import Attachment
from wiq_site.search.matching import pks_matching
from wiq_site.slugs import german_slug


class TopicQuerySet(models.QuerySet):
    def published(self, at=None):
        """Topics that something carries which a visitor may read at ``at``, and all teams."""
        carried = Q(kind=Topic.Kind.TEAM)
        for uses in topic_uses:
            carried |= Q(models.Exists(uses.published(models.OuterRef("pk"), at)))
        return self.filter(carried)

    def teams(self):
        """The teams, in the order of what they need: those that look for people first."""
        order = [models.When(state=state, then=n) for n, state in enumerate(Topic.State.values)]
        in_order = models.Case(*order, default=len(order))
        return self.filter(kind=Topic.Kind.TEAM).order_by(in_order, "slug")

    def with_post_count(self, at=None):
        """With ``post_count``, the published posts of each topic, in one query."""
        visible = TaggedPost.objects.filter(
            tag=models.OuterRef("pk"), content_object__in=Post.objects.published(at)
        )
        counted = visible.order_by().values("tag").annotate(n=models.Count("pk")).values("n")
        return self.annotate(post_count=models.functions.Coalesce(models.Subquery(counted), 0))


class Topic(MarkdownModel, ImageModel, TagBase):
    """What a post is about; a series of meetings and a team (Lösungsteam) are topics too."""

    class Kind(models.TextChoices):
        THEME = "thema", _("Thema")
        SERIES = "reihe", _("Reihe")
        TEAM = "team", _("Lösungsteam")

    class State(models.TextChoices):
        SEEKING = "sucht", _("sucht Mitmachende")
        ACTIVE = "laeuft", _("läuft")
        RUNNING = "betrieb", _("im Betrieb")
        PAUSED = "pausiert", _("pausiert")
        DONE = "abgeschlossen", _("abgeschlossen")

    slug = models.SlugField(
        _("Adresse"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Teil der Internetadresse. Bleibt das Feld leer, entsteht er aus dem Namen."),
    )
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices, default=Kind.THEME)
    state = models.CharField(
        _("Stand"),
        max_length=15,
        choices=State.choices,
        blank=True,
        help_text=_("Nur für Lösungsteams."),
    )
    summary = models.CharField(
        _("in einem Satz"), max_length=250, blank=True, help_text=_("Steht auf Karten und Listen.")
    )
    description = models.TextField(_("Beschreibung"), blank=True, help_text=_("Markdown."))
    description_html = html_field()
    contact = models.EmailField(_("Kontaktadresse"), blank=True)
    featured = models.BooleanField(
        _("im Filter zuerst zeigen"),
        default=False,
        help_text=_("Zum Beispiel „Idee sucht Team“: steht als fertiger Filter über der Liste."),
    )

    objects = models.Manager.from_queryset(TopicQuerySet)()
    markdown_fields = ("description",)

    class Meta:
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")
        ordering = ["slug"]  # the German alphabet, whatever the database's collation
        constraints = [
            models.CheckConstraint(
                name="topic_kind_known",
                condition=Q(kind__in=["thema", "reihe", "team"]),
            ),
            models.CheckConstraint(
                name="topic_state_known_and_for_teams_only",
                condition=Q(state="")
                | Q(
                    kind="team",
                    state__in=["sucht", "laeuft", "betrieb", "pausiert", "abgeschlossen"],
                ),
                violation_error_message=_("Einen Stand hat nur ein Lösungsteam."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("blog:topic", args=[self.slug])

    def clean(self):
        super().clean()
        slug = self.slug or self.slugify(self.name)
        if not slug:
            raise ValidationError({"name": _("Der Name braucht mindestens einen Buchstaben.")})
        other = by_slug(type(self).objects.exclude(pk=self.pk)).get(self.slugify(self.name))
        if other:
            message = _("Dieses Thema gibt es schon: „%(name)s“ unter %(address)s")
            params = {"name": other.name, "address": other.get_absolute_url()}
            raise ValidationError({"name": ValidationError(message, params=params)})
        self.slug = slug

    def slugify(self, tag, i=None):
        """Give the German slug of a name; taggit counts on by ``i`` where it is taken."""
        slug = german_slug(tag)
        return slug if i is None else f"{slug}-{i + 1}"

    def is_published(self):
        """Whether a visitor may see its page now; the same rule as the queryset's."""
        return type(self).objects.published().filter(pk=self.pk).exists()


class TaggedPost(ItemBase):
    content_object = models.ForeignKey("Post", on_delete=models.CASCADE)
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged_posts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="post_has_topic_once")
        ]


class PostQuerySet(models.QuerySet):
    def published(self, at=None):
        """Posts a visitor may read at the aware datetime ``at`` (default: now)."""
        at = at or timezone.now()
        return self.filter(published_at__lte=at).exclude(withdrawn_at__lte=at)

    def released(self, at=None):
        """Posts that were public at ``at`` or before, withdrawn ones included."""
        return self.filter(published_at__lte=at or timezone.now())

    def withdrawn(self, at=None):
        """Posts that were public before and are not any more: their address answers 410."""
        at = at or timezone.now()
        return self.filter(published_at__lte=at, withdrawn_at__lte=at)

    def tagged(self, slugs):
        """Posts carrying every one of the topics with these slugs; without slugs, all posts."""
        if not slugs:
            return self
        chosen = TaggedPost.objects.filter(tag__slug__in=slugs).order_by().values("content_object")
        return self.filter(
            pk__in=chosen.annotate(n=models.Count("pk"))
            .filter(n=len(slugs))
            .values("content_object")
        )

    def matching(self, words):
        """Posts on whose page, minutes included, a visitor finds ``words``; without words, all."""
        return self.filter(pk__in=pks_matching(self.model, words)) if words else self

    def around(self, post, series=None):
        """The post before ``post``, the one after, and all of the topic ``series``, oldest first.

        One query; each has ``in_series``. A draft has no neighbours.
        """
        if post.published_at is None:
            return self.none()
        tagged = TaggedPost.objects.filter(tag=series, content_object=models.OuterRef("pk"))
        older = self._on_side(post, "lt").order_by("-published_at", "-pk")
        newer = self._on_side(post, "gt").order_by("published_at", "pk")
        beside = Q(pk__in=[models.Subquery(side.values("pk")[:1]) for side in (older, newer)])
        in_series = models.Exists(tagged) if series else models.Value(False)
        wanted = beside | Q(in_series=True) if series else beside
        return self.annotate(in_series=in_series).filter(wanted).order_by("published_at", "pk")

    def _on_side(self, post, side):
        same_moment = Q(published_at=post.published_at, **{f"pk__{side}": post.pk})
        return self.filter(Q(**{f"published_at__{side}": post.published_at}) | same_moment)

    def related_to(self, post):
        """Posts that share topics with ``post``, the rarer the shared topics the earlier."""
        topics = [topic.pk for topic in post.topics.all()]
        uses = TaggedPost.objects.filter(tag__in=topics).order_by().values_list("tag")
        shares = [
            models.When(taggedpost__tag=tag, then=1.0 / count)
            for tag, count in uses.annotate(models.Count("pk"))
        ]
        if not shares:
            return self.none()
        weight = models.Sum(models.Case(*shares, default=0.0))
        related = self.exclude(pk=post.pk).filter(taggedpost__tag__in=topics)
        return related.annotate(weight=weight).order_by("-weight", "-published_at", "-pk")

    def for_list(self):
        """With all that a list shows of a post, in two queries for any number."""
        return self.defer("body", "body_html").prefetch_related("topics")

    def for_page(self):
        """With all that the page of a post shows of it, in three queries."""
        return self.defer("body").prefetch_related("topics", "attachments")


class Post(UuidModel, SlugModel, DigestModel, MarkdownModel, ImageModel):
    """A post of the blog: an article, an invitation to a meeting or the report of one."""

    title = models.CharField(_("Titel"), max_length=200)
    teaser = models.TextField(
        _("Anriss"),
        blank=True,
        max_length=800,
        help_text=_("Ein bis drei Sätze für Listen, Karten und Feeds. Ohne Formatierung."),
    )
    body = models.TextField(
        _("Text"),
        blank=True,
        help_text=_(
            "Markdown. Bei einem Bericht über ein Treffen darf das Feld leer bleiben: "
            "Das Protokoll erscheint von selbst."
        ),
    )
    body_html = html_field()
    author = models.CharField(_("geschrieben von"), max_length=100, blank=True)
    topics = TaggableManager(
        verbose_name=_("Themen"),
        help_text=_("Durch Kommas getrennt, zum Beispiel: Klima, Idee sucht Team"),
        through=TaggedPost,
        manager=TopicsManager,
        blank=True,
    )
    published_at = models.DateTimeField(
        _("veröffentlicht am"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Leer: Entwurf. In der Zukunft: erscheint von selbst zu dieser Minute."),
    )
    withdrawn_at = models.DateTimeField(
        _("zurückgezogen am"),
        null=True,
        blank=True,
        help_text=_(
            "Der Beitrag verschwindet; unter seiner Adresse steht, dass er zurückgezogen wurde."
        ),
    )
    corrected_at = models.DateTimeField(
        _("berichtigt am"),
        null=True,
        blank=True,
        help_text=_(
            "Nur bei einer echten Berichtigung: Sie steht dann oben im Beitrag, und Feedreader, "
            "die Änderungen kennen, zeigen ihn als geändert."
        ),
    )
    correction_note = models.CharField(_("Was wurde berichtigt?"), max_length=300, blank=True)
    comments_open_until = models.DateTimeField(
        _("Kommentare offen bis"),
        null=True,
        blank=True,
        help_text=_("Leer: wie in den Einstellungen der Website."),
    )
    attachments = GenericRelation(Attachment)

    objects = models.Manager.from_queryset(PostQuerySet)()

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="post_corrected_after_published",
                condition=Q(corrected_at__isnull=True)
                | Q(corrected_at__gte=models.F("published_at")),
                violation_error_message=_(
                    "Berichtigt werden kann ein Beitrag erst, nachdem er veröffentlicht wurde."
                ),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("blog:post", args=[self.slug])

    def is_published(self, at=None):
        """Whether a visitor may read it at ``at``; the same rule as ``PostQuerySet.published``."""
        at = at or timezone.now()
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= at
        return self.published_at is not None and self.published_at <= at and not withdrawn

    def accepts_comments(self):
        """Whether a visitor may write a comment now; a date set here goes before the settings."""
        until = self.comments_open_until
        open_now = timezone.now() < until if until else still_open(self.published_at)
        return self.is_published() and open_now

    @property
    def updated_at(self):
        """When feeds say it last changed: only a marked correction moves it (DESIGN, rules)."""
        return self.corrected_at or self.published_at

    @property
    def summary(self):
        """One plain paragraph for cards, feeds and descriptions: the teaser or the first words."""
        return self.teaser or plain_text(self.body_html)[:300]

    def refresh_derived(self):
        """Store anew what is made of this post and all it shows, minutes and topics included.

        ``digest`` stands for all that a feed tells of the post, and ``changed_at`` is when that last
        became another.
        """
        topics = sorted(topic.name for topic in self.topics.all())
        parts = post_parts.collect([self])[self.pk]
        texts = [self.title, self.teaser, self.body_html, *parts, *topics]
        told = [self.slug, self.author, self.image.name, self.image_alt, self.image_credit]
        dates = [self.published_at, self.withdrawn_at, self.corrected_at, self.correction_note]
        files = [(file.title, file.file.name, file.credit) for file in self.attachments.all()]
        self.renew_digest(*texts, *told, *dates, *files)
        kept = {"digest": self.digest, "changed_at": self.changed_at}
        type(self).objects.filter(pk=self.pk).update(**kept)
