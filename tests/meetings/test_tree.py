import json

from django.test import SimpleTestCase

from meetings.exports.paper import BREAK, blocks_of, breakable
from wiq_site.kit.markup import render_markdown

PAGE = "https://wiq.example/treffen/x/"


class TreeTests(SimpleTestCase):
    def tree(self, markdown, **options):
        return blocks_of(render_markdown(markdown, **options), PAGE, 3)

    def run_of(self, text, *styles, href=""):
        return {"text": text, "styles": list(styles), "href": href}

    def test_text_is_a_flat_row_of_runs(self):
        self.assertEqual(
            self.tree(f"{'Ein ' * 20}**fettes *Wort***,\nja"),
            [
                {
                    "kind": "p",
                    "runs": [
                        self.run_of("Ein " * 20),
                        self.run_of("fettes ", "strong"),
                        self.run_of("Wort", "strong", "em"),
                        self.run_of(", ja"),
                    ],
                }
            ],
        )

    def test_the_address_of_a_link_stands_behind_it_unless_it_is_its_text(self):
        for markdown, texts in [
            ("[Teams](/teams/)", ["Teams", f" (wiq.example/{BREAK}teams)"]),
            ("<https://wiq.example/a>", [f"https:{'//'}{BREAK}wiq.{BREAK}example/{BREAK}a"]),
            ("[oben](#top-1)", ["oben"]),
            ("[Post](mailto:a@b.de)", ["Post", " (a@b.de)"]),
        ]:
            runs = self.tree(markdown)[0]["runs"]
            with self.subTest(markdown=markdown):
                plain = [run["text"].replace(BREAK, "") for run in runs]
                self.assertEqual(plain, [text.replace(BREAK, "") for text in texts])
                self.assertTrue(all(run["href"] for run in runs))

    def test_no_heading_leaves_a_level_out(self):
        blocks = self.tree("#### tief\n\n###### tiefer\n\n## oben\n\n#### unten")
        self.assertEqual([block["level"] for block in blocks], [3, 4, 3, 4])

    def test_lists_nest_and_number(self):
        (block,) = self.tree("3. a\n    - b\n4. c")
        self.assertEqual((block["ordered"], block["start"], len(block["items"])), (True, 3, 2))
        self.assertEqual([part["kind"] for part in block["items"][0]], ["p", "list"])

    def test_a_caption_stands_above_its_table_and_a_wide_table_is_told_row_by_row(self):
        rows = [[f"<{tag}>{tag}{n}</{tag}>" for n in range(30)] for tag in ("th", "td")]
        table = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
        caption, told = self.tree(f"<table><caption>Titel</caption>{table}</table>")
        self.assertEqual(caption, {"kind": "p", "runs": [self.run_of("Titel")]})
        line = "; ".join(f"th{n}: td{n}" for n in range(30))
        self.assertEqual(told["items"], [[{"kind": "p", "runs": [self.run_of(line)]}]])

    def test_tables_are_complete(self):
        (block,) = self.tree("| a | b |\n|---|---|\n| c |   |")
        self.assertEqual(
            (block["sides"], len(block["head"]), len(block["rows"])), (["left"] * 2, 2, 1)
        )
        self.assertEqual(len(block["rows"][0]), 2)

    def test_a_list_begins_with_the_number_that_was_typed(self):
        (block,) = self.tree("20201. Eins\n20202. Zwei")
        self.assertEqual((block["kind"], block["start"]), ("list", 20201))

    def test_depth_is_bounded(self):
        deep = "\n".join("    " * n + f"- {n}" for n in range(35))
        text = json.dumps(self.tree(deep))
        self.assertIn("34", text)

        def depth(blocks):
            lists = [i for b in blocks for i in b.get("items", [])]
            return 1 + max(map(depth, lists), default=0)

        self.assertLessEqual(depth(self.tree(deep)), 9)

    def test_a_link_tells_its_address_once(self):
        for typed, read in {
            "[Team](team@a.de)": "Team (team@a.de)",
            "[Team](mailto:team@a.de?subject=Hallo%20Welt)": "Team (team@a.de)",
            "[Team@A.de](mailto:team@a.de)": "Team@A.de",
            "[Anruf](tel:+49341123456)": "Anruf (+49341123456)",
            "[0341 / 12 34 56](tel:+49341123456)": "0341 / 12 34 56",
            "[+49 (0)341 123-456](0341123456)": "+49 (0)341 123-456",
            "[WWW.A.de](https://www.a.de/)": "WWW.A.de",
            "[Team](HTTPS://A.de/b)": "Team (A.de/b)",
            "[Team](MAILTO:team@a.de)": "Team (team@a.de)",
            "[Anruf](TEL:0341 123-456)": "Anruf (0341123456)",
            "[https://a.de/b_(c)](https://a.de/b_%28c%29)": "https://a.de/b_(c)",
        }.items():
            (block,) = self.tree(typed)
            told = "".join(run["text"] for run in block["runs"]).replace(BREAK, "")
            self.assertEqual(told, read)

    def test_code_keeps_its_lines(self):
        (block,) = self.tree("```\na\n  b\n```")
        self.assertEqual(block, {"kind": "code", "text": "a\n  b"})

    def test_nothing_makes_nothing(self):
        self.assertEqual(blocks_of("", PAGE, 3), [])
        self.assertEqual(blocks_of("<p> </p><ul></ul>", PAGE, 3)[-1]["items"], [])

    def test_long_words_may_break(self):
        self.assertEqual(breakable("kurz und gut"), "kurz und gut")
        self.assertLessEqual(max(map(len, breakable("x" * 500).split(BREAK))), 30)
