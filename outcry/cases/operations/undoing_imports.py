"""Taking back a whole import: cases it opened go, facts it changed are as they were before.

What people have changed or built upon since is left alone and told.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import batched

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
    with transaction.atomic():
        run = CaseImport.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if run.state not in _UNDOABLE:
            raise NotUndone(_("Only an import that is done or was stopped can be undone."))
        if run.forgotten_at is not None:
            raise NotUndone(_("What this import did was forgotten after its term; it can't be undone any more."))
        troubles = [*_put_back(run, by, now), *_take_away(run)]
        CaseImportTrouble.objects.bulk_create(
            CaseImportTrouble(run=run, row=step.row, record=number, reason=reason, is_refusal=False) for step, number, reason in troubles
        )
        run.state, run.undone_at, run.undone_by = ImportState.UNDONE, now, by
        run.save(update_fields=["state", "undone_at", "undone_by"])
        CaseImportFile.objects.filter(run=run).delete()
        CaseImportReport.objects.filter(run=run).delete()
        record(verb="undo case import", subject=run.subject, now=now, actor=by, set=run.set_name, left=len(troubles))
    return len(troubles)


def would_stay(*, run: CaseImport) -> list[str]:
    """Numbers of the cases that the run opened and that undoing would leave, as far as can be seen before: people worked on them since."""
    return list(_touched(Case.objects.filter(pk__in=_opened(run)), run).order_by("pk").values_list("number", flat=True))


_Left = tuple[CaseImportStep, str, str]


def _put_back(run: CaseImport, by: User | None, now: datetime) -> Iterator[_Left]:
    """Facts that the run changed, the last change first; a case wholly or not at all."""
    for step in run.steps.filter(opened=False, case__isnull=False).select_related("case").order_by("-pk"):
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


def _take_away(run: CaseImport) -> Iterator[_Left]:
    opened = run.steps.filter(opened=True, case__isnull=False).select_related("case").order_by("pk")
    may_go = set[int]()
    for steps in batched(opened.iterator(), _BATCH, strict=False):
        touched = set(_touched(Case.objects.filter(pk__in=[step.case_id for step in steps]), run).values_list("pk", flat=True))
        for step in steps:
            if step.case_id in touched:
                yield step, str(step.case), _("People have changed this case or offered it to the public since; it stays.")
            elif step.case_id:
                may_go.add(step.case_id)
    for steps in batched(opened.iterator(), _BATCH, strict=False):
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
