"""The archive by two clocks: the day on which a report was published, and the day on which what it tells began.

News is often told days later, and sometimes its day is not known: a report stands in a month, in a year or in neither,
never on a day that its source did not give. Each report counts once, in the language nearest to the reader's.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from outcry.accounts.models import Organisation
from outcry.lib.dates import Precision
from outcry.newsroom.models import ReportPage, ReportQuerySet
from outcry.newsroom.report_rows import PublishedQuerySet, PublishedReport, ReportCorrection

Month = tuple[int, int]


class Clock(StrEnum):
    """By which day the archive is read."""

    PUBLISHED = "published"
    HAPPENED = "happened"


_DAY = {Clock.PUBLISHED: "published_on", Clock.HAPPENED: "began_on"}
_TO_THE_MONTH = Q(began_precision__in=(Precision.DAY, Precision.MONTH))


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """How many reports each month holds by one clock; `years` holds those whose month is not known, and `undated` is what even has no year."""

    months: Mapping[Month, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    undated: int = 0

    def in_year(self, year: int) -> int:
        return self.years.get(year, 0) + sum(number for (of, _month), number in self.months.items() if of == year)

    def all_years(self) -> list[int]:
        """Years with a report, the latest first."""
        return sorted({year for year, _month in self.months} | set(self.years), reverse=True)

    def nearest(self, month: Month) -> tuple[Month | None, Month | None]:
        """The last month before this one that holds a report, and the first one after it."""
        return max((one for one in self.months if one < month), default=None), min((one for one in self.months if one > month), default=None)


@dataclass(frozen=True, kw_only=True)
class Archive:
    """The reports that a reader of one language finds on one day of the content clock."""

    organisation: Organisation
    language: str
    on: date

    def shelf(self, clock: Clock) -> Shelf:
        """Count everything by this clock, in one query."""
        day = _DAY[clock]
        rows = self._rows().annotate(year=ExtractYear(day), month=ExtractMonth(day)).order_by()
        precisions = ("began_precision",) if clock is Clock.HAPPENED else ()
        counted = rows.values_list("year", "month", *precisions).annotate(number=Count("pk"))
        months: dict[Month, int] = {}
        years: dict[int, int] = {}
        undated = 0
        for year, month, *precision, number in counted:
            if year is None:
                undated += number
            elif Precision.YEAR in precision:
                years[year] = years.get(year, 0) + number
            else:
                months[year, month] = months.get((year, month), 0) + number
        return Shelf(months=months, years=years, undated=undated)

    def in_month(self, month: Month, clock: Clock) -> ReportQuerySet:
        """The reports of a month, the latest day first; by the clock of events those whose day is not known come last."""
        first, after = _bounds(month)
        if clock is Clock.PUBLISHED:
            return self._reports(published_on__gte=first, published_on__lt=after).newest_first()
        began = self._reports(_TO_THE_MONTH, began_on__gte=first, began_on__lt=after)
        return began.order_by("began_precision", "-began_on", "-published_on", "-pk")

    def reaching_into(self, month: Month) -> ReportQuerySet:
        """Reports of what began before this month and went on in it."""
        first, _after = _bounds(month)
        return self._reports(~Q(began_precision=Precision.YEAR), began_on__lt=first, happened_latest__gte=first).newest_first()

    def in_year_only(self, year: int) -> ReportQuerySet:
        """Reports of events of which the year is known and the month is not."""
        return self._reports(began_precision=Precision.YEAR, began_on__year=year).newest_first()

    def undated(self) -> ReportQuerySet:
        """Reports of events of which not even the year is known."""
        return self._reports(began_on=None).newest_first()

    def published_on(self, day: date) -> ReportQuerySet:
        return self._reports(published_on=day).newest_first()

    def happening_on(self, day: date) -> ReportQuerySet:
        """Reports of what is told to have happened on this very day, or to have gone on that day."""
        return self._reports(began_precision=Precision.DAY, began_on__lte=day, happened_latest__gte=day).newest_first()

    def all_reports(self) -> ReportQuerySet:
        """Everything that this reader finds."""
        return self._reports()

    def corrections(self) -> QuerySet[ReportCorrection]:
        """What was put right in any report, the latest first; each comes with its report."""
        return ReportCorrection.objects.filter(report__in=self._reports().order_by()).select_related("report__locale").defer("report__body")

    def marks(self, month: Month) -> dict[date, dict[Clock, int]]:
        """For each day of a month that has any, how many reports were published and how many tell of what began. One query."""
        first, after = _bounds(month)
        published = Q(published_on__gte=first, published_on__lt=after)
        began = Q(began_precision=Precision.DAY, began_on__gte=first, began_on__lt=after)
        found: dict[date, dict[Clock, int]] = {}
        for day, began_on, precision in self._rows().filter(published | began).values_list("published_on", "began_on", "began_precision"):
            for clock, one in ((Clock.PUBLISHED, day), (Clock.HAPPENED, began_on if precision == Precision.DAY else None)):
                if one and first <= one < after:
                    marks = found.setdefault(one, {})
                    marks[clock] = marks.get(clock, 0) + 1
        return found

    def days_around(self, day: date) -> tuple[date | None, date | None]:
        """The nearest day before and after this one on which a report was published."""
        days = self._rows().values_list("published_on", flat=True)
        return days.filter(published_on__lt=day).order_by("-published_on").first(), days.filter(published_on__gt=day).order_by("published_on").first()

    def _reports(self, *wanted: Q, **conditions: object) -> ReportQuerySet:
        """Those that fit, each once in the nearest of all its languages."""
        return ReportPage.objects.filter(pk__in=self._rows().filter(*wanted, **conditions).values("report"))

    def _rows(self) -> PublishedQuerySet:
        return PublishedReport.objects.once_each(on=self.on, language=self.language, source_language=self.organisation.source_language)


def _bounds(month: Month) -> tuple[date, date]:
    """The first day of a month, and the first day after it."""
    first = date(*month, 1)
    return first, (first + timedelta(days=31)).replace(day=1)
