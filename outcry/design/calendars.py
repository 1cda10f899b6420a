"""A month as a table of weeks, in the order and the words of the page's language."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton

from outcry.lib.locales import reader_locale

_MOST_MARKS = 3


@dataclass(frozen=True, kw_only=True)
class Weekday:
    """The head of a column."""

    name: str
    short: str


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """One day of the month. `url` is blank where nothing is to be found; `says` tells in words what `published` and `happened` draw."""

    number: int
    iso: str
    url: str = ""
    published: int = 0
    happened: int = 0
    says: str = ""
    is_today: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """One for each that was published or happened, of either at most three: more would not fit."""
        return ("published",) * min(self.published, _MOST_MARKS) + ("happened",) * min(self.happened, _MOST_MARKS)


@dataclass(frozen=True, kw_only=True)
class CalendarMonth:
    """The table; None stands for a place before the first or after the last day."""

    name: str
    weekdays: tuple[Weekday, ...]
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


def first_weekday() -> int:
    """On which day a week begins for the reader, 0 being Monday (CLDR, by the country where her language is spoken most)."""
    locale = reader_locale()
    if not locale.territory:
        locale = Locale.parse(get_global("likely_subtags").get(locale.language, locale.language))
    return int(locale.first_week_day)


def weekdays() -> tuple[Weekday, ...]:
    """The heads of the columns, from the first day of the reader's week on."""
    names = reader_locale().days["stand-alone"]
    order = [(first_weekday() + place) % 7 for place in range(7)]
    return tuple(Weekday(name=names["wide"][day], short=names.get("short", names["abbreviated"])[day]) for day in order)


def weeks_of(year: int, month: int) -> Iterator[list[date | None]]:
    """The weeks of a month; None for days of its neighbours."""
    for week in Calendar(first_weekday()).monthdayscalendar(year, month):
        yield [date(year, month, day) if day else None for day in week]


def month_name(month: int, *, short: bool = False) -> str:
    """A month without its year, as it stands alone."""
    return str(format_date(date(2000, month, 1), "LLL" if short else "LLLL", locale=reader_locale())).rstrip(".")


def day_and_month(day: date) -> str:
    """A day beside a list, as short as it can be: 3 Jan."""
    return str(format_skeleton("MMMd", day, locale=reader_locale())).rstrip(".")


def weekday_name(day: date) -> str:
    """The day of the week in full, as it stands alone."""
    return str(format_date(day, "cccc", locale=reader_locale()))
