"""A data package of ours as a file: its tables, row by row."""

import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import closing
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from outcry.cases.tables.reading import Line
from outcry.lib.tables.reading import Row, read_table
from outcry.lib.tables.refusals import Limits, TableRefused

_DESCRIPTION = "datapackage.json"
_MOST_DESCRIPTION = 5_000_000
_FOLDER = "record/"
_IN_MEMORY = 5_000_000
# A text of the record may be longer than what a person's table holds in a cell.
_LIMITS = Limits(file_bytes=2_000_000_000, unpacked_bytes=5_000_000_000, rows=10_000_000, cell_characters=5_000_000)
# Tables pack to a tenth, or a fiftieth where they repeat themselves. What would swell more than this was made to fill the disk.
_TIGHTEST = 100
_ALWAYS_BYTES = 100_000_000
# What an archive may do instead of opening.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)


def is_package(file: BinaryIO) -> bool:
    """Whether it is a zip with the description of a data package in it. The file stands at its beginning afterwards."""
    file.seek(0)
    try:
        if file.read(2) != b"PK":
            return False
        with zipfile.ZipFile(file) as archive:
            return _DESCRIPTION in archive.namelist()
    except _BROKEN:
        return False
    finally:
        file.seek(0)


def unpacked_bytes(file: BinaryIO) -> int:
    """How large a package is once it is unpacked, as it says itself; it is never unpacked to more."""
    with zipfile.ZipFile(file) as archive:
        found = sum(info.file_size for info in archive.infolist())
    file.seek(0)
    return found


class Package:
    """The file, opened. Raise TableRefused for a package that is not of ours, is too large, or is not what it says."""

    def __init__(self, file: BinaryIO, *, name: str) -> None:
        most = min(_LIMITS.unpacked_bytes, max(_ALWAYS_BYTES, _TIGHTEST * file.seek(0, 2)))
        if unpacked_bytes(file) > most:
            raise TableRefused(_("Unpacked, this file would be larger than %(limit)s bytes.") % {"limit": most}, code="unpacked")
        self._archive = zipfile.ZipFile(file)
        told = self._told()
        if told.get("name") != name:
            raise TableRefused(_("This data package was not written by Outcry. Its tables come in one by one, each with a mapping."), code="format")
        self.origin = str(told.get("origin", ""))[:150]
        self._columns = _columns_told(told.get("resources"))
        self._check_tables()

    def _told(self) -> dict[str, Any]:
        try:
            with self._archive.open(_DESCRIPTION) as entry:
                told = json.loads(entry.read(_MOST_DESCRIPTION))
        except (ValueError, RecursionError, *_BROKEN) as error:
            raise TableRefused(_("The description of this data package can't be read: %(error)s") % {"error": error}, code="format") from error
        return told if isinstance(told, dict) else {}

    def _check_tables(self) -> None:
        """Nothing may be left out because a table is missing, or because nobody told of it."""
        there = {name for name in self._archive.namelist() if name.startswith(_FOLDER) and not name.endswith("/")}
        for path in sorted(there ^ self._columns.keys()):
            sentence = _("The description of this package names the table %(table)s, and the package has none.")
            if path in there:
                sentence = _("This package has a table %(table)s that its description does not name.")
            raise TableRefused(sentence % {"table": path}, code="format")

    def unknown(self, known: Mapping[str, Collection[str]]) -> list[str]:
        """Tables and columns of the package that are none of `known`, columns by table: a newer release may have written them."""
        names = {path.removeprefix(_FOLDER).removesuffix(".csv"): columns for path, columns in self._columns.items()}
        return [
            *(table for table in names if table not in known),
            *(f"{table}.{column}" for table, columns in names.items() if table in known for column in columns if column not in known[table]),
        ]

    def lines(self, table: str) -> Iterator[Line]:
        """The rows of one table; none where the package has no such table."""
        path = f"{_FOLDER}{table}.csv"
        if path not in self._columns:
            return
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
            try:
                with self._archive.open(path) as entry:
                    shutil.copyfileobj(entry, out)
            except _BROKEN as error:
                raise TableRefused(_("The table %(table)s of this package is damaged: %(error)s") % {"table": table, "error": error}, code="format") from error
            read = read_table(out, delimiter=",", limits=_LIMITS)  # type: ignore[arg-type]
            with closing(cast(Generator[Row], read.rows)) as rows:
                header = next((row.cells for row in rows), None)
                if header is not None and list(header) != self._columns[path]:
                    sentence = _("The columns of the table %(table)s are not those that the description of the package names.")
                    raise TableRefused(sentence % {"table": path}, code="header")
                for row in rows:
                    yield Line(row.number, dict(zip(header or (), row.cells, strict=False)))


def _columns_told(resources: Any) -> dict[str, list[str]]:
    """What the description says of the tables of the record: their columns, by path. What it says amiss names no table."""
    found = {}
    for one in resources if isinstance(resources, list) else ():
        path = one.get("path") if isinstance(one, dict) else None
        schema = one.get("schema") if isinstance(one, dict) else None
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if isinstance(path, str) and path.startswith(_FOLDER) and isinstance(fields, list):
            found[path] = [str(field.get("name")) for field in fields if isinstance(field, dict)]
    return found
