"""Editors' Markdown, and what feeds and mails make of stored HTML."""

import re
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from wiq_site.kit.markup import (
    MAX_MARKDOWN_LENGTH,
    MarkupError,
    absolute_html,
    clean_editors,
    plain_text,
    render_comment,
    render_markdown,
)

from .test_markup import ATTACKS, Nesting

PAGE = "https://wiq.example/beitraege/treffen/?x=1#top-1"


def assert_well_formed(html):
    ET.fromstring(f"<x>{html}</x>")  # noqa: S314 (our own output)


MARKDOWN = [
    # what surprises volunteers
    ("#WiQ ist da", "<p>#WiQ ist da</p>"),
    ("> #WiQ", "<blockquote>\n<p>#WiQ</p>\n</blockquote>"),
    ("- #WiQ", "<ul>\n<li>#WiQ</li>\n</ul>"),
    ("Text:\n- a\n- b", "<p>Text:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("Text:\n1. a\n2. b", "<p>Text:</p>\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
    ("am\n12. Dezember", "<p>am<br>\n12. Dezember</p>"),
    ("- a\n    - b\n    c\n\n    d\n    e\n\nf:\n\n    g\n    h", "<ul>\n<li>\n<p>a</p>\n<ul>\n<li>b<br>\nc</li>\n</ul>\n<p>d<br>\ne</p>\n</li>\n</ul>\n<p>f:</p>\n<p>g<br>\n    h</p>"),
    # a line that ends is one, however far in it stands, and no code: that has a fence
    ("a\n    b\n    c\nd", "<p>a<br>\n    b<br>\n    c<br>\nd</p>"),
    ("a:\n\n    b\n    c\n\n    d\n    e", "<p>a:</p>\n<p>b<br>\n    c</p>\n<p>d<br>\n    e</p>"),
    ("## a\n    b\n    c", '<h2 id="a">a</h2>\n<p>b<br>\n    c</p>'),
    ("1. a\n   b\n      c\n      d\n2. e", "<ol>\n<li>a<br>\nb<br>\n   c<br>\n   d</li>\n<li>e</li>\n</ol>"),
    # below the words of a point is of that point, though a list stands between; below its mark it goes on
    ("- a\n  - b\n  c\n- d", "<ul>\n<li>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n<p>c</p>\n</li>\n<li>d</li>\n</ul>"),
    ("1. a\n   - b\n   c\n2. d", "<ol>\n<li>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n<p>c</p>\n</li>\n<li>d</li>\n</ol>"),
    ("- a\n  - b\n    c\n- d", "<ul>\n<li>a<ul>\n<li>b<br>\nc</li>\n</ul>\n</li>\n<li>d</li>\n</ul>"),
    # at the margin it is of its own, but where it goes on with a sentence or stands below each number
    ("- a\n- b\nC\nD\n- e", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>C<br>\nD</p>\n<ul>\n<li>e</li>\n</ul>"),
    ("b) A\n- a\n- b\nc) C", "<p>b) A</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>c) C</p>"),
    ("- a\n  - b\nC\n- d", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n<p>C</p>\n<ul>\n<li>d</li>\n</ul>"),
    ("1. a\n2. b\nC", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<p>C</p>"),
    ("1. a\nC\n2. b\nD", "<ol>\n<li>a<br>\nC</li>\n<li>b<br>\nD</li>\n</ol>"),
    ("> A?\nB.\n> C?\n> D?\nE.", "<blockquote>\n<p>A?</p>\n</blockquote>\n<p>B.  </p>\n<blockquote>\n<p>C?<br>\nD?</p>\n</blockquote>\n<p>E.</p>"),
    ("– a\n– b\n  – c\n– d", "<ul>\n<li>a</li>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n<li>d</li>\n</ul>"),
    ("- a\n  - b\nc", "<ul>\n<li>a<ul>\n<li>b<br>\nc</li>\n</ul>\n</li>\n</ul>"),
    ("- a\n  b\n- c", "<ul>\n<li>a<br>\nb</li>\n<li>c</li>\n</ul>"),
    ("```\nText\n- a\n#WiQ\n```", "<pre><code>Text\n- a\n#WiQ\n</code></pre>"),
    ("~~~\n#a\n```\n#b\n~~~\n#c", "<pre><code>#a\n```\n#b\n</code></pre>\n<p>#c</p>"),
    # what is not closed is no fence
    ("~~~ Fest ~~~\nam 24.\num 5", "<p>~~~ Fest ~~~<br>\nam 24.<br>\num 5</p>"),
    ("a\n\n~~~~\n\nb\nc\n#d", "<p>a</p>\n<p>~~~~</p>\n<p>b<br>\nc<br>\n#d</p>"),
    ("```Hinweis``` nur so\nb\nc", "<p><code>Hinweis</code> nur so<br>\nb<br>\nc</p>"),
    ("x<y und y>z, 3 < 5, <3", "<p>x&lt;y und y&gt;z, 3 &lt; 5, &lt;3</p>"),
    # digits out are digits in; a list only where the numbers run on by one, or all are 1.
    ("11. Januar: A\n15. Februar: B\n3. März: C", "<p>11. Januar: A<br>\n15. Februar: B<br>\n3. März: C</p>"),
    ("11. Januar\n\n15. Februar", "<p>11. Januar</p>\n<p>15. Februar</p>"),
    ("Termine:\n1. a\n3. b\n7. c", "<p>Termine:</p>\n<p>1. a<br>\n3. b<br>\n7. c</p>"),
    ("01. Mai\n02. Mai", "<p>01. Mai<br>\n02. Mai</p>"),
    ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    ("1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
    ("1. a\n2. b\n4. c", "<p>1. a<br>\n2. b<br>\n4. c</p>"),
    ("1. a\n\n2. b", "<ol>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>"),
    ("1. a\n2. b\n\n1. c\n2. d", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ol>\n<li>c</li>\n<li>d</li>\n</ol>"),
    ("- 3. Dezember: x\n- 1. Mai", "<ul>\n<li>3. Dezember: x</li>\n<li>1. Mai</li>\n</ul>"),
    ("> 5. Mai", "<blockquote>\n<p>5. Mai</p>\n</blockquote>"),
    ("am\n1. Dezember", "<p>am<br>\n1. Dezember</p>"),
    ("anna: die neue ordnung kommt wohl erst im sommer des nächsten jahres\nfrau weiß macht eine liste", "<p>anna: die neue ordnung kommt wohl erst im sommer des nächsten jahres<br>\nfrau weiß macht eine liste</p>"),
    # lists nest by two blanks or more, a table needs no empty line, boxes are boxes
    ("- a\n  - b\n    - c\n- d", "<ul>\n<li>a<ul>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n</li>\n<li>d</li>\n</ul>"),
    ("- a\n    - b", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
    ("1. a\n   - b\n2. c", "<ol>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>"),
    ("1. a\n   - b", "<ol>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>"),
    ("Text\n3. a\n   - b", '<p>Text</p>\n<ol start="3">\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>'),
    ("1. a\n   1. b\n   2. c", "<ol>\n<li>a<ol>\n<li>b</li>\n<li>c</li>\n</ol>\n</li>\n</ol>"),
    ("am\n11. Januar: a\n   - b", "<p>am<br>\n11. Januar: a</p>\n<ul>\n<li>b</li>\n</ul>"),
    ("• a\n  ◦ b", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
    ("• a\n• b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("- a\n\n    b\n\n        c", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n<p>c</p>\n</li>\n</ul>"),
    ("- a\n## B\nc", '<ul>\n<li>a</li>\n</ul>\n<h2 id="b">B</h2>\n<p>c</p>'),
    ("- a\n---\nb", "<ul>\n<li>a</li>\n</ul>\n<hr>\n<p>b</p>"),
    ("Rad\n----\nb", '<h2 id="rad">Rad</h2>\n<p>b</p>'),
    ("Rad\n---\nb", "<p>Rad</p>\n<hr>\n<p>b</p>"),
    ("Der Rat tagt.\n-----\nb", "<p>Der Rat tagt.</p>\n<hr>\n<p>b</p>"),
    ("> a\n> ---\n> b", "<blockquote>\n<p>a  </p>\n<hr>\n<p>b</p>\n</blockquote>"),
    (">50 Leute\nb", "<p>&gt;50 Leute<br>\nb</p>"),
    ("- >=50 Leute\n- b", "<ul>\n<li>&gt;=50 Leute</li>\n<li>b</li>\n</ul>"),
    (">a\n>50 Leute", "<blockquote>\n<p>a<br>\n50 Leute</p>\n</blockquote>"),
    ("a\nb\n---\nc", "<p>a<br>\nb</p>\n<hr>\n<p>c</p>"),
    ("- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>"),
    ("[ ] ja [x] nein\n\nSiehe [x] da", "<p>☐ ja ☑ nein</p>\n<p>Siehe [x] da</p>"),
    ("1.2. <br>\n3.2.<br/>\n\na<br>b", "<p>1.2.<br>\n3.2.<br></p>\n<p>a<br>b</p>"),
    ("Plan:\n1. a\n\n2. b", "<p>Plan:</p>\n<ol>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>"),
    ("Plan:\n1. a\n\n3. b", "<p>Plan:<br>\n1. a</p>\n<p>3. b</p>"),
    ("•\tA\no\tB\n§\tC\n•\tD", "<ul>\n<li>A<ul>\n<li>B<ul>\n<li>C</li>\n</ul>\n</li>\n</ul>\n</li>\n<li>D</li>\n</ul>"),
    ("Miete  12 €\n------\nSumme  15 €\n======", "<p>Miete  12 €</p>\n<hr>\n<p>Summe  15 €</p>\n<p>======</p>"),
    ("▪\tA\n▪\tB", "<ul>\n<li>A</li>\n<li>B</li>\n</ul>"),
    ("§\t3 Name", "<p>§   3 Name</p>"),
    ("Ort:\tSaal\nZeit:\t18 Uhr", "<p>Ort:    Saal<br>\nZeit:   18 Uhr</p>"),
    ("```\na\tb\nc\td\n```", "<pre><code>a   b\nc   d\n</code></pre>"),
    ("1) a\n2) b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
    ("a:\n\n    - b\n    - c\n\nd", "<p>a:</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n<p>d</p>"),
    ("    3. Mai\n    5. Juni", "<p>3. Mai<br>\n5. Juni</p>"),
    ("1) a\n3) b", "<p>1) a<br>\n3) b</p>"),
    ("a\n– b\n– c", "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
    ("– Goethe", "<p>– Goethe</p>"),
    ("a\n– b – c", "<p>a<br>\n– b – c</p>"),
    # a number or a dash that begins no list ends the line above like any word
    ("- Saal\n  3. Stock", "<ul>\n<li>Saal<br>\n3. Stock</li>\n</ul>"),
    (
        f"{'Wir sehen uns im Hof der alten Post ' * 2}am\n3. Mai",
        f"<p>{'Wir sehen uns im Hof der alten Post ' * 2}am\n3. Mai</p>",
    ),
    ("1. Mai: a\n1. Juni: b", "<p>1. Mai: a<br>\n1. Juni: b</p>"),
    ("Bürger*innen und *Nachbar*innen*, 2*3*4", "<p>Bürger*innen und <em>Nachbar*innen</em>, 2*3*4</p>"),
    ("**Kolleg*in**/**Freund*in**", "<p><strong>Kolleg*in</strong>/<strong>Freund*in</strong></p>"),
    # stars behind words and of what explains them
    ("5 €*, 3 €**\n*mit Kissen\n**nur im Saal", "<p>5 €*, 3 €**<br>\n*mit Kissen<br>\n**nur im Saal</p>"),
    ("5 €*\n*mit Kissen\n3 €*\n*im Saal", "<p>5 €*<br>\n*mit Kissen<br>\n3 €*<br>\n*im Saal</p>"),
    ("5 € *)\n*) a, Mo.*, Di.*\nSaft *: b*", "<p>5 € *)<br>\n*) a, Mo.*, Di.*<br>\nSaft *: b*</p>"),
    ("a*<br>*b", "<p>a*<br>*b</p>"),
    ("5 €*\n\n* mit Kissen", "<p>5 €*</p>\n<p>* mit Kissen</p>"),
    ("*5* €\n\n* mit Kissen", "<p><em>5</em> €</p>\n<ul>\n<li>mit Kissen</li>\n</ul>"),
    ("5 €*\n\n* mit Kissen\n* im Saal", "<p>5 €*</p>\n<ul>\n<li>mit Kissen</li>\n<li>im Saal</li>\n</ul>"),
    ("*Ada\n*Ben\n*Cem", "<p>*Ada<br>\n*Ben<br>\n*Cem</p>"),
    ("***a** b* *c **d*** **e**f", "<p><em><strong>a</strong> b</em> <em>c <strong>d</strong></em> <strong>e</strong>f</p>"),
    ("„*a*“ (**b**) _c_d_ *`e`*", "<p>„<em>a</em>“ (<strong>b</strong>) <em>c_d</em> <em><code>e</code></em></p>"),
    # answers in quoted mails
    (">> a\n> b", "<blockquote>\n<blockquote>\n<p>a  </p>\n</blockquote>\n<p>b</p>\n</blockquote>"),
    ("[a](tel:0341 12/34-56)", '<p><a href="tel:0341123456">a</a></p>'),
    ("[a](0341 123-456)", '<p><a href="tel:0341123456">a</a></p>'),
    ("[a](https//b.de)", "<p><a>a</a></p>"),
    ("if (a<b && c>d) <p und x>", "<p>if (a&lt;b &amp;&amp; c&gt;d) &lt;p und x&gt;</p>"),
    ("<a href>a</a> <b>b</b></b>", "<p>&lt;a href&gt;a&lt;/a&gt; <strong>b</strong></p>"),
    ("a <b >b</b> <i>c</i> <p hidden>d <u class=x>e</u>", "<p>a <strong>b</strong> <em>c</em> </p><p>d e</p>"),
    # lines that somebody ended
    ("Ort: Saal\nZeit: 17 Uhr", "<p>Ort: Saal<br>\nZeit: 17 Uhr</p>"),
    ("10.12. a\n11.12. b", "<p>10.12. a<br>\n11.12. b</p>"),
    ("a) b\nc) d", "<p>a) b<br>\nc) d</p>"),
    ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
    (f"{'Wort ' * 14}Wort\nund {'Wort ' * 13}Wort", f"<p>{'Wort ' * 14}Wort\nund {'Wort ' * 13}Wort</p>"),
    (f"{'Wort ' * 14}die\n{'Wort ' * 14}Wort", f"<p>{'Wort ' * 14}die\n{'Wort ' * 14}Wort</p>"),
    (f"{'Wort ' * 14}Wort\nund\nWort", f"<p>{'Wort ' * 14}Wort\nund<br>\nWort</p>"),
    # equally long, and none a sentence that goes on
    (f"{'Wort ' * 14}Wort\n{'Wort ' * 14}Wort", f"<p>{'Wort ' * 14}Wort<br>\n{'Wort ' * 14}Wort</p>"),
    (f"{'Wort ' * 14}Wort\nund {'Wort ' * 13}Wort\nAufgabe: a", f"<p>{'Wort ' * 14}Wort\nund {'Wort ' * 13}Wort<br>\nAufgabe: a</p>"),
    (f"{'Wort ' * 39}Wort\nWort", f"<p>{'Wort ' * 39}Wort<br>\nWort</p>"),
    ("a\n\n    **b**\n    c", "<p>a</p>\n<p><strong>b</strong><br>\n    c</p>"),
    ("a\n--\nb", "<p>a</p>\n<p>–</p>\n<p>b</p>"),
    ("a\n=\nb", "<p>a</p>\n<p>=</p>\n<p>b</p>"),
    ("· a\n\uf0b7 b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("- [] a\n- [](/b/)", '<ul>\n<li>☐ a</li>\n<li><a href="/b/">/b/</a></li>\n</ul>'),
    # signs of numbers
    ("a\n\n+ 5 Grad\n\n> 20 Leute\nkamen", "<p>a</p>\n<p>+ 5 Grad</p>\n<p>&gt; 20 Leute<br>\nkamen</p>"),
    ("- + 1.500 Euro\n- > 5 %", "<ul>\n<li>+ 1.500 Euro</li>\n<li>&gt; 5 %</li>\n</ul>"),
    ("> a\n> + 5 Grad\n\n> > 20 Leute\n> b", "<blockquote>\n<p>a<br>\n+ 5 Grad</p>\n<p>&gt; 20 Leute<br>\nb</p>\n</blockquote>"),
    ("+ 500 €\n- 200 €\n= 300 €\n\n– 5 %", "<p>+ 500 €<br>\n- 200 €<br>\n= 300 €</p>\n<p>– 5 %</p>"),
    ("\\+ 5 Grad\n\n- 3 Grad", "<p>+ 5 Grad</p>\n<p>- 3 Grad</p>"),
    ("- Saal\n  + hell\n  - laut\n- a\n    + b", "<ul>\n<li>Saal<br>\n+ hell<br>\n- laut</li>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
    ("+ 2 Bänke\n+ 1 Tisch", "<ul>\n<li>2 Bänke</li>\n<li>1 Tisch</li>\n</ul>"),
    ("> 5. Mai\n\n+ Saal\n+ 5 Stühle", "<blockquote>\n<p>5. Mai</p>\n</blockquote>\n<ul>\n<li>Saal</li>\n<li>5 Stühle</li>\n</ul>"),
    # lines on which nothing is seen, and signs without words
    ("a\n\xa0\nb\n \u3000\nc", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
    ("a\n#\n\n## \n- #", "<p>a<br>\n#</p>\n<p>##</p>\n<ul>\n<li>#</li>\n</ul>"),
    ("[ ] a\n[x] b\n\n1. [ ] c\n\n> [] d", "<p>☐ a<br>\n☑ b</p>\n<p>1. ☐ c</p>\n<blockquote>\n<p>☐ d</p>\n</blockquote>"),
    ("a\nB\n: c\nD\n: e", "<p>a</p>\n<dl>\n<dt>B</dt>\n<dd>c</dd>\n<dt>D</dt>\n<dd>e</dd>\n</dl>"),
    # a break that was escaped on its way
    ("a&lt;br>b &lt;BR /&gt; c", "<p>a<br>b <br> c</p>"),
    ("`a&lt;br>b`\n\nHTML: &lt;br>", "<p><code>a&amp;lt;br&gt;b</code></p>\n<p>HTML: &lt;br&gt;</p>"),
    # struck out
    ("~~https://a.de~~ ~~b www.a.de/~c~~", '<p><del><a href="https://a.de" class="told">https://a.de</a></del> <del>b <a href="https://www.a.de/~c" class="told">www.a.de/~c</a></del></p>'),
    ("~~alt~~ neu ~~ a \\~~b~~", "<p><del>alt</del> neu <del> a ~~b</del></p>"),
    ("~~10 € ~~ 12 €, ~~ ab 9 Uhr~~", "<p><del>10 € </del> 12 €, <del> ab 9 Uhr</del></p>"),
    ("~~20 kamen, ~~30 blieben", "<p>~~20 kamen, ~~30 blieben</p>"),
    ("a ~~ b ~~ c (~~d~~)", "<p>a ~~ b ~~ c (<del>d</del>)</p>"),
    ("**~~a~~** ~~*b*~~", "<p><strong><del>a</del></strong> <del><em>b</em></del></p>"),
    ("`~~a~~`", "<p><code>~~a~~</code></p>"),
    ("~~~~~\n\n~~a\nb~~", "<p>~~~~~</p>\n<p><del>a<br>\nb</del></p>"),
    ("~~~\n~~a\nb~~\n~~~", "<pre><code>~~a\nb~~\n</code></pre>"),
    ("~~a~~~~b~~ ~~~c~~~", "<p><del>a</del><del>b</del> ~~~c~~~</p>"),
    ("<del>a\n\nb</del> c", "<p><del>a</del></p>\n<p><del>b</del> c</p>"),
    ("~~a\n\nb~~ c", "<p><del>a</del></p>\n<p><del>b</del> c</p>"),
    ("~~5 Euro\n\n~~a~~", "<p>~~5 Euro</p>\n<p><del>a</del></p>"),
    ("- ~~a\n- b~~\n- c", "<ul>\n<li><del>a</del></li>\n<li><del>b</del></li>\n<li>c</li>\n</ul>"),
    ("<s>\n- a\n- b\n</s>", "<ul>\n<li><del>a</del></li>\n<li><del>b<br>\n</del></li>\n</ul>"),
    ("<b>\n- a\n- <s>b</s></b>", "<ul>\n<li><strong>a</strong></li>\n<li><strong><del>b</del></strong></li>\n</ul>"),
    ("<ul><s><b><li>a</li></b></s></ul>", "<ul><li><del><strong>a</strong></del></li></ul>"),
    ("<dl><s><dt>a<dd>b</s></dl>", "<dl><dt><del>a</del></dt><dd><del>b</del></dd></dl>"),
    ("~~a\n\n1. b\n2. c~~ d", "<p><del>a</del></p>\n<ol>\n<li><del>b</del></li>\n<li><del>c</del> d</li>\n</ol>"),
    ("- ~~[ ] a\n- [x] **b\n  c**~~", "<ul>\n<li>☐ <del>a</del></li>\n<li>☑ <del><strong>b<br>\nc</strong></del></li>\n</ul>"),
    ("~~## A\n\n> b~~", '<h2 id="a"><del>A</del></h2>\n<blockquote>\n<p><del>b</del></p>\n</blockquote>'),
    ("`~~a`\n\n`b~~`", "<p><code>~~a</code></p>\n<p><code>b~~</code></p>"),
    ('<span style="color: red; text-decoration: line-through">a</span> b', "<p><del>a</del> b</p>"),
    ('<span style="text-decoration: underline">a</span> b', "<p>a b</p>"),
    ('<p style="text-decoration:line-through">a <b>b</b></p>', "<p><del>a <strong>b</strong></del></p>"),
    # typography
    ('"Gut", sagt sie.', "<p>„Gut“, sagt sie.</p>"),
    ("Er sagt 'so' und geht's an.", "<p>Er sagt ‚so‘ und geht’s an.</p>"),
    ("10--12 Uhr ...", "<p>10–12 Uhr …</p>"),
    ('`"a" -- b`', '<p><code>"a" -- b</code></p>'),
    # headings
    ("# Große Straße\n\n## B", '<h2 id="grosse-strasse">Große Straße</h2>\n<h3 id="b">B</h3>'),
    ("# A\n\n# A", '<h2 id="a">A</h2>\n<h2 id="a_1">A</h2>'),
    ("# 🎉", '<h2 id="abschnitt">🎉</h2>'),
    # addresses
    ("https://a.de/b--c_d_e.", '<p><a href="https://a.de/b--c_d_e" class="told">https://a.de/b--c_d_e</a>.</p>'),
    ("https://a.de/b#c, www.a.de/#d", '<p><a href="https://a.de/b#c" class="told">https://a.de/b#c</a>, <a href="https://www.a.de/#d" class="told">www.a.de/#d</a></p>'),
    ("C# und `a #b`", "<p>C# und <code>a #b</code></p>"),
    ("info@www.a.de, shop.www.a.de", '<p><a href="mailto:info@www.a.de" class="told">info@www.a.de</a>, shop.www.a.de</p>'),
    ("**www.a.de**", '<p><strong><a href="https://www.a.de" class="told">www.a.de</a></strong></p>'),
    ("x@a.de", '<p><a href="mailto:x@a.de" class="told">x@a.de</a></p>'),
    ("a--b@c.de, x...y@c--d.de", '<p><a href="mailto:a--b@c.de" class="told">a--b@c.de</a>, <a href="mailto:x...y@c--d.de" class="told">x...y@c--d.de</a></p>'),
    ("o'neil@a.de 'a--b@c.de'", '<p><a href="mailto:o\'neil@a.de" class="told">o\'neil@a.de</a> ‚<a href="mailto:a--b@c.de" class="told">a--b@c.de</a>‘</p>'),
    ("_c--d@e.de_", '<p><em><a href="mailto:c--d@e.de" class="told">c--d@e.de</a></em></p>'),
    ("+---+--+\n| a |\n+---+--+", "<p>+---+--+<br>\n| a |<br>\n+---+--+</p>"),
    ("<https://a.de> <x@a.de>", '<p><a href="https://a.de" class="told">https://a.de</a> <a href="mailto:x@a.de" class="told">x@a.de</a></p>'),
    (r"https://a\.de/\#b\_c\(d\)/\*e\*/f\.", '<p><a href="https://a.de/#b_c(d)/*e*/f" class="told">https://a.de/#b_c(d)/*e*/f</a>.</p>'),
    (r"https://a.de\.b.de/ c\_d@e.de\.f.de", '<p><a href="https://a.de.b.de/" class="told">https://a.de.b.de/</a> <a href="mailto:c_d@e.de.f.de" class="told">c_d@e.de.f.de</a></p>'),
    (r"https://a.de/b\\c d@e.de\\f [g](/h\)i\_j) `www.a.de/\_`", r'<p>https://a.de/b\c d@e.de\f <a href="/h)i_j">g</a> <code>www.a.de/\_</code></p>'),
    (r"(\\NAS\_a\b, C:\d\*.doc, D:\e\*.f) \\\\NAS\\a C:\\b", r"<p>(\\NAS\_a\b, C:\d\*.doc, D:\e\*.f) \\NAS\a C:\b</p>"),
    ("[siehe www.a.de](/x)", '<p><a href="/x/">siehe www.a.de</a></p>'),
    ('<a href="/x">www.a.de</a>', '<p><a href="/x/">www.a.de</a></p>'),
    ("`www.a.de`", "<p><code>www.a.de</code></p>"),
    ('"https://a.de" ("*a*") \'[b](/x)\'', '<p>„<a href="https://a.de" class="told">https://a.de</a>“ („<em>a</em>“) ‚<a href="/x/">b</a>‘</p>'),
    ("*Anna*'s Rad, '*a*' und '90er'", "<p><em>Anna</em>’s Rad, ‚<em>a</em>‘ und ‚90er‘</p>"),
    ("\"'*a*'\"", "<p>„‚<em>a</em>‘“</p>"),
    ('"https://a.de".', '<p>„<a href="https://a.de" class="told">https://a.de</a>“.</p>'),
    ("[a](www.a.de) [b](a.de/x) [c](x@a.de)", '<p><a href="https://www.a.de">a</a> <a href="https://a.de/x">b</a> <a href="mailto:x@a.de">c</a></p>'),
    ("[a](<www.a.de/x y>) [b](www.a.de:8080/x)", '<p><a href="https://www.a.de/x%20y">a</a> <a href="https://www.a.de:8080/x">b</a></p>'),
    ("[a](https://a.de/\u200b) [b](https://b\xad.de) [c](c.de:443/x)", '<p><a href="https://a.de/">a</a> <a href="https://b.de">b</a> <a href="https://c.de:443/x">c</a></p>'),
    ("Ada<a@b.de>", '<p>Ada <a href="mailto:a@b.de" class="told">a@b.de</a></p>'),
    (f"https://a.de/{'b' * 70}", f'<p><a href="https://a.de/{"b" * 70}">https://a.de/{"b" * 58}…</a></p>'),
    # signs of measures, and of letters that are left out
    ("51°20'23\"N, 6'2\", 24\" (\"Fest 24\")", "<p>51°20'23\"N, 6'2\", 24\" („Fest 24“)</p>"),
    ("'89 war's schön, Rock 'n' Roll", "<p>’89 war’s schön, Rock ’n’ Roll</p>"),
    ("'ne Idee, hab' ich", "<p>’ne Idee, hab’ ich</p>"),
    ("'s ist 'n Fest, sag' ich, 'ja' und 'ne'", "<p>’s ist ’n Fest, sag’ ich, ‚ja‘ und ‚ne‘</p>"),
    ("'So geht's nicht', '*so*' – 'Haus 3'", "<p>‚So geht’s nicht‘, ‚<em>so</em>‘ – ‚Haus 3‘</p>"),
    ("[](https://a.de/?b=1&c=2) [](b.de)", '<p><a href="https://a.de/?b=1&amp;c=2" class="told">https://a.de/?b=1&amp;c=2</a> <a href="https://b.de" class="told">https://b.de</a></p>'),
    ("[a](<b ](<", "<p>[a](&lt;b ](&lt;</p>"),
    ("[a](plan.pdf) [b](/x) [c](teams/)", '<p><a href="/plan.pdf">a</a> <a href="/x/">b</a> <a href="/teams/">c</a></p>'),
    ("https://a.de<b>x</b>", "<p>https://a.de<strong>x</strong></p>"),
    ("[a](tel:+49341) [b](javascript:x)", '<p><a href="tel:+49341">a</a> <a>b</a></p>'),
    ('<a href="/x" target="_blank" rel="opener">a</a>', '<p><a href="/x/">a</a></p>'),
    # pictures
    ("![A](/m/a.jpg)", '<p><img alt="A" src="/m/a.jpg" loading="lazy" decoding="async"></p>'),
    ("![A](https://x.de/a.jpg)", '<p><a href="https://x.de/a.jpg">A</a></p>'),
    ("![](//x.de/a.jpg)", '<p><a href="//x.de/a.jpg">a.jpg</a></p>'),
    ("[![A](https://x.de/a.jpg)](/y)", '<p><a href="/y/">A</a></p>'),
    ("![A](data:image/png;base64,x)", "<p>A</p>"),
    ("![A](javascript:x)", "<p>A</p>"),
    ("[a](mailto:) [b](tel:)", "<p><a>a</a> <a>b</a></p>"),
    ('<img src="/\\x.de/a.jpg" alt="A">', "<p>A</p>"),
    ('<img src="https://x.de/a" srcset="https://x.de/b 2x" alt="A">', '<p><a href="https://x.de/a">A</a></p>'),
    # other HTML
    ("H<sub>2</sub>O <b>b</b> <s>c</s>", "<p>H<sub>2</sub>O <strong>b</strong> <del>c</del></p>"),
    ('<h1>A</h1>', "<h2>A</h2>"),
    ('<p style="x" class="y" onclick="z">a</p>', "<p>a</p>"),
    ("<center>a</center><center>b</center>", "<div>a</div>\n<div>b</div>"),
    ("<pre>\n\n\na</pre>", "<pre>a</pre>"),
    ("*[WiQ]: Wir im Quartier\n\nWiQ", '<p><abbr title="Wir im Quartier">WiQ</abbr></p>'),
    ("<tel:0341> <geo:1,2>", "<p>&lt;tel:0341&gt; &lt;geo:1,2&gt;</p>"),
    # whose words tell the address
    ("[0341 / 12 34](tel:+493411234)", '<p><a href="tel:+493411234" class="told">0341 / 12 34</a></p>'),
    ("[A.de](https://a.de/) [**a**.de](a.de)", '<p><a href="https://a.de/" class="told">A.de</a> <a href="https://a.de" class="told"><strong>a</strong>.de</a></p>'),
    ("[a](b@c.de) [/](/)", '<p><a href="mailto:b@c.de">a</a> <a href="/">/</a></p>'),
    # definitions of what stands nowhere else, or leads nowhere, are text
    ("*[WiQ]: Wir im Quartier\n\na", "<p>*[WiQ]: Wir im Quartier</p>\n<p>a</p>"),
    ("*[a]: b\n\nSaal", "<p>*[a]: b</p>\n<p>Saal</p>"),
    ("[Ort]: Rathaus\n\nIm [Ort]", "<p>[Ort]: Rathaus</p>\n<p>Im [Ort]</p>"),
    ("- [Ort]: Saal\n- [x]: fertig", "<ul>\n<li>[Ort]: Saal</li>\n<li>[x]: fertig</li>\n</ul>"),
    ("> [Ort]: Saal", "<blockquote>\n<p>[Ort]: Saal</p>\n</blockquote>"),
    ("[Quelle]: https://a.de", '<p>[Quelle]: <a href="https://a.de" class="told">https://a.de</a></p>'),
    ("[a][1], [B B]\n\n[1]: /x\n[b b]: a.de", '<p><a href="/x/">a</a>, <a href="https://a.de">B B</a></p>'),
    # an item without words is none, and underlines nothing; nor does the line above the signature of a mail
    ("- a\n-\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("- a\n  b\n- \n-\n- c\n-", "<ul>\n<li>a<br>\nb</li>\n<li>c</li>\n</ul>"),
    ("- a\n  *\n  * b\n*\n- c", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"),
    ("- a\n--\nb", "<ul>\n<li>a</li>\n</ul>\n<p>–</p>\n<p>b</p>"),
    ("3. Mai\n==\nb", "<p>3. Mai</p>\n<p>==</p>\n<p>b</p>"),
    ("> a\n> --\n> b", "<blockquote>\n<p>a<br>\n–<br>\nb</p>\n</blockquote>"),
    # a backslash that ends a line; not that of a path, of code, or where nothing goes on
    ("a\\\nb\\", "<p>a<br>\nb\\</p>"),
    ("a\\ \nb", "<p>a<br>\nb</p>"),
    ("- a\\\n  b\n- c", "<ul>\n<li>a<br>\nb</li>\n<li>c</li>\n</ul>"),
    (f"> {'Wort ' * 14}Wort\\\n> b", f"<blockquote>\n<p>{'Wort ' * 14}Wort<br>\nb</p>\n</blockquote>"),
    ("C:\\Daten\\\nb", "<p>C:\\Daten\\<br>\nb</p>"),
    ("```\na\\\nb\n```", "<pre><code>a\\\nb\n</code></pre>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "html"), MARKDOWN)
def test_markdown(text, html):
    assert render_markdown(text).strip() == html
    assert clean_editors(html) == html


@pytest.mark.parametrize(
    ("base", "names"), [(1, "h2 h3"), (2, "h2 h3"), (4, "h4 h5"), (6, "h6 h6"), (9, "h6 h6")]
)
def test_headings_begin_at_the_base_and_end_at_six(base, names):
    html = render_markdown("# A\n\n## B", heading_base=base)
    assert [tag for tag, _ in Nesting(html).tags] == names.split()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("## A", "h2"),
        ("# A\n\n#### B\n\n#### C", "h2 h3 h3"),
        ("### A\n\n# B\n\n## C", "h2 h2 h3"),
        ("## A\n\n### B\n\n## C", "h2 h3 h2"),
    ],
)
def test_no_heading_skips_a_level(text, names):
    assert [tag for tag, _ in Nesting(render_markdown(text)).tags] == names.split()


def test_ids_and_links_to_them_carry_the_prefix():
    html = render_markdown("# A\n\n[a](#a) [top](#top-4)", id_prefix="top-1-")
    assert html == (
        '<h2 id="top-1-a">A</h2>\n<p><a href="#top-1-a">a</a> <a href="#top-4">top</a></p>'
    )


def test_footnotes_of_two_texts_on_a_page_do_not_meet():
    text = "Eins[^1] und zwei[^größe].\n\n[^1]: a\n[^größe]: b"
    html = render_markdown(text, id_prefix="a-") + render_markdown(text, id_prefix="b-")
    tags = Nesting(html).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids)) == 8
    targets = [attributes["href"][1:] for tag, attributes in tags if tag == "a"]
    assert sorted(targets) == sorted(ids)
    assert 'title="Zurück zu Fußnote 1 im Text"' in html


def footnotes_in(html):
    """Return what stands at the places that lead to footnotes, and each of these with its number and its text."""
    soup, found = BeautifulSoup(html, "html.parser"), []
    for row in soup.select(".footnote > ol, .footnote > ul"):
        for at, item in enumerate(row.select("li"), int(row.get("start", 1))):
            number = f"{at}." if row.name == "ol" else ""
            found.append(f"{number} {item.get_text().strip()}".replace("\xa0↩", "").strip())
    return [each.get_text() for each in soup.select(".footnote-ref")], found


@pytest.mark.parametrize(
    ("text", "references", "notes"),
    [
        ("Kasse[^5].\n\n[^5]: Stand Mai", ["5"], ["5. Stand Mai"]),
        ("a[^2] b[^1]\n\n[^1]: eins\n[^2]: zwei", ["2", "1"], ["1. eins", "2. zwei"]),
        ("a[^3] b[^4] c[^9]\n\n[^3]: c\n[^4]: d\n[^9]: i", ["3", "4", "9"], ["3. c", "4. d", "9. i"]),
        ("a[^7] b[^2]\n\n[^7]: g\n[^2]: b", ["7", "2"], ["7. g", "2. b"]),
        ("a[^quelle] b[^1] c[^ort]\n\n[^quelle]: q\n[^1]: e\n[^ort]: o", ["2", "1", "3"], ["2. q", "1. e", "3. o"]),
        ("a[^1a] b[^02]\n\n[^1a]: x\n[^02]: y", ["1a", "02"], ["1a: x", "02: y"]),
        ("a[^2021] b[^1234567890123]\n\n[^2021]: j\n[^1234567890123]: k", ["2021", "1234567890123"], ["2021. j", "1234567890123: k"]),
        ("a[^5] b[^5]\n\n[^5]: zweimal", ["5", "5"], ["5. zweimal↩"]),
        ("a[^1] b[^1]\n\n[^1]: erst\n\nDann.\n\n[^1]: später", ["1", "1"], ["1. erst\nspäter↩"]),
    ],
)  # fmt: skip
def test_footnotes_have_the_numbers_that_were_typed(text, references, notes):
    assert footnotes_in(render_markdown(text)) == (references, notes)


def test_the_way_back_names_the_footnote_as_it_was_typed():
    assert "Zurück zu Fußnote 5 im Text" in render_markdown("a[^5]\n\n[^5]: b")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("| A | B | C |\n|---|---|\n| 1 | 2 | 3 |", ["A", "B", "C", "1", "2", "3"]),
        ("| A | B |\n|---|---|---|\n| 1 | 2 |", ["A", "B", "", "1", "2", ""]),
        ("A | B\n|---|---|\n1 | 2", ["A", "B", "1", "2"]),
        ("A | B\n---|---\n| 1 | 2 |\n | 3", ["A", "B", "1", "2", "", "3"]),
    ],
)
def test_a_table_is_one_whatever_its_rule_and_its_frame(text, cells):
    assert re.findall("<t[hd][^>]*>(.*?)</t[hd]>", render_markdown(text)) == cells


def test_a_table_may_follow_its_paragraph_and_ends_with_its_last_row():
    html = render_markdown("Text\n| a | b |\n|---|---|\n| 1 | 2 |\nmehr")
    assert html.startswith("<p>Text</p>\n<div")
    assert html.count("<td>") == 2
    assert html.endswith("</table></div>\n<p>mehr</p>")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a" * (MAX_MARKDOWN_LENGTH + 1), "Der Text ist zu lang"),
        ("a\n" * 10_001, "zu viele Zeilen"),
        ("ab " * 7000, "Ein Absatz ist länger als 20000 Zeichen"),
        (f"a\n\n{'ab ' * 7000}\n \nb", "Ein Absatz ist länger als 20000 Zeichen"),
    ],
)
def test_what_would_take_long_is_refused_before_it_starts(text, sentence):
    with pytest.raises(MarkupError, match=sentence):
        render_markdown(text)


def test_long_texts_of_short_paragraphs_are_shown():
    assert render_markdown("Kurz und gut.\n\n" * 3000).count("<p>") == 3000
    assert render_markdown("- Kurz und gut.\n" * 2000).count("<li>") == 2000
    assert render_markdown("| a |\n| --- |\n" + "| Kurz und gut. |\n" * 2000).count("<td>") == 2000


def test_no_cell_of_a_row_is_lost_because_the_head_has_fewer():
    html = render_markdown("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | |\n| 6 |")
    assert re.findall("<td>(.*?)</td>", html) == ["1", "2", "3", "4", "5", "6", ""]


def test_tables_scroll_and_tell_their_heads():
    html = render_markdown("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="table-scroll" tabindex="0" role="group" aria-label="')
    assert '<th scope="col">a</th>\n<th class="align-right" scope="col">b</th>' in html
    assert '<td class="align-right">2</td>' in html
    assert html.endswith("</table></div>")
    assert clean_editors(html) == html


@override_settings(SITE_URL="https://wiq.example")
@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/teams", "/teams/"),
        ("teams?x=1#a", "/teams/?x=1#a"),
        ("/ueber-uns", "/ueber-uns/"),
        ("/treffen/fr%C3%BChjahr", "/treffen/fr%C3%BChjahr"),  # no address of a meeting
        ("https://Wiq.example/teams", "https://Wiq.example/teams/"),
        ("https://wiq.example", "https://wiq.example"),
        ("https://other.example/teams", "https://other.example/teams"),
        ("/teams/", "/teams/"),
        ("/beitraege/feed.rss", "/beitraege/feed.rss"),
        ("/node/42", "/node/42"),
        ("/media/plan.pdf", "/media/plan.pdf"),
        ("#oben", "#oben"),
    ],
)
def test_a_link_to_a_page_of_this_site_costs_no_redirect(typed, leads_to):
    html = render_markdown(f"[Hier]({typed})")
    assert f'href="{leads_to}"' in html
    assert clean_editors(html) == html


@override_settings(SITE_URL="https://wiq.example")
def test_pictures_of_the_own_host_stay():
    html = render_markdown("![A](https://wiq.example/m/a.jpg) ![B](https://wiq.example.org/b.jpg)")
    assert '<img alt="A" src="/m/a.jpg"' in html
    assert '<a href="https://wiq.example.org/b.jpg">B</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "a" + "x" * MAX_MARKDOWN_LENGTH,
        "[" * 201,
        "a" + "*" * 201,
        "_" * 201,
        "```" + " " * 201,
        "[a" * 60,
        "[a](b" * 60,
        "> " * 60,
    ],
)
def test_what_would_take_too_long_is_refused(text):
    with pytest.raises(MarkupError, match=r"Der Text|Im Text"):
        render_markdown(text)


def test_two_hundred_equal_marks_are_a_line():
    assert render_markdown("a\n\n" + "-" * 200) == "<p>a</p>\n<hr>"


def assert_safe(html):
    read = Nesting(html)
    assert read.faults == []
    for tag, attributes in read.tags:
        assert (
            tag not in "script style svg math iframe object embed form input link meta base".split()
        )
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "srcdoc")
        ]
        assert re.match(r"/(?!/)", attributes.get("src", "/"))
        for name in ("href", "cite"):
            assert re.match(
                r"(?i)(https?://|mailto:|tel:|[^:]*$|[^:]*[/?#])", attributes.get(name, "/")
            )
    assert clean_editors(html) == html


@pytest.mark.parametrize("text", [*ATTACKS, "[a](<javascript:alert(1)>)", "[a]: javascript:alert(1)\n\n[a]",
                                  "![a](x\"onerror=alert(1)//)", "a {: onclick=alert(1) style=x }",
                                  "<javascript:alert(1)>", "[a](/x \"t\\\"onclick=alert(1)\")"])  # fmt: skip
def test_attacks_in_markdown(text):
    assert_safe(render_markdown(text))


MARKS = st.sampled_from(
    ["# ", "- ", "1. ", "> ", "*", "**", "_", "`", "```\n", "[a](/b)", "![a](/b)", "[^1]", "[^1]: x", "\n", "\n\n",
     "    ", "|", "|-|-|\n", "<b>", "</b>", "<div>", "</div>", "<p>", "<table>", "<td>", "<h1>", "<img src=/x>", "<",
     "https://a.de", "a@b.de", "{: #x }", "\\", "&", "'", '"', "<a href=/x>", "</a>", "<pre>", "</pre>", "<script>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKS | st.text(max_size=3), max_size=25).map("".join))
def test_markdown_is_safe_whatever_was_typed(text):
    html = render_markdown(text, id_prefix="p-")
    assert_safe(html)
    assert_well_formed(absolute_html(html, PAGE))


# -- stored HTML -----------------------------------------------------------------------------------

ABSOLUTE = [
    ('<a href="#top-4">a</a>', '<a href="https://wiq.example/beitraege/treffen/?x=1#top-4">a</a>'),
    ('<a href="/x">a</a>', '<a href="https://wiq.example/x">a</a>'),
    ('<a href="../y/">a</a>', '<a href="https://wiq.example/beitraege/y/">a</a>'),
    ('<a href="//a.de/x">a</a>', '<a href="https://a.de/x">a</a>'),
    ('<a href="http://a.de/?a=1&amp;b=2">a</a>', '<a href="http://a.de/?a=1&amp;b=2">a</a>'),
    ('<a href="mailto:a@b.de">a</a>', '<a href="mailto:a@b.de">a</a>'),
    ('<a href="http://[">a</a>', '<a href="http://[">a</a>'),
    (
        '<blockquote cite="/q">a</blockquote>',
        '<blockquote cite="https://wiq.example/q">a</blockquote>',
    ),
    (
        '<img src="/a.jpg" alt="A &quot;b&quot;">',
        '<img src="https://wiq.example/a.jpg" alt="A &quot;b&quot;" />',
    ),
    (
        '<img srcset="/a.webp 400w, /b,c.webp 800w,/d.webp">',
        '<img srcset="https://wiq.example/a.webp 400w, https://wiq.example/b,c.webp 800w, https://wiq.example/d.webp" />',
    ),
    ("a<br>b&nbsp;c &lt;b&gt; &amp;", "a<br />b\xa0c &lt;b&gt; &amp;"),
    ("a\x01\ufffe\uffff&#1;b", "ab"),
    ("<p><em>a</p>b</em>", "<p><em>a</em></p>b"),
]


@pytest.mark.parametrize(("html", "absolute"), ABSOLUTE)
def test_addresses_become_absolute(html, absolute):
    assert absolute_html(html, PAGE) == absolute
    assert_well_formed(absolute)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_a_comment_in_a_feed_is_well_formed(text):
    assert_well_formed(absolute_html(render_comment(text), PAGE))


PLAIN = [
    ("<p>a</p><p>b</p>", "a b"),
    ("<h2>a</h2>b<br>c<ul><li>d</li><li>e</li></ul>", "a b c d e"),
    ("<em>a</em>b<strong>c</strong>", "abc"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
    ("R&amp;D &lt;b&gt; &uuml;&nbsp;x\n y", "R&D <b> ü x y"),
    ("Bürger&shy;haus", "Bürgerhaus"),
    ('Wort<sup id="x"><a class="footnote-ref" href="#y">1</a></sup>.', "Wort."),
    ("10<sup>2</sup> H<sub>2</sub>O 1", "10² H₂O 1"),
    ("5 €<sup>1)</sup> 2<sup>n+1</sup> M<sup>n</sup>", "5 €¹⁾ 2ⁿ⁺¹ Mn"),
    (
        'a<ol start="11"><li>b<ol><li>c</li></ol></li><li><p>d</p></li></ol>e',
        "a 11. b 1. c 12. d e",
    ),
    (
        '<ol><li><del>a</del></li><li> <em>b</em>c</li></ol>d<ol type="a"><li>e</li></ol>',
        "2. bc d e",
    ),
    ('<div class="footnote"><ol><li id="x"><p>a</p></li></ol></div>', "a"),
    ('<img src="/x" alt="A">', ""),
    ("am <del>Montag</del> Dienstag, <del><em>nicht</em> a</del><p>b</p>", "am Dienstag, b"),
]


@pytest.mark.parametrize(("html", "text"), PLAIN)
def test_plain_text(html, text):
    assert plain_text(html) == text


def test_only_the_gate_knows_the_cleaners():
    """One rule, one place: markdown, bleach, nh3 and mark_safe stand in wiq_site.kit.markup alone."""
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    found = [
        path.relative_to(root).as_posix()
        for app in ("wiq_site", "blog", "meetings", "comments")
        for path in (root / app).rglob("*.py")
        if re.search(
            r"^\s*(?:import|from) (?:markdown|bleach|nh3)\b|mark_safe", path.read_text(), re.M
        )
    ]
    assert [path for path in found if not path.startswith("wiq_site/kit/markup/")] == []


def test_rows_of_a_spreadsheet_are_a_table():
    typed = "Plan:\nPosten\tSoll\tIst\nMiete\t1.200\t\nStrom|Gas\t300\t287,45\nDanke"
    cells = re.findall(r"<t[hd].*?>(.*?)</t[hd]>", render_markdown(typed))
    assert cells == ["Posten", "Soll", "Ist", "Miete", "1.200", "", "Strom|Gas", "300", "287,45"]
    assert render_markdown(typed).endswith("<p>Danke</p>")
    cells = re.findall(r"<t[hd].*?>(.*?)</t[hd]>", render_markdown("Miete\t\t12 €\nStrom\t\t3 €"))
    assert cells == ["Miete", "12 €", "Strom", "3 €"]


_BILL = "Strom      300    287,45\nWasser     120     99,10"
_PLAN = (
    "Posten          Plan      Ist\nMiete       1.200,00  1.200,00\nGesamt                1.487,45"
)
_DUTIES = "Anna      Mo     Küche\nBernd     Di     Bad\nCarla     Mi     Treppe"


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        (_BILL, ["Strom|300|287,45", "Wasser|120|99,10"]),
        (
            f"{_BILL}\n{'-' * 24}\nSumme  420  386,55",
            ["Strom|300|287,45", "Wasser|120|99,10", "Summe|420|386,55"],
        ),
        (_PLAN, ["Posten|Plan|Ist", "Miete|1.200,00|1.200,00", "Gesamt||1.487,45"]),
        (_DUTIES, ["Anna|Mo|Küche", "Bernd|Di|Bad", "Carla|Mi|Treppe"]),
        ("Tee  a|b   2 €\nEis  c     3 €", ["Tee|a|b|2 €", "Eis|c|3 €"]),
        (
            "Art   | Preis\n----- | -----\nBank  | 3\nRad   | 4\nEis   | 5",
            ["Art|Preis", "Bank|3", "Rad|4", "Eis|5"],
        ),
        ("Tor  a\t3,00\nRad  b\t4,00\nEis  c\t5,00", ["Tor  a|3,00", "Rad  b|4,00", "Eis  c|5,00"]),
        # lists, labels, code, text set in blocks and what stands in no columns
        (_BILL.replace("Strom", "- Strom").replace("Wasser", "- Wasser"), []),
        ("Ort:     Saal\nZeit:    18 Uhr\nWer:     alle", []),
        (f"```\n{_BILL}\n```", []),
        ("Wir   haben  viel   vor\nund  machen  es   auch\nmit   Freude  und  Eis", []),
        ("Strom   300\nRest  bleibt   liegen 3", []),
        ("Strom   300", []),
    ],
)
def test_columns_made_with_blanks_are_a_table(typed, rows):
    html = render_markdown(typed)
    found = re.findall(r"<tr>(.*?)</tr>", html, re.S)
    cells = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row) for row in found]
    assert ["|".join(row) for row in cells] == rows


@pytest.mark.parametrize(
    ("first", "is_head"),
    [
        ("Art|Preis", True),
        ("Art|2025", True),
        ("Art|1", True),
        ("Tee|1,50 €", False),
        ("Tee|2 €", False),
    ],
)
def test_a_sum_above_sums_is_no_head(first, is_head):
    html = render_markdown(f"|{first}|\n|---|---|\n|Eis|2,00|\n|Saft|**3**|")
    assert ("<th" in html, html.count("<tr>"), "<thead" in html) == (is_head, 3, is_head)
