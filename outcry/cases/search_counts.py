"""How the cases that a filter means divide: by kind, country, year and the like, over time, and on the map.

Each number is that of the cases found with the condition it stands beside; a test asks for every one of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, Q, Value, When
from django.db.models.functions import Coalesce, Left, NullIf

from outcry.cases.levels import readable
from outcry.cases.models import Detention
from outcry.cases.search import STANDS, Search, held_on, known_to_the_year
from outcry.cases.stages import Stage
from outcry.cases.vocabulary import StandingKind
from outcry.lib.parts_of_days import MonthOf, YearOf
from outcry.vocabularies.models import Term
from outcry.vocabularies.paths import TOP_LENGTH

_TREES = {"act": "acts__kind", "perpetrator": "acts__involvements__type"}
# When it began: the day of the act, else of the event.
_BEGAN = Coalesce("acts__when_earliest", "when_earliest")
# Stands for the month of what is only known to the year.
_NO_MONTH = 0


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One value of a condition, and how many cases there are with it and all the other conditions."""

    value: str
    number: int
    term: Term | None = None


def facets(*, search: Search, today: date) -> dict[str, list[Counted]]:
    """By condition, the fullest first (years: the latest). A condition does not narrow its own counts. Eight statements, however many cases."""
    kinds = {name: _grouped(search, name, by=Left(f"{path}__path", TOP_LENGTH)) for name, path in _TREES.items()}
    tops = {top.path: top for top in Term.objects.filter(path__in={path for found in kinds.values() for path in found})}
    found = {name: [Counted(value=tops[path].code, number=number, term=tops[path]) for path, number in lines.items()] for name, lines in kinds.items()}
    countries = _grouped(search, "country", by=Coalesce(NullIf("country", Value("")), "case__country"))
    found["country"] = [Counted(value=code, number=number) for code, number in countries.items()]
    found = {name: sorted(lines, key=lambda line: (-line.number, line.value)) for name, lines in found.items()}
    years = _grouped(search, "began", by=YearOf(_BEGAN))
    found["began"] = [Counted(value=f"{year:04}", number=number) for year, number in sorted(years.items(), reverse=True)]
    found["held_on"] = _held(search, today)
    found["stage"] = _in_order(Stage.values, _files(search, "stage", by=F("stage")))
    found["standing"] = _in_order(StandingKind.values, _files(search, "standing", by=STANDS))
    return found


def timeline(*, search: Search) -> list[Counted]:
    """Cases by the year in which something of theirs began, the earliest first; by month once a year is chosen.

    The value of what is known to the year alone is the year. One statement.
    """
    year = search.wanted.began[:4]
    if not year:
        years = _grouped(search, "began", by=YearOf(_BEGAN))
        return [Counted(value=f"{one:04}", number=number) for one, number in sorted(years.items())]
    within = Search(wanted=search.wanted.with_only(began=year), organisation=search.organisation)
    months = _grouped(within, "", by=Choice(When(_has_no_month(int(year)), then=Value(_NO_MONTH)), default=MonthOf(_BEGAN)))
    return [Counted(value=f"{year}-{month:02}" if month else year, number=number) for month, number in sorted(months.items())]


def points(*, search: Search) -> list[tuple[float, float, int]]:
    """Latitude, longitude and key of every event by which the cases are meant and whose point is known. One statement."""
    rows = search.happenings().filter(latitude__isnull=False, longitude__isnull=False).order_by("pk")
    found: Any = rows.values_list("latitude", "longitude", "pk").distinct()
    return list(found)


def points_with_dates(*, search: Search) -> Iterator[tuple[float, float, str, str, str, int]]:
    """The same points with their precision, the number of their case, their date, and the key of the event; one by one. One statement."""
    rows = search.happenings().filter(latitude__isnull=False, longitude__isnull=False).order_by("pk")
    found: Any = rows.values_list("latitude", "longitude", "precision", "case__number", "when", "pk").distinct()
    yield from found.iterator()


def _has_no_month(year: int) -> Q:
    return known_to_the_year("acts__when", year) | (Q(acts__when_earliest__isnull=True) & known_to_the_year("when", year))


def _grouped(search: Search, name: str, *, by: Any) -> dict[Any, int]:
    """How many different cases there are under each value; what has none is left out."""
    rows = search.happenings(without=name).annotate(value=by).values("value").annotate(number=Count("case", distinct=True))
    return {value: number for value, number in rows.values_list("value", "number") if value not in (None, "")}


def _files(search: Search, name: str, *, by: Any) -> dict[str, int]:
    rows = search.cases(without=name).order_by().annotate(value=by).values("value").annotate(number=Count("pk"))
    return dict(rows.values_list("value", "number"))


def _held(search: Search, today: date) -> list[Counted]:
    held = readable(Detention.objects.all(), to=search.reader).filter(held_on(today), act__case__in=search.cases(without="held_on").values("pk"))
    number = held.aggregate(number=Count("act__case", distinct=True))["number"]
    return [Counted(value=today.isoformat(), number=number)] if number else []


def _in_order(values: list[str], numbers: Mapping[str, int]) -> list[Counted]:
    return [Counted(value=value, number=numbers[value]) for value in values if value in numbers]
