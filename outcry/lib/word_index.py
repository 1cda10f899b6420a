"""The index that the database keeps over a column of folded words, and the question that uses it.

SQLite keeps an FTS5 table beside the words, by triggers; PostgreSQL an index on an expression. Both are handed whole words,
cut and folded by us, so that both find the same. Neither can drift from the column: it is written with it, by the database.
Why: docs/decisions/0013-full-text-in-two-databases.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from outcry.lib.keys_at_once import keys_told

# What PostgreSQL indexes, and what it is asked: the words as they are, without the parser and its dictionaries.
LEXEMES = "array_to_tsvector(string_to_array({column}, ' '))"

# The words of one side of a change that do not stand on the other; all of them where the row has another key.
_ONLY_IN = """(SELECT group_concat(value, ' ') FROM (
            SELECT value FROM json_each('["' || replace({one}.folded, ' ', '","') || '"]')
            EXCEPT SELECT value FROM json_each('["' || replace({other}.folded, ' ', '","') || '"]') WHERE old.{{key}} = new.{{key}}))"""
_SQLITE = (
    # A word is whatever stands between two blanks ("ascii" parts nothing else of ours), and that it stands there is all that is kept: neither
    # where nor among how many. So a row that changes may leave the words alone that it keeps.
    "CREATE VIRTUAL TABLE {index} USING fts5(folded, content='{table}', content_rowid='{key}', tokenize='ascii', detail=none, columnsize=0)",
    # What is erased must not stay behind in the index. That makes every word that goes dear, and an index of beginnings
    # would keep each of them three times; the words themselves answer for a beginning as quickly.
    "INSERT INTO {index}({index}, rank) VALUES('secure-delete', 1)",
    """CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN
        INSERT INTO {index}(rowid, folded) VALUES (new.{key}, new.folded); END""",
    """CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN
        INSERT INTO {index}({index}, rowid, folded) VALUES('delete', old.{key}, old.folded); END""",
    f"""CREATE TRIGGER {{index}}_changed AFTER UPDATE ON {{table}} WHEN new.folded <> old.folded OR new.{{key}} <> old.{{key}} BEGIN
        INSERT INTO {{index}}({{index}}, rowid, folded) VALUES('delete', old.{{key}}, {_ONLY_IN.format(one="old", other="new")});
        INSERT INTO {{index}}(rowid, folded) VALUES (new.{{key}}, {_ONLY_IN.format(one="new", other="old")}); END""",  # noqa: S608  our own names
    # Rows that were there before.
    "INSERT INTO {index}({index}) VALUES('rebuild')",
)
_NOT_SQLITE = (
    "DROP TRIGGER IF EXISTS {index}_added",
    "DROP TRIGGER IF EXISTS {index}_removed",
    "DROP TRIGGER IF EXISTS {index}_changed",
    "DROP TABLE IF EXISTS {index}",
)
_POSTGRESQL = (
    "SET CONSTRAINTS ALL IMMEDIATE",
    # Without the list of new rows that GIN keeps until its next vacuum: with it, after many rows are written, PostgreSQL reads every row for a word.
    f"CREATE INDEX {{index}} ON {{table}} USING gin (({LEXEMES.format(column='folded')})) WITH (fastupdate = off)",
    "SET CONSTRAINTS ALL DEFERRED",
)
# PostgreSQL changes no index while constraints of rows written just before still wait to be checked.
_NOT_POSTGRESQL = ("SET CONSTRAINTS ALL IMMEDIATE", "DROP INDEX IF EXISTS {index}", "SET CONSTRAINTS ALL DEFERRED")


@dataclass(frozen=True)
class WordIndex:
    """The index over the column `folded` of a table whose primary key is `key`."""

    table: str
    key: str

    @property
    def name(self) -> str:
        """Of the index in the database."""
        return f"{self.table}_words"


# The word as each database is asked for it: itself, or a beginning.
_ASKED = {"sqlite": ('"{word}"', '"{word}"*'), "postgresql": ("'{word}'", "'{word}':*")}
_WITH_WORD = {
    "sqlite": "SELECT rowid FROM {index} WHERE {index} MATCH %s",
    "postgresql": f"SELECT {{key}} FROM {{table}} WHERE {LEXEMES.format(column='folded')} @@ %s::tsquery",  # noqa: S608  our own names
}


def asked(connection: BaseDatabaseWrapper, word: str, *, is_beginning: bool) -> str:
    """A folded word, or the beginning of one, as the index of this database is asked for it."""
    if not word.isalnum():
        raise ValueError("not a folded word")
    return _ASKED[connection.vendor][is_beginning].format(word=word)


def keys_with(connection: BaseDatabaseWrapper, word: str, *, is_beginning: bool, index: WordIndex) -> set[int]:
    """The keys of the rows that have the word, read off the index alone where the database can."""
    statement = _WITH_WORD[connection.vendor].format(index=index.name, table=index.table, key=index.key)
    with _by_the_index(connection):
        return set(keys_told(connection, statement, [asked(connection, word, is_beginning=is_beginning)]))


@contextmanager
def _by_the_index(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """PostgreSQL takes it to cost nothing to cut words anew: for one that stands in most rows it would leave the index and cut them all."""
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")


def make(connection: BaseDatabaseWrapper, index: WordIndex) -> None:
    """Make the index anew from the words that stand there."""
    take_down(connection, index)
    _run(connection, index, _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)


def take_down(connection: BaseDatabaseWrapper, index: WordIndex) -> None:
    """Remove the index."""
    _run(connection, index, _NOT_SQLITE if connection.vendor == "sqlite" else _NOT_POSTGRESQL)


def is_whole(connection: BaseDatabaseWrapper, index: WordIndex) -> bool:
    """Whether the index is there and agrees with the words."""
    if connection.vendor != "sqlite":
        return _number(connection, "SELECT count(*) FROM pg_class WHERE relname = %s AND relkind = 'i'", index.name) == 1
    if _number(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name GLOB %s", f"{index.name}_*") != 3:
        return False
    try:
        # FTS5 reads every row and compares; it says no with an error.
        _run(connection, index, ("INSERT INTO {index}({index}, rank) VALUES('integrity-check', 1)",))
    except DatabaseError:
        return False
    return True


def _run(connection: BaseDatabaseWrapper, index: WordIndex, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(index=index.name, table=index.table, key=index.key))


def _number(connection: BaseDatabaseWrapper, statement: str, value: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        return int(cursor.fetchone()[0])
