"""The keys of many rows, handed over in one piece, to the database or from it: one by one its driver takes five times as long for them."""

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, QuerySet

# Both keep the order of the statement within: SQLite leaves no ORDER BY out before an aggregate that depends on it.
_IN_ONE_PIECE = {"sqlite": "WITH found(key) AS ({statement}) SELECT json_group_array(key) FROM found", "postgresql": "SELECT ARRAY({statement})"}


def keys_at_once(rows: QuerySet[Any]) -> list[int]:
    """The keys of these rows, in their order. One statement."""
    connection = connections[rows.db]
    try:
        statement, values = rows.values_list("pk", flat=True).query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return []
    return keys_told(connection, statement, values)


def keys_told(connection: BaseDatabaseWrapper, statement: str, values: Sequence[Any]) -> list[int]:
    """What a statement says that asks for keys alone."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_ONE_PIECE[connection.vendor].format(statement=statement), values)
        [(told,)] = cursor.fetchall()
    found: list[int] = json.loads(told) if isinstance(told, str) else told
    return found


if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


class Among(_Lookup):
    """A condition: the column is one of these keys. `__in` prepares each of them; for five hundred that takes longer than to find their rows."""

    prepare_rhs = False

    def __init__(self, column: str, keys: Collection[int]) -> None:
        super().__init__(F(column), tuple(keys))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """One by one, since SQLite looks for rows by an index only where it sees how few they are; its driver hardly minds."""
        return self._asked(compiler, connection, f"IN ({', '.join(['%s'] * len(self.rhs))})", self.rhs)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """In one piece."""
        return self._asked(compiler, connection, "= ANY(%s::bigint[])", [in_one_piece(self.rhs)])

    def _asked(self, compiler: Any, connection: Any, condition: str, told: Collection[Any]) -> tuple[str, list[Any]]:
        if not self.rhs:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        return f"{column} {condition}", [*values, *told]


def in_one_piece(keys: Collection[int]) -> str:
    """Keys as PostgreSQL reads an array."""
    return f"{{{','.join(map(str, keys))}}}"
