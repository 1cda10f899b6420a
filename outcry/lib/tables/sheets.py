"""Sheets of XLSX and ODS files as rows of text: what stands in a cell, as a person would copy it.

Days and times come as ISO 8601 text; a sheet knows no time zone, and none is put on them. Whole numbers have no point, whatever
the file keeps them as. A formula is its last result.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from outcry.lib.tables.archives import broken, too_spread
from outcry.lib.tables.refusals import Limits, TableRefused

_ISO_DURATION = re.compile(r"PT(\d+)H(\d\d)M(\d\d)(?:[.,]\d+)?S")
_HALF_A_SECOND = datetime.timedelta(milliseconds=500)


@dataclass(frozen=True)
class Sheet:
    """A sheet that was opened; `rows` begin with the row `first_row` of the spreadsheet, and with its first column."""

    name: str
    names: tuple[str, ...]
    rows: Iterator[tuple[str, ...]]
    first_row: int
    merged: tuple[str, ...]


def open_sheet(file: BinaryIO, *, named: str, limits: Limits) -> Sheet:
    """The sheet of that name, else the first one that is not hidden."""
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        names = tuple(workbook.sheet_names)
        name = named or _first_visible(workbook)
        if name not in names:
            raise TableRefused(_("This file has no sheet “%(name)s”.") % {"name": name}, code="sheet")
        sheet = workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise broken() from error
    if sheet.total_height * sheet.total_width > limits.sheet_cells:
        raise too_spread(limits)
    return Sheet(name=name, names=names, rows=_rows(sheet), first_row=1, merged=_merged(sheet))


def _first_visible(workbook: CalamineWorkbook) -> str:
    visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
    return (visible or workbook.sheet_names or [""])[0]


def _rows(sheet: CalamineSheet) -> Iterator[tuple[str, ...]]:
    for row in sheet.to_python(skip_empty_area=False):
        yield tuple(map(_as_text, row))


def _as_text(value: object) -> str:
    match value:
        case str():
            return _iso_duration(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value)
        case datetime.datetime():
            return _moment(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return _duration(value)
    return str(value)


def _number(value: float) -> str:
    """As a spreadsheet shows it at its widest: 15 figures, no point behind whole numbers, no exponent."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    plain = f"{Decimal(f'{value:.15g}'):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _moment(value: datetime.datetime) -> str:
    """A day alone where the time is midnight; days are numbers with a fraction there, so that seconds come back rounded."""
    even = (value + _HALF_A_SECOND).replace(microsecond=0)
    return even.date().isoformat() if even.time() == datetime.time() else even.isoformat()


def _duration(value: datetime.timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"


def _iso_duration(text: str) -> str:
    """ODS keeps durations as PT30H05M00S, and that is how the reader hands them on."""
    found = _ISO_DURATION.fullmatch(text)
    return f"{found[1]}:{found[2]}:{found[3]}" if found else text


def _merged(sheet: CalamineSheet) -> tuple[str, ...]:
    return tuple(f"{_address(*first)}:{_address(*last)}" for first, last in sheet.merged_cell_ranges or ())


def _address(row: int, column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
