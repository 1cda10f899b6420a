"""What became of each line of something that was read: a table that a person opens beside it, compressed as it grows."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from outcry.lib.tables.writing import csv_text

_PIECE = 1 << 16
# What zlib calls the head and tail of a gzip file.
_GZIP = 31


class LineReport:
    """Gathered line by line."""

    def __init__(self, header: Sequence[str]) -> None:
        self._packer, self._packed = zlib.compressobj(wbits=_GZIP), bytearray()
        self._write("\ufeff".encode() + _line(header))

    def add_line(self, cells: Iterable[int | str]) -> None:
        """One more line."""
        self._write(_line(cells))

    def packed(self) -> bytes:
        """The whole table, as CSV in gzip. Nothing can be added any more."""
        return bytes(self._packed) + self._packer.flush()

    def _write(self, line: bytes) -> None:
        self._packed += self._packer.compress(line)


def unpacked(content: bytes) -> Iterator[bytes]:
    """The table as CSV, in pieces. One that was damaged is found before the first of them."""
    file = gzip.GzipFile(fileobj=io.BytesIO(content))
    return chain((file.read(_PIECE),), iter(lambda: file.read(_PIECE), b""))


def _line(cells: Iterable[int | str]) -> bytes:
    return f"{csv_text(list(cells))}\r\n".encode()
