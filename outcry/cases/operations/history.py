"""What changed, kept so that it can be read and undone: each change of a row with its facts or words before and after."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from outcry.accounts.models import User
from outcry.cases.models import Case, Change, Part, Person
from outcry.lib.translations import TextRow

Facts = dict[str, Any]
# Columns of a text row that are no words.
_NOT_WORDS = frozenset({"id", "language", "version", "made_from_version", "changed_at"})


def facts_of(row: Any, *, lists: Mapping[str, Any] | None = None) -> Facts:
    """The facts of a row as JSON has them: days as ISO text, numbers as text, other rows by their keys.

    `lists` has those that name several rows and are known already, so that they are not asked for.
    """
    fields = [row._meta.get_field(name) for name in row.FACTS]
    several = [one for one in fields if one.many_to_many]
    known = {one.name: lists[one.name] for one in several if lists and one.name in lists}
    known |= _lists_of(row, [one for one in several if one.name not in known])
    return {one.name: known[one.name] if one.many_to_many else _plain(row, one) for one in fields}


def read_lists(row: Any) -> None:
    """Have at hand what a row names several rows in: one statement where it names none, and one more for each list that is not empty."""
    found = _lists_of(row, [one for one in (row._meta.get_field(name) for name in row.FACTS) if one.many_to_many])
    row._prefetched_objects_cache = {name: _nothing(row, name) for name, keys in found.items() if not keys}
    models.prefetch_related_objects([row], *(name for name, keys in found.items() if keys))


def _nothing(row: Any, name: str) -> Any:
    rows = row._meta.get_field(name).related_model._default_manager.none()
    # As Django keeps what it read beforehand: else it would put a statement together each time before it finds that there is nothing to ask.
    rows._result_cache = []
    return rows


def words_of_row(text: TextRow) -> dict[str, str | None]:
    """The words of a text row, by column."""
    owner = next(field.name for field in text._meta.fields if field.is_relation)
    return {field.name: getattr(text, field.name) for field in text._meta.fields if field.name not in {*_NOT_WORDS, owner}}


def whole_of(row: Any) -> dict[str, Any]:
    """A row as it stands, enough to write it again: facts, words, place, and the row above it."""
    found: dict[str, Any] = {"facts": facts_of(row)}
    if isinstance(row, Part):
        found["owner"] = getattr(row, f"{row.OWNER}_id")
    if hasattr(row, "position"):
        found["position"] = row.position
    if hasattr(row, "texts"):
        found["words"] = {text.language: _with_versions(text) for text in row.texts.all()}
    return found


def note(
    *,
    row: Any,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    by: User | None,
    now: datetime,
    language: str = "",
    key: int | None = None,
    undoes: Change | None = None,
    part_of: Change | None = None,
) -> Change:
    """Write down that `row` was changed; None before: it is new, None after: it is gone (then `key` is what its key was)."""
    file = row.file if isinstance(row, Part) else row
    return Change.objects.create(
        case=file if isinstance(file, Case) else None,
        person=file if isinstance(file, Person) else None,
        at=now,
        by=by,
        kind=row._meta.model_name,
        row=key or row.pk,
        language=language,
        before=None if before is None else json.dumps(before, ensure_ascii=False),
        after=None if after is None else json.dumps(after, ensure_ascii=False),
        undoes=undoes,
        part_of=part_of,
    )


def model_of(change: Change) -> type[models.Model]:
    """The kind of row that a change speaks of."""
    return apps.get_model("cases", change.kind)


def read(text: str | None) -> dict[str, Any] | None:
    """One side of a change."""
    return None if text is None else json.loads(text)


def set_facts(row: Any, facts: Mapping[str, Any]) -> dict[str, list[int]]:
    """Set facts as `facts_of` gives them; returns the lists of other rows, which can be set once the row is saved."""
    lists = {}
    for name, value in facts.items():
        field: Any = row._meta.get_field(name)
        if field.many_to_many:
            lists[name] = value
        else:
            setattr(row, field.attname, value if field.is_relation else field.to_python(value))
    return lists


@transaction.atomic
def write_again(*, change: Change) -> Any:
    """Write a row that was removed as it stood, under its old key, with the parts that went with it; returns it."""
    model: Any = model_of(change)
    was = read(change.before) or {}
    row = model(pk=change.row)
    if "owner" in was:
        setattr(row, f"{model.OWNER}_id", was["owner"])
    if "position" in was:
        row.position = was["position"]
    lists = set_facts(row, was["facts"])
    row.save(force_insert=True)
    for name, keys in lists.items():
        getattr(row, name).set(keys)
    for language, words in was.get("words", {}).items():
        row.texts.create(language=language, **words)
    row.filed()
    for part in change.parts.order_by("-pk"):
        write_again(change=part)
    return row


def _with_versions(text: TextRow) -> dict[str, Any]:
    return {**words_of_row(text), "version": text.version, "made_from_version": text.made_from_version}


def _lists_of(row: Any, fields: Sequence[Any]) -> dict[str, list[int]]:
    """The rows that each of these columns names, by their keys, in order; what was not prefetched in one statement."""
    found: dict[str, list[int]] = {one.name: [] for one in fields}
    prefetched = getattr(row, "_prefetched_objects_cache", {})
    asked = tuple(one for one in fields if one.name not in prefetched) if row.pk else ()
    for name in found.keys() & prefetched.keys():
        found[name] = [one.pk for one in getattr(row, name).all()]
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_asking_for(asked), [row.pk] * len(asked))
            for place, key in cursor:
                found[asked[place].name].append(key)
    return {name: sorted(keys) for name, keys in found.items()}


@cache
def _asking_for(fields: tuple[Any, ...]) -> str:
    quoted = connection.ops.quote_name
    parts = [(place, *map(quoted, (one.m2m_reverse_name(), one.m2m_db_table(), one.m2m_column_name()))) for place, one in enumerate(fields)]
    return " UNION ALL ".join(f"SELECT {place}, {key} FROM {table} WHERE {owner} = %s" for place, key, table, owner in parts)  # noqa: S608  our own names


def _plain(row: Any, field: Any) -> Any:
    value = getattr(row, field.attname)
    if isinstance(value, Decimal):
        # As it was entered: a column gives 15.0000 back for 15.
        return format(value.normalize(), "f")
    if isinstance(value, str):
        # A choice that was set in code is more than text, and would not compare with what the database gives.
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float)) else value.isoformat()
