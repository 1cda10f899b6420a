"""When the last letter to an office will have left at its pace. Pure: numbers in, a moment out."""

from datetime import datetime, timedelta


def finish(*, left: int, hourly_pace: int | None, daily_cap: int | None, sent_today: int, now: datetime) -> datetime | None:
    """The moment at which `left` letters will have left; None when none is left or nothing may leave.

    Days are those of UTC, as the post office keeps its caps. Letters deferred by the other side may take longer.
    """
    if left <= 0 or hourly_pace == 0 or daily_cap == 0:
        return None
    moment, free_today = now, left if daily_cap is None else max(0, daily_cap - sent_today)
    while left > 0:
        leaving = min(left, free_today, _until_midnight(moment, hourly_pace))
        left -= leaving
        if left > 0:
            moment = _midnight_after(moment)
            free_today = left if daily_cap is None else daily_cap
        else:
            moment += timedelta(hours=leaving / hourly_pace) if hourly_pace else timedelta(0)
        if moment - now > timedelta(days=3650):
            return moment
    return moment


def _until_midnight(moment: datetime, hourly_pace: int | None) -> int:
    if hourly_pace is None:
        return 10**9
    hours = (_midnight_after(moment) - moment) / timedelta(hours=1)
    return max(1, int(hours * hourly_pace))


def _midnight_after(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
