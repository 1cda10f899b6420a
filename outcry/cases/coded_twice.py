"""What can be coded twice, and how far people agree on it. Pure.

One thing to agree on is, for a column with one answer, one report: which term, or that it does not say. For a column with several
answers it is one term in one report, there or not, for every term that anybody used in that column: otherwise two people who
agree on three acts of four would count as disagreeing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from outcry.lib.agreement import cohens_kappa, krippendorffs_alpha

_DOES_NOT_SAY = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One thing that is coded: by which list, and whether a report may have several of it."""

    name: str
    key: str
    label: Any
    is_many: bool = False


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column(name="acts", key="acts", label=_("Acts that the report tells of"), is_many=True),
        Column(name="methods", key="methods", label=_("How it was done"), is_many=True),
        Column(name="characteristics", key="characteristics", label=_("Why she may have been chosen"), is_many=True),
        Column(name="perpetrators", key="perpetrators", label=_("Kind of perpetrator, the foremost")),
        Column(name="involvement", key="involvement", label=_("How far that perpetrator was part of it")),
        Column(name="status", key="victim-status", label=_("What became of her at the end of it")),
        Column(name="attribution", key="attribution", label=_("What those responsible say")),
        Column(name="place-types", key="place-types", label=_("Kind of place")),
        Column(name="verification", key="verification", label=_("Is it a violation")),
    )
}


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One coding that was handed in: of which report, by whom, and the codes by column."""

    report: int
    coder: int
    answers: Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class BetweenTwo:
    """Cohen's kappa of two people; None where it has no meaning. `number`: things that both answered."""

    coders: tuple[int, int]
    kappa: float | None
    number: int


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far people agree in one column over all reports coded twice. Krippendorff's alpha is over all of them, whoever they are."""

    column: Column
    alpha: float | None
    reports: int
    number: int
    alike: int
    pairs: tuple[BetweenTwo, ...]


def agreement(column: Column, codings: Iterable[Answered]) -> Agreement:
    """The agreement in one column. Only reports count that two people coded in it."""
    by_report: dict[int, dict[int, Sequence[str]]] = {}
    for one in codings:
        if column.name in one.answers:
            by_report.setdefault(one.report, {})[one.coder] = one.answers[column.name]
    twice = {report: coders for report, coders in by_report.items() if len(coders) > 1}
    things = [thing for report in sorted(twice) for thing in _things(column, twice[report], _used(twice.values()))]
    coders = sorted({coder for thing in things for coder in thing})
    table = {coder: [thing.get(coder) for thing in things] for coder in coders}
    pairs = [_between(table, one, other) for one, other in combinations(coders, 2)]
    return Agreement(
        column=column,
        alpha=krippendorffs_alpha(list(table.values())) if table else None,
        reports=len(twice),
        number=len(things),
        alike=sum(len(set(thing.values())) == 1 for thing in things),
        pairs=tuple(pair for pair in pairs if pair.number),
    )


def _used(reports: Iterable[Mapping[int, Sequence[str]]]) -> list[str]:
    return sorted({code for coders in reports for codes in coders.values() for code in codes})


def _things(column: Column, coders: Mapping[int, Sequence[str]], used: Sequence[str]) -> list[dict[int, str | bool]]:
    """What there is to agree on in one report, with the answer of each coder."""
    if column.is_many:
        return [{coder: code in codes for coder, codes in coders.items()} for code in used]
    return [{coder: next(iter(codes), _DOES_NOT_SAY) for coder, codes in coders.items()}]


def _between(table: Mapping[int, Sequence[str | bool | None]], one: int, other: int) -> BetweenTwo:
    ours, theirs = table[one], table[other]
    number = sum(our is not None and their is not None for our, their in zip(ours, theirs, strict=True))
    return BetweenTwo(coders=(one, other), kappa=cohens_kappa(ours, theirs), number=number)
