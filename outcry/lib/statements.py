"""SQL that is put together once, for what a rush of people asks and writes.

Django builds a statement anew each time it is needed, which takes it ten times as long as the database needs to answer.
That matters where others wait: between the beginning and the end of a transaction on SQLite nobody else can write. So
there the statement stands ready and the values are adapted and sealed before. Everywhere else, use the ORM.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

# What both databases keep as Python has it. Django would ask each field to adapt it: that is where the time of a row goes.
_KEPT_AS_IT_IS: dict[type[Any], type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.ForeignKey: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveBigIntegerField: int,
}


class NewRow:
    """One row still to be written, its values as the database will keep them: sealed, and in its own types.

    Sends no signal and calls no `pre_save`. Each value is adapted when the row is made; `change` is for those that are
    known only within the transaction.
    """

    def __init__(self, instance: Model) -> None:
        self.model = type(instance)
        self.values = _row(self.model, instance.__dict__)

    @classmethod
    def of(cls, model: type[Model], **values: Any) -> Self:
        """A row of these values where nobody needs an instance; what is not told is the field's default."""
        row = cls.__new__(cls)
        row.model = model
        row.values = _row(model, {name: default() if callable(default) else default for name, default in _defaults(model).items()} | values)
        return row

    def change(self, **values: Any) -> None:
        """Put these in place of what the row had."""
        places, fields, database = _places(self.model), _fields(self.model), connections[DEFAULT_DB_ALIAS]
        for name, value in values.items():
            place = places[name]
            self.values[place] = _adapted(*fields[place], value, database)


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


def _row(model: type[Model], held: Mapping[str, Any]) -> list[Any]:
    database = connections[DEFAULT_DB_ALIAS]
    return [_adapted(field, plain, held[field.attname], database) for field, plain in _fields(model)]


@cache
def _fields(model: type[Model]) -> "tuple[tuple[Field[Any, Any], type | None], ...]":
    """Each field but the key, and the type whose values it takes as they are."""
    return tuple((field, _KEPT_AS_IT_IS.get(type(field))) for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _defaults(model: type[Model]) -> dict[str, Any]:
    """What stands in each field when nothing is told: a value, or what makes one."""
    return {field.attname: field.default if callable(field.default) and field.has_default() else field.get_default() for field, _plain in _fields(model)}


@cache
def _places(model: type[Model]) -> dict[str, int]:
    return {field.attname: place for place, (field, _plain) in enumerate(_fields(model))}


@cache
def _insert(model: type[Model], rows: int, ending: str) -> str:
    name, fields = connection.ops.quote_name, _fields(model)
    columns = ", ".join(name(str(field.column)) for field, _plain in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * rows)
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES {places} {ending}"  # noqa: S608  our own names


def _adapted(field: "Field[Any, Any]", plain: type | None, value: Any, database: BaseDatabaseWrapper) -> Any:
    if value is None or type(value) is plain:
        return value
    return field.get_db_prep_save(value, database)
