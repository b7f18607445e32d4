"""Old addresses lead to new ones for ever, in one step and never in a circle; whether a page answers at an address.

An old address is stored as it is asked for once it is decoded: with its query where it has one
("/?q=node/42"), without a host, blanks as %20. A slash at its end makes no difference.
"""

import csv
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as _

from wiq_site.kit import changes
from wiq_site.kit.files import holders_of
from wiq_site.kit.models import OnceReleased
from wiq_site.kit.text import fold
from wiq_site.pages.models import Redirect

# What of something published decides whether its address answers.
ADDRESS_FIELDS = {"slug", "published_at", "agenda_published_at", "protocol_published_at"}

# Files that another program may serve; forms, which write as they are shown.
NOT_ASKED = (settings.STATIC_URL, "/kommentare/", "/admin/")


class CircleError(ValidationError):
    """A redirect would lead back to where it came from."""

    def __init__(self):
        super().__init__(
            _("Die Weiterleitung führt im Kreis. Bitte geben Sie eine andere neue Adresse an.")
        )


def decoded(path, query=""):
    """Return the one form of an address, from its decoded ``path`` and its query as it was sent."""
    address = f"{path}?{unquote(query)}" if query else path
    return re.sub(r"\s", lambda blank: quote(blank[0]), address)


def old_address(text):
    """Return ``text`` as an old address; of a full one the host goes, and what follows a #."""
    parts = parts_of(text)
    return decoded(unquote(parts.path) or ("/" if parts.netloc else ""), parts.query)


def new_address(text, own_hosts):
    """Return ``text`` as a new address: a full one of ``own_hosts`` loses its host, others stay."""
    parts = parts_of(text)
    if host_of(text) in own_hosts and parts.netloc:
        text = parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()
    return decoded(text.strip())


def host_of(address):
    """Return the host of a full address without "www.", or ""."""
    return parts_of(address).netloc.lower().removeprefix("www.")


def parts_of(address):
    """Return the parts of ``address``; what is no address at all is all path."""
    try:
        return urlsplit(address.strip())
    except ValueError:
        return SplitResult("", "", address.strip(), "", "")


def spellings(address):
    """Return ``address`` with and without the slash at its end; one with a query stays as it is."""
    other = address[:-1] if address.endswith("/") else f"{address}/"
    return [address] if "?" in address or address == "/" else [address, other]


def as_meant(path):
    """Return ``path`` as this site writes it: small letters without dots, nothing that is not seen, no sign that ends a
    sentence behind it. So it comes from paper, from documents and mails."""
    return "/" + re.sub("[\\s.,;:!?)\\]}>\"'“”…]+$", "", fold(path)).lstrip("/")


def keep_address(old_path, new_path):
    """Let ``old_path`` and everything that led there lead to ``new_path``, where a page is now."""
    Redirect.objects.filter(old_path__in=spellings(new_path)).delete()
    lead_on(old_path, new_path)
    save_redirect(old_path, new_path)


def leading_to(path):
    """Return the addresses that lead to ``path``."""
    return list(Redirect.objects.filter(new_path=path).values_list("old_path", flat=True))


def led_elsewhere(address, own):
    """Return where ``address``, which may have had a page, leads other than to ``own`` (None: nothing); None where nowhere."""
    rows = Redirect.objects.filter(old_path__in=spellings(address)).exclude(
        new_path__in=["", own or ""]
    )
    return rows.values_list("new_path", flat=True).first()


def lead_back(path, addresses):
    """Let ``path``, where what was merged stands again, lead on no more, nor those of ``addresses`` that still go with it."""
    own = Redirect.objects.filter(old_path__in=spellings(path)).exclude(new_path="")
    with_it = Redirect.objects.filter(old_path__in=addresses, new_path__in=own.values("new_path"))
    with_it.exclude(old_path__in=spellings(path)).update(new_path=path)
    own.delete()


def keep_moved_addresses(unit):
    """Let the old address of everything published that moved in ``unit`` lead to its new one."""
    for (model, pk), old_path in unit.moved.items():
        item = model._default_manager.filter(pk=pk).first()
        if item is not None and item.get_absolute_url() != old_path:
            keep_address(old_path, item.get_absolute_url())


def mark_deleted_addresses(unit):
    """Let the address of everything deleted that was public say so; one that leads on already stays."""
    for (model, pk), path in unit.deleted.items():
        is_there = model._default_manager.filter(pk=pk).exists()
        if not is_there and not Redirect.objects.filter(old_path__in=spellings(path)).exists():
            Redirect.objects.create(old_path=path, new_path="")


def keep_file_addresses(unit):
    """Let the path of every file that was replaced lead to the new one, and that of a deleted one say so."""
    for old, new in unit.files.items():
        if next(holders_of(old), None) is not None:  # something else shows the same file
            continue
        old_path = default_storage.url(old)
        if new:
            keep_address(old_path, default_storage.url(new))
        else:
            save_redirect(old_path, "")


def forget_deleted_addresses(unit):
    """Take the row "gone" away where something new stands, or where something is published again."""
    paths = [
        item.get_absolute_url()
        for (model, pk), item in unit.saved.items()
        if isinstance(item, OnceReleased) and item.concerns_visitors()
        if pk in unit.created(model) or ADDRESS_FIELDS & unit.changed(model).get(pk, set())
    ]
    if paths:
        Redirect.objects.filter(old_path__in=paths, new_path="").delete()


def save_redirect(old_path, new_path):
    """Let ``old_path``, in whatever spelling, lead to ``new_path`` and nowhere else."""
    Redirect.objects.filter(old_path__in=spellings(old_path)).exclude(old_path=old_path).delete()
    Redirect.objects.update_or_create(
        old_path=old_path, defaults={"new_path": new_path, "merged_at": None}
    )


def lead_on(old_path, new_path):
    """Let everything that led to ``old_path`` lead to ``new_path`` in one step."""
    before = Redirect.objects.filter(new_path__in=spellings(old_path))
    before.exclude(old_path=new_path).update(new_path=new_path)


def entry_of(*addresses):
    """Return where the first of ``addresses`` with a row leads, "" where it is gone, else None; one query."""
    readable = [address for address in addresses if "\0" not in address]
    rows = dict(Redirect.objects.filter(old_path__in=readable).values_list("old_path", "new_path"))
    return next((rows[address] for address in readable if address in rows), None)


def all_moves(besides=None):
    """Return ``{key: new path}`` of all redirects but the one with the pk ``besides``."""
    moves = Redirect.objects.exclude(pk=besides).exclude(new_path="")
    return {address_key(old): new for old, new in moves.values_list("old_path", "new_path")}


def address_key(address):
    """Return what is the same for all spellings of ``address``."""
    return min(spellings(old_address(address)), key=len)


def final_address(address, moves, is_live):
    """Return where ``address`` leads by ``moves``, up to one for which ``is_live(address)``. Raises CircleError."""
    seen = set()
    while (key := address_key(address)) in moves and not is_live(address):
        if key in seen:
            raise CircleError
        seen.add(key)
        address = moves[key]
    return address


@dataclass
class RedirectRow:
    """One line of a list of redirects: what it says, what it would do, why it cannot."""

    number: int
    cells: list
    old: str = ""
    new: str = ""
    effect: str = ""
    errors: list = field(default_factory=list)
    repeats: bool = False
    live: bool = False  # a page answers at the old address

    @property
    def is_good(self):
        """Whether it is to be saved."""
        return not (self.errors or self.repeats)

    def read(self, hosts):
        """Take both addresses from the cells, or note why not; a new one may name only ``hosts``."""
        cells = self.cells[:2] + [cell for cell in self.cells[2:] if cell]
        if len(cells) != 2:
            self.errors.append(_("Es braucht zwei Spalten: alte Adresse und neue Adresse."))
            return
        if host_of(cells[1]) and host_of(cells[1]) not in hosts:
            self.errors.append(
                _(
                    "Die neue Adresse liegt auf einer anderen Website. Möglich ist nur eine auf dieser."
                )
            )
            return
        self.old, self.new = old_address(cells[0]), new_address(cells[1], hosts)
        try:
            Redirect(old_path=self.old, new_path=self.new).clean_fields()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                label = Redirect._meta.get_field(name).verbose_name
                self.errors += [f"{label}: {message}" for message in messages]
        if not self.errors and not self.new:
            self.errors.append(_("Es fehlt die neue Adresse."))
        if not self.errors and address_key(self.old) == address_key(self.new):
            self.errors.append(_("Alte und neue Adresse sind dieselbe."))


def read_redirects(text, own_hosts, is_live):
    """Return a Row for each line of ``text``: "alte Adresse;neue Adresse", as a table program writes it.

    Empty lines and the heads of the columns are left out. The separator is the first of ; tab , that
    stands in the text. ``own_hosts`` are the hosts that a new address may name; those of the old
    addresses may be named too. ``is_live(address)`` says whether a page answers there.
    """
    separator = next((sign for sign in ";\t," if sign in text), ";")
    lines = enumerate(text.lstrip("\ufeff").splitlines(), 1)
    rows = [RedirectRow(number, cells_of(line, separator)) for number, line in lines]
    rows = [row for row in rows if any(row.cells)]
    beginnings = ("/", "http://", "https://")
    if rows and not any(cell.startswith(beginnings) for cell in rows[0].cells):
        del rows[0]
    hosts = {host_of(row.cells[0]) for row in rows} | set(own_hosts)
    for row in rows:
        row.read(hosts)
    note_effects([row for row in rows if not row.errors], is_live)
    return rows


def cells_of(line, separator):
    """Return the cells of one line, so that a forgotten quote costs no other; of endless ones the whole."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return [line]


def note_effects(rows, is_live):
    """Note at ``rows`` what they change, what is repeated or in a circle; make one step of several."""
    before, first = all_moves(), {}
    for row in rows:
        earlier = first.setdefault(address_key(row.old), row)
        if earlier is not row and earlier.new != row.new:
            params = {"number": earlier.number, "address": earlier.new}
            row.errors.append(_("Zeile %(number)d leitet diese Adresse nach %(address)s.") % params)
        elif earlier is not row:
            row.repeats, row.effect = True, _("steht schon in Zeile %d") % earlier.number
    moves = before | {key: row.new for key, row in first.items()}
    for key, row in first.items():
        try:
            row.new = final_address(row.new, moves, is_live)
        except CircleError as error:
            row.errors.append(error.message)
        row.live = is_live(row.old)
        if key not in before:
            row.effect = _("neu")
        elif before[key] == row.new:
            row.effect = _("unverändert")
        else:
            row.effect = _("geändert, bisher: %s") % before[key]


@changes.unit()
def save_redirects(rows):
    """Store ``rows``, all of them good ones."""
    for row in rows:
        save_redirect(row.old, row.new)
        if not row.live:
            lead_on(row.old, row.new)


def answer_gone(request, title=None):
    """Answer that what stood at this address is gone for good (410), with ways on."""
    title = title or OnceReleased.gone_title
    return render(request, "410.html", {"gone_title": title}, status=410)


def is_live(address, request):
    """Whether a visitor who asks for ``address`` on the host of ``request`` would get a page.

    A redirect from such an address would never be used.
    """
    return status_of(address, request) == 200


def status_of(address, request):
    """Return the status of the answer to a visitor who asks for ``address`` on the host of ``request``."""
    try:
        return answer_to(address, request).status_code
    except (Http404, PermissionDenied, SuspiciousOperation):
        return 404


def answer_to(address, request):
    """Return the answer to a visitor who asks for ``address`` on the host of ``request``.

    Raises what the view raises. Nobody closes the answer: that would end the request of the editor.
    """
    path, _mark, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),  # as WSGI wants it, PEP 3333
        "QUERY_STRING": quote(query, safe="/=&+"),
    }
    visit = WSGIRequest(request.environ | environ)
    visit.user = AnonymousUser()
    match = visit.resolver_match = resolve(visit.path_info)
    return match.func(visit, *match.args, **match.kwargs)


def answer_hidden(request, item):
    """Answer for ``item``, or None, which visitors may not read: only what ever was public says more than 404.

    Raises Http404, with a sentence where it will be there at a moment that is set.
    """
    if item is None or not item.was_released():
        raise Http404
    if item.appears_later():
        raise LaterError(str(item.later_sentence))
    return answer_gone(request, item.gone_title)


class GoneError(Http404):
    """Something public that was deleted and is asked for elsewhere than at its own address: 410 there too."""


class LaterError(Http404):
    """Something public that was moved ahead; the 404 page shows its sentence."""

    for_readers = True


class RedirectMiddleware:
    """Leads on where an editor or a changed slug left a redirect.

    Asked for what would be 404, and for what would be sent to another spelling of itself: a page
    drops a query it does not know, and an address without its last slash is given one. So
    "/?q=node/42" can be an old address beside the home page, at no cost for pages that answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code not in (301, 404) or request.method not in ("GET", "HEAD"):
            return response
        addresses = self.old_addresses(request, is_missing=response.status_code == 404)
        new_path = entry_of(*addresses) if addresses else None
        if new_path is None and (
            response.status_code == 404 or as_meant(request.path) != request.path
        ):
            new_path = self.page_meant(request)
        if new_path is None:
            return response
        if not new_path:
            return answer_gone(request) if response.status_code == 404 else response
        return HttpResponsePermanentRedirect(quote(new_path, safe="/#?&=%+"))

    def page_meant(self, request):
        """Return the address of the page that ``request`` means in another spelling, or None."""
        wanted = (path for path in spellings(as_meant(request.path)) if path != request.path)
        asked = (path for path in wanted if not path.startswith(NOT_ASKED))
        path = next((path for path in asked if is_live(path, request)), None)
        query = request.META.get("QUERY_STRING", "")
        return f"{path}?{query}" if path and query else path

    def old_addresses(self, request, is_missing):
        """Return the old addresses that ``request`` may mean, the most exact first."""
        path, query = decoded(request.path), request.META.get("QUERY_STRING", "")
        exact = [decoded(request.path, query)] if query else []
        if is_missing:
            return [*dict.fromkeys(exact + spellings(path) + spellings(as_meant(path)))]
        return exact if path.endswith("/") else [*exact, path]
