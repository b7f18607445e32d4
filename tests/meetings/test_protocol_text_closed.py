"""What of pasted minutes is not for everybody is closed, or asked about in the preview: nothing of it is silently public."""

import datetime as dt

import pytest

from meetings.doubts import asked_about
from meetings.models import Meeting
from meetings.protocol_text import parse

TODAY = dt.date(2026, 6, 1)
HEAD = "Protokoll vom 5.5.2026\nAnwesend: Ute, Jost, Ina\n\n"
TOPS = (
    "TOP 1: Rasen\nUte fragt die Gärtnerei.\n\n"
    "TOP 2: Kündigung Krumm (nicht öffentlich)\nJost schreibt den Brief, Abfindung 9.400 Euro.\n\n"
    "TOP 3: Fest\nIna besorgt Bänke.\n"
)


def questions(text):
    """What of ``text`` is public, {where: (its words, the question asked there or "")}, and what is asked about all of it."""
    draft = parse(text, TODAY)
    facts = {name: str(getattr(draft, name, "")) for name in Meeting.text_fields()}
    items = {index: item for index, item in enumerate(draft.items) if item.public}
    asked = asked_about(facts, items, [item for item in draft.items if not item.public])
    asked = {index: item.notice for index, item in items.items() if item.notice} | asked
    texts = facts | {n: f"{item.name}\n{item.who}\n{item.protocol}" for n, item in items.items()}
    general = [one for one in draft.warnings if "Als nicht öffentlich gelesen, aber" in one]
    return {where: (words, asked.get(where, "")) for where, words in texts.items()}, general


class TestRetelling:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ("Wer macht was\n- Ute: Gärtnerei\n- Jost: Brief", "Wer macht was"),
            ("Merkliste:\n- Ute: Gärtnerei\n- Jost: Brief", "Brief"),
            ("| Wer | Was |\n| --- | --- |\n| Jost | Anruf bei Krumm |", "Krumm"),
            ("TOP 4: Ausblick\nIm Mai Gärtnerei, 9.400 Euro für den Hausmeister.", "9.400"),
            ("TOP 4: Geld\nHerr K. bekommt seine Abfindung.", "Abfindung"),
            ("TOP 4: Kasse\nSiehe TOP 2.", "TOP 2"),
        ],
    )
    @pytest.mark.parametrize("is_above", [False, True])
    def test_what_tells_of_a_closed_top_elsewhere_is_asked_about(self, told, words, is_above):
        if is_above and "TOP" in told:
            return
        text = f"{HEAD}{told}\n\n{TOPS}" if is_above else f"{HEAD}{TOPS}\n{told}\n"
        public, _ = questions(text)
        assert [asked for _, asked in public.values() if asked] == [words]

    def test_its_people_and_what_many_tops_tell_of_are_not(self):
        more = (
            "\nTOP 4: Rad\nUte und Jost pumpen Reifen auf.\n\nTOP 5: Kasse\nIna zählt 412 Euro.\n"
        )
        public, _ = questions(HEAD + TOPS.replace("Jost", "Jost im Hof mit Ute") + more)
        assert [asked for _, asked in public.values() if asked] == []

    def test_the_line_that_begins_a_closed_part_is_not(self):
        tops = TOPS.replace(" (nicht öffentlich)", "").replace(
            "TOP 2", "Nichtöffentlicher Teil\n\nTOP 2"
        )
        public, _ = questions(HEAD + tops.replace("TOP 3", "Öffentlicher Teil\n\nTOP 3"))
        assert [asked for _, asked in public.values() if asked] == []

    def test_people_of_a_closed_top_in_the_roll_are_asked_about(self):
        public, _ = questions(
            f"Protokoll vom 5.5.2026\nAnwesend: Ute, Ada Kern (nur zu TOP 2)\n\n{TOPS}"
        )
        assert public["attendance"] == ("Ute, Ada Kern (nur zu TOP 2)", "TOP 2")
