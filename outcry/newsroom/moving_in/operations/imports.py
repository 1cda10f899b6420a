"""Importing an old site: look at its files, carry it out, let it wait for its turn. Taking it back is in undoing.py."""

import gzip
import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.authorities.models import ImportState
from outcry.lib.database_clock import database_now
from outcry.lib.tables.line_report import LineReport
from outcry.newsroom.moving_in.choices import Choices, ChoicesRefused, as_json, completed, drafted
from outcry.newsroom.moving_in.entries import COUNTED, Counts, Note, Site, Verdict, no_counts
from outcry.newsroom.moving_in.models import FileRole, KeptChoices, MovingFile, MovingReport, MovingRun, MovingTrouble
from outcry.newsroom.moving_in.moments import zone_called
from outcry.newsroom.moving_in.operations.moving import Move
from outcry.newsroom.moving_in.picture_files import FetchedPictures, NoPictures, Pictures, ZipOfPictures
from outcry.newsroom.moving_in.reading import File, SiteRefused, survey

# Refusals and notes that are kept of one import; its report holds all.
MOST_TOLD = 5_000
# A run that said nothing for so long was killed.
SILENT_FOR = timedelta(minutes=5)
_TOLD_EVERY = 20
# A longer file is looked at in its turn, while the page waits.
_AT_ONCE_BYTES = 300_000
_IN_MEMORY = 5_000_000
_MOST_ASKED = 300
HEADER = ("entry", "kind", "name", "verdict", "reason")
Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class Look:
    """What an import would do, and what it would refuse."""

    set_name: str
    counts: Counts = field(default_factory=no_counts)
    notes: list[Note] = field(default_factory=list)
    lines: LineReport = field(default_factory=lambda: LineReport(HEADER))
    entries: int = 0


def file_at(path: Path) -> File:
    """A file of this machine."""

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        with path.open("rb") as stream:
            yield stream

    return File(name=path.name, open=opened)


def what_is_in(*, files: Sequence[File], organisation: Organisation) -> dict[str, Any]:
    """A first choice for these files, with everything in it that can be chosen. Raise SiteRefused."""
    site, _mended = survey(files, zone=zone_called(""))
    names = {key: label.name for key, label in site.labels.items()}
    return drafted(site, source_language=organisation.source_language) | {"entries": site.entries, "names": names}


def look(
    *,
    organisation: Organisation,
    files: Sequence[File],
    told: Mapping[str, Any],
    pictures: Pictures | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> Look:
    """What an import of these files would do. Changes nothing. Raise SiteRefused, ChoicesRefused."""
    site, choices, found = _begun(organisation, files, told)
    move = _move(organisation, files, site, choices, pictures, now, run=None, by=None, tell=lambda note: _note(found, note))
    for number in move.entries():
        if progress is not None and number % _TOLD_EVERY == 0:
            progress(number, site.entries)
    found.counts = move.counts
    return found


def new_run(*, organisation: Organisation, files: Sequence[File], told: Mapping[str, Any], by: User | None, now: datetime) -> MovingRun:
    """A row for an import that is to come."""
    digest = hashlib.sha256()
    for file in files:
        with file.open() as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    name = ", ".join(file.name for file in files)[-200:]
    return MovingRun.objects.create(organisation=organisation, choices=dict(told), file_name=name, sha256=digest.hexdigest(), by=by, added_at=now, seen_at=now)


def carry_out(*, run: MovingRun, files: Sequence[File], pictures: Pictures | None = None, now: datetime, progress: Progress | None = None) -> bool:
    """Import the files. False where it did not come to its end; the run then says why."""
    if not _claim(run, now=now, started_at=now):
        return False
    run.troubles.all().delete()
    try:
        _write_all(run, files, pictures, now, progress)
    except (SiteRefused, ChoicesRefused) as refusal:
        _finish(run, ImportState.STOPPED if run.steps.exists() else ImportState.REFUSED, str(refusal), now=now)
        return False
    except Exception:
        # The rim logs what it was; the row must not say for ever that it is running.
        stands = _("The import met an error of ours. What it had written stands; it can be undone.")
        _finish(run, ImportState.STOPPED, stands if run.steps.exists() else _("The import met an error of ours. Nothing was written."), now=now)
        raise
    MovingFile.objects.filter(run=run).delete()
    _finish(run, ImportState.DONE, "", now=now)
    return True


def _begun(organisation: Organisation, files: Sequence[File], told: Mapping[str, Any]) -> tuple[Site, Choices, Look]:
    """The first reading, and what has to be said before the first entry."""
    zone = str(told.get("zone") or "")
    try:
        site, mended = survey(files, zone=zone_called(zone))
    except ValueError as error:
        if isinstance(error, SiteRefused):
            raise
        raise ChoicesRefused(_("There is no time zone “%(name)s”.") % {"name": zone}) from error
    name = completed({key: value for key, value in told.items() if key == "set"}, site=site, source_language=organisation.source_language).set
    kept = KeptChoices.objects.filter(organisation=organisation, set_name=name).values_list("content", flat=True).first() or {}
    choices = completed({**kept, **told}, site=site, source_language=organisation.source_language)
    found = Look(set_name=choices.set, entries=site.entries)
    if mended.characters:
        reason = _("%(number)s characters are damaged or not allowed in XML; they were dropped or replaced.") % {"number": mended.characters}
        _note(found, Note(number=0, kind="reports", name="", verdict="", reason=reason))
    if not choices.zone and site.kind != "wordpress":
        reason = _("No time zone was chosen: days are those of UTC.")
        _note(found, Note(number=0, kind="reports", name="", verdict="", reason=reason))
    return site, choices, found


def _move(
    organisation: Organisation,
    files: Sequence[File],
    site: Site,
    choices: Choices,
    pictures: Pictures | None,
    now: datetime,
    *,
    run: MovingRun | None,
    by: User | None,
    tell: Callable[[Note], None],
) -> Move:
    beside = pictures or NoPictures()
    # A look asks nobody: what would be fetched is not known before.
    found = FetchedPictures(beside, home=site.home, now=now) if choices.fetch and run is not None else beside
    return Move(organisation=organisation, files=files, site=site, choices=choices, pictures=found, run=run, by=by, now=now, tell=tell)


def _write_all(run: MovingRun, files: Sequence[File], pictures: Pictures | None, now: datetime, progress: Progress | None) -> None:
    site, choices, found = _begun(run.organisation, files, run.choices)
    run.set_name, run.choices, run.entries = choices.set, as_json(choices), site.entries
    run.save(update_fields=["set_name", "choices", "entries"])
    KeptChoices.objects.update_or_create(organisation=run.organisation, set_name=choices.set, defaults={"content": as_json(choices), "changed_at": now})
    move = _move(run.organisation, files, site, choices, pictures, now, run=run, by=run.by, tell=lambda note: _note(found, note))
    done = 0
    for done, _number in enumerate(move.entries(), start=1):
        if done % _TOLD_EVERY == 0:
            _heard(run, move.counts, done)
            if progress is not None:
                progress(done, site.entries)
    _keep(run, found)
    _heard(run, move.counts, done)


def _heard(run: MovingRun, counts: Counts, read: int) -> None:
    """So that the page sees how far it is, and nobody takes it for dead."""
    run.counts, run.read, run.seen_at = counts, read, database_now()
    run.save(update_fields=["counts", "read", "seen_at"])


def _note(found: Look, note: Note) -> None:
    """A line of the report; and one of what is told apart, where there is something to say."""
    found.lines.add_line((note.number or "", note.kind, note.name, note.verdict, note.reason))
    # That labels are no topics, and menus no reports, is one line in the counts; each of them stands in the report.
    if note.reason and note.kind not in ("topics", "others") and len(found.notes) < MOST_TOLD:
        found.notes.append(note)


@transaction.atomic
def _keep(run: MovingRun, found: Look) -> None:
    run.troubles.all().delete()
    MovingTrouble.objects.bulk_create(
        MovingTrouble(run=run, number=one.number, kind=one.kind, name=one.name[:300], reason=one.reason, is_refusal=one.verdict == Verdict.REFUSED)
        for one in found.notes
    )
    MovingReport.objects.update_or_create(run=run, defaults={"content": found.lines.packed()})


def _claim(run: MovingRun, *, now: datetime, **more: Any) -> bool:
    claimed = MovingRun.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.WAITING, ImportState.STOPPED))
    if not claimed.update(state=ImportState.RUNNING, seen_at=now, sentence="", **more):
        return False
    run.refresh_from_db()
    return True


@transaction.atomic
def _finish(run: MovingRun, state: ImportState, sentence: str, *, now: datetime) -> None:
    run.state, run.sentence, run.finished_at = state, sentence, now
    run.save(update_fields=["state", "sentence", "finished_at"])
    figures: dict[str, Any] = dict(run.counts.get("reports", {}))
    record(verb="import site", subject=run.subject, now=now, actor=run.by, state=str(state), **{word: figures.get(word, 0) for word in COUNTED})


# --- from the desk: the files wait between the look and the import ---


@transaction.atomic
def take_in(*, organisation: Organisation, exports: Sequence[tuple[str, bytes]], pictures: tuple[str, bytes] | None, by: User, now: datetime) -> MovingRun:
    """Keep uploaded files and what is to be asked about them. Raise SiteRefused where nobody can read them."""
    files = [_file_in_memory(name, data) for name, data in exports]
    found = what_is_in(files=files, organisation=organisation)
    run = new_run(organisation=organisation, files=files, told={}, by=by, now=now)
    kept = KeptChoices.objects.filter(organisation=organisation, set_name=found["set"]).values_list("content", flat=True).first() or {}
    run.found = found | {"bytes": sum(len(data) for _name, data in exports), "kept": kept, "has_pictures": pictures is not None}
    run.set_name = found["set"]
    run.save(update_fields=["found", "set_name"])
    named = [(FileRole.EXPORT, *one) for one in exports] + ([(FileRole.PICTURES, *pictures)] if pictures else [])
    for role, name, data in named:
        MovingFile.objects.create(run=run, role=role, name=name[-200:], content=gzip.compress(data, 6))
    return run


def asked_labels(found: Mapping[str, Any]) -> list[str]:
    """The labels that a page asks about; with more than these a mapping is written."""
    return list(found.get("topics", {}))[:_MOST_ASKED]


@transaction.atomic
def choose(*, run: MovingRun, told: Mapping[str, Any]) -> None:
    """Somebody has said what is to become of it."""
    run.choices = dict(told)
    run.save(update_fields=["choices"])


def begin_look(*, run: MovingRun, now: datetime) -> None:
    """Look at once where that is quick, else in its turn."""
    if run.found.get("bytes", 0) <= _AT_ONCE_BYTES and not run.found.get("has_pictures"):
        look_for_run(run=run, now=now)
        return
    free = MovingRun.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.REFUSED), started_at=None)
    free.update(state=ImportState.WAITING, is_look=True, seen_at=now, counts={}, sentence="")


def look_for_run(*, run: MovingRun, now: datetime) -> None:
    """Look at the files of a run and keep the report in it, until somebody decides."""
    MovingRun.objects.filter(pk=run.pk, state=ImportState.REFUSED, started_at=None).update(state=ImportState.LOOKED_AT)
    if not _claim(run, now=now, is_look=True):
        return
    try:
        with files_of(run) as (files, pictures):
            found = look(organisation=run.organisation, files=files, told=run.choices, pictures=pictures, now=now, progress=lambda read, _all: _read(run, read))
    except (SiteRefused, ChoicesRefused) as refusal:
        run.state, run.sentence, run.is_look = ImportState.REFUSED, str(refusal), False
        run.save(update_fields=["state", "sentence", "is_look"])
        return
    except Exception:
        run.state, run.sentence, run.is_look = ImportState.LOOKED_AT, _("Looking at this file met an error of ours. Nothing was imported."), False
        run.save(update_fields=["state", "sentence", "is_look"])
        raise
    with transaction.atomic():
        run.counts, run.entries, run.read, run.state, run.is_look = found.counts, found.entries, 0, ImportState.LOOKED_AT, False
        run.save(update_fields=["counts", "entries", "read", "state", "is_look"])
        _keep(run, found)


def _read(run: MovingRun, read: int) -> None:
    run.read, run.seen_at = read, database_now()
    run.save(update_fields=["read", "seen_at"])


@transaction.atomic
def queue_run(*, run: MovingRun, by: User | None, now: datetime) -> bool:
    """Let a run that was looked at, or stopped, begin; False where it is no longer waiting for that."""
    free = MovingRun.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.STOPPED), files__isnull=False)
    if not MovingRun.objects.filter(pk__in=free.values("pk")).update(state=ImportState.WAITING, is_look=False, by=by, seen_at=now):
        return False
    record(verb="queue site import", subject=run.subject, now=now, actor=by)
    return True


@transaction.atomic
def give_up_run(*, run: MovingRun, by: User | None, now: datetime) -> bool:
    """Forget a look that nobody wants to carry out, with its files."""
    if not MovingRun.objects.filter(pk=run.pk, state__in=(ImportState.LOOKED_AT, ImportState.REFUSED), started_at=None).exists():
        return False
    record(verb="give up site import", subject=run.subject, now=now, actor=by)
    run.delete()
    return True


def run_waiting(*, now: datetime) -> int:
    """A chore: look at the files and carry out the imports that wait. Returns how many were. One that fell silent counts as stopped."""
    silent = MovingRun.objects.filter(state=ImportState.RUNNING, seen_at__lt=now - SILENT_FOR)
    silent.filter(is_look=True).update(state=ImportState.LOOKED_AT, is_look=False, counts={}, sentence=_("The look at this file was interrupted. Look again."))
    silent.update(state=ImportState.STOPPED, sentence=_("The import was interrupted. What it had written stands; run it again or undo it."))
    done = 0
    for run in MovingRun.objects.filter(state=ImportState.WAITING).select_related("organisation", "by").order_by("pk"):
        if run.is_look:
            look_for_run(run=run, now=now)
        else:
            with files_of(run) as (files, pictures):
                carry_out(run=run, files=files, pictures=pictures, now=now)
        done += 1
    return done


@contextmanager
def files_of(run: MovingRun) -> Iterator[tuple[list[File], Pictures]]:
    """The files as they came; on the disk, and gone from there afterwards, where they are long."""
    with ExitStack() as stack:
        files: list[File] = []
        pictures: Pictures = NoPictures()
        for row in run.files.all():
            stream = stack.enter_context(_unpacked(row.content or b""))
            if row.role == FileRole.PICTURES:
                pictures = ZipOfPictures(stream)
            else:
                files.append(_file_open(row.name, stream))
        yield files, pictures


@contextmanager
def _unpacked(content: bytes) -> Iterator[BinaryIO]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out, gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
        shutil.copyfileobj(packed, out)
        out.seek(0)
        yield cast(BinaryIO, out)


def _file_in_memory(name: str, data: bytes) -> File:
    return _file_open(name, io.BytesIO(data))


def _file_open(name: str, stream: BinaryIO) -> File:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        stream.seek(0)
        yield stream

    return File(name=name, open=opened)


def sentences_of(notes: Iterable[Note]) -> Iterator[str]:
    """What has to be said, a line for each thing."""
    return (": ".join(filter(None, [f"{note.kind} {note.number or ''}".strip(), note.name, note.reason])) for note in notes)
