"""One at a time, by name, until the transaction ends."""

from django.db import connection


def lock_until_commit(name: bytes) -> None:
    """Wait for whoever holds this name. On SQLite the immediate transaction is the lock already.

    `name` is at least 8 bytes and evenly spread, such as a hash.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(name[:8], "big", signed=True)])
