"""One picture each: ``draw()`` gives a finished ``Canvas``."""
