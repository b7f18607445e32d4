"""Where pasted minutes come from: the clipboard, files; what was left out; where links led."""

import io
import os
import zipfile
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError
from django.test import SimpleTestCase

from blog.models import Post
from meetings.agenda import AgendaItem
from meetings.desk.word import html_of_word
from tests.build import make_topic
from tests.desk import DeskForm, errors_of
from tests.meetings.pasting import PASTE, PROTOCOL, Paste

AS_TEXT = "/admin/schreiben/als-text/"
LINKED = PROTOCOL.replace(
    "- Thorsten begrüßt alle.",
    "- Mehr steht in diesem Blog-Beitrag.\n- Näheres auf der Lösungsteam-Seite und hier.",
)
WORD = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    ),
    "word/_rels/document.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="l1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.org/teams" TargetMode="External"/>'
        "</Relationships>"
    ),
}
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def word_file(*paragraphs, styles="", **parts):
    """Return a Word file of ``paragraphs``, the last of them with a link in bold, ``styles`` and other ``parts``."""
    linked = '<w:p><w:hyperlink r:id="l1"><w:r><w:rPr><w:b/></w:rPr><w:t>die Teams</w:t></w:r></w:hyperlink></w:p>'
    body = "".join(
        text if text.startswith("<w:p>") else PARAGRAPH.format(text) for text in paragraphs
    )
    body += linked
    document = (
        f"<w:document {NAMES} "
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<w:body>{body}</w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in {**WORD, "word/document.xml": document}.items():
            archive.writestr(name, content)
        archive.writestr("word/styles.xml", f"<w:styles {NAMES}>{styles}</w:styles>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {NAMES}>{content}</w:{name}>")
    return stream.getvalue()


class FileTests(Paste):
    def upload(self, data, name="protokoll.txt"):
        return self.look("", file=SimpleUploadedFile(name, data))

    def names(self, page):
        fields = DeskForm(page).fields
        return [value for name, value in fields.items() if name.endswith("-name")]

    def test_text_is_read_in_every_encoding(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
            data = PROTOCOL.encode(encoding)
            marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
            with self.subTest(encoding):
                page = self.upload(marks.get(encoding, b"") + data)
                self.assertEqual(self.names(page)[0], "Begrüßung")

    def test_an_odd_year_is_asked_about_and_not_read_as_another(self):
        page = self.look(PROTOCOL.replace("8. April 2021", "8. April 0021"))
        self.assertEqual(DeskForm(page).fields["date"], "08.04.0021")
        self.assertContains(self.press(page, "save"), "Bitte prüfen Sie das Jahr 0021")

    def test_text_is_read_in_utf_16_without_a_mark_and_with_a_broken_sign_in_it(self):
        for data in (
            PROTOCOL.encode("utf-16-le"),
            PROTOCOL.encode("utf-16-be"),
            PROTOCOL.encode() + b"\xff",
        ):
            with self.subTest(data[:4]):
                self.assertEqual(self.names(self.upload(data))[0], "Begrüßung")

    def test_markdown_is_read(self):
        page = self.upload(b"# Treffen am 8. April 2021\n\n## TOP 1 Kasse\n\n- **leer**", "a.md")
        self.assertEqual(self.names(page), ["Kasse"])

    def test_word_is_read_with_its_links(self):
        data = word_file("Treffen am 8. April 2021", "TOP 1 Teams (Ada, bis 18:05 h)")
        fields = DeskForm(self.upload(data, "Protokoll.DOCX")).fields
        self.assertEqual(
            (fields["items-0-name"], fields["items-0-who"], fields["date"]),
            ("Teams", "Ada", "08.04.2021"),
        )
        self.assertIn("(https://example.org/teams)", fields["items-0-protocol"])

    def word_page(self, *runs):
        """The preview of a Word file whose one TOP says ``runs``, pairs of marks and content."""
        shown = "".join(f"<w:r><w:rPr>{marks}</w:rPr>{content}</w:r>" for marks, content in runs)
        return self.upload(
            word_file("Treffen am 8. April 2021", "TOP 1 Kasse", f"<w:p>{shown}</w:p>"), "a.docx"
        )

    def test_a_struck_run_of_word_stays_struck_out_and_is_pointed_at(self):
        for mark in ("<w:strike/>", "<w:dstrike/>"):
            with self.subTest(mark):
                page = self.word_page((mark, "<w:t>Der Kauf ist beschlossen.</w:t>"))
                text = DeskForm(page).fields["items-0-protocol"]
                self.assertEqual(text.split("\n")[0], "~~Der Kauf ist beschlossen.~~")
                self.assertContains(
                    page,
                    "Durchgestrichen ist und bleibt (~~…~~), aus Titeln und Angaben fällt es weg: „Der Kauf ist beschlossen.“",
                )

    def test_what_only_stands_around_words_of_word_hides_none(self):
        run = "<w:r><w:t>{}</w:t></w:r>"
        shown = (
            run.format("Am ")
            + f'<w:fldSimple w:instr=" DATE ">{run.format("12.11.2026")}</w:fldSimple>'
            + f"<w:dir>{run.format(' war')}</w:dir><w:r><w:cr/><w:t>es gut.</w:t></w:r>"
        )
        file = word_file("Treffen am 8. April 2021", "TOP 1 Kasse", f"<w:p>{shown}</w:p>")
        text = DeskForm(self.upload(file, "a.docx")).fields["items-0-protocol"]
        self.assertEqual(text.split()[:5], "Am 12.11.2026 war es gut.".split())

    def test_a_field_of_word_that_is_a_link_leads_there_whatever_else_it_says(self):
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        said = "<w:r><w:instrText>{}</w:instrText></w:r>"
        words = "<w:r><w:t>der Plan</w:t></w:r>"
        for field, target in (
            ('HYPERLINK "https://a.de/plan"', "https://a.de/plan"),
            ('HYPERLINK "https://a.de/plan" \\o "Ein Tipp"', "https://a.de/plan"),
            ('HYPERLINK "https://a.de/plan" \\t "_blank" \\h', "https://a.de/plan"),
            ('HYPERLINK \\o "Tipp" "https://a.de/plan"', "https://a.de/plan"),
            ('HYPERLINK "https://a.de/plan" \\l "s3"', "https://a.de/plan#s3"),
            ("hyperlink https://a.de/plan", "https://a.de/plan"),
            ('HYPERLINK \\l "_Toc1"', ""),
            ("PAGEREF _Toc1 \\h", ""),
            ("", ""),
        ):
            halves = (said.format(half) for half in (field[:13], field[13:]))
            told = "".join(
                [mark.format("begin"), *halves, mark.format("separate"), words, mark.format("end")]
            )
            quoted = field.replace('"', "&quot;")
            simple = f'<w:fldSimple w:instr=" {quoted} ">{words}</w:fldSimple>'
            for shown in (told, simple, f"<w:dir>{simple}</w:dir>"):
                file = word_file("Treffen am 8. April 2021", "TOP 1 Kasse", f"<w:p>{shown}</w:p>")
                text = DeskForm(self.upload(file, "a.docx")).fields["items-0-protocol"]
                with self.subTest(shown):
                    expected = f"[der Plan]({target})" if target else "der Plan"
                    self.assertEqual(text.split("\n")[0], expected)

    def test_how_a_word_is_read_stands_behind_it(self):
        run = "<w:r><w:t>{}</w:t></w:r>"
        ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run.format('hon')}</w:rt><w:rubyBase>{run.format('本')}</w:rubyBase></w:ruby></w:r>"
        shown = f"<w:p>{run.format('Das ')}{ruby}{run.format(' ist da.')}</w:p>"
        file = word_file("Treffen am 8. April 2021", "TOP 1 Kasse", shown)
        text = DeskForm(self.upload(file, "a.docx")).fields["items-0-protocol"]
        self.assertEqual(text.split("\n")[0], "Das 本 (hon) ist da.")

    def test_a_style_of_word_that_strikes_out_or_hides_does_so(self):
        style = '<w:style w:type="{}" w:styleId="{}"{}><w:basedOn w:val="{}"/><w:rPr>{}</w:rPr></w:style>'
        styles = "".join(
            style.format(*values)
            for values in (
                ("paragraph", "Usual", ' w:default="1"', "", ""),
                ("paragraph", "Old", "", "Usual", "<w:strike/>"),
                ("character", "Struck", "", "", "<w:dstrike/>"),
                ("character", "Below", "", "Struck", "<w:b/>"),
                ("character", "Toggle", "", "", "<w:strike/>"),
                ("character", "Secret", "", "Secret", "<w:vanish/>"),
            )
        )
        run = '<w:r><w:rPr><w:rStyle w:val="{}"/>{}</w:rPr><w:t>{}</w:t></w:r>'
        plain = "<w:r><w:t>Alles ist alt.</w:t></w:r>"
        of_old = '<w:pPr><w:pStyle w:val="Old"/></w:pPr>'
        for paragraph, expected in (
            (run.format("Struck", "", "Der Kauf ist weg."), "~~Der Kauf ist weg.~~"),
            (run.format("Below", "", "Der Kauf ist weg."), "~~Der Kauf ist weg.~~"),
            (run.format("Below", '<w:dstrike w:val="0"/>', "da"), "da"),
            (run.format("", '<w:strike w:val="off"/>', "da"), "da"),
            (of_old + plain, "~~Alles ist alt.~~"),
            (of_old + plain + run.format("Toggle", "", "neu"), "~~Alles ist alt.~~neu"),
            ("<w:r><w:t>offen</w:t></w:r>" + run.format("Secret", "", " geheim"), "offen"),
            (run.format("Unknown", "", "da"), "da"),
        ):
            data = word_file(
                "Treffen am 8. April 2021", "TOP 1 Kasse", f"<w:p>{paragraph}</w:p>", styles=styles
            )
            with self.subTest(paragraph):
                fields = DeskForm(self.upload(data, "a.docx")).fields
                self.assertEqual(fields["items-0-protocol"].split("\n")[0], expected)

    def test_a_hidden_run_of_word_is_left_out_and_named(self):
        page = self.word_page(
            ("", "<w:t>Offen</w:t>"),
            ("<w:vanish/>", "<w:t> und geheim</w:t>"),
            ("", "<w:t> hier.</w:t>"),
        )
        self.assertEqual(DeskForm(page).fields["items-0-protocol"].split("\n")[0], "Offen hier.")
        sentence = "Ausgelassen ist, was in der Datei verborgen, gelöscht, am Rand oder ein Bild ist: „und geheim“"
        self.assertContains(page, f'<li class="warning">{sentence}</li>', html=True)

    def test_a_run_of_word_that_nobody_sees_is_left_out_and_named(self):
        fill = '<w:shd w:val="clear" w:fill="{}"/>'
        for marks, is_seen in (
            ('<w:color w:val="000000"/><w:highlight w:val="black"/>', False),
            ('<w:highlight w:val="black"/>', False),
            ('<w:color w:val="ffffff"/>', False),
            ('<w:color w:val="1F3864"/>' + fill.format("1F3864"), False),
            ('<w:sz w:val="2"/>', False),
            ('<w:color w:val="FFFFFF"/>' + fill.format("1F3864"), True),
            ('<w:color w:val="auto"/>' + fill.format("auto"), True),
            ('<w:color w:val="FF0000"/><w:highlight w:val="yellow"/>', True),
        ):
            with self.subTest(marks):
                page = self.word_page(("", "<w:t>Offen</w:t>"), (marks, "<w:t> geheim</w:t>"))
                text = DeskForm(page).fields["items-0-protocol"].split("\n")[0]
                self.assertEqual(text, "Offen geheim" if is_seen else "Offen")
                self.assertContains(page, "ein Bild ist: „geheim“<", 0 if is_seen else 1)

    def test_white_letters_of_word_in_a_cell_of_another_colour_are_read(self):
        run = '<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>Wer</w:t></w:r></w:p>'
        cell = f'<w:tc><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>{run}</w:tc>'
        table = f"<w:p/><w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>".replace("<w:p/>", "<w:p></w:p>")
        page = self.upload(word_file("Treffen am 8. April 2021", "TOP 1 Kasse", table), "a.docx")
        self.assertIn("Wer", DeskForm(page).fields["items-0-protocol"])

    def test_what_word_marks_as_deleted_is_left_out_and_named(self):
        deleted = "<w:del><w:r><w:delText>Der Kauf ist weg.</w:delText></w:r></w:del>"
        shown = f"<w:p>{deleted}<w:ins><w:r><w:t>Wir kaufen.</w:t></w:r></w:ins></w:p>"
        page = self.upload(word_file("Treffen am 8. April 2021", "TOP 1 Kasse", shown), "a.docx")
        self.assertEqual(DeskForm(page).fields["items-0-protocol"].split("\n")[0], "Wir kaufen.")
        self.assertContains(page, "am Rand oder ein Bild ist: „Der Kauf ist weg.“")

    def test_remarks_and_the_head_of_the_pages_of_word_are_left_out_and_named(self):
        paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
        beside = {
            "comments": paragraph.format("Bitte prüfen"),
            "header1": paragraph.format("Seite 1"),
            "header2": paragraph.format("Seite 1"),
            "footer1": "<w:p/>",
        }
        data = word_file("Treffen am 8. April 2021", "TOP 1 Kasse", "leer", **beside)
        self.assertContains(
            self.upload(data, "a.docx"), "am Rand oder ein Bild ist: „Bitte prüfen“ · „Seite 1“<"
        )

    def test_a_picture_of_word_is_left_out_and_named(self):
        drawing = (
            '<w:p><w:r><w:drawing xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
            '<wp:inline><wp:docPr id="1" name="Grafik 1"{}/><a:blip/></wp:inline></w:drawing></w:r></w:p>'
        )
        shown = (drawing.format(' descr="Foto vom Hof"'), drawing.format(""))
        page = self.upload(word_file("Treffen am 8. April 2021", "TOP 1 Kasse", *shown), "a.docx")
        told = "ein Bild ist: „Bild: Foto vom Hof“ · „Bild: ohne Beschreibung“<"
        self.assertContains(page, told)

    def test_a_formula_of_word_keeps_its_signs(self):
        formula = "<m:oMath><m:r><m:t>3·12</m:t></m:r><m:r><m:t>=36</m:t></m:r></m:oMath>"
        run = "<w:r><w:t>Macht </w:t></w:r>"
        for shown in (formula, f"<m:oMathPara>{formula}</m:oMathPara>"):
            data = word_file("Treffen am 8. April 2021", "TOP 1 Kasse", f"<w:p>{run}{shown}</w:p>")
            text = DeskForm(self.upload(data, "a.docx")).fields["items-0-protocol"]
            self.assertEqual(text.split("\n")[0], "Macht 3·12=36")

    def test_the_numbers_that_word_counts_itself_stay_as_it_shows_them(self):
        level = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
        kind = '<w:abstractNum w:abstractNumId="{}">{}</w:abstractNum>'
        plain = '<w:num w:numId="{}"><w:abstractNumId w:val="{}"/>{}</w:num>'
        from_five = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
        numbering = (
            kind.format(0, level.format(0, 3, "decimal", "%1."))
            + kind.format(
                1,
                level.format(0, 1, "decimal", "TOP %1")
                + level.format(1, 1, "lowerLetter", "%2)")
                + level.format(2, 4, "upperRoman", "%1.%3"),
            )
            + plain.format(1, 0, "")
            + plain.format(2, 0, from_five)
            + plain.format(3, 1, "")
        )
        heading = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
        place = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr>'

        def numbered(text, depth, number):
            return f"<w:p><w:pPr>{place.format(depth, number)}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

        def headed(text):
            return f'<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

        data = word_file(
            "Treffen am 8. April 2021",
            headed("Kasse"),
            numbered("voll", 0, 1),
            "Dazwischen geredet.",
            numbered("leer", 0, 1),
            numbered("neu", 0, 2),
            numbered("geheim", 0, 2).replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"),
            headed("Hof"),
            numbered("fegen", 1, 3),
            numbered("harken", 1, 3),
            numbered("jäten", 2, 3),
            styles=heading,
            numbering=numbering,
        )
        fields = DeskForm(self.upload(data, "a.docx")).fields
        self.assertEqual(fields["items-0-number"], "1")
        self.assertEqual(fields["items-0-name"], "Kasse")
        lines = fields["items-0-protocol"].split("\n")
        self.assertEqual(
            [line for line in map(str.strip, lines) if line],
            ["3\\. voll", "Dazwischen geredet.", "4. leer", "5. neu"],
        )
        self.assertEqual((fields["items-1-number"], fields["items-1-name"]), ("2", "Hof"))
        lines = fields["items-1-protocol"].split("\n")
        self.assertEqual(
            [line for line in map(str.strip, lines) if line][:3],
            ["- a) fegen", "- b) harken", "2.IV jäten"],
        )

    def test_a_list_of_word_keeps_its_levels_and_signs(self):
        level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
        place = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        for levels, depths, shown in (
            (
                "decimal %1.|lowerLetter %2.|lowerRoman %3)",
                "01120",
                "1. x|    - a. x|    - b. x|        - i) x|2. x",
            ),
            (
                "upperRoman %1.|upperLetter %2.|decimal %3.",
                "01220",
                "- I. x|    - A. x|        1. x|        2. x|- II. x",
            ),
            ("decimal (%1)|bullet •", "010", "- (1) x|    - x|- (2) x"),
            ("lowerLetter %1)|decimal %2.", "0110", "- a) x|    1. x|    2. x|- b) x"),
            ("decimal %1.|decimal %1.%2.", "0110", "1. x|    - 1.1. x|    - 1.2. x|2. x"),
            ("bullet •|bullet o|bullet •", "1120", "- x|- x|    - x|- x"),
            ("decimalZero %1.|bullet •", "00", "01\\. x||02\\. x"),
            ("none |bullet •", "001", "x||x||- x"),
        ):
            kinds = [each.split(" ") for each in levels.split("|")]
            numbering = "".join(level.format(at, *kind) for at, kind in enumerate(kinds))
            items = (f"<w:p>{place.format(depth)}<w:r><w:t>x</w:t></w:r></w:p>" for depth in depths)
            data = word_file(
                "Treffen am 8. April 2021",
                "TOP 1 Bericht",
                *items,
                "TOP 2 Ende",
                numbering=f'<w:abstractNum w:abstractNumId="0">{numbering}</w:abstractNum>'
                '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
            )
            fields = DeskForm(self.upload(data, "a.docx")).fields
            with self.subTest(levels):
                self.assertEqual(fields["items-0-protocol"].split("\n"), shown.split("|"))

    def test_lists_of_word_that_differ_by_their_styles_nest_as_far_in_as_they_stand(self):
        in_list = '<w:pPr><w:numPr><w:numId w:val="{}"/></w:numPr>{}</w:pPr>'
        style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="List Bullet{1}"/>{2}</w:style>'
        level = '<w:lvl w:ilvl="0"><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/>{}</w:lvl>'
        kind = '<w:abstractNum w:abstractNumId="{0}">{1}</w:abstractNum><w:num w:numId="{0}"><w:abstractNumId w:val="{0}"/></w:num>'
        indent = '<w:ind w:left="{}"/>'
        for form, sign, shown in (
            ("bullet", "•", "- x|- x|    - x|        - x|        - x|    - x|- x"),
            ("decimal", "%1.", "1. x|2. x|    1. x|        1. x|        2. x|    2. x|3. x"),
        ):
            # Told by the level of each list, by the style, by its name alone.
            for by in ("level", "style", "name"):
                of = [indent.format(360 * n) for n in (1, 2, 3)]
                levels = (
                    kind.format(
                        n, level.format(form, sign, f"<w:pPr>{of[n - 1]}</w:pPr>" * (by == "level"))
                    )
                    for n in (1, 2, 3)
                )
                styles = (
                    style.format(
                        f"L{n}", f" {n}" * (n > 1), in_list.format(n, of[n - 1] * (by == "style"))
                    )
                    for n in (1, 2, 3)
                )
                items = (
                    f'<w:p><w:pPr><w:pStyle w:val="L{n}"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
                    for n in (1, 1, 2, 3, 3, 2, 1)
                )
                data = word_file(
                    "Treffen am 8. April 2021",
                    "TOP 1 Bericht",
                    *items,
                    "TOP 2 Ende",
                    styles="".join(styles),
                    numbering="".join(levels),
                )
                fields = DeskForm(self.upload(data, "a.docx")).fields
                with self.subTest(form=form, by=by):
                    self.assertEqual(fields["items-0-protocol"].split("\n"), shown.split("|"))

    def test_a_page_break_inside_a_paragraph_of_word_parts_words(self):
        for kind in ("page", "column", "textWrapping"):
            with self.subTest(kind):
                page = self.word_page(
                    ("", f'<w:t>eins</w:t><w:br w:type="{kind}"/><w:t>zwei</w:t>')
                )
                text = DeskForm(page).fields["items-0-protocol"]
                self.assertEqual(text.split()[:2], ["eins", "zwei"])

    def test_the_text_of_the_file_is_shown(self):
        fields = DeskForm(self.upload(PROTOCOL.encode())).fields
        self.assertEqual(fields["text"].strip(), PROTOCOL.strip())

    def test_what_cannot_be_read_is_refused_with_a_sentence(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"0" * 60 * 1024 * 1024)
        for name, data, sentence in (
            ("bild.png", b"\x89PNG", "Diese Art von Datei lässt sich hier nicht lesen."),
            ("a.docx", b"kein Word", "Die Word-Datei lässt sich nicht lesen."),
            (
                "a.docx",
                b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
                "Diese Datei ist mit einem Passwort oder gegen das Kopieren geschützt.",
            ),
            (
                "a.docx",
                bomb.getvalue(),
                "Die Datei ist ausgepackt zu groß. Bitte kopieren Sie den Text in das Feld.",
            ),
            (
                "a.txt",
                b"x" * (5 * 1024 * 1024 + 1),
                "Die Datei ist größer als 5 MB. Bitte kopieren Sie den Text in das Feld.",
            ),
            (
                "a.txt",
                b"",
                "Die Datei ist leer. Bitte wählen Sie eine andere, oder kopieren Sie den Text.",
            ),
        ):
            with self.subTest(name):
                errors = errors_of(self.upload(data, name))
                self.assertEqual([error[: len(sentence)] for error in errors], [sentence])

    def test_a_text_that_the_field_refuses_is_told_so(self):
        page = self.look("Treffen am 8. April 2021\0\nTOP 1 Kasse")
        self.assertContains(page, '<ul class="errorlist" id="id_text_error"><li>')

    def test_a_file_takes_the_place_of_no_text_that_was_typed(self):
        def file():
            return SimpleUploadedFile("protokoll.txt", b"Top 1  Kasse\n\n- Voll.")

        page = self.look(PROTOCOL, file=file())
        self.assertContains(page, "Im Feld steht Text, und eine Datei ist gewählt")
        self.assertIn("Hofgarten", DeskForm(page).fields["text"])
        fields = DeskForm(self.look(PROTOCOL)).fields | {"read": "1", "file": file()}
        self.assertContains(self.client.post(PASTE, fields), "Neu erkannt: 1 TOP.")

    def test_a_refused_file_keeps_the_text(self):
        page = self.look(PROTOCOL, file=SimpleUploadedFile("bild.png", b"x"))
        self.assertIn("Hofgarten", DeskForm(page).fields["text"])


class ClipboardTests(Paste):
    def test_html_becomes_text_with_links_and_lists(self):
        html = '<p>TOP 1 <b>Kasse</b></p><ul><li>siehe <a href="https://a.de/">hier</a></li></ul>'
        answer = self.client.post(AS_TEXT, {"html": html})
        self.assertEqual(answer["Content-Type"], "text/plain; charset=utf-8")
        self.assertIn("- siehe [hier](https://a.de/)", answer.content.decode())

    def test_it_is_for_editors_only(self):
        self.client.logout()
        self.assertEqual(self.client.post(AS_TEXT, {"html": "<p>x</p>"}).status_code, 403)

    def test_it_is_no_page_to_look_at(self):
        self.assertEqual(self.client.get(AS_TEXT).status_code, 405)


class LinkTests(Paste):
    def questions(self, page):
        fields = DeskForm(page).fields
        return [
            (fields[f"{name}-words"], value)
            for name, value in fields.items()
            if f"{name}-words" in fields
        ]

    def test_asks_where_the_text_names_a_place(self):
        self.assertEqual(
            self.questions(self.look(LINKED)),
            [("diesem Blog-Beitrag", ""), ("Lösungsteam-Seite", "/teams/"), ("hier", "")],
        )

    def test_knows_the_filter_of_a_topic(self):
        make_topic("Idee sucht Team")
        page = self.look(
            PROTOCOL.replace("Wir haben", "Über den Blog-Filter Idee sucht Team haben")
        )
        guess = "/beitraege/?thema=idee-sucht-team"
        self.assertEqual(self.questions(page), [("Idee sucht Team", guess)])

    def test_a_filled_answer_becomes_a_link(self):
        self.press(
            self.look(LINKED), "save", **{"ask-items-0-protocol-0": "www.example.org/a('b')"}
        )
        self.assertEqual(
            AgendaItem.objects.get(number="1").protocol,
            "- Mehr steht in [diesem Blog-Beitrag](https://www.example.org/a%28%27b%27%29).\n"
            "- Näheres auf der [Lösungsteam-Seite](/teams/) und hier.",
        )

    def test_an_empty_answer_leaves_the_text(self):
        answers = {f"ask-items-0-protocol-{n}": "" for n in range(3)}
        self.press(self.look(LINKED), "save", **answers)
        self.assertNotIn("](", AgendaItem.objects.get(number="1").protocol)

    def test_an_emptied_guess_is_not_made_again(self):
        page = self.press(self.look(LINKED), "refresh", **{"ask-items-0-protocol-1": ""})
        self.assertEqual(self.questions(page)[1], ("Lösungsteam-Seite", ""))

    def test_what_is_no_address_is_refused_and_kept(self):
        for odd in ("javascript:alert(1)", "//example.org", "example", "https:// a.de"):
            with self.subTest(odd):
                page = self.press(self.look(LINKED), "save", **{"ask-items-0-protocol-0": odd})
                self.assertEqual(self.questions(page)[0], ("diesem Blog-Beitrag", odd))
                self.assertEqual(Post.objects.count(), 0)

    def test_it_moves_along_when_an_item_is_put_in_before(self):
        page = self.press(self.look(LINKED), "insert", "0", **{"ask-items-0-protocol-0": "kaputt"})
        self.assertEqual(self.questions(page)[0], ("diesem Blog-Beitrag", "kaputt"))

    def test_words_that_are_linked_or_mean_something_else_are_no_question(self):
        text = "- [hier](/x/), [diesen Beitrag [PDF]](/x/) und auf der anderen Seite.\n- Hier war Platz.\n- hier das Wichtigste"
        page = self.look(PROTOCOL.replace("- Thorsten begrüßt alle.", text))
        self.assertEqual(self.questions(page), [])


REFUSED = "Die Datei ist ausgepackt zu groß. Bitte kopieren Sie den Text in das Feld."


def packed_file(**parts):
    """Return a ZIP archive with ``parts`` as a browser uploads it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"word/{name}", data)
    return SimpleUploadedFile("protokoll.docx", packed.getvalue())


class UnpackedTests(SimpleTestCase):
    """What a Word file may unpack to before anybody reads it."""

    def setUp(self):
        self.reading = self.enterContext(mock.patch("mammoth.convert_to_html"))
        self.reading.return_value.value = "<p>Gelesen</p>"

    def test_more_text_than_minutes_have_is_refused_unread(self):
        for name in ("document.xml", "photo.xml"):
            file = packed_file(**{name: b"<w:p/>" * 600_000})
            self.assertLess(file.size, 20_000)
            with self.assertRaisesMessage(ValidationError, REFUSED):
                html_of_word(file)
        self.reading.assert_not_called()

    def test_also_where_the_file_says_that_it_is_packed_badly(self):
        file = packed_file(**{"document.xml": b"<w:p/>" * 600_000})
        data = file.read()
        at = data.rindex(b"PK\x01\x02") + 20  # what the list of parts says of its packed size
        file = SimpleUploadedFile("a.docx", data[:at] + b"\0\0\x30\0" + data[at + 4 :])
        with self.assertRaisesMessage(ValidationError, REFUSED):
            html_of_word(file)

    def test_what_has_no_name_of_text_is_not_unpacked(self):
        html_of_word(packed_file(**{"document.xml": b"<x/>", "photo": b"0" * 9_000_000}))
        [shown], _names = self.reading.call_args
        with zipfile.ZipFile(shown) as archive:
            self.assertEqual(archive.read("word/photo"), b"")

    def test_the_photos_in_it_do_not_count_as_text(self):
        photo = os.urandom(4 * 1024 * 1024)
        text = b"<w:x xmlns:w='w'>" + b"<w:p/>" * 100_000 + b"</w:x>"
        file = packed_file(**{"document.xml": text, "photo": photo})
        self.assertEqual(html_of_word(file), ("<p>Gelesen</p>", []))
