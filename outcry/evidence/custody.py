"""The chain of a custody log: each entry holds the hash of the one before. Works on plain facts, so that a bundle verifies without a database."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that was done with an item; `at` in UTC, as ISO 8601. `hash` covers all the rest."""

    item: str
    number: int
    at: str
    actor: str
    verb: str
    details: Mapping[str, Any]
    previous: str
    hash: str = ""

    def computed_hash(self) -> str:
        """SHA-256 over the entry without its hash, as JSON with sorted keys, without blanks, in UTF-8."""
        facts = {name: value for name, value in asdict(self).items() if name != "hash"}
        return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment as an entry writes it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def head(number: int, entry_hash: str) -> str:
    """What is kept beside the chain: how many entries there are, and the hash of the last one."""
    return f"{number}:{entry_hash}"


def faults(entries: Sequence[Entry], *, item: str, expected_head: str) -> Iterator[tuple[int, str]]:
    """What is wrong with a chain, as (number of the entry, "changed" | "moved" | "cut"); nothing when it is whole.

    An entry was changed when its hash is not that of its facts; entries were moved, put in or taken out when numbers or
    the hashes before do not follow each other; the end was cut off when the last one is not the one that is expected.
    """
    previous = BEGINNING
    for place, entry in enumerate(entries, start=1):
        if entry.computed_hash() != entry.hash:
            yield entry.number, "changed"
        if (entry.number, entry.previous, entry.item) != (place, previous, item):
            yield entry.number, "moved"
        previous = entry.hash
    if head(len(entries), previous) != expected_head:
        yield len(entries), "cut"
