"""What a comment may not be beside empty or too long; each rule gives a sentence for the writer or None."""

import unicodedata
from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import targets, words
from comments.models import BlockedWord, Comment

SAME_TEXT_FOR = timedelta(days=1)
SHORT = 40  # characters
# Marks that would turn the words around a name, taken out of it.
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def is_seen(text):
    """Whether a reader sees anything of ``text``: not blanks and invisible characters alone."""
    return any(char.isprintable() and not char.isspace() for char in text)


def breaks_the_line(text):
    """Whether ``text`` holds line ends or other control characters, as no browser sends in one line."""
    return any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in text)


def too_many_links(html):
    """Refuse more links than a conversation needs, counted in the rendered comment."""
    most = settings.COMMENT_MAX_LINKS
    count = html.count("<a ")
    if count <= most:
        return None
    message = ngettext(
        "Bitte nur einen Link; es sind %(count)d.",
        "Bitte höchstens %(most)d Links; es sind %(count)d.",
        most,
    )
    return message % {"most": most, "count": count}


def refused_word(*texts):
    """Refuse what holds a word that editors do not want here, and name it."""
    found = words.found_in(*texts)
    if not found or found[0].action != BlockedWord.Action.REFUSE:
        return None
    return _("Mit „%(word)s“ darin nehmen wir keinen Kommentar an. Bitte sagen Sie es anders.") % {
        "word": found[0].word
    }


def fingerprint(name, text):
    """Give a hash of a comment that blanks, line ends and capitals do not change."""
    words = text.casefold().split()
    if len(text) < SHORT:
        words = [name.casefold(), *words]
    return blake2b(" ".join(words).encode(), digest_size=16).digest()


def said_before(name, text, target, own_pk=None, own_key=None):
    """Refuse what was written below the same target within a day; what was taken back may come again.

    "Danke!" may come from two people, so a short text is the same only under the same name. What the
    very form with the key ``own_key`` stored, sent twice at one moment, is no other comment.
    """
    others = Comment.objects.on(*targets.thread(target)).exclude(pk=own_pk)
    if own_key:
        others = others.exclude(form_key=own_key)
    others = others.exclude(state=Comment.State.WITHDRAWN)
    recent = others.filter(created_at__gt=timezone.now() - SAME_TEXT_FOR)
    known = {fingerprint(*other) for other in recent.values_list("name", "text")}
    if fingerprint(name, text) not in known:
        return None
    return _(
        "Genau dieser Text ist hier heute schon angekommen; Sie brauchen ihn nicht noch einmal "
        "abzusenden. Zu lesen ist er, sobald ihn jemand aus der Redaktion freigegeben hat."
    )
