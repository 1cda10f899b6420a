"""Which events may be one that two sources report: found by day and country, by a shared address of a source, by whom it was done to. Pure.

Each sign adds to the score; none of them alone is enough. It decides nothing.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.fuzz import token_set_ratio

from outcry.cases.likely import Pairs, Reason, Scored, compared
from outcry.lib.names import Heard, heard, likeness_of_heard
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
_DAYS_APART = 3


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
                yield Reason("victims_alike", round(alike, 2)), 0.35
            else:
                yield Reason("other_victims"), -0.3


def blocks_of(record: EventRecord) -> set[Hashable]:
    """Under what an event is looked for: its day in its country, each address of a source, and each person in a month."""
    found: set[Hashable] = {("address", address) for address in record.addresses}
    if record.earliest:
        month = (record.earliest.year, record.earliest.month)
        found |= {("person", person, *month) for person in record.people}
        if record.earliest == record.latest:
            found.add(("day", record.earliest, record.country))
    return found


def _by_day(one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
    bounds = (one.earliest, one.latest, other.earliest, other.latest)
    if None in bounds:
        return
    early, late, other_early, other_late = (day for day in bounds if day is not None)
    if early == late == other_early == other_late:
        yield Reason("one_day"), 0.25
    elif early <= other_late and other_early <= late:
        yield Reason("days_fit"), 0.1
    else:
        apart = (max(early, other_early) - min(late, other_late)).days
        yield Reason("days_apart", apart), 0.0 if apart <= _DAYS_APART else -0.5


def _by_title(one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
    alike = max((token_set_ratio(ours, theirs) / 100 for ours in one.titles for theirs in other.titles), default=0.0)
    if alike >= _ALIKE:
        yield Reason("titles", round(alike, 2)), 0.45 * alike


def _by_place(one: EventRecord, other: EventRecord) -> Iterator[tuple[Reason, float]]:
    if one.point and other.point:
        metres = distance_metres(one.point, other.point)
        if metres <= _NEAR_METRES:
            yield Reason("near", round(metres)), 0.2
        elif metres > _FAR_METRES:
            yield Reason("far", round(metres)), -0.3
    elif one.places & other.places:
        yield Reason("one_place"), 0.15
