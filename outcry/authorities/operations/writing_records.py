"""Writing what a comparison found, a batch in one transaction, and keeping what it takes to undo it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from outcry.authorities.models import ImportChange, ImportRun, ImportTrouble, Membership, Record
from outcry.authorities.operations.comparing import Compared, Sets, Trouble, Verdict
from outcry.authorities.operations.holder_alerts import Standing, alert_of_change, alerts_of_new
from outcry.authorities.popolo.checking import is_empty, languages_of
from outcry.authorities.popolo.kinds import OUR_NAMES, Json, Kind, Shape
from outcry.authorities.queries.as_popolo import MODELS, display
from outcry.lib.identifiers import ALPHABET, PUBLIC_ID_LENGTH

TEXTS = "texts"
_OWN = ("by_language", "extras", "open_references", "as_imported", "version")


class Writer:
    """Writes for one run."""

    def __init__(self, *, run: ImportRun, sets: Sets, now: datetime) -> None:
        self._run = run
        self._sets = sets
        self._now = now
        self._today: date = run.organisation.content_now(now=now).date()

    @transaction.atomic
    def write(self, kind: Kind, batch: list[Compared]) -> None:
        """Create and change the rows of a batch, with what they were before."""
        targets = self._targets(kind, [one for one in batch if one.verdict in (Verdict.CREATED, Verdict.CHANGED)])
        self._create(kind, [one for one in batch if one.verdict == Verdict.CREATED], targets)
        for one in batch:
            if one.verdict == Verdict.CHANGED or (one.verdict == Verdict.UNCHANGED and _says_more(one)):
                self._change(kind, one, targets)
        keep_troubles(self._run, [trouble for one in batch for trouble in one.troubles])

    def _targets(self, kind: Kind, wanted: list[Compared]) -> dict[tuple[str, int | None, str], Record]:
        """The rows that these records refer to, by kind, set and id."""
        asked: dict[tuple[str, int | None], set[str]] = {}
        for one in wanted:
            for field in kind.fields:
                value = one.wanted.get(field.name)
                if field.shape == Shape.REFERENCE and isinstance(value, str) and value:
                    where, name = self._sets.split(value, within=one.source_set)
                    asked.setdefault((field.of, where.pk if where else None), set()).add(name)
        return {(of, pk, row.export_id): row for (of, pk), ids in asked.items() for row in _rows_named(self._run, of, pk, ids)}

    def _create(self, kind: Kind, new: list[Compared], targets: dict[tuple[str, int | None, str], Record]) -> None:
        if not new:
            return
        rows = [self._row(kind, one, targets) for one in new]
        MODELS[kind.name]._default_manager.bulk_create(rows)
        for one, row in zip(new, rows, strict=True):
            one.row = row
            if one.wanted.get(OUR_NAMES):
                save_texts(row, one.wanted[OUR_NAMES])
                row.save(update_fields=["search_text"])
        ImportChange.objects.bulk_create(ImportChange(run=self._run, kind=kind.name, row=row.pk) for row in rows)
        if kind.name == "memberships":
            alerts_of_new(memberships=[row for row in rows if isinstance(row, Membership)], run=self._run, on=self._today, now=self._now)

    def _row(self, kind: Kind, one: Compared, targets: dict[tuple[str, int | None, str], Record]) -> Any:
        row = MODELS[kind.name](organisation=self._run.organisation, source_set=one.source_set, copy=one.copy, added_by=self._run.by, added_at=self._now)
        if one.source_set is not None:
            row.source_id, row.as_imported = one.id, one.said
        elif len(one.id) == PUBLIC_ID_LENGTH and set(one.id) <= set(ALPHABET):
            row.public_id = one.id
        self._fill(kind, row, one, targets)
        row.fold_for_search()
        return row

    def _change(self, kind: Kind, one: Compared, targets: dict[tuple[str, int | None, str], Record]) -> None:
        row = one.row
        before = columns(kind, row)
        standing = Standing.of(row) if isinstance(row, Membership) else None
        if one.verdict == Verdict.CHANGED:
            self._fill(kind, row, one, targets)
            row.version += 1
            if OUR_NAMES in one.wanted:
                save_texts(row, one.wanted[OUR_NAMES])
        if one.source_set is not None:
            row.as_imported = one.said
        row.save()
        after = columns(kind, row)
        touched = [name for name in after if after[name] != before[name]]
        ImportChange.objects.create(
            run=self._run, kind=kind.name, row=row.pk, before={name: before[name] for name in touched}, after={name: after[name] for name in touched}
        )
        if standing is not None:
            alert_of_change(membership=row, before=standing, run=self._run, on=self._today, now=self._now)

    def _fill(self, kind: Kind, row: Any, one: Compared, targets: dict[tuple[str, int | None, str], Record]) -> None:
        fill(kind, row, one.wanted)
        row.open_references = {}
        for field in kind.fields:
            if field.shape != Shape.REFERENCE:
                continue
            value = one.wanted.get(field.name)
            where, own = self._sets.split(value or "", within=one.source_set)
            target = None if is_empty(value) else targets.get((field.of, where.pk if where else None, own))
            setattr(row, field.column, target)
            if target is None and not is_empty(value):
                row.open_references[field.name] = value

    @transaction.atomic
    def close_references(self, kind: Kind) -> int:
        """Lead references of this kind to rows that came later in the file. Returns how many still lead nowhere."""
        rows = list(MODELS[kind.name]._default_manager.filter(organisation=self._run.organisation).exclude(open_references={}).select_related("source_set"))
        waiting = [Compared(piece=None, verdict=Verdict.CHANGED, source_set=row.source_set, row=row, wanted=row.open_references) for row in rows]  # type: ignore[arg-type]
        targets = self._targets(kind, waiting)
        left = 0
        for one in waiting:
            found = self._found(kind, one, targets)
            for name, target in found.items():
                setattr(one.row, name[0], target)
                del one.row.open_references[name[1]]
            if found:
                one.row.save()
            left += len(one.row.open_references)
        return left

    def _found(self, kind: Kind, one: Compared, targets: dict[tuple[str, int | None, str], Record]) -> dict[tuple[str, str], Record]:
        found = {}
        for field in kind.fields:
            if field.name in one.row.open_references:
                where, own = self._sets.split(one.row.open_references[field.name], within=one.source_set)
                target = targets.get((field.of, where.pk if where else None, own))
                if target is not None and target != one.row:
                    found[(field.column, field.name)] = target
        return found


def _says_more(one: Compared) -> bool:
    """Whether the source's last word has to be kept although nothing here changes: the desk's word stayed, or both came to the same."""
    return one.source_set is not None and one.row.as_imported != one.said


def _rows_named(run: ImportRun, kind: str, source_set: int | None, ids: set[str]) -> Iterable[Record]:
    rows = MODELS[kind]._default_manager.filter(organisation=run.organisation, source_set=source_set)
    return rows.filter(source_id__in=ids, copy=0) if source_set is not None else rows.filter(public_id__in=ids)


def fill(kind: Kind, row: Any, wanted: Json) -> None:
    """Put a record that was checked into the row's columns, all but its references."""
    row.by_language, row.extras = {}, {}
    for field in kind.fields:
        if field.shape != Shape.REFERENCE:
            setattr(row, field.column, [] if field.shape in (Shape.OBJECTS, Shape.TEXTS) else "")
    for name, value in wanted.items():
        _put(kind, row, name, value)


def _put(kind: Kind, row: Any, name: str, value: Any) -> None:
    field = kind.field(name)
    if name == OUR_NAMES and not is_empty(value):
        return
    if field is None or is_empty(value):
        row.extras[name] = value
    elif field.shape != Shape.REFERENCE:
        setattr(row, field.column, display(value) if field.shape == Shape.WORDS else value)
        if isinstance(value, dict):
            row.by_language[name] = languages_of(value)


def columns(kind: Kind, row: Any) -> Json:
    """What a row holds, in a form that can be kept and compared."""
    model: type[models.Model] = type(row)
    found = {}
    for field in kind.fields:
        attribute = model._meta.get_field(field.column).attname  # type: ignore[union-attr]
        found[attribute] = getattr(row, attribute)
    texts = {text.language: getattr(text, row.NAME) for text in row.texts.all()} if hasattr(row, "texts") else {}
    return {**found, **{name: getattr(row, name) for name in _OWN}, TEXTS: texts}


def save_texts(row: Any, texts: dict[str, str]) -> None:
    """Write our own wording in these languages; other languages stay."""
    for language, words in texts.items():
        row.texts.update_or_create(language=language, defaults={row.NAME: words})
    row._prefetched_objects_cache = {}
    row.fold_for_search()


def keep_troubles(run: ImportRun, troubles: Iterable[Trouble]) -> None:
    """List what was refused, and what a person should know."""
    ImportTrouble.objects.bulk_create(
        ImportTrouble(run=run, kind=one.kind, place=one.place[:220], record=one.record, field=one.field, reason=one.reason, is_refusal=one.is_refusal)
        for one in troubles
    )
