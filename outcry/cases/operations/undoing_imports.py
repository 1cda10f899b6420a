"""Taking back a whole import: cases it opened go, facts it changed are as they were before.

What people have changed or built upon since is left alone and told. It goes a batch at a time, so that other work goes on meanwhile:
killed half-way it leaves whole cases, and undoing once more goes on from there.
"""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.authorities.models import ImportState
from outcry.cases.models import (
    Case,
    CaseImport,
    CaseImportFile,
    CaseImportReport,
    CaseImportStep,
    CaseImportTrouble,
    Change,
    Event,
    ExternalRecord,
    JudgedKind,
    Judgment,
    Participant,
    Person,
    PublicCase,
    RiskCheck,
    StageMove,
    Verdict,
)
from outcry.cases.operations.taking_away import delete_cases
from outcry.cases.operations.writing import undo
from outcry.cases.refusals import AlreadyUndone, StillNeeded
from outcry.cases.stages import Cause
from outcry.lib.wordings import ChangedMeanwhile

_BATCH = 500
_UNDOABLE = (ImportState.DONE, ImportState.STOPPED)


class NotUndone(Exception):
    """The import can't be taken back; the text says why."""


def undo_import(*, run: CaseImport, by: User | None, now: datetime) -> int:
    """Take the run back. Returns how many cases had to stay as they are, because people changed them since or something leans on them.

    Raise NotUndone for a run that is not done, was undone or forgotten.
    """
    _check(run)
    changed = _put_back_all(run, by, now)
    stay = list(_take_away_all(run))
    with transaction.atomic():
        run = _check(run)
        run.state, run.undone_at, run.undone_by = ImportState.UNDONE, now, by
        run.save(update_fields=["state", "undone_at", "undone_by"])
        _tell(run, stay)
        CaseImportFile.objects.filter(run=run).delete()
        CaseImportReport.objects.filter(run=run).delete()
        record(verb="undo case import", subject=run.subject, now=now, actor=by, set=run.set_name, left=changed + len(stay))
    return changed + len(stay)


@transaction.atomic
def _check(run: CaseImport) -> CaseImport:
    """The row as it stands; nobody else goes on undoing it until the transaction around this ends. Raise NotUndone."""
    run = CaseImport.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state not in _UNDOABLE:
        raise NotUndone(_("Only an import that is done or was stopped can be undone."))
    if run.forgotten_at is not None:
        raise NotUndone(_("What this import did was forgotten after its term; it can't be undone any more."))
    return run


def would_stay(*, run: CaseImport) -> list[str]:
    """Numbers of the cases that the run opened and that undoing would leave, as far as can be seen before: people worked on them since."""
    return list(_touched(Case.objects.filter(pk__in=_opened(run)), run).order_by("pk").values_list("number", flat=True))


_Left = tuple[CaseImportStep, str, str]


def _tell(run: CaseImport, left: list[_Left]) -> None:
    CaseImportTrouble.objects.bulk_create(
        CaseImportTrouble(run=run, row=step.row, record=number, reason=reason, is_refusal=False) for step, number, reason in left
    )


def _put_back_all(run: CaseImport, by: User | None, now: datetime) -> int:
    """How many cases stay as they are. Each step is struck off with what it did: a second time it would look like the work of people."""
    steps = run.steps.filter(opened=False, case__isnull=False).select_related("case").order_by("-pk")
    left = 0
    while steps.exists():
        with transaction.atomic():
            _check(run)
            batch = list(steps[:_BATCH])
            told = list(_put_back(batch, by, now))
            _tell(run, told)
            CaseImportStep.objects.filter(pk__in=[step.pk for step in batch]).delete()
        left += len(told)
    return left


def _take_away_all(run: CaseImport) -> Iterator[_Left]:
    """Take away what may go; yields what stays."""
    may_go = set(filter(None, _opened(run))) - set(_touched(Case.objects.filter(pk__in=_opened(run)), run).values_list("pk", flat=True))
    opened = run.steps.filter(opened=True, case__isnull=False).select_related("case").order_by("pk")
    last = 0
    while opened.filter(pk__gt=last).exists():
        with transaction.atomic():
            _check(run)
            batch = list(opened.filter(pk__gt=last)[:_BATCH])
            left = list(_take_away(batch, run, may_go))
            last = batch[-1].pk if batch else last
        yield from left


def _put_back(steps: list[CaseImportStep], by: User | None, now: datetime) -> Iterator[_Left]:
    """Facts that the run changed, the last change first; a case wholly or not at all."""
    for step in steps:
        try:
            with transaction.atomic():
                for key in reversed(step.changes):
                    undo(change=Change.objects.get(pk=key), by=by, now=now)
                _put_back_external(step)
        except (ChangedMeanwhile, AlreadyUndone, StillNeeded, ProtectedError, Change.DoesNotExist):
            yield step, str(step.case), _("People have changed since what the import changed; it stays as it is.")


def _put_back_external(step: CaseImportStep) -> None:
    if step.before is None:
        return
    before = json.loads(step.before)
    ExternalRecord.objects.filter(case=step.case).update(record=before["record"], parts=before["parts"], fingerprint=bytes.fromhex(before["fingerprint"]))


def _take_away(steps: list[CaseImportStep], run: CaseImport, may_go: set[int]) -> Iterator[_Left]:
    """Cases that the run opened, apart from those that people worked on, also since `may_go` was found out."""
    touched = set(_touched(Case.objects.filter(pk__in=[step.case_id for step in steps]), run).values_list("pk", flat=True))
    may_go -= touched
    for step in steps:
        if step.case_id not in may_go:
            yield step, str(step.case), _("People have changed this case or offered it to the public since; it stays.")
    yield from _deleted([step for step in steps if step.case_id in may_go], may_go)


def _opened(run: CaseImport) -> QuerySet[CaseImportStep, int | None]:
    return run.steps.filter(opened=True, case__isnull=False).values_list("case", flat=True)


def _touched(cases: QuerySet[Case], run: CaseImport) -> QuerySet[Case]:
    """Cases that people worked on since they were opened: a change that still stands, of them or of who is in them;
    a step on its way; an offer; a publication; a judgment on somebody in them, or on an event of theirs;
    somebody who came into a case that the run did not open.
    """
    standing = Change.objects.filter(undoes=None, undone_by=None, part_of=None)
    changed = standing.filter(Q(case=OuterRef("pk")) | Q(person__parts__case=OuterRef("pk")))
    elsewhere = Participant.objects.filter(person__parts__case=OuterRef("pk")).exclude(case=OuterRef("pk")).exclude(case__in=_opened(run))
    judged = Judgment.objects.in_force().exclude(verdict=Verdict.OPEN)
    people, events = (judged.filter(kind=kind) for kind in (JudgedKind.PERSON, JudgedKind.EVENT))
    return cases.filter(
        Exists(changed)
        | Exists(Participant.objects.filter(case=OuterRef("pk")).filter(Q(person__in=people.values("first")) | Q(person__in=people.values("second"))))
        | Exists(Event.objects.filter(case=OuterRef("pk")).filter(Q(pk__in=events.values("first")) | Q(pk__in=events.values("second"))))
        | Exists(StageMove.objects.filter(case=OuterRef("pk")).exclude(cause=Cause.FILED))
        | Exists(RiskCheck.objects.filter(case=OuterRef("pk")))
        | Exists(PublicCase.objects.filter(case=OuterRef("pk")))
        | Q(proposed_at__isnull=False)
        | Exists(elsewhere)
    )


def _deleted(steps: list[CaseImportStep], may_go: set[int]) -> Iterator[_Left]:
    try:
        with transaction.atomic():
            delete_cases([step.case_id for step in steps if step.case_id])
    except ProtectedError:
        if len(steps) > 1:
            half = len(steps) // 2
            yield from _deleted(steps[:half], may_go)
            yield from _deleted(steps[half:], may_go)
        elif not _goes_with_what_it_is_tied_to(steps[0], may_go):
            yield steps[0], str(steps[0].case), _("Something else refers to this case; it stays.")


def _goes_with_what_it_is_tied_to(step: CaseImportStep, may_go: set[int]) -> bool:
    """People of two cases may be tied to each other, each in the way of the other: such cases go together."""
    found = edge = {step.case_id} if step.case_id else set[int]()
    while edge:
        people = Person.objects.filter(parts__case__in=edge).values("pk")
        tied = Person.objects.filter(Q(relations__related__in=people) | Q(relations_to__person__in=people))
        edge = (set(Participant.objects.filter(person__in=tied).values_list("case", flat=True)) & may_go) - found
        found = found | edge
    try:
        with transaction.atomic():
            delete_cases(sorted(found))
    except ProtectedError:
        return False
    return True
