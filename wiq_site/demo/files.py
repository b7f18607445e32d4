"""The texts of the demo content as a writer keeps them, read into plain dictionaries."""

import re
import tomllib
from pathlib import Path

from django.utils.formats import date_format

from wiq_site.demo.dates import day
from wiq_site.pages.initial import read_text

FOLDER = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{(datum|wochentag) ([^}]+)\}")
FORMATS = {"datum": "j. F Y", "wochentag": "l"}


def read_toml(name):
    """Give what stands in ``name``.toml."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def read_topics():
    """Give ``{slug: fields}`` of all topics."""
    return read_toml("topics")


def read_meetings():
    """Give ``{key: fields}`` of all meetings; the text of each stands in its ``text``."""
    meetings = read_toml("meetings")
    for fields in meetings.values():
        fields["text"] = (FOLDER / "meetings" / f"{fields['text']}.txt").read_text("utf-8")
    return meetings


def read_posts(today):
    """Give ``{slug: fields}`` of all posts, with the dates of meetings put into their texts."""
    meetings = read_meetings()

    def fill(match):
        on = day(meetings[match[2]]["date"], today)
        return date_format(on, FORMATS[match[1]])

    posts = {}
    for path in sorted((FOLDER / "posts").glob("*.md")):
        fields = read_text(path)
        for name in ("title", "teaser", "body"):
            fields[name] = PLACEHOLDER.sub(fill, fields[name])
        posts[path.stem] = fields
    return posts


def read_comments():
    """Give the comments in the order they stand in; a reply names the key of another in ``to``."""
    return read_toml("comments")["comment"]
