"""A bounded memory of one process, for pages as they go out and for the pieces they are made of."""

from collections import OrderedDict
from threading import Lock


class Shelf:
    """Things by their keys, within ``room`` bytes. What was asked for once never displaces what is asked often.

    Most of the room is for what was asked for again; junk queries turn over the rest alone.
    """

    def __init__(self, room):
        self._lock = Lock()
        self._once, self._often = OrderedDict(), OrderedDict()
        self._room = {id(self._once): room // 4, id(self._often): room - room // 4}
        self._size = dict.fromkeys(self._room, 0)

    def get(self, key):
        """Return what is kept under ``key``, or None."""
        with self._lock:
            found = self._often.get(key)
            if found is None:
                found = self._take(self._once, key)
                if found is None:
                    return None
                self._lay(self._often, key, found)
            else:
                self._often.move_to_end(key)
        return found[0]

    def put(self, key, thing, size):
        """Keep ``thing`` of about ``size`` bytes, unless it alone takes half of the room for new ones."""
        with self._lock:
            self._take(self._often, key)
            self._take(self._once, key)
            if size <= self._room[id(self._once)] // 2:
                self._lay(self._once, key, (thing, size))

    def clear(self):
        """Forget everything."""
        with self._lock:
            for part in (self._once, self._often):
                part.clear()
                self._size[id(part)] = 0

    def _take(self, part, key):
        found = part.pop(key, None)
        if found is not None:
            self._size[id(part)] -= found[1]
        return found

    def _lay(self, part, key, found):
        part[key] = found
        self._size[id(part)] += found[1]
        while self._size[id(part)] > self._room[id(part)]:
            self._take(part, next(iter(part)))
