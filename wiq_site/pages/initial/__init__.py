"""The pages every site needs, as texts to fill in: what stands in [brackets] is the town's to say."""

import tomllib
from pathlib import Path

from django.utils import timezone

from wiq_site.pages.models import Page

FOLDER = Path(__file__).parent


def read_text(path):
    """Return the fields of a text file: TOML between two lines of +++, then the text as ``body``."""
    _, head, body = path.read_text("utf-8").split("+++\n", 2)
    return {**tomllib.loads(head), "body": body.strip() + "\n"}


def create_initial_pages(publish=False):
    """Create the pages that are missing, as drafts unless ``publish``; existing ones stay.

    Returns the new pages.
    """
    existing = set(Page.objects.values_list("slug", flat=True))
    pages = []
    for path in sorted(FOLDER.glob("*.md")):
        if path.stem in existing:
            continue
        fields = read_text(path)
        page = Page.objects.create(
            slug=path.stem,
            title=fields["title"],
            summary=fields["summary"],
            body=fields["body"],
            menu=fields["menu"],
            menu_position=fields["position"],
            published_at=timezone.now() if publish else None,
        )
        pages.append(page)
    return pages
