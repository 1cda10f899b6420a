"""Whether the letters to an office leave in time, by all limits together, and what would mend it. Pure: numbers in, moments out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from math import ceil

from outcry.delivery.outgoing.pacing import Hours

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
# Nobody plans further; what takes longer is as good as never.
_DAYS = 3660
_FASTEST = 100_000


class Mend(Enum):
    """What lets the last letter leave in time."""

    PACE = "a higher pace"
    HOURS = "more hours"
    ADDRESSEE = "another addressee"
    DIGEST = "one letter with all names"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Everything that slows letters to one office down; None and empty where nothing does."""

    hourly_pace: int | None = None
    daily_cap: int | None = None
    hours: Hours = field(default_factory=Hours)
    sent_today: int = 0
    server_an_hour: int | None = None
    # Of our own domain, from today on; after the last no limit.
    warm_up: Sequence[int] = ()

    @property
    def an_hour(self) -> int | None:
        """Letters an hour while the office is open."""
        return min((limit for limit in (self.hourly_pace, self.server_an_hour) if limit is not None), default=None)

    @property
    def nothing_may_leave(self) -> bool:
        return 0 in (self.hourly_pace, self.daily_cap, self.server_an_hour) or not self.hours.weekdays


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When the last letter will have left, and by how many days that is too late."""

    left: int
    # On a whole working day; None where nothing limits it.
    a_day: int | None
    ends_at: datetime | None
    days_late: int
    # The pace an hour and a day with which it would be in time; None where no pace helps, or none has to.
    pace_needed: tuple[int, int] | None
    mends: tuple[Mend, ...]

    @property
    def is_too_slow(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A plan as a bar from now on, in hundredths of its length: the time that is needed, what of it is too late, and the end of the last day."""

    ahead: float
    late: float
    deadline: float


def draw(planned: Plan, *, now: datetime, until: datetime) -> Drawing | None:
    """The drawing of a plan; None when nothing is left, when it never ends, or when the last day is over."""
    if planned.ends_at is None or until <= now:
        return None
    needed, there_is = planned.ends_at - now, until - now
    whole = max(needed, there_is) * 1.05
    ahead = 100 * min(needed, there_is) / whole
    return Drawing(ahead=round(max(ahead, 1), 1), late=round(100 * max(needed - there_is, timedelta()) / whole, 1), deadline=round(100 * there_is / whole, 1))


def plan(*, left: int, limits: Limits, now: datetime, until: datetime) -> Plan:
    """The plan against the deadline; `until` is the end of the last day."""
    ends_at = finish(left=left, limits=limits, now=now)
    is_late = left > 0 and (ends_at is None or ends_at > until)
    days_late = 0 if not is_late else max(1, ceil((ends_at - until) / _DAY)) if ends_at else _DAYS
    needed = _pace_needed(left=left, limits=limits, now=now, until=until) if is_late else None
    mends = _mends(left=left, limits=limits, now=now, until=until, has_pace=needed is not None) if is_late else ()
    return Plan(left=left, a_day=a_day(limits), ends_at=ends_at, days_late=days_late, pace_needed=needed, mends=mends)


def finish(*, left: int, limits: Limits, now: datetime) -> datetime | None:
    """The moment at which `left` letters will have left; None when none is left or nothing may leave.

    Letters deferred by the other side may take longer.
    """
    if left <= 0 or limits.nothing_may_leave:
        return None
    began, moment = limits.hours.day(now), now
    for number in range(_DAYS):
        span = limits.hours.span(began + timedelta(days=number))
        if span is None or span[1] <= now:
            continue
        moment = max(span[0], now)
        leaving = min(left, _room(limits, opens=moment, closes=span[1], days_on=number))
        left -= leaving
        if left == 0:
            return moment + _HOUR * leaving / limits.an_hour if limits.an_hour else moment
    return moment


def a_day(limits: Limits) -> int | None:
    """Letters on a whole working day, by all limits together."""
    room = _room(replace(limits, sent_today=0), *_whole_day(limits.hours), days_on=0)
    return None if room >= _UNLIMITED else room


_UNLIMITED = 10**9


def _room(limits: Limits, opens: datetime, closes: datetime, days_on: int) -> int:
    """How many may leave on one day between these hours."""
    found = [_UNLIMITED]
    if limits.daily_cap is not None:
        found.append(max(0, limits.daily_cap - (limits.sent_today if days_on == 0 else 0)))
    if days_on < len(limits.warm_up):
        found.append(limits.warm_up[days_on])
    if limits.an_hour is not None:
        found.append(max(1, int((closes - opens) / _HOUR * limits.an_hour)))
    return min(found)


def _whole_day(hours: Hours) -> tuple[datetime, datetime]:
    """Any working day: an ordinary week far from changes of the clock."""
    week = (datetime(2025, 1, 6, tzinfo=UTC) + timedelta(days=day) for day in range(7))
    return next((span for day in week if (span := hours.span(day.date()))), (datetime(2025, 1, 6, tzinfo=UTC),) * 2)


def _in_time(*, left: int, limits: Limits, now: datetime, until: datetime) -> bool:
    ends_at = finish(left=left, limits=limits, now=now)
    return ends_at is not None and ends_at <= until


def _pace_needed(*, left: int, limits: Limits, now: datetime, until: datetime) -> tuple[int, int] | None:
    """The smallest pace an hour that is in time, and the cap a day that goes with it."""
    opens, closes = _whole_day(limits.hours)
    open_for = max(1.0, (closes - opens) / _HOUR)

    def helps(an_hour: int) -> bool:
        cap = max(limits.daily_cap or 0, ceil(an_hour * open_for))
        return _in_time(left=left, limits=replace(limits, hourly_pace=an_hour, daily_cap=cap), now=now, until=until)

    if not helps(_FASTEST):
        return None
    low, high = 1, _FASTEST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if helps(middle) else (middle + 1, high)
    return low, max(limits.daily_cap or 0, ceil(low * open_for))


def _mends(*, left: int, limits: Limits, now: datetime, until: datetime, has_pace: bool) -> tuple[Mend, ...]:
    always = replace(limits, hours=Hours(zone=limits.hours.zone))
    is_limited = limits.hours != always.hours
    by_hours = is_limited and _in_time(left=left, limits=always, now=now, until=until)
    return (*([Mend.PACE] if has_pace else []), *([Mend.HOURS] if by_hours else []), Mend.ADDRESSEE, Mend.DIGEST)
