"""Statements written by hand, where what they cost is what a letter costs: SQLite's driver is asked, for Django takes longer to pass one on than it takes to be
answered; and libpq, for PostgreSQL plans anew whatever Django passes on, and psycopg takes longer for values and waiting than for what it sends.

What listens to Django's cursors (query logs, execute wrappers) does not hear of them.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

# What each connection of PostgreSQL has made ready, by statement.
_ready: WeakKeyDictionary[Connection[Any], dict[str, bytes]] = WeakKeyDictionary()
_numbers = count()
_ANSWERED = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


def ask(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that the database answers with, if any; values stand where `%s` is. Moments go in by `adapted` and come out by `moment`.

    On PostgreSQL a statement is made ready by the first who asks it over a connection, so let those be few, and let it say of what kind a value is
    where that does not follow. Lists go in by `listed`.
    """
    mine = connections[DEFAULT_DB_ALIAS]
    mine.ensure_connection()
    mine.validate_no_broken_transaction()
    with mine.wrap_database_errors:
        if mine.vendor == "sqlite":
            rows: list[tuple[Any, ...]] = mine.connection.execute(_with_its_marks(statement), values).fetchall()
            return rows
        return _ask_postgresql(mine.connection, statement, values)


def adapted(*moments: datetime) -> Sequence[Any]:
    """Aware moments as Django writes them, in a tenth of its time."""
    return moments if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else [str(one.astimezone(UTC))[: -len("+00:00")] for one in moments]


def moment(found: Any) -> datetime | None:
    """A moment that was read: PostgreSQL gives it as it is, SQLite as text or, straight from a column, without its zone."""
    if found is None:
        return None
    read = found if isinstance(found, datetime) else datetime.fromisoformat(found)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def listed(values: Sequence[int | str | bytes | datetime]) -> str:
    """A list as PostgreSQL reads it, for a value that the statement calls an array: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO"""
    return f"{{{','.join([_in_a_list(value) for value in values])}}}"


def _in_a_list(value: int | str | bytes | datetime) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _ask_postgresql(mine: Connection[Any], statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    server, driver = mine.pgconn, Transformer(mine)
    # As text, for which PostgreSQL alone decides of what kind it is. None stays None, which the types of `exec_prepared` leave out.
    sent = cast("Sequence[bytes]", driver.dump_sequence(values, [PyFormat.TEXT] * len(values)))
    if not mine.autocommit and server.transaction_status == TransactionStatus.IDLE:
        _answered(mine, server.exec_(b"BEGIN"))
    names = _ready.setdefault(mine, {})
    if statement not in names:
        name = f"by_hand_{next(_numbers)}".encode()
        _answered(mine, server.prepare(name, _with_its_numbers(statement)))
        names[statement] = name
    found = _answered(mine, server.exec_prepared(names[statement], sent))
    driver.set_pgresult(found)
    return driver.load_rows(0, found.ntuples, tuple)


def _answered(mine: Connection[Any], result: PGresult) -> PGresult:
    if result.status in _ANSWERED:
        return result
    if mine.pgconn.status == ConnStatus.BAD:
        # The server said nothing, so nothing says what kind of error it is.
        raise OperationalError(mine.pgconn.get_error_message(mine.info.encoding))
    raise error_from_result(result, encoding=mine.info.encoding)


@cache
def _with_its_marks(statement: str) -> str:
    return statement.replace("%s", "?")


@cache
def _with_its_numbers(statement: str) -> bytes:
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", statement).encode()
