"""A data package of ours as a file: its tables, row by row."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from outcry.cases.tables.reading import Line
from outcry.lib.tables.reading import read_table
from outcry.lib.tables.refusals import Limits, TableRefused

_DESCRIPTION = "datapackage.json"
_MOST_DESCRIPTION = 5_000_000
_IN_MEMORY = 5_000_000
# A text of the record may be longer than what a person's table holds in a cell.
_LIMITS = Limits(file_bytes=2_000_000_000, unpacked_bytes=5_000_000_000, rows=10_000_000, cell_characters=5_000_000)


def is_package(file: BinaryIO) -> bool:
    """Whether it is a zip with the description of a data package in it. The file stands at its beginning afterwards."""
    file.seek(0)
    try:
        if file.read(2) != b"PK":
            return False
        with zipfile.ZipFile(file) as archive:
            return _DESCRIPTION in archive.namelist()
    except zipfile.BadZipFile:
        return False
    finally:
        file.seek(0)


class Package:
    """The file, opened. Raise TableRefused for a package that is not of ours, or too large."""

    def __init__(self, file: BinaryIO, *, name: str) -> None:
        self._archive = zipfile.ZipFile(file)
        if sum(info.file_size for info in self._archive.infolist()) > _LIMITS.unpacked_bytes:
            raise TableRefused(_("Unpacked, this file would be larger than %(limit)s bytes.") % {"limit": _LIMITS.unpacked_bytes}, code="unpacked")
        told = self._told()
        if told.get("name") != name:
            raise TableRefused(_("This data package was not written by Outcry. Its tables come in one by one, each with a mapping."), code="format")
        self.origin = str(told.get("origin", ""))[:150]

    def _told(self) -> dict[str, Any]:
        try:
            with self._archive.open(_DESCRIPTION) as entry:
                told = json.loads(entry.read(_MOST_DESCRIPTION))
        except (ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise TableRefused(_("The description of this data package can't be read: %(error)s") % {"error": error}, code="format") from error
        return told if isinstance(told, dict) else {}

    def lines(self, table: str) -> Iterator[Line]:
        """The rows of one table; none where the package has no such table."""
        path = f"record/{table}.csv"
        if path not in self._archive.namelist():
            return
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
            try:
                with self._archive.open(path) as entry:
                    shutil.copyfileobj(entry, out)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
                raise TableRefused(_("The table %(table)s of this package is damaged: %(error)s") % {"table": table, "error": error}, code="format") from error
            rows = read_table(out, delimiter=",", limits=_LIMITS).rows  # type: ignore[arg-type]
            header = [row.cells for row in islice(rows, 1)]
            for row in rows:
                yield Line(row.number, dict(zip(header[0], row.cells, strict=False)))
