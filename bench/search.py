"""How long the search takes at 20,000 posts, for ordinary and for nasty input. Target: 300 ms.

Run by ``make bench`` on a database of its own; POSTS= and DATABASE_URL= choose another size or engine.
"""

import os
import sys
from itertools import pairwise
from time import perf_counter

from django.core.management import call_command

from bench import needs_own_database, start

POSTS = int(os.environ.get("POSTS", "20000"))
TARGET = 0.3  # seconds
COMMON = "der die das und in zu den ist von mit auf für ein eine im nicht dem des es sich auch an werden aus".split()
QUERIES = {
    "a common word": "der",
    "two common words": "der und",
    "a rare word": "gartenwort77",
    "a beginning": "gar",
    "the beginning of all": "wor",
    "one letter": "w",
    "a phrase of common words": '"in der"',
    "three words in one phrase": '"der die das"',
    "a word without another": "der -und",
    "a word without a phrase": 'der -"in der"',
    "all common words": " ".join(COMMON)[:200],
    "many phrases": " ".join(f'"{a} {b}"' for a, b in pairwise(COMMON))[:200],
    "a misspelled word": "gartnwort77",
    "three misspelled words": "nachbarschfat gartnwort77 straßenfset",
    "unknown long words": "q" * 60 + " " + "x" * 60,
    "only signs": "(((((NEAR)) * ^ : ' -- ;",
}


def measure(client, text):
    """Return the seconds of the best of three answers, and how many hits there were."""
    times = []
    for _ in range(3):
        begin = perf_counter()
        answer = client.get("/suche/", {"q": text})
        times.append(perf_counter() - begin)
        assert answer.status_code == 200, answer.status_code
    return min(times), answer.context["paginator"].count


def main():
    start()
    needs_own_database()
    from django.db import connection
    from django.test import Client

    call_command("bench_content", posts=POSTS, comments=0)
    client, slow = Client(), []
    print(f"{connection.vendor}, {POSTS} posts")
    for name, text in QUERIES.items():
        seconds, hits = measure(client, text)
        slow += [name] if seconds > TARGET else []
        print(f"{seconds * 1000:7.0f} ms {hits:6} hits  {name}")
    sys.exit(f"slower than {TARGET * 1000:.0f} ms: {', '.join(slow)}" if slow else 0)


if __name__ == "__main__":
    main()
