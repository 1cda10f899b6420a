"""SQL that is put together once, for what a rush of people asks and writes.

Django builds a statement anew each time it is needed, which takes it ten times as long as the database needs to answer.
That matters where others wait: between the beginning and the end of a transaction on SQLite nobody else can write. So
there the statement stands ready and the values are adapted and sealed before. Everywhere else, use the ORM.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


class NewRow:
    """One row still to be written, its values as the database will keep them: sealed, and in its own types.

    Sends no signal and calls no `pre_save`. Each value is adapted when the row is made; `change` is for those that are
    known only within the transaction.
    """

    def __init__(self, instance: Model) -> None:
        self.model = type(instance)
        self.values = [_adapted(field, getattr(instance, field.attname)) for field in _fields(self.model)]

    def change(self, **values: Any) -> None:
        """Put these in place of what the row had."""
        for place, field in enumerate(_fields(self.model)):
            if field.attname in values:
                self.values[place] = _adapted(field, values[field.attname])


def insert(rows: Sequence[NewRow], *, ending: str) -> list[tuple[Any, ...]]:
    """Write rows of one model in one statement; `ending` says what comes back (RETURNING), and on what conflict nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute(_insert(rows[0].model, len(rows), ending), [value for row in rows for value in row.values])
        return list(cursor.fetchall())


def first_value(statement: str, *values: Any) -> Any:
    """What a question answers in its first row and column; None when no row is found."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


@cache
def _fields(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _insert(model: type[Model], rows: int, ending: str) -> str:
    name, fields = connection.ops.quote_name, _fields(model)
    columns = ", ".join(name(str(field.column)) for field in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * rows)
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES {places} {ending}"  # noqa: S608  our own names


def _adapted(field: "Field[Any, Any]", value: Any) -> Any:
    return None if value is None else field.get_db_prep_save(value, connection)
