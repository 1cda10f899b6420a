"""The rows of a file that somebody brings, by the names of its columns."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outcry.lib.tables.reading import read_table
from outcry.lib.tables.refusals import TableRefused


class FileRefused(Exception):
    """Nothing of the file was taken; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The names of the columns, and each row with its number as a spreadsheet counts it."""

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]

    def require(self, columns: Sequence[str]) -> None:
        """Raise FileRefused when one of these columns is missing."""
        missing = [column for column in columns if column not in self.columns]
        if missing:
            raise FileRefused(_("The file has no column “%(column)s” in its first row.") % {"column": missing[0]})


def read_sheet(data: bytes) -> Sheet:
    """CSV in UTF-8, XLSX or ODS. Raise FileRefused: letters are never guessed, since a wrong one would stand in a list for good."""
    try:
        table = read_table(io.BytesIO(data))
        if table.encoding and not table.encoding.is_sure:
            raise FileRefused(_("The file is not UTF-8. Save it as CSV in UTF-8 and try again."))
        found = list(table.rows)
    except TableRefused as refusal:
        raise FileRefused(str(refusal)) from refusal
    columns = tuple(name.strip() for name in found[0].cells) if found else ()
    return Sheet(columns=columns, rows=[(row.number, _named(columns, row.cells)) for row in found[1:]])


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """By column; a row that is too short is filled up."""
    return {name: text.strip() for name, text in zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=False)}
