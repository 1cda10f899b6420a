"""How long somebody may be held before something has to happen, by the rules a desk keeps. Pure but for the rows it reads.

Hours are counted by the clock of the place, as it was told: no time zone shifts them. Of a beginning known to the day alone the
limit falls between two moments, and both are told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from outcry.cases.custody import first_day
from outcry.cases.models import Detention, LimitRule
from outcry.cases.queries import facts_of
from outcry.cases.vocabulary import LimitEnd, LimitUnit
from outcry.lib.dates import is_approximate, span
from outcry.vocabularies.paths import is_below

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Until when somebody may be held: between two moments of the place's clock, which are one where the beginning is known so well.

    `earliest` is None where nobody knows how long ago it began. `is_about`: the beginning is only about known, or reckoned.
    """

    rule: LimitRule
    earliest: datetime | None
    latest: datetime
    is_about: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether it is one moment."""
        return self.earliest == self.latest

    @property
    def first_day(self) -> date | None:
        """The last day on which she is still held within the limit for certain."""
        return _day_of(self.earliest) if self.earliest else None

    @property
    def last_day(self) -> date:
        """The day after which the limit is over for certain."""
        return _day_of(self.latest)


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """The days between which it began; `at` where the moment is known."""

    earliest: date | None
    latest: date
    at: time | None


def limit_of(row: Detention, *, rules: Iterable[LimitRule]) -> Limit | None:
    """By which of the rules, and until when. The one made for the smallest place holds, then for the country, then for the kind of detention;
    of several alike the strictest. None where no rule speaks of it, or where it is not known by when it had begun.

    What has to happen before a court rules is over once a term or a day of release is known: somebody has ruled.
    """
    begun = _begun(row)
    if begun is None:
        return None
    found = [limit for rule in rules if _speaks_of(rule, row, begun) and (limit := _counted(rule, begun, row))]
    return min(found, key=lambda limit: (*(-one for one in _closeness(limit.rule)), limit.latest, limit.rule.pk), default=None)


def _begun(row: Detention) -> _Begun | None:
    day, told = first_day(facts_of(row)), span(row.began)
    earliest, latest = (day, day) if day else (told.earliest, told.latest)
    if latest is None:
        return None
    return _Begun(earliest=earliest, latest=latest, at=row.began_time if earliest == latest else None)


def _speaks_of(rule: LimitRule, row: Detention, begun: _Begun) -> bool:
    act = row.act
    places = [place.path for place in (act.place, act.event.place) if place]
    country = act.event.country or act.case.country
    is_ruled = bool(row.term_days or row.due_on)
    return (
        (not is_ruled or rule.at_end == LimitEnd.RELEASE)
        and rule.country in ("", country)
        and (rule.place is None or any(is_below(path, rule.place.path) for path in places))
        and (rule.type is None or (row.type is not None and is_below(row.type.path, rule.type.path)))
        and (rule.from_on is None or begun.latest >= rule.from_on)
        and (rule.until_on is None or begun.earliest is None or begun.earliest <= rule.until_on)
    )


def _closeness(rule: LimitRule) -> tuple[int, int, int]:
    return len(rule.place.path) if rule.place else 0, int(bool(rule.country)), len(rule.type.path) if rule.type else 0


def _counted(rule: LimitRule, begun: _Begun, row: Detention) -> Limit | None:
    try:
        earliest = _end(rule, begun.earliest, begun.at or time.min) if begun.earliest else None
        # Without an hour it began at the last moment of the day at the latest, which is the first of the next.
        latest = _end(rule, begun.latest, begun.at)
    except OverflowError:
        # A day so far off that no calendar has it.
        return None
    return Limit(rule=rule, earliest=earliest, latest=latest, is_about=row.began_is_reckoned or is_approximate(row.began))


def _end(rule: LimitRule, day: date, at: time | None) -> datetime:
    """Days end with their last moment, which is written as the first of the next day."""
    if rule.unit == LimitUnit.HOURS:
        start = datetime.combine(day, at) if at is not None else datetime.combine(day, time.min) + _DAY
        return start + timedelta(hours=rule.length)
    days = rule.length if rule.unit == LimitUnit.DAYS else rule.length + 1
    return datetime.combine(day, time.min) + timedelta(days=days)


def _day_of(moment: datetime) -> date:
    return (moment - _INSTANT).date()
