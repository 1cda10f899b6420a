"""Hours as a clock on the wall shows them, in a zone; and the moments they mean.

A gathering is announced for an hour of its own place. So that hour is kept, with the zone: where a government changes its clocks
between the announcement and the day, the hour stays and the moment moves.
"""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Names for programs, not for places.
_NO_PLACES = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


def moment_of(day: date, hour: time, zone: str) -> datetime:
    """The moment at which a clock in the zone shows this; where clocks are put back and it shows it twice, the first one."""
    return datetime.combine(day, hour, ZoneInfo(zone))


def is_shown(day: date, hour: time, zone: str) -> bool:
    """Whether a clock in the zone ever shows this: not in the hour that is left out when clocks are put forward."""
    there = moment_of(day, hour, zone)
    return there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) == there.replace(tzinfo=None)


@cache
def zones() -> tuple[str, ...]:
    """The zones that are called by a place, in order."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith(_NO_PLACES)))
