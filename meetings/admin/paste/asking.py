"""The questions of the preview where words of the text were a link: asked, answered, kept."""

from dataclasses import dataclass

from meetings.admin.paste.links import checked_address, linked, places
from meetings.admin.paste.rows import count_of

TEXTS = ["intro", "closing"]
BEFORE = 50  # characters shown before the words


@dataclass
class Question:
    """Where do these ``words`` lead? ``name`` is the field of the answer, ``before`` its context."""

    name: str
    words: str
    before: str
    address: str = ""
    failed: bool = False


class Asking:
    """Puts the answers in ``fields`` into their texts and asks for what is still open."""

    def __init__(self, fields, topics):
        self.fields, self.topics = fields, topics
        names = [*TEXTS, *(f"items-{index}-protocol" for index in range(count_of(fields)))]
        self.questions = {name: self._settle(name) for name in names if fields.get(name)}

    def of(self, name):
        """Give the open questions of the text in the field ``name``."""
        return self.questions.get(name, [])

    @property
    def failed(self):
        """Whether an answer is no address."""
        return any(question.failed for some in self.questions.values() for question in some)

    def _settle(self, name):
        text, typed = self.fields[name], self._typed(name)
        answered, questions = [], []
        for place in places(text, self.topics):
            before = text[max(0, place.start - BEFORE) : place.start].rpartition("\n")[2]
            earlier = typed.get(place.words)
            address = earlier.pop(0) if earlier else place.guess
            question = Question(f"ask-{name}-{len(questions)}", place.words, before, address)
            try:
                if earlier is not None and address.strip():
                    answered.append((place, checked_address(address)))
                    continue
            except ValueError:
                question.failed = True
            questions.append(question)
        self.fields[name] = linked(text, answered)
        return questions

    def _typed(self, name):
        """Give the answers that were sent, ``{words: [address, …]}``, in the order of the text."""
        typed, index = {}, 0
        while (key := f"ask-{name}-{index}") in self.fields:
            words = self.fields.get(f"{key}-words", "")
            typed.setdefault(words, []).append(self.fields[key])
            index += 1
        return typed
