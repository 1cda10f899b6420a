"""Outcry, the campaign desk for people under attack.

Start reading at docs/architecture.md; every folder's first lines say what it is for.
"""

from outcry.lib.sqlite import use_our_sqlite

# Before anything loads Django: no other SQLite build may open the database file.
use_our_sqlite()
