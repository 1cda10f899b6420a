"""Which events may be one that two sources report: found by day and country or place, by a shared address of a source, by whom it was done to. Pure.

Sources spell names and places in their own letters and write of the same night under two dates, so both are compared by how they sound
and by days that lie beside each other. Each sign adds to the score; none of them alone is enough. It decides nothing. How well it finds
made-up events told by several sources: tests/test_find_likely_pairs.py.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

from rapidfuzz.fuzz import token_set_ratio

from outcry.cases.likely import Pairs, Reason, Scored, compared
from outcry.lib.names import Heard, heard, likeness_of_heard, name_keys, script_of, share_a_name
from outcry.lib.places import Point, distance_metres

LEAST = 0.7
# So many events of one day and country are compared with each other; more are a campaign, or a list known to the year.
MOST_IN_A_BLOCK = 100
# A page that more events than this lean on is a list, and says nothing about two of them.
_LIST_PAGE = 6
_NEAR_METRES = 2_000
_FAR_METRES = 50_000
# Titles less alike than this have only common words in common.
_ALIKE = 0.55
_ALIKE_NAMES = 0.85
_VERY_ALIKE_NAMES = 0.95
_DAYS_APART = 3
_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)
_NUMBERS = re.compile(r"[0-9]+")
# How keys of consonants alone begin.
_BONES = "~"
# Letters whose sounds we know.
_READ = frozenset({"Latn", "Cyrl", "Arab"})


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """What is compared of an event. Titles and places are folded; `people` are the records by which victims are called."""

    key: int
    case: int
    earliest: date | None = None
    latest: date | None = None
    country: str = ""
    titles: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    point: Point | None = None
    kinds: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    addresses: frozenset[str] = frozenset()

    @cached_property
    def worded_places(self) -> tuple[str, ...]:
        """Places in words; the others are paths of terms, which are digits."""
        return tuple(sorted(place for place in self.places if not place.isdecimal()))


@dataclass(kw_only=True)
class LikelyEvents:
    """All likely pairs of some events. `too_common` counts the blocks that too many share to look at each pair."""

    records: Iterable[EventRecord]
    too_common: int = 0
    _heard: dict[int, list[Heard]] = field(default_factory=dict, init=False)
    _leaning: dict[str, int] = field(default_factory=dict, init=False)

    def pairs(self, *, leave_out: Callable[[int, int], bool], progress: Callable[[int, int], None]) -> Iterator[Scored]:
        """Pairs that are likely one event, in no order; never two of one case. `progress` is told how many of how many were looked at."""
        known = {record.key: record for record in self.records}
        found = Pairs(most=MOST_IN_A_BLOCK)
        for record in known.values():
            found.add(record.key, blocks_of(record))
            for address in record.addresses:
                self._leaning[address] = self._leaning.get(address, 0) + 1
        self._heard = {key: [heard(name) for name in record.names] for key, record in known.items() if record.names}
        candidates = [pair for pair in found.pairs() if known[pair[0]].case != known[pair[1]].case]
        self.too_common = found.too_common

        def score(first: int, second: int) -> Scored:
            return self._scored(known[first], known[second])

        yield from compared(candidates, score=score, least=LEAST, leave_out=leave_out, progress=progress)

    def _scored(self, one: EventRecord, other: EventRecord) -> Scored:
        found = [*_by_day(one, other), *self._by_source(one, other), *_by_title(one, other), *self._by_people(one, other), *_by_place(one, other)]
        if one.kinds & other.kinds:
            found.append((Reason("one_kind_of_act"), 0.1))
        if _only_their_letters_differ(one, other, {reason.code for reason, _weight in found}):
            found.append((Reason("titles_in_other_letters"), 0.2))
        score = sum(weight for _reason, weight in found)
        return Scored(one.key, other.key, round(min(max(score, 0.0), 1.0), 3), tuple(reason for reason, _weight in found))

    def _by_source(self, one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
        if any(self._leaning[address] <= _LIST_PAGE for address in one.addresses & other.addresses):
            yield Reason("one_source"), 0.5

    def _by_people(self, one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
        if one.people & other.people:
            yield Reason("one_victim"), 0.4
        elif one.names and other.names:
            alike = max(likeness_of_heard(our, their) for our in self._heard[one.key] for their in self._heard[other.key])
            if alike >= _ALIKE_NAMES:
                yield Reason("victims_alike", round(alike, 2)), 0.4 if alike >= _VERY_ALIKE_NAMES else 0.3
            else:
                yield Reason("other_victims"), -0.3


def blocks_of(record: EventRecord) -> set[Hashable]:
    """Under what an event is looked for: each address of a source, its day in its country, its place on two days, and in a month each person
    and each two words of a name as they sound."""
    found: set[Hashable] = {("address", address) for address in record.addresses}
    if record.earliest is None:
        return found
    # Told of one night under two dates, it lies in two months.
    months = {(day.year, day.month) for day in _beside(record.earliest)}
    found |= {("person", person, *month) for person in record.people for month in months}
    found |= {("name", *keys, *month) for keys in _names_as_they_sound(record.names) for month in months}
    days = [record.earliest + number * _DAY for number in range(((record.latest or date.max) - record.earliest).days + 1)[:_DAYS_APART]]
    if record.latest and days[-1] == record.latest:
        found |= {("day", day, record.country) for day in days}
        places: set[str] = {key for place in record.worded_places for key in name_keys(place) if key.startswith(_BONES)}
        found |= {("place", key, record.country, day) for key in places for day in {*days, *_beside(record.latest)}}
    return found


def _beside(day: date) -> tuple[date, ...]:
    """The day before, the day and the day after, as far as a calendar goes."""
    return (day - _DAY if day > date.min else day, day, day + _DAY if day < date.max else day)


def _names_as_they_sound(names: Iterable[str]) -> set[tuple[str, ...]]:
    """Of each name every two words by their consonants, of a name of one word that."""
    found: set[tuple[str, ...]] = set()
    for name in names:
        words = [keys for word in name.split() if (keys := frozenset(key for key in name_keys(word) if key.startswith(_BONES)))]
        if len(words) == 1:
            found |= {(key,) for key in words[0]}
        for ours, theirs in combinations(words, 2):
            found |= {tuple(sorted((one, other))) for one in ours for other in theirs}
    return found


def _by_day(one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
    bounds = (one.earliest, one.latest, other.earliest, other.latest)
    if None in bounds:
        return
    early, late, other_early, other_late = (day for day in bounds if day is not None)
    if early == late == other_early == other_late:
        yield Reason("one_day"), 0.25
    elif early <= other_late and other_early <= late:
        yield Reason("days_fit"), 0.2 if max(late, other_late) - min(early, other_early) <= _A_WEEK else 0.1
    else:
        apart = (max(early, other_early) - min(late, other_late)).days
        yield Reason("days_apart", apart), 0.15 if apart == 1 else 0.0 if apart <= _DAYS_APART else -0.5


def _by_title(one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
    alike = max((token_set_ratio(ours, theirs) / 100 for ours in one.titles for theirs in other.titles), default=0.0)
    if alike >= _ALIKE:
        yield Reason("titles", round(alike, 2)), 0.45 * alike


def _only_their_letters_differ(one: EventRecord, other: EventRecord, codes: set[str]) -> bool:
    """Whether day, place and kind are one, nobody is named by either, and the titles can't be compared."""
    if one.names or other.names or not codes >= {"one_day", "one_place", "one_kind_of_act"}:
        return False
    ours, theirs = ({script_of(title) for title in record.titles} for record in (one, other))
    return bool(ours and theirs) and not ours & theirs


def _by_place(one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
    if one.point and other.point:
        metres = distance_metres(one.point, other.point)
        if metres <= _NEAR_METRES:
            yield Reason("near", round(metres)), 0.2
        elif metres > _FAR_METRES:
            yield Reason("far", round(metres)), -0.3
    elif one.places & other.places or _share_a_place(one, other):
        yield Reason("one_place"), 0.15
    elif _are_of_other_places(one, other):
        yield Reason("other_places"), -0.3


def _share_a_place(one: EventRecord, other: EventRecord) -> bool:
    """Whether a place of one is called as one of the other, in whatever letters. Prison 5 is not prison 7."""
    pairs = [(ours, theirs) for ours in one.worded_places for theirs in other.worded_places]
    return any(_NUMBERS.findall(ours) == _NUMBERS.findall(theirs) and share_a_name(ours, theirs) for ours, theirs in pairs)


def _are_of_other_places(one: EventRecord, other: EventRecord) -> bool:
    """In other letters a town may have a name that sounds like none of ours: Cairo is one of those."""
    scripts = {script_of(place) for place in (*one.worded_places, *other.worded_places)}
    return bool(one.worded_places and other.worded_places) and len(scripts) == 1 and scripts <= _READ
