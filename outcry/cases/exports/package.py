"""The whole record as a data package (https://datapackage.org): a zip with a table for each kind of row, and a description of every column.

All of it comes in again (operations/import_packages). `cases.csv` beside the tables is the one that people change.
"""

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import Q

from outcry.accounts.models import Organisation, User
from outcry.authorities.models import Record as AuthorityRecord
from outcry.cases.exports import table
from outcry.cases.exports.asked import Asked
from outcry.cases.exports.leaving import Leaving
from outcry.cases.levels import RAISED, may_be_known, readable
from outcry.cases.models import CodedField, ManyCodedField, PartOfPerson, Person
from outcry.lib.tables.writing import csv_bytes
from outcry.lib.translations import TextRow

_BATCH = 500
NAME = "outcry-cases"
# No facts, and yet a row is not itself without them: by which it is known anywhere, and its place in a list.
_KEPT = ("public_id", "position")
# Of the words in one language: when they were written is nothing that they say.
_NOT_KEPT = frozenset({"id", "changed_at"})
# Where a source told it in confidence: that room is locked, and its keys mean nothing outside it.
_STAYS = frozenset({"conversation", "told_until"})
_TYPES: tuple[tuple[type[Any], str], ...] = (
    (models.BooleanField, "boolean"),
    (models.IntegerField, "integer"),
    (models.ForeignKey, "integer"),
    (models.FloatField, "number"),
    (models.DecimalField, "number"),
    (models.DateField, "date"),
    (models.TimeField, "time"),
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of one model: its columns, and the way from a row to its case, or to its person."""

    model: Any
    name: str
    columns: tuple[Any, ...]
    many: tuple[Any, ...]
    owner: str
    way: str

    def schema(self) -> dict[str, Any]:
        """As Table Schema has it."""
        fields = [{"name": "id", "type": "integer"}] + ([{"name": f"{self.owner}_id", "type": "integer"}] if self.owner else [])
        fields += [_described(column) for column in self.columns]
        fields += [{"name": column.name, "type": "array", "title": str(column.verbose_name)} for column in self.many]
        return {"fields": fields, "primaryKey": ["id"]}


def as_package(asked: Asked) -> Iterator[bytes]:
    """The zip, streamed: one table after the other, a batch at a time."""
    sink = _Sink()
    tables = tables_for(asked.leaving)
    with zipfile.ZipFile(cast(Any, sink), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", json.dumps(_description(asked, tables), ensure_ascii=False, indent=1))
        for name, pieces in _files(asked, tables):
            with archive.open(name, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    if found := sink.taken():
                        yield found
    yield sink.taken()


class _Sink:
    """A file that only takes, and hands on what it took."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        found = b"".join(self._pieces)
        self._pieces.clear()
        return found


def tables_for(leaving: Leaving) -> list[Table]:
    """A table for each kind of row that has facts or words, with the columns that leave."""
    found = [one for one in apps.get_app_config("cases").get_models() if hasattr(one, "FACTS") or issubclass(one, TextRow)]
    return [_table(model, leaving) for model in sorted(found, key=lambda one: str(one._meta.model_name))]


def _table(model: Any, leaving: Leaving) -> Table:
    owner = _owner(model)
    own = [one.name for one in model._meta.fields]
    facts = (*(name for name in _KEPT if name in own), *getattr(model, "FACTS", ()))
    names = facts if hasattr(model, "FACTS") else [name for name in own if name not in _NOT_KEPT and name != owner]
    allowed = [model._meta.get_field(name) for name in names if name not in _STAYS and leaving.allows(model, name)]
    columns, many = tuple(one for one in allowed if not one.many_to_many), tuple(one for one in allowed if one.many_to_many)
    return Table(model=model, name=str(model._meta.model_name), columns=columns, many=many, owner=owner, way=_way(model))


def _owner(model: Any) -> str:
    if hasattr(model, "OWNER"):
        return str(model.OWNER)
    if issubclass(model, TextRow):
        return str(next(one.name for one in model._meta.fields if one.many_to_one))
    return ""


def _way(model: Any) -> str:
    """From a row to the case whose file it lies in; to the person, of what is about a person over all cases."""
    steps, here = [], model
    while (owner := _owner(here)) and here is not Person:
        steps.append(owner)
        here = here._meta.get_field(owner).related_model
    return "__".join(steps)


def _is_of_a_person(model: Any) -> bool:
    return model is Person or issubclass(model, PartOfPerson)


def _files(asked: Asked, tables: Sequence[Table]) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "cases.csv", table.as_csv(asked)
    people = Person.objects.filter(organisation=asked.organisation)
    for one in tables:
        keys = people.filter(pk__in=_people(asked)).order_by("pk").values_list("pk", flat=True) if _is_of_a_person(one.model) else asked.cases
        yield f"record/{one.name}.csv", csv_bytes([field["name"] for field in one.schema()["fields"]], _rows(one, list(keys), asked.leaving.by))


def _people(asked: Asked) -> Any:
    return Person.objects.filter(parts__case__in=asked.search.cases().values("pk")).values("pk")


def _rows(one: Table, keys: Sequence[int], by: User | None) -> Iterator[list[Any]]:
    for batch in batched(keys, _BATCH, strict=False):
        yield from rows_of(one, {f"{one.way or 'pk'}__in": batch}, by)


def rows_of(one: Table, which: dict[str, Any], by: User | None) -> Iterator[list[Any]]:
    """These rows of a table with the cells of its header, those alone that this person may know of."""
    # Nobody takes out a row that she may not know of.
    rows = readable(one.model._default_manager.filter(**which).order_by("pk"), to=by)
    lists = [_lists(one, column, which, by) for column in one.many]
    read = ["pk", *([f"{one.owner}_id"] if one.owner else []), *map(_path, one.columns)]
    for row in rows.values_list(*read):
        yield [*map(_cell, row), *(json.dumps(found.get(row[0], []), ensure_ascii=False) for found in lists)]


def _lists(one: Table, column: Any, which: dict[str, Any], by: User | None) -> dict[int, list[Any]]:
    """What each row has of a column with several values: codes of terms, names of people, or keys of rows that she may know of."""
    known = may_be_known(column.related_model, to=by, at=column.name) if column.related_model in RAISED else Q()
    name = _path(column)
    found: dict[int, list[Any]] = {}
    for key, value in one.model._default_manager.filter(**which).filter(known).order_by("pk", name).values_list("pk", name):
        if value is not None:
            found.setdefault(key, []).append(value)
    return found


def _path(column: Any) -> str:
    """Where the text of a column stands: what lies outside the record is named so that another installation knows it, too."""
    if isinstance(column, CodedField | ManyCodedField):
        return f"{column.name}__code"
    if column.is_relation and column.related_model is User:
        return f"{column.name}__username"
    if column.is_relation and issubclass(column.related_model, AuthorityRecord):
        return f"{column.name}__public_id"
    return str(column.name if column.many_to_many else column.attname)


def header_name(column: Any) -> str:
    """What a column is called: with _id where it holds the key of another row of the package."""
    return str(column.attname if column.many_to_one and _path(column) == column.attname else column.name)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _described(column: Any) -> dict[str, Any]:
    name, is_named = header_name(column), column.many_to_one and not header_name(column).endswith("_id")
    told = {"name": name, "type": "string" if is_named else next((word for kind, word in _TYPES if isinstance(column, kind)), "string")}
    if isinstance(column, models.DateTimeField):
        told["type"] = "datetime"
    return told | {"title": str(column.verbose_name)}


def _description(asked: Asked, tables: Sequence[Table]) -> dict[str, Any]:
    header = table.header_for(organisation=asked.organisation, leaving=asked.leaving)
    own = {"fields": [{"name": name, "type": "string"} for name in header]}
    more = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "profile": "tabular-data-resource"}
    resources = [{"name": "cases", "path": "cases.csv", "schema": own, **more}]
    resources += [
        {"name": one.name, "path": f"record/{one.name}.csv", "title": str(one.model._meta.verbose_name_plural), "schema": one.schema(), **more}
        for one in tables
    ]
    return {"name": NAME, "title": "Outcry", "origin": origin_of(asked.organisation), "profile": "tabular-data-package", "resources": resources}


def origin_of(organisation: Organisation) -> str:
    """Whose keys the rows of a package have."""
    return f"{organisation.mail_domain}/{organisation.slug}"
