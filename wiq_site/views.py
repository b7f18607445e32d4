"""The home page, what machines ask for, and the pages that say what went wrong."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from hashlib import blake2b
from pathlib import PurePosixPath

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig, SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import etag, require_safe
from django.views.generic import TemplateView

from blog.models import Post, Topic
from comments.models import Comment
from meetings import timeline
from meetings.agenda import Outcome
from meetings.models import Meeting
from meetings.timetable import lay_out
from meetings.views import Summary
from wiq_site.context_processors import site
from wiq_site.desk import is_desk_form
from wiq_site.kit.http import absolute

# The living page of all components, for whoever works on the look (docs/gestaltung.md).
#
# It shows the pieces that the pages use, with invented content in every state: nothing of it is stored.


LONG = "Stadtbezirksbeiratssitzungsprotokolle und Straßenbegleitgrünpflegevereinbarungen: was zwei lange Wörter mit einer kurzen Bank am Kanal verbindet"
COLOURS = "surface surface-raised surface-sunken surface-strong text text-quiet link line line-strong accent wall wall-pale sign water-light focus error".split()
DAY = date(2020, 12, 10)


@dataclass(frozen=True)
class Item:
    """What the agenda shows of one TOP."""

    number: str
    name: str
    planned_minutes: int
    who: str
    actual_end: time | None = None
    public: bool = True
    planned_end: time | None = None

    @property
    def anchor(self):
        return f"muster-top-{self.number}"


ITEMS = [
    Item("1", "Begrüßung", 8, "Thorsten", time(17, 10)),
    Item("2", "Bericht aus den Teams", 37, "Ayşe/Minh", time(17, 50)),
    Item("3", "Geheim", 15, "", time(18, 0), public=False),
    Item("4", LONG, 60, "12 Teilnehmende", time(19, 5)),
]


class SampleForm(forms.Form):
    """One field of each sort, two of them wrong."""

    name = forms.CharField(label="Name", help_text="Ein Spitzname genügt.")
    mail = forms.EmailField(label="E-Mail-Adresse")
    nachricht = forms.CharField(label="Nachricht", widget=forms.Textarea({"rows": 3}))
    einverstanden = forms.BooleanField(label="Ich habe das gelesen.")


def topics():
    """Give a topic of each kind and a team in each state, unsaved."""
    kinds = [("Klima und Stadtgrün", Topic.Kind.THEME), ("Gesamttreffen", Topic.Kind.SERIES)]
    plain = [Topic(name=name, slug="klima", kind=kind) for name, kind in kinds]
    teams = [
        Topic(name=f"Team „{state.label}“", slug="team", kind=Topic.Kind.TEAM, state=state)
        for state in Topic.State
    ]
    return plain + teams


def post(**fields):
    """Give what a card shows of a post."""
    moment = timezone.now()
    shown = {"get_absolute_url": "#karten", "published_at": moment, "author": "Raphaela"}
    return shown | {"topics": {"all": topics()[:2]}} | fields


def meeting(title, **fields):
    return Meeting(title=title, slug="muster", date=DAY, start=time(17), end=time(19, 30), **fields)


def comment(name, text, **fields):
    """Give what is shown of a comment."""
    said = Comment(name=name, text=text, **fields)
    said.render()
    return said


def samples():
    """Give everything that the template shows."""
    slots = lay_out(DAY, time(17), ITEMS)
    planned, actual = timeline.draw(slots)
    return {
        "colours": COLOURS,
        "topics": topics(),
        "posts": [
            post(
                title="Ein Sommer im Gemeinschaftsgarten",
                teaser="Notizen aus vier Monaten.",
                comment_count=3,
            ),
            post(title=LONG, teaser=""),
        ],
        "meetings": [
            meeting("Gesamttreffen", place="Ideenwerkstatt (stufenfrei)"),
            meeting(LONG, cancelled_at=timezone.now()),
        ],
        "planned": planned,
        "actual": actual,
        "agenda": {"slots": slots},
        "soon": timezone.localdate() + timedelta(days=5),
        "summary": Summary(items=4, minutes=120, decisions=2, tasks=1),
        "outcomes": [
            Outcome(kind=Outcome.Kind.DECISION, text="Der Stadtteilfonds kommt.", votes="12/0/1"),
            Outcome(kind=Outcome.Kind.TASK, text="Schlüssel suchen.", who="Jost", due=DAY),
        ],
        "comments": [
            comment("Gudrun", "Wann geht es los?\n\nIch bringe <em>Kuchen</em> mit."),
            comment("سلمى", "مرحبا بكم في الحي"),
        ],
        "form": SampleForm({"name": "Ada", "mail": "ada", "einverstanden": "on"}),
    }


@staff_member_required
@never_cache
def components(request):
    """All components with invented content, for editors only."""
    return render(request, "components.html", samples())


READ_AWAY = 32 * 1024 * 1024  # bytes of what is too large anyway
POSTS_AT_HOME = 5
SECURITY_CONTACT_VALID = timedelta(days=300)


class HomeView(TemplateView):
    """Newest posts, next meeting with its agenda, latest minutes, the topics."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        coming = Meeting.objects.published().coming().filter(cancelled_at=None)
        return super().get_context_data(
            posts=Post.objects.published().for_list()[:POSTS_AT_HOME],
            next_meeting=coming.for_minutes().first(),
            latest_protocol=Meeting.objects.with_protocol().for_list().first(),
            topics=Topic.objects.published().with_post_count().filter(post_count__gt=0),
            **kwargs,
        )


def robots(request):
    """Everything may be read by machines but the editors' desk and forms."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /kommentare/",
        "Disallow: /captcha/",
        "",
        f"Sitemap: {absolute(reverse('sitemap'), request)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security(request):
    """Whom to tell of a hole in this website. Source: RFC 9116, which wants an end within a year."""
    this_month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {this_month + SECURITY_CONTACT_VALID:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {absolute(reverse('security'), request)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def favicon(request):
    """The icon for those who ask at the old place."""
    path = (
        finders.find("img/favicon.ico")
        if settings.DEVELOPMENT
        else staticfiles_storage.path("img/favicon.ico")
    )
    return FileResponse(open(path, "rb"), content_type="image/x-icon")  # noqa: PTH123


def healthz(request):
    """Answers as long as the process lives and its database answers."""
    Post.objects.exists()
    return HttpResponse("ok\n", content_type="text/plain")


@etag(lambda request, path: f'"{blake2b(path.encode(), digest_size=16).hexdigest()}"')
@require_safe
def media(request, path):
    """An uploaded file; its path has a random part and never changes its content."""
    try:
        file = default_storage.open(path)
    except (OSError, ValueError, SuspiciousFileOperation):  # not there, or no path at all
        raise Http404 from None
    response = FileResponse(file, filename=PurePosixPath(path).name)
    patch_cache_control(response, public=True, max_age=31536000, immutable=True)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _plain_page(template, status, **context):
    """An error page that asks neither the request nor the database for anything."""
    context = site(None) | {"menu_pages": []} | context
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request, exception=None):
    too_large = isinstance(exception, RequestDataTooBig)
    if too_large:
        _read_away(request)
    return _plain_page("400.html", 413 if too_large else 400, too_large=too_large)


def _read_away(request):
    """Take in what still comes: a browser shows no answer while it cannot send the rest."""
    left = READ_AWAY
    while left > 0 and (piece := request.read(min(left, 65536))):
        left -= len(piece)


def server_error(request):
    return _plain_page("500.html", 500)


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    if is_desk_form(request):
        return admin.site.refused_page(request)
    return render(request, "403.html", {"csrf": True}, status=403)


def page_not_found(request, exception=None):
    message = str(exception.args[0]) if getattr(exception, "for_readers", False) else ""
    return render(request, "404.html", {"message": message}, status=404)


def gone(request, title):
    """The page of something that was withdrawn."""
    return render(request, "410.html", {"title": title}, status=410)
