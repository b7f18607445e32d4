"""Registries in which apps meet that do not know each other.

An app adds what it contributes in its ``AppConfig.ready()``; whoever needs the whole asks here.
"""


class Parts:
    """What other apps add to an object's full content, in the order they were registered."""

    def __init__(self):
        self._functions = []

    def register(self, function):
        """Add ``function(objects)``, which gives ``{pk: SafeString}`` for those it has a part for."""
        self._functions.append(function)
        return function

    def collect(self, objects):
        """Give ``{pk: [SafeString, …]}`` for all ``objects``, each function called once."""
        parts = {item.pk: [] for item in objects}
        for function in self._functions:
            for pk, html in function(objects).items():
                parts[pk].append(html)
        return parts


post_parts = Parts()  # below the body of a post, in page and feed: the minutes it reports
