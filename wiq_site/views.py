"""The home page, how to hear of what is new, what machines ask for, and the pages that say what went wrong."""

import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig, SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import DataError, Error, IntegrityError, connection
from django.http import FileResponse, Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.autoreload import reset_loaders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from blog.filters import TopicFilterForm
from blog.models import Post, Topic
from meetings.models import Meeting, clock_of
from wiq_site import health
from wiq_site.backups import is_incomplete
from wiq_site.desk import is_desk_form, names_of_files, posted_fields
from wiq_site.kit.caches import remembered_now
from wiq_site.kit.feeds import feed_title
from wiq_site.kit.files import holders_of, stored_names
from wiq_site.kit.filters import SlugsField
from wiq_site.kit.http import absolute, etag_of, reading
from wiq_site.kit.images import ImageModel
from wiq_site.kit.logs import number
from wiq_site.kit.markup import printable
from wiq_site.kit.models import OnceReleased
from wiq_site.kit.prepared import prepared
from wiq_site.kit.site import site, style_of
from wiq_site.kit.text import german_slug
from wiq_site.pages.drafts import shows_file
from wiq_site.pages.redirects import GoneError, answer_gone, answer_hidden, entry_of
from wiq_site.search import engines
from wiq_site.templatetags import around

RETRY_AFTER = 60  # seconds
MOST_COMING = 8  # meetings among which home looks for the next that takes place
FILE_FORMAT = 3  # raise it when stored files are cleaned in another way: their names stay
FILE_MAX_AGE = 24 * 3600  # seconds; so long one that was withdrawn may be shown by who has it


class HomeView(TemplateView):
    """Newest posts, next meeting with its agenda, latest minutes, the topics."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        next_meeting, cancelled, latest = remembered_now(("meetings of home",), meetings_of_home)
        topics = remembered_now(("topics of home",), topics_of_home)
        posts, pinned = remembered_now(("posts of home",), posts_of_home)
        return super().get_context_data(
            posts=posts,
            pinned=pinned,
            next_meeting=next_meeting,
            cancelled=cancelled,
            cancelled_signature=tuple(meeting.signature for meeting in cancelled),
            latest_protocol=latest,
            today=timezone.localdate(),
            topics=topics,
            topics_signature=tuple((t.name, t.slug, t.kind, t.post_count) for t in topics),
            **kwargs,
        )


def posts_of_home(number=5):
    """Return so many posts, those that are pinned now, then the newest; and the pks of the pinned ones."""
    now = timezone.now()

    def pinned(at):
        # Sorted here: for the sake of the order the database would read all posts to find the pinned ones.
        few = Post.objects.published(at).filter(pinned_until__gt=at).order_by()
        return few.only("slug", "digest", "changed_at", "published_at")

    def newest(at, pks):
        return Post.objects.published(at).exclude(pk__in=pks).brief()[:number]

    first = prepared(("pinned",), pinned, at=now)
    first = sorted(first, key=lambda post: (post.published_at, post.pk), reverse=True)[:number]
    pks = [post.pk for post in first]
    others = prepared(("newest", number), newest, at=now, pks=pks)
    return [*first, *others][:number], pks


def topics_of_home():
    """Return the topics that posts carry, each with its ``post_count``."""

    def build(at):
        counted = Topic.objects.with_post_count(at).filter(post_count__gt=0)
        return counted.only("name", "slug", "kind")

    return prepared(("topics of home",), build, at=timezone.now())


def meetings_of_home():
    """Return the next meeting, the cancelled ones before it, and the one whose minutes are the latest."""
    now = timezone.now()

    def coming(at, **clock):
        return Meeting.objects.published(at).coming(**clock).for_signature()[:MOST_COMING]

    def latest(at):
        return Meeting.objects.with_protocol(at).for_signature()[:1]

    rows = iter(prepared(("coming meetings",), coming, at=now, **clock_of(now)))
    cancelled, first = [], next(rows, None)
    while first and first.cancelled_at:
        cancelled.append(first)
        first = next(rows, None)
    return first, cancelled, next(iter(prepared(("latest",), latest, at=now)), None)


@require_safe
@cache_control(public=True, max_age=FILE_MAX_AGE)
def colours(request, family):
    """Answer with the style sheet of a family of colours, which its address names whole."""
    return HttpResponse(style_of(family), content_type="text/css; charset=utf-8")


def robots(request):
    """Answer what machines may read: everything but the editors' desk and forms."""
    hidden = "".join(
        f"Disallow: /{folder}/\n" for folder in ("admin", "kommentare", "captcha", "mitmachen")
    )
    text = f"User-agent: *\n{hidden}\nSitemap: {absolute(reverse('sitemap'), request)}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def security(request):
    """Answer whom to tell of a hole in this website.

    Source: RFC 9116, which wants an end within a year; the same for a month, so that it can be kept.
    """
    this_month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    text = (
        f"Contact: mailto:{site().contact}\n"
        f"Expires: {this_month + timedelta(days=300):%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: de, en\n"
        f"Canonical: {absolute(reverse('security'), request)}\n"
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FILE_MAX_AGE)
def print_addresses(request):
    """Answer with the style that puts this host before the paths of links on paper, where no link leads.

    Every page names it; it is kept for a day, so that no page costs a second question.
    """
    root = absolute("/", request).rstrip("/")
    own = ':is(.prose, .attachments) a[href^="/"]:not([href^="//"])'
    text = f"""@media print {{ {own}::after {{ content: " ({root}" attr(href) ")"; }} }}\n"""
    return HttpResponse(text, content_type="text/css; charset=utf-8")


def favicon(request):
    """Answer with the icon for those who ask at the old place."""
    find = finders.find if settings.DEVELOPMENT else staticfiles_storage.path
    file = Path(find("img/favicon.ico")).open("rb")  # noqa: SIM115  the response closes it
    return FileResponse(file, content_type="image/x-icon")


@never_cache
def healthz(request):
    """Answer as long as the process lives and its database answers.

    With ``?full=`` and the token of the settings: what is not in order, a sentence a line, 503 where that is a fault.
    """
    token = request.GET.get("full")
    if token is None:
        Post.objects.exists()
        return HttpResponse("ok\n", content_type="text/plain")
    if not settings.HEALTH_TOKEN or not constant_time_compare(token, settings.HEALTH_TOKEN):
        return HttpResponse(status=403)
    findings = [finding for finding in health.examine() if finding.level != health.GOOD]
    lines = [f"{finding.level}: {finding.title}: {finding.sentence}\n" for finding in findings]
    is_faulty = any(finding.level == health.FAULT for finding in findings)
    return HttpResponse(
        "".join(lines) or "ok\n",
        content_type="text/plain; charset=utf-8",
        status=503 if is_faulty else 200,
    )


@require_safe
def media(request, path):
    """Answer with an uploaded file, as long as visitors may read what it is shown with; editors always, others a draft's they have a link to.

    What holds it is asked first: a deleted file, or one of something withdrawn, is 410 also for whoever has
    it already, and a replaced one leads to the new. Raises Http404.
    """
    if "\0" in path:  # no database takes it
        raise Http404
    names, holders, is_public = stored_names(path), [], False
    for holder in holders_of(*names):
        holders.append(holder)
        if is_public := holder.files_are_public():
            break
    if not is_public and not (
        holders and (admin.site.has_permission(request) or shows_file(request, holders))
    ):
        return answer_missing_file(request, names, holders)
    etag = etag_of(FILE_FORMAT, path)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        file = stored_file(path, holders)
        if file is None and site().mark and site().mark[0] == default_storage.url(path):
            return redirect(static("img/mark.png"))
        if file is None:
            raise Http404
        name = PurePosixPath(path)
        # others are saved, not opened
        as_download = name.suffix.lower() not in (".avif", ".jpeg", ".jpg", ".pdf", ".png", ".webp")
        response = FileResponse(file, as_attachment=as_download, filename=name.name)
    response["ETag"] = etag
    if is_public:
        patch_cache_control(response, public=True, max_age=FILE_MAX_AGE)
    # Browsers show no PDF in a sandbox, and it is no page.
    box = "" if path.lower().endswith(".pdf") else "; sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'; style-src 'unsafe-inline'{box}"
    return response


def stored_file(path, holders):
    """Return the upload at ``path``, open, None where there is none; what is made of a picture among ``holders`` is made anew."""
    wrong = (OSError, ValueError, SuspiciousFileOperation)  # not there, or no path at all
    with suppress(*wrong):
        return default_storage.open(path)
    for holder in holders:
        if isinstance(holder, ImageModel):
            with suppress(*wrong):
                holder.store_again(path)
                return default_storage.open(path)
    return None


def answer_missing_file(request, names, holders):
    """Answer for a file that visitors may not read: moved, gone, withdrawn with ``holders``, or never there."""
    if holders:
        things = (holder.shown_with() for holder in holders)
        released = [thing for thing in things if isinstance(thing, OnceReleased)]
        return answer_hidden(request, released[0] if released else None)
    new_path = entry_of(*(default_storage.url(name) for name in names))
    if new_path is None:
        raise Http404
    if not new_path:
        return answer_gone(request)
    response = HttpResponsePermanentRedirect(new_path)
    patch_cache_control(response, public=True, max_age=FILE_MAX_AGE)
    return response


def plain_page(template, status, **context):
    """Return an error page that asks neither the request nor the database for anything."""
    context = around(None) | {"menu_pages": []} | context
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request, exception=None):
    """Answer 400, or 413 to what is too large.

    What still comes of that is read and thrown away: a browser shows no answer while it cannot send the rest.
    """
    too_large = isinstance(exception, RequestDataTooBig)
    left = 32 * 1024 * 1024 if too_large else 0  # bytes, of more than that nobody reads on
    while left > 0 and (chunk := request.read(min(left, 65536))):
        left -= len(chunk)
    return plain_page("400.html", 413 if too_large else 400, too_large=too_large)


def is_out_of_order(error):
    """Whether ``error`` says that something fails that the program stands on: the database, the disk, a file of its own. It may pass."""
    if isinstance(error, TemplateDoesNotExist) or "staticfiles manifest" in str(error):
        return True
    if isinstance(error, IntegrityError | DataError):
        return False
    return isinstance(error, Error | OSError | MemoryError)


def look_again(error):
    """Forget that a template or a static file was not there, or make what the search lacks: by the next request it may be there."""
    if is_incomplete(error):
        with suppress(Error):
            engines.prepare(connection)
    elif isinstance(error, TemplateDoesNotExist) or "staticfiles manifest" in str(error):
        reset_loaders()
        if hasattr(staticfiles_storage, "load_manifest"):
            staticfiles_storage.hashed_files = staticfiles_storage.load_manifest()[0]


def server_error(request):
    """Answer 500, 503 to what may pass, with all that was typed, to be sent again."""
    error = sys.exc_info()[1]
    look_again(error)
    may_pass = is_out_of_order(error)
    carried = posted_fields(request)
    response = plain_page(
        "500.html",
        503 if may_pass else 500,
        number=number.get(),
        address=request.get_full_path(),
        carried=carried,
        token=request.POST.get("csrfmiddlewaretoken", ""),
        files=names_of_files(request),
        resend=carried and not any("password" in name for name in request.POST),
    )
    if may_pass:
        response["Retry-After"] = RETRY_AFTER
    return response


def csrf_failure(request, reason=""):
    """Answer a refused CSRF token; on the desk with all that was typed (``wiq_site.desk``)."""
    if is_desk_form(request):
        return admin.site.refused_page(request)
    return render(request, "403.html", {"csrf": True}, status=403)


def page_not_found(request, exception=None):
    """Answer 404, with the sentence of an exception that is written for readers; 410 for what is gone."""
    if isinstance(exception, GoneError):
        return answer_gone(request)
    message = str(exception.args[0]) if getattr(exception, "for_readers", False) else ""
    return render(request, "404.html", {"message": message}, status=404)


SITE_FEEDS = {"beitraege": _("alle Beiträge"), "protokolle": _("alle Protokolle")}


class FeedChoiceForm(TopicFilterForm):
    """Feeds of the whole site and of topics."""

    feed = forms.MultipleChoiceField(
        choices=SITE_FEEDS.items(),
        required=False,
        error_messages={"invalid_choice": _("Den Feed „%(value)s“ gibt es hier nicht.")},
    )
    thema = SlugsField(required=False)

    def clean(self):
        cleaned = super().clean()
        return cleaned | {"feed": [w for w in SITE_FEEDS if w in cleaned.get("feed", [])]}


class SubscribeView(TemplateView):
    """What a feed is, how to take it, and the newest as a text to pass on by mail."""

    template_name = "subscribe/subscribe.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            site_feeds=SITE_FEEDS.items(),
            topics=Topic.objects.published().with_post_count(),
            feed_url=absolute(reverse("blog:feed"), self.request),
            circular=circular(self.request),
            **kwargs,
        )


def circular(request):
    """Return the newest posts and the next meeting as plain text for a mail."""
    posts = Post.objects.published().defer(*Post.long_texts())
    coming = Meeting.objects.published().coming().filter(cancelled_at=None)
    context = {"posts": posts[:5], "meeting": coming.prefetch_related("items").first()}
    return render_to_string("subscribe/circular.txt", context | around(request)).strip() + "\n"


def opml(request):
    """Answer with the chosen feeds as an OPML 2.0 file ("subscription lists"). Raises FilterError.

    Who chose none gets the choice again, empty as it was sent, with a sentence.
    """
    if not request.filter_form.pairs():
        return SubscribeView.as_view()(request, nothing_chosen=True)
    name, form = german_slug(site().name) or "feeds", request.filter_form
    feed, protocols = reverse("blog:feed"), reverse("meetings:protocols")
    site_feeds = {
        "beitraege": (feed_title(), feed, reverse("blog:posts")),
        "protokolle": (feed_title(gettext("Protokolle")), protocols, reverse("meetings:meetings")),
    }
    chosen = [site_feeds[word] for word in form.chosen["feed"]]
    for topic in form.topics:
        title = feed_title(gettext("Beiträge zu %(topic)s"), topic=topic.name)
        chosen.append((title, f"{feed}?thema={topic.slug}", topic.get_absolute_url()))
    context = {
        "title": printable(site().name),
        "owner": absolute("/", request),
        "feeds": [
            (printable(title), *(absolute(path, request) for path in paths))
            for title, *paths in chosen
        ],
    }
    return HttpResponse(
        render_to_string("subscribe/feeds.opml", context),
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.opml"'},
    )


subscribe_urls = [
    path("", reading(SubscribeView.as_view()), name="subscribe"),
    path("feeds.opml", reading(opml, FeedChoiceForm), name="opml"),
]
