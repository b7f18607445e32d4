"""One index over everything that visitors may read; the same hits on SQLite and PostgreSQL.

Apps say in ``documents.py`` what is to be found, ``index.py`` keeps it, ``matching.py`` finds it. Only
``engines/`` knows a database. Reasons: docs/decisions/2026-11-22-search.md.
"""
