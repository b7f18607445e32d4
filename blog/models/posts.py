"""The posts of the blog."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from blog.models.publication import Publication
from blog.models.querysets import PostQuerySet
from blog.models.tagging import TaggedPost
from blog.topics import TopicsManager
from wiq_site.contents import post_parts
from wiq_site.fields import DigestModel, MarkdownModel, SlugModel, UuidModel, html_field
from wiq_site.images import ImageModel
from wiq_site.markup import plain_text, render_markdown
from wiq_site.pages.models import Attachment
from wiq_site.share_picture import SharePicture


class Post(Publication, UuidModel, SlugModel, DigestModel, MarkdownModel, ImageModel):
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
    easy_summary = models.TextField(
        _("in Leichter Sprache"),
        blank=True,
        help_text=_(
            "Freiwillig; steht über dem Text. Schreiben Sie kurze Sätze und jeden in eine neue Zeile. Nehmen "
            "Sie einfache Wörter und erklären Sie schwere. Sagen Sie zuerst, was wichtig ist."
        ),
    )
    easy_summary_html = html_field()
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
    markdown_fields = ("body", "easy_summary")
    long_texts = ("body", "body_html", "easy_summary", "easy_summary_html")

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
                    "Berichtigen lässt sich ein Beitrag erst, nachdem er veröffentlicht ist. Bitte prüfen Sie beide Zeitpunkte."
                ),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("blog:post", args=[self.slug])

    def render(self, field):
        """Give ``field`` as safe HTML; in Leichte Sprache every line stays a line, under a heading of ours."""
        if field != "easy_summary":
            return super().render(field)
        lines = "  \n".join(self.easy_summary.splitlines())
        return render_markdown(lines, id_prefix="leicht-", heading_base=3)

    @property
    def summary(self):
        """One plain paragraph for cards, feeds and descriptions: the teaser or the first words."""
        return self.teaser or plain_text(self.body_html)[:300]

    @property
    def share_picture(self):
        """What others show when they link to it; a picture of its own goes before."""
        return SharePicture(self.title, self.get_absolute_url(), f"beitrag-{self.pk}")

    def refresh_derived(self):
        """Store anew what is made of this post and all it shows, minutes and topics included.

        ``digest`` stands for all that a feed tells of the post, and ``changed_at`` is when that last
        became another.
        """
        topics = sorted(topic.name for topic in self.topics.all())
        parts = post_parts.collect([self])[self.pk]
        text = f"{self.easy_summary_html}{self.body_html}"
        texts = [self.title, self.teaser, text, *parts, *topics]
        told = [self.slug, self.author, self.image.name, self.image_alt, self.image_credit]
        dates = [self.published_at, self.withdrawn_at, self.corrected_at, self.correction_note]
        files = [(file.title, file.file.name, file.credit) for file in self.attachments.all()]
        self.renew_digest(*texts, *told, *dates, *files)
        kept = {"digest": self.digest, "changed_at": self.changed_at}
        type(self).objects.filter(pk=self.pk).update(**kept)
