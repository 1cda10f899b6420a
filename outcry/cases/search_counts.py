"""How the cases that a filter means divide: by kind, country, year and the like, over time, and on the map.

Each number is that of the cases found with the condition it stands beside; a test asks for every one of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Left

from outcry.cases.divided import BEGAN, COUNTRY, Bits, Divided, bits_of, divided, keys_of
from outcry.cases.filters import CaseFilter
from outcry.cases.held import died_before, held_on
from outcry.cases.models import Event
from outcry.cases.search import HAPPENED, Search, known_to_the_year
from outcry.cases.stages import Stage
from outcry.cases.standing import STANDS
from outcry.cases.vocabulary import StandingKind
from outcry.lib.keys_at_once import Among
from outcry.lib.parts_of_days import MonthOf, YearOf
from outcry.vocabularies.models import Term
from outcry.vocabularies.paths import TOP_LENGTH

_TREES = {"act": "acts__kind", "perpetrator": "acts__involvements__type"}
# Stands for the month of what is only known to the year.
_NO_MONTH = 0
# As many cases go into a statement by their keys.
_MOST_BY_KEY = 5_000


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One value of a condition, and how many cases there are with it and all the other conditions."""

    value: str
    number: int
    term: Term | None = None


def facets(*, search: Search, today: date) -> dict[str, list[Counted]]:
    """By condition, the fullest first (years: the latest). A condition does not narrow its own counts. As many statements however many cases."""
    count = _Counting(search)
    kinds = count.under_tops()
    tops = {top.path: top for top in Term.objects.filter(path__in={path for found in kinds.values() for path in found})}
    found = {name: [Counted(value=tops[path].code, number=number, term=tops[path]) for path, number in lines.items()] for name, lines in kinds.items()}
    found["country"] = [Counted(value=code, number=number) for code, number in count.by("country").items()]
    found = {name: sorted(lines, key=lambda line: (-line.number, line.value)) for name, lines in found.items()}
    found["began"] = [Counted(value=f"{year:04}", number=number) for year, number in sorted(count.by("began").items(), reverse=True)]
    found["held_on"] = [Counted(value=today.isoformat(), number=number)] if (number := count.held(today)) else []
    found["stage"] = _in_order(Stage.values, count.by("stage"))
    found["standing"] = _in_order(StandingKind.values, count.by("standing"))
    return found


def timeline(*, search: Search) -> list[Counted]:
    """Cases by the year in which something of theirs began, the earliest first; by month once a year is chosen.

    The value of what is known to the year alone is the year. Last, without a value, cases of which no beginning is known, so that none of
    those in the list is lost here. A few statements.
    """
    year = search.wanted.began[:4]
    if not year:
        count = _Counting(search)
        years = [Counted(value=f"{one:04}", number=number) for one, number in sorted(count.by("began").items())]
        return years + [Counted(value="", number=number) for number in [count.without_a_day()] if number]
    within = Search(wanted=search.wanted.with_only(began=year), organisation=search.organisation)
    months = _grouped(within.happenings(), Choice(When(_has_no_month(int(year)), then=Value(_NO_MONTH)), default=MonthOf(BEGAN)))
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


class _Counting:
    """Counts by what is kept in memory, and what that does not know whole by the database."""

    def __init__(self, search: Search) -> None:
        self._search = search
        # A partner knows of fewer rows than a desk.
        self._kept = Divided() if search.is_for_partner else divided(organisation=search.organisation)
        self._sets: dict[CaseFilter, Bits] = {}

    def by(self, name: str) -> Counter[Any]:
        """How many different cases there are under each value, without this condition; what has none is left out."""
        known, others = self._parted(name)
        found = Counter({value: number for value, bits in self._kept.by.get(name, {}).items() if (number := (bits & known).bit_count())})
        return found + Counter(self._asked(name, _BY[name], others))

    def without_a_day(self) -> int:
        """In how many cases nothing is known to have begun on a day, in a month or in a year."""
        known, others = self._parted("began")
        for bits in self._kept.by.get("began", {}).values():
            known &= ~bits
        if others == 0:
            return known.bit_count()
        cases, rows = self._search.cases(without="began"), self._search.happenings(without="began").alias(began=BEGAN).filter(began__isnull=False)
        if others is not None:
            cases, rows = cases.filter(pk__in=list(keys_of(others))), rows.filter(case__in=list(keys_of(others)))
        dated = rows.aggregate(number=Count("case", distinct=True))
        return known.bit_count() + cases.order_by().count() - int(dated["number"])

    def under_tops(self) -> dict[str, Counter[str]]:
        """The same of each list of terms, by the paths of those at its top."""
        terms = {term for name in _TREES for term in self._kept.by.get(name, {})}
        paths = dict(Term.objects.filter(Among("pk", terms)).values_list("pk", "path"))
        return {name: self._under_tops(name, paths) for name in _TREES}

    def _under_tops(self, name: str, paths: Mapping[int, str]) -> Counter[str]:
        known, others = self._parted(name)
        sets: dict[str, Bits] = {}
        for term, bits in self._kept.by.get(name, {}).items():
            top = paths[term][:TOP_LENGTH]
            sets[top] = sets.get(top, 0) | bits
        found = Counter({top: number for top, bits in sets.items() if (number := (bits & known).bit_count())})
        return found + Counter(self._asked(name, Left(f"{_TREES[name]}__path", TOP_LENGTH), others))

    def held(self, day: date) -> int:
        """In how many cases somebody may be held on this day."""
        known, others = self._parted("held_on")
        asked: Any = {"organisation": self._search.organisation, "to": self._search.reader}
        # A death may be told of in another case, of which this one's mark knows nothing.
        died = frozenset(died_before(day, **asked).values_list("pk", flat=True)) if known else frozenset()
        found = (self._kept.held_on(day, but=died) & known).bit_count()
        if others == 0:
            return found
        held = held_on(day, **asked)
        among: Any = self._search.cases(without="held_on").values("pk") if others is None else list(keys_of(others))
        held = held.filter(act__case__in=among)
        return found + int(held.aggregate(number=Count("act__case", distinct=True))["number"])

    def _parted(self, name: str) -> tuple[Bits, Bits | None]:
        """The cases to be counted from memory, and those to be asked for; None: all of them."""
        wanted = self._search.wanted.without(name)
        # Conditions on what happened hold for one and the same act, of which memory knows nothing.
        if name in HAPPENED and wanted.without(*HAPPENED) != wanted:
            return 0, None
        if self._kept.whole == 0:
            return 0, None
        if wanted not in self._sets:
            self._sets[wanted] = bits_of(self._search.keys(without=name))
        known, others = self._sets[wanted] & self._kept.whole, self._sets[wanted] & ~self._kept.whole
        return (known, others) if others.bit_count() <= _MOST_BY_KEY else (0, None)

    def _asked(self, name: str, value: Any, others: Bits | None) -> dict[Any, int]:
        if others == 0:
            return {}
        if name not in HAPPENED:
            cases = self._search.cases(without=name)
            cases = cases if others is None else cases.filter(pk__in=list(keys_of(others)))
            return dict(cases.order_by().annotate(value=value).values("value").annotate(number=Count("pk")).values_list("value", "number"))
        rows = self._search.happenings(without=name)
        return _grouped(rows if others is None else rows.filter(case__in=list(keys_of(others))), value)


_BY: Mapping[str, Any] = {"country": COUNTRY, "began": YearOf(BEGAN), "stage": F("stage"), "standing": STANDS}


def _grouped(rows: QuerySet[Event], value: Any) -> dict[Any, int]:
    """How many different cases there are under each value; what has none is left out."""
    found = rows.annotate(value=value).values("value").annotate(number=Count("case", distinct=True))
    return {one: number for one, number in found.values_list("value", "number") if one not in (None, "")}


def _in_order(values: list[str], numbers: Mapping[str, int]) -> list[Counted]:
    return [Counted(value=value, number=numbers[value]) for value in values if value in numbers]
