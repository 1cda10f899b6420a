"""Which records of people may be one: found by the sounds of their names, scored, and explained. Pure.

A pair is looked at when two words of a name of one sound like two words of a name of the other, whatever the script (a name of one
word: that word). What sounds alike by chance alone is not looked at: of 20,000 people that leaves some ten thousand pairs. The
score is how alike the names are, raised or lowered a little by dates of birth, countries and occupation. It decides nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from outcry.cases.likely import Pairs, Reason, Scored, compared
from outcry.lib.names import Heard, heard, likeness_of_heard, name_keys
from outcry.lib.text import fold

# Of how much a name is worth: by a name alone nobody is certainly the same.
_OF_THE_NAME = 0.9
# Names that are less alike are hardly ever those of one person.
_ALIKE = 0.8
# What is less likely than this is not shown.
LEAST = _ALIKE * _OF_THE_NAME
_MOST_RAISED = 0.16
# Of so many records that share two words of a name, each pair is looked at; more share them because the words are common.
MOST_IN_A_BLOCK = 100
_BONES = "~"


@dataclass(frozen=True, kw_only=True)
class PersonRecord:
    """What is compared of a person."""

    key: int
    kind: str
    names: tuple[str, ...]
    born_earliest: date | None = None
    born_latest: date | None = None
    occupation: str = ""
    cases: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()


@dataclass(kw_only=True)
class LikelyPeople:
    """All likely pairs of some records. `too_common` counts the sounds that too many share to look at each pair."""

    records: Iterable[PersonRecord]
    too_common: int = 0
    _heard: dict[int, list[Heard]] = field(default_factory=dict, init=False)

    def pairs(self, *, leave_out: Callable[[int, int], bool], progress: Callable[[int, int], None]) -> Iterator[Scored]:
        """Pairs that are likely one person, in no order. `progress` is told how many pairs of how many were looked at."""
        known = {record.key: record for record in self.records}
        found = Pairs(most=MOST_IN_A_BLOCK)
        for record in known.values():
            found.add(record.key, blocks_of(record))
        self._heard = {key: [heard(name) for name in record.names] for key, record in known.items()}
        candidates = found.pairs()
        self.too_common = found.too_common

        def score(first: int, second: int) -> Scored:
            return self._scored(known[first], known[second])

        yield from compared(candidates, score=score, least=LEAST, leave_out=leave_out, progress=progress)

    def _scored(self, one: PersonRecord, other: PersonRecord) -> Scored:
        alike = max(likeness_of_heard(our, their) for our in self._heard[one.key] for their in self._heard[other.key])
        score, reasons = alike * _OF_THE_NAME, [Reason("names", round(alike, 2))]
        # Below that the rest can't make one person of them, and need not be asked.
        if score >= LEAST - _MOST_RAISED:
            for reason, weight in _beside_the_name(one, other):
                score += weight
                reasons.append(reason)
        return Scored(one.key, other.key, round(min(max(score, 0.0), 1.0), 3), tuple(reasons))


def blocks_of(record: PersonRecord) -> set[tuple[str, ...]]:
    """Under what a record is looked for: each two words of a name as they sound, a lone word by itself."""
    found: set[tuple[str, ...]] = set()
    for name in record.names:
        words = [keys for word in name.split() if (keys := _keys(word))]
        if len(words) == 1:
            found |= {(record.kind, key) for key in words[0]}
        for ours, theirs in combinations(words, 2):
            found |= {(record.kind, *sorted((one, other))) for one in ours for other in theirs}
    return found


def _keys(word: str) -> frozenset[str]:
    """Consonants alone where they say enough: whoever shares a sound with vowels shares them, too."""
    keys = name_keys(word)
    bones = frozenset(key for key in keys if key.startswith(_BONES))
    return bones or keys


def _beside_the_name(one: PersonRecord, other: PersonRecord) -> Iterator[tuple[Reason, float]]:
    yield from _by_birth(one, other)
    if one.cases & other.cases:
        # Two people of like names in one case are mostly relatives, written down by somebody who knew.
        yield Reason("one_case"), -0.1
    if one.countries and other.countries:
        same = bool(one.countries & other.countries)
        yield Reason("one_country" if same else "other_country"), 0.03 if same else -0.05
    if one.occupation and fold(one.occupation) == fold(other.occupation):
        yield Reason("one_occupation"), 0.03


def _by_birth(one: PersonRecord, other: PersonRecord) -> Iterator[tuple[Reason, float]]:
    bounds = (one.born_earliest, one.born_latest, other.born_earliest, other.born_latest)
    if None in bounds:
        return
    early, late, other_early, other_late = (day for day in bounds if day is not None)
    if early == late == other_early == other_late:
        yield Reason("born_same_day"), 0.1
    elif early <= other_late and other_early <= late:
        yield Reason("born_fits"), 0.04
    else:
        apart = max(early, other_early).year - min(late, other_late).year
        yield Reason("born_otherwise", apart), -0.1 if apart <= 1 else -0.4
