from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path

from comments.feeds import target_feeds
from wiq_site import contact, views
from wiq_site.components import components, other_town
from wiq_site.kit.http import reading
from wiq_site.kit.share_picture import site_share_picture
from wiq_site.pages import drafts
from wiq_site.pages.views import PageView
from wiq_site.search.query import SearchForm
from wiq_site.search.views import SearchView
from wiq_site.sitemaps import PartForm, parts, sitemap_index

urlpatterns = [
    path("", reading(views.HomeView.as_view()), name="home"),
    *target_feeds("beitraege/", "beitrag"),
    *target_feeds("treffen/", "treffen"),
    path("", include("blog.urls")),
    path("treffen/", include("meetings.urls")),
    path("abonnieren/mail/", include("wiq_site.mailing.views")),
    path("abonnieren/", include((views.subscribe_urls, "subscribe"))),
    path("idee/", include((contact.idea_urls, "idea"))),
    path("mitmachen/", include((contact.join_urls, "join"))),
    path("kommentare/", include("comments.urls")),
    path("captcha/", include("comments.captcha")),
    path("barrierefreiheit/rueckmeldung/", include((contact.feedback_urls, "feedback"))),
    path("admin/passwort/", include("wiq_site.account")),
    path("admin/einladung/", include("wiq_site.colleagues")),
    path("admin/", admin.site.urls),
    path("entwurf/<token>/", drafts.show, name="draft"),
    path("gestaltung/", components, name="components"),
    path("gestaltung/<slug:town>/", other_town, name="other-town"),
    path("suche/", reading(SearchView.as_view(), SearchForm), name="search"),
    path("robots.txt", reading(views.robots)),
    path("sitemap.xml", reading(sitemap_index), name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        reading(sitemap, PartForm),
        {"sitemaps": parts},
        "sitemap-part",
    ),
    path(".well-known/security.txt", reading(views.security), name="security"),
    path("teilen-<str:digest>.png", site_share_picture),
    re_path(
        r"^farben-(?P<family>[0-9a-f]{6}(?:-[0-9a-f]{6}){2})\.css$", views.colours, name="colours"
    ),
    path("druck.css", views.print_addresses, name="print-addresses"),
    path("favicon.ico", reading(views.favicon)),
    path("healthz", views.healthz),
    re_path(rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.+)$", views.media),
    path("<slug:slug>/", reading(PageView.as_view()), name="page"),
]

handler400 = "wiq_site.views.bad_request"
handler404 = "wiq_site.views.page_not_found"
handler500 = "wiq_site.views.server_error"
