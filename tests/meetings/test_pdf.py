import io
import re
from datetime import date, time
from itertools import pairwise
from unittest.mock import patch

from django.test import RequestFactory, SimpleTestCase, TestCase
from django.utils import timezone
from pypdf import PdfReader

from meetings.agenda import AgendaItem, Outcome
from meetings.exports.paper import BREAK, TypesettingError, _can_show, minutes_data, typeset
from tests.build import days_ago, make_meeting
from wiq_site.kit.markup import render_markdown

NAMES = "Ada Bo Carla Dora Emil Fritz Gerda Hannes Ines".split()
NINE = [(f"Punkt {n}", 5, name, f"- Text {n}") for n, name in enumerate(NAMES, 1)]
HOSTILE = (
    '# $x^2$ *a* <b>"&\' \\ #import "/etc/passwd": * @ref ~ ` ``` // /* \x07\x01 {{ }} {% %} ]('
)
EVERYTHING = """## Überschrift

Ein *kursiver*, **fetter** und ***beides***, `code` und H~2~O, [Teams](/teams/), [oben](#top-1),
<https://wiq.example/a>, post@wiq.example, ~~weg~~.[^1]

- eins
    - zwei

        mit Absatz
    - drei
        1. vier
        2. fünf
- sechs

4. ab vier

> Zitat
>
> > im Zitat

| Was | Wer |
|-----|----:|
| Beet | Ada |
| Bank | |

Begriff
:   Erklärung

```
#let x = 1
  eingerückt
```

---

#### Tiefer

[^1]: Eine Fußnote.
"""


def edit(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


class PdfCase(TestCase):
    def pdf(self, meeting, suffix=".pdf"):
        answer = self.client.get(f"/treffen/{meeting.slug}{suffix}")
        self.assertEqual((answer.status_code, answer["Content-Type"]), (200, "application/pdf"))
        return PdfReader(io.BytesIO(answer.content))

    def words(self, meeting, suffix=".pdf"):
        return self.words_of(self.pdf(meeting, suffix))

    def words_of(self, pdf):
        text = " ".join(page.extract_text() for page in pdf.pages).replace(BREAK, "")
        return " ".join(text.split())


class MinutesTests(PdfCase):
    def test_what_is_struck_out_may_be_a_link_code_or_underlined(self):
        text = "~~[Teams](/teams/)~~ [~~a~~](b.de) <ins>~~c~~ [d](e.de)</ins> ~~`f`~~ <a>g</a>"
        words = self.words(make_meeting(items=[("Beet", 5, "Ada", text)]))
        self.assertIn("Teams (testserver/teams) a (b.de) c d (e.de) f g", words)

    def test_is_tagged_german_and_titled(self):
        root = self.pdf(make_meeting(items=NINE, title="Gesamttreffen"))
        catalog = root.trailer["/Root"]
        self.assertTrue(catalog["/MarkInfo"]["/Marked"])
        self.assertIn("/StructTreeRoot", catalog)
        self.assertEqual(str(catalog["/Lang"])[:2], "de")
        self.assertTrue(catalog["/ViewerPreferences"]["/DisplayDocTitle"])
        self.assertEqual(root.metadata.title, "Gesamttreffen, 10. Dezember 2020")
        self.assertEqual(root.metadata.author, "Wir im Quartier")
        self.assertIn(b"pdfuaid", catalog["/Metadata"].get_data())

    def test_headings_are_tagged_and_bookmarked(self):
        reader = self.pdf(make_meeting(items=NINE[:2], title="Treffen"))
        titles = []
        for entry in reader.outline:
            titles += [e.title for e in (entry if isinstance(entry, list) else [entry])]
        self.assertEqual(titles, ["Treffen", "TOP 1 Punkt 1", "TOP 2 Punkt 2"])

    def test_holds_head_facts_and_all_nine_items_with_their_minutes(self):
        meeting = make_meeting(
            items=NINE, title="Treffen", place="Rathaus", chair="Zoe", end=time(19), intro="Schön!"
        )
        text = self.words(meeting)
        for part in (
            "Wir im Quartier",
            "Protokoll (vorläufig)",
            "Donnerstag, 10. Dezember 2020, 17:00–19:00 Uhr",
            "Rathaus",
            "Leitung Zoe",
            "Schön!",
            "Seite 1 von ",
            *(f"TOP {n} Punkt {n} {name} · bis" for n, name in enumerate(NAMES, 1)),
            *(f"Text {n}" for n in range(1, 10)),
        ):
            with self.subTest(part=part):
                self.assertIn(part, text)

    def test_says_when_it_was_approved(self):
        text = self.words(make_meeting(items=NINE[:1], approved_at=date(2021, 3, 11)))
        self.assertIn("Protokoll (genehmigt am 11. März 2021)", text)

    def test_marks_outcomes(self):
        meeting = make_meeting(items=NINE[:1])
        outcomes = meeting.items.get().outcomes
        outcomes.create(kind=Outcome.Kind.DECISION, text="Wir pflanzen.", votes="12/0/1")
        outcomes.create(kind="aufgabe", text="Saat kaufen", who="Ada", due=date(2021, 1, 9))
        text = self.words(meeting)
        self.assertIn("Beschluss Wir pflanzen. (Abstimmung: 12 Ja, 0 Nein, 1 Enthaltung)", text)
        self.assertIn("Aufgabe Saat kaufen (Ada · bis 9. Januar 2021)", text)

    def test_before_the_minutes_it_is_the_agenda(self):
        meeting = make_meeting(
            items=[("Stand", 5, "Ada", "GEHEIM")], closing="GEHEIM", protocol_published_at=None
        )
        text = self.words(meeting)
        self.assertIn("Tagesordnung", text)
        self.assertIn("17:00–17:05 TOP 1 Stand Ada", text)
        self.assertNotIn("GEHEIM", text)

    def test_an_item_that_is_not_public_is_a_number(self):
        meeting = make_meeting(items=[("GEHEIM", 5, "GEHEIM", "GEHEIM"), NINE[0]])
        item = meeting.items.first()
        item.outcomes.create(kind="aufgabe", text="GEHEIM")
        edit(item, public=False, speakers_note="GEHEIM")
        for moment in (days_ago(1), None):
            edit(meeting, protocol_published_at=moment)
            for suffix in (".pdf", "/aushang.pdf"):
                reader, text = self.pdf(meeting, suffix), self.words(meeting, suffix)
                with self.subTest(suffix=suffix, minutes=bool(moment)):
                    self.assertIn("TOP 1 (nicht öffentlich)", text)
                    self.assertNotIn("GEHEIM", text)
                    self.assertNotIn("GEHEIM", str(reader.metadata) + str(reader.outline))

    def test_every_kind_of_text_is_there_once_with_links_and_their_addresses(self):
        meeting = make_meeting(items=[("Alles", 5, None, EVERYTHING)], closing=EVERYTHING)
        reader, text = self.pdf(meeting), self.words(meeting)
        for part in ("kursiver", "Überschrift", "mit Absatz", "4. ab vier", "im Zitat", "Beet Ada"):
            with self.subTest(part=part):
                self.assertEqual(text.count(part), 2)
        self.assertIn("(testserver/teams)", text)
        links = {
            note.get_object()["/A"]["/URI"]
            for page in reader.pages
            for note in page.get("/Annots", [])
            if "/URI" in note.get_object().get("/A", {})
        }
        own = f"http://testserver/treffen/{meeting.slug}/"
        self.assertLessEqual(
            {"http://testserver/teams/", f"{own}#top-1", "mailto:post@wiq.example", own}, links
        )

    def test_links_lead_where_those_of_the_page_do_whatever_the_fonts_can_show(self):
        text = (
            "[China](https://zh.wikipedia.org/wiki/莱比锡) https://example.org/😀?a=ü%20b "
            "https://www.Müller-Straße.de:8000/ä [Mail](mailto:a@b.de?subject=Über%20uns)"
        )
        reader = self.pdf(make_meeting(items=[("a", 5, None, text)]))
        links = {
            note.get_object()["/A"]["/URI"]
            for note in reader.pages[0]["/Annots"]
            if "/URI" in note.get_object()["/A"]
        }
        for address in (
            "https://zh.wikipedia.org/wiki/%E8%8E%B1%E6%AF%94%E9%94%A1",
            "https://example.org/%F0%9F%98%80?a=%C3%BC%20b",
            "https://www.xn--mller-strae-46a18a.de:8000/%C3%A4",
            "mailto:a@b.de?subject=%C3%9Cber%20uns",
        ):
            self.assertIn(address, links)

    def test_words_copied_from_paper_hold_no_sign_that_nobody_sees(self):
        meeting = make_meeting(items=[("a", 5, None, f"https://example.org/{'abc/' * 30}")])
        for suffix in (".pdf", "/aushang.pdf"):
            for page in self.pdf(meeting, suffix).pages:
                self.assertNotIn(BREAK, page.extract_text())

    def test_the_same_minutes_are_the_same_bytes(self):
        meeting = make_meeting(items=NINE)
        first, second = (
            typeset("minutes.typ", self.data_of(meeting), meeting.revision.modified_at)
            for _ in range(2)
        )
        self.assertEqual(first, second)

    def data_of(self, meeting):
        return minutes_data(meeting, RequestFactory().get("/"))

    def test_the_viewer_of_a_browser_may_show_it(self):
        make_meeting(title="a")
        policy = self.client.get("/treffen/a.pdf")["Content-Security-Policy"]
        self.assertIn("default-src 'self'", policy)
        self.assertIn("frame-ancestors 'none'", policy)

    def test_is_set_once_and_then_kept(self):
        make_meeting(items=NINE[:1], title="a")
        with patch("meetings.exports.paper.typeset", wraps=typeset) as setting:
            for _ in range(3):
                self.client.get("/treffen/a.pdf")
        self.assertEqual(setting.call_count, 1)


class HostileTests(PdfCase):
    def test_marks_of_the_template_language_stay_text(self):
        items = [(HOSTILE, 5, HOSTILE[:90], HOSTILE)]
        meeting = make_meeting(items=items, place=HOSTILE, title=HOSTILE, intro=HOSTILE)
        for suffix in (".pdf", "/aushang.pdf"):
            text = self.words(meeting, suffix)
            with self.subTest(suffix=suffix):
                self.assertIn('#import "/etc/passwd": * @ref', text)
                self.assertNotIn("root:", text)

    def test_characters_that_no_font_has_become_squares(self):
        meeting = make_meeting(items=[("Fest 🎉 漢字", 5, "Ayşe 🌻", "Ж ☐ ✓ العربية 🎉")])
        text = self.words(meeting)
        self.assertIn("Fest □ □□", text)
        self.assertIn("Ayşe □", text)
        self.assertIn("Ж ☐ ✓", text)

    def test_a_mark_that_no_font_has_goes_from_its_letter(self):
        text = self.words(make_meeting(items=[("1️⃣ Start ❤️", 5, None, "2️⃣ Ende 🎉, A⃣")]))
        self.assertIn("1 Start ❤", text)
        self.assertIn("2 Ende □, A", text)

    def test_thousands_of_such_characters_end_soon(self):
        body = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
        self.assertIn("□", self.words(make_meeting(items=[("Viel", 5, None, body)])))

    def test_sixty_items_and_a_hundred_kilobytes(self):
        body = ("Ein Satz mit *Betonung* und [Link](/teams/). " * 8 + "\n\n- Punkt\n\n") * 5
        self.assertGreater(len(body) * 60, 100_000)
        meeting = make_meeting(items=NINE[:1])
        html = render_markdown(body)
        AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting,
                position=n,
                number=str(n),
                anchor=f"top-{n}",
                name=f"Punkt {n}",
                protocol=body,
                protocol_html=html,
            )
            for n in range(2, 61)
        )
        last = self.pdf(meeting).pages[-1].extract_text()
        self.assertIn("TOP 60 Punkt 60", " ".join(last.split()))
        notice = self.pdf(meeting, "/aushang.pdf")
        self.assertEqual(len(notice.pages), 1)
        self.assertIn("auf der Seite des Treffens", self.words_of(notice))

    def test_deep_nesting_long_words_and_wide_tables(self):
        deep = "\n".join("    " * n + f"- Ebene {n}" for n in range(30))
        quotes = ">" * 30 + " Zitat"
        table = "|" + "a|" * 40 + "\n|" + "-|" * 40 + "\n|" + "b|" * 40
        word = "x" * 5000 + " https://wiq.example/" + "y" * 3000
        for body in (deep, quotes, table, word):
            with self.subTest(body=body[:20]):
                self.assertIn("TOP 1", self.words(make_meeting(items=[("a", 5, None, body)])))

    def test_columns_stand_as_on_the_page(self):
        lefts = []
        for sign in (":---", ":---:", "---:"):
            table = f"| Was | Ein Preis |\n| --- | {sign} |\n| Kuchen | 37 |"
            found = {}

            def note(text, moved, *_rest, found=found):
                found[text.strip()] = moved[4]

            for page in self.pdf(make_meeting(items=[("a", 5, None, table)])).pages:
                page.extract_text(visitor_text=note)
            lefts.append(found["37"])
        self.assertTrue(lefts[0] + 5 < lefts[1] < lefts[2] - 5, lefts)

    def test_every_word_of_a_wide_table_stands_inside_the_page_and_its_column(self):
        long = "Donaudampfschifffahrtsgesellschaft"
        for count, word in ((3, long), (8, "Verantwortlichkeit"), (13, "a"), (40, "Spalte")):
            heads, cells = ([f"{name}{n}." for n in range(count)] for name in (word, "Wert"))
            table = "\n".join(f"|{'|'.join(row)}|" for row in (heads, ["---"] * count, cells))
            pages, places = self.pdf(make_meeting(items=[("a", 5, None, table)])), []
            told = re.sub(r"[\s\u200b\xad-]", "", self.words_of(pages))

            def note(text, moved, _place, _font, size, places=places):
                if text := text.strip():  # so wide if all letters were narrow
                    places.append((-moved[5], moved[4], moved[4] + 0.4 * size * len(text), text))

            for page in pages.pages:
                page.extract_text(visitor_text=note)
            places.sort()
            over = [
                one for one, other in pairwise(places) if one[0] == other[0] and one[2] > other[1]
            ]
            with self.subTest(count=count, word=word):
                self.assertEqual([cell for cell in heads + cells if cell not in told], [])
                self.assertEqual(over, [])
                self.assertTrue(450 < max(end for _line, _start, end, _text in places) < 560)


class NoticeTests(PdfCase):
    def test_is_one_page_with_all_that_one_needs_to_come(self):
        meeting = make_meeting(items=NINE, title="Treffen", place="Rathaus", end=time(19))
        reader, text = self.pdf(meeting, "/aushang.pdf"), self.words(meeting, "/aushang.pdf")
        self.assertEqual(len(reader.pages), 1)
        box = reader.pages[0].mediabox
        self.assertEqual((round(box.width), round(box.height)), (595, 842))
        for part in (
            "Treffen",
            "Donnerstag, 10. Dezember 2020",
            "17:00–19:00 Uhr",
            "Rathaus",
            "17:40–17:45 TOP 9 Punkt 9 (Ines)",
            "testserver/treffen/treffen",
            "kontakt@example.org",
        ):
            with self.subTest(part=part):
                self.assertIn(part, text)

    def test_is_tagged_and_tells_what_the_qr_code_says(self):
        reader = self.pdf(make_meeting(title="Treffen"), "/aushang.pdf")
        catalog = reader.trailer["/Root"]
        self.assertTrue(catalog["/MarkInfo"]["/Marked"])
        self.assertEqual(str(catalog["/Lang"])[:2], "de")
        alternatives = [
            str(thing["/Alt"])
            for number in range(1, len(reader.xref_objStm) + 200)
            if isinstance(thing := reader.get_object(number), dict) and "/Alt" in thing
        ]
        self.assertEqual(
            alternatives, ["QR-Code zur Seite des Treffens: http://testserver/treffen/treffen/"]
        )

    def test_says_cancelled(self):
        text = self.words(make_meeting(cancelled_at=days_ago(1)), "/aushang.pdf")
        self.assertIn("Abgesagt", text)


class FailureTests(PdfCase):
    def test_a_document_that_cannot_be_set_is_a_german_page(self):
        make_meeting(title="a")
        with (
            patch("meetings.exports.paper.typeset", side_effect=TypesettingError("x")),
            self.assertLogs("meetings.exports", "ERROR"),
        ):
            answer = self.client.get("/treffen/a.pdf")
        self.assertContains(answer, "gibt es gerade nicht", status_code=503)
        self.assertContains(answer, 'href="/treffen/a/"', status_code=503)
        self.assertEqual(answer["Retry-After"], "3600")
        self.assertNotIn("public", answer["Cache-Control"])

    def test_every_failure_of_typst_is_told_as_one(self):
        for failure in (RuntimeError("x"), OSError("x"), BaseException("panic")):
            with (
                self.subTest(failure=failure),
                patch("meetings.exports.paper._typst", side_effect=failure),
                self.assertRaises(TypesettingError),
            ):
                typeset("minutes.typ", {}, timezone.now())

    def test_a_template_without_its_data_is_a_failure_too(self):
        with self.assertRaises(TypesettingError):
            typeset("minutes.typ", {}, timezone.now())


class FontTests(SimpleTestCase):
    def test_what_german_minutes_need_can_be_shown(self):
        for character in "äöüÄÖÜßẞéèçñøåŁőšžğışÇ–—„“”‚‘’»«…•·€§°²³½×→✓✔☐☑☒★♥⚠ЖΩאع":
            with self.subTest(character=character):
                self.assertTrue(_can_show(character))

    def test_an_emoji_cannot(self):
        self.assertFalse(_can_show("🎉"))
