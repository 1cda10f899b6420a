"""The records of a file, one by one, with their numbers: rows of CSV, XLSX and ODS, and what a JSON file or its lines hold."""

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from outcry.cases.tables.values import text_of
from outcry.lib.tables.encodings import Encoding
from outcry.lib.tables.reading import Table, read_table
from outcry.lib.tables.refusals import TableRefused

Cells = dict[str, str | list[str]]
_MOST_JSON = 200_000_000
_LONGEST_PATH = 100


@dataclass(frozen=True)
class Line:
    """One record: the number of its row (in JSON, its place from 1), its cells by column, and the columns with damaged letters."""

    number: int
    cells: Cells
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Records:
    """What a file holds, to be read once."""

    header: tuple[str, ...]
    lines: Iterator[Line]
    encoding: Encoding | None = None
    without_result: int = 0
    # As a spreadsheet names them, A1:B2.
    merged: tuple[str, ...] = ()
    table: Table | None = None

    def close(self) -> None:
        """Let go of the file, wherever the reading stopped."""
        for rows in (self.lines, self.table.rows if self.table else None):
            _let_go(rows)


def _let_go(rows: object) -> None:
    if isinstance(rows, Generator):
        rows.close()


def records_of(file: BinaryIO, *, encoding: str = "", within: str = "", sheet: str = "") -> Records:
    """The records of `file`. Raise TableRefused, also while lines are read.

    `within` names the list in a JSON file that holds them; where no mapping does, `sheet` may, and a list that is alone needs no name.
    """
    start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    if start.startswith(b"["):
        return _of_json(file, within)
    if start.startswith(b"{"):
        within = within or sheet or next(iter(lists_in(file)), "")
        return _of_json(file, within) if within else _of_json_lines(file)
    return _of_table(read_table(file, encoding=encoding, sheet=sheet))


def _of_table(table: Table) -> Records:
    try:
        return _with_header(table)
    except TableRefused:
        # Its rows hold the file.
        _let_go(table.rows)
        raise


def _with_header(table: Table) -> Records:
    first = next(table.rows, None)
    if first is None:
        raise TableRefused(_("This file has no rows."), code="empty")
    header = tuple(name.strip() or f"#{place}" for place, name in enumerate(first.cells, start=1))
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise TableRefused(_("Two columns have the name “%(name)s”.") % {"name": twice[0]}, code="header", row=first.number)
    return Records(header=header, lines=_lines(table, header), encoding=table.encoding, without_result=table.without_result, merged=table.merged, table=table)


def _lines(table: Table, header: tuple[str, ...]) -> Iterator[Line]:
    names = dict(enumerate(header))
    for row in table.rows:
        # A cell beyond the header belongs to no column; it is named like one, so that the report speaks of it.
        cells: Cells = {names.get(place, f"#{place + 1}"): cell for place, cell in enumerate(row.cells) if place in names or cell}
        yield Line(row.number, cells, tuple(names.get(place, f"#{place + 1}") for place in row.damaged))


def _of_json(file: BinaryIO, within: str) -> Records:
    try:
        content: Any = json.loads(file.read(_MOST_JSON + 1))
    except (ValueError, RecursionError) as error:
        raise TableRefused(_("This is not JSON: %(error)s") % {"error": str(error)[:100]}, code="json") from error
    for name in filter(None, within.split(".")):
        content = content.get(name) if isinstance(content, dict) else None
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise TableRefused(_("There is no list of records in this file where the mapping looks for one."), code="json")
    lines = [Line(number, flattened(one)) for number, one in enumerate(content, start=1)]
    return Records(header=tuple(dict.fromkeys(name for line in lines for name in line.cells)), lines=iter(lines))


def lists_in(file: BinaryIO) -> tuple[str, ...]:
    """Where lists of records stand in a file that is one JSON object over several lines, the longest first; none in JSON Lines."""
    file.seek(0)
    try:
        first = json.loads(file.readline(_MOST_JSON))
    except (ValueError, RecursionError):
        first = None
    file.seek(0)
    if isinstance(first, dict) and not _is_envelope(first):
        return ()
    try:
        content: Any = json.loads(file.read(_MOST_JSON + 1))
    except (ValueError, RecursionError):
        return ()
    finally:
        file.seek(0)
    found = {path: len(records) for path, records in _lists(content, "")}
    return tuple(sorted(found, key=lambda path: -found[path]))


def _is_envelope(content: dict[str, Any]) -> bool:
    """Whether one line holds a file of lists and not a record: it says nothing of its own."""
    return all(isinstance(one, dict | list) for one in content.values())


def _lists(content: Any, above: str) -> Iterator[tuple[str, list[Any]]]:
    for name, value in content.items() if isinstance(content, dict) else ():
        path = f"{above}{name}"
        # A dot parts the steps of the way there; what lies deeper, or has a longer name, has to be named by a mapping.
        if "." in name or len(path) > _LONGEST_PATH:
            continue
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            yield path, value
        elif isinstance(value, dict):
            yield from _lists(value, f"{path}.")


def _of_json_lines(file: BinaryIO) -> Records:
    # Read twice: a column may come up in any line.
    header = tuple(dict.fromkeys(name for line in _read_json_lines(file) for name in line.cells))
    return Records(header=header, lines=_read_json_lines(file))


def _read_json_lines(file: BinaryIO) -> Iterator[Line]:
    file.seek(0)
    for number, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            one = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise TableRefused(_("Line %(line)s is not JSON.") % {"line": number}, code="json", row=number) from error
        if not isinstance(one, dict):
            raise TableRefused(_("Line %(line)s is not a record.") % {"line": number}, code="json", row=number)
        yield Line(number, flattened(one))


def flattened(record: dict[str, Any], above: str = "") -> Cells:
    """A record as columns: `links.url` holds that of every link, in order."""
    cells: Cells = {}
    for name, value in record.items():
        path = f"{above}{name}"
        if isinstance(value, dict):
            cells |= flattened(value, f"{path}.")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for inner in dict.fromkeys(key for one in value for key in one):
                cells[f"{path}.{inner}"] = [text_of(one.get(inner)) for one in value]
        elif isinstance(value, list):
            cells[path] = [text_of(one) for one in value]
        else:
            cells[path] = text_of(value)
    return cells
