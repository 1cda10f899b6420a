"""How the public database divides as a whole: counted when it changed, read by every page of it.

A filter that is set is counted while its reader waits. Without one that would be the whole of it, the same for everybody.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from outcry.accounts.models import Organisation
from outcry.cases.publication import PublicFilter, PublicSearch, PublishedCount, edition
from outcry.statistics.models import DatabaseTally

_KEPT = 512
TREES = ("act", "perpetrator", "place", "outcome")
LISTS = ("country", "began", "custody", "gender")


@dataclass(frozen=True, kw_only=True)
class Whole:
    """How many public cases there are, and by each condition how many under each value; of a list of terms, under every term of it."""

    edition: int
    changed_at: datetime | None
    cases: int
    facets: dict[str, list[PublishedCount]]


def whole(*, organisation: Organisation, on: date) -> Whole:
    """The database on the day `on`, as last counted if nothing changed since, else counted now. Two statements in the first case."""
    now = edition(organisation=organisation)
    kept = DatabaseTally.objects.filter(organisation=organisation, edition=now.number, day=on).first()
    numbers = kept.numbers if kept else _numbers(organisation, on)
    facets = {name: [PublishedCount(**line) for line in lines] for name, lines in numbers["facets"].items()}
    return Whole(edition=now.number, changed_at=now.at, cases=numbers["cases"], facets=facets)


def number_of_cases(*, organisation: Organisation, on: date) -> int:
    """How many cases readers find on the day `on`: as last counted if nothing changed since, else counted now. Two statements."""
    kept = DatabaseTally.objects.filter(organisation=organisation, edition=edition(organisation=organisation).number, day=on).first()
    return int(kept.numbers["cases"]) if kept else PublicSearch(wanted=PublicFilter(), organisation=organisation, on=on).count()


def facets(*, search: PublicSearch, everything: Whole) -> dict[str, list[PublishedCount]]:
    """How the cases that a filter means divide; counted once for each edition and day.

    What a filter's only condition divides is everything, and that is counted: of a wide filter it would take most of the time.
    """
    known = {name: everything.facets[name] for name in LISTS if name in everything.facets and search.wanted.without(name) == PublicFilter()}
    return _facets(search.organisation, search.wanted, search.on, edition(organisation=search.organisation).mark, frozenset(known)) | known


@lru_cache(maxsize=_KEPT)
def _facets(organisation: Organisation, wanted: PublicFilter, on: date, mark: str, without: frozenset[str]) -> dict[str, list[PublishedCount]]:
    return PublicSearch(wanted=wanted, organisation=organisation, on=on).facets(without=without)


def forget_counts() -> None:
    """Count filters anew when they are asked for next. For whoever measures that."""
    _facets.cache_clear()


def recount_databases(*, now: datetime) -> int:
    """Count the databases that changed since they were counted, or for which a new day began. Returns how many."""
    return sum(_recount(organisation, on=organisation.content_now(now=now).date(), now=now) for organisation in Organisation.objects.order_by("pk"))


def _recount(organisation: Organisation, *, on: date, now: datetime) -> bool:
    state = {"edition": edition(organisation=organisation).number, "day": on}
    if DatabaseTally.objects.filter(organisation=organisation, **state).exists():
        return False
    numbers = _numbers(organisation, on)
    DatabaseTally.objects.update_or_create(organisation=organisation, defaults={**state, "numbers": numbers, "counted_at": now})
    return True


def _numbers(organisation: Organisation, on: date) -> dict[str, Any]:
    search = PublicSearch(wanted=PublicFilter(), organisation=organisation, on=on)
    found = search.facets()
    facets = {name: _lines(search.tree(name)) for name in TREES} | {name: _lines(found.get(name, [])) for name in LISTS}
    return {"cases": search.count(), "facets": facets}


def _lines(counted: Sequence[PublishedCount]) -> list[dict[str, Any]]:
    return [asdict(line) for line in counted]
