"""Importing a data package: every row compared cell by cell with what an export would write now, and written case by case.

Into an installation that never had a case the rows come with the keys they had, so that an export gives the same tables again; elsewhere they
get new ones. Either is remembered with each case. After each part whole cases stand, and the same file goes on from there.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import BinaryIO

from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation
from outcry.cases.exports.leaving import Leaving
from outcry.cases.exports.package import NAME, Table, tables_for
from outcry.cases.models import Case, CaseImport, Person
from outcry.cases.operations.import_packages.by_case import ByCase, Part
from outcry.cases.operations.import_packages.cells import Cells
from outcry.cases.operations.import_packages.changing import Changes
from outcry.cases.operations.import_packages.comparing import as_exported, differing
from outcry.cases.operations.import_packages.kept_keys import keeps_keys
from outcry.cases.operations.import_packages.known_rows import KnownRows
from outcry.cases.operations.import_packages.making import NewRows
from outcry.cases.operations.import_packages.rows import PackageRow, kind_above, kind_of
from outcry.cases.operations.indexing import keep_words
from outcry.cases.tables.packages import Package
from outcry.cases.tables.reading import Line
from outcry.cases.tables.records import Row, Trouble

_BATCH = 500
# Whatever the model is called, people speak of cases.
_KIND_IN_COUNTS = {"case": "cases"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of rows of one kind, or would."""

    kind: str
    rows: list[tuple[Row, str]]


class PackageImport:
    """One package against the case file. With `run` it writes; without, it only looks."""

    def __init__(self, *, organisation: Organisation, file: BinaryIO, run: CaseImport | None = None, now: datetime | None = None) -> None:
        self._organisation, self._run, self._now = organisation, run, now
        self._package = Package(file, name=NAME)
        self.set_name = f"package:{self._package.origin}"[:100]
        # Rows of its table of cases; known once the first part is there.
        self.cases = 0
        self._tables = _in_order(tables_for(Leaving(by=None, with_sealed=True)))
        self._known, self._cells, self._new = self._readers()
        self._changes = Changes(self._known, self._cells, run=run, now=now)
        self._comes_with: Mapping[int, int] = {}

    def _readers(self) -> tuple[KnownRows, Cells, NewRows]:
        known = KnownRows(organisation=self._organisation, set_name=self.set_name, tables=self._tables)
        cells = Cells(known, by=self._run.by if self._run else None)
        return known, cells, NewRows(known, cells, run=self._run, now=self._now)

    def parts(self, *, heard: Callable[[], object]) -> Generator[Part]:
        """The package in parts of whole cases, to be taken one after the other; `heard` is called now and then until the first is there."""
        cases, people_here = self._looked_at_first(heard)
        with ByCase(self._package, self._tables, cases=cases, people_here=people_here) as rows:
            rows.put_in_order(heard)
            self.cases, self._comes_with = rows.cases(), rows.comes_with
            if self._run:
                self._new.keep_keys = keeps_keys(run=self._run, tables=self._tables, highest=rows.highest_keys())
            yield from rows.parts()

    def of_the_file(self) -> list[Trouble]:
        """What has to be said before the first row."""
        known = {one.name: {field["name"] for field in one.schema()["fields"]} for one in self._tables}
        sentence = _("This installation knows no such table or column; it is not imported.")
        return [Trouble(None, "", name, sentence, is_refusal=False) for name in self._package.unknown(known)]

    def _looked_at_first(self, heard: Callable[[], object]) -> tuple[set[int], set[int]]:
        """Which cases of the package are here or may come in, and which people are here: only then it is known who comes with which case."""
        known, _cells, new = self._readers()
        for one in self._tables:
            for lines in batched(self._package.lines(one.name) if not one.owner else (), _BATCH, strict=False):
                rows = [known.met(one, line) for line in lines]
                there = known.find(one, [row for row in rows if not row.verdict])
                for row in rows:
                    if row.key in there and not row.verdict:
                        known.found(one, row, there[row.key])
                    elif not row.verdict:
                        new.make(one, row)
                heard()
        return set(known.here["case"]), {key for key, pk in known.here[kind_of(Person)].items() if pk}

    def take(self, part: Part) -> list[Told]:
        """Compare the rows of a part and write what is new or differs: in one transaction of the caller, so that no case stands half."""
        told, opened = [], list[int]()
        for one in self._tables:
            for lines in batched(part.get(one.name, ()), _BATCH, strict=False):
                rows = self._batch(one, lines)
                opened += [row.key for row in rows if one.model is Case and row.verdict == "created"]
                told.append(Told(kind=_KIND_IN_COUNTS.get(one.name, one.name), rows=[(row.row, row.verdict) for row in rows]))
        if self._run:
            keep_words(cases=[self._known.here["case"][key] for key in opened])
            self._known.remember(opened)
        return told

    def _batch(self, one: Table, lines: Sequence[Line]) -> list[PackageRow]:
        rows = [self._known.met(one, line) for line in lines]
        there = self._known.find(one, [row for row in rows if not row.verdict])
        here = as_exported(one, there.values())
        new = []
        for row in rows:
            if row.verdict:
                continue
            if row.key in there:
                self._compare(one, row, there[row.key], here[there[row.key]])
            elif self._is_added_to_what_is_there(one, row):
                self._changes.add(one, row)
            elif one.model is Person and self._comes_with.get(row.key) not in self._known.here["case"]:
                row.refuse("id", _("What this row lies in is not in the package, or was refused."))
            elif made := self._new.make(one, row):
                new.append(made)
        if self._run:
            self._new.write(one, new)
        return rows

    def _compare(self, one: Table, row: PackageRow, pk: int, here: Mapping[str, str]) -> None:
        self._known.found(one, row, pk)
        row.verdict = "unchanged"
        differs = differing(one, row, here, known=self._known, cells=self._cells)
        if differs and row.verdict == "unchanged":
            row.verdict = "changed"
            self._changes.change(one, row, pk, differs)

    def _is_added_to_what_is_there(self, one: Table, row: PackageRow) -> bool:
        return bool(one.owner) and not self._known.is_owner_new(one, row) and not self._known.ties_a_new_row(one, row)


def _in_order(tables: Iterable[Table]) -> list[Table]:
    """Cases first; a table after those whose rows it names."""
    waiting = sorted(tables, key=lambda one: (one.model is not Case, one.name))
    kinds, found = {one.name for one in waiting}, list[Table]()
    while waiting:
        done = {one.name for one in found}
        following = [one for one in waiting if _named_by(one) & kinds <= done]
        found += following
        waiting = [one for one in waiting if one not in following]
    return found


def _named_by(one: Table) -> set[str]:
    columns = [*one.columns, *one.many]
    return ({kind_of(column.related_model) for column in columns if column.is_relation} | ({kind_above(one)} if one.owner else set())) - {one.name}
