"""The page of something published and what it tells machines, that of a page editors wrote, and which links lead nowhere.

What machines read is schema.org in JSON-LD; ``root`` is the site's address without the last slash.
"""

import re
from html import unescape
from urllib.parse import unquote

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from wiq_site.kit.forms import NO_ADDRESS
from wiq_site.kit.http import absolute
from wiq_site.kit.markup import links_without_address
from wiq_site.kit.models import MarkdownModel
from wiq_site.kit.prepared import prepared
from wiq_site.kit.site import site
from wiq_site.pages.models import Page
from wiq_site.pages.redirects import (
    NOT_ASKED,
    address_key,
    all_moves,
    answer_hidden,
    answer_to,
)


def dead_links(html, request, item=None):
    """Return, as a person types them, the links of ``html`` of ``item`` to this site at which a visitor finds nothing."""
    names = map(unquote, dead_among(own_addresses(html, request), request))
    if item is None:
        return [*names]
    texts = unquote(" ".join(getattr(item, name) for name in item.markdown_fields))
    return [name if name in texts else name.removeprefix("/") for name in names]


def dead_link_sentences(item, request):
    """Return a German sentence for editors on each link of all texts of ``item`` and of its parts, as they are stored,
    that leads nowhere."""
    if not isinstance(item, MarkdownModel):
        return []
    parts = [m for m in apps.get_models() if issubclass(m, MarkdownModel) and m.kept_with]
    parts = [m for m in parts if m._meta.get_field(m.kept_with).related_model is type(item)]
    rows = (m._default_manager.filter(**{m.kept_with: item}) for m in parts)
    sentence, sentences = _("Ein Link führt zu „%s“; dort steht auf dieser Website nichts."), []
    for each in [item, *(part for some in rows for part in some)]:
        html = html_of(each)
        sentences += [sentence % address for address in dead_links(html, request, each)]
        sentences += [NO_ADDRESS % words for words in links_without_address(html)]
    return sentences


def html_of(item):
    """Return the HTML of all Markdown of ``item``."""
    return " ".join(getattr(item, f"{name}_html") for name in item.markdown_fields)


def own_addresses(html, request):
    """Return, each once, the addresses of this site that ``html`` leads to or shows, but for those that are never asked."""
    root = absolute("/", request)[:-1]
    links = map(unescape, re.findall(r'(?:href|src)="([^"#]+)', html))
    paths = (link.removeprefix(root) for link in links)
    own = (path for path in paths if re.match("/(?!/)", path) and not path.startswith(NOT_ASKED))
    return list(dict.fromkeys(own))


def dead_among(paths, request):
    """Return those of ``paths`` at which a visitor finds nothing and that lead nowhere."""
    ends = {path: dead_end(path, request) for path in paths}
    dead = [path for path, end in ends.items() if end]
    moves = all_moves() if dead else ()
    return [path for path in dead if not {address_key(path), address_key(ends[path])} & {*moves}]


def dead_end(address, request):
    """Return the last address of this site to which a visitor of ``address`` is led, if nothing is there; else ""."""
    root = absolute("/", request)[:-1]
    for _step in range(5):
        try:
            answer = answer_to(address, request)
        except (Http404, PermissionDenied, SuspiciousOperation):
            path, mark, query = address.partition("?")
            if path.endswith("/"):
                return address
            address = f"{path}/{mark}{query}"  # as Django leads on
            continue
        if answer.status_code not in (301, 302):
            return "" if answer.status_code == 200 else address
        address = answer.headers["Location"].removeprefix(root)
        if not re.match("/(?!/)", address) or address.startswith(NOT_ASKED):
            return ""
    return address


def dead_links_page(request):
    """Show editors which texts lead to addresses of this site at which a visitor finds nothing."""
    owners = {}
    for model in apps.get_models():
        if issubclass(model, MarkdownModel):
            part = model.kept_with and model._meta.get_field(model.kept_with)
            opts = (part.related_model if part else model)._meta
            if request.user.has_perm(f"{opts.app_label}.change_{opts.model_name}"):
                owners[model] = opts
    if not owners:
        raise PermissionDenied
    places, texts = {}, 0
    for model, opts in owners.items():
        for item in texts_with_links(model):
            texts += 1
            pk = item.versioned_as()[1]
            form = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
            for address in own_addresses(html_of(item), request):
                places.setdefault(address, {})[form, str(item)] = model._meta.verbose_name
    asked = list(places)[:3000]  # addresses for one page of the desk, each a few milliseconds
    context = admin.site.each_context(request) | {
        "title": _("Links, die ins Leere führen"),
        "dead": [
            (address, [(name, form, kind) for (form, name), kind in places[address].items()])
            for address in dead_among(asked, request)
        ],
        "texts": texts,
        "asked": len(asked),
        "left": len(places) - len(asked),
    }
    return render(request, "desk/dead_links.html", context)


def texts_with_links(model):
    """Return the objects of ``model`` in the HTML of which a link or a picture stands, the newest first."""
    marks = [(field, mark) for field in model.markdown_fields for mark in ("href=", "src=")]
    linked = Q.create([(f"{field}_html__contains", mark) for field, mark in marks], Q.OR)
    texts = model._default_manager.filter(linked).defer(*model.markdown_fields)
    return texts.order_by("-pk").iterator(500)


class PublishedView(DetailView):
    """The page of something published; what visitors may not read says so as far as it was public."""

    def get_object(self, queryset=None):
        def build(slug):
            return self.get_queryset().filter(slug=slug)

        pages = prepared(("page of", type(self)), build, slug=self.kwargs["slug"])
        if not pages:
            raise Http404
        return pages[0]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.is_published():
            return answer_hidden(request, self.object)
        return self.render_to_response(self.get_context_data(object=self.object))


class PageView(PublishedView):
    """A page that editors wrote."""

    model = Page


def organization(root):
    """Return the initiative itself as an Organization."""
    return {
        "@type": "Organization",
        "name": site().name,
        "description": site().sentence,
        "url": f"{root}/",
        "logo": f"{root}{site().mark[0] if site().mark else static('img/mark.png')}",
        "email": site().contact,
        "areaServed": site().town,
        "sameAs": [address for _name, address in site().links if "://" in address],
    }


def breadcrumbs(root, steps):
    """Return the way from the home page to a page: ``steps`` are (name, path) below the home page."""
    steps = [(site().name, "/"), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": f"{root}{path}"}
            for position, (name, path) in enumerate(steps, 1)
        ],
    }


def article(root, post, description):
    """Return a published post of the blog, told in the words of ``description``, as an Article."""
    address = f"{root}{post.get_absolute_url()}"
    publisher = organization(root)
    author = {"@type": "Person", "name": post.author} if post.author else publisher
    data = {
        "@type": "Article",
        "headline": post.title,
        "description": description,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": timezone.localtime(post.published_at).isoformat(),
        "dateModified": timezone.localtime(post.updated_at).isoformat(),
        "inLanguage": "de",
        "author": author,
        "publisher": publisher,
        "keywords": [topic.name for topic in post.topic_list],
    }
    if address := post.told_address:
        data["image"] = f"{root}{address}"
    return data
