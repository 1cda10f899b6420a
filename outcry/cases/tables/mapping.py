"""A mapping: which columns of a file fill which facts, and how they are written. Kept as TOML or JSON; docs/howto/import-cases.md explains it."""

import json
import tomllib
from collections.abc import Mapping as Of
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from django.utils.translation import gettext as _

from outcry.cases.tables.facts import FACTS, Fact, Shape, fact_of
from outcry.cases.tables.values import CannotPlace, is_date_format, value_of

_MOST_NAME = 100
_WORDS = frozenset({"set", "id", "language", "encoding", "records", "given", "ignore", "column", "number_prefix"})
_COLUMN_WORDS = frozenset({"name", "names", "fact", "format", "list", "values", "join", "first", "shorten", "blank"})


class MappingRefused(ValueError):
    """The mapping can't be used; the text says why, in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One or several columns of the file (`*` stands for any letters) and the fact they fill."""

    names: tuple[str, ...]
    key: str
    # Of days: DD.MM.YYYY and the like, tried in turn.
    formats: tuple[str, ...] = ()
    # How a list is written in a cell: `json`, `python`, `urls` (every address in the text), or what stands between its elements.
    parted_by: str = ""
    # What the file says -> what the record says.
    values: Of[str, str] = field(default_factory=dict)
    # What joins several columns or elements into one text.
    join: str = " "
    takes_first: bool = False
    shortens: bool = False
    # Texts that mean: nothing is known.
    blanks: tuple[str, ...] = ()

    @property
    def fact(self) -> Fact:
        """What it fills."""
        return FACTS[self.key.partition("[")[0]]

    def among(self, header: Sequence[str]) -> list[str]:
        """The columns of a file that it speaks of, in the order of the mapping."""
        return [found for name in self.names for found in header if found == name or ("*" in name and fnmatchcase(found, name))]


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """The whole of it. External ids are compared within one set."""

    set_name: str
    id_columns: tuple[str, ...]
    columns: tuple[Column, ...]
    language: str = "en"
    encoding: str = ""
    # Where in a JSON file the list of records stands.
    records: str = ""
    given: Of[str, Any] = field(default_factory=dict)
    # Columns that are left out on purpose.
    ignored: tuple[str, ...] = ()
    number_prefix: str = ""

    def knows(self, name: str) -> bool:
        """Whether the mapping says what becomes of this column."""
        return name in self.id_columns or any(fnmatchcase(name, pattern) for pattern in self.ignored) or any(one.among([name]) for one in self.columns)


def read_mapping(text: str) -> Mapping:
    """A mapping from TOML or JSON. Raise MappingRefused, with the place that is wrong."""
    try:
        told = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise MappingRefused(_("The mapping is neither TOML nor JSON: %(error)s") % {"error": error}) from error
    return mapping_of(told)


def mapping_of(told: Of[str, Any]) -> Mapping:
    """A mapping from what was read. Raise MappingRefused."""
    _only(told, _WORDS, "")
    set_name, ids = told.get("set"), told.get("id")
    if not isinstance(set_name, str) or not set_name.strip() or len(set_name) > _MOST_NAME or not set_name.isprintable():
        raise MappingRefused(_("The mapping has to name the set of records: set = “…”."))
    id_columns = _texts(ids, "id")
    if not id_columns:
        raise MappingRefused(_("The mapping has to name the column whose text marks a record for good: id = “…”."))
    columns = told.get("column", [])
    if not isinstance(columns, list) or not columns:
        raise MappingRefused(_("The mapping has no columns: write [[column]] with name and fact."))
    language = _text(told, "language") or "en"
    return Mapping(
        set_name=set_name.strip(),
        id_columns=id_columns,
        columns=tuple(_column(number, one) for number, one in enumerate(columns, start=1)),
        language=language,
        encoding=_text(told, "encoding"),
        records=_text(told, "records"),
        given=_given(told.get("given", {}), language),
        ignored=_texts(told.get("ignore", []), "ignore"),
        number_prefix=_text(told, "number_prefix"),
    )


def as_json(mapping: Mapping) -> dict[str, Any]:
    """The mapping as `mapping_of` takes it, for keeping."""
    words = {"set": mapping.set_name, "id": list(mapping.id_columns), "language": mapping.language, "encoding": mapping.encoding, "records": mapping.records}
    words |= {"ignore": list(mapping.ignored), "number_prefix": mapping.number_prefix}
    kept: dict[str, Any] = {name: value for name, value in words.items() if value}
    if mapping.given:
        kept["given"] = dict(mapping.given)
    return {**kept, "column": [_column_as_json(one) for one in mapping.columns]}


def _column_as_json(column: Column) -> dict[str, Any]:
    told = {
        "names": list(column.names),
        "fact": column.key,
        "format": list(column.formats),
        "list": column.parted_by,
        "values": dict(column.values),
        "join": column.join if column.join != " " else "",
        "first": column.takes_first,
        "shorten": column.shortens,
        "blank": list(column.blanks),
    }
    return {name: value for name, value in told.items() if value}


def _column(number: int, told: Any) -> Column:
    place = f"column {number}: "
    if not isinstance(told, dict):
        raise MappingRefused(place + _("This has to be a table."))
    _only(told, _COLUMN_WORDS, place)
    names, key, values = _texts(told.get("names", told.get("name")), "name"), told.get("fact"), told.get("values", {})
    if not names:
        raise MappingRefused(place + _("The name of the column is missing."))
    if not isinstance(key, str) or fact_of(key) is None:
        raise MappingRefused(place + _("“%(fact)s” is no fact that a column can fill. Facts in words need a language: event.title[en].") % {"fact": key})
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise MappingRefused(place + _("values has to be a table of texts."))
    column = Column(
        names=names,
        key=key,
        formats=_texts(told.get("format", []), "format"),
        parted_by=_text(told, "list"),
        values=values,
        join=_text(told, "join") or " ",
        takes_first=bool(told.get("first")),
        shortens=bool(told.get("shorten")),
        blanks=_texts(told.get("blank", []), "blank"),
    )
    _check(column, place)
    return column


def _check(column: Column, place: str) -> None:
    if column.formats and (column.fact.shape is not Shape.DATE or not all(map(is_date_format, column.formats))):
        raise MappingRefused(place + _("A format is for days, and has YYYY, MM and DD in it, like DD.MM.YYYY; MMMM is the name of a month."))
    if column.shortens and (column.fact.shape is not Shape.TEXT or column.fact.most is None):
        raise MappingRefused(place + _("This fact has no longest text; nothing is to be shortened."))


def _given(told: Any, language: str) -> dict[str, Any]:
    """What the file does not say, since it is the same for every row."""
    if not isinstance(told, dict):
        raise MappingRefused("given: " + _("This has to be a table."))
    for key, value in told.items():
        found = fact_of(key)
        if found is None:
            raise MappingRefused(_("“%(fact)s” is no fact that a column can fill. Facts in words need a language: event.title[en].") % {"fact": key})
        try:
            value_of(found[0], str(value), language=language)
        except CannotPlace as refusal:
            raise MappingRefused(f"given {key}: {refusal}") from refusal
    return {key: str(value) for key, value in told.items()}


def _only(told: Of[str, Any], known: frozenset[str], place: str) -> None:
    for name in told:
        if name not in known:
            raise MappingRefused(place + _("“%(name)s” is no word of a mapping. Known are: %(known)s.") % {"name": name, "known": ", ".join(sorted(known))})


def _text(told: Of[str, Any], name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str):
        raise MappingRefused(_("%(name)s has to be a text.") % {"name": name})
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    found = (value,) if isinstance(value, str) else tuple(value or ()) if isinstance(value, (list, tuple)) or value is None else None
    if found is None or not all(isinstance(one, str) and one for one in found):
        raise MappingRefused(_("%(name)s has to be a text or a list of texts.") % {"name": name})
    return found


# How much of a mapping a file has to have for it to be offered.
_FITS = 0.8


def fits(mapping: Mapping, header: Sequence[str]) -> float:
    """How much of the columns that a mapping speaks of a file has, from 0 to 1; 0 where it is too little, or the external id is not there."""
    if not set(mapping.id_columns) <= set(header):
        return 0.0
    there = sum(bool(column.among(header)) for column in mapping.columns) / len(mapping.columns)
    return there if there >= _FITS else 0.0
