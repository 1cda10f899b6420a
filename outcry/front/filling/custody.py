"""The custody clock of a case, laid out for the component."""

from datetime import date, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from outcry.cases.publication import CustodyClock, ReleaseGround
from outcry.design.day_words import day_in_words
from outcry.design.parts import LONGEST_STRIP_DAYS, Clock, ClockDay, Day, DayKind
from outcry.lib.dates import span

# Farther away than this, a date is ambiguous without its year.
_YEAR_IS_PLAIN = timedelta(days=200)


def drawn(clock: CustodyClock, *, on: date) -> Clock:
    """The clock as it stands on the day `on`, in words and marks."""
    return Clock(
        state=clock.state,
        day=clock.day,
        term_days=clock.term_days,
        since=day_in_words(clock.began, with_year=_needs_year(clock.began, on)) if clock.began else None,
        since_is_reckoned=clock.began_is_reckoned,
        due=short_day(clock.due_on.isoformat(), on=on) if clock.due_on else None,
        released=short_day(clock.released, on=on) if clock.released else None,
        ground=_ground(clock.ground),
        days_over=clock.days_over,
        strip=_strip(clock),
    )


def short_day(edtf: str, *, on: date) -> Day:
    """A date without its year where the year is plain from the day of reading."""
    return day_in_words(edtf, with_year=_needs_year(edtf, on))


def state_in_words(clock: CustodyClock | None, *, on: date) -> str:
    """One line for lists: where the person is now."""
    if clock is None:
        return ""
    if clock.state == "released":
        return _("Released %(date)s") % {"date": short_day(clock.released, on=on).text}
    return _("In custody")


def _needs_year(edtf: str, on: date) -> bool:
    earliest = span(edtf).earliest if edtf else None
    return earliest is None or abs(on - earliest) > _YEAR_IS_PLAIN


def _ground(ground: str) -> str:
    return str(capfirst(ReleaseGround(ground).label)) if ground in ReleaseGround.values else ""


def _strip(clock: CustodyClock) -> tuple[ClockDay, ...]:
    if clock.day is None or clock.term_days is None or clock.due_on is None:
        return ()
    length = max(clock.term_days, clock.day)
    if length > LONGEST_STRIP_DAYS:
        return ()
    first = clock.due_on - timedelta(days=clock.term_days - 1)
    return tuple(ClockDay(number=(first + timedelta(days=place)).day, kind=_kind(place + 1, clock)) for place in range(length))


def _kind(day: int, clock: CustodyClock) -> DayKind:
    if day == clock.day:
        return "free" if clock.state == "released" else "today"
    if clock.day is not None and day > clock.day:
        return "ahead"
    return "over" if clock.term_days is not None and day > clock.term_days else ""
