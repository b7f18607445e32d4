"""The living page of all components, with invented content in every state (docs/gestaltung.md)."""

from datetime import date, time, timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from blog.models import Topic
from comments.models import Comment
from meetings.agenda import Outcome
from meetings.models import Meeting
from meetings.timetable import bar_parts, lay_out
from wiq_site.templatetags import around
from wiq_site.views import HomeView

COLOURS = "surface surface-raised surface-sunken surface-strong text text-quiet link line line-strong accent wall wall-pale sign water-light focus error".split()
# What the site looks like elsewhere: names, claim and what takes the place of the roles of tokens.css.
TOWNS = {
    "hafen": {
        "name": "Hafenrunde",
        "short_name": "HR",
        "town": "Kieksand",
        "claim": "Gemeinsam am Wasser, gemeinsam an Land",
        "sentence": "Die Hafenrunde bringt seit 2024 alle zusammen, die am alten Hafen von Kieksand wohnen.",
        "town_style": "css/town-hafen.css",
    },
    "berg": {
        "name": "Stadtteilforum Oberer Weinberg",
        "short_name": "SFO",
        "town": "Hangenau",
        "claim": "Oben wird mitentschieden",
        "sentence": "Das Stadtteilforum gibt es in Hangenau seit 2019; mitreden kann, wer hier wohnt.",
        "town_style": "css/town-berg.css",
    },
}
LONG_TITLE = "Stadtbezirksbeiratssitzungsprotokolle und Straßenbegleitgrünpflegevereinbarungen: was zwei lange Wörter mit einer kurzen Bank am Kanal verbindet"


class SampleForm(forms.Form):
    """One field of each sort, two of them wrong."""

    name = forms.CharField(label="Name", help_text="Ein Spitzname genügt.")
    mail = forms.EmailField(label="E-Mail-Adresse")
    nachricht = forms.CharField(label="Nachricht", widget=forms.Textarea({"rows": 3}))
    einverstanden = forms.BooleanField(label="Ich habe das gelesen.")


def sample_context():
    """Return everything that the template shows."""
    day = date(2020, 12, 10)
    kinds = [("Klima und Stadtgrün", Topic.Kind.THEME), ("Gesamttreffen", Topic.Kind.SERIES)]
    topics = [Topic(name=name, slug="klima", kind=kind) for name, kind in kinds] + [
        Topic(name=f"Team „{state.label}“", slug="team", kind=Topic.Kind.TEAM, state=state)
        for state in Topic.State
    ]
    fields = {"slug": "muster", "date": day, "start": time(17), "end": time(19, 30)}
    rows = [
        ("Begrüßung", 8, "Thorsten", time(17, 10), True),
        ("Bericht aus den Teams", 37, "Ayşe/Minh", time(17, 50), True),
        ("Geheim", 15, "", time(18, 0), False),
        (LONG_TITLE, 60, "12 Teilnehmende", time(19, 5), True),
    ]
    names = ("name", "planned_minutes", "who", "actual_end", "public")
    items = [
        SimpleNamespace(
            number=str(number),
            anchor=f"muster-top-{number}",
            planned_end=None,
            **dict(zip(names, row, strict=True)),
        )
        for number, row in enumerate(rows, 1)
    ]
    slots = lay_out(day, time(17), items)
    planned, actual = bar_parts(slots)
    card = {
        "get_absolute_url": "#karten",
        "published_at": timezone.now(),
        "author": "Raphaela",
        "topics": {"all": topics[:2]},
    }
    garden = {"title": "Ein Sommer im Gemeinschaftsgarten", "teaser": "Notizen aus vier Monaten."}
    comments = [
        Comment(name="Gudrun", text="Wann geht es los?\n\nIch bringe <em>Kuchen</em> mit."),
        Comment(name="سلمى", text="مرحبا بكم في الحي"),
    ]
    for comment in comments:
        comment.render()
    return {
        "colours": COLOURS,
        "topics": topics,
        "posts": [card | garden | {"comment_count": 3}, card | {"title": LONG_TITLE, "teaser": ""}],
        "meetings": [
            Meeting(title="Gesamttreffen", place="Ideenwerkstatt (stufenfrei)", **fields),
            Meeting(title=LONG_TITLE, cancelled_at=timezone.now(), **fields),
        ],
        "planned": planned,
        "actual": actual,
        "agenda": {"slots": slots},
        "soon": timezone.localdate() + timedelta(days=5),
        "summary": {"items": 4, "minutes": 120, "decisions": 2, "tasks": 1},
        "outcomes": [
            Outcome(kind=Outcome.Kind.DECISION, text="Der Stadtteilfonds kommt.", votes="12/0/1"),
            Outcome(kind=Outcome.Kind.TASK, text="Schlüssel suchen.", who="Jost", due=day),
        ],
        "comments": comments,
        "form": SampleForm({"name": "Ada", "mail": "ada", "einverstanden": "on"}),
    }


@staff_member_required
@never_cache
def components(request):
    """Show all components with invented content, for editors only."""
    return render(request, "components.html", sample_context() | {"towns": TOWNS})


@staff_member_required
@never_cache
def other_town(request, town):
    """Show the home page of this site as that of another ``town`` of ``TOWNS``, for editors only. Raises Http404."""
    if town not in TOWNS:
        raise Http404
    plain = {"drawing": "img/nachbarschaft.svg", "colours": "", "mark": (), "key": town}
    names = TOWNS[town] | plain
    shown = around(request)
    shown |= {"site": shown["site"] | names, "frame": lambda: (town, str(names))}
    page = HomeView()
    page.setup(request)
    return render(request, "home.html", shown | page.get_context_data())
