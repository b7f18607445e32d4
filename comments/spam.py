"""How likely a comment is spam, from 0 to 100: the queue puts what is likely last, and decides nothing by it.

By the words of comments that moderators have decided on (naive Bayes; Graham, "A Plan for Spam", 2002), by links, by
words to look out for, by how fast it was sent and whether it was sent elsewhere. Nobody else is asked.
"""

import re
import time
from collections import Counter
from math import exp, log

from comments.models import Comment
from wiq_site.kit.fragments import remembered
from wiq_site.kit.markup import plain_text

LIKELY = 50  # from here on it is called so
LEARNT_FROM = 300  # comments of each kind, the newest
LOOKED_AT = 5000  # the newest comments, whatever their kind: no look at all of them
ENOUGH = 10  # fewer teach nothing
RENEWED = 300  # seconds after which is learnt anew
HASTE = 10  # seconds in which nobody reads a form and writes into it
_WORD = re.compile(r"[^\W\d_]{3,30}")


def spam_score(comment, words=(), seconds=None):
    """Return how likely ``comment``, rendered and not yet stored, is spam.

    ``words`` are those to look out for that stand in it; it came ``seconds`` after its form was opened.
    """
    text = plain_text(comment.text_html)
    score = 15 * min(comment.text_html.count("<a "), 3)
    score += 25 * min(len(words), 2)
    score += 20 if seconds is not None and seconds < HASTE else 0
    same = _newest().filter(text=comment.text).exclude(pk=comment.pk)
    here = {"content_type": comment.content_type_id, "object_id": comment.object_id}
    score += 40 if len(text) >= 20 and same.exclude(**here).exists() else 0
    known = remembered(("words of spam", int(time.time() / RENEWED)), _learn)
    (bad, all_bad), (good, all_good) = known["spam"], known["frei"]
    if all_bad >= ENOUGH <= all_good:  # the probability by the words, both kinds being as frequent
        told = [word for word in telling_words(text) if bad[word] + good[word] >= 2]
        weight = sum(log((bad[w] + 0.5) / (all_bad + 1)) - log((good[w] + 0.5) / (all_good + 1)) for w in told)  # fmt: skip
        score += round(80 * (1 / (1 + exp(-max(-30, min(30, weight)))) - 0.5))
    return max(0, min(100, score))


def telling_words(text):
    """Return the words of ``text`` by which comments are told apart, each once."""
    return set(map(str.casefold, _WORD.findall(text)))


def _newest():
    pks = Comment.objects.order_by("-pk").values("pk")[:LOOKED_AT]
    return Comment.objects.filter(pk__in=pks)


def _learn():
    """Return ``{state: (in how many texts each word stands, number of texts)}`` of what was decided."""
    known = {}
    for state in (Comment.State.SPAM, Comment.State.APPROVED):
        decided = _newest().filter(state=state, by_team=False).exclude(text="").order_by("-pk")
        texts = list(decided.values_list("text", flat=True)[:LEARNT_FROM])
        known[str(state)] = Counter(w for text in texts for w in telling_words(text)), len(texts)
    return known
