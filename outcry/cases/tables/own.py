"""The table that an export writes, one row for each act, and its rows as records again.

A column is named like the fact it holds: `event.title[en]`. Keys of rows stand in `case.id`, `event.id` and so on; what a row has
several of (perpetrators, sources) stands in one cell as a JSON list, each list of the same order.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from outcry.cases.tables.facts import FACTS, IN_TWO, Fact, Shape, fact_of
from outcry.cases.tables.reading import Line
from outcry.cases.tables.records import SECTIONS, Record, Row, Trouble
from outcry.cases.tables.values import CannotPlace, parts_of, text_of, value_of

SET = "outcry"
_ORDER = ("case", "event", "act", "victim", "perpetrator", "source")
_IDS = tuple(f"{of}.id" for of in _ORDER)
# Of which a row has several.
_LISTED = frozenset({"perpetrator", "source"})
_NOTHING = {None, ""}
# Written as 1 and 0.
_FLAGS = {of: [fact.name for fact in FACTS.values() if fact.of == of and fact.shape is Shape.FLAG] for of in _ORDER}

_encoded = json.JSONEncoder(ensure_ascii=False).encode


def _as_json(values: list[Any]) -> str:
    """The same text as an encoder's, which sets itself up anew for each list; nearly all hold texts, and some whole numbers."""
    return f"[{', '.join([encode_basestring(one) if type(one) is str else str(one) if type(one) is int else _encoded(one) for one in values])}]"


def columns(facts: Iterable[Fact], *, languages: Mapping[str, Sequence[str]]) -> list[str]:
    """The columns of an export of these facts; those in words once for each of the languages of their kind of row."""
    told = list(facts)
    found: list[str] = []
    for of in _ORDER:
        found.append(f"{of}.id")
        for fact in told:
            if fact.of == of and fact.key not in IN_TWO:
                found += [f"{fact.key}[{language}]" for language in languages[of]] if fact.in_language else [fact.key]
    return found


def is_own(header: Sequence[str]) -> bool:
    """Whether a file is an export of ours."""
    return "case.id" in header and all(name in _IDS or fact_of(name) is not None for name in header)


class OwnWriting[Part]:
    """Records as rows under one header, each of six parts: what it says of the case, the event, the act, the victim, the perpetrators, the sources.

    `part` makes a part of its cells, once for all rows that share it; what is not known is None. `listed` says how a cell holds the
    several of a row: as JSON text, unless the form knows lists.
    """

    def __init__(self, header: Sequence[str], *, part: Callable[[Sequence[Any]], Part], listed: Callable[[list[Any]], Any] = _as_json) -> None:
        self._part, self._listed = part, listed
        self._names = {of: [name.partition(".")[2] for name in header if name.partition(".")[0] == of] for of in _ORDER}
        self._blank = {of: dict.fromkeys(names) for of, names in self._names.items()}
        # With the id a second time, so that there are always two: of one name it would give no tuple.
        self._told = {of: itemgetter(*names, "id") for of, names in self._names.items()}
        self._flags = {of: [name for name in _FLAGS[of] if name in names] for of, names in self._names.items()}
        self._nobody, self._nobody_did_it = self._one("victim", "", {}), self._several("perpetrator", {})

    def rows(self, record: Record) -> Iterator[Sequence[Part]]:
        """One for each act, one for each event without, at least one."""
        events = {key: self._one("event", key, facts) for key, facts in record["events"].items()}
        people = {key: self._one("victim", key, facts) for key, facts in record["people"].items()}
        case, sources, by = self._one("case", record["id"], record["case"]), self._several("source", record["sources"]), {(): self._nobody_did_it}
        for key, act in record["acts"].items():
            those = tuple(act["perpetrators"])
            if those not in by:
                by[those] = self._several("perpetrator", {one: record["people"][one] for one in those if one in record["people"]})
            yield case, events[act["event"]], self._one("act", key, act), people.get(act["victim"] or "", self._nobody), by[those], sources
        with_acts = {act["event"] for act in record["acts"].values()}
        alone = [event for key, event in events.items() if key not in with_acts]
        for event in alone if events else [self._one("event", "", {})]:
            yield case, event, self._one("act", "", {}), self._nobody, self._nobody_did_it, sources

    def _one(self, of: str, key: str, facts: Mapping[str, Any]) -> Part:
        return self._part(self._cells(of, key, facts))

    def _several(self, of: str, rows: Mapping[str, Mapping[str, Any]]) -> Part:
        """A cell for each column, with the values of all rows in the same order; blank where none of them says anything."""
        if not rows:
            return self._part((None,) * len(self._names[of]))
        if len(rows) == 1:
            [(key, facts)] = rows.items()
            return self._part([None if one is None or one == "" else self._listed([one]) for one in self._cells(of, key, facts)])
        columns = zip(*(self._cells(of, key, facts) for key, facts in rows.items()), strict=True)
        return self._part([self._listed(["" if one is None else one for one in values]) if set(values) - _NOTHING else None for values in columns])

    def _cells(self, of: str, key: str, facts: Mapping[str, Any]) -> tuple[Any, ...]:
        # Without a look at each cell: that would take longer than all the rest.
        told = {**self._blank[of], **facts, "id": key}
        for name in self._flags[of]:
            if (flag := told[name]) is not None:
                told[name] = int(flag)
        cells: tuple[Any, ...] = self._told[of](told)[:-1]
        return cells


# --- and back ---


class OwnReading:
    """The rows of an export of ours, gathered to records. Rows of one case stand behind each other."""

    def __init__(self, *, header: Sequence[str], terms: Iterable[str]) -> None:
        self._header, self._terms = header, frozenset(terms)
        self._seen: set[str] = set()

    def of_the_header(self) -> Iterator[Trouble]:
        """An export of ours has no column that nobody knows."""
        yield from ()

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        """Each case as a record, or refused."""
        for public_id, group in groupby(lines, key=lambda line: text_of(line.cells.get("case.id", ""))):
            yield self._gathered(public_id, list(group))

    def _gathered(self, public_id: str, lines: list[Line]) -> Row:
        row = Row(lines[0].number, public_id)
        if not public_id or public_id in self._seen:
            reason = _("Rows of one case have to stand behind each other.") if public_id else _("The row names no case.")
            row.troubles.append(Trouble(row.number, public_id, "case.id", reason))
            return row
        self._seen.add(public_id)
        record: Record = {"case": {}, "events": {}, "acts": {}, "people": {}, "sources": {}}
        for line in lines:
            self._gather(record, line, row)
        if not any(trouble.is_refusal for trouble in row.troubles):
            row.record = record
        return row

    def _gather(self, record: Record, line: Line, row: Row) -> None:
        found: dict[str, list[dict[str, Any]]] = {}
        for name in self._header:
            of, _dot, fact = name.partition(".")
            try:
                values = self._values(of, name, line.cells.get(name, ""))
            except CannotPlace as refusal:
                row.troubles.append(Trouble(line.number, row.external_id, name, str(refusal)))
                continue
            rows = found.setdefault(of, [])
            rows += [{} for _missing in range(len(values) - len(rows))]
            for facts, value in zip(rows, values, strict=False):
                facts[fact] = value
        self._place(record, found, line, row)

    def _values(self, of: str, name: str, cell: str | list[str]) -> list[Any]:
        texts = parts_of(cell, "json") if of in _LISTED else [text_of(cell)]
        if of in _LISTED and isinstance(cell, str) and cell:
            texts = [text_of(one) for one in json.loads(cell)]
        known = fact_of(name)
        if known is None:
            return texts
        values = [value_of(known[0], text) for text in texts]
        if known[0].in_list and any(value and value not in self._terms for value in values):
            raise CannotPlace(
                _("“%(text)s” is no term of the list %(list)s, and the mapping has no value for it.") % {"text": values[0], "list": known[0].in_list}
            )
        return values

    def _place(self, record: Record, found: dict[str, list[dict[str, Any]]], line: Line, row: Row) -> None:
        keys: dict[str, list[str]] = {}
        for of, rows in found.items():
            for facts in rows:
                key = facts.pop("id", "") or ""
                if of != "case" and not key:
                    if any(value not in (None, "") for value in facts.values()):
                        row.troubles.append(
                            Trouble(line.number, row.external_id, f"{of}.id", _("The id is missing, and so it is not known which row this is."))
                        )
                    continue
                keys.setdefault(of, []).append(key)
                self._agree(record["case"] if of == "case" else record[SECTIONS[of]].setdefault(key, {}), facts, of, line, row)
        for act in keys.get("act", []):
            record["acts"][act] |= {
                "event": (keys.get("event") or [""])[0],
                "victim": next(iter(keys.get("victim", [])), None),
                "perpetrators": keys.get("perpetrator", []),
            }

    def _agree(self, there: dict[str, Any], facts: dict[str, Any], of: str, line: Line, row: Row) -> None:
        for name, value in facts.items():
            if there.setdefault(name, value) != value:
                sentence = _("Another row before it says something else of the same case, event or person.")
                row.troubles.append(Trouble(line.number, row.external_id, f"{of}.{name}", sentence))
