"""Importing a file: look at it, carry it out, take the whole of it back.

A run is written a batch at a time, so that other work goes on meanwhile. Killed half-way it leaves whole batches; running the
same file again goes on from there, because what stands already is unchanged.
"""

import gzip
import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.authorities.models import ImportFile, ImportRun, ImportState, SourceSet
from outcry.authorities.operations.comparing import COUNTED, Compared, Comparison, Sets, Trouble, Verdict, kinds_in_order
from outcry.authorities.operations.writing_records import Writer, keep_troubles
from outcry.authorities.popolo.kinds import KINDS, Json
from outcry.authorities.popolo.pieces import FileRefused, Reader, Source
from outcry.authorities.popolo.reading import reader_for
from outcry.authorities.queries.as_popolo import DESK, MODELS

# A run that said nothing for so long was killed.
SILENT_FOR = timedelta(minutes=10)
SETS = "outcry_sets"
_MOST_NAME = 100
# Refusals and notes that a look keeps; a file with more is better mended first.
MOST_TOLD = 5_000

Counts = dict[str, dict[str, int]]
Progress = Callable[[Counts], None]


@dataclass(kw_only=True)
class Report:
    """What a look at a file found: what an import would do, and what it would refuse."""

    counts: Counts = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def look(*, organisation: Organisation, sources: list[Source], set_name: str, kind: str = "") -> Report:
    """Say what an import would do, and write nothing. Raise FileRefused where the file can't be read."""
    _check_name(set_name)
    reader = reader_for(sources, kind=kind)
    own = None if SETS in reader.beside else SourceSet.objects.filter(organisation=organisation, name=set_name).first()
    comparison = Comparison(reader=reader, sets=Sets(organisation=organisation, own=own))
    report = Report(troubles=_of_unknown_kinds(reader))
    _count_unknown(reader, report.counts)
    for kind_of, batch in _batches(comparison):
        _count(report.counts, kind_of, batch)
        report.troubles += [trouble for one in batch for trouble in one.troubles][: MOST_TOLD - len(report.troubles)]
    return report


def new_run(*, organisation: Organisation, sources: list[Source], set_name: str, kind: str = "", by: User | None, now: datetime) -> ImportRun:
    """A row for an import that is to come. Raise FileRefused for a set name that can't be one."""
    _check_name(set_name)
    digests = [_digest(source) for source in sources]
    digest = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    name = sources[0].name if len(sources) == 1 else _("%(name)s and other files: %(count)s in all") % {"name": sources[0].name, "count": len(sources)}
    return ImportRun.objects.create(
        organisation=organisation, set_name=set_name, kind=kind, file_name=name[-200:], sha256=digest, by=by, added_at=now, seen_at=now
    )


def _digest(source: Source) -> str:
    with source.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def look_for_run(*, run: ImportRun, sources: list[Source]) -> None:
    """Look at the file of a run, keep the report in it and the file beside it, until somebody decides."""
    try:
        report = look(organisation=run.organisation, sources=sources, set_name=run.set_name, kind=run.kind)
    except FileRefused as refusal:
        run.state, run.sentence = ImportState.REFUSED, refusal.sentence
        run.save(update_fields=["state", "sentence"])
        return
    with transaction.atomic():
        run.counts = report.counts
        run.save(update_fields=["counts"])
        keep_troubles(run, report.troubles)
        for source in sources:
            ImportFile.objects.create(run=run, name=source.name, content=gzip.compress(source.path.read_bytes(), 6))


@transaction.atomic
def queue_run(*, run: ImportRun, by: User | None, now: datetime) -> bool:
    """Let a run that was looked at, or stopped, begin; False where it is no longer waiting for that."""
    free = ImportRun.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.STOPPED))
    if not free.update(state=ImportState.WAITING, by=by, seen_at=now):
        return False
    record(verb="queue_import", subject=f"import:{run.pk}", now=now, actor=by, file=run.file_name, set=run.set_name)
    return True


@transaction.atomic
def give_up_run(*, run: ImportRun, by: User | None, now: datetime) -> bool:
    """Forget a look that nobody wants to carry out, with its file."""
    if ImportRun.objects.filter(pk=run.pk, state=ImportState.LOOKED_AT, started_at=None).exists():
        record(verb="give_up_import", subject=f"import:{run.pk}", now=now, actor=by, file=run.file_name)
        run.delete()
        return True
    return False


def run_waiting(*, now: datetime) -> int:
    """A chore: carry out the imports that wait. Returns how many were. One that fell silent counts as stopped."""
    ImportRun.objects.filter(state=ImportState.RUNNING, seen_at__lt=now - SILENT_FOR).update(
        state=ImportState.STOPPED, sentence=_("The import was interrupted. What it had written stands; run it again or undo it.")
    )
    done = 0
    for run in ImportRun.objects.filter(state=ImportState.WAITING).select_related("organisation", "by").order_by("pk"):
        with unpacked(run) as sources:
            done += carry_out(run=run, sources=sources, now=now)
    return done


@contextmanager
def unpacked(run: ImportRun) -> Iterator[list[Source]]:
    """The files of a run in a folder of their own, for as long as they are read."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        found = []
        for number, file in enumerate(run.files.order_by("pk").iterator(chunk_size=20)):
            path = Path(folder) / str(number)
            path.write_bytes(gzip.decompress(bytes(file.content)))
            found.append(Source(name=file.name, path=path))
        yield found


def carry_out(*, run: ImportRun, sources: list[Source], now: datetime, progress: Progress | None = None) -> bool:
    """Import the files into the run's set. False where it did not come to its end; the run then says why."""
    claimed = ImportRun.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.WAITING, ImportState.STOPPED))
    if not claimed.update(state=ImportState.RUNNING, started_at=now, seen_at=now, sentence=""):
        return False
    run.refresh_from_db()
    run.troubles.all().delete()
    try:
        if not sources:
            raise FileRefused(_("The file is no longer here. Hand it in again."))
        _write_all(run, reader_for(sources, kind=run.kind), now=now, progress=progress)
    except FileRefused as refusal:
        _finish(run, ImportState.STOPPED if run.changes.exists() else ImportState.REFUSED, refusal.sentence, now=now)
        return False
    except Exception:
        # The rim logs what it was; the row must not say for ever that it is running.
        _finish(run, ImportState.STOPPED, _("The import met an error of ours. What it had written stands; it can be undone."), now=now)
        raise
    run.files.all().delete()
    _finish(run, ImportState.DONE, "", now=now)
    return True


def _write_all(run: ImportRun, reader: Reader, *, now: datetime, progress: Progress | None) -> None:
    own = _set_of(run, reader, now=now)
    sets = Sets(organisation=run.organisation, own=own)
    comparison, writer = Comparison(reader=reader, sets=sets), Writer(run=run, sets=sets, now=now)
    counts: Counts = {}
    _count_unknown(reader, counts)
    keep_troubles(run, _of_unknown_kinds(reader))
    met: dict[str, set[int]] = {}
    for kind, batch in _batches(comparison):
        writer.write(KINDS[kind], batch)
        met.setdefault(kind, set()).update(one.row.pk for one in batch if one.row is not None)
        _count(counts, kind, batch)
        run.counts = counts
        run.save(update_fields=["counts"])
        if progress is not None:
            progress(counts)
    open_ends = {kind.name: writer.close_references(kind) for kind in kinds_in_order()}
    if own is not None:
        keep_troubles(run, [*_gone(own, met), *_open_ends(open_ends)])


def _set_of(run: ImportRun, reader: Reader, *, now: datetime) -> SourceSet | None:
    """The set of the run, with what stood beside its records; None for an export of everything, which brings its own sets along."""
    if not isinstance(reader.beside.get(SETS), dict):
        run.source_set = _keep_set(run, run.set_name, {"beside": reader.beside}, now=now)
        run.save(update_fields=["source_set"])
        return run.source_set
    for name, told in reader.beside[SETS].items():
        _check_name(name)
        _keep_set(run, name, told if isinstance(told, dict) else {}, now=now)
    return None


def _keep_set(run: ImportRun, name: str, told: Json, *, now: datetime) -> SourceSet:
    said = {key: str(told[key])[:most] for key, most in (("source_url", 500), ("licence", 200)) if told.get(key)}
    found, _is_new = SourceSet.objects.get_or_create(organisation=run.organisation, name=name, defaults={"added_at": now, **said})
    beside = told.get("beside")
    if isinstance(beside, dict) and beside and beside != found.beside:
        found.beside = {**found.beside, **beside}
        found.save(update_fields=["beside"])
    return found


def _batches(comparison: Comparison) -> Iterator[tuple[str, list[Compared]]]:
    for kind in kinds_in_order():
        for batch in comparison.batches(kind):
            yield kind.name, batch


def _count(counts: Counts, kind: str, batch: Iterable[Compared]) -> None:
    found = counts.setdefault(kind, dict.fromkeys(COUNTED, 0))
    for one in batch:
        found["read"] += 1
        found[one.verdict] += 1


def _count_unknown(reader: Reader, counts: Counts) -> None:
    for kind, number in reader.unknown.items():
        counts[kind[:20]] = dict.fromkeys(COUNTED, 0) | {"read": number, Verdict.REFUSED.value: number}


def _of_unknown_kinds(reader: Reader) -> list[Trouble]:
    sentence = _("This directory keeps no records of this kind; the whole list was refused.")
    return [Trouble(kind=kind[:20], place=f"1–{number}", record="", field="", reason=sentence) for kind, number in reader.unknown.items()]


def _gone(own: SourceSet, met: dict[str, set[int]]) -> list[Trouble]:
    """Records of the set that the file no longer has: they stay, and somebody should know."""
    notes = []
    for kind, rows in met.items():
        number = MODELS[kind]._default_manager.filter(source_set=own).count() - len(rows)
        if number > 0:
            sentence = _("Records of this set that are not in the file; they stay: %(count)s.")
            notes.append(Trouble(kind=kind, place="", record="", field="", reason=sentence % {"count": number}, is_refusal=False))
    return notes


def _open_ends(left: dict[str, int]) -> list[Trouble]:
    sentence = _("References that lead to no record of the set, kept as they are: %(count)s.")
    return [Trouble(kind=kind, place="", record="", field="", reason=sentence % {"count": number}, is_refusal=False) for kind, number in left.items() if number]


@transaction.atomic
def _finish(run: ImportRun, state: ImportState, sentence: str, *, now: datetime) -> None:
    run.state, run.sentence, run.finished_at = state, sentence, now
    run.save(update_fields=["state", "sentence", "finished_at"])
    figures = {word: sum(words[word] for words in run.counts.values()) for word in COUNTED}
    record(verb="import_records", subject=f"import:{run.pk}", now=now, actor=run.by, set=run.set_name, file=run.file_name, state=str(state), **figures)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _MOST_NAME or "/" in name or name == DESK or not name.isprintable():
        raise FileRefused(_("Give the set a name of one line, without a slash, other than “%(desk)s”.") % {"desk": DESK})
