"""What the templates of the archive draw: a month with its calendar and its reports, a year, all years, a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.design.calendars import CalendarDay, CalendarMonth, day_and_month, month_name, weekday_name, weekdays, weeks_of
from outcry.design.day_words import day_in_words, plain_day
from outcry.design.feed_links import feed_links
from outcry.design.parts import Day, FileLink, Link, Teaser
from outcry.lib.dates import Precision, beginning_of
from outcry.newsroom.addresses import archive_address, day_address, feed_address, month_address, month_table_address, undated_address, year_address
from outcry.newsroom.archive.queries import Archive, Clock, Month, Shelf
from outcry.newsroom.drawing.lines import ReportLine, teaser
from outcry.newsroom.models import report_lines


@dataclass(frozen=True, kw_only=True)
class ArchivedReport:
    """A report with what both clocks say of it."""

    teaser: Teaser
    published: Day
    happened: Day


@dataclass(frozen=True, kw_only=True)
class DiaryDay:
    """The reports of one day, under its number; without a day, those of which it is not known."""

    anchor: str
    day: str
    weekday: str
    url: str
    reports: tuple[ArchivedReport, ...]


@dataclass(frozen=True, kw_only=True)
class MonthCell:
    """One month in the row of a year; `url` is blank where it holds nothing."""

    name: str
    short: str
    number: int
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """A year and its twelve months."""

    year: int
    number: int
    url: str
    months: tuple[MonthCell, ...]


@dataclass(frozen=True, kw_only=True)
class ClockChoice:
    """The two orders of the archive; `current` is one of the words of `Clock`."""

    current: str
    published: str
    happened: str


@dataclass(frozen=True, kw_only=True)
class AllYears:
    """The archive's first page. `undated` leads to reports of events whose year is not known."""

    clocks: ClockChoice
    years: tuple[YearRow, ...]
    number: int
    undated: Link | None


@dataclass(frozen=True, kw_only=True)
class YearPage:
    """One year. `loose` are reports of events whose month is not known."""

    year: int
    clocks: ClockChoice
    archive: str
    row: YearRow
    loose: tuple[ArchivedReport, ...]
    earlier: Link | None
    later: Link | None


@dataclass(frozen=True, kw_only=True)
class MonthPage:
    """One month. `reaching` are reports of what began before and went on in it; `nearest` are shown where it is empty.

    `taken_along` leads to the same list for programs.
    """

    name: str
    month_only: str
    archive: str
    year: Link
    clocks: ClockChoice
    number: int
    calendar: CalendarMonth
    earlier: Link | None
    later: Link | None
    row: YearRow
    diary: tuple[DiaryDay, ...]
    reaching: tuple[ArchivedReport, ...]
    nearest: tuple[Link, ...]
    taken_along: tuple[FileLink, ...]


@dataclass(frozen=True, kw_only=True)
class DayPage:
    """One day, by both clocks."""

    name: str
    weekday: str
    archive: str
    year: Link
    month: Link
    published: tuple[ArchivedReport, ...]
    happened: tuple[ArchivedReport, ...]
    earlier: Link | None
    later: Link | None


def all_years(archive: Archive, clock: Clock) -> AllYears:
    """The archive's first page by one clock."""
    shelf = archive.shelf(clock)
    rows = tuple(_year_row(year, shelf, clock) for year in shelf.all_years())
    clocks = ClockChoice(current=clock, published=archive_address(Clock.PUBLISHED), happened=archive_address(Clock.HAPPENED))
    words = ngettext(
        "%(number)d report of an event of which not even the year is known", "%(number)d reports of events of which not even the year is known", shelf.undated
    )
    undated = Link(label=words % {"number": shelf.undated}, url=undated_address()) if shelf.undated else None
    return AllYears(clocks=clocks, years=rows, number=sum(row.number for row in rows), undated=undated)


def year_page(archive: Archive, year: int, clock: Clock) -> YearPage:
    """One year by one clock."""
    shelf = archive.shelf(clock)
    loose = archive.in_year_only(year) if shelf.years.get(year) else ()
    earlier = max((one for one in shelf.all_years() if one < year), default=None)
    later = min((one for one in shelf.all_years() if one > year), default=None)
    return YearPage(
        year=year,
        clocks=ClockChoice(current=clock, published=year_address(year, Clock.PUBLISHED), happened=year_address(year, Clock.HAPPENED)),
        archive=archive_address(clock),
        row=_year_row(year, shelf, clock),
        loose=archived(report_lines(loose, on=archive.on), language=archive.language),
        earlier=_to_year(earlier, clock),
        later=_to_year(later, clock),
    )


def month_page(archive: Archive, month: Month, clock: Clock) -> MonthPage:
    """One month by one clock."""
    shelf = archive.shelf(clock)
    lines = report_lines(archive.in_month(month, clock), on=archive.on)
    reaching = report_lines(archive.reaching_into(month), on=archive.on) if clock is Clock.HAPPENED else []
    before, after = shelf.nearest(month)
    return MonthPage(
        name=month_words(month),
        month_only=month_name(month[1]),
        archive=archive_address(clock),
        year=Link(label=str(month[0]), url=year_address(month[0], clock)),
        clocks=ClockChoice(current=clock, published=month_address(month, Clock.PUBLISHED), happened=month_address(month, Clock.HAPPENED)),
        number=len(lines),
        calendar=_calendar(archive, month, clock),
        earlier=_to_month(_turned(month, -1), clock) if before else None,
        later=_to_month(_turned(month, 1), clock) if after or _turned(month, 1) <= (archive.on.year, archive.on.month) else None,
        row=_year_row(month[0], shelf, clock, current=month),
        diary=_diary(lines, clock=clock, language=archive.language),
        reaching=archived(reaching, language=archive.language),
        taken_along=_taken_along(month, clock) if lines else (),
        nearest=() if lines else tuple(link for link in (_to_month(before, clock), _to_month(after, clock)) if link),
    )


def day_page(archive: Archive, day: date) -> DayPage:
    """One day by both clocks."""
    before, after = archive.days_around(day)
    return DayPage(
        name=plain_day(day).text,
        weekday=weekday_name(day),
        archive=archive_address(Clock.PUBLISHED),
        year=Link(label=str(day.year), url=year_address(day.year, Clock.PUBLISHED)),
        month=Link(label=month_name(day.month), url=month_address((day.year, day.month), Clock.PUBLISHED)),
        published=archived(report_lines(archive.published_on(day), on=archive.on), language=archive.language),
        happened=archived(report_lines(archive.happening_on(day), on=archive.on), language=archive.language),
        earlier=_to_day(before),
        later=_to_day(after),
    )


def archived(lines: Iterable[ReportLine], *, language: str) -> tuple[ArchivedReport, ...]:
    """Lines as the archive draws them, for a page in `language`."""
    return tuple(_archived(line, language) for line in lines)


def _archived(line: ReportLine, language: str) -> ArchivedReport:
    return ArchivedReport(teaser=teaser(line=line, language=language), published=plain_day(line.published_on), happened=day_in_words(line.happened))


def _calendar(archive: Archive, month: Month, clock: Clock) -> CalendarMonth:
    marks = archive.marks(month)
    weeks = tuple(tuple(_day(day, marks.get(day, {}), clock, archive.on) if day else None for day in week) for week in weeks_of(*month))
    return CalendarMonth(name=month_words(month), weekdays=weekdays(), weeks=weeks)


def _day(day: date, marks: dict[Clock, int], clock: Clock, today: date) -> CalendarDay:
    """A day leads to its place in the list beside the calendar, or where the list has none, to a page of its own."""
    published, happened = marks.get(Clock.PUBLISHED, 0), marks.get(Clock.HAPPENED, 0)
    says = [
        ngettext("%(number)d published", "%(number)d published", published) % {"number": published} if published else "",
        ngettext("%(number)d happened", "%(number)d happened", happened) % {"number": happened} if happened else "",
    ]
    url = f"#{_anchor(day)}" if marks.get(clock) else day_address(day) if marks else ""
    return CalendarDay(
        number=day.day, iso=day.isoformat(), url=url, published=published, happened=happened, says=", ".join(filter(None, says)), is_today=day == today
    )


def _taken_along(month: Month, clock: Clock) -> tuple[FileLink, ...]:
    """The month for programs. The names of the formats are the same in every language."""
    feeds = feed_links(lambda shape: feed_address(shape, month, clock))
    return (*feeds, FileLink(label="CSV", url=month_table_address(month, clock), kind="text/csv"))


def _diary(lines: Iterable[ReportLine], *, clock: Clock, language: str) -> tuple[DiaryDay, ...]:
    groups = groupby(lines, key=lambda line: _day_of(line, clock))
    return tuple(_diary_day(day, archived(group, language=language)) for day, group in groups)


def _day_of(line: ReportLine, clock: Clock) -> date | None:
    if clock is Clock.PUBLISHED:
        return line.published_on
    day, precision = beginning_of(line.happened)
    return day if precision is Precision.DAY else None


def _diary_day(day: date | None, reports: tuple[ArchivedReport, ...]) -> DiaryDay:
    if day is None:
        return DiaryDay(anchor="no-day", day=_("day not reported"), weekday="", url="", reports=reports)
    return DiaryDay(anchor=_anchor(day), day=day_and_month(day), weekday=weekday_name(day), url=day_address(day), reports=reports)


def _anchor(day: date) -> str:
    return f"d{day.day}"


def _year_row(year: int, shelf: Shelf, clock: Clock, *, current: Month | None = None) -> YearRow:
    cells = tuple(_cell((year, month), shelf.months.get((year, month), 0), clock, current) for month in range(1, 13))
    return YearRow(year=year, number=shelf.in_year(year), url=year_address(year, clock), months=cells)


def _cell(month: Month, number: int, clock: Clock, current: Month | None) -> MonthCell:
    url = month_address(month, clock) if number else ""
    return MonthCell(name=month_name(month[1]), short=month_name(month[1], short=True), number=number, url=url, is_current=month == current)


def month_words(month: Month) -> str:
    """A month as it stands over a page; Russian and Kazakh begin it with a small letter."""
    words = day_in_words(f"{month[0]:04}-{month[1]:02}").text
    return words[:1].upper() + words[1:]


def _turned(month: Month, by: int) -> Month:
    year, place = divmod(month[0] * 12 + month[1] - 1 + by, 12)
    return year, place + 1


def _to_year(year: int | None, clock: Clock) -> Link | None:
    return Link(label=str(year), url=year_address(year, clock)) if year else None


def _to_month(month: Month | None, clock: Clock) -> Link | None:
    return Link(label=month_words(month), url=month_address(month, clock)) if month else None


def _to_day(day: date | None) -> Link | None:
    return Link(label=plain_day(day).text, url=day_address(day)) if day else None
