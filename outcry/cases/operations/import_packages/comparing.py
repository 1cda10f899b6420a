"""What a row of a package says otherwise than an export would write now, cell by cell."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from outcry.accounts.reading import reading_for
from outcry.cases.exports.package import Table, header_name, rows_of
from outcry.cases.models import CodedField, ManyCodedField
from outcry.cases.operations.import_packages.cells import Cells, as_list
from outcry.cases.operations.import_packages.known_rows import KnownRows
from outcry.cases.operations.import_packages.rows import COUNTED_BY_US, PackageRow, key_of
from outcry.cases.tables.values import CannotPlace
from outcry.lib.tables.writing import plain


def as_exported(one: Table, keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """These rows as an export writes them and a reader of the file gets them."""
    header = [found["name"] for found in one.schema()["fields"]]
    # An import compares with the whole file, whoever began it: it would write again what it can't see.
    with reading_for(None):
        rows = list(rows_of(one, {"pk__in": list(keys)}, None))
    return {cells[0]: {name: cell if isinstance(cell, str) else plain(cell) for name, cell in zip(header, cells, strict=True)} for cells in rows}


def differing(one: Table, row: PackageRow, here: Mapping[str, str], *, known: KnownRows, cells: Cells) -> dict[Any, str]:
    """The columns in which the row says something else, with what it says. A cell that can't be compared refuses the row."""
    differs = {}
    for column in (*one.columns, *one.many):
        name = header_name(column)
        if name not in row.cells or name in COUNTED_BY_US:
            continue
        try:
            if not _is_same(column, row.cells[name], here[name], known, cells):
                differs[column] = row.cells[name]
        except CannotPlace as refusal:
            row.refuse(name, str(refusal))
    return differs


def _is_same(column: Any, told: str, here: str, known: KnownRows, cells: Cells) -> bool:
    kind = known.kind_named(column)
    if column.many_to_many:
        return _are_same(column, as_list(told), json.loads(here), known, cells)
    if kind and told:
        return str(known.key_here(kind, key_of(told))) == here
    # What is not in this installation could not come in, and is missed by nobody.
    return told == here or (not here and column.is_relation and not isinstance(column, CodedField) and cells.authority(column, told) is None)


def _are_same(column: Any, told: list[Any], here: list[Any], known: KnownRows, cells: Cells) -> bool:
    if kind := known.kind_named(column):
        return sorted(known.key_here(kind, key_of(str(key))) for key in told) == here
    if isinstance(column, ManyCodedField):
        return sorted(map(str, told)) == sorted(here)
    return {one.get_username() for one in cells.people_here(told)} == set(here)
