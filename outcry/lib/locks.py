"""One at a time, by name, until the transaction ends. On SQLite the immediate transaction is the lock already."""

from django.db import connection


def lock_until_commit(name: bytes) -> None:
    """Wait for whoever holds this name, alone or with others. `name` is at least 8 bytes and evenly spread, such as a hash."""
    _ask("pg_advisory_xact_lock", name)


def share_until_commit(name: bytes) -> None:
    """Hold this name together with others who share it; whoever wants it alone waits for all, and those who come after wait for her."""
    _ask("pg_advisory_xact_lock_shared", name)


def _ask(function: str, name: bytes) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [int.from_bytes(name[:8], "big", signed=True)])
