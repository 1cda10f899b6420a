"""A report of many refusals that a person can read: those with the same reason in one line, with their rows as ranges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from outcry.vocabularies.entries import Refusal


@dataclass(frozen=True, kw_only=True)
class Line:
    """Refusals of one kind for one reason. `first` is the code of the first of them."""

    kind: str
    language: str
    reason: str
    rows: str
    number: int
    first: str


def lines(refusals: Iterable[Refusal]) -> list[Line]:
    """In the order in which the reasons first appear; every refused row is in exactly one line of its kind."""
    groups: dict[tuple[str, str, str], list[Refusal]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.kind, refusal.language, refusal.reason), []).append(refusal)
    return [
        Line(kind=kind, language=language, reason=reason, rows=ranges([one.row for one in found]), number=len(found), first=found[0].code)
        for (kind, language, reason), found in groups.items()
    ]


def ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3 and 7 as "1-3, 7"."""
    ordered = sorted(numbers)
    breaks = [0, *(place for place in range(1, len(ordered)) if ordered[place] > ordered[place - 1] + 1), len(ordered)]
    runs = [(ordered[start], ordered[end - 1]) for start, end in pairwise(breaks)]
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
