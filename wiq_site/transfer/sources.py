"""Readers of other sites: each takes a path and returns an ``Incoming``. Raises TransferError for what it cannot read.

Sources: WordPress eXtended RSS (WXR 1.2), Drupal's JSON:API (one document, or a folder of them) or a CSV of a view,
tables as CSV or JSON, folders of Markdown with front matter, and this site's own public export.
"""

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from wiq_site.kit.forms import uploaded_text
from wiq_site.kit.text import german_slug, trimmed
from wiq_site.transfer import MANIFEST, Incoming, IncomingComment, IncomingText, TransferError

WORDPRESS = {
    "wp": "http://wordpress.org/export/1.2/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
# What the columns of a table are called, in German and English, as Drupal's views and spreadsheets name them.
COLUMNS = {
    "id": "id nid uuid nummer",
    "title": "titel title name überschrift",
    "body": "text body inhalt content body_value beitrag",
    "teaser": "anriss teaser zusammenfassung summary body_summary",
    "date": "datum date created erstellt veröffentlicht published_at published erstellt_am authored_on geschrieben_am",
    "author": "autor author autorin verfasser verfasst_von uid geschrieben_von authored_by",
    "topics": "themen schlagwörter schlagworte tags topics kategorien kategorie field_tags stichwörter",
    "paths": "pfad path alias url link adresse url_alias view_node",
    "slug": "slug",
    "image": "bild image field_image foto",
    "image_alt": "bildbeschreibung image_alt alt",
    "status": "status veröffentlicht? zustand published",
}

_BLOCK = (
    r"(?:p|div|[uod]l|li|d[td]|h[1-6]|table|caption|thead|tbody|tfoot|t[rdh]|blockquote|pre|figure|figcaption"
    r"|article|section|aside|header|footer|main|address|details|summary)\b"
)


def moment_of(text):
    """Return the aware moment that ``text`` says, in ISO, as a German date or as seconds since 1970; None else."""
    text = str(text or "").strip()
    if re.fullmatch(r"\d{9,10}", text):
        return datetime.fromtimestamp(int(text), UTC)
    german = re.search(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\D{1,6}(\d{1,2}):(\d\d))?", text)
    try:
        if german:
            day, month, year, hour, minute = map(int, german.groups(default="0"))
            moment = datetime(year, month, day, hour if german[4] else 12, minute)
        else:
            day = parse_date(text) if len(text) == 10 else None
            moment = datetime(day.year, day.month, day.day, 12) if day else parse_datetime(text)
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        return None


def without_tags(html, instead=""):
    """Return ``html`` with ``instead`` in the place of each tag."""
    return re.sub(r"<[^>]{0,300}>", instead, html)


def with_line_ends(html):
    """Return ``html`` of an editor that takes line ends for what they are, as WordPress shows it: empty lines part
    paragraphs, others end lines, but for those beside blocks and in what is preformatted."""
    html = re.sub(r"<!--.*?-->", "", html.replace("\r\n", "\n"), flags=re.S)
    pieces = re.split(r"(<pre\b.*?</pre>)", html, flags=re.I | re.S)
    for at in range(0, len(pieces), 2):
        text = re.sub("<[^<>]*>", lambda tag: tag[0].replace("\n", " "), pieces[at])
        text = re.sub(r"[ \t]+", " ", text).strip()
        text = re.sub(rf"(?:(?<!\s)\s++)?(</?(?:{_BLOCK}|hr\b)[^<>]*>)\s*", r"\1", text, flags=re.I)
        text = re.sub(r"(?:<br ?/?>)? ?\n\s*\n\s*", "<p>", text, flags=re.I)
        pieces[at] = re.sub(r"(?:<br ?/?>)? ?\n ?", "<br>", text, flags=re.I)
    return "".join(pieces)


def _with_meant_line_ends(html):
    """Return ``html`` ``with_line_ends`` where words stand outside of all its blocks: programs write none there."""
    pieces, depth = re.split(rf"(</?{_BLOCK})[^<>]*>", html, flags=re.I), 0
    for tag, text in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        depth += tag.count("<") - 2 * tag.count("/")
        if depth <= 0 and without_tags(text).strip():
            return with_line_ends(html)
    return html


def read_text_file(path):
    """Return the text of the file at ``path``, in whatever encoding it was saved."""
    return uploaded_text(Path(path).read_bytes())


def read_json(path):
    """Return the data of the JSON file at ``path``."""
    try:
        return json.loads(read_text_file(path))
    except ValueError as error:
        values = {"file": Path(path).name, "line": getattr(error, "lineno", 1)}
        text = _("%(file)s ist kein JSON: Zeile %(line)d lässt sich nicht lesen.")
        raise TransferError(text % values) from error


def read_wordpress(path):
    """Read an export of WordPress: posts, pages, comments with their threads, addresses, pictures' names.

    ``path`` may be a folder with one such file.
    """
    path = next(Path(path).rglob("*.xml"), path)
    try:
        channel = ElementTree.parse(path).getroot().find("channel")  # noqa: S314  expat bounds what entities unpack to
    except ElementTree.ParseError as error:
        text = _("Das ist kein Export von WordPress: Zeile %d lässt sich nicht lesen.")
        raise TransferError(text % error.position[0]) from error
    if channel is None:
        raise TransferError(_("Das ist kein Export von WordPress: Es fehlt der Kanal."))
    incoming, pictures = Incoming(site=channel.findtext("link", "wordpress")), {}
    names = {
        _text(author, "author_login"): _text(author, "author_display_name")
        for author in channel.findall("wp:author", WORDPRESS)
    }
    items = [(item, _text(item, "post_type")) for item in channel.findall("item")]
    for item, kind in items:
        if kind == "attachment":
            alt = _meta_of(item).get("_wp_attachment_image_alt", "")
            pictures[_text(item, "post_id")] = _text(item, "attachment_url"), alt
    for item, kind in items:
        status = _text(item, "status")
        if kind in ("post", "page") and status not in ("trash", "auto-draft", "inherit"):
            _read_wordpress_item(item, names, pictures, incoming)
        elif kind != "attachment":
            words = _("Einträge der Art „%(kind)s“ (%(status)s)")
            incoming.dropped[words % {"kind": kind, "status": status}] += 1
    return incoming


def _text(element, name):
    """Return the text of what an export of WordPress calls ``name``, in its own namespace where none is named."""
    return element.findtext(name if ":" in name else f"wp:{name}", "", WORDPRESS) or ""


def _meta_of(item):
    rows = item.findall("wp:postmeta", WORDPRESS)
    return {_text(row, "meta_key"): _text(row, "meta_value") for row in rows}


def _moment_at(element, name):
    universal = _text(element, f"{name}_gmt")
    moment = None if universal.startswith("0000") else parse_datetime(universal)
    return moment.replace(tzinfo=UTC) if moment else moment_of(_text(element, name))


def _read_wordpress_item(item, names, pictures, incoming):
    own, link = partial(_text, item), item.findtext("link") or ""
    codes = (
        r"\[/?(?:caption|gallery|embed|audio|video|playlist|wp_\w+|contact-form\w*)\b[^\]]{0,500}\]"
    )
    body, count = re.subn(codes, "", own("content:encoded"), flags=re.I)
    if count:
        incoming.dropped[_("Kurzbefehle von WordPress, ihr Text bleibt")] += count
    is_of_blocks = "<!-- wp:" in body  # else of the old editor
    body = _with_meant_line_ends(body) if is_of_blocks else with_line_ends(body)
    addresses = (re.sub(r"^\w+://[^/]*", "", link), f"/?p={own('post_id')}")
    image, image_alt = pictures.get(_meta_of(item).get("_thumbnail_id"), ("", ""))
    incoming.texts.append(
        IncomingText(
            id=own("post_id"),
            kind=own("post_type"),
            title=unescape(item.findtext("title") or ""),
            body=body,
            teaser=without_tags(own("excerpt:encoded")),
            date=_moment_at(item, "post_date"),
            public=own("status") in ("publish", "future") and not own("post_password"),
            slug=own("post_name"),
            author=names.get(own("dc:creator")) or own("dc:creator"),
            topics=[
                unescape(one.text or "")
                for one in item.findall("category")
                if one.get("domain") in ("category", "post_tag")
                and one.get("nicename") not in ("uncategorized", "allgemein")
            ],
            paths=list(dict.fromkeys(filter(None, addresses))),
            image=image,
            image_alt=image_alt,
        )
    )
    for comment in item.findall("wp:comment", WORDPRESS):
        said = partial(_text, comment)
        is_ping = said("comment_type") in ("pingback", "trackback")
        if is_ping or said("comment_approved") not in ("0", "1"):
            incoming.dropped[_("Spam, Gelöschtes und Pingbacks unter den Kommentaren")] += 1
            continue
        incoming.comments.append(
            IncomingComment(
                id=said("comment_id"),
                text_id=own("post_id"),
                body=said("comment_content"),
                name=said("comment_author"),
                email=said("comment_author_email"),
                date=_moment_at(comment, "comment_date"),
                parent_id=re.sub("^0$", "", said("comment_parent")),
                approved=said("comment_approved") == "1",
            )
        )


def read_drupal(path):
    """Read documents of Drupal's JSON:API (a file, or a folder of them), or the CSV of a view."""
    path = Path(path)
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if path.suffix.lower() in (".csv", ".tsv") or (path.is_dir() and not files):
        return read_table(path)
    things = {}
    for file in files:
        document = read_json(file)
        document = document if isinstance(document, dict) else {}
        rows = document.get("data", [])
        rows = [*(rows if isinstance(rows, list) else [rows]), *document.get("included", [])]
        for thing in (each for each in rows if isinstance(each, dict) and each.get("type")):
            key = (thing["type"], thing.get("id"))
            # A document that names a thing only as a relation has less of it than its own.
            if len(str(thing)) > len(str(things.get(key, ""))):
                things[key] = thing
    if not things:
        raise TransferError(_("Hier sind keine Dokumente der JSON:API von Drupal."))
    incoming = Incoming(site="drupal")
    for (kind, _id), thing in things.items():
        facts = thing.get("attributes", {})
        if kind.startswith("node--"):
            incoming.texts.append(_text_of_node(thing, facts, things))
        elif kind.startswith("comment--"):
            incoming.comments.append(_drupal_comment(thing, facts))
        elif kind.startswith("taxonomy_term--"):
            number = facts.get("drupal_internal__tid")
            old = [(facts.get("path") or {}).get("alias"), f"/taxonomy/term/{number}"]
            new = f"/themen/{german_slug(facts.get('name') or '')}/"
            incoming.redirects += [(path, new) for path in old if path and "None" not in path]
        elif not kind.startswith(("user--", "file--", "media--", "node_type--", "comment_type--")):
            incoming.dropped[_("Einträge der Art „%s“") % kind] += 1
    return incoming


def _related(thing, things, *names):
    """Return ``[(what is known of it, the own data of the relation)]`` of what ``thing`` names in its relations ``names``."""
    related = []
    for name in names:
        data = (thing.get("relationships", {}).get(name) or {}).get("data") or []
        related += data if isinstance(data, list) else [data]
    keys = [(one.get("type"), one.get("id")) for one in related]
    known = (things.get(key, {}).get("attributes", {}) for key in keys)
    return list(zip(known, related, strict=True))


def _html_of(value):
    """Return the HTML and the summary of a text field of Drupal."""
    if isinstance(value, dict):
        html = value.get("processed") or value.get("value") or ""
        return _with_meant_line_ends(html), value.get("summary") or ""
    return _with_meant_line_ends(str(value or "")), ""


def _text_of_node(node, facts, things):
    body, teaser = _html_of(facts.get("body"))
    related = _related(node, things, *node.get("relationships", {}))
    terms = [term for term, one in related if "taxonomy_term" in str(one.get("type"))]
    pictures = _related(node, things, "field_image", "field_bild", "field_media_image")
    file, shown = pictures[0] if pictures else ({}, {})
    number = facts.get("drupal_internal__nid")
    alias = (facts.get("path") or {}).get("alias") or ""
    author = next((each for each, _one in _related(node, things, "uid")), {})
    return IncomingText(
        id=str(node.get("id") or number),
        kind="page" if node["type"] == "node--page" else "post",
        title=facts.get("title") or "",
        body=body,
        teaser=without_tags(teaser),
        date=moment_of(facts.get("created")),
        public=facts.get("status", True) is True,
        slug=alias.rpartition("/")[2],
        author=author.get("display_name") or author.get("name") or "",
        topics=[term["name"] for term in terms if term.get("name")],
        paths=[path for path in (alias, f"/node/{number}" if number else "") if path],
        image=(file.get("uri") or {}).get("url") or file.get("filename") or file.get("name") or "",
        image_alt=(shown.get("meta") or {}).get("alt") or "",
    )


def _drupal_comment(comment, facts):
    body, _summary = _html_of(facts.get("comment_body"))
    subject = " ".join(str(facts.get("subject") or "").split())
    plain = " ".join(without_tags(unescape(body), " ").split())
    if subject and not plain.startswith(subject.rstrip("… .")):
        body = f"<strong>{subject}</strong>\n\n{body}"
    ids = {
        name: str(one.get("id") or "")
        for name in ("entity_id", "pid")
        for _known, one in _related(comment, {}, name)
    }
    return IncomingComment(
        id=str(comment.get("id")),
        text_id=ids.get("entity_id", ""),
        body=body,
        name=facts.get("name") or "",
        email=facts.get("mail") or "",
        date=moment_of(facts.get("created")),
        parent_id=ids.get("pid", ""),
        approved=facts.get("status", True) is True,
    )


def read_table(path):
    """Read posts from a table: a CSV or a list of JSON, a column or key for each field, named in German or English."""
    path, endings = Path(path), (".csv", ".tsv", ".json")
    if path.is_dir():
        tables = sorted(one for one in path.iterdir() if one.suffix.lower() in endings)
        if len(tables) != 1:
            text = _("In dem Ordner liegt nicht genau eine Tabelle (.csv oder .json).")
            raise TransferError(text)
        [path] = tables
    if path.suffix.lower() == ".json":
        rows = read_json(path)
        rows = rows.get("posts") or rows.get("items") or [] if isinstance(rows, dict) else rows
    else:
        text = read_text_file(path)
        try:
            dialect = csv.Sniffer().sniff(text[:5000], ";,\t|")
        except csv.Error:
            dialect = csv.excel
        rows = list(csv.DictReader(text.splitlines(keepends=True), dialect=dialect))
    known = {word: name for name, words in COLUMNS.items() for word in words.split()}
    incoming, unread = Incoming(site=f"table:{path.stem}"), Counter()
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise TransferError(_("Zeile %d ist keine Zeile einer Tabelle.") % number)
        values = {}
        for column, value in row.items():
            if name := known.get(re.sub(r"[\s-]+", "_", str(column or "").strip().lower())):
                value = "" if value is None else value
                values[name] = value if isinstance(value, list) else str(value).strip()
            elif value:
                unread[_("Spalte „%s“") % column] += 1
        if values.get("title") or values.get("body"):
            text = _text_of_row(values, number)
            incoming.texts.append(text)
            if values.get("date") and not text.date:
                incoming.dropped[
                    _("Datum, das sich nicht lesen lässt: „%s“") % values["date"][:40]
                ] += 1
        else:
            incoming.dropped[_("Zeilen ohne Titel und Text")] += 1
    if not incoming.texts:
        text = _(
            "Keine Zeile hat einen Titel oder Text. Die Spalten heißen zum Beispiel: Titel, Text, Datum, Themen, Pfad."
        )
        raise TransferError(text)
    incoming.dropped.update(unread)
    return incoming


def _text_of_row(values, number):
    # Drupal puts a term that holds a comma in quotes.
    topics, paths = (
        each if isinstance(each, list) else re.findall(rf"{term}[^,|]+", each)
        for each, term in ((values.get("topics", ""), '"[^"]*"|'), (values.get("paths", ""), ""))
    )
    path = (re.sub(r'^.*?href="([^"]*)".*$', r"\1", str(paths[0])) if paths else "").strip()
    path = re.sub(r"^\w+://[^/]*", "", path)
    status, body = str(values.get("status", "")).lower(), values.get("body", "")
    is_html = re.search(r"<(?:p|br|div|ul|ol|h\d|a|strong|em|img|table)\b", body, re.I) is not None
    return IncomingText(
        id=values.get("id") or path or str(number),
        title=unescape(values.get("title", "")),
        body=_with_meant_line_ends(body) if is_html else body,
        is_html=is_html,
        date=moment_of(values.get("date")),
        public=status not in ("0", "nein", "no", "false", "off", "entwurf", "draft", "aus"),
        slug=values.get("slug") or path.rstrip("/").rpartition("/")[2],
        teaser=without_tags(values.get("teaser", "")),
        author=without_tags(values.get("author", "")),
        topics=list(filter(None, (unescape(without_tags(str(one))).strip(' "') for one in topics))),
        paths=[f"/{path.lstrip('/')}"] if path else [],
        image=re.sub(r'^.*?src="([^"]*)".*$', r"\1", values.get("image", "")),
        image_alt=values.get("image_alt", ""),
    )


def front_matter_of(text):
    """Return ``(fields, body)`` of Markdown with front matter, YAML or TOML as far as blogs use them."""
    match = re.match(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|$)", text, re.S)
    if not match:
        return {}, text
    fields, last = {}, None
    for line in match[2].splitlines():
        if (item := re.match(r"\s*-\s+(.*)", line)) and last:
            fields[last] = [*_listed(fields[last]), _scalar(item[1])]
        elif pair := re.match(r"([\w-]+)\s*[:=]\s*(.*)", line):
            last, value = pair[1].lower(), pair[2].strip()
            fields[last] = _scalar(value)
            if value.startswith("[") and value.endswith("]"):
                parts = re.findall(r'\s*("[^"]*"|\'[^\']*\'|[^,]+)', value[1:-1])
                fields[last] = [*map(_scalar, parts)]
    return fields, text[match.end() :]


def _scalar(text):
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return json.loads(text)
        except ValueError:
            return text[1:-1]
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def _listed(value):
    return [str(one) for one in (value if isinstance(value, list) else [value]) if one]


def read_markdown(path):
    """Read a folder of Markdown files with front matter, as Hugo, Jekyll, Eleventy and this site write them."""
    path = Path(path)
    root = path.parent if path.is_file() else path
    files = [
        one
        for one in ([path] if path.is_file() else path.rglob("*"))
        if one.suffix.lower() in (".md", ".markdown")
    ]
    files = sorted(one for one in files if one.is_file())
    if not files:
        raise TransferError(_("In dem Ordner liegt keine Datei mit der Endung .md."))
    incoming = Incoming(site="markdown")
    for file in files:
        fields, body = front_matter_of(read_text_file(file))

        def first(*names, fields=fields):
            return str(next((fields[name] for name in names if fields.get(name)), ""))

        def all_of(*names, fields=fields):
            return [value for name in names for value in _listed(fields.get(name))]

        dated = re.match(r"(\d{4}-\d\d-\d\d)-(.+)", file.stem)
        name = dated[2] if dated else file.stem
        title, heading = fields.get("title") or "", re.match(r"\s*# (.+)\n", body)
        if not title and heading:
            title, body = heading[1], body[heading.end() :]
        is_page = file.parent.name == "pages" or fields.get("type") == "page"
        incoming.texts.append(
            IncomingText(
                id=fields.get("uuid") or file.relative_to(root).as_posix(),
                kind="page" if is_page else "post",
                title=title or name.replace("-", " "),
                body=trimmed(body) + "\n",
                is_html=False,
                date=moment_of(fields.get("date") or (dated and dated[1])),
                public=str(fields.get("draft", "false")).lower() != "true",
                slug=first("slug") or name,
                teaser=first("teaser", "summary", "description"),
                author=first("author"),
                topics=list(dict.fromkeys(all_of("topics", "tags", "categories", "themen"))),
                paths=all_of("permalink", "url", "aliases", "redirect_from"),
                image=first("image", "cover"),
                image_alt=first("image_alt"),
                image_credit=first("image_credit"),
                more=fields,
            )
        )
    return incoming


def export_at(path):
    """Return what this site's own export at ``path`` says of itself, {} where it is none. Raises TransferError where it was cut off."""
    file = Path(path) / MANIFEST
    about = read_json(file) if file.is_file() else {}
    if about and "counts" not in about:
        text = _(
            "Diese Ausgabe wurde abgebrochen und ist nicht ganz. Bitte geben Sie die alte Seite noch einmal aus."
        )
        raise TransferError(text)
    return about


def read_site(path):
    """Read this site's own public export: Markdown, topics, comments, old addresses; meetings are read when they are saved."""
    folder = Path(path)
    export_at(folder)
    incoming = read_markdown(folder)
    incoming.topics = read_json(folder / "topics.json")
    incoming.comments = [
        IncomingComment(
            id=comment["uuid"],
            text_id=comment["target"],
            body=comment["text"],
            name=comment["name"],
            date=moment_of(comment["date"]),
            parent_id=comment["parent"],
            by_team=comment["by_team"],
            gone=comment.get("gone", ""),
        )
        for comment in read_json(folder / "comments.json")
    ]
    if (folder / "merges.json").exists():  # exports from before have none
        incoming.merges = read_json(folder / "merges.json")
    rows = read_json(folder / "redirects.json")
    incoming.redirects = [(row["old_path"], row["new_path"]) for row in rows]
    return incoming


READERS = {
    "site": read_site,
    "drupal": read_drupal,
    "wordpress": read_wordpress,
    "csv": read_table,
    "markdown": read_markdown,
}


def read(path, kind=None):
    """Return the ``Incoming`` at ``path``, as ``kind`` of READERS or what it looks like. Raises TransferError alone."""
    try:
        return READERS[kind or guess(path)](path)
    except TransferError:
        raise
    except Exception as error:  # whatever else is wrong with it, it is not what was expected
        text = _("Das ist nicht so aufgebaut wie erwartet (%(kind)s: %(error)s).")
        raise TransferError(text % {"kind": type(error).__name__, "error": error}) from error


def guess(path):
    """Return which of READERS reads ``path``. Raises TransferError where none does."""
    path = Path(path)
    if path.is_dir():
        if (path / MANIFEST).exists():
            return "site"
        endings = {"*.md": "markdown", "*.xml": "wordpress", "*.json": "drupal"}
        return next((kind for end, kind in endings.items() if any(path.rglob(end))), "csv")
    ending = path.suffix.lower()
    if ending == ".json":
        return "drupal" if b'"jsonapi"' in path.read_bytes()[:20_000] else "csv"
    kinds = {".xml": "wordpress", ".csv": "csv", ".tsv": "csv", ".md": "markdown"}
    if ending not in kinds:
        text = _(
            "Woher das kommt, ist nicht zu erkennen. Gelesen werden .xml, .json, .csv, .md und Ordner mit .md, in der Redaktion auch als .zip."
        )
        raise TransferError(text)
    return kinds[ending]
