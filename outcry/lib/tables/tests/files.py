"""Files as others write them: workbooks, ODS from plain cells, archives that lie."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from outcry.lib.tables.reading import Table, read_table

DATA = Path(__file__).parents[5] / "shared" / "data"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>'
)
_NAMES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))


def read(content: bytes, **said: Any) -> Table:
    return read_table(io.BytesIO(content), **said)


def cells(content: bytes, **said: Any) -> list[tuple[str, ...]]:
    return [row.cells for row in read(content, **said).rows]


def a_workbook(write: Callable[[Any], None]) -> bytes:
    file = io.BytesIO()
    with Workbook(file) as book:
        write(book)
    return file.getvalue()


def a_sheet(rows: list[list[Any]]) -> bytes:
    def write(book: Any) -> None:
        page = book.add_worksheet("Acts")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return a_workbook(write)


def an_ods(rows: str) -> bytes:
    content = f'<office:document-content {_NAMES}><office:body><office:spreadsheet><table:table table:name="Acts">{rows}</table:table>'
    content += "</office:spreadsheet></office:body></office:document-content>"
    return an_archive({"mimetype": _ODS, "META-INF/manifest.xml": _MANIFEST, "content.xml": content})


def ods_text(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def an_archive(entries: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def changed(workbook: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one entry changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(old.read(info)) if info.filename == name else old.read(info))
    return file.getvalue()
