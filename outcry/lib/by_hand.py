"""Statements written by hand, where what they cost is what a letter costs: the driver is asked, for Django takes longer to pass one on than SQLite takes
to answer it, and PostgreSQL plans anew whatever Django passes on.

What listens to Django's cursors (query logs, execute wrappers) does not hear of them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections


def ask(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that the database answers with, if any; values stand where `%s` is. Moments go in by `adapted` and come out by `moment`.

    On PostgreSQL a statement is made ready by the first who asks it over a connection, so let those be few.
    """
    mine = connections[DEFAULT_DB_ALIAS]
    mine.ensure_connection()
    mine.validate_no_broken_transaction()
    with mine.wrap_database_errors:
        if mine.vendor == "sqlite":
            rows: list[tuple[Any, ...]] = mine.connection.execute(_with_its_marks(statement), values).fetchall()
            return rows
        # Without a number here nothing is made ready; Django's own cursors never do it.
        mine.connection.prepare_threshold = 0
        with psycopg.Cursor(mine.connection) as cursor:
            cursor.execute(statement, values, prepare=True)
            return cursor.fetchall() if cursor.description else []


def adapted(*moments: datetime) -> Sequence[Any]:
    """Aware moments as Django writes them, in a tenth of its time."""
    return moments if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else [str(one.astimezone(UTC))[: -len("+00:00")] for one in moments]


def moment(found: Any) -> datetime | None:
    """A moment that was read: PostgreSQL gives it as it is, SQLite as text or, straight from a column, without its zone."""
    if found is None:
        return None
    read = found if isinstance(found, datetime) else datetime.fromisoformat(found)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


@cache
def _with_its_marks(statement: str) -> str:
    return statement.replace("%s", "?")
