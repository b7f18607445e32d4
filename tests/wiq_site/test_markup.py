"""Restricted HTML of comments: one table of tags and attributes, formatting, links, attacks."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiq_site.kit.markup import (
    COMMENT_RULES,
    MAX_COMMENT_LENGTH,
    MarkupError,
    allowed_comment_tags,
    clean_comment,
    plain_text,
    render_comment,
)

REL = 'rel="nofollow ugc noopener"'
MAY_COME_OUT = {
    "a": {"href", "hreflang", "rel"},
    "blockquote": {"cite"},
    "ul": {"type"},
    "ol": {"start", "type"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    **{tag: set() for tag in "em strong cite code li dl dt dd p br".split()},
}


class Nesting(HTMLParser):
    """Reads HTML strictly: what is open, what was found, and every fault."""

    def __init__(self, html):
        super().__init__()
        self.open, self.faults, self.tags, self.text, self.deepest = [], [], [], [], 0
        self.feed(html)
        self.close()
        self.faults += [f"not closed: {name}" for name in self.open]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "img", "hr"):
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed but not open: {tag}")

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.faults.append(f"comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_safe(html):
    read = Nesting(html)
    assert read.faults == []
    assert read.deepest <= 20
    for tag, attributes in read.tags:
        assert tag in MAY_COME_OUT
        assert set(attributes) <= MAY_COME_OUT[tag]
        for name in ("href", "cite"):
            value = attributes.get(name, "/")
            assert re.match(r"(?i)(https?://|mailto:|tel:|[^:]*$|[^:]*[/?#])", value)
        if tag == "a":
            assert attributes["rel"] == "nofollow ugc noopener"
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", html
    )
    assert clean_comment(html) == html


# -- every tag and attribute, allowed and forbidden ------------------------------------------------

TAGS = [
    # allowed
    ('<a href="/x">t</a>', f'<p><a href="/x" {REL}>t</a></p>'),
    ('<a href="/x" hreflang="de-AT">t</a>', f'<p><a href="/x" hreflang="de-AT" {REL}>t</a></p>'),
    ("<em>t</em>", "<p><em>t</em></p>"),
    ("<strong>t</strong>", "<p><strong>t</strong></p>"),
    ("<cite>t</cite>", "<p><cite>t</cite></p>"),
    (
        '<blockquote cite="https://a.de/">t</blockquote>',
        '<blockquote cite="https://a.de/"><p>t</p></blockquote>',
    ),
    ("<code>t</code>", "<p><code>t</code></p>"),
    ('<ul type="square"><li>t</li></ul>', '<ul type="square"><li>t</li></ul>'),
    (
        '<ol start="3" type="A"><li>t</li></ol>',
        '<ol start="3" type="A"><li>t</li></ol>',
    ),
    ("<dl><dt>t</dt><dd>d</dd></dl>", "<dl><dt>t</dt><dd>d</dd></dl>"),
    *[(f'<h{n} id="x">t</h{n}>', f'<h{n} id="kt-x">t</h{n}>') for n in range(2, 7)],
    # of the same meaning
    ("<b>t</b>", "<p><strong>t</strong></p>"),
    ("<i>t</i>", "<p><em>t</em></p>"),
    ("<B>t</B> <EM>u</EM>", "<p><strong>t</strong> <em>u</em></p>"),
    # attributes that go
    (
        '<em class="x" style="color:red" onclick="x" lang="de" title="t" id="q">t</em>',
        "<p><em>t</em></p>",
    ),
    ('<p id="x" align="center">t</p>', "<p>t</p>"),
    (
        '<a href="/x" target="_blank" rel="follow" title="t" id="a">t</a>',
        f'<p><a href="/x" {REL}>t</a></p>',
    ),
    ('<a name="x">t</a>', f"<p><a {REL}>t</a></p>"),
    ('<a href="javascript:x">t</a>', f"<p><a {REL}>t</a></p>"),
    ('<a href="/x" hreflang="de de">t</a>', f'<p><a href="/x" {REL}>t</a></p>'),
    ('<blockquote cite="javascript:x">t</blockquote>', "<blockquote><p>t</p></blockquote>"),
    ('<ul type="A" start="3"><li value="2">t</li></ul>', "<ul><li>t</li></ul>"),
    ('<ol start="x" type="disc" reversed><li>t</li></ol>', "<ol><li>t</li></ol>"),
    ('<ol start="-2"><li>t</li></ol>', '<ol start="-2"><li>t</li></ol>'),
    # numbers that no attribute but start may tell
    (
        '<ol type="a"><li>t<li value="7">u<li>v<li value="x">w</ol>',
        '<ol type="a"><li>t</li></ol><ol type="a" start="7"><li>u</li><li>v</li><li>w</li></ol>',
    ),
    ('<ol><li value="1">t</li><li value="2">u</li></ol>', "<ol><li>t</li><li>u</li></ol>"),
    ('<ol start="3"><li value="0">t</ol>', '<ol start="0"><li>t</li></ol>'),
    (
        "<ol reversed><li>t</li><li></li><li>u<ol reversed><li>v</ol></ol>",
        '<ol start="2"><li>t</li></ol><ol><li>u<ol><li>v</li></ol></li></ol>',
    ),
    (
        '<ol start="5" reversed><li>t<li>u<li value="9">v</ol>',
        '<ol start="5"><li>t</li></ol><ol start="4"><li>u</li></ol><ol start="9"><li>v</li></ol>',
    ),
    ('<h2 id="a b">t</h2>', "<h2>t</h2>"),
    ('<h2 id="x">a</h2><h3 id="x">b</h3>', '<h2 id="kt-x">a</h2><h3>b</h3>'),
    # tags that go; what stands between stays, and words stay apart
    *[
        (f"a<{tag}>b</{tag}>c", "<p>abc</p>")
        for tag in "span font u ins small big sub sup tt kbd mark abbr bdo nobr o:p my-tag".split()
    ],
    # tags that go, of which a reader must still be told: without it the text would say something else
    *[(f"a <{tag}>b</{tag}> c", "<p>a ~~b~~ c</p>") for tag in ("s", "del", "STRIKE")],
    *[
        (
            f'<{tag} style="color:red; text-decoration:underline line-through">a</{tag}>',
            "<p>~~a~~</p>",
        )
        for tag in ("span", "p", "div", "td", "font")
    ],
    ("<s> 10 € </s>8 €", "<p>~~10 €~~ 8 €</p>"),
    ("<del>a\n\nb</del> c", "<p>~~a~~</p><p>~~b~~ c</p>"),
    ("<span style='text-decoration:line-through'>a\n\nb</span> c", "<p>~~a~~</p><p>~~b~~ c</p>"),
    ("<del><ul><li>a<li>b</ul></del>", "<ul><li>~~a~~</li><li>~~b~~</li></ul>"),
    ("<s><em>a</s> b</em>", "<p>~~<em>a</em>~~ <em>b</em></p>"),
    ('<a href="/x"><s>a</s> b</a>', f'<p><a href="/x" {REL}>~~a~~ b</a></p>'),
    ("<s><del>a</del> b</s>", "<p>~~a b~~</p>"),
    ("<s>a", "<p>~~a~~</p>"),
    ("a\n\n<s>b", "<p>a</p><p>~~b~~</p>"),
    ("<p style='text-decoration:line-through'>a<p>b", "<p>~~a~~</p><p>b</p>"),
    ("a</s> b<s></s>", "<p>a b</p>"),
    ("<s><code>a</code></s>", "<p>~~<code>a</code>~~</p>"),
    ("Er sagt: <q>Ja</q>.", "<p>Er sagt: „Ja“.</p>"),
    ("10<sup>6</sup> m<sup>2</sup>, H<sub>2</sub>O", "<p>10⁶ m², H₂O</p>"),
    *[
        (f"a<{tag}>b</{tag}>c", "<p>a</p><p>b</p><p>c</p>")
        for tag in "p div h1 pre section article form center table main header footer nav details".split()
    ],
    *[
        (f"a<{tag}>b</{tag}>c", "<p>a b c</p>")
        for tag in "td th button svg video object iframe textarea select noscript".split()
    ],
    *[(f"a<{tag}>b", "<p>a b</p>") for tag in ("img src=x", "input", "embed")],
    ("a<br>b<br/>c<BR >d", "<p>a<br>b<br>c<br>d</p>"),
    ("a<hr>b", "<p>a</p><p>b</p>"),
    ("a<wbr>b", "<p>ab</p>"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "<p>a b<br>c</p>"),
    *[(f"a<{tag}>alert(1)</{tag}>b", "<p>a b</p>") for tag in ("script", "style", "SCRIPT")],
    ('a<script src="x">alert(1)</script >b', "<p>a b</p>"),
    ("a<script>b", "<p>a b</p>"),
]


@pytest.mark.parametrize(("typed", "html"), TAGS)
def test_every_tag_and_attribute(typed, html):
    assert render_comment(typed) == html
    assert_safe(html)


def test_help_prints_what_the_reference_page_prints():
    assert allowed_comment_tags() == (
        "<a href hreflang> <em> <strong> <cite> <blockquote cite> <code> <ul type> "
        "<ol start type> <li> <dl> <dt> <dd> <h2 id> <h3 id> <h4 id> <h5 id> <h6 id>"
    )


def test_rules_have_a_number():
    assert isinstance(COMMENT_RULES, int)


# -- lines, paragraphs, blocks ---------------------------------------------------------------------

FORMATTING = [
    ("", ""),
    (" \n \n", ""),
    ("a\r\nb\rc\nd", "<p>a<br>b<br>c<br>d</p>"),
    ("a\r\n\r\nb", "<p>a</p><p>b</p>"),
    ("a\n \t\n\n\nb", "<p>a</p><p>b</p>"),
    ("\n\n a \n b \n\n", "<p>a<br>b</p>"),
    ("a  b\tc", "<p>a  b\tc</p>"),
    ("<p></p><p> </p>a<p>&nbsp;</p>", "<p>a</p>"),
    # nesting
    ("<b>a<i>b</b>c</i>", "<p><strong>a<em>b</em></strong><em>c</em></p>"),
    ("<em>a\n\nb</em> c", "<p><em>a</em></p><p><em>b</em> c</p>"),
    ("<em>a\n\nb", "<p><em>a</em></p><p>b</p>"),
    ("<em> a </em>b<em> c</em>", "<p><em>a</em> b <em>c</em></p>"),
    ("</em>a</p></ul></div>", "<p>a</p>"),
    ("<em></em><a href=/x></a><h2></h2><ul><li></ul><blockquote></blockquote>a", "<p>a</p>"),
    ("<em><h2>a</h2></em>", "<h2><em>a</em></h2>"),
    ("<h2>a\nb</h2>c", "<h2>a<br>b</h2><p>c</p>"),
    ("<h2>a\n\nb</h2>c", "<h2>a</h2><p>b</p><p>c</p>"),
    ("<h2>a<h3>b</h2>c", "<h2>a</h2><h3>b</h3><p>c</p>"),
    ("a<h2>b</h2>\nc", "<p>a</p><h2>b</h2><p>c</p>"),
    (
        "a\n<blockquote>b\n\nc</blockquote>\nd",
        "<p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p>",
    ),
    ("<blockquote>a", "<blockquote><p>a</p></blockquote>"),
    (
        "<a href=/x>a<a href=/y>b</a></a>",
        f'<p><a href="/x" {REL}>a</a><a href="/y" {REL}>b</a></p>',
    ),
    # lists
    ("<ul>\n<li>a\n<li>b\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
    ("<li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
    ("<ul>a<li>b</ul>c", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
    ("<ul><li>a\n\nb</ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
    ("<ul><li>a</li><ul><li>b</ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ("<ol><li><p>a</p></li></ol>", "<ol><li>a</li></ol>"),
    ("<dt>a<dd>b", "<dl><dt>a</dt><dd>b</dd></dl>"),
    ("<dd>b", "<dl><dt></dt><dd>b</dd></dl>"),
    ("<dl><dt>a</dl>b", "<dl><dt>a</dt><dd></dd></dl><p>b</p>"),
    # code
    ("<code>a\n\n  b\n</code>c", "<p><code>a\n\n  b\n</code>c</p>"),
    ("<code>  a <b>x</b></code>", "<p><code>  a <strong>x</strong></code></p>"),
    ("<code>a<br>b</code>", "<p><code>a\nb</code></p>"),
    ("<code>a\n\nb", "<p><code>a</code></p><p>b</p>"),
    # what is no tag
    ("x<y und y>z", "<p>x&lt;y und y&gt;z</p>"),
    # of which the end is none either
    ("<a href>x</a> y</a>", "<p>&lt;a href&gt;x&lt;/a&gt; y</p>"),
    ("<b a>b</b> <b>c</b>", "<p>&lt;b a&gt;b&lt;/b&gt; <strong>c</strong></p>"),
    ("<b>a<b und c>d</b> e", "<p><strong>a&lt;b und c&gt;d</strong> e</p>"),
    ("a<b und c>d, <b>e</b>", "<p>a&lt;b und c&gt;d, <strong>e</strong></p>"),
    ("<em <b>a</b></em>", "<p>&lt;em <strong>a</strong>&lt;/em&gt;</p>"),
    ("3 < 5", "<p>3 &lt; 5</p>"),
    ("<3", "<p>&lt;3</p>"),
    ("<E-Mail> und <Vor-Name eintragen>", "<p>&lt;E-Mail&gt; und &lt;Vor-Name eintragen&gt;</p>"),
    ("a <b", "<p>a &lt;b</p>"),
    ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
    ("<!DOCTYPE html>", "<p>&lt;!DOCTYPE html&gt;</p>"),
    (
        "https://a.de/b\u3000c\u2009d",
        '<p><a href="https://a.de/b" rel="nofollow ugc noopener">https://a.de/b</a>\u3000c\u2009d</p>',
    ),
    ("<tel:0341-123>", "<p>&lt;tel:0341-123&gt;</p>"),
    ("R&D &amp; &uuml; &lt;b&gt; &copy &#228; &#xe4 x", "<p>R&amp;D &amp; ü &lt;b&gt; © ä ä x</p>"),
    ("f&uumlr M&uumlller; rock&notes &notin; a&amp", "<p>für Müller; rock&amp;notes ∉ a&amp;</p>"),
    ("&ltb&gt &quotb&quot R&ampB a&nbspb", '<p>&lt;b&gt; "b" R&amp;B a\xa0b</p>'),
    ("&copy2020 &sect5a &frac12x &sup2", "<p>©2020 §5a ½x ²</p>"),
    ("x.de?a=1&copy=2&ltd=3&sect5=4", "<p>x.de?a=1&amp;copy=2&amp;ltd=3&amp;sect5=4</p>"),
    ("&#99999999999; &#x0000000041; &#8211", "<p>\ufffd A –</p>"),
    ("<!-- <b>a</b> --> b", "<p>&lt;!-- &lt;b&gt;a&lt;/b&gt; --&gt; b</p>"),
    ("<!-- <b>a</b>", "<p>&lt;!-- <strong>a</strong></p>"),
    ("a<li>b</li>c", "<p>a</p><ul><li>b</li></ul><p>c</p>"),
    ("<ul>a<li>b</li>c</ul>d", "<ul><li>a</li><li>b</li><li>c</li></ul><p>d</p>"),
    ("**a** _b_ # c", "<p>**a** _b_ # c</p>"),
    # tags in a bad state
    ("<em title='a>b'>c</em>", "<p><em>c</em></p>"),
    ('<em title="a<b">c</em>', "<p><em>c</em></p>"),
    ('<a href="/x>a</a> <a href="/y">b</a>', f'<p><a {REL}>a</a> <a href="/y" {REL}>b</a></p>'),
    ("<a href=/x?a=1&b=2&copy=3>a</a>", f'<p><a href="/x?a=1&amp;b=2&amp;copy=3" {REL}>a</a></p>'),
    # control characters
    ("a\x00\x01\x7f\ufffe\uffff\ufdd0\ud800b&#1;&#0;", "<p>ab\ufffd</p>"),
    ("a\x0bb\x0cc\x85d\u2028e\x1ef\x1fg", "<p>a<br>b<br>c<br>d<br>e<br>f g</p>"),
    ("a&#11;b&#x1E;c&#0011d", "<p>a<br>b<br>c<br>d</p>"),
]


@pytest.mark.parametrize(("typed", "html"), FORMATTING)
def test_formatting(typed, html):
    assert render_comment(typed) == html
    assert_safe(html)


def test_tags_nest_at_most_twenty_deep():
    for typed in ("<em>" * 60, "<blockquote>" * 60, "<ul><li>" * 60, "<blockquote><em>" * 40):
        html = render_comment(f"{typed}x")
        assert Nesting(html).deepest in (18, 19, 20)
        assert_safe(html)
    assert "y" in render_comment("<em>" * 60 + "x" + "</em>" * 60 + "y")


def test_ids_and_links_to_them_carry_the_prefix():
    html = render_comment('<h2 id="x">a</h2><a href="#x">b</a> <a href="#top-4">c</a>', "kt-7-")
    assert html == (
        f'<h2 id="kt-7-x">a</h2><p><a href="#kt-7-x" {REL}>b</a> <a href="#top-4" {REL}>c</a></p>'
    )


def test_a_prefix_that_is_no_id_is_refused():
    with pytest.raises(ValueError, match="prefix"):
        render_comment("a", '"><script>')


def test_too_long_is_refused_and_crlf_counts_once():
    with pytest.raises(ValueError, match="4000"):
        render_comment("a" * (MAX_COMMENT_LENGTH + 1))
    assert issubclass(MarkupError, ValueError)
    assert render_comment("\r\n" * 2000 + "a" * 2000) == f"<p>{'a' * 2000}</p>"


# -- addresses ------------------------------------------------------------------------------------

LONG = "https://example.org/" + "a" * 60


def link(href, shown=None):
    return f'<a href="{href}" {REL}>{shown or href}</a>'


LINKS = [
    ("https://a.de", link("https://a.de")),
    ("HTTP://A.DE/X", link("HTTP://A.DE/X")),
    ("www.a.de/x", link("https://www.a.de/x", "www.a.de/x")),
    ("WWW.A.DE", link("https://WWW.A.DE", "WWW.A.DE")),
    ("https://müller.de/straße?ä=ö#ü", link("https://müller.de/straße?ä=ö#ü")),
    ("http://localhost:8000/x", link("http://localhost:8000/x")),
    ("https://a.de/?a=1&b=2", link("https://a.de/?a=1&amp;b=2")),
    ("https://a.de/?a=1&amp;b=2", link("https://a.de/?a=1&amp;b=2")),
    ("https://a.de/x_(y)", link("https://a.de/x_(y)")),
    ("(https://a.de/x)", f"({link('https://a.de/x')})"),
    ("(https://a.de/x_(y)).", f"({link('https://a.de/x_(y)')})."),
    ("[https://a.de/x],b", f"[{link('https://a.de/x')}],b"),
    *[(f"https://a.de/x{end}", link("https://a.de/x") + end) for end in ".,;:!?)“”'…"],
    ("„https://a.de“", f"„{link('https://a.de')}“"),
    ('"https://a.de"', f'"{link("https://a.de")}"'),
    ("https://a.de/x?!).", f"{link('https://a.de/x')}?!)."),
    ("https://a.de/.", f"{link('https://a.de/')}."),
    ("<https://a.de>", f"&lt;{link('https://a.de')}&gt;"),
    ("siehe:https://a.de", f"siehe:{link('https://a.de')}"),
    ("_https://a.de", f"_{link('https://a.de')}"),
    ("https://a.de\nhttps://b.de", f"{link('https://a.de')}<br>{link('https://b.de')}"),
    ("<em>https://a.de</em>", f"<em>{link('https://a.de')}</em>"),
    ("a.b+c@x-y.de", link("mailto:a.b+c@x-y.de", "a.b+c@x-y.de")),
    ("A@B.DE.", f"{link('mailto:A@B.DE', 'A@B.DE')}."),
    ("info@müller.de", link("mailto:info@müller.de", "info@müller.de")),
    ("Müller <m@a.de>", f"Müller &lt;{link('mailto:m@a.de', 'm@a.de')}&gt;"),
    (LONG[:72], link(LONG[:72])),
    (LONG[:73], link(LONG[:73], LONG[:71] + "…")),
    ("<a href=/x>https://a.de</a>", f'<a href="/x" {REL}>https://a.de</a>'),
    # what cannot be seen, a backslash or a dash at the end stays outside
    ("https://a.de/x\u200b.", link("https://a.de/x") + "\u200b."),
    ("https://a.de\u2060", link("https://a.de") + "\u2060"),
    ("https://a.de/x\\", link("https://a.de/x") + "\\"),
    ("https://a.de/ – b, https://a.de/– b", f"{link('https://a.de/')} – b, {link('https://a.de/')}– b"),
    *[(f"{word}:x@a.de", f"{word}:{link('mailto:x@a.de', 'x@a.de')}") for word in ("mailto", "e-mail", "Kontakt")],
    ("x@a.de\u200b", link("mailto:x@a.de", "x@a.de") + "\u200b"),
    ("https://a.de/@x", link("https://a.de/@x")),
    ("http://1.2.3.4:65535/x", link("http://1.2.3.4:65535/x")),
    ("_https://a.de_ und _https://a.de/b_c_", f"_{link('https://a.de')}_ und _{link('https://a.de/b_c')}_"),
    ("https://a.de/b_", link("https://a.de/b_")),
    ("https://a.de/,https://b.de/x,y", f"{link('https://a.de/')},{link('https://b.de/x,y')}"),
    # elements beside an address belong to it for a reader, unless they end a word
    ("https://a.de<em>x</em>", "https://a.de<em>x</em>"),
    ("<em>https://a.de</em>x", "<em>https://a.de</em>x"),
    ("<em>evil.</em>x@a.de", "<em>evil.</em>x@a.de"),
    ("https://a.de<em>, x</em>", f"{link('https://a.de')}<em>, x</em>"),
    ("https://a.de<br>x", f"{link('https://a.de')}<br>x"),
    # no links
    *[
        (text, text)
        for text in (
            "leipzig.de", "x.py", "https://", "http://…", "www.", "www.a", "xhttp://a.de", "a@b", "@a",
            "a@b@c.de", "a@b.de@c.de", "_a.b@c.de", "@a@b.de", "ftp://a.de", "javascript://a.de", "https://a:b@c.de/x", "https://a@c.de",
            "http://.", "https://?x", "3@4.5",
            "https://a.de\\@b.de", "https://a.de/x\\y", "https://a.de\u200b.b.de", "x@a.de\u200bb.de",
            "x.www.a.de", "shop-www.a.de", "-@www.a.de", "https://a.de/\u200fabc", "www.a.de\xad/x", "www.a.de@b.de", "x@a.de@", "x@a.de\u2060@b.de",
            "http://a.de:99999/", "http://1.2.3.999/x", "http://4.5/",
            "x@a.de@b.de", "x@a.de@b.de@c.de.", "mailto:x@a.deü@b.de", "xmpp:x@a.de", "ssh://git@a.de/x",
        )
    ],
    ("<code>https://a.de a@b.de</code>", "<code>https://a.de a@b.de</code>"),
    # of a wiki
    ("[[https://a.de/x|Entwurf]]", f"[[{link('https://a.de/x')}|Entwurf]]"),
    ("https://a.de/x|y", link("https://a.de/x|y")),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "html"), LINKS)
def test_links(typed, html):
    assert render_comment(typed) == f"<p>{html}</p>"
    assert_safe(f"<p>{html}</p>")


ADDRESSES = [
    *[
        (value, True)
        for value in (
            "/x", "x", "#x", "?x", "../x", "//a.de/x", "http://a.de", "HTTPS://a.de", "mailto:a@b.de",
            "tel:+49341", "/x:y", "?a=b:c", "x/y:z",
        )
    ],
    *[
        (value, False)
        for value in (
            "javascript:x", "JaVaScRiPt:x", "java\tscript:x", "java\nscript:x", " javascript:x",
            "&#106;avascript:x", "javascript&colon;x", "&#x6A;avascript:x", "\x01javascript:x",
            "vbscript:x", "data:text/html,x", "feed:javascript:x", "file:///etc", "http:x", "about:blank",
            "ftp://a.de", "intent:x", "\\\\a.de", "http:/\\a.de", "", "x:y", "//[a.de", "//a.de:0x",
        )
    ],
]  # fmt: skip


@pytest.mark.parametrize(("value", "kept"), ADDRESSES)
@pytest.mark.parametrize("tag", ["a href", "blockquote cite"])
def test_addresses_in_attributes(tag, value, kept):
    html = render_comment(f'<{tag}="{value}">t</{tag.split()[0]}>')
    assert (f" {tag.split()[1]}=" in html) is kept
    assert_safe(html)


# -- attacks --------------------------------------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=http://x.de/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script/xss src=x>alert(1)</script>",
    "<script>alert(1)</script",
    "</script><script>alert(1)",
    '<img src=x onerror="alert(1)">',
    '<img """><script>alert(1)</script>">',
    "<img src=`javascript:alert(1)`>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=javascript:alert(1)>x</math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java&#x09;script:alert(1)\">x</a>",
    "<a href=\"&#14; javascript:alert(1)\">x</a>",
    "<a href='jAvAsCrIpT&#58;alert(1)'>x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>",
    "<a href=x onclick=alert(1) onmouseover='alert(1)'>x</a>",
    "<a onmouseover=\"alert(document.cookie)\">x</a>",
    "<a href=\"https://a.de/\" style=\"position:fixed;inset:0\">x</a>",
    "<a href='x\" onclick=\"alert(1)'>x</a>",
    "<a href=https://a.de/\"onclick=alert(1)>x</a>",
    "https://a.de/\"onclick=\"alert(1)",
    "https://a.de/<script>alert(1)</script>",
    "https://a.de/'onclick='alert(1)",
    "www.a.de/&quot;onmouseover=alert(1)",
    "a@b.de\"onclick=alert(1)",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<b onclick=alert(1)>x</b>",
    "<h2 id='x\" onclick=\"alert(1)'>x</h2>",
    "<ul type='x\" onclick=\"alert(1)'><li>x</ul>",
    "<style>@import 'http://x.de/x.css';</style>",
    "<link rel=stylesheet href=http://x.de/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1);//'>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex action=javascript:alert(1)>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=1.0?><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><script>alert(1)</script></textarea>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<select><noembed></select><script>alert(1)</script></noembed>",
    "<table background=javascript:alert(1)><tr><td>x",
    "<div style='width:expression(alert(1))'>x</div>",
    "<a\x00 href=javascript:alert(1)>x</a>",
    "<a\x0chref=javascript:alert(1)>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "<em \U0010fffd><script>alert(1)</script>\U0010fffb",
    "<code><script>alert(1)</script></code>",
    "<p/onclick=alert(1)>x",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
]  # fmt: skip


@pytest.mark.parametrize("typed", ATTACKS)
def test_attacks(typed):
    assert_safe(render_comment(typed))
    assert_safe(clean_comment(typed))


# -- properties -----------------------------------------------------------------------------------

SCRAPS = st.sampled_from(
    [f"<{tag}>" for tag in MAY_COME_OUT]
    + [f"</{tag}>" for tag in MAY_COME_OUT]
    + [
        "<a href='/x'>",
        '<h2 id="x">',
        "<table>",
        "<td>",
        "<script>",
        "</script>",
        "<o:p>",
        "<b",
        "<",
    ]
    + [
        "\n",
        "\n\n",
        " ",
        "&amp;",
        "&#10;",
        "&nbsp;",
        "&",
        '"',
        "'",
        ">",
        "https://a.de/",
        "www.b.de",
        "a@b.de",
    ]
)
HTMLISH = st.lists(SCRAPS | st.text(max_size=4), max_size=40).map("".join)
# Text among allowed tags only, each word its own.
TAGGED = st.lists(
    st.sampled_from(
        [f"<{slash}{tag}>" for tag in MAY_COME_OUT for slash in ("", "/")] + ["\n", "\n\n"]
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(HTMLISH)
def test_output_is_safe_whatever_was_typed(typed):
    html = render_comment(typed)
    assert_safe(html)
    assert "<p></p>" not in html


@settings(max_examples=200, deadline=None)
@given(HTMLISH)
def test_cleaning_is_safe_whatever_comes(html):
    once = clean_comment(html)
    assert clean_comment(once) == once
    assert {tag for tag, _ in Nesting(once).tags} <= set(MAY_COME_OUT)


def words_of(html):
    """The words of ``html`` without the numbers of items."""
    return [word for word in plain_text(html).split() if not re.fullmatch(r"\d+\.", word)]


@settings(max_examples=200, deadline=None)
@given(TAGGED)
def test_no_word_is_lost(tags):
    typed = "".join(f"{tag} wort{number} " for number, tag in enumerate(tags))
    assert words_of(render_comment(typed)) == [f"wort{n}" for n in range(len(tags))]


@settings(max_examples=100, deadline=None)
@given(TAGGED)
def test_no_words_are_glued_between_blocks(tags):
    blocks = [
        tag for tag in tags if tag.strip("</>\n") not in ("a", "em", "strong", "cite", "code")
    ]
    typed = "".join(f"{tag}wort{number}" for number, tag in enumerate(blocks))
    assert words_of(render_comment(typed)) == [f"wort{n}" for n in range(len(blocks))]


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=200))
def test_plain_text_comes_back(text):
    typed = text.replace("<", " ").replace("&", " ").replace("@", " ").replace("\xad", " ")
    shown = "".join(Nesting(render_comment(typed)).text)
    assert shown.split() == typed.split()
