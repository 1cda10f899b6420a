"""The custody clock: which day of which term it is. Pure: days in, words out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from outcry.lib.dates import span

State = Literal["held", "overdue", "released"]


@dataclass(frozen=True, kw_only=True)
class Detention:
    """What is known of a detention. Dates marked EDTF are text, blank when unknown."""

    began: str = ""
    began_is_reckoned: bool = False
    term_days: int | None = None
    due_on: date | None = None
    released: str = ""
    ground: str = ""


@dataclass(frozen=True, kw_only=True)
class CustodyClock:
    """Where a detention stands on one day.

    `day` is 1 on the first day, at most the day of release, and None when the beginning is not known to the day.
    `due_on` and `term_days` are filled from each other where the beginning allows it. `began` and `released` are EDTF.
    `days_over` is how many days a release is overdue.
    """

    state: State
    day: int | None
    term_days: int | None
    began: str
    began_is_reckoned: bool
    due_on: date | None
    released: str
    ground: str
    days_over: int = 0


def clock(*, detention: Detention, on: date) -> CustodyClock | None:
    """The clock as of the day `on`; None before the detention began."""
    first = first_day(detention)
    released_on = span(detention.released).earliest
    is_released = released_on is not None and released_on <= on
    counted_to = released_on if is_released and released_on else on
    day = (counted_to - first).days + 1 if first else None
    if day is not None and day < 1:
        return None
    due_on = due_day(detention)
    days_over = max(0, (on - due_on).days) if due_on and not is_released else 0
    return CustodyClock(
        state="released" if is_released else "overdue" if days_over else "held",
        day=None if is_released and not _is_a_day(detention.released) else day,
        term_days=detention.term_days or ((due_on - first).days + 1 if first and due_on else None),
        began=detention.began,
        began_is_reckoned=detention.began_is_reckoned,
        due_on=due_on,
        released=detention.released if is_released else "",
        ground=detention.ground if is_released else "",
        days_over=days_over,
    )


Held = Literal["certain", "possible"]


def held_on(*, detention: Detention, on: date, today: date, died: date | None = None) -> Held | None:
    """Whether somebody was in custody on a day: for certain, possibly, or (None) not. The one rule of every list and timeline.

    The day of the release counts: she was held on it. Of days to come, and of days after a release was due, nothing is certain.
    `died` is the last day on which her death may have come; after it nobody holds her.
    """
    if died is not None and on > died:
        return None
    first = first_day(detention)
    began, freed = span(detention.began), span(detention.released)
    earliest, latest = (first, first) if first else (began.earliest, began.latest)
    if (earliest and on < earliest) or (freed.latest and on > freed.latest):
        return None
    if detention.released:
        was_still_held = freed.earliest is not None and on <= freed.earliest
    else:
        due_on = due_day(detention)
        was_still_held = on <= today and (due_on is None or on <= due_on)
    return "certain" if was_still_held and latest is not None and latest <= on else "possible"


def due_day(detention: Detention) -> date | None:
    """The last day of the term, as told or counted from its beginning."""
    first = first_day(detention)
    return detention.due_on or (first + timedelta(days=detention.term_days - 1) if first and detention.term_days else None)


def foremost(clocks: Iterable[CustodyClock | None]) -> CustodyClock | None:
    """The clock by which a case with several is told: somebody still held before somebody free, then the one that began last."""
    known = [found for found in clocks if found is not None]
    return max(known, key=lambda found: (found.state != "released", span(found.began).earliest or date.min), default=None)


def first_day(detention: Detention) -> date | None:
    """The first day; None where no day is known. A reckoned one is counted back from the day of release: due 3 January, 15 days, so 20 December."""
    if detention.began_is_reckoned and detention.due_on and detention.term_days:
        return detention.due_on - timedelta(days=detention.term_days - 1)
    return span(detention.began).earliest if _is_a_day(detention.began) else None


def _is_a_day(edtf: str) -> bool:
    found = span(edtf)
    return found.earliest is not None and found.earliest == found.latest
