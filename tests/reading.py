"""How machines read an answer of the site."""

import json
import re
from xml.etree import ElementTree

import feedparser


def xml_of(answer):
    """Return the root element of an XML answer of ours, which must be well-formed."""
    return ElementTree.fromstring(answer.content)  # noqa: S314


def entries_of(answer):
    """Return the parsed feed; feedparser must have nothing to complain about."""
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def read_by_people(answer):
    """Return the text of an answer, with a plain blank where one keeps words together."""
    return answer.content.decode().replace("\xa0", " ")


def data_of(page):
    """Return the JSON-LD blocks of a page by their type."""
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.S
    )
    return {data["@type"]: data for data in map(json.loads, blocks)}


def head_of(page):
    """Return the content of the meta elements of a page by name or property."""
    found = re.findall(
        r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page.content.decode()
    )
    return dict(found)
