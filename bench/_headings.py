"""Fit the weights of ``meetings.protocol_text.families``: ``python -m bench._headings [FOLDER …]`` prints them.

Texts are ``*.txt`` with their truth beside them as ``*.json`` (``today``, and ``items`` or ``expect.items`` with number
and name): the corpus of the tests and the folders named. For each text every family is read through the whole
reader, and how well that comes out (F1 of names) is what the fit learns to rank: a softmax over the scores towards a
softmax over the qualities. Printed beside the weights is how often the family taken is the best there is,
fitted and held out in six parts. Takes minutes.
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

PROTOCOLS = Path(__file__).parent.parent / "tests" / "meetings" / "protocols"
SHARPNESS = 25  # how much better the best family counts than the next
PARTS = 6


def folded(text):
    return re.sub(r"[\W_]+", " ", str(text or "").casefold()).strip()


def quality(draft, truth):
    """Return the F1 of the names of the items of ``draft``, for the reading of ``truth`` that fits best."""
    expected = truth.get("expect", truth)
    readings = [expected["items"], *expected.get("items_alternatives", [])]
    found = Counter(folded(item.name) for item in draft.items)
    best = 0
    for items in readings:
        wanted = Counter(folded(item["name"]) for item in items)
        total = found.total() + wanted.total()
        best = max(best, 2 * (found & wanted).total() / total if total else 1)
    return best


def measured(path):
    """Return ``[(features, quality)]`` of a text: of no family at all first, then of each."""
    from meetings.protocol_text import headings, reader
    from meetings.protocol_text.source import keep_answers, read_lines

    text = path.read_bytes().decode()
    truth = json.loads(path.with_suffix(".json").read_text())
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


def fitted(texts, epochs=150, rate=0.25, decay=2e-3):
    """Return ``{feature: weight}`` that ranks the families of each of ``texts`` as their qualities do (Adagrad)."""
    weights, squares, chance = defaultdict(float), defaultdict(lambda: 1e-6), random.Random(1)
    texts = list(texts)
    for _ in range(epochs):
        chance.shuffle(texts)
        for rows in texts:
            likely = softmax([value(features, weights) for features, _ in rows])
            wanted = softmax([SHARPNESS * found for _, found in rows])
            gradient = defaultdict(float)
            for (features, _), is_, should in zip(rows, likely, wanted, strict=True):
                for name, amount in features.items():
                    gradient[name] += (should - is_) * amount
            for name, slope in gradient.items():
                slope -= decay * weights[name]
                squares[name] += slope * slope
                weights[name] += rate * slope / math.sqrt(squares[name])
    return weights


def softmax(values):
    powers = [math.exp(number - max(values)) for number in values]
    return [power / sum(powers) for power in powers]


def value(features, weights):
    return sum(weights[name] * amount for name, amount in features.items())


def as_good(texts, weights):
    """Return of how many of ``texts`` the family taken is as good as the best."""
    taken = (max(rows, key=lambda row: value(row[0], weights))[1] for rows in texts)
    return sum(
        got > max(q for _, q in rows) - 0.001 for got, rows in zip(taken, texts, strict=True)
    )


def main():
    start()
    folders = [PROTOCOLS, *map(Path, sys.argv[1:])]
    groups = {}
    for folder in folders:
        paths = [
            path for path in sorted(folder.glob("*.txt")) if path.with_suffix(".json").exists()
        ]
        groups[folder.name] = [measured(path) for path in paths]
    texts = [rows for group in groups.values() for rows in group]
    weights = fitted(texts)
    parts = [texts[part::PARTS] for part in range(PARTS)]
    held = [
        fitted([t for other in parts if other is not part for t in other], 40) for part in parts
    ]
    for name, group in groups.items():
        print(f"{name}: {as_good(group, weights)} of {len(group)} fitted")
    print(
        f"held out: {sum(as_good(part, w) for part, w in zip(parts, held, strict=True))} of {len(texts)}"
    )
    for name, weight in sorted(weights.items()):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
