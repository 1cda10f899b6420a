"""What differs between two records of the same case."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from outcry.cases.tables.records import Record

PARTS = ("sources", "people", "events", "acts")
# What ties an act to other rows; told apart, since moving it is work for the desk.
TIES = frozenset({"event", "victim", "perpetrators"})


@dataclass(frozen=True)
class Edit:
    """One fact of one row; `key` is blank for the case itself."""

    section: str
    key: str
    fact: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """Facts that changed, rows that came, rows that went."""

    edits: tuple[Edit, ...]
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.edits or self.added or self.removed)


def difference(before: Record, after: Record, *, rows_may_go: bool) -> Difference:
    """From one to the other. A fact that `after` is silent about has not changed; a row it lacks has gone only where rows may go."""
    edits = list(_edits("case", "", before["case"], after["case"]))
    added, removed = [], []
    for section in PARTS:
        old, new = before[section], after[section]
        for key, facts in new.items():
            if key in old:
                edits += _edits(section, key, old[key], facts)
            else:
                added.append((section, key))
        removed += [(section, key) for key in old if key not in new] if rows_may_go else []
    return Difference(tuple(edits), tuple(added), tuple(removed))


def _edits(section: str, key: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Edit]:
    for fact, value in after.items():
        if not same(before.get(fact), value):
            yield Edit(section, key, fact, before.get(fact), value)


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing and an empty text do."""
    return bool(one == other) or (one in (None, "") and other in (None, ""))
