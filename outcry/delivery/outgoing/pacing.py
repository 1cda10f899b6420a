"""How fast messages may leave: evenly by the hour, no more than so many a day, in office hours, and slowly at first. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOUR = timedelta(hours=1)
# A server that took so many an hour has proved that it takes whatever we have.
PROVEN_AN_HOUR = 10_000
# With trouble its hour shrinks, but never below this: else it could never prove anything again.
LEAST_AN_HOUR = 5


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When an office is written to, by its own clock. `closes` of midnight is the end of the day; weekdays as ISO counts them, Monday is 1."""

    zone: str = ""
    opens: time | None = None
    closes: time | None = None
    weekdays: str = "1234567"

    @property
    def clock(self) -> ZoneInfo:
        """The zone, or UTC where the name is none, or none any more."""
        try:
            return ZoneInfo(self.zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")

    def day(self, now: datetime) -> date:
        """The day there."""
        return now.astimezone(self.clock).date()

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when messages leave on that day there; None on a day off."""
        if str(day.isoweekday()) not in self.weekdays:
            return None
        begins = self._moment(day, self.opens or time.min)
        ends = self._moment(day, self.closes) if self.closes else self.midnight_after(day)
        return begins, ends

    def midnight_after(self, day: date) -> datetime:
        """The end of a day there."""
        return self._moment(day + timedelta(days=1), time.min)

    def opens_again(self, now: datetime) -> datetime | None:
        """When messages may leave next; None when they may now. With no day at all: in a year, and somebody will have looked."""
        day = self.day(now)
        for days in range(8):
            span = self.span(day + timedelta(days=days))
            if span and now < span[1]:
                return None if span[0] <= now else span[0]
        return now + timedelta(days=365)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.clock).astimezone(UTC)


def next_slot(*, hourly_pace: int | None, now: datetime) -> datetime | None:
    """When the next message may leave after one that leaves now; None when no pace is kept.

    Slots that nobody used are gone: after a quiet hour letters leave as evenly as before.
    """
    if hourly_pace is None:
        return None
    return now + HOUR / max(hourly_pace, 1)


def count_after(*, day: date | None, count: int, today: date) -> int:
    """How many have left today once one more leaves."""
    return count + 1 if day == today else 1


def cap_of_warm_up(*, plan: str, began_on: date | None, today: date) -> int | None:
    """How many may leave today from a domain that warms up; None when it does not, or has."""
    if began_on is None:
        return None
    days, numbers = max(0, (today - began_on).days), plan.split()
    return int(numbers[days]) if days < len(numbers) else None


@dataclass(frozen=True, kw_only=True)
class SlowStart:
    """What one server is given: so many at once, and so many in an hour; None when it has proved itself."""

    connections: int
    an_hour: int | None

    def after_hour(self, *, count: int, was_bad: bool, most_connections: int) -> "SlowStart":
        """After an hour in which it took `count`: twice as much if it used at least half of what it was given, without trouble."""
        if was_bad or self.an_hour is None or 2 * count < self.an_hour:
            return SlowStart(connections=min(self.connections, most_connections), an_hour=self.an_hour)
        twice = 2 * self.an_hour
        return SlowStart(connections=min(2 * self.connections, most_connections), an_hour=None if twice > PROVEN_AN_HOUR else twice)

    def after_trouble(self, *, hour_count: int) -> "SlowStart":
        """Half of it: of what it was given, or, where it was given all, of what it took in this hour."""
        half = (self.an_hour if self.an_hour is not None else min(hour_count, PROVEN_AN_HOUR)) // 2
        return SlowStart(connections=max(1, self.connections // 2), an_hour=max(LEAST_AN_HOUR, half))
