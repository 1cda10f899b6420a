"""Importing a table of cases or a data package: look at it, carry it out. Taking it back is in undoing_imports.py.

A run is written a batch at a time, so that other work goes on meanwhile. Killed half-way it leaves whole batches; running the
same file again goes on from there, because what stands already is unchanged.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.authorities.models import ImportState
from outcry.cases.as_records import read_records
from outcry.cases.models import Case, CaseImport, CaseImportFile, CaseImportReport, CaseImportTrouble, ExternalRecord, SavedMapping
from outcry.cases.operations.import_files import file_of
from outcry.cases.operations.import_packages.importing import PackageImport, Told
from outcry.cases.operations.import_writing import Parts, Writer, canonical, keyed
from outcry.cases.refusals import StillNeeded
from outcry.cases.tables import own
from outcry.cases.tables.comparing import PARTS, TIES, Difference, difference, same
from outcry.cases.tables.mapping import Mapping, MappingRefused, as_json, mapping_of
from outcry.cases.tables.packages import is_package
from outcry.cases.tables.reading import Records, records_of
from outcry.cases.tables.records import Reading, Record, Row, Trouble, what_is_wrong
from outcry.cases.tables.reporting import RowReport
from outcry.lib.database_clock import database_now
from outcry.lib.tables.encodings import Certainty
from outcry.lib.tables.refusals import TableRefused
from outcry.lib.wordings import ChangedMeanwhile
from outcry.vocabularies.models import Term

COUNTED = ("read", "created", "changed", "unchanged", "refused")
KINDS = ("cases", *PARTS)
# Refusals and notes that are kept of one import; a file with more is better mended first.
MOST_TOLD = 5_000
# A run that said nothing for so long was killed.
SILENT_FOR = timedelta(minutes=5)
_BATCH = 500
# Merged cells that are named; a sheet may have thousands.
_NAMED = 10

Counts = dict[str, dict[str, int]]
Progress = Callable[[Counts], None]


@dataclass(kw_only=True)
class Report:
    """What a look at a file found: what an import would do, and what it would refuse."""

    counts: Counts = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    encoding: str = ""
    certainty: str = ""
    lines: RowReport = field(default_factory=RowReport)


@dataclass
class _Compared:
    row: Row
    verdict: str
    case: Case | None = None
    external: ExternalRecord | None = None
    parts: Parts = field(default_factory=dict)
    found: Difference | None = None


class _Import:
    """One file against the case file: read, compared, counted."""

    def __init__(self, *, organisation: Organisation, file: BinaryIO, mapping: Mapping | None, encoding: str, sheet: str = "") -> None:
        self._organisation, self.mapping = organisation, mapping
        told = encoding or (mapping.encoding if mapping else "")
        self.records: Records = records_of(file, encoding=told, within=mapping.records if mapping else "", sheet=sheet)
        self.terms = {term.code: term for term in Term.objects.in_list("acts")}
        self.is_own = own.is_own(self.records.header)
        if mapping is None and not self.is_own:
            self.records.close()
            raise MappingRefused(_("This file needs a mapping: which columns fill which facts."))
        self.set_name = own.SET if mapping is None or self.is_own else mapping.set_name
        self._numbers: set[str] = set()
        self.reading: own.OwnReading | Reading = (
            own.OwnReading(header=self.records.header, terms=self.terms)
            if self.is_own or mapping is None
            else Reading(mapping=mapping, header=self.records.header, terms=self.terms)
        )

    def of_the_file(self) -> list[Trouble]:
        """What has to be said before the first row."""
        troubles = list(self.reading.of_the_header())
        encoding = self.records.encoding
        if encoding and not encoding.is_sure:
            words = {"encoding": encoding.name, "others": ", ".join(encoding.others) or "-"}
            sentence = _("The encoding was not stated. It was read as %(encoding)s; it might be: %(others)s.") % words
            if encoding.certainty == Certainty.DAMAGED:
                sentence = _("In no encoding do all bytes of this file make sense. It was read as %(encoding)s; damaged cells are named.") % words
            troubles.append(Trouble(None, "", "", sentence, is_refusal=False))
        if self.records.without_result:
            sentence = _("Formulas whose result the file lacks: %(count)s. Their cells are empty.") % {"count": self.records.without_result}
            troubles.append(Trouble(None, "", "", sentence, is_refusal=False))
        if merged := self.records.merged:
            sentence = _("Merged cells: %(cells)s. What stands in them counts for their first cell; the others are empty.")
            troubles.append(Trouble(None, "", "", sentence % {"cells": _some(merged)}, is_refusal=False))
        return troubles

    def batches(self) -> Iterator[list[_Compared]]:
        """The rows, compared with what stands there, a batch at a time."""
        for rows in batched(self.reading.rows(self.records.lines), _BATCH, strict=False):
            yield self._compared(rows)

    def _compared(self, rows: Sequence[Row]) -> list[_Compared]:
        ids = {row.external_id for row in rows if row.record}
        known = self._external(ids)
        own_cases = self._own_cases(ids) if self.is_own else {}
        standing = self._standing(rows, known)
        records = read_records([case.pk for case in (*own_cases.values(), *standing.values())])
        self._refuse_taken_numbers([row for row in rows if row.record and row.external_id not in known and row.external_id not in own_cases])
        return [self._one(row, own_cases.get(row.external_id), known.get(row.external_id), standing, records) for row in rows]

    def _external(self, ids: Iterable[str]) -> dict[str, ExternalRecord]:
        by_key = {key: one for one in ids for key in keyed("id", one)}
        rows = ExternalRecord.objects.filter(organisation=self._organisation, set_name=self.set_name, id_key__in=list(by_key)).defer("record")
        return {by_key[bytes(row.id_key)]: row for row in rows}

    def _own_cases(self, ids: Iterable[str]) -> dict[str, Case]:
        return {case.public_id: case for case in Case.objects.filter(organisation=self._organisation, public_id__in=ids)}

    def _standing(self, rows: Sequence[Row], known: dict[str, ExternalRecord]) -> dict[int, Case]:
        """The cases whose record in the file is another one than before, as they stand."""
        changed = [known[row.external_id].case_id for row in rows if row.record and row.external_id in known and not _is_as_before(row, known[row.external_id])]
        return {case.pk: case for case in Case.objects.filter(pk__in=changed)} if changed else {}

    def _refuse_taken_numbers(self, rows: list[Row]) -> None:
        wanted = {str(row.record["case"]["number"]): row for row in rows if row.record and row.record["case"].get("number")}
        taken = set(Case.objects.filter(organisation=self._organisation, number__in=wanted).values_list("number", flat=True)) if wanted else set()
        for row in rows:
            number = row.record["case"].get("number") if row.record else None
            if number and (number in taken or number in self._numbers):
                row.troubles.append(Trouble(row.number, row.external_id, "case.number", _("Another case has the number %(number)s.") % {"number": number}))
                row.record = None
            elif number:
                self._numbers.add(number)

    def _one(self, row: Row, own_case: Case | None, external: ExternalRecord | None, standing: dict[int, Case], records: dict[int, Record]) -> _Compared:
        if row.record is None:
            return _Compared(row, "refused")
        if own_case is not None:
            return self._changed_export(row, own_case, records[own_case.pk])
        if external is None:
            return self._new(row)
        if _is_as_before(row, external):
            return _Compared(row, "unchanged")
        return _changed_row(row, standing[external.case_id], external, records[external.case_id])

    def _new(self, row: Row) -> _Compared:
        record = row.record or {}
        if self.is_own:
            for reason in what_is_wrong(record):
                row.troubles.append(Trouble(row.number, row.external_id, "", reason))
            if not record["case"].get("country") or any(trouble.is_refusal for trouble in row.troubles):
                row.record = None
                return _Compared(row, "refused")
            _complete_people(record)
        return _Compared(row, "created")

    def _changed_export(self, row: Row, case: Case, now: Record) -> _Compared:
        found = difference(now, row.record or {}, rows_may_go=False)
        parts = {section: {key: int(key) for key in now[section]} for section in PARTS}
        for section, key in found.added:
            sentence = _("This case has no such row: %(section)s %(key)s. New rows are added on the desk.") % {"section": section, "key": key}
            row.troubles.append(Trouble(row.number, row.external_id, f"{section}.id", sentence))
        _refuse_moves(row, found)
        return _Compared(row, _verdict(row, found), case=case, parts=parts, found=found)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" ..." if len(names) > _NAMED else "")


def _is_as_before(row: Row, external: ExternalRecord) -> bool:
    return bytes(external.fingerprint) in keyed("record", canonical(row.record or {}))


def _changed_row(row: Row, case: Case, external: ExternalRecord, now: Record) -> _Compared:
    before: Record = json.loads(external.record or "{}")
    found = difference(before, row.record or {}, rows_may_go=True)
    parts = external.parts
    kept = []
    for edit in found.edits:
        there = now["case"] if edit.section == "case" else now[edit.section].get(str(parts[edit.section].get(edit.key)))
        if there is None:
            row.troubles.append(Trouble(row.number, row.external_id, edit.fact, _("Somebody has taken this row out of the record since.")))
        elif edit.fact in TIES or same(there.get(edit.fact), edit.before):
            kept.append(edit)
        elif not same(there.get(edit.fact), edit.after):
            sentence = _("Somebody has changed this fact in the record since; the file would overwrite it.")
            row.troubles.append(Trouble(row.number, row.external_id, f"{edit.section}.{edit.fact}", sentence))
    found = Difference(tuple(kept), found.added, found.removed)
    _refuse_moves(row, found)
    return _Compared(row, _verdict(row, found, is_new_text=True), case=case, external=external, parts=parts, found=found)


def _refuse_moves(row: Row, found: Difference) -> None:
    for edit in found.edits:
        if edit.fact in TIES:
            sentence = _("An act would come to another event or other people; that is work for the desk.")
            row.troubles.append(Trouble(row.number, row.external_id, f"act.{edit.fact}", sentence))


def _verdict(row: Row, found: Difference, *, is_new_text: bool = False) -> str:
    if any(trouble.is_refusal for trouble in row.troubles):
        return "refused"
    # A new text with no difference to write still has to be remembered as the one that was imported last.
    return "changed" if found or is_new_text else "unchanged"


def _complete_people(record: Record) -> None:
    for person in record["people"].values():
        person["kind"] = person.get("kind") or "person"


# --- the verbs ---


def look(
    *, organisation: Organisation, file: BinaryIO, mapping: Mapping | None, encoding: str = "", sheet: str = "", progress: Progress | None = None
) -> Report:
    """Say what an import would do, and write nothing. Raise TableRefused or MappingRefused where the file can't be read."""
    if is_package(file):
        return _look_through(PackageImport(organisation=organisation, file=file), progress)
    work = _Import(organisation=organisation, file=file, mapping=mapping, encoding=encoding, sheet=sheet)
    found = work.records.encoding
    report = Report(troubles=work.of_the_file(), encoding=found.name if found else "", certainty=found.certainty if found else "", counts=_no_counts())
    for batch in work.batches():
        _count(report.counts, batch)
        report.troubles += [trouble for one in batch for trouble in one.row.troubles][: MOST_TOLD - len(report.troubles)]
        report.lines.add((one.row, one.verdict) for one in batch)
        if progress is not None:
            progress(report.counts)
    return report


def _look_through(work: PackageImport, progress: Progress | None) -> Report:
    """The same of a package."""
    report = Report(counts=_no_cases(), troubles=work.of_the_file())

    def heard() -> None:
        if progress is not None:
            progress(report.counts)

    with closing(work.parts(heard=heard)) as parts:
        for part in parts:
            told = work.take(part)
            _count_rows(report.counts, told)
            report.troubles += [trouble for row in _rows_of(told) for trouble in row.troubles][: MOST_TOLD - len(report.troubles)]
            for one in told:
                report.lines.add(one.rows)
            heard()
    return report


def _rows_of(told: Iterable[Told]) -> Iterator[Row]:
    return (row for one in told for row, _verdict in one.rows)


def _no_cases() -> Counts:
    return {"cases": dict.fromkeys(COUNTED, 0)}


def _count_rows(counts: Counts, told: Iterable[Told]) -> None:
    for one in told:
        words = counts.setdefault(one.kind, dict.fromkeys(COUNTED, 0))
        for _row, verdict in one.rows:
            words["read"] += 1
            words[verdict] += 1


def new_run(
    *,
    organisation: Organisation,
    file: BinaryIO,
    file_name: str,
    mapping: Mapping | None,
    encoding: str = "",
    sheet: str = "",
    by: User | None,
    now: datetime,
) -> CaseImport:
    """A row for an import that is to come."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    file.seek(0)
    return CaseImport.objects.create(
        organisation=organisation,
        set_name=mapping.set_name if mapping else own.SET,
        mapping=as_json(mapping) if mapping else {},
        encoding=encoding,
        sheet=sheet,
        file_name=file_name[-200:],
        sha256=digest.hexdigest(),
        by=by,
        added_at=now,
        seen_at=now,
    )


def save_mapping(*, organisation: Organisation, mapping: Mapping, now: datetime) -> SavedMapping:
    """Keep a mapping for the next file of its set."""
    saved, _is_new = SavedMapping.objects.update_or_create(
        organisation=organisation, set_name=mapping.set_name, defaults={"content": as_json(mapping), "changed_at": now}
    )
    return saved


def carry_out(*, run: CaseImport, file: BinaryIO, now: datetime, progress: Progress | None = None) -> bool:
    """Import the file. False where it did not come to its end; the run then says why."""
    if not _claim(run, now=now, started_at=now):
        return False
    run.troubles.all().delete()
    try:
        _write_all(run, file, now=now, progress=progress)
    except (TableRefused, MappingRefused) as refusal:
        _finish(run, ImportState.STOPPED if run.steps.exists() else ImportState.REFUSED, str(refusal), now=now)
        return False
    except Exception:
        # The rim logs what it was; the row must not say for ever that it is running.
        stands = _("The import met an error of ours. What it had written stands; it can be undone.")
        _finish(run, ImportState.STOPPED, stands if run.steps.exists() else _("The import met an error of ours. Nothing was written."), now=now)
        raise
    CaseImportFile.objects.filter(run=run).delete()
    _finish(run, ImportState.DONE, "", now=now)
    return True


def _claim(run: CaseImport, *, now: datetime, **more: Any) -> bool:
    claimed = CaseImport.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.WAITING, ImportState.STOPPED))
    if not claimed.update(state=ImportState.RUNNING, seen_at=now, sentence="", **more):
        return False
    run.refresh_from_db()
    return True


def _write_all(run: CaseImport, file: BinaryIO, *, now: datetime, progress: Progress | None) -> None:
    if is_package(file):
        _write_package(run, file, now=now, progress=progress)
        return
    mapping = mapping_of(run.mapping) if run.mapping else None
    work = _Import(organisation=run.organisation, file=file, mapping=mapping, encoding=run.encoding, sheet=run.sheet)
    if work.records.encoding and work.records.encoding.certainty == Certainty.GUESSED:
        work.records.close()
        words = {"encoding": work.records.encoding.name}
        raise TableRefused(_("The encoding of this file can only be guessed (%(encoding)s). State it, then import.") % words, code="encoding")
    if run.set_name != work.set_name:
        run.set_name = work.set_name
        run.save(update_fields=["set_name"])
    prefix = (mapping.number_prefix if mapping else "") or work.set_name
    writer = Writer(run=run, terms=work.terms, prefix=prefix, by=run.by, now=now)
    counts, told, lines = _no_counts(), _keep(run, work.of_the_file(), 0), RowReport()
    for batch in work.batches():
        with transaction.atomic():
            writer.open_cases([(one.row.number, one.row.external_id, one.row.record) for one in batch if one.verdict == "created" and one.row.record])
            for one in batch:
                if one.verdict == "changed":
                    _change(writer, one)
            told = _keep(run, [trouble for one in batch for trouble in one.row.troubles], told)
            _count(counts, batch)
            run.counts, run.seen_at = counts, database_now()
            run.save(update_fields=["counts", "seen_at"])
            lines.add((one.row, one.verdict) for one in batch)
        if progress is not None:
            progress(counts)
    _keep_lines(run, lines)


def _write_package(run: CaseImport, file: BinaryIO, *, now: datetime, progress: Progress | None) -> None:
    """Case by case, each with everything in it."""
    work = PackageImport(organisation=run.organisation, file=file, run=run, now=now)
    run.set_name = work.set_name
    run.save(update_fields=["set_name"])
    counts, told, lines = _no_cases(), _keep(run, work.of_the_file(), 0), RowReport()
    heard = _heard_of(run)
    with closing(work.parts(heard=lambda: heard(counts))) as parts:
        for part in parts:
            with transaction.atomic():
                found = work.take(part)
                _count_rows(counts, found)
                told = _keep(run, [trouble for row in _rows_of(found) for trouble in row.troubles], told)
                run.rows = work.cases
                run.save(update_fields=["rows"])
                heard(counts)
            for one in found:
                lines.add(one.rows)
            if progress is not None:
                progress(counts)
    heard(counts)
    _keep_lines(run, lines)


def _keep_lines(run: CaseImport, lines: RowReport) -> None:
    CaseImportReport.objects.update_or_create(run=run, defaults={"content": lines.packed()})


def _change(writer: Writer, one: _Compared) -> None:
    """Change a case, or leave it wholly alone and say why."""
    if one.case is None or one.found is None or one.row.record is None:
        return
    try:
        with transaction.atomic():
            writer.change_case(row=one.row.number, case=one.case, external=one.external, parts=one.parts, record=one.row.record, found=one.found)
    except StillNeeded:
        _refuse_change(one, _("Something in the record leans on a row that the file no longer has."))
    except ChangedMeanwhile:
        _refuse_change(one, _("Somebody changed this case while it was imported."))
    except ValidationError as error:
        _refuse_change(one, "; ".join(error.messages))


def _refuse_change(one: _Compared, reason: str) -> None:
    one.verdict = "refused"
    one.row.troubles.append(Trouble(one.row.number, one.row.external_id, "", reason))


def _keep(run: CaseImport, troubles: list[Trouble], told: int) -> int:
    kept = troubles[: max(0, MOST_TOLD - told)]
    CaseImportTrouble.objects.bulk_create(
        CaseImportTrouble(run=run, row=one.row, record=one.record, column=one.column[:300], reason=one.reason, is_refusal=one.is_refusal) for one in kept
    )
    return told + len(kept)


def _no_counts() -> Counts:
    return {kind: dict.fromkeys(COUNTED, 0) for kind in KINDS}


def _count(counts: Counts, batch: Iterable[_Compared]) -> None:
    for one in batch:
        counts["cases"]["read"] += 1
        counts["cases"][one.verdict] += 1
        for section in PARTS if one.row.record else ():
            _count_parts(counts[section], section, one)


def _count_parts(words: dict[str, int], section: str, one: _Compared) -> None:
    rows = (one.row.record or {}).get(section, {})
    words["read"] += len(rows)
    if one.verdict != "changed" or one.found is None:
        words[one.verdict] += len(rows)
        return
    added = sum(of == section for of, _key in one.found.added)
    changed = len({edit.key for edit in one.found.edits if edit.section == section})
    words["created"] += added
    words["changed"] += changed
    words["unchanged"] += len(rows) - added - changed


@transaction.atomic
def _finish(run: CaseImport, state: ImportState, sentence: str, *, now: datetime) -> None:
    run.state, run.sentence, run.finished_at = state, sentence, now
    run.save(update_fields=["state", "sentence", "finished_at"])
    figures: dict[str, Any] = dict(run.counts.get("cases", {}))
    record(verb="import cases", subject=run.subject, now=now, actor=run.by, set=run.set_name, state=str(state), **figures)


# --- from the desk: the file waits between the look and the import ---


def look_for_run(*, run: CaseImport, file: BinaryIO, now: datetime) -> None:
    """Look at the file of a run and keep the report in it, until somebody decides."""
    if not _claim(run, now=now, is_look=True):
        return
    try:
        mapping = mapping_of(run.mapping) if run.mapping else None
        report = look(organisation=run.organisation, file=file, mapping=mapping, encoding=run.encoding, sheet=run.sheet, progress=_heard_of(run))
    except (TableRefused, MappingRefused) as refusal:
        run.state, run.sentence, run.is_look = ImportState.REFUSED, str(refusal), False
        run.save(update_fields=["state", "sentence", "is_look"])
        return
    except Exception:
        run.state, run.sentence, run.is_look = ImportState.LOOKED_AT, _("Looking at this file met an error of ours. Nothing was imported."), False
        run.save(update_fields=["state", "sentence", "is_look"])
        raise
    with transaction.atomic():
        run.counts, run.rows, run.state, run.is_look = report.counts, report.counts["cases"]["read"], ImportState.LOOKED_AT, False
        run.save(update_fields=["counts", "rows", "state", "is_look"])
        run.troubles.all().delete()
        _keep(run, report.troubles, 0)
        _keep_lines(run, report.lines)


def _heard_of(run: CaseImport) -> Progress:
    """So that the page sees how far it is, and nobody takes it for dead."""

    def told(counts: Counts) -> None:
        run.counts, run.seen_at = counts, database_now()
        run.save(update_fields=["counts", "seen_at"])

    return told


@transaction.atomic
def queue_look(*, run: CaseImport, now: datetime) -> bool:
    """Let the look at a large file wait for its turn; False where it is at work already."""
    free = CaseImport.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.REFUSED), started_at=None, file__isnull=False)
    return bool(free.update(state=ImportState.WAITING, is_look=True, seen_at=now, counts={}, sentence=""))


@transaction.atomic
def queue_run(*, run: CaseImport, by: User | None, now: datetime) -> bool:
    """Let a run that was looked at, or stopped, begin; False where it is no longer waiting for that."""
    free = CaseImport.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.STOPPED), file__isnull=False)
    if not free.update(state=ImportState.WAITING, is_look=False, by=by, seen_at=now):
        return False
    record(verb="queue case import", subject=run.subject, now=now, actor=by, set=run.set_name)
    return True


@transaction.atomic
def give_up_run(*, run: CaseImport, by: User | None, now: datetime) -> bool:
    """Forget a look that nobody wants to carry out, with its file."""
    if not CaseImport.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.REFUSED), started_at=None).exists():
        return False
    record(verb="give up case import", subject=run.subject, now=now, actor=by, set=run.set_name)
    run.delete()
    return True


def run_waiting_imports(*, now: datetime) -> int:
    """A chore: look at the files and carry out the imports that wait. Returns how many were. One that fell silent counts as stopped."""
    silent = CaseImport.objects.filter(state=ImportState.RUNNING, seen_at__lt=now - SILENT_FOR)
    silent.filter(is_look=True).update(state=ImportState.LOOKED_AT, is_look=False, counts={}, sentence=_("The look at this file was interrupted. Look again."))
    silent.update(state=ImportState.STOPPED, sentence=_("The import was interrupted. What it had written stands; run it again or undo it."))
    done = 0
    for run in CaseImport.objects.filter(state=ImportState.WAITING).select_related("organisation", "by", "file").order_by("pk"):
        with file_of(run) as file:
            if run.is_look:
                look_for_run(run=run, file=file, now=now)
            else:
                carry_out(run=run, file=file, now=now)
        done += 1
    return done
