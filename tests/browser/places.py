"""Every kind of page there is, as an address or as the way to get there."""

from django.core.files.uploadedfile import SimpleUploadedFile
from reversion.models import Version

from comments import links
from comments.models import BlockedWord, Comment
from meetings.agenda import Outcome
from tests.build import days_ago, make_comment, make_meeting, make_page, make_post
from tests.images import file_of
from wiq_site import contact
from wiq_site.mailing import sending
from wiq_site.mailing.models import Subscription
from wiq_site.pages import drafts
from wiq_site.pages.models import Abbreviation, Picture, Redirect

PASTED = """Treffen am 8. April 2021
TOP 1 Begrüßung (Ada, bis 18:05 h)
- Ada begrüßt alle.
TOP 2 Termine (7 Teilnehmende, bis 18:01 h)
Beschluss: Das Fest ist am 1. Mai.
"""


def add_rest(content):
    """Add to ``content`` what only some kinds of page show: a page, something withdrawn or closed."""
    Abbreviation.objects.create(short="WiQ", meaning="Wir im Quartier")
    text = "# Wer\n\nDie WiQ, und was es [nicht gibt](/nirgends/)."
    make_page(title="Über uns", slug="ueber-uns", body=text, menu="kopf")
    make_post("Weg", slug="weg", withdrawn_at=days_ago(0))
    make_post("Eine Idee", ["Idee sucht Team"], slug="idee")
    make_post("Zu", slug="zu", comments_open_until=days_ago(0))
    content.past = make_meeting(
        "2021-03-11 17:00",
        [("Rückblick", 30, "Ada", "- Beschluss: Wir machen weiter.")],
        title="Frühjahr",
    )
    Outcome.objects.create(
        item=content.past.items.get(), kind="aufgabe", text="Karten drucken", who="Ada"
    )
    for days in (7, 14):  # they wait for their minutes, one below the other
        when = f"{days_ago(days):%Y-%m-%d} 17:00"
        make_meeting(
            when, title=f"Vor {days} Tagen im Nachbarschaftshaus", protocol_published_at=None
        )
    Redirect.objects.create(old_path="/node/1", new_path="/ueber-uns/")
    BlockedWord.objects.create(word="Kredit")
    content.subscription = Subscription.objects.create(email="ada@example.org", list="beitraege")
    content.confirmed = Subscription.objects.create(email="ada@example.org", list="treffen")
    content.confirmed.confirm("Ja.")
    content.waiting = Comment.objects.waiting().first()
    make_post("Gelöscht").delete()
    file = SimpleUploadedFile("hof.jpg", file_of("JPEG"))
    content.picture = Picture.objects.create(image=file, image_alt="Hof")
    text = f"Noch **geheim**. ![Hof]({content.picture.image.url})"
    content.draft = make_post("Entwurf", published_at=None, body=text)
    drafts.start(content.draft)
    for name, text in (("Rückblick und Ausblick", "- Neu"), ("Rückblick", "- Neu\n- Mehr")):
        item = content.meeting.items.first()
        item.name, item.protocol = name, text
        item.save()
    content.fresh = make_comment(content.post, "Gerade geschrieben.")


def public_pages(content):
    """Return what any visitor may open, by name; ``add_rest`` comes first."""
    form = f"/kommentare/beitrag/{content.post.pk}/"
    return {
        "home": "/",
        "list": "/beitraege/",
        "filtered list": "/beitraege/?thema=klima",
        "list without posts": "/beitraege/?jahr=1999",
        "post with minutes and comments": content.post.get_absolute_url(),
        "post that is closed": "/beitraege/zu/",
        "meetings": "/treffen/",
        "coming meeting": content.meeting.get_absolute_url(),
        "past meeting": content.past.get_absolute_url(),
        "outcomes": "/treffen/aufgaben/",
        "topics": "/themen/",
        "team": "/themen/klima/",
        "teams": "/teams/",
        "search": "/suche/",
        "search with hits": "/suche/?q=Verweis",
        "search without hits": "/suche/?q=xyzzy",
        "subscribe": "/abonnieren/",
        "page": "/ueber-uns/",
        "comment form": form,
        "answer form": f"{form}?antwort={content.comment.pk}",
        "report form": f"/kommentare/melden/{content.comment.pk}/",
        "reported": f"/kommentare/gemeldet/{content.comment.pk}/",
        **{
            f"comment: {purpose}": links.own_address(purpose, content.fresh)
            for purpose in ("thanks", "change", "withdraw", "replies-end")
        },
        "decide": links.decision_address(content.waiting, Comment.State.REJECTED),
        "outcomes of a filter": "/treffen/aufgaben/?stand=offen",
        "idea form": "/idee/",
        "idea followed": contact.FOLLOWED.path(content.post.pk),
        "join form": "/mitmachen/beitrag/idee/",
        "joined": "/mitmachen/beitrag/idee/danke/",
        "mail form": "/abonnieren/mail/treffen/",
        "mail asked": "/abonnieren/mail/danke/",
        "mail to confirm": sending.CONFIRMED.path(content.subscription.pk),
        "mail of one's own": sending.OWN.path(content.confirmed.pk),
        "mail left": sending.OWN.path(0),
        "barrier form": "/barrierefreiheit/rueckmeldung/",
        "barrier told": "/barrierefreiheit/rueckmeldung/danke/",
        "decided": "/kommentare/entscheiden/falsch/",
        "not found": "/gibt-es-nicht/",
        "withdrawn": "/beitraege/weg/",
        "draft by its link": drafts.LINK.path(drafts.links_of(content.draft).get().pk),
    }


def desk_pages(content):
    """Return what an editor opens, by name."""
    return {
        "desk": "/admin/",
        "own data of the site": "/admin/pages/site/add/",
        "invitation": "/admin/einladen/",
        "own account": "/admin/konto/",
        "second factor": "/admin/konto/zweiter-faktor/",
        "components": "/gestaltung/",
        "town by the sea": "/gestaltung/hafen/",
        "town in the hills": "/gestaltung/berg/",
        "posts": "/admin/blog/post/",
        "post": f"/admin/blog/post/{content.post.pk}/change/",
        "draft with its link": f"/admin/blog/post/{content.draft.pk}/change/",
        "post preview": f"/admin/blog/post/{content.post.pk}/vorschau/",
        "topics": "/admin/blog/topic/",
        "topic": f"/admin/blog/topic/{content.post.topics.first().pk}/change/",
        "meetings": "/admin/meetings/meeting/",
        "meeting": f"/admin/meetings/meeting/{content.meeting.pk}/change/",
        "paste": "/admin/meetings/meeting/protokoll-einfuegen/",
        "taking minutes": f"/admin/meetings/meeting/{content.meeting.pk}/protokoll-fuehren/",
        "outcomes at the desk": "/admin/meetings/outcome/",
        "new outcome": "/admin/meetings/outcome/add/",
        "deletion of a meeting": f"/admin/meetings/meeting/{content.meeting.pk}/delete/",
        "history of a post": f"/admin/blog/post/{content.post.pk}/history/",
        "history of a meeting": f"/admin/meetings/meeting/{content.meeting.pk}/history/",
        "older version of a meeting": older_version(content.meeting),
        "deleted": "/admin/geloescht/",
        "handbook": "/admin/handbuch/",
        "pictures and files": "/admin/dateien/",
        "files kept aside": "/admin/dateien/aufgehoben/",
        "dead links": "/admin/links/",
        "abbreviations": "/admin/pages/abbreviation/",
        "speakers": "/admin/meetings/speaker/",
        "pages": "/admin/pages/page/",
        "pictures": "/admin/pages/picture/",
        "picture in use": f"/admin/pages/picture/{content.picture.pk}/change/",
        "redirects": "/admin/pages/redirect/",
        "blocked words": "/admin/comments/blockedword/",
        "queue": "/admin/comments/comment/",
        "comment": f"/admin/comments/comment/{content.waiting.pk}/change/",
    }


def older_version(item):
    """Return the address that asks whether the first version of ``item`` is to come back."""
    version = Version.objects.get_for_object(item).last()
    return f"/admin/{item._meta.app_label}/{item._meta.model_name}/{item.pk}/history/{version.pk}/"


def refuse_comment(page, content):
    """Send the comment form empty."""
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    page.get_by_role("button", name="Absenden").click()
    page.locator(".error-summary").wait_for()


def preview_comment(page, content):
    """Look at a comment before it is sent; the captcha is not yet solved."""
    page.goto(f"/kommentare/beitrag/{content.post.pk}/")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Ihr Kommentar").fill("Ich komme <em>gern</em>.")
    page.get_by_role("button", name="Vorschau").click()
    page.locator(".error-summary, .comment-preview").first.wait_for()


def open_form_in_post(page, content):
    """Fetch the comment form into the page of a post."""
    page.goto(content.post.get_absolute_url())
    page.get_by_role("link", name="Kommentar schreiben").click()
    page.locator("[data-comment-form]").wait_for()


def preview_paste(page, content):
    """Look at pasted minutes, warnings among them."""
    page.goto(desk_pages(content)["paste"])
    page.get_by_label("Text des Protokolls").fill(PASTED)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.locator(".paste-preview").wait_for()


def refuse_post(page, content):
    """Save a post without a title."""
    page.goto("/admin/blog/post/add/")
    page.locator("form [name=title]").evaluate("field => field.removeAttribute('required')")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    page.locator(".errornote").first.wait_for()


def lose_login(page, content):
    """Send a form after the login came to an end."""
    page.goto("/admin/blog/post/add/")
    page.locator("form [name=title]").fill("Bleibt da")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    page.get_by_role("button", name="Anmelden und weiter").wait_for()
    page.context.add_cookies(cookies)


PUBLIC_WAYS = {
    "comment form with errors": refuse_comment,
    "preview of a comment": preview_comment,
    "form within a post": open_form_in_post,
}
DESK_WAYS = {
    "preview of minutes": preview_paste,
    "post with errors": refuse_post,
    "form after the login ended": lose_login,
}
