"""Why a file is not read, in words for the person who chose it; and the limits that keep a file from eating the machine."""

from dataclasses import dataclass


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
