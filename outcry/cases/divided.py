"""How the cases of a desk divide, kept in memory: under each value of a condition a set of cases, as one number whose bits are their keys.

A database takes a second to count a hundred thousand cases by what was done in them; the bits that two numbers share are
counted in microseconds. Nothing is written: before each count the marks of the cases are added up, shelf by shelf, in one
statement, and what stands on a shelf whose sum differs is read anew. docs/decisions/0023-counts-are-kept-in-memory.md.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Case as Choice
from django.db.models import Count, F, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from outcry.accounts.models import Organisation
from outcry.cases.models import Act, Case, Detention, Event, Involvement
from outcry.cases.standing import STANDS
from outcry.evidence.models import Level
from outcry.lib.parts_of_days import YearOf

# What everybody of a desk may know of; partners and what is restricted are left to the database.
_OPEN = (Level.PARTNERS, Level.INTERNAL)
# When it began: the day of the act, else of the event. And where: the country of the event, else of the case.
BEGAN = Coalesce("acts__when_earliest", "when_earliest")
COUNTRY = Coalesce(NullIf("country", Value("")), "case__country")
_AT_ONCE = 5_000

Bits = int


class _Custody(NamedTuple):
    """The key of a detention and of its case; the first and the last day on which somebody may have been held, None where it is open."""

    key: int
    case: int
    begun: date | None
    freed: date | None

    def covers(self, day: date) -> bool:
        return (self.begun is None or self.begun <= day) and (self.freed is None or self.freed >= day)


def bits_of(keys: Iterable[int]) -> Bits:
    """A set of keys as one number."""
    found = list(keys)
    octets = bytearray(max(found, default=0) // 8 + 1)
    for key in found:
        octets[key >> 3] |= 1 << (key & 7)
    return int.from_bytes(octets, "little")


def keys_of(bits: Bits) -> Iterator[int]:
    """And back, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@dataclass(frozen=True)
class Divided:
    """The cases of a desk at one moment. Conditions: act and perpetrator (by the keys of their terms), country, began (by year), stage, standing."""

    # Of each shelf the sum of the marks and the number of cases; and the cases themselves.
    sums: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    shelves: Mapping[int, Bits] = field(default_factory=dict)
    # Cases of which nothing is restricted. Of others a reader may know a part: they are not to be counted by this.
    whole: Bits = 0
    by: Mapping[str, Mapping[Any, Bits]] = field(default_factory=dict)
    custody: tuple[_Custody, ...] = ()
    _held: dict[tuple[date, frozenset[int]], Bits] = field(default_factory=dict)

    def held_on(self, day: date, *, but: frozenset[int]) -> Bits:
        """Cases in which somebody may have been held on this day, as `held.held_on` has it; `but` for these detentions, of people who had died by then."""
        asked = (day, but)
        if asked not in self._held:
            self._held[asked] = bits_of(one.case for one in self.custody if one.covers(day) and one.key not in but)
        return self._held[asked]


def divided(*, organisation: Organisation) -> Divided:
    """The cases as they stand now. One statement; seven more where something was written since."""
    with _lock:
        kept, sums = _kept.get(organisation.pk, Divided()), _sums(organisation)
        changed = [shelf for shelf in {*sums, *kept.sums} if sums.get(shelf) != kept.sums.get(shelf)]
        if changed:
            kept = _kept[organisation.pk] = _read_anew(kept, organisation, changed, sums)
        return kept


_lock = Lock()
_kept: dict[int, Divided] = {}


def _sums(organisation: Organisation) -> dict[int, tuple[int, int]]:
    rows = Case.objects.filter(organisation=organisation).order_by().values("shelf").annotate(sum=Sum("mark"), number=Count("*"))
    return {shelf: (int(total), number) for shelf, total, number in rows.values_list("shelf", "sum", "number")}


def _read_anew(kept: Divided, organisation: Organisation, changed: Collection[int], sums: Mapping[int, tuple[int, int]]) -> Divided:
    there = _Shelves(organisation, changed)
    cases = there.cases()
    gone = 0
    for shelf in changed:
        gone |= kept.shelves.get(shelf, 0)
    written = set(keys_of(gone))
    shelves = {shelf: bits for shelf, bits in kept.shelves.items() if shelf in sums and shelf not in changed} | cases["shelf"]
    by = {name: _merged(kept.by.get(name, {}), cases[name] if name in cases else there.values(name), gone) for name in (*_READ, "stage", "standing")}
    return Divided(
        sums=sums,
        shelves=shelves,
        whole=kept.whole & ~gone | cases["open"].get(True, 0) & ~there.with_restricted_events(),
        by=by,
        custody=(*(one for one in kept.custody if one.case not in written), *there.custody()),
    )


def _merged(before: Mapping[Any, Bits], found: Mapping[Any, Bits], gone: Bits) -> dict[Any, Bits]:
    merged = {value: before.get(value, 0) & ~gone | found.get(value, 0) for value in {*before, *found}}
    return {value: bits for value, bits in merged.items() if bits}


class _Shelves:
    """What stands on some of the shelves, read from the file."""

    def __init__(self, organisation: Organisation, shelves: Collection[int]) -> None:
        # All of them is what a process asks first.
        self._within = {"organisation": organisation, "shelf__in": list(shelves)}

    def cases(self) -> dict[str, dict[Any, Bits]]:
        is_open = Choice(When(level__in=_OPEN, then=Value(True)), default=Value(False))
        rows = list(Case.objects.filter(**self._within).order_by().values_list("pk", "shelf", is_open, "stage", STANDS))
        return {name: _sets((row[0], row[place]) for row in rows) for place, name in enumerate(("shelf", "open", "stage", "standing"), start=1)}

    def values(self, name: str) -> dict[Any, Bits]:
        rows, to_case, value = _READ[name]
        found = rows().filter(**{f"{to_case}__{column}": wanted for column, wanted in self._within.items()}).order_by()
        return _sets(found.values_list(to_case, value).distinct().iterator(chunk_size=_AT_ONCE))

    def with_restricted_events(self) -> Bits:
        return bits_of(Event.objects.filter(**self._of_case("case")).exclude(level__in=_OPEN).values_list("case_id", flat=True))

    def custody(self) -> Iterator[_Custody]:
        asked = ("pk", "act__case_id", "began_earliest", "released_latest", "began_is_reckoned", "due_on", "term_days")
        rows: Any = Detention.objects.filter(**self._of_case("act__case")).values_list(*asked)
        for key, case, began, freed, is_reckoned, due_on, days in rows:
            yield _Custody(key, case, due_on - timedelta(days=days - 1) if is_reckoned and due_on and days else began, freed)

    def _of_case(self, path: str) -> dict[str, Any]:
        return {f"{path}__{column}": wanted for column, wanted in self._within.items()}


_READ: Mapping[str, tuple[Callable[[], QuerySet[Any]], str, Any]] = {
    "act": (Act.objects.all, "case", F("kind_id")),
    "perpetrator": (lambda: Involvement.objects.exclude(type=None), "act__case", F("type_id")),
    "country": (Event.objects.all, "case", COUNTRY),
    "began": (Event.objects.all, "case", YearOf(BEGAN)),
}


def _sets(rows: Iterable[tuple[int, Any]]) -> dict[Any, Bits]:
    """By value, the cases that have it; no value is none."""
    found: defaultdict[Any, list[int]] = defaultdict(list)
    for case, value in rows:
        if value not in (None, ""):
            found[value].append(case)
    return {value: bits_of(keys) for value, keys in found.items()}
