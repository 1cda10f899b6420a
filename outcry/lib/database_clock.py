"""The database's own clock, for leases: workers on hosts whose clocks differ must agree on what has run out."""

from datetime import UTC, datetime

from django.db import connection

from outcry.lib.by_hand import ask


def database_now() -> datetime:
    """The moment by the database's clock, aware, in UTC."""
    if connection.vendor == "postgresql":
        found: datetime = ask("SELECT clock_timestamp()")[0][0]
        return found.astimezone(UTC)
    return datetime.fromisoformat(ask("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")[0][0]).replace(tzinfo=UTC)
