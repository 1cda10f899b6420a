"""The steps of an import, from the file to the look at it. At the desk each may be taken again until the import begins."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from outcry.accounts.models import Organisation, User
from outcry.authorities.models import ImportState
from outcry.cases.models import CaseImport, SavedMapping
from outcry.cases.operations.import_files import file_of, found_out, keep_file, values_of
from outcry.cases.operations.imports import look_for_run, new_run, queue_look, save_mapping
from outcry.cases.tables import own
from outcry.cases.tables.drafting import drafted
from outcry.cases.tables.facts import Shape
from outcry.cases.tables.mapping import Mapping as TableMapping
from outcry.cases.tables.mapping import MappingRefused, as_json, fits, mapping_of
from outcry.cases.tables.packages import is_package, unpacked_bytes
from outcry.cases.tables.reading import records_of
from outcry.vocabularies.models import Term

# A larger file is looked at in its turn, while the page waits.
_AT_ONCE_BYTES = 300_000
_TO_BE_SAID = (Shape.TERM, Shape.CHOICE)


def take_in(*, organisation: Organisation, file: BinaryIO, file_name: str, by: User, now: datetime) -> CaseImport:
    """Keep a file and what is to be asked about it. Raise TableRefused where nobody can read it."""
    found = found_out(file)
    found["bytes"] = unpacked_bytes(file) if found["kind"] == "package" else file.seek(0, 2)
    with transaction.atomic():
        run = new_run(organisation=organisation, file=file, file_name=file_name, mapping=None, by=by, now=now)
        run.set_name, run.found, run.encoding = "", found, found["encoding"] if found.get("is_sure") else ""
        run.sheet = found.get("sheet", "") if len(found.get("sheets", ())) < 2 else ""
        run.save(update_fields=["set_name", "found", "encoding", "sheet"])
        keep_file(run=run, file=file)
    return run


def asks_how_to_read(run: CaseImport) -> bool:
    """Whether somebody has to say first how the file is written."""
    return (run.found.get("kind") == "csv" and not run.encoding) or (len(run.found.get("sheets", ())) > 1 and not run.sheet)


def read_so(*, run: CaseImport, encoding: str, sheet: str) -> None:
    """Somebody has said how the file is written."""
    run.encoding, run.sheet = encoding or run.encoding, sheet or run.sheet
    run.save(update_fields=["encoding", "sheet"])


def kept_mapping(content: Any) -> TableMapping | None:
    """A mapping as it was kept; None where an older release kept it so that this one can't use it."""
    try:
        return mapping_of(content)
    except MappingRefused:
        # What it says stays out of the log: it may repeat what stands in the file.
        return None


def fitting(*, organisation: Organisation, header: Sequence[str]) -> SavedMapping | None:
    """The saved mapping that speaks of these columns; of several that of the last file."""
    kept = SavedMapping.objects.filter(organisation=organisation).order_by("-changed_at", "-pk")
    found = [(fits(mapping, header), one) for one in kept if (mapping := kept_mapping(one.content))]
    share, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return best if share else None


@dataclass(frozen=True, kw_only=True)
class FoundMapping:
    """A mapping nobody named, and whether it was only drafted."""

    mapping: TableMapping
    is_draft: bool


def mapping_for(
    *, organisation: Organisation, file: BinaryIO, name: str, encoding: str = "", sheet: str = "", country: str = "", language: str = ""
) -> FoundMapping | None:
    """The kept mapping that fits a file, else a draft of one; None for what Outcry itself wrote. Raise TableRefused or MappingRefused."""
    if is_package(file):
        return None
    header = _header_of(file, encoding, sheet)
    if own.is_own(header):
        return None
    saved = fitting(organisation=organisation, header=header)
    kept = mapping_of(saved.content) if saved is not None else None
    # Nobody looks at it before: with a column that it is silent about it may be that of another kind of file.
    if kept is not None and all(map(kept.knows, header)):
        return FoundMapping(mapping=kept, is_draft=False)
    mapping = draft_for(organisation=organisation, file=file, name=name, encoding=encoding, sheet=sheet, country=country, language=language)
    return FoundMapping(mapping=mapping, is_draft=True)


def draft_for(
    *, organisation: Organisation, file: BinaryIO, name: str, encoding: str = "", sheet: str = "", country: str = "", language: str = ""
) -> TableMapping:
    """A first mapping by the names of the columns and by what stands in them. Raise TableRefused or MappingRefused."""
    file.seek(0)
    records = records_of(file, encoding=encoding, sheet=sheet)
    with closing(records):
        told = drafted(header=records.header, lines=records.lines, set_name=name, language=language or organisation.source_language, country=country)
    file.seek(0)
    return mapping_of(told)


def _header_of(file: BinaryIO, encoding: str, sheet: str) -> tuple[str, ...]:
    file.seek(0)
    with closing(records_of(file, encoding=encoding, sheet=sheet)) as records:
        header = records.header
    file.seek(0)
    return header


def map_columns(*, run: CaseImport, told: Mapping[str, Any], now: datetime) -> TableMapping:
    """Take a mapping for the file, and keep it under the name of its set. Raise MappingRefused."""
    mapping = mapping_of(told)
    with transaction.atomic():
        free = CaseImport.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.REFUSED), started_at=None)
        if not free.update(mapping=as_json(mapping), set_name=mapping.set_name, counts={}, rows=0, sentence="", state=ImportState.LOOKED_AT):
            return mapping
        save_mapping(organisation=run.organisation, mapping=mapping, now=now)
    run.refresh_from_db()
    return mapping


def to_be_said(mapping: TableMapping) -> dict[str, str]:
    """Columns whose texts have to be terms or choices of ours, with the fact they fill."""
    return {column.names[0]: column.key for column in mapping.columns if column.fact.shape in _TO_BE_SAID and len(column.names) == 1}


def has_unsaid(*, run: CaseImport, mapping: TableMapping) -> bool:
    """Whether some text of these columns has no meaning yet."""
    known = {column.names[0]: column for column in mapping.columns}
    for name, texts in values_of(run, list(to_be_said(mapping))).items():
        column, codes = known[name], set(known[name].fact.choices) or set(Term.objects.in_list("acts").values_list("code", flat=True))
        if "*" not in column.values and any(text not in column.values and text not in codes for text in texts):
            return True
    return False


def begin_look(*, run: CaseImport, now: datetime) -> None:
    """Look at the file: at once where it is small."""
    if run.found.get("bytes", 0) > _AT_ONCE_BYTES:
        queue_look(run=run, now=now)
        return
    with file_of(run) as file:
        look_for_run(run=run, file=file, now=now)
