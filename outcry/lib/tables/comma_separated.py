"""CSV: records of text with the line they begin on, streamed; and the delimiter, found from the first lines."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from outcry.lib.tables.encodings import KEEP_DAMAGE
from outcry.lib.tables.refusals import Limits, TableRefused, check_record, too_long

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_RECORDS = 50
# A line longer than this is no line of a table.
_LONGEST_LINE = 1 << 24


def records(file: BinaryIO, *, encoding: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, cells) of each record, from the beginning; bytes that are no letters come as stand-ins."""
    with _Text(file, encoding) as text:
        lines = _lines(text, limits)
        # The module has one limit for the whole process, which any library may have lifted: it is never lowered here, and what is too long is seen here.
        csv.field_size_limit(max(csv.field_size_limit(), limits.cell_characters))
        reader = csv.reader(lines, delimiter=delimiter)
        begins = number = 1
        try:
            for cells in reader:
                if reader.line_num > begins and max(map(len, cells)) > limits.cell_characters:
                    raise _endless(begins)
                check_record(number, cells, limits)
                yield begins, tuple(cells)
                begins, number = reader.line_num + 1, number + 1
        except csv.Error as error:
            raise (_endless(begins) if reader.line_num > begins else too_long(number, limits)) from error


def _endless(line: int) -> TableRefused:
    words = {"line": line}
    return TableRefused(_("On line %(line)s a cell begins that does not end. Perhaps a quotation mark is missing.") % words, code="quote", row=line)


def delimiter_of(file: BinaryIO, *, encoding: str) -> str:
    """What parts the cells: that which cuts the most records into the same number of columns. Comma where nothing does."""
    with _Text(file, encoding) as text:
        sample = text.read(_SAMPLE_CHARACTERS)
    if sample.lower().startswith("sep=") and sample[4:5] in DELIMITERS:
        return sample[4]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    try:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        found = [len(cells) for cells in islice(reader, _SAMPLE_RECORDS) if cells]
    except csv.Error:
        return 0
    # A table has the delimiter in its header, too; in one column of text any of them may come up.
    if not found or found[0] == 1:
        return 0
    # The last record of the sample may be cut off.
    counted = Counter(found[:-1] or found)
    columns, alike = max(counted.items(), key=lambda pair: (pair[1], pair[0]))
    return alike / sum(counted.values()) * math.log(columns)


class _Text:
    """A binary file as text, which stays open when the reading ends."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        self._text = io.TextIOWrapper(file, encoding=encoding, errors=KEEP_DAMAGE, newline="")

    def __enter__(self) -> io.TextIOWrapper:
        return self._text

    def __exit__(self, *_: object) -> None:
        self._text.detach().seek(0)


def _lines(text: io.TextIOWrapper, limits: Limits) -> Iterator[str]:
    longest = min(_LONGEST_LINE, limits.columns * limits.cell_characters)
    number = 0
    while line := text.readline(longest):
        number += 1
        if len(line) == longest and not line.endswith(("\n", "\r")):
            raise TableRefused(_("Line %(line)s has more than %(limit)s characters.") % {"line": number, "limit": longest}, code="line", row=number)
        if number > 1 or not line.lower().startswith("sep="):
            yield line
        else:
            # A note of Excel to itself; an empty record keeps the count of rows.
            yield "\n"
