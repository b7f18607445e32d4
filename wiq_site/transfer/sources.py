"""Readers of other sites: each takes a path and returns an ``Incoming``. Raises TransferError for what it cannot read.

Sources: WordPress eXtended RSS (WXR 1.2), Drupal's JSON:API (one document, or a folder of them) or a CSV of a view,
tables as CSV or JSON, folders of Markdown with front matter, and this site's own public export.
"""

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from wiq_site.kit.forms import uploaded_text
from wiq_site.kit.slugs import german_slug
from wiq_site.transfer import TransferError
from wiq_site.transfer.incoming import Incoming, IncomingComment, IncomingText

CONTENT, EXCERPT = (
    "{http://purl.org/rss/1.0/modules/content/}encoded",
    "{http://wordpress.org/export/1.2/excerpt/}encoded",
)
CREATOR, WP = "{http://purl.org/dc/elements/1.1/}creator", "{http://wordpress.org/export/1.2/}"
BLOCK = re.compile(r"<(?:p|div|ul|ol|h[1-6]|table|blockquote|figure|pre)\b", re.I)
SHORT_CODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|wp_\w+|contact-form\w*)\b[^\]]{0,500}\]",
    re.I,
)
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
GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\D{1,6}(\d{1,2}):(\d\d))?")


def moment_of(text):
    """Return the aware moment that ``text`` says, in ISO, as a German date or as seconds since 1970; None else."""
    text = str(text or "").strip()
    if re.fullmatch(r"\d{9,10}", text):
        return datetime.fromtimestamp(int(text), UTC)
    try:
        if day := GERMAN_DAY.search(text):
            numbers = [int(part) for part in day.groups(default="0")]
            found = datetime(
                numbers[2], numbers[1], numbers[0], numbers[3] if day[4] else 12, numbers[4]
            )
        else:
            day = parse_date(text) if len(text) == 10 else None
            found = datetime(day.year, day.month, day.day, 12) if day else parse_datetime(text)
        return timezone.make_aware(found) if found and timezone.is_naive(found) else found
    except (ValueError, OverflowError):
        return None


def read_text_file(path):
    """Return the text of the file at ``path``, in whatever encoding it was saved."""
    return uploaded_text(Path(path).read_bytes())


def read_json(path):
    """Return the data of the JSON file at ``path``."""
    try:
        return json.loads(read_text_file(path))
    except ValueError as error:
        raise TransferError(
            _("%(file)s ist kein JSON: %(error)s") % {"file": Path(path).name, "error": error}
        ) from error


def read_wordpress(path):
    """Read an export of WordPress: posts, pages, comments with their threads, addresses, pictures' names.

    ``path`` may be a folder with one such file.
    """
    path = next(Path(path).rglob("*.xml"), path)
    try:
        channel = ElementTree.parse(path).getroot().find("channel")  # noqa: S314  expat bounds what entities unpack to
    except (ElementTree.ParseError, OSError) as error:
        raise TransferError(_("Das ist kein Export von WordPress: %s") % error) from error
    if channel is None:
        raise TransferError(_("Das ist kein Export von WordPress: Es fehlt der Kanal."))
    found = Incoming(site=channel.findtext("link", "wordpress"))
    items = channel.findall("item")
    attachments = {
        item.findtext(f"{WP}post_id"): item.findtext(f"{WP}attachment_url", "")
        for item in items
        if item.findtext(f"{WP}post_type") == "attachment"
    }
    alts = {
        item.findtext(f"{WP}post_id"): _meta_of(item).get("_wp_attachment_image_alt", "")
        for item in items
        if item.findtext(f"{WP}post_type") == "attachment"
    }
    names = {
        author.findtext(f"{WP}author_login"): author.findtext(f"{WP}author_display_name")
        for author in channel.findall(f"{WP}author")
    }
    for item in items:
        kind, status = item.findtext(f"{WP}post_type"), item.findtext(f"{WP}status")
        if kind == "attachment":
            continue
        if kind not in ("post", "page") or status in ("trash", "auto-draft", "inherit"):
            found.dropped[
                _("Einträge der Art „%(kind)s“ (%(status)s)") % {"kind": kind, "status": status}
            ] += 1
            continue
        _read_wordpress_item(item, kind, status, attachments, alts, found)
        text = found.texts[-1]
        text.author = names.get(text.author) or text.author
    return found


def _read_wordpress_item(item, kind, status, attachments, alts, found):
    own_id = item.findtext(f"{WP}post_id", "")
    meta = _meta_of(item)
    body, codes = SHORT_CODE.subn("", item.findtext(CONTENT) or "")
    if codes:
        found.dropped[_("Kurzbefehle von WordPress, ihr Text bleibt")] += codes
    if not BLOCK.search(body):  # as WordPress itself does with the texts of its old editor
        body = "".join(
            f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in re.split(r"\n\s*\n", body)
        )
    link = item.findtext("link", "")
    found.texts.append(
        IncomingText(
            id=own_id,
            kind=kind,
            title=unescape(item.findtext("title", "") or ""),
            body=body,
            teaser=re.sub(r"<[^>]{0,300}>", "", item.findtext(EXCERPT) or ""),
            date=_wordpress_moment(
                item.findtext(f"{WP}post_date_gmt"), item.findtext(f"{WP}post_date")
            ),
            public=status in ("publish", "future") and not item.findtext(f"{WP}post_password"),
            slug=item.findtext(f"{WP}post_name", ""),
            author=item.findtext(CREATOR, ""),
            topics=[
                unescape(one.text or "")
                for one in item.findall("category")
                if one.get("domain") in ("category", "post_tag")
                and one.get("nicename") not in ("uncategorized", "allgemein")
            ],
            paths=list(
                dict.fromkeys(filter(None, (re.sub(r"^\w+://[^/]*", "", link), f"/?p={own_id}")))
            ),
            image=attachments.get(meta.get("_thumbnail_id"), ""),
            image_alt=alts.get(meta.get("_thumbnail_id"), ""),
        )
    )
    for comment in item.findall(f"{WP}comment"):
        approved, sort = (
            comment.findtext(f"{WP}comment_approved"),
            comment.findtext(f"{WP}comment_type", ""),
        )
        if approved not in ("0", "1") or sort in ("pingback", "trackback"):
            found.dropped[_("Spam, Gelöschtes und Pingbacks unter den Kommentaren")] += 1
            continue
        parent = comment.findtext(f"{WP}comment_parent", "0")
        found.comments.append(
            IncomingComment(
                id=comment.findtext(f"{WP}comment_id", ""),
                text_id=own_id,
                body=comment.findtext(f"{WP}comment_content", ""),
                name=comment.findtext(f"{WP}comment_author", ""),
                email=comment.findtext(f"{WP}comment_author_email", ""),
                date=_wordpress_moment(
                    comment.findtext(f"{WP}comment_date_gmt"), comment.findtext(f"{WP}comment_date")
                ),
                parent_id="" if parent == "0" else parent,
                approved=approved == "1",
            )
        )


def _meta_of(item):
    rows = item.findall(f"{WP}postmeta")
    return {row.findtext(f"{WP}meta_key"): row.findtext(f"{WP}meta_value", "") for row in rows}


def _wordpress_moment(universal, local):
    found = (
        parse_datetime(universal or "") if universal and not universal.startswith("0000") else None
    )
    return found.replace(tzinfo=UTC) if found else moment_of(local)


def read_drupal(path):
    """Read documents of Drupal's JSON:API (a file, or a folder of them), or the CSV of a view."""
    path = Path(path)
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if path.suffix.lower() in (".csv", ".tsv") or (path.is_dir() and not files):
        return read_table(path)
    things = {}
    for file in files:
        document = read_json(file)
        rows = document.get("data", []) if isinstance(document, dict) else []
        for thing in [
            *(rows if isinstance(rows, list) else [rows]),
            *(document.get("included", []) if isinstance(document, dict) else []),
        ]:
            key = (thing.get("type"), thing.get("id")) if isinstance(thing, dict) else (None, None)
            # A document that names a thing only as a relation has less of it than its own.
            if key[0] and len(str(thing)) > len(str(things.get(key, ""))):
                things[key] = thing
    if not things:
        raise TransferError(_("Hier sind keine Dokumente der JSON:API von Drupal."))
    found = Incoming(site="drupal")
    for (kind, _id), thing in things.items():
        if kind.startswith("node--"):
            _read_drupal_node(thing, things, found)
        elif kind.startswith("comment--"):
            _read_drupal_comment(thing, found)
        elif kind.startswith("taxonomy_term--"):
            facts = thing.get("attributes", {})
            old = [
                (facts.get("path") or {}).get("alias"),
                f"/taxonomy/term/{facts.get('drupal_internal__tid')}",
            ]
            new = f"/themen/{german_slug(facts.get('name') or '')}/"
            found.redirects += [(path, new) for path in old if path and "None" not in path]
        elif not kind.startswith(
            ("taxonomy_term--", "user--", "file--", "media--", "node_type--", "comment_type--")
        ):
            found.dropped[_("Einträge der Art „%s“") % kind] += 1
    return found


def _related(thing, things, *names):
    """Yield what ``thing`` names in its relations ``names``, with the own data of each relation."""
    for name in names:
        data = (thing.get("relationships", {}).get(name) or {}).get("data") or []
        for one in data if isinstance(data, list) else [data]:
            yield things.get((one.get("type"), one.get("id")), {}).get("attributes", {}), one


def _text_of(value):
    """Return the HTML and the summary of a text field of Drupal."""
    if isinstance(value, dict):
        return value.get("processed") or value.get("value") or "", value.get("summary") or ""
    return str(value or ""), ""


def _read_drupal_node(node, things, found):
    facts = node.get("attributes", {})
    body, teaser = _text_of(facts.get("body"))
    relations = node.get("relationships", {})
    terms = [
        name
        for name in relations
        if any("taxonomy_term" in str(one.get("type")) for _a, one in _related(node, things, name))
    ]
    pictures = [
        name for name in relations if name in ("field_image", "field_bild", "field_media_image")
    ]
    image, image_alt = "", ""
    for file, one in _related(node, things, *pictures):
        image = (file.get("uri") or {}).get("url") or file.get("filename") or file.get("name") or ""
        image_alt = (one.get("meta") or {}).get("alt") or ""
        break
    nid = facts.get("drupal_internal__nid")
    alias = (facts.get("path") or {}).get("alias") or ""
    authors = [
        author.get("display_name") or author.get("name") or ""
        for author, _one in _related(node, things, "uid")
    ]
    found.texts.append(
        IncomingText(
            id=str(node.get("id") or nid),
            kind="page" if node["type"] == "node--page" else "post",
            title=facts.get("title") or "",
            body=body,
            teaser=re.sub(r"<[^>]{0,300}>", "", teaser),
            date=moment_of(facts.get("created")),
            public=facts.get("status", True) is True,
            slug=alias.rpartition("/")[2],
            author=authors[0] if authors else "",
            topics=[
                term["name"] for term, _one in _related(node, things, *terms) if term.get("name")
            ],
            paths=[path for path in (alias, f"/node/{nid}" if nid else "") if path],
            image=image,
            image_alt=image_alt,
        )
    )


def _read_drupal_comment(comment, found):
    facts = comment.get("attributes", {})
    body, _summary = _text_of(facts.get("comment_body"))
    relations = comment.get("relationships", {})
    subject = " ".join(str(facts.get("subject") or "").split())
    plain = " ".join(re.sub(r"<[^>]{0,300}>", " ", unescape(body)).split())
    if subject and not plain.startswith(subject.rstrip("… .")):
        body = f"<strong>{subject}</strong>\n\n{body}"

    def own_id(name):
        data = (relations.get(name) or {}).get("data") or {}
        return str(data.get("id") or "")

    found.comments.append(
        IncomingComment(
            id=str(comment.get("id")),
            text_id=own_id("entity_id"),
            body=body,
            name=facts.get("name") or "",
            email=facts.get("mail") or "",
            date=moment_of(facts.get("created")),
            parent_id=own_id("pid"),
            approved=facts.get("status", True) is True,
        )
    )


def read_table(path):
    """Read posts from a table: a CSV or a list of JSON, a column or key for each field, named in German or English."""
    path = Path(path)
    if path.is_dir():
        tables = sorted(
            one for one in path.iterdir() if one.suffix.lower() in (".csv", ".tsv", ".json")
        )
        if len(tables) != 1:
            raise TransferError(
                _("In dem Ordner liegt nicht genau eine Tabelle (.csv oder .json).")
            )
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
    found, unread = Incoming(site=f"table:{path.stem}"), Counter()
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise TransferError(_("Zeile %d ist keine Zeile einer Tabelle.") % number)
        values = {}
        for column, value in row.items():
            name = known.get(re.sub(r"[\s-]+", "_", str(column or "").strip().lower()))
            if name:
                values[name] = (
                    value
                    if isinstance(value, list)
                    else str(value if value is not None else "").strip()
                )
            elif value:
                unread[str(column)] += 1
        if not values.get("title") and not values.get("body"):
            found.dropped[_("Zeilen ohne Titel und Text")] += 1
            continue
        found.texts.append(_text_of_row(values, number))
    if not found.texts:
        raise TransferError(
            _(
                "Keine Zeile hat einen Titel oder Text. Die Spalten heißen zum Beispiel: Titel, Text, Datum, Themen, Pfad."
            )
        )
    for column, count in unread.items():
        found.dropped[_("Spalte „%s“") % column] += count
    return found


def _text_of_row(values, number):
    lists = {name: values.pop(name, "") for name in ("topics", "paths")}
    topics, paths = (
        one if isinstance(one, list) else re.split(r"\s*[,|]\s*", one) for one in lists.values()
    )
    path = (re.sub(r'^.*?href="([^"]*)".*$', r"\1", str(paths[0])) if paths else "").strip()
    path = re.sub(r"^\w+://[^/]*", "", path)
    status = str(values.pop("status", "")).lower()
    body = values.get("body", "")
    return IncomingText(
        id=values.pop("id", "") or path or str(number),
        title=unescape(values.pop("title", "")),
        body=body,
        is_html=bool(re.search(r"<(?:p|br|div|ul|ol|h\d|a|strong|em|img|table)\b", body, re.I)),
        date=moment_of(values.get("date")),
        public=status not in ("0", "nein", "no", "false", "off", "entwurf", "draft", "aus"),
        slug=values.get("slug") or path.rstrip("/").rpartition("/")[2],
        teaser=re.sub(r"<[^>]{0,300}>", "", values.get("teaser", "")),
        author=re.sub(r"<[^>]{0,300}>", "", values.get("author", "")),
        topics=[unescape(re.sub(r"<[^>]{0,300}>", "", str(one))).strip() for one in topics if one],
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
            fields[last] = [
                *(fields[last] if isinstance(fields[last], list) else []),
                _scalar(item[1]),
            ]
        elif pair := re.match(r"([\w-]+)\s*[:=]\s*(.*)", line):
            last, value = pair[1].lower(), pair[2].strip()
            fields[last] = (
                [_scalar(one) for one in re.findall(r'\s*("[^"]*"|\'[^\']*\'|[^,]+)', value[1:-1])]
                if value.startswith("[") and value.endswith("]")
                else _scalar(value)
            )
    return fields, text[match.end() :]


def _scalar(text):
    text = text.strip()
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        try:
            return json.loads(text)
        except ValueError:
            return text[1:-1]
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def read_markdown(path):
    """Read a folder of Markdown files with front matter, as Hugo, Jekyll, Eleventy and this site write them."""
    root = Path(path)
    files = sorted(
        one
        for one in root.rglob("*")
        if one.suffix.lower() in (".md", ".markdown") and one.is_file()
    )
    if not files:
        raise TransferError(_("In dem Ordner liegt keine Datei mit der Endung .md."))
    found = Incoming(site="markdown")
    for file in files:
        fields, body = front_matter_of(read_text_file(file))
        dated = re.match(r"(\d{4}-\d\d-\d\d)-(.+)", file.stem)
        title, heading = fields.get("title") or "", re.match(r"\s*# (.+)\n", body)
        if not title and heading:
            title, body = heading[1], body[heading.end() :]
        listed = [
            value
            for name in ("topics", "tags", "categories", "themen")
            for value in _listed(fields.get(name))
        ]
        found.texts.append(
            IncomingText(
                id=fields.get("uuid") or file.relative_to(root).as_posix(),
                kind="page"
                if file.parent.name == "pages" or fields.get("type") == "page"
                else "post",
                title=title or (dated[2] if dated else file.stem).replace("-", " "),
                body=body.strip() + "\n",
                is_html=False,
                date=moment_of(fields.get("date") or (dated and dated[1])),
                public=str(fields.get("draft", "false")).lower() != "true",
                slug=str(fields.get("slug") or (dated[2] if dated else file.stem)),
                teaser=str(
                    fields.get("teaser") or fields.get("summary") or fields.get("description") or ""
                ),
                author=str(fields.get("author") or ""),
                topics=list(dict.fromkeys(listed)),
                paths=[
                    one
                    for name in ("permalink", "url", "aliases", "redirect_from")
                    for one in _listed(fields.get(name))
                ],
                image=str(fields.get("image") or fields.get("cover") or ""),
                image_alt=str(fields.get("image_alt") or ""),
                image_credit=str(fields.get("image_credit") or ""),
            )
        )
    return found


def _listed(value):
    return [str(one) for one in (value if isinstance(value, list) else [value]) if one]


def read_site(path):
    """Read this site's own public export: Markdown, topics, comments, old addresses; ``read_meetings`` reads the rest."""
    folder = Path(path)
    found = read_markdown(folder)
    found.topics = read_json(folder / "topics.json")
    for comment in read_json(folder / "comments.json"):
        found.comments.append(
            IncomingComment(
                id=comment["uuid"],
                text_id=comment["target"],
                body=comment["text"],
                name=comment["name"],
                date=moment_of(comment["date"]),
                parent_id=comment["parent"],
            )
        )
    found.redirects = [
        (row["old_path"], row["new_path"]) for row in read_json(folder / "redirects.json")
    ]
    return found


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
        if (path / "topics.json").exists() and (path / "comments.json").exists():
            return "site"
        if any(path.rglob("*.md")):
            return "markdown"
        if any(path.rglob("*.xml")):
            return "wordpress"
        return "drupal" if any(path.rglob("*.json")) else "csv"
    kinds = {
        ".xml": "wordpress",
        ".csv": "csv",
        ".tsv": "csv",
        ".json": "drupal" if '"jsonapi"' in _start(path) else "csv",
    }
    if path.suffix.lower() not in kinds:
        raise TransferError(_("Woher das kommt, ist nicht zu erkennen. Bitte mit --from angeben."))
    return kinds[path.suffix.lower()]


def _start(path):
    return path.read_bytes()[:20_000].decode(errors="replace") if path.is_file() else ""
