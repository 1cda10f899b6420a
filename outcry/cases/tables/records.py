"""A row of a file as a record of a case: its facts by section, or why it can't be one.

A record is plain data: {"case": facts, "events": {key: facts}, "acts": ..., "people": ..., "sources": ...}, with facts such as
{"when": "2012-05-06", "title[en]": "..."}; None where the file says that nothing is known. An act names its event, its victim and
its perpetrators by their keys.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from outcry.cases.tables.facts import FACTS, MANY, Fact, Shape, fact_of
from outcry.cases.tables.mapping import Column, Mapping
from outcry.cases.tables.reading import Line
from outcry.cases.tables.values import CannotPlace, parts_of, shortened, value_of

Record = dict[str, Any]
SECTIONS = {"event": "events", "act": "acts", "victim": "people", "perpetrator": "people", "source": "sources"}
# Rows of one case that one row of a file may make; more are a mistake in the mapping.
MOST_PARTS = 200
_MOST_ID = 200


@dataclass(frozen=True)
class Trouble:
    """What could not be placed, or what somebody should know: the row, the record, the column, the reason."""

    row: int | None
    record: str
    column: str
    reason: str
    is_refusal: bool = True


@dataclass
class Row:
    """One row read: its external id and its record, or None and the troubles why."""

    number: int
    external_id: str
    record: Record | None = None
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """The texts of one mapped column in one row; `is_list` where the file has a list of them."""

    column: Column
    names: Sequence[str]
    texts: Sequence[str]
    is_list: bool


class Reading:
    """The rows of one file by one mapping. `terms` are the codes that an act may be coded with."""

    def __init__(self, *, mapping: Mapping, header: Sequence[str], terms: Collection[str]) -> None:
        self._mapping, self._terms = mapping, terms
        self._columns = [(column, column.among(header)) for column in mapping.columns]
        self._seen: set[str] = set()
        self._header = header

    def of_the_header(self) -> Iterator[Trouble]:
        """Columns of the mapping that the file lacks, and columns of the file that the mapping is silent about."""
        for name in self._mapping.id_columns:
            if name not in self._header:
                yield Trouble(None, "", name, _("The file has no such column, and it should hold the external id."))
        for column, names in self._columns:
            if not names:
                yield Trouble(None, "", ", ".join(column.names), _("The mapping speaks of this column, the file has none of the name."), is_refusal=False)
        for name in self._header:
            if not self._mapping.knows(name):
                yield Trouble(None, "", name, _("The mapping does not say what this column is; it is not imported."), is_refusal=False)

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        """Each row as a record, or refused."""
        for line in lines:
            yield self._row(line)

    def _row(self, line: Line) -> Row:
        row = Row(line.number, self._id_of(line))
        try:
            self._check_id(row)
            facts = self._facts_of(line, row)
        except CannotPlace as refusal:
            _refuse(row, ", ".join(self._mapping.id_columns), str(refusal))
            return row
        if not any(trouble.is_refusal for trouble in row.troubles):
            self._tell_damage(line, row)
            row.record = self._record_of(facts, row)
        return row

    def _id_of(self, line: Line) -> str:
        cells = [line.cells.get(name, "") for name in self._mapping.id_columns]
        return "/".join(cell if isinstance(cell, str) else ", ".join(cell) for cell in cells).strip()

    def _check_id(self, row: Row) -> None:
        if not row.external_id.strip("/"):
            raise CannotPlace(_("The row has no external id, by which it would be known the next time."))
        if len(row.external_id) > _MOST_ID:
            raise CannotPlace(_("This external id has more than %(limit)s letters.") % {"limit": _MOST_ID})
        if row.external_id in self._seen:
            raise CannotPlace(_("Another row before it has the same external id."))
        self._seen.add(row.external_id)

    def _tell_damage(self, line: Line, row: Row) -> None:
        for name in line.damaged:
            if self._mapping.knows(name) and not any(name in names for column, names in self._columns) and name not in self._mapping.id_columns:
                continue
            sentence = _(
                "Some bytes of this cell are no letters in the encoding of the file; they stand there as \\x and two figures. Mend them in the source."
            )
            row.troubles.append(Trouble(row.number, row.external_id, name, sentence, is_refusal=False))

    def _facts_of(self, line: Line, row: Row) -> dict[str, Any]:
        """Fact -> value, or a list of values for the facts of acts and sources."""
        facts: dict[str, Any] = {}
        for column, names in self._columns:
            try:
                found = _texts_of(column, names, line)
                value = self._many(found) if column.fact.of in MANY else self._one(found, row)
            except CannotPlace as refusal:
                _refuse(row, ", ".join(names[:3]), str(refusal))
                continue
            facts[column.key] = _together(column.fact, facts.get(column.key), value)
        self._tell_cells_beyond(line, row)
        return facts

    def _tell_cells_beyond(self, line: Line, row: Row) -> None:
        if len(line.cells) > len(self._header):
            for name in line.cells:
                if name not in self._header:
                    _refuse(row, name, _("The row has a cell beyond the last column of the header."))

    def _many(self, found: _Found) -> Any:
        values = [self._value(found.column, text) for text in found.texts]
        if found.column.fact.shape is Shape.TERM:
            return list(dict.fromkeys(value for value in values if value))
        return values if found.is_list else (values or [None])[0]

    def _one(self, found: _Found, row: Row) -> Any:
        texts = [text for text in found.texts if text]
        column, fact = found.column, found.column.fact
        if fact.name == "confidential_notes":
            return _noted(found)
        if len(texts) > 1 and fact.shape is Shape.TEXT and not column.takes_first:
            texts = [column.join.join(texts)]
        if len(texts) > 1 and column.takes_first:
            sentence = _("The cell holds several values; the first was taken, and not: %(rest)s.") % {"rest": "; ".join(texts[1:])[:200]}
            row.troubles.append(Trouble(row.number, row.external_id, found.names[0], sentence, is_refusal=False))
        elif len(texts) > 1 and fact.shape is Shape.DATE:
            texts = [column.join.join(texts)]
        elif len(texts) > 1:
            raise CannotPlace(_("The cell holds several values where there can be one. Say in the mapping to take the first, or fill another fact with it."))
        return self._value(column, texts[0]) if texts else None

    def _value(self, column: Column, text: str) -> Any:
        fact = column.fact
        if column.values:
            text = column.values.get(text, column.values.get("*", text))
        if column.shortens and fact.most:
            text = shortened(text, fact.most)
        if fact.shape is Shape.TERM and text and text not in self._terms:
            raise CannotPlace(_("“%(text)s” is no term of the list %(list)s, and the mapping has no value for it.") % {"text": text[:60], "list": fact.in_list})
        return value_of(fact, text, formats=column.formats, language=self._mapping.language)

    def _record_of(self, facts: dict[str, Any], row: Row) -> Record | None:
        for key, text in self._mapping.given.items():
            if facts.get(key) in (None, [], ""):
                found = fact_of(key)
                facts[key] = value_of(found[0], text, language=self._mapping.language) if found else None
        record = assembled(facts)
        _complete(record, language=self._mapping.language, name=f"{self._mapping.set_name} {row.external_id}"[:200])
        for reason in what_is_wrong(record):
            _refuse(row, "", reason)
        return None if any(trouble.is_refusal for trouble in row.troubles) else record


def assembled(facts: dict[str, Any]) -> Record:
    """Facts by section: one event, its acts and sources by their places, one victim, one perpetrator."""
    single: dict[str, dict[str, Any]] = {"case": {}, "event": {}, "victim": {}, "perpetrator": {}}
    many: dict[str, dict[str, Any]] = {"act": {}, "source": {}}
    for key, value in facts.items():
        of, _dot, name = key.partition(".")
        if of in many:
            many[of][name] = value
        else:
            single[of] |= _in_two(name, value)
    people = {key: single[of] for key, of in (("1", "victim"), ("2", "perpetrator")) if any(_says(value) for value in single[of].values())}
    acts = _rows(many["act"], leading="kind")
    for act in acts.values():
        act |= {"event": "1", "victim": "1" if "1" in people else None, "perpetrators": ["2"] if "2" in people else []}
    return {"case": single["case"], "events": {"1": single["event"]}, "acts": acts, "people": people, "sources": _rows(many["source"], leading="url")}


def _rows(facts: dict[str, Any], *, leading: str) -> dict[str, dict[str, Any]]:
    """Lists side by side as rows; a single value is that of each of them."""
    length = max((len(value) for value in facts.values() if isinstance(value, list)), default=1)
    rows = [{name: _at(value, place) for name, value in facts.items()} for place in range(length)]
    # A row that has only what all have is none, unless nothing is listed at all.
    listed = [name for name, value in facts.items() if isinstance(value, list)]
    told = listed or ([leading] if leading in facts else list(facts))
    kept = [row for row in rows if any(_says(row[name]) for name in told)]
    return {str(place): row for place, row in enumerate(kept, start=1)}


def _at(value: Any, place: int) -> Any:
    if isinstance(value, list):
        return value[place] if place < len(value) else None
    return value


def _in_two(name: str, value: Any) -> dict[str, Any]:
    if name == "point":
        return {"latitude": value[0] if value else None, "longitude": value[1] if value else None}
    return {"size_min": value, "size_max": value} if name == "size" else {name: value}


def _says(value: Any) -> bool:
    return value not in (None, "")


def _complete(record: Record, *, language: str, name: str) -> None:
    """A case has a name: that of its event, else the set and the id."""
    case, event = record["case"], record["events"]["1"]
    if not any(key.startswith("name[") and value for key, value in case.items()):
        titles = {key.replace("title[", "name["): value for key, value in event.items() if key.startswith("title[") and value}
        case |= titles or {f"name[{language}]": name}
    for person in record["people"].values():
        if not person.get("kind"):
            person["kind"] = "group" if person.get("size_max") and person["size_max"] > 1 else "person"


def what_is_wrong(record: Record) -> Iterator[str]:
    """What a record lacks, or has that does not go together."""
    if not record["case"].get("country"):
        yield _("The record has no country: map a column to case.country, or state it under given.")
    for act in record["acts"].values():
        if not act.get("kind"):
            yield _("An act has no kind: map a column to act.kind, or state it under given.")
    if sum(len(record[section]) for section in ("events", "acts", "people", "sources")) > MOST_PARTS:
        yield _("This row would make more than %(limit)s rows of the record.") % {"limit": MOST_PARTS}
    yield from _wrong_numbers(record)


def _wrong_numbers(record: Record) -> Iterator[str]:
    for event in record["events"].values():
        if (event.get("latitude") is None) != (event.get("longitude") is None):
            yield _("A point needs its latitude and its longitude.")
    for person in record["people"].values():
        if (person.get("size_min") or 0) > (person.get("size_max") or person.get("size_min") or 0):
            yield _("The least number of people is greater than the most.")


def _texts_of(column: Column, names: Sequence[str], line: Line) -> _Found:
    texts: list[str] = []
    is_list = len(names) > 1 or bool(column.parted_by)
    for name in names:
        cell = line.cells.get(name, "")
        if isinstance(cell, str) and cell.strip() in column.blanks:
            cell = ""
        is_list = is_list or isinstance(cell, list)
        parts = [part.strip() for part in parts_of(cell, column.parted_by)]
        texts += ["" if part in column.blanks else part for part in parts]
    return _Found(column, names, texts, is_list)


def _noted(found: _Found) -> str | None:
    """Texts kept as notes, each behind the name of its column."""
    if len(found.names) == len(found.texts):
        pairs = list(zip(found.names, found.texts, strict=True))
    else:
        pairs = [(", ".join(found.names), "; ".join(text for text in found.texts if text))]
    return "\n".join(f"{name}: {text}" for name, text in pairs if text) or None


def _together(fact: Fact, one: Any, other: Any) -> Any:
    """Two columns that fill the same fact: texts below each other, lists behind each other, else what is there."""
    if one in (None, [], ""):
        return other
    if other in (None, [], ""):
        return one
    if isinstance(one, list) or isinstance(other, list):
        return [*(one if isinstance(one, list) else [one]), *(other if isinstance(other, list) else [other])]
    return f"{one}\n{other}" if fact.shape is Shape.TEXT and fact.most is None else other


def _refuse(row: Row, column: str, reason: str) -> None:
    row.troubles.append(Trouble(row.number, row.external_id, column, reason))


def facts_by_column(of: str) -> dict[str, Fact]:
    """The facts of one kind of row that stand in one column each."""
    return {fact.name: fact for fact in FACTS.values() if fact.of == of}
