"""What became of each row of a file: a table that a person opens beside it."""

from collections.abc import Iterable

from outcry.cases.tables.records import Row
from outcry.lib.tables.line_report import LineReport

HEADER = ("row", "record", "verdict", "column", "reason")


class RowReport(LineReport):
    """Gathered row by row: `verdict` is what the import did with the row, or would do."""

    def __init__(self) -> None:
        super().__init__(HEADER)

    def add(self, rows: Iterable[tuple[Row, str]]) -> None:
        """A line for each row, and one more for each thing that has to be said of it after the first."""
        for row, verdict in rows:
            for column, reason in [(trouble.column, trouble.reason) for trouble in row.troubles] or [("", "")]:
                self.add_line((row.number, row.external_id, verdict, column, reason))
