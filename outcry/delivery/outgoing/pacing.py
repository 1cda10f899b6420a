"""How fast messages may leave for one destination: evenly by the hour, and no more than so many a day. Pure."""

from datetime import date, datetime, timedelta


def next_slot(*, hourly_pace: int | None, now: datetime) -> datetime | None:
    """When the next message may leave after one that leaves now; None when no pace is kept.

    Slots that nobody used are gone: after a quiet hour letters leave as evenly as before.
    """
    if hourly_pace is None:
        return None
    return now + timedelta(hours=1) / max(hourly_pace, 1)


def count_after(*, day: date | None, count: int, today: date) -> int:
    """How many have left today (UTC) once one more leaves."""
    return count + 1 if day == today else 1
