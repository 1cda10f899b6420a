"""A row as the Popolo record it stands for: what an export gives out, and what an import compares with."""

from typing import Any

from django.db.models import QuerySet

from outcry.authorities.models import Area, Body, Membership, Period, Person, Post, Record
from outcry.authorities.popolo.checking import MADE, is_empty
from outcry.authorities.popolo.kinds import KINDS, OUR_NAMES, Field, Json, Kind, Shape

MODELS: dict[str, type[Record]] = {"areas": Area, "organizations": Body, "persons": Person, "events": Period, "posts": Post, "memberships": Membership}
# Records of the desk itself belong to no set; in a reference they are told by this name.
DESK = "desk"


def rows_of(kind: str) -> QuerySet[Any]:
    """The rows of a kind with what `as_record` looks at."""
    references = [field.column for field in KINDS[kind].fields if field.shape == Shape.REFERENCE]
    rows: QuerySet[Any] = MODELS[kind]._default_manager.select_related("source_set", *(f"{column}__source_set" for column in references))
    return rows.prefetch_related("texts") if hasattr(MODELS[kind], "texts") else rows


def as_record(row: Record, *, kind: Kind) -> Json:
    """The record without its id. References are told within the row's own set by the bare id."""
    found = dict(row.extras)
    for field in kind.fields:
        value = _value(row, field)
        if not is_empty(value):
            found[field.name] = value
    texts = {text.language: getattr(text, row.NAME) for text in row.texts.all()} if hasattr(row, "texts") else {}
    return {**found, OUR_NAMES: texts} if texts else found


def _value(row: Record, field: Field) -> Any:
    if field.shape == Shape.REFERENCE:
        target = getattr(row, field.column)
        return reference_to(target, within=row.source_set_id) if target else row.open_references.get(field.name)
    if field.shape == Shape.WORDS and field.name in row.by_language:
        return {f"lang:{language}": words for language, words in row.by_language[field.name].items()}
    return getattr(row, field.column)


def reference_to(row: Record, *, within: int | None) -> str:
    """The id by which a record of the set `within` refers to the row."""
    return row.export_id if row.source_set_id == within and within is not None else full_id(row)


def full_id(row: Record) -> str:
    """An id that is unique over all sets: `@set/id`."""
    return f"@{row.source_set.name if row.source_set else DESK}/{row.export_id}"


def own_id(row: Record) -> str | None:
    """The id that the source gave, None where it gave none."""
    return None if row.source_id.startswith(MADE) else row.export_id


def display(words: Any) -> str:
    """One text for a name given in several languages."""
    if isinstance(words, str):
        return words
    return str(words.get("lang:en") or next(filter(None, words.values())))
