"""Taking back a whole import: what it created goes, what it changed is as it was before.

What somebody else has changed or built upon since is left alone and told.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.authorities.models import HolderAlert, ImportChange, ImportRun, ImportState, Record
from outcry.authorities.operations.comparing import Trouble
from outcry.authorities.operations.offices import EntryRefused
from outcry.authorities.operations.writing_records import TEXTS, columns, keep_troubles
from outcry.authorities.popolo.kinds import KINDS, Json, Kind, Shape
from outcry.authorities.queries.as_popolo import MODELS, reference_to

_UNDOABLE = (ImportState.DONE, ImportState.STOPPED)
_BATCH = 500


def undo_run(*, run: ImportRun, by: User | None, now: datetime) -> int:
    """Take the run back, all or nothing. Returns how many rows had to stay as they are, because others changed them or build upon them.

    Raise EntryRefused for a run that was undone or forgotten, or that a later one builds upon.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        _may_be_undone(run)
        troubles = [trouble for kind in reversed(MODELS) for trouble in _undo_kind(run, KINDS[kind])]
        HolderAlert.objects.filter(run=run, settled_at=None).delete()
        run.state, run.undone_at, run.undone_by = ImportState.UNDONE, now, by
        run.save(update_fields=["state", "undone_at", "undone_by"])
        run.files.all().delete()
        keep_troubles(run, troubles)
        record(verb="undo_import", subject=f"import:{run.pk}", now=now, actor=by, set=run.set_name, left=len(troubles))
    return len(troubles)


def later_runs(*, run: ImportRun) -> models.QuerySet[ImportRun]:
    """Later imports, not undone, that changed a row of this one: they have to be undone first."""
    same = ImportChange.objects.filter(run=run, kind=OuterRef("kind"), row=OuterRef("row"))
    touching = ImportChange.objects.filter(run__pk__gt=run.pk, run__organisation=run.organisation).exclude(run__state=ImportState.UNDONE).filter(Exists(same))
    return ImportRun.objects.filter(pk__in=touching.values("run"))


def _may_be_undone(run: ImportRun) -> None:
    if run.state not in _UNDOABLE:
        raise EntryRefused("", _("Only an import that is done or was stopped can be undone."))
    if run.forgotten_at is not None:
        raise EntryRefused("", _("This import is too long ago: what it changed is no longer kept."))
    if later_runs(run=run).exists():
        raise EntryRefused("", _("A later import changed the same records. Undo that one first."))


def _undo_kind(run: ImportRun, kind: Kind) -> Iterator[Trouble]:
    changes = run.changes.filter(kind=kind.name)
    for batch in batched(changes.exclude(before__isnull=True).order_by("-pk").iterator(chunk_size=_BATCH), _BATCH, strict=False):
        rows = MODELS[kind.name]._default_manager.in_bulk([change.row for change in batch])
        for change in batch:
            if change.row in rows:
                yield from _put_back(kind, rows[change.row], change)
    made = list(changes.filter(before__isnull=True).values_list("row", flat=True))
    for pks in batched(made, _BATCH, strict=False):
        yield from _take_away(run, kind, list(pks))


def _put_back(kind: Kind, row: Any, change: ImportChange) -> Iterator[Trouble]:
    now_there, before = columns(kind, row), dict(change.before or {})
    for name, value in before.items():
        if now_there[name] != change.after.get(name):
            if name != "version":
                yield _left(kind, row, name, _("This was changed again since; it stays as it is."))
        elif name == TEXTS:
            _put_back_texts(row, value, now_there[TEXTS])
        else:
            setattr(row, name, value)
    row.save()


def _put_back_texts(row: Any, before: Json, there: Json) -> None:
    row.texts.filter(language__in=[language for language in there if language not in before]).delete()
    for language, words in before.items():
        row.texts.update_or_create(language=language, defaults={row.NAME: words})
    row._prefetched_objects_cache = {}


def _take_away(run: ImportRun, kind: Kind, pks: list[int]) -> Iterator[Trouble]:
    rows = list(MODELS[kind.name]._default_manager.filter(pk__in=pks).select_related("source_set"))
    edited = [row for row in rows if row.version > 1]
    going = [row for row in rows if row.version == 1]
    for row in edited:
        yield _left(kind, row, "", _("Somebody has changed this record since; it stays."))
    _loosen(run, kind, going)
    try:
        with transaction.atomic():
            MODELS[kind.name]._default_manager.filter(pk__in=[row.pk for row in going]).delete()
    except ProtectedError:
        yield from _one_by_one(kind, going)


def _one_by_one(kind: Kind, rows: list[Record]) -> Iterator[Trouble]:
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            yield _left(kind, row, "", _("Something else refers to this record; it stays."))


def _loosen(run: ImportRun, kind: Kind, going: list[Record]) -> None:
    """Records of the sets that came to refer to a row that goes name it by its id again, as they did before."""
    by_pk = {row.pk: row for row in going}
    for name, model in MODELS.items():
        for field in KINDS[name].fields:
            if field.shape != Shape.REFERENCE or field.of != kind.name:
                continue
            for row in model._default_manager.filter(Q(**{f"{field.column}__in": list(by_pk)}), source_set__isnull=False):
                target = by_pk[getattr(row, f"{field.column}_id")]
                row.open_references[field.name] = reference_to(target, within=row.source_set_id)
                setattr(row, field.column, None)
                row.save(update_fields=[field.column, "open_references", "search_text"])


def _left(kind: Kind, row: Record, field: str, sentence: str) -> Trouble:
    return Trouble(kind=kind.name, place="", record=row.export_id[:300], field=field, reason=sentence, is_refusal=False)
