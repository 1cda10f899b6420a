"""Why a file is not read, in words for the person who chose it; and the limits that keep a file from eating the machine."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Limits:
    """What a table may hold at most."""

    file_bytes: int = 200_000_000
    # All of an XLSX or ODS file, unpacked; the cells of a sheet are held in memory.
    unpacked_bytes: int = 250_000_000
    sheet_cells: int = 5_000_000
    rows: int = 1_000_000
    columns: int = 1_000
    cell_characters: int = 100_000


class TableRefused(ValueError):
    """The file can't be read as a table; the text says why, in the reader's language. `row` is the row where it was seen, if any."""

    def __init__(self, text: str, *, code: str, row: int | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.row = row


def check_record(number: int, cells: Sequence[str], limits: Limits) -> None:
    """Raise TableRefused for a record beyond the limits; `number` counts records from 1."""
    if number > limits.rows:
        raise TableRefused(_("This table has more than %(limit)s rows.") % {"limit": limits.rows}, code="rows", row=number)
    if len(cells) > limits.columns:
        words = {"row": number, "limit": limits.columns}
        raise TableRefused(_("Row %(row)s has more than %(limit)s columns.") % words, code="columns", row=number)
    if max(map(len, cells), default=0) > limits.cell_characters:
        raise too_long(number, limits)


def too_long(number: int, limits: Limits) -> TableRefused:
    words = {"row": number, "limit": limits.cell_characters}
    return TableRefused(_("Row %(row)s has a cell of more than %(limit)s characters.") % words, code="cell", row=number)
