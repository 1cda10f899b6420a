"""What the suite does on PostgreSQL alone: it empties tables between tests that commit, and copies its database for tests that need one of their own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker


def statements_that_empty(_style: object, tables: Iterable[str], *, reset_sequences: bool = False, allow_cascade: bool = False) -> list[str]:
    """What Django is given in place of its TRUNCATE, which makes new files even for a table without rows: seconds for all of ours.

    As after its own, whoever still writes has been waited for, and sequences go on. Foreign keys are looked at when all is done.
    One text, since two hundred ways to the server and back take long on a busy machine.
    """
    assert not reset_sequences, "no test asks for that"
    assert not allow_cascade, "nor for that"
    names = [connection.ops.quote_name(table) for table in tables]
    return ["; ".join([f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE", *(f"DELETE FROM {name}" for name in names)])]


@contextmanager
def a_copy_at_hand(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Until the end there is a copy of the suite's database as it is now."""
    with blocker.unblock():
        # PostgreSQL copies only what nobody is signed in to.
        connection.close()
    names = {"copy": sql.Identifier(_copy()), "original": sql.Identifier(str(connection.settings_dict["NAME"]))}
    with as_owner("postgres") as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {copy}").format(**names))
        owner.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {original}").format(**names))
    try:
        yield
    finally:
        with as_owner("postgres") as owner:
            owner.execute(sql.SQL("DROP DATABASE {copy}").format(**names))


def make_from_copy(name: str) -> None:
    """A database of this name with all tables and the lists of terms."""
    with as_owner("postgres") as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(_copy())))


@contextmanager
def as_owner(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of its own to a database on the server of the suite, as whom the suite signs in."""
    known: dict[str, Any] = connection.settings_dict
    with psycopg.connect(
        dbname=database, user=known["USER"] or None, password=known["PASSWORD"] or None, host=known["HOST"] or None, port=known["PORT"] or None, autocommit=True
    ) as opened:
        yield opened


def _copy() -> str:
    return f"{connection.settings_dict['NAME']}_copy"
