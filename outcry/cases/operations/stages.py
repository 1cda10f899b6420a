"""A case goes its way: each step is written down with who took it and why; and risk and consent are weighed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import Verdict, may_confirm
from outcry.audit.operations import record
from outcry.cases.models import Case, RiskCheck, RiskDecision, StageMove
from outcry.cases.models.case import new_mark
from outcry.cases.refusals import NeedsSecondPerson, NoSuchStep
from outcry.cases.stages import RESTS_ON_THE_FILE, Cause, Stage, Step, stage_once_approved, step


def begin(*, case: Case, by: User | None, now: datetime) -> StageMove:
    """The first line of its way, once the file is opened."""
    return StageMove.objects.create(case=case, at=now, by=by, to_stage=case.stage, cause=Cause.FILED)


@transaction.atomic
def move_case(*, case: Case, to: str, by: User, reason: str = "", now: datetime) -> StageMove:
    """Take a step at the desk. A step back, and the end, say why.

    Raise NoSuchStep where the table has no such step or something it asks is missing, NeedsSecondPerson where somebody
    else has to take it.
    """
    case = _locked(case)
    found = step(stage=case.stage, to=to)
    if found is None or not found.button:
        raise NoSuchStep(_("The case no longer stands where it stood. Read the page again."))
    missing = what_a_step_misses(case=case, to=found.to)
    if found.is_back and not reason.strip():
        missing = [_("Say why, in a few words."), *missing]
    if missing:
        raise NoSuchStep(" ".join(missing))
    verdict = may_take(case=case, found=found, by=by, now=now)
    if not verdict:
        raise NeedsSecondPerson(verdict.reason)
    if found.is_back:
        Case.objects.filter(pk=case.pk).update(proposed_by=None, proposed_at=None, mark=new_mark())
    return _move(case, found.to, by=by, now=now, cause=Cause.BY_HAND, reason=reason.strip(), alone=verdict.alone)


def may_take(*, case: Case, found: Step, by: User, now: datetime) -> Verdict:
    """Whether `by` may take this step. Whoever works alone verifies after an hour, and the log says so."""
    if not found.other_person:
        return Verdict(allowed=True)
    documented = case.moves.filter(to_stage=Stage.DOCUMENTED).first()
    if documented is None or documented.by_id is None:
        return Verdict(allowed=True)
    verdict = may_confirm(first=documented.by_id, second=by.pk, staff_count=staff_count(organisation=case.organisation), since=documented.at, now=now)
    if verdict or verdict.alone:
        return verdict
    return Verdict(allowed=False, reason=_("You documented it, or changed it last. Somebody else has to verify it."))


def what_a_step_misses(*, case: Case, to: str) -> list[str]:
    """What the file lacks for this step, in sentences."""
    missing = []
    if to == Stage.DOCUMENTED and case.stage == Stage.TRIAGE:
        if not case.sources.exists():
            missing.append(_("There is no source. Every statement needs one."))
        if not case.acts.exists():
            missing.append(_("There is no act yet: what was done, to whom."))
    return missing


@transaction.atomic
def check_risks(*, case: Case, facts: Mapping[str, Any], by: User, now: datetime) -> RiskCheck:
    """Write down how risk and consent were weighed, and let the case follow: on when it may be published, back when not.

    A case that is public stays so: to withdraw it is a step of its own, for one person, at once.
    """
    case = _locked(case)
    check = RiskCheck.objects.create(case=case, at=now, by=by, **facts)
    record(verb="check risks", subject=case.subject, actor=by, now=now, decision=check.decision, wish=check.wish)
    if check.decision != RiskDecision.GO:
        Case.objects.filter(pk=case.pk).update(proposed_by=None, proposed_at=None, mark=new_mark())
    if case.stage == Stage.VERIFIED and check.decision == RiskDecision.GO:
        _move(case, Stage.CHECKED, by=by, now=now, cause=Cause.RISK_CHECK)
    if case.stage == Stage.CHECKED and check.decision != RiskDecision.GO:
        _move(case, Stage.VERIFIED, by=by, now=now, cause=Cause.RISK_CHECK)
    return check


def once_approved(*, case: Case, by: User | None, now: datetime) -> StageMove:
    """A second person approved it, inside the caller's transaction."""
    today = case.organisation.content_now(now=now).date()
    is_for_later = case.visible_from is not None and case.visible_from > today
    return _move(case, stage_once_approved(stage=case.stage, is_for_later=is_for_later), by=by, now=now, cause=Cause.APPROVAL)


def once_withdrawn(*, case: Case, by: User | None, reason: str, now: datetime) -> None:
    """Taken away from the public: it has to be verified and weighed again before anybody reads it."""
    if case.stage != Stage.DOCUMENTED:
        _move(case, Stage.DOCUMENTED, by=by, now=now, cause=Cause.WITHDRAWAL, reason=reason)


def once_changed(*, case: Case, by: User | None, now: datetime) -> None:
    """The file says something else: what was verified no longer stands there. What is public stays as approved."""
    # Asked of the database, not of `case`, which may have been loaded before somebody verified it.
    rows = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk, stage__in=RESTS_ON_THE_FILE).order_by()
    for stage in rows.values_list("stage", flat=True):
        case.stage = stage
        _move(case, Stage.DOCUMENTED, by=by, now=now, cause=Cause.CHANGE)


def _move(case: Case, to: Stage, *, by: User | None, now: datetime, cause: Cause, reason: str = "", alone: bool = False) -> StageMove:
    row = StageMove.objects.create(case=case, at=now, by=by, from_stage=case.stage, to_stage=to, cause=cause, reason=reason or None, alone=alone)
    Case.objects.filter(pk=case.pk).update(stage=to, mark=new_mark())
    record(verb="move case", subject=case.subject, actor=by, now=now, stage_before=case.stage, stage=to, cause=cause, alone=alone)
    case.stage = to
    return row


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
