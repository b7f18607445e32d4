"""What the desk answers its scripts while somebody writes: a pasted text, a picture for it, where a link may lead, which
day is meant."""

from functools import wraps

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blog.models import Post, Topic
from meetings.agenda import AgendaItem
from meetings.models import Meeting
from wiq_site.kit.dates import day_digits, when_in_words
from wiq_site.kit.forms import ClockField, ClockInput, DayField, is_key, read_moment
from wiq_site.kit.images import CleanFileUpload, ImageForm, PictureUpload
from wiq_site.kit.markup import from_html
from wiq_site.kit.text import german_slug
from wiq_site.kit.uploads import keep_upload
from wiq_site.pages.models import Attachment, Page, Picture

LARGEST = 5 * 1024 * 1024  # characters of a clipboard
MOST_LINKS = 12
PICTURE_WORDS = ("image_alt", "image_credit", "image")
RIGHTS = (
    *("blog.add_post", "blog.change_post", "blog.write_own_post", "blog.change_topic"),
    *("pages.add_page", "pages.change_page", "meetings.add_meeting", "meetings.change_meeting"),
)


def for_writers(view):
    """Return ``view`` for those alone who may write a text."""

    @wraps(view)
    def guarded(request):
        if not any(map(request.user.has_perm, RIGHTS)):
            raise PermissionDenied
        return view(request)

    return guarded


@for_writers
@require_POST
def as_text(request):
    """Answer the HTML of a clipboard as Markdown."""
    html = request.POST.get("html", "")
    if len(html) > LARGEST:
        text = _("Das ist zu viel auf einmal; eingefügt ist nur der Text ohne Formatierung.")
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=413)
    return HttpResponse(from_html(html, emphasised=True), content_type="text/plain; charset=utf-8")


class PictureForm(ImageForm):
    """A picture that goes right into a text: a new one, or its ``instance`` as it is to be told of there."""

    class Meta:
        model = Picture
        fields = ["image", "image_alt", "image_credit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["image"].required = True


@for_writers
@require_POST
def upload(request):
    """Keep the one file that was chosen in a form until that is sent; answer with its token, or with what is wrong."""
    [(kind, file)] = [*request.FILES.items()][:1] or [("file", None)]
    allowed = Attachment._meta.get_field("file").validators
    field = PictureUpload() if kind == "picture" else CleanFileUpload(validators=allowed)
    try:
        file = field.clean(file)
    except ValidationError as error:
        return JsonResponse({"errors": error.messages}, status=400)
    kept = keep_upload(file, request.user)
    return JsonResponse({"token": kept.token, "name": kept.name})


@for_writers
@require_POST
def picture(request):
    """Store the picture that was sent, if it is not the stored one ``known``; answer with its Markdown, or with what is to be mended."""
    desk = admin.site.get_model_admin(Picture)
    known = request.POST.get("known", "")
    known = get_object_or_404(pictures_of(request), pk=known) if is_key(known) else None
    if not (known or desk.has_add_permission(request)):
        raise PermissionDenied
    form = PictureForm(request.POST, {} if known else request.FILES, instance=known)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    if not known:
        desk.log_addition(request, form.save(), _("Beim Schreiben hochgeladen."))
    return JsonResponse({"markdown": form.instance.markdown})


def pictures_of(request):
    """Return the pictures for texts, those whom whoever asks may see."""
    desk = admin.site.get_model_admin(Picture)
    may = desk.has_view_permission(request)
    return desk.get_queryset(request).exclude(image="") if may else Picture.objects.none()


@for_writers
@require_safe
def pictures(request):
    """Answer with at most twelve of the stored pictures for the words ``q``, the newest first."""
    matching = pictures_of(request).filter(contains_all(words_of(request), *PICTURE_WORDS))
    offered = [
        {
            "text": p.image_label,
            "about": p.image_credit,
            "known": p.pk,
            "alt": p.image_alt,
            "thumbnail": p.thumbnail[0],
        }
        for p in matching[:MOST_LINKS]
        if p.thumbnail
    ]
    return JsonResponse({"offered": offered})


def readable(request, model):
    """Return the objects of ``model`` that whoever asks may read: public ones, and what the desk shows them."""
    desk, public = admin.site.get_model_admin(model), Q(pk__in=model.objects.published())
    if not desk.has_view_permission(request):
        return model.objects.filter(public)
    own = desk.get_queryset(request).order_by().values("pk")
    return model.objects.filter(public | Q(pk__in=own))


def readable_files(request):
    """Return the attachments of what whoever asks may read."""
    owners = Q()
    for model in (Post, Meeting):
        of_kind = Q(content_type=ContentType.objects.get_for_model(model))
        owners |= of_kind & Q(object_id__in=readable(request, model).values("pk"))
    return Attachment.objects.filter(owners)


def words_of(request):
    """Return the words that ``request`` looks for."""
    return request.GET.get("q", "")[:200].replace("\x00", "").split()[:8]


def contains_all(words, *names):
    """Return the condition that each of ``words`` stands in one of the fields ``names``.

    A database need not know that "ö" is a small "Ö"; in a slug both are "oe".
    """

    def one(word):
        spellings, conditions = {word, word.lower(), word.upper(), word.capitalize()}, []
        for name in names:
            if not name.endswith("slug"):
                conditions += [(f"{name}__icontains", spelling) for spelling in spellings]
            elif slug := german_slug(word):
                conditions.append((f"{name}__contains", slug))
        return Q.create(conditions, Q.OR)

    return Q(*map(one, words))


def found_for(request, words):
    """Yield of each kind what is found for ``words``: [(its name, what it is, address, whether visitors read it)]."""

    def rows(items, about, is_public=lambda item: item.is_published()):
        return [
            (str(item), about(item), item.get_absolute_url(), is_public(item))
            for item in items[:MOST_LINKS]
        ]

    titled = contains_all(words, "title", "slug")
    posts = readable(request, Post).filter(titled).order_by("-published_at", "-pk")
    posts = posts.only("title", "slug", "published_at", "withdrawn_at")
    yield rows(posts, lambda post: _("Beitrag"))
    meetings = readable(request, Meeting)
    titled_so = meetings.filter(titled).order_by("-date", "-pk")
    yield rows(titled_so, lambda meeting: _("Treffen am %s") % date_format(meeting.date, "j. F Y"))
    items = AgendaItem.objects.filter(meeting__in=meetings.values("pk"))
    if not admin.site.get_model_admin(AgendaItem).has_view_permission(request):
        items = items.filter(public=True)
    named = [word for word in words if word.lower() != "top"]
    items = items.filter(contains_all(named, "name", "number", "meeting__title", "meeting__slug"))
    items = items.select_related("meeting").defer(*AgendaItem.long_texts())
    yield rows(
        items.order_by("-meeting__date", "position", "pk"),
        lambda item: _("TOP am %s") % date_format(item.meeting.date, "j. F Y"),
        lambda item: item.public and item.meeting.is_published(),
    )
    topics = readable(request, Topic).filter(contains_all(words, "name", "slug")).order_by("name")
    topics = topics.annotate(has_page=Exists(Topic.objects.released().filter(pk=OuterRef("pk"))))
    yield rows(topics, lambda topic: _("Thema"), lambda topic: topic.has_page)
    pages = readable(request, Page).filter(titled).order_by("title")
    yield rows(pages, lambda page: _("Seite"))
    files = readable_files(request).filter(contains_all(words, "title", "file"))
    yield [
        (file.title, file.type_and_size, file.file.url, file.files_are_public())
        for file in files.prefetch_related("owner").order_by("-pk")[:MOST_LINKS]
    ]


@for_writers
@require_safe
def links(request):
    """Answer with at most twelve things of this site for the words ``q``: of each kind the first ones first."""
    words = words_of(request)
    rows = [
        (not row[0].lower().startswith(" ".join(words).lower()), place, row)
        for choice in found_for(request, words)
        for place, row in enumerate(choice)
    ]
    rows.sort(key=lambda row: row[:2])
    offered = []
    for _late, _place, (name, about, address, public) in rows[:MOST_LINKS]:
        about = about if public else _("%s, noch nicht öffentlich") % about
        offered.append({"text": name, "about": about, "address": address})
    return JsonResponse({"offered": offered})


@for_writers
@require_safe
def when(request):
    """Answer with what is understood of the day ``tag`` and the time of day ``uhr`` of one or two fields.

    ``said`` is the sentence, ``tag`` and ``uhr`` are as the fields show them; or ``error`` says what is missing.
    """
    typed = {name: request.GET[name][:100] for name in ("tag", "uhr") if name in request.GET}
    try:
        if len(typed) == 2:
            day, clock = read_moment(typed["tag"], typed["uhr"])
        elif "tag" in typed:
            day, clock = DayField().clean(typed["tag"]), None
        else:
            day, clock = None, ClockField().clean(typed.get("uhr", ""))
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)})
    shown = {"tag": day and day_digits(day), "uhr": ClockInput().format_value(clock)}
    return JsonResponse({"said": when_in_words(day, clock)} | {name: shown[name] for name in typed})


def writing_pages():
    """Return the addresses of all this at the desk, as (route, view, name)."""
    views = {"als-text": as_text, "bild": picture, "bilder": pictures, "datei": upload}
    views |= {"links": links, "wann": when}
    return [(f"schreiben/{w}/", view, f"write_{view.__name__}") for w, view in views.items()]
