"""The database's own clock, for leases: workers on hosts whose clocks differ must agree on what has run out."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """The moment by the database's clock, aware, in UTC."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
            return moment.astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
