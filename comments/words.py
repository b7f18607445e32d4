"""Words that editors look out for: a comment with one is held or refused."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


class BlockedWord(models.Model):
    """A word or phrase; large and small letters are the same, and it stands for whole words only."""

    class Action(models.TextChoices):
        HOLD = "zurueckhalten", _("immer erst prüfen")
        REFUSE = "ablehnen", _("gar nicht erst annehmen")

    word = models.CharField(
        _("Wort oder Wendung"),
        max_length=100,
        unique=True,
        help_text=_("Groß oder klein ist gleich. Ein * am Ende steht für beliebige Endungen."),
    )
    action = models.CharField(
        _("Was geschieht?"), max_length=15, choices=Action.choices, default=Action.HOLD
    )

    class Meta:
        verbose_name = _("auffälliges Wort")
        verbose_name_plural = _("auffällige Wörter")
        ordering = ["word"]

    def __str__(self):
        return self.word

    def stands_in(self, text):
        """Whether the word stands in ``text``, its blanks being any blanks."""
        phrase = r"\s+".join(re.escape(piece) for piece in self.word.removesuffix("*").split())
        end = r"\w*" if self.word.endswith("*") else ""
        pattern = rf"(?<!\w){phrase}{end}(?!\w)"
        return bool(phrase) and re.search(pattern, text, re.IGNORECASE) is not None


def found_in(*texts, among=None):
    """Give the BlockedWords that stand in one of ``texts``, those that refuse first.

    ``among`` holds all words, for whoever looks through many texts and asks for them once.
    """
    among = BlockedWord.objects.all() if among is None else among
    found = [word for word in among if any(word.stands_in(text) for text in texts)]
    return sorted(found, key=lambda word: word.action != BlockedWord.Action.REFUSE)
