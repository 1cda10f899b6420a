"""The file of an import at the desk: taken in sealed, and opened again for each step until the import is done."""

import gzip
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from outcry.cases.models import CaseImport, CaseImportFile
from outcry.cases.tables import own
from outcry.cases.tables.packages import is_package
from outcry.cases.tables.reading import Cells, lists_in, records_of
from outcry.lib.tables.archives import kind_of
from outcry.lib.tables.encodings import encoding_of
from outcry.lib.tables.reading import read_table

_SHOWN = 5
# Different texts of one column that a person may be asked about.
MOST_VALUES = 200
_IN_MEMORY = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The columns of a file and its first rows."""

    header: tuple[str, ...]
    rows: list[Cells]
    is_own: bool


def keep_file(*, run: CaseImport, file: BinaryIO) -> None:
    """Keep it compressed and sealed, until it is imported or given up."""
    file.seek(0)
    CaseImportFile.objects.update_or_create(run=run, defaults={"content": gzip.compress(file.read(), 6)})


@contextmanager
def file_of(run: CaseImport) -> Iterator[BinaryIO]:
    """The file as it came; on the disk, and gone from there afterwards, where it is long."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        with gzip.GzipFile(fileobj=io.BytesIO(run.file.content or b"")) as packed:
            shutil.copyfileobj(packed, out)
        out.seek(0)
        yield out  # type: ignore[misc]


def found_out(file: BinaryIO) -> dict[str, Any]:
    """What has to be asked about a file: how its letters are written where that is a guess, its sheets. Raise TableRefused."""
    file.seek(0)
    if file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        lists = lists_in(file)
        return {"kind": "json", "sheets": list(lists), "sheet": lists[0]} if lists else {"kind": "json"}
    if is_package(file):
        return {"kind": "package"}
    kind = kind_of(file)
    if kind == "csv":
        encoding = encoding_of(file)
        return {"kind": kind, "encoding": encoding.name, "certainty": str(encoding.certainty), "others": list(encoding.others), "is_sure": encoding.is_sure}
    table = read_table(file)
    return {"kind": kind, "sheets": list(table.sheets), "sheet": table.sheet}


def sample_of(run: CaseImport, *, encoding: str = "", sheet: str = "") -> Sample:
    """Its columns and first rows, as they are read now, or would be. Raise TableRefused."""
    if run.found.get("kind") == "package":
        return Sample(header=(), rows=[], is_own=True)
    with file_of(run) as file:
        records = records_of(file, encoding=encoding or run.encoding, sheet=sheet or run.sheet)
        try:
            rows = [line.cells for line in islice(records.lines, _SHOWN)]
        finally:
            records.close()
        return Sample(header=records.header, rows=rows, is_own=own.is_own(records.header))


def values_of(run: CaseImport, columns: list[str]) -> dict[str, list[str]]:
    """The different texts of these columns in the whole file, the most frequent first; no more of each than a person may be asked about."""
    counted: dict[str, dict[str, int]] = {name: {} for name in columns}
    with file_of(run) as file:
        records = records_of(file, encoding=run.encoding, sheet=run.sheet)
        for line in records.lines:
            for name in columns:
                cell = line.cells.get(name, "")
                for text in cell if isinstance(cell, list) else [cell]:
                    if text.strip() and (text in counted[name] or len(counted[name]) <= MOST_VALUES):
                        counted[name][text] = counted[name].get(text, 0) + 1
    return {name: sorted(texts, key=lambda text, texts=texts: (-texts[text], text)) for name, texts in counted.items()}  # type: ignore[misc]
