"""A link that shows a draft to whoever has it: for fourteen days, until all of it is public, until something of it no longer is,
or until an editor ends it.

The link holds, signed, the number of a row; the row says of what and until when.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wiq_site.kit.http import absolute
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.models import OnceReleased, is_public
from wiq_site.pages.models import DraftLink
from wiq_site.pages.redirects import answer_gone

DAYS = 14
LINK = TokenSigner("wiq_site.pages.drafts", view="draft")
FILES = TokenSigner("wiq_site.pages.drafts.files", max_age=DAYS * 24 * 3600)
COOKIE = "entwurf"  # lets the browser read the draft's own pictures and files


def is_draft(item):
    """Whether something of ``item`` is not public now."""
    return not all(is_public(None, *span) for span in item.spans())


def links_of(item):
    """Return the DraftLinks of ``item``, at most one; without it no link shows it, and a later one has another address."""
    kind = ContentType.objects.get_for_model(item)
    return DraftLink.objects.filter(content_type=kind, object_id=item.pk)


def closings(item):
    """Return the moments ahead at which something of ``item`` is public no more."""
    return [until for since, until in item.spans() if since and until and until > timezone.now()]


def start(item):
    """Let ``item`` be shown by its link for fourteen days from now on; one that ended stays so."""
    key = {"content_type": ContentType.objects.get_for_model(item), "object_id": item.pk}
    until = min([timezone.now() + timedelta(days=DAYS), *closings(item)])
    DraftLink.objects.filter(**key, until__lte=timezone.now()).delete()
    DraftLink.objects.update_or_create(**key, defaults={"until": until})


def end_links(unit):
    """End the links of what was deleted in ``unit``, and of what is public no more."""
    for model in unit.models():
        if (pks := unit.gone(model)) and issubclass(model, OnceReleased):
            kind = ContentType.objects.get_for_model(model)
            DraftLink.objects.filter(content_type=kind, object_id__in=pks).delete()
    for key, item in unit.saved.items():
        if isinstance(item, OnceReleased):
            end_link(item, unit.before[key])


def end_link(item, before):
    """End the link of ``item`` where something of it was public in ``before``, as it was stored or None, and is not any more.

    What ends by its date takes the link with it then. The row stays: once all is public again, it leads on.
    """
    moments = closings(item)
    sides = zip(before.spans(), item.spans(), strict=True) if before else ()
    if any(is_public(None, *old) and not is_public(None, *new) for old, new in sides):
        moments.append(timezone.now())
    if moments:
        links_of(item).filter(until__gt=min(moments)).update(until=min(moments))


def address_of(link, request):
    """Return the absolute address of ``link``."""
    return absolute(LINK.path(link.pk), request)


@never_cache
@require_safe
def show(request, token):
    """Show a draft in the website's own template; lead on to what is public by now. Raises Http404."""
    if (pk := LINK.read(token)) is None:
        raise Http404
    link = DraftLink.objects.filter(pk=pk).first()
    item = link and link.item
    if item is not None and not is_draft(item):
        return redirect(item.get_absolute_url())
    if item is None or link.until <= timezone.now():
        return unseen(answer_gone(request, _("Dieser Link gilt nicht mehr")))
    desk = admin.site._registry[type(item)]
    item = desk.preview_queryset().get(pk=item.pk)
    response = desk.preview_page(request, item, until=link.until)
    FILES.set_cookie(response, COOKIE, str(link.pk), settings.MEDIA_URL)
    return unseen(response)


def unseen(response):
    """Return ``response``, which no search engine keeps and from which no link tells its address."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def shows_file(request, holders):
    """Whether the browser that asks was shown the draft to which a file of ``holders`` belongs."""
    if not (pk := FILES.read_cookie(request, COOKIE)):
        return False
    link = DraftLink.objects.filter(pk=pk, until__gt=timezone.now()).first()
    return link is not None and any(holder.shown_with() == link.item for holder in holders)
