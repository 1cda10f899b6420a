"""The rows of a package in the order in which they come in: case by case, each with everything in it.

A person comes with the first of her cases, a row that ties two files with the later of them. What is wanted of rows that are here already
waits for nobody and comes first; what has no case to come with is last, and will be refused.
"""

import json
import sqlite3
from collections.abc import Callable, Container, Generator, Iterator, Mapping, Sequence
from itertools import count
from types import TracebackType
from typing import Any, Self

from outcry.cases.exports.package import Table, header_name
from outcry.cases.models import Case, Participant, Person
from outcry.cases.operations.import_packages.rows import key_of, kind_above, kind_of
from outcry.cases.tables.packages import Package
from outcry.cases.tables.reading import Line

# Rows of one part, unless one case alone has more: about a second of writing, and other writers wait no longer.
_ROWS_OF_A_PART = 1_000
_HEARD_EVERY = 5_000
_FIRST, _LAST = 0, 1 << 62
Part = dict[str, list[Line]]


class ByCase:
    """The rows of one package, put in order in a file of its own that nobody else sees and that is gone afterwards."""

    def __init__(self, package: Package, tables: Sequence[Table], *, cases: Container[int], people_here: Container[int]) -> None:
        self._package, self._tables = package, tables
        self._cases, self._people_here = cases, people_here
        self._turns: dict[str, dict[int, int]] = {one.name: {} for one in tables}
        # Person -> the case she comes with, by their keys in the package.
        self.comes_with: dict[int, int] = {}
        self._rows = sqlite3.connect("")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._rows.close()

    def put_in_order(self, heard: Callable[[], object]) -> None:
        """Read the whole package; `heard` is called now and then, to say that it goes on."""
        self._rows.execute("PRAGMA journal_mode=OFF")
        self._rows.execute("CREATE TABLE row (turn INTEGER, kind INTEGER, place INTEGER, number INTEGER, cells TEXT)")
        for place, (kind, turn, line) in enumerate(self._with_turns()):
            self._rows.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?)", (turn, kind, place, line.number, json.dumps(line.cells)))
            if place % _HEARD_EVERY == 0:
                heard()
        self._rows.execute("CREATE INDEX by_turn ON row (turn, kind, place)")
        self._rows.commit()

    def _with_turns(self) -> Iterator[tuple[int, int, Line]]:
        turns_of_cases = count(_FIRST + 1)
        for kind, one in enumerate(self._tables):
            if one.model is Person:
                self._meet_people()
            named = [(header_name(column), kind_of(column.related_model)) for column in one.columns if self._is_named(column)]
            named += [(f"{one.owner}_id", kind_above(one))] if one.owner else []
            for line in self._package.lines(one.name):
                key = key_of(str(line.cells.get("id", "")))
                if one.model is Case:
                    turn = self._turns["case"].get(key) or (next(turns_of_cases) if key in self._cases else _LAST)
                elif one.model is Person:
                    turn = self._turn_of_person(key)
                else:
                    turn = self._latest(line, named)
                self._turns[one.name].setdefault(key, turn)
                yield kind, turn, line

    def _is_named(self, column: Any) -> bool:
        return bool(column.is_relation and not column.many_to_many and kind_of(column.related_model) in self._turns)

    def _meet_people(self) -> None:
        for line in self._package.lines(kind_of(Participant)):
            person, case = (key_of(str(line.cells.get(name, ""))) for name in ("person_id", "case_id"))
            turn = self._turns["case"].get(case, _LAST)
            if turn < self._turns["case"].get(self.comes_with.get(person, 0), _LAST):
                self.comes_with[person] = case

    def _turn_of_person(self, key: int) -> int:
        if key in self._people_here:
            return _FIRST
        return self._turns["case"].get(self.comes_with.get(key, 0), _LAST)

    def _latest(self, line: Line, named: Sequence[tuple[str, str]]) -> int:
        told = [(kind, str(line.cells.get(name, ""))) for name, kind in named]
        return max((self._turns[kind].get(key_of(key), _LAST) for kind, key in told if key), default=_LAST)

    def highest_keys(self) -> Mapping[str, int]:
        """The highest key of each kind of row."""
        return {kind: max(turns, default=0) for kind, turns in self._turns.items()}

    def cases(self) -> int:
        """How many rows the table of cases has."""
        (found,) = self._rows.execute("SELECT count(*) FROM row WHERE kind = ?", (self._place(Case),)).fetchone()
        return int(found)

    def _place(self, model: Any) -> int:
        return next(place for place, one in enumerate(self._tables) if one.model is model)

    def parts(self) -> Generator[Part]:
        """Whole cases, some at a time; what belongs to none may be parted anywhere."""
        part: Part = {}
        size, last = 0, _FIRST
        for turn, kind, number, cells in self._rows.execute("SELECT turn, kind, number, cells FROM row ORDER BY turn, kind, place"):
            if size >= _ROWS_OF_A_PART and (turn != last or turn in (_FIRST, _LAST)):
                yield part
                part, size = {}, 0
            part.setdefault(self._tables[kind].name, []).append(Line(number, json.loads(cells)))
            size, last = size + 1, turn
        if part:
            yield part
