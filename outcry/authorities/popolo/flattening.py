"""Records inside records: Popolo lets a person carry its memberships, a membership its person. Each becomes a record of its own."""

from collections.abc import Iterator
from typing import Any

from outcry.authorities.popolo.kinds import KINDS, Json

_DEEPEST = 6


def flatten(kind: str, record: Json, depth: int = 0) -> Iterator[tuple[str, Json, bool]]:
    """The record without what is embedded in it, then what was, each with its kind and whether it was embedded.

    What has no id to be referred to by stays where it is.
    """
    rest = dict(record)
    found: list[tuple[str, Json]] = []
    if depth < _DEEPEST and kind in KINDS:
        found = [*_take_one(kind, rest), *_take_many(kind, rest)]
    yield kind, rest, depth > 0
    for name, inner in found:
        yield from flatten(name, inner, depth + 1)


def _take_one(kind: str, rest: Json) -> list[tuple[str, Json]]:
    found = []
    for name, (of, reference) in KINDS[kind].one.items():
        inner = rest.get(name)
        if isinstance(inner, dict) and _has_id(inner) and rest.get(reference) in (None, "", inner["id"]):
            found.append((of, inner))
            del rest[name]
            rest[reference] = inner["id"]
    return found


def _take_many(kind: str, rest: Json) -> list[tuple[str, Json]]:
    found: list[tuple[str, Json]] = []
    for name, (of, reference) in KINDS[kind].many.items():
        inner = rest.get(name)
        if inner and isinstance(inner, list) and _has_id(rest) and all(isinstance(one, dict) for one in inner):
            found += [(of, {reference: rest["id"], **one}) for one in inner]
            del rest[name]
    return found


def _has_id(record: Any) -> bool:
    return isinstance(record.get("id"), str) and bool(record["id"])
