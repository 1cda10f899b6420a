"""Names that one process of all hosts holds at a time. The database lets go of them when the process or its connection dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import DatabaseError, connection


def _number(name: str) -> int:
    return int.from_bytes(sha256(f"outcry broker {name}".encode()).digest()[:8], "big", signed=True)


def hold(name: str) -> bool:
    """Hold it from now on, as often as this is asked; False while another process does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)])
        return bool(cursor.fetchone()[0])


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Hold it while the block runs; says whether we do."""
    taken = hold(name)
    try:
        yield taken
    finally:
        if taken:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])
            except DatabaseError:
                # The connection has gone, and the lock with it.
                connection.close()
