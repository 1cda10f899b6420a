"""Tables as streams of bytes with flat memory: CSV that no spreadsheet runs, JSON Lines, XLSX.

`rows` are asked for one by one and never gathered; `bytes` come in pieces for a streaming answer or a file.
"""

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from outcry.lib.tables.formula_guard import SIGNS, guarded
from outcry.lib.tables.refusals import TableRefused

Cell = str | int | float | Decimal | None
_PIECE = 1 << 16


class _Echo:
    """Hands a line back to whoever had it written."""

    def write(self, text: str) -> str:
        return text


# A sign where a cell, or what a spreadsheet takes for one, may begin; a tab, a carriage return; an exponent. One look at a whole line
# tells most of them from the hyphens of words and days, and each cell is looked at in the others alone.
_DOUBT = re.compile(rf"[{re.escape(SIGNS)}\t\r](?:(?<=[\t\r])|(?<![^,;\"\n '\u00a0].)|(?<=\d[eE].))")
_LINES: Any = csv.writer(_Echo(), lineterminator="")
# The limits of XLSX itself, beyond which a spreadsheet would cut without a word.
_XLSX_ROWS = 1_048_576
_XLSX_CHARACTERS = 32_767
# Figures beyond which a spreadsheet rounds.
_XLSX_EXACT = 10**15


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """CSV as RFC 4180 has it, UTF-8 with a mark by which Excel knows it. `read_table` gives the very same text back."""
    return csv_lines_bytes(header, map(csv_text, rows))


def csv_text(cells: Sequence[Cell]) -> str:
    """Cells as a line of CSV, or a part of one, without its end. Parts that many lines share need be made only once."""
    line: str = _LINES.writerow(cells)
    if _DOUBT.search(line):
        line = _LINES.writerow([guarded(cell) if isinstance(cell, str) else plain(cell) for cell in cells])
    return line


def csv_lines_bytes(header: Sequence[str], lines: Iterable[str]) -> Iterator[bytes]:
    """`csv_bytes` of lines that `csv_text` made."""
    piece, size = ["\ufeff", csv_text(header), "\r\n"], 0
    for line in lines:
        piece += (line, "\r\n")
        size += len(line)
        if size > _PIECE:
            yield "".join(piece).encode()
            piece, size = [], 0
    yield "".join(piece).encode()


def json_lines_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """One JSON object a line. Decimals are written as text: JSON's own numbers would round them."""
    piece = bytearray()
    for row in rows:
        values = {name: str(cell) if isinstance(cell, Decimal) else cell for name, cell in zip(header, row, strict=True)}
        piece += json.dumps(values, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        if len(piece) > _PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "") -> Iterator[bytes]:
    """A workbook of one sheet, with a header that stays in sight. Text stays text: no formula, no link, no number is made of it.

    It is written to a temporary file first, so that TableRefused (too many rows, too long a text) comes before the first byte.
    """
    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with Workbook(file, options) as workbook:
            page = workbook.add_worksheet(sheet or None)
            page.freeze_panes(1, 0)
            _write_row(page, 0, header)
            for number, row in enumerate(rows, start=1):
                _write_row(page, number, row)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write_row(page: Worksheet, number: int, row: Sequence[Cell]) -> None:
    if number >= _XLSX_ROWS:
        raise TableRefused(_("An XLSX file has no more than %(limit)s rows. Take CSV instead.") % {"limit": _XLSX_ROWS}, code="rows", row=number + 1)
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            if len(cell) > _XLSX_CHARACTERS:
                words = {"row": number + 1, "limit": _XLSX_CHARACTERS}
                raise TableRefused(_("Row %(row)s has a cell of more than %(limit)s characters. Take CSV instead.") % words, code="cell", row=number + 1)
            page.write_string(number, column, cell)
        elif cell is not None:
            _write_number(page, number, column, cell)


def _write_number(page: Worksheet, row: int, column: int, cell: int | float | Decimal) -> None:
    exact = Decimal(str(cell))
    if abs(exact) >= _XLSX_EXACT or len(exact.normalize().as_tuple().digits) > 15:
        page.write_string(row, column, plain(cell))
    else:
        page.write_number(row, column, cell)


def plain(cell: int | float | Decimal | None) -> str:
    """Numbers without an exponent; nothing for None."""
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int) else f"{Decimal(str(cell)):f}"
