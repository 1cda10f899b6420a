"""Figures of the public database, each with what it takes to count it again: the filter, the unit, the day, the edition.

What is counted once for an edition and a day is kept in the process: it can't become another number.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from outcry.accounts.models import Organisation
from outcry.cases.publication import PublicFilter, PublicSearch, PublishedCount, PublishedEdition, Unit, edition
from outcry.lib.small_numbers import Told

# By what a figure may be divided: conditions of the filter, so that each of its numbers has a filter of its own.
DIVISIONS = ("began", "act", "country", "place", "perpetrator")
_KEPT = 1024


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number, and how it divides by one condition. The parts may add up to more: an event may hold acts of two kinds.

    `undivided` stand under no value, `left_out` is what the unit can't count, `unnamed` are people beside those who are named.
    """

    unit: Unit
    by: str
    wanted: PublicFilter
    on: date
    edition: PublishedEdition
    total: int
    rows: tuple[PublishedCount, ...]
    undivided: int
    left_out: int
    unnamed: Told[str] | None


def figure(*, search: PublicSearch, unit: Unit, by: str) -> Figure:
    """Count what the filter means. `by` is one of DIVISIONS."""
    return _figure(search.organisation, search.wanted, search.on, edition(organisation=search.organisation), unit, by)


def totals(*, search: PublicSearch) -> dict[Unit, int]:
    """The three numbers of a filter."""
    return dict(_totals(search.organisation, search.wanted, search.on, edition(organisation=search.organisation)))


@lru_cache(maxsize=_KEPT)
def _figure(organisation: Organisation, wanted: PublicFilter, on: date, now: PublishedEdition, unit: Unit, by: str) -> Figure:
    search = PublicSearch(wanted=wanted, organisation=organisation, on=on)
    return Figure(
        unit=unit,
        by=by,
        wanted=wanted,
        on=on,
        edition=now,
        total=search.total(unit),
        rows=tuple(search.divided(unit, by=by)),
        undivided=search.undivided(unit, by=by),
        left_out=search.left_out(unit),
        unnamed=search.unnamed_over_time(floor=settings.SMALLEST_NUMBER) if unit is Unit.PERSONS and by == "began" else None,
    )


@lru_cache(maxsize=_KEPT)
def _totals(organisation: Organisation, wanted: PublicFilter, on: date, now: PublishedEdition) -> tuple[tuple[Unit, int], ...]:
    search = PublicSearch(wanted=wanted, organisation=organisation, on=on)
    return tuple((unit, search.total(unit)) for unit in Unit)
