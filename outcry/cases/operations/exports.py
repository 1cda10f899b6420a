"""Letting cases out of the house as a file: written to the log first, then streamed."""

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.exports import follow_the_money, package, places, table
from outcry.cases.exports.asked import Asked
from outcry.cases.exports.leaving import Leaving
from outcry.cases.models import CaseExport, ExportForm
from outcry.cases.search import Search
from outcry.lib.streams import begun


@dataclass(frozen=True, kw_only=True)
class Written:
    """How one form is written: the end of the file's name, its media type, and its bytes."""

    suffix: str
    content_type: str
    write: Callable[[Asked], Iterator[bytes]]


WRITTEN: Mapping[ExportForm, Written] = {
    ExportForm.CSV: Written(suffix=".csv", content_type="text/csv; charset=utf-8", write=table.as_csv),
    ExportForm.JSON_LINES: Written(suffix=".jsonl", content_type="application/jsonl", write=table.as_json_lines),
    ExportForm.XLSX: Written(suffix=".xlsx", content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write=table.as_xlsx),
    ExportForm.GEOJSON: Written(suffix=".geojson", content_type="application/geo+json", write=places.as_feature_collection),
    ExportForm.FOLLOW_THE_MONEY: Written(suffix=".ftm.json", content_type="application/json+ftm", write=follow_the_money.as_entities),
    ExportForm.PACKAGE: Written(suffix=".zip", content_type="application/zip", write=package.as_package),
}


@dataclass(frozen=True, kw_only=True)
class Export:
    """What leaves: its row, the name of its file, and its bytes, to be read once."""

    row: CaseExport
    file_name: str
    content_type: str
    pieces: Iterator[bytes]


def export_cases(*, search: Search, form: ExportForm, with_sealed: bool, by: User | None, now: datetime) -> Export:
    """Write down that these cases leave, then let them. Raise TableRefused, before anything has left, where the form can't hold them.

    What leaves are the cases that are meant now, each as it stands when its turn comes.
    """
    cases = array("q", search.cases().order_by("pk").values_list("pk", flat=True).iterator())
    with transaction.atomic():
        row = CaseExport.objects.create(
            organisation=search.organisation, form=form, query=search.wanted.query, with_sealed=with_sealed, cases=len(cases), by=by, began_at=now
        )
        record(verb="export cases", subject=row.subject, now=now, actor=by, form=str(form), cases=len(cases), sealed=with_sealed)
    written = WRITTEN[form]
    asked = Asked(search=search, cases=cases, leaving=Leaving(by=by, with_sealed=with_sealed), told=_counted(row))
    pieces = _to_the_end(written.write(asked), row)
    return Export(row=row, file_name=f"cases-{now:%Y-%m-%d}{written.suffix}", content_type=written.content_type, pieces=begun(pieces))


def _counted(row: CaseExport) -> Callable[[int], None]:
    def told(rows: int) -> None:
        row.rows = rows

    return told


def _to_the_end(pieces: Iterator[bytes], row: CaseExport) -> Iterator[bytes]:
    """Write down how it ended. A reader who goes away closes the stream before that: then the rows that had left are kept, and no end."""
    try:
        yield from pieces
        row.ended_at = timezone.now()
    finally:
        # A stream may be closed long after its reader went, when its row is gone with its organisation.
        CaseExport.objects.filter(pk=row.pk).update(rows=row.rows, ended_at=row.ended_at)
