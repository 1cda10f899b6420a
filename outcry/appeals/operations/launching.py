"""From draft to open: one person proposes, a second one launches."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import Verdict, may_confirm
from outcry.appeals.check_list import missing
from outcry.appeals.models import Appeal, AppealState
from outcry.appeals.operations.drafting import check_deadline
from outcry.appeals.refusals import AppealRefused, NotReady
from outcry.audit.operations import record
from outcry.lib.desk_answers import mark_of
from outcry.lib.seen_forms import as_seen


@transaction.atomic
def propose_launch(*, appeal: Appeal, by: User, now: datetime) -> Appeal:
    """Say that it is ready; proposing twice changes nothing. Raise NotReady with what is still missing."""
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.state == AppealState.PROPOSED:
        return appeal
    _expect(appeal, AppealState.DRAFT)
    _check_ready(appeal, now=now)
    appeal.state, appeal.proposed_by, appeal.proposed_at = AppealState.PROPOSED, by, now
    appeal.save(update_fields=["state", "proposed_by", "proposed_at"])
    record(verb="propose_launch", subject=appeal.subject, now=now, actor=by)
    return appeal


@transaction.atomic
def launch(*, appeal: Appeal, by: User, seen: str | None = None, now: datetime) -> Appeal:
    """Open the appeal to the public; launching twice changes nothing.

    `seen` is the mark of the proposal that she read: another one since, and she has to read again.

    A second person does it; where only one works, she does an hour after her proposal, and the log says so. Raise
    AppealRefused with the reason when it may not be launched (yet), NotReady when something has gone missing since.
    """
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.state == AppealState.OPEN:
        return appeal
    _expect(appeal, AppealState.PROPOSED)
    if seen is not None and seen != mark_of(appeal.proposed_at):
        raise AppealRefused("", _("It was changed and proposed again while you were reading. Read it once more before you launch it."))
    verdict = may_launch(appeal=appeal, by=by, now=now)
    if not verdict:
        raise AppealRefused("", str(verdict.reason))
    _check_ready(appeal, now=now)
    appeal.state, appeal.launched_by, appeal.launched_at = AppealState.OPEN, by, now
    appeal.opened = appeal.opened or appeal.organisation.content_now(now=now).date().isoformat()
    appeal.save()
    record(verb="launch", subject=appeal.subject, now=now, actor=by, alone=verdict.alone)
    return appeal


def may_launch(*, appeal: Appeal, by: User, now: datetime) -> Verdict:
    """Whether `by` may launch what was proposed, and why not."""
    if appeal.proposed_at is None:
        return Verdict(allowed=False, reason=_("Nobody has proposed it yet."))
    count = staff_count(organisation=appeal.organisation)
    return may_confirm(first=appeal.proposed_by_id, second=by.pk, staff_count=count, since=appeal.proposed_at, now=now)


@transaction.atomic
def move_deadline(*, appeal: Appeal, deadline_on: date, reason: str, by: User, now: datetime, seen: str | None = None) -> Appeal:
    """Give an appeal another last day, with a reason for the log. A day that is over is refused, and so is an appeal that ended.

    `seen` is the mark in the writer's form; ChangedMeanwhile when another day stands there by now.
    """
    appeal = as_seen(appeal, names=("deadline_on",), seen=seen)
    if appeal.state == AppealState.ENDED:
        raise AppealRefused("", _("This appeal has ended."))
    if not reason.strip():
        raise AppealRefused("reason", _("Say in a few words why: it goes into the log."))
    check_deadline(organisation=appeal.organisation, deadline_on=deadline_on, now=now)
    before, appeal.deadline_on = appeal.deadline_on, deadline_on
    appeal.save(update_fields=["deadline_on"])
    record(
        verb="move_deadline", subject=appeal.subject, now=now, actor=by, day_before=before.isoformat(), day_after=deadline_on.isoformat(), reason=reason.strip()
    )
    return appeal


def _expect(appeal: Appeal, state: AppealState) -> None:
    if appeal.state != state:
        raise AppealRefused("", _("This appeal is %(state)s.") % {"state": appeal.get_state_display()})


def _check_ready(appeal: Appeal, *, now: datetime) -> None:
    open_points = missing(appeal=appeal, now=now)
    if open_points:
        raise NotReady([point.sentence for point in open_points])
