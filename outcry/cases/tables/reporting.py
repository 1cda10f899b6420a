"""What became of each row of a file: a table that a person opens beside it."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from outcry.cases.tables.records import Row
from outcry.lib.tables.writing import csv_text

_PIECE = 1 << 16
# What zlib calls the head and tail of a gzip file.
_GZIP = 31
HEADER = ("row", "record", "verdict", "column", "reason")


class RowReport:
    """Gathered row by row, compressed as it grows: `verdict` is what the import did with the row, or would do."""

    def __init__(self) -> None:
        self._packer, self._packed = zlib.compressobj(wbits=_GZIP), bytearray()
        self._write("\ufeff".encode() + _line(HEADER))

    def _write(self, line: bytes) -> None:
        self._packed += self._packer.compress(line)

    def add(self, rows: Iterable[tuple[Row, str]]) -> None:
        """A line for each row, and one more for each thing that has to be said of it after the first."""
        for row, verdict in rows:
            for column, reason in [(trouble.column, trouble.reason) for trouble in row.troubles] or [("", "")]:
                self._write(_line((row.number, row.external_id, verdict, column, reason)))

    def packed(self) -> bytes:
        """The whole table, as CSV in gzip. Nothing can be added any more."""
        return bytes(self._packed) + self._packer.flush()


def unpacked(content: bytes) -> Iterator[bytes]:
    """The table as CSV, in pieces. One that was damaged is found before the first of them."""
    file = gzip.GzipFile(fileobj=io.BytesIO(content))
    return chain((file.read(_PIECE),), iter(lambda: file.read(_PIECE), b""))


def _line(cells: Iterable[int | str]) -> bytes:
    return f"{csv_text(list(cells))}\r\n".encode()
