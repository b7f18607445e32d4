"""One index over everything that visitors may read; the same hits on SQLite and PostgreSQL.

Apps say what is to be found (``register`` in ``models.py``), ``index.py`` keeps it, ``results.py``
finds it. Only ``engines.py`` knows a database. Reasons: docs/decisions/2026-11-22-search.md.
"""
