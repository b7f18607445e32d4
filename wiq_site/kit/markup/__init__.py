"""The one gate from text to safe HTML; Markdown, bleach and nh3 are imported nowhere else.

Everything a field ending in ``_html`` holds comes from here, and ``mark_safe`` stands only here.
Source of the rules for comments: section 6 of the design (restricted HTML as the old site had it).
"""

from wiq_site.kit.escaping import MAY_HOLD_HTML, with_typed_breaks
from wiq_site.kit.markup.allowed import MarkupError, address_from_root, allowed_comment_tags
from wiq_site.kit.markup.comments import MAX_COMMENT_LENGTH, clean_comment, render_comment
from wiq_site.kit.markup.editors import (
    MAX_MARKDOWN_LENGTH,
    clean_editors,
    render_line,
    render_markdown,
)
from wiq_site.kit.markup.lexer import (
    absolute_html,
    data_block,
    keep_together,
    plain_text,
    printable,
)
from wiq_site.kit.markup.linkify import (
    links_without_address,
    mail_href,
    mail_link,
    protect_mail_addresses,
    with_told_links,
)

# Stored beside each comment's HTML; raise it when render_comment gives another result than before,
# so that `rerender_markup` finds what is out of date.
COMMENT_RULES = 15


def lines_from_html(text, spoken_of=False):
    """Return ``text`` with its lines in which HTML stands told in Markdown; with ``spoken_of`` without what only speaks of tags."""
    if not MAY_HOLD_HTML.search(text):
        return text
    from wiq_site.kit.markup import html_to_markdown

    return html_to_markdown.lines_from_html(with_typed_breaks(text), spoken_of)


def from_html(html, emphasised=False):
    """Return the text of ``html`` as Markdown, with nothing of what was readable lost.

    Minutes mean nothing by italics and quotes; other texts keep what is ``emphasised`` so: italics of whole words.
    """
    from wiq_site.kit.markup import html_to_markdown  # brings much along that no visitor needs

    return html_to_markdown.from_html(html, emphasised)
