"""The days of a person as a drawing: strips side by side, as wide as their time. Pure: periods in, numbers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from outcry.cases.timeline import Period

WIDTH = 1000
# What goes on has no end to draw: some days more, so that it can be seen.
_LEAST_DAYS = 30
_LEAST_WIDTH = 4


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One period. `x` and `width` in parts of WIDTH."""

    x: int
    width: int
    status: str
    held: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Strips from one day to another."""

    strips: tuple[Strip, ...]
    since: date
    until: date


def drawing_of(periods: Sequence[Period], *, today: date) -> Drawing | None:
    """The strips of these periods; None where no day is known."""
    days = [day for period in periods for day in (period.first, period.last) if day]
    if not days:
        return None
    since, until = min(days), max(*days, min(today, date.max))
    until = max(until, _later(since))
    whole = (until - since).days + 1
    return Drawing(strips=tuple(_strip(period, since, until, whole) for period in periods), since=since, until=until)


def _later(since: date) -> date:
    return since + timedelta(days=min(_LEAST_DAYS, (date.max - since).days))


def _strip(period: Period, since: date, until: date, whole: int) -> Strip:
    first, last = period.first or since, period.last or until
    x = (first - since).days * WIDTH // whole
    width = max(_LEAST_WIDTH, ((last - first).days + 1) * WIDTH // whole)
    return Strip(x=min(x, WIDTH - width), width=width, status=period.status.value, held=period.held or "")
