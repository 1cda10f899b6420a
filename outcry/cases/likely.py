"""What the search for likely pairs of people and of events has in common: blocks, scored pairs with reasons, and which of them to ask about. Pure."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple


class Reason(NamedTuple):
    """Why two records may be one, or may not: a code, and a number where it needs one. The words: views/reasons.py."""

    code: str
    number: float | None = None


class Scored(NamedTuple):
    """Two records, the smaller key first, how likely they are one (0 to 1), and why."""

    first: int
    second: int
    score: float
    reasons: tuple[Reason, ...]


class Pairs:
    """Records gathered in blocks; only those that share a block are compared. A block of more than `most` tells nothing and is left out."""

    def __init__(self, *, most: int) -> None:
        self.most, self.too_common = most, 0
        # By the hash of what a block is: it may be long, and there are a million of them.
        self._blocks: dict[int, list[int]] = {}

    def add(self, key: int, blocks: Iterable[Hashable]) -> None:
        """Put a record into its blocks."""
        for block in blocks:
            self._blocks.setdefault(hash(block), []).append(key)

    def pairs(self) -> list[tuple[int, int]]:
        """Every pair that shares a block, once, in order."""
        found: set[tuple[int, int]] = set()
        self.too_common = 0
        for keys in self._blocks.values():
            if len(keys) > self.most:
                self.too_common += 1
                continue
            found.update(combinations(sorted(set(keys)), 2))
        return sorted(found)


def compared(
    candidates: Sequence[tuple[int, int]],
    *,
    score: Callable[[int, int], Scored],
    least: float,
    leave_out: Callable[[int, int], bool],
    progress: Callable[[int, int], None],
) -> Iterator[Scored]:
    """Those of the pairs that score `least` or more. `progress` is told how many of how many were looked at."""
    for place, (first, second) in enumerate(candidates):
        if place % 1_000 == 0:
            progress(place, len(candidates))
        if not leave_out(first, second) and (found := score(first, second)).score >= least:
            yield found
    progress(len(candidates), len(candidates))


def worth_asking(pairs: Iterable[Scored], *, leader: Callable[[int], int]) -> list[Scored]:
    """The pairs that people should look at, the likeliest first: of records that would all be one, as many as it takes to join them.

    Twenty records of one police department are 190 pairs, and nineteen questions. `leader` gives the record by which a
    record is called already.
    """
    above: dict[int, int] = {}

    def root(key: int) -> int:
        key = leader(key)
        while above.get(key, key) != key:
            above[key] = above.get(above[key], above[key])
            key = above[key]
        return key

    kept = []
    for pair in sorted(pairs, key=lambda one: (-one.score, one.first, one.second)):
        one, other = root(pair.first), root(pair.second)
        if one != other:
            above[max(one, other)] = min(one, other)
            kept.append(pair)
    return kept
