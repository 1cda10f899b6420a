"""In which forms any table can be written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from outcry.lib.tables.writing import Cell, csv_bytes, json_lines_bytes, xlsx_bytes


class TableKind(TextChoices):
    """One of them."""

    CSV = "csv", "CSV"
    JSON_LINES = "jsonl", "JSON Lines"
    XLSX = "xlsx", "XLSX (Excel, LibreOffice)"


@dataclass(frozen=True, kw_only=True)
class Written:
    """How a kind is written: its media type, and its bytes from a header and rows."""

    content_type: str
    write: Callable[[Sequence[str], Iterable[Sequence[Cell]]], Iterator[bytes]]


WRITTEN = {
    TableKind.CSV: Written(content_type="text/csv; charset=utf-8", write=csv_bytes),
    TableKind.JSON_LINES: Written(content_type="application/jsonl", write=json_lines_bytes),
    TableKind.XLSX: Written(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write=xlsx_bytes),
}
