"""A table in a file, as rows of text with the numbers they have in a spreadsheet.

    with path.open("rb") as file:
        table = read_table(file)
        for row in table.rows: ...

A CSV file is streamed; a sheet is held in memory, within limits. Rows without any text are passed over, their numbers are not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from outcry.lib.tables.archives import kind_of, look_through
from outcry.lib.tables.comma_separated import delimiter_of, records
from outcry.lib.tables.encodings import DAMAGE, Encoding, encoding_of, with_bytes_named
from outcry.lib.tables.formula_guard import unguarded
from outcry.lib.tables.refusals import Limits, TableRefused, check_record
from outcry.lib.tables.sheets import open_sheet

LIMITS = Limits()


class Row(NamedTuple):
    """One row. `number` counts rows from 1 as a spreadsheet does; `line` is the line of the file where it begins.

    `damaged` are the places (from 0) of the cells with bytes that are no letters in the encoding; these cells show them as \\xe9.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    damaged: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """The rows of a file, to be read once, and how the file was understood."""

    kind: str
    rows: Iterator[Row]
    encoding: Encoding | None = None
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    # As a spreadsheet writes them, A1:B2. Their text stands in the first cell; the others are empty.
    merged: tuple[str, ...] = ()
    # Formulas whose result the file lacks: their cells are empty.
    without_result: int = 0


def read_table(file: BinaryIO, *, encoding: str = "", delimiter: str = "", sheet: str = "", limits: Limits = LIMITS) -> Table:
    """The table in `file`, a file that can be sought in and that stays open while rows are read.

    `encoding`, `delimiter` and `sheet` are what somebody said; blank, they are found out. Raise TableRefused, also while rows are read.
    """
    if file.seek(0, 2) > limits.file_bytes:
        raise TableRefused(_("This file has more than %(limit)s bytes.") % {"limit": limits.file_bytes}, code="bytes")
    kind = kind_of(file)
    if kind == "csv":
        return _comma_separated(file, encoding, delimiter, limits)
    formulas = look_through(file, kind, limits=limits)
    found = open_sheet(file, named=sheet, limits=limits)
    rows = _numbered(((number, cells) for number, cells in enumerate(found.rows, start=found.first_row)), limits)
    return Table(kind=kind, rows=rows, sheet=found.name, sheets=found.names, merged=found.merged, without_result=formulas)


def _comma_separated(file: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Table:
    found = encoding_of(file, told=encoding)
    parted = delimiter or delimiter_of(file, encoding=found.name)
    return Table(kind="csv", rows=_of_text(file, found.name, parted, limits), encoding=found, delimiter=parted)


def _of_text(file: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Iterator[Row]:
    for number, (line, cells) in enumerate(records(file, encoding=encoding, delimiter=delimiter, limits=limits), start=1):
        if not any(cells):
            continue
        whole = tuple(map(unguarded, cells))
        damaged = tuple(place for place, cell in enumerate(whole) if not cell.isascii() and DAMAGE.search(cell))
        yield Row(number, line, tuple(map(with_bytes_named, whole)) if damaged else whole, damaged)


def _numbered(rows: Iterator[tuple[int, tuple[str, ...]]], limits: Limits) -> Iterator[Row]:
    for number, cells in rows:
        if any(cells):
            check_record(number, cells, limits)
            yield Row(number, number, cells)
