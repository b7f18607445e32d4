import re

from django.db import migrations

# What "Einladung veröffentlichen" wrote into a post up to now, with the end of each TOP left open: the copy may be older.
COPY = re.compile(
    r"\*\*\w+, \d{1,2}\. \w+ \d{4}(?:, [^\n]+)?\*\*\n\n"
    r"(?:Online dabei sein: <[^\s<>]+>\n\n)?"
    r"(?:## Tagesordnung\n\n(?P<rows>(?:- [^\n]+\n)+)\n)?"
    r"\[Zur Seite des Treffens, mit Kalendereintrag\]\(/treffen/[a-z0-9-]+/\)"
)
END = re.compile(r"(?:, |(?<=\())bis \d\d:\d\d Uhr(?=\)$)")


def forget_copies(apps, schema_editor):
    """Empty invitations that hold nothing but what they now show of the meeting; edited texts stay."""
    alias = schema_editor.connection.alias
    posts = apps.get_model("blog", "Post").objects.using(alias)
    meetings = apps.get_model("meetings", "Meeting").objects.using(alias)
    for meeting in meetings.exclude(invitation=None).select_related("invitation"):
        found = COPY.fullmatch(meeting.invitation.body.replace("\r\n", "\n").strip())
        if found:
            known = {row for item in meeting.items.all() for row in rows_of(item)}
            rows = (plain(row[2:]) for row in (found["rows"] or "").splitlines())
            if all(row in known for row in rows):
                posts.filter(pk=meeting.invitation_id).update(body="", body_html="")


def rows_of(item):
    """The rows that a copy may hold of ``item``, named by its people or their roles, without its end."""
    number = f"TOP {item.number}" if item.number else "TOP"
    title = f"{number} {item.name}" if item.number else item.name
    links = list(item.item_speakers.select_related("speaker").order_by("position", "pk"))
    who = "/".join(
        link.speaker.name if link.speaker.agreed else link.speaker.role or "eine Person"
        for link in links
    )
    who = who or item.speakers_note
    rows = (title, f"{title} ({who})", f"{number} (nicht öffentlich)")
    return [" ".join(row.split()) for row in rows]


def plain(row):
    """``row`` without the end of its TOP and without escapes."""
    row = re.sub(r"\\(?=[^\w\s])", "", row)
    for sign, entity in ((":", "&#58;"), ("~", "&#126;"), ("<", "&lt;")):
        row = row.replace(entity, sign)
    return END.sub("", row).removesuffix(" ()")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0007_moved_from"),
        ("blog", "0010_help_of_body"),
    ]

    operations = [migrations.RunPython(forget_copies, migrations.RunPython.noop)]
