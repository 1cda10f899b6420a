"""The index that the database keeps over the folded words of cases, and the question that uses it.

SQLite keeps an FTS5 table beside the words, by triggers; PostgreSQL an index on an expression. Both are handed whole words,
cut and folded by us, so that both find the same. Neither can drift from the column: it is written with it, by the database.
Why: docs/decisions/0013-full-text-in-two-databases.md.
"""

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

INDEX = "cases_searchtext_words"
# What PostgreSQL indexes, and what it is asked: the words as they are, without the parser and its dictionaries.
LEXEMES = "array_to_tsvector(string_to_array({column}, ' '))"

_SQLITE = (
    """CREATE VIRTUAL TABLE cases_searchtext_words USING fts5(
        folded, content='cases_searchtext', content_rowid='case_id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')""",
    # What is erased must not stay behind in the index.
    "INSERT INTO cases_searchtext_words(cases_searchtext_words, rank) VALUES('secure-delete', 1)",
    """CREATE TRIGGER cases_searchtext_words_added AFTER INSERT ON cases_searchtext BEGIN
        INSERT INTO cases_searchtext_words(rowid, folded) VALUES (new.case_id, new.folded); END""",
    """CREATE TRIGGER cases_searchtext_words_removed AFTER DELETE ON cases_searchtext BEGIN
        INSERT INTO cases_searchtext_words(cases_searchtext_words, rowid, folded) VALUES('delete', old.case_id, old.folded); END""",
    """CREATE TRIGGER cases_searchtext_words_changed AFTER UPDATE ON cases_searchtext BEGIN
        INSERT INTO cases_searchtext_words(cases_searchtext_words, rowid, folded) VALUES('delete', old.case_id, old.folded);
        INSERT INTO cases_searchtext_words(rowid, folded) VALUES (new.case_id, new.folded); END""",
    # Rows that were there before.
    "INSERT INTO cases_searchtext_words(cases_searchtext_words) VALUES('rebuild')",
)
_NOT_SQLITE = (
    "DROP TRIGGER IF EXISTS cases_searchtext_words_added",
    "DROP TRIGGER IF EXISTS cases_searchtext_words_removed",
    "DROP TRIGGER IF EXISTS cases_searchtext_words_changed",
    "DROP TABLE IF EXISTS cases_searchtext_words",
)
_POSTGRESQL = (
    "SET CONSTRAINTS ALL IMMEDIATE",
    f"CREATE INDEX cases_searchtext_words ON cases_searchtext USING gin (({LEXEMES.format(column='folded')}))",
    "SET CONSTRAINTS ALL DEFERRED",
)
# PostgreSQL changes no index while constraints of rows written just before still wait to be checked.
_NOT_POSTGRESQL = ("SET CONSTRAINTS ALL IMMEDIATE", "DROP INDEX IF EXISTS cases_searchtext_words", "SET CONSTRAINTS ALL DEFERRED")


def make(connection: BaseDatabaseWrapper) -> None:
    """Make the index anew from the words that stand there."""
    take_down(connection)
    _run(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Remove the index."""
    _run(connection, _NOT_SQLITE if connection.vendor == "sqlite" else _NOT_POSTGRESQL)


def is_whole(connection: BaseDatabaseWrapper) -> bool:
    """Whether the index is there and agrees with the words."""
    if connection.vendor != "sqlite":
        return _number(connection, "SELECT count(*) FROM pg_class WHERE relname = %s AND relkind = 'i'", INDEX) == 1
    if _number(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name GLOB %s", f"{INDEX}_*") != 3:
        return False
    try:
        # FTS5 reads every row and compares; it says no with an error.
        _run(connection, ("INSERT INTO cases_searchtext_words(cases_searchtext_words, rank) VALUES('integrity-check', 1)",))
    except DatabaseError:
        return False
    return True


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _number(connection: BaseDatabaseWrapper, statement: str, value: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        return int(cursor.fetchone()[0])
