"""Fit the weights of ``meetings.protocol_text.families``: ``python -m bench._headings [FOLDER …]`` prints them.

Texts are ``*.txt`` with their truth beside them as ``*.json`` (``today``, and ``items`` or ``expect.items`` with number
and name): the corpus and the minutes of the tests, what is woven there (``siblings``), and the folders named. For each
text every family is read through the whole reader, and how well that comes out (F1 of names) is what the fit learns to
rank: a softmax over the scores towards a softmax over the qualities; in further rounds weighs more what came out wrong.
Printed beside the weights is how often the family taken is the best there is, fitted and held out in six
parts. Takes minutes.
"""

import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from unittest import mock

from bench import start

TESTS = Path(__file__).parent.parent / "tests" / "meetings"
FOLDERS = {TESTS / "protocols": 1.0, TESTS / "minutes": 2.5, TESTS / "minutes" / "cases": 1.5}
WOVEN = 96, 0.5  # how many texts, and what each weighs
ROUNDS = 3
SHARPNESS = 25  # how much better the best family counts than the next
PARTS = 6


def folded(text):
    return re.sub(r"[\W_]+", " ", str(text or "").casefold()).strip()


def quality(draft, truth):
    """Return the F1 of the names of the items of ``draft``, for the reading of ``truth`` that fits best."""
    expected = truth.get("expect", truth)
    readings = [expected["items"], *expected.get("items_alternatives", [])]
    names = Counter(folded(item.name) for item in draft.items)
    best = 0
    for items in readings:
        wanted = Counter(folded(item["name"]) for item in items)
        total = names.total() + wanted.total()
        best = max(best, 2 * (names & wanted).total() / total if total else 1)
    return best


def from_folder(path):
    return path.read_bytes().decode(), json.loads(path.with_suffix(".json").read_text())


def measured(text, truth):
    """Return ``[(features, quality)]`` of a text: of no family at all first, then of each."""
    from meetings.protocol_text import headings, reader
    from meetings.protocol_text.source import keep_answers, read_lines

    today = date.fromisoformat(truth["today"])
    with keep_answers():
        lines = read_lines(text)
        headings.prepare(lines)
        families = headings.families_of(lines)
    rows = []
    for family in (None, *families):
        only = mock.Mock(tops=family.tops if family else [], score=1)
        with mock.patch.object(headings, "families_of", return_value=[only]):
            rows.append(
                (family.features if family else {}, quality(reader.parse(text, today), truth))
            )
    return rows


def fitted(texts, weighing, epochs=150, rate=0.25, decay=2e-3):
    """Return ``{feature: weight}`` that ranks the families of each of ``texts`` as their qualities do (Adagrad)."""
    weights, squares, chance = defaultdict(float), defaultdict(lambda: 1e-6), random.Random(1)
    texts = list(zip(texts, weighing, strict=True))
    for _ in range(epochs):
        chance.shuffle(texts)
        for rows, weight in texts:
            likely = softmax([value(features, weights) for features, _ in rows])
            wanted = softmax([SHARPNESS * score for _, score in rows])
            gradient = defaultdict(float)
            for (features, _), is_, should in zip(rows, likely, wanted, strict=True):
                for name, amount in kept(features):
                    gradient[name] += weight * (should - is_) * amount
            for name, slope in gradient.items():
                slope -= decay * weights[name]
                squares[name] += slope * slope
                weights[name] += rate * slope / math.sqrt(squares[name])
    return weights


def softmax(values):
    powers = [math.exp(number - max(values)) for number in values]
    return [power / sum(powers) for power in powers]


def kept(features):
    """Return those of ``features`` that have a weight today: a new one is given any to be fitted."""
    from meetings.protocol_text.families import WEIGHTS

    return [pair for pair in features.items() if pair[0] in WEIGHTS]


def value(features, weights):
    return sum(weights[name] * amount for name, amount in kept(features))


def is_best(rows, weights):
    """Whether the family taken is as good as the best of a text."""
    return max(rows, key=lambda row: value(row[0], weights))[1] > max(q for _, q in rows) - 0.001


def main():
    start()
    from tests.meetings.siblings import sibling

    groups = {"woven": (WOVEN[1], [measured(*sibling(number)) for number in range(WOVEN[0])])}
    for folder, weight in {**FOLDERS, **{Path(name): 1.0 for name in sys.argv[1:]}}.items():
        paths = [one for one in sorted(folder.glob("*.txt")) if one.with_suffix(".json").exists()]
        groups[folder.name] = weight, [measured(*from_folder(path)) for path in paths]
    texts = [rows for _, group in groups.values() for rows in group]
    weighing = [weight for weight, group in groups.values() for _ in group]
    for _ in range(ROUNDS):
        weights = fitted(texts, weighing)
        weighing = [
            weight * (1 if is_best(rows, weights) else 2.5)
            for rows, weight in zip(texts, weighing, strict=True)
        ]
    held = 0
    for part in range(PARTS):
        rest = [at for at in range(len(texts)) if at % PARTS != part]
        fit = fitted([texts[at] for at in rest], [weighing[at] for at in rest], 40)
        held += sum(is_best(rows, fit) for rows in texts[part::PARTS])
    for name, (_, group) in groups.items():
        print(f"{name}: {sum(is_best(rows, weights) for rows in group)} of {len(group)} fitted")
    print(f"held out: {held} of {len(texts)}")
    for name, weight in sorted(weights.items()):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
