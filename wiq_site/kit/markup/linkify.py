"""Links made of web and mail addresses in plain text, in linear time; mail links hidden from harvesters.

Source: section 6 of the design. ``linkify`` works on text between tags only, never on HTML.
"""

import re
from urllib.parse import quote, unquote

from django.utils.safestring import mark_safe

from wiq_site.kit.markup.allowed import is_reachable
from wiq_site.kit.markup.lexer import decode, escape, start_tag
from wiq_site.kit.text import UNSEEN

_OPENERS = {")": "(", "]": "[", "}": "{"}
# The last two are what Python-Markdown puts around its placeholders.
_OUTSIDE = frozenset('<>"“”„»«\x02\x03')
_TRAILING = frozenset(".,;:!?'‘’‚›‹…*~–—([{")
# Not to be seen, or read as another sign than the one that is sent: where one stands inside an
# address, it does not lead where a person reads it to lead.
_DECEPTIVE = re.compile(rf"[\\\ufff0-\ufffd{UNSEEN}]")

# Nothing gives back what it took, so no character is looked at twice.
_HOST = r"[^\W_]\w*+(?:-++\w++)*+(?:\.[^\W_]\w*+(?:-++\w++)*+)*+"
# Behind a sign of the same host or mail address, www begins none.
WEB_START = r"(?<![^\W_])(?:https?://|(?<!@)(?<![^\W_][.-])www\.)"
_NEXT = re.compile(WEB_START, re.IGNORECASE)
_LOCAL = r"[^\W_]\w*+(?:[.+%'-]++(?!https?://|www\.)\w++)*+"
# From where no other could begin on, so that no run is looked through twice.
WHOLE_MAIL = rf"(?<![^\W_]|[.@+%\x03-])(?<!\w_|\w'|''){_LOCAL}@{_HOST}"
_CANDIDATE = re.compile(
    rf"(?P<web>{WEB_START})"
    rf"|(?<![\w@]){_LOCAL}(?P<domain>@{_HOST})?(?P<second>(?:@{_HOST})*+)",
    re.IGNORECASE,
)
# What stands so before a mail address is a part of it that no address can begin with, or says that it is none of mail.
_BEGUN = re.compile(r"\w[.+%'-]$|(?<![^\W_])(?!\w{0,9}-?mail)[a-z][a-z-]{1,20}:(?:/{2})?$")
_TOP_LEVEL = re.compile(r"\.(?:[^\W\d_]{2,}|xn--[\w-]+)$", re.IGNORECASE)
# Without a host, or with a name and password before it, an address is not made a link.
_WEB = re.compile(rf"(?:https?://|www\.)(?P<host>{_HOST})(?::[0-9]{{1,5}})?(?=[/?#]|$)", re.I)

# Sought from the "@" on: a page holds few of them and thousands of words.
_DOMAIN_IN_PAGE = re.compile(rb"@[\w-]{1,63}+(?:\.[\w-]{1,63}+)+")
_LONGEST_LOCAL = 64  # characters (RFC 5321, 4.5.3.1.1)
_LOCAL_IN_PAGE = re.compile(rb"(?<![\w.%+-])[\w.%+-]{1,64}\Z")


def address_end(text, start):
    """Return where the web address that begins at ``start`` ends.

    A bracket that was not opened inside ends it, a comma before the next address, and the bar between it and its words in a
    wiki's link, "[[https://…|Entwurf]]"; closing punctuation, what cannot be seen at its end, and a "_" there when one stands
    before it as well, stay outside.
    """
    unclosed, ends = [], "|" if text[max(start - 1, 0) : start] in ("[", "<") else ""
    trailing = _TRAILING | {"_"} if text[start - 1 : start] == "_" else _TRAILING
    end = start
    for end in range(start, len(text) + 1):
        char = text[end : end + 1]
        if (
            not char
            or char.isspace()
            or char in _OUTSIDE
            or char == ends
            or (char in ",;" and _NEXT.match(text, end + 1))
        ):
            break
        if char in _OPENERS.values():
            unclosed.append(char)
        elif char in _OPENERS and (not unclosed or unclosed.pop() != _OPENERS[char]):
            break
    while end > start and (text[end - 1] in trailing or _DECEPTIVE.match(text[end - 1])):
        end -= 1
    return end


def shown_address(address):
    """Return ``address`` as one types it: without scheme and last slash, of a mail without its subject."""
    if address[:7].lower() == "mailto:":
        address = address.partition("?")[0]
    return re.sub(r"^(https?://|mailto:|tel:)", "", address, flags=re.I).rstrip("/")


def is_told(address, words):
    """Whether ``address`` can be read in ``words``, a phone number however it is spelled."""
    scheme = address.partition(":")[0].lower()
    if scheme == "tel":
        number = re.sub(r"\D", "", re.sub(r"^tel:(?:(?:\+|00)49|0)?", "", address, flags=re.I))
        return number in re.sub(r"\D", "", words)
    shown = unquote(shown_address(address)).casefold()
    return scheme in ("http", "https", "mailto") and shown in unquote(words).casefold()


def links_without_address(html):
    """Return, each once, the words of those links in ``html`` of editors whose address was none: mistyped, or of another scheme."""
    links = re.findall(r'<a(?: title="[^"]*")?>(.*?)</a>', html, re.S)
    words = (decode(re.sub("<[^<>]*>", "", link)).strip() for link in links)
    return list(dict.fromkeys(filter(None, words)))


def with_told_links(html):
    """Return ``html``, safe HTML of a comment, with a mark at each link whose words tell its address, for paper to print it once."""

    def marked(link):
        words = decode(re.sub("<[^<>]*>", "", link[2]))
        mark = ' class="told"' if is_told(decode(link[1]), words) else ""
        return f"{link[0][:2]}{mark}{link[0][2:]}"

    return mark_safe(re.sub(r'<a href="([^"]*)"[^<>]*>(.*?)</a>', marked, html, flags=re.S))


def linkify(text, before="", after=""):
    """Return ``text`` as HTML in which web and mail addresses are links (without rel).

    ``before`` and ``after`` are the signs that a reader sees on its sides, "" for a border: an
    address that goes on there is none. More than 72 characters of an address are not shown.
    """
    if not re.search(r"://|www\.|@", text, re.IGNORECASE):
        return escape(text)
    whole = f"{before}{text}{after}"
    pieces, at, border = [], len(before), len(before) + len(text)
    while (candidate := _CANDIDATE.search(whole, at)) and candidate.start() < border:
        start, end = candidate.start(), max(candidate.end(), candidate.start() + 1)
        href = ""
        if candidate["web"]:
            end = max(address_end(whole, start), end)
            href = _web_href(whole[start:end])
        elif _TOP_LEVEL.search(candidate["domain"] or "") and not (
            candidate["second"]
            or _goes_on(whole, end)
            or _BEGUN.search(whole, max(start - 24, 0), start)
        ):
            href = f"mailto:{candidate[0]}"
        runs_on = end > border or (end == border and after == "\\")
        if runs_on or (start == len(before) and before and before in ".+%'-"):
            end, href = min(end, border), ""
        shown = escape(whole[start:end])
        if href:
            if end - start > 72:
                shown = escape(f"{whole[start : start + 71]}…")
            shown = f"{start_tag('a', {'href': href})}{shown}</a>"
        pieces += [escape(whole[at:start]), shown]
        at = end
    return "".join(pieces) + escape(whole[at:border])


def _web_href(shown):
    """Return where a web address leads, "" where that is not what a person reads."""
    web = _WEB.match(shown)
    if not web or _DECEPTIVE.search(shown):
        return ""
    if shown[:4].lower() == "www.":
        shown = f"https://{shown}" if "." in web["host"] else ""
    return shown if is_reachable(shown) else ""


def _goes_on(text, end):
    """Whether a reader takes what stands at ``end`` for more of the mail address before it."""
    at = end
    while _DECEPTIVE.match(text, at):
        at += 1
    return text[at : at + 1].isalnum() or text.startswith("@", at)


def mail_link(address):
    """Return ``address`` as a mail link of character references alone, for a browser a plain link.

    People can use it, simple harvesters of addresses do not see it. The same address always gives
    the same text, so that a page keeps its ETag.
    """
    return mark_safe(f'<a href="{mail_href(address)}">{_references(address)}</a>')


def mail_href(address, subject=""):
    """Return where a link leads that has words of its own: to a mail about ``subject``."""
    query = f"?subject={quote(subject, safe='')}" if subject else ""
    return mark_safe(_references(f"mailto:{address}{query}"))


def protect_mail_addresses(page):
    """Return ``page``, the bytes of HTML, with each mail address in it as ``mail_link`` writes them.

    In texts and attributes alike: a browser reads both, and what stands in scripts has no such signs.
    """
    pieces, done = [], 0
    for domain in _DOMAIN_IN_PAGE.finditer(page):
        earliest = max(done, domain.start() - _LONGEST_LOCAL)
        if local := _LOCAL_IN_PAGE.search(page, earliest, domain.start()):
            address = page[local.start() : domain.end()]
            pieces += [page[done : local.start()], _references(address.decode()).encode()]
            done = domain.end()
    return b"".join([*pieces, page[done:]])


def _references(text):
    """Return every character as a reference, by turns decimal and hexadecimal."""
    return "".join(f"&#{ord(c)};" if n % 2 else f"&#x{ord(c):x};" for n, c in enumerate(text))
