"""What every form of content refuses, whichever model it is of, with the sentence at the field."""

import re
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField
from django.test import TestCase
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.models import Meeting
from tests.build import make_meeting, make_report
from wiq_site.pages.models import Page, Site


def errors_of(item, *exclude):
    """Return ``{field: sentences}`` of what is refused of ``item``."""
    try:
        item.full_clean(exclude=exclude)
    except ValidationError as error:
        return error.message_dict
    return {}


class RefusalTests(TestCase):
    def test_a_slug_is_the_same_everywhere(self):
        for item in (
            Post(title="A"),
            Page(title="A"),
            Topic(name="A"),
            Meeting(title="A", date=date(2026, 1, 1)),
        ):
            for slug in ("Mein-Garten", "mein_garten", "mein garten", "-garten", "a--b", "gärten"):
                item.slug = slug
                with self.subTest(type(item).__name__, slug=slug):
                    [sentence] = errors_of(item)["slug"]
                    self.assertIn("kleinen Buchstaben", sentence)
            item.slug = "mein-garten-2"
            self.assertNotIn("slug", errors_of(item))

    def test_each_address_of_a_slug_is_its_own_but_where_the_slug_is_refused(self):
        models = {"treffen/": Meeting, "beitraege/": Post, "themen/": Topic, "": Page}

        def routes(patterns, before="", space=""):
            for pattern in patterns:
                path, within = f"{before}{pattern.pattern}", getattr(pattern, "url_patterns", None)
                if within is None:
                    yield path, f"{space}{pattern.name}"
                elif not path.startswith("admin"):
                    own = f"{pattern.namespace}:" if pattern.namespace else ""
                    yield from routes(within, path, space + own)

        named = list(routes(get_resolver().url_patterns))
        words = {word for path, _ in named for word in re.split(r"<.*?>|[/.]", path)}
        tried = 0
        for path, name in named:
            folder, is_of_slug, _ = path.partition("<slug:slug>")
            if is_of_slug and folder in models and not name.endswith("None"):
                for word in words - getattr(models[folder], "reserved_slugs", set()):
                    if re.fullmatch("[a-z]+(-[a-z]+)*", word):
                        found = resolve(reverse(name, args=[word]))
                        self.assertEqual((found.view_name, found.kwargs.get("slug")), (name, word))
                        tried += 1
        self.assertGreater(tried, 300)

    def test_the_sentence_names_a_slug_that_would_do(self):
        [sentence] = errors_of(Post(title="A", slug="Große Straße"))["slug"]
        self.assertIn("„grosse-strasse“", sentence)

    def test_a_topic_has_no_comma_in_its_name(self):
        self.assertEqual(
            errors_of(Topic(name="Wir im Quartier, Wohnen")),
            {"name": ["Bitte ohne Komma: Kommas trennen die Themen eines Beitrags."]},
        )

    def test_a_name_holds_a_letter_or_a_digit(self):
        for item, field in (
            (Post(slug="a"), "title"),
            (Page(slug="a"), "title"),
            (Meeting(slug="a", date=date(2026, 1, 1)), "title"),
            (Topic(slug="a"), "name"),
            (Speaker(), "name"),
            (AgendaItem(), "name"),
            (Site(), "town"),
        ):
            for name in ('""', "„…“", "🎉 –", "–\u3164"):
                setattr(item, field, name)
                with self.subTest(type(item).__name__, name=name):
                    [sentence] = errors_of(item)[field]
                    self.assertIn("braucht mindestens einen Buchstaben", sentence)
            setattr(item, field, '"7"')
            self.assertNotIn(field, errors_of(item))

    def test_dates_are_of_our_time_whatever_the_field(self):
        for year in (1, 26, 1899, 2200, 9999):
            moment = datetime(year, 6, 1, 12, tzinfo=UTC)
            for name in ("published_at", "withdrawn_at", "corrected_at", "comments_open_until"):
                with self.subTest(name, year=year):
                    [sentence] = errors_of(Post(title="A", **{name: moment}))[name]
                    self.assertIn(f"das Jahr {year:04}", sentence)
        meeting = Meeting(title="A", date=date(2026, 1, 1), approved_at=date(26, 1, 1))
        self.assertEqual(list(errors_of(meeting)), ["approved_at"])
        self.assertEqual(
            errors_of(Post(title="A", published_at=datetime(2026, 1, 1, tzinfo=UTC))), {}
        )

    def test_what_has_been_is_not_to_come(self):
        now = timezone.now()
        later, sooner = now + timedelta(days=2), now - timedelta(minutes=1)
        for model, name in (
            (Post, "corrected_at"),
            (Meeting, "corrected_at"),
            (Meeting, "cancelled_at"),
            (Meeting, "approved_at"),
            (Outcome, "done_at"),
        ):
            is_day = not isinstance(model._meta.get_field(name), DateTimeField)
            with self.subTest(model.__name__, field=name):
                value = timezone.localdate(later) if is_day else later
                [sentence] = errors_of(model(**{name: value}))[name]
                self.assertIn("liegt in der Zukunft", sentence)
                value = timezone.localdate() if is_day else sooner
                self.assertNotIn(name, errors_of(model(**{name: value})))
        for name in ("withdrawn_at", "published_at"):  # what sets its own minute
            self.assertNotIn(name, errors_of(Post(**{name: later})))
        self.assertNotIn("moved_from", errors_of(Meeting(moved_from=later)))

    def test_half_of_a_pair_is_refused_at_the_other_half(self):
        errors = errors_of(Post(title="A", correction_note="Die Zahl."))
        self.assertEqual(
            errors,
            {
                "corrected_at": [
                    "„Was wurde berichtigt?“ steht nur zusammen mit „berichtigt am“ auf der Website. "
                    "Bitte füllen Sie beides aus, oder leeren Sie beides."
                ]
            },
        )
        self.assertEqual(list(errors_of(Post(title="A", image_credit="Ada"))), ["image"])

    def test_a_date_that_would_be_shown_nowhere_is_refused(self):
        now, day = timezone.now() - timedelta(hours=1), {"title": "A", "date": date(2031, 1, 9)}
        for item, name in (
            (Post(title="A", withdrawn_at=now), "published_at"),
            (Page(title="A", withdrawn_at=now), "published_at"),
            (Post(title="A", corrected_at=now), "published_at"),
            (Meeting(corrected_at=now, **day), "protocol_published_at"),
            (Meeting(withdrawn_at=now, **day), "agenda_published_at"),
        ):
            with self.subTest(type(item).__name__, name=name):
                self.assertEqual([*errors_of(item)], [name])
        meeting = Meeting(withdrawn_at=now, protocol_published_at=now - timedelta(days=1), **day)
        self.assertEqual(errors_of(meeting), {})

    def test_a_meeting_was_not_moved_from_where_it_is(self):
        meeting = make_meeting("2031-01-09 17:00", place="Rathaus")
        meeting.moved_from = meeting.starts_at
        meeting.former_place = f"{meeting.place}, 1. Stock"
        self.assertEqual([*errors_of(meeting)], ["moved_from", "former_place"])
        meeting.former_place = "Werkstatt"
        meeting.moved_from -= timedelta(days=1)
        self.assertEqual(errors_of(meeting), {})

    def test_what_stands_elsewhere_already_is_refused_at_its_field(self):
        report = make_report()
        Speaker.objects.create(name="Zora", organisation="Verein")
        for item, name, labels in (
            (Post(title="A", slug=report.slug), "slug", "Adresse"),
            (
                Meeting(title="A", date=date(2026, 1, 1), report=report),
                "report",
                "Beitrag, der berichtet",
            ),
            (
                Speaker(name="Zora", organisation="Verein"),
                "__all__",
                "Name, wie er erscheint“ und „Organisation",
            ),
        ):
            with self.subTest(type(item).__name__):
                self.assertEqual(
                    errors_of(item)[name],
                    [
                        f"Das steht bei „{labels}“ schon in einem anderen Eintrag. "
                        "Bitte wählen Sie etwas anderes."
                    ],
                )

    def test_an_end_that_does_not_come_after_its_beginning_is_refused(self):
        begins = timezone.now() + timedelta(days=2)
        for model, name in ((Post, "withdrawn_at"), (Page, "withdrawn_at"), (Post, "pinned_until")):
            label = model._meta.get_field(name).verbose_name
            with self.subTest(model.__name__, field=name):
                for ends in (begins, begins - timedelta(days=1)):
                    [sentence] = errors_of(model(published_at=begins, **{name: ends}))[name]
                    self.assertEqual(
                        sentence,
                        f"„{label}“ muss später sein als „veröffentlicht am“; so gälte es nie.",
                    )
                    self.assertNotIn(name, errors_of(model(**{name: ends})))
                ends = begins + timedelta(minutes=1)
                self.assertNotIn(name, errors_of(model(published_at=begins, **{name: ends})))

    def test_a_role_beside_the_consent_to_be_named_is_refused(self):
        speaker = Speaker(name="Zora", role="eine Anwohnerin")
        self.assertIn("steht überall der Name", errors_of(speaker)["role"][0])
        speaker.agreed = False
        self.assertEqual(errors_of(speaker), {})

    def test_a_half_that_is_refused_itself_gets_no_second_sentence(self):
        self.assertEqual(errors_of(Post(title="A", correction_note="x"), "corrected_at"), {})
