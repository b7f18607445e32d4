"""The living page of all components, for whoever works on the look (docs/gestaltung.md).

It shows the pieces that the pages use, with invented content in every state: nothing of it is stored.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from blog.models import Topic
from comments.models import Comment
from meetings import timeline
from meetings.models import Meeting, Outcome
from meetings.page import Summary
from meetings.timetable import lay_out

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
