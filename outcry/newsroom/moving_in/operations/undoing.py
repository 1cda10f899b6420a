"""Taking back the import of an old site: what it made goes, what it changed is as it was before.

What people have worked on since is left alone and told. It goes thing by thing: killed half-way, undoing once more goes on from there.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.models import Revision

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.authorities.models import ImportState
from outcry.evidence.for_readers import FileRefused
from outcry.newsroom.comment_rows import Comment
from outcry.newsroom.library.keeping import delete
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in.models import MovedThing, MovingFile, MovingReport, MovingRun, MovingStep, MovingTrouble, OldAddress, OldKind
from outcry.newsroom.moving_in.shelf import ADDED

_UNDOABLE = (ImportState.DONE, ImportState.STOPPED)
# Comments go before the reports they stand below, and pictures once no report has them.
_ORDER = (OldKind.COMMENT, OldKind.REPORT, OldKind.PICTURE)
_KINDS = {OldKind.COMMENT: "comments", OldKind.REPORT: "reports", OldKind.PICTURE: "pictures"}


class NotUndone(Exception):
    """The import can't be taken back; the text says why."""


class _Stays(Exception):
    """People worked on it; the text says what is left."""


def undo(*, run: MovingRun, by: User | None, now: datetime) -> int:
    """Take the run back. Returns how many things had to stay. Raise NotUndone for a run that is not done, was undone or forgotten."""
    _check(run)
    left = 0
    for kind in _ORDER:
        left += sum(_undo_one(step, by, now) for step in _steps(run, kind))
    with transaction.atomic():
        run = _check(run)
        OldAddress.objects.filter(run=run).delete()
        MovingFile.objects.filter(run=run).delete()
        MovingReport.objects.filter(run=run).delete()
        run.state, run.undone_at, run.undone_by = ImportState.UNDONE, now, by
        run.save(update_fields=["state", "undone_at", "undone_by"])
        record(verb="undo site import", subject=run.subject, now=now, actor=by, left=left)
    return left


def would_stay(*, run: MovingRun) -> list[str]:
    """Titles of the reports that undoing would leave, as far as can be seen before: people worked on them since."""
    things = MovedThing.objects.filter(steps__run=run, kind=OldKind.REPORT, report__isnull=False).select_related("report")
    return [thing.report.title for thing in things if thing.report is not None and _is_edited(thing)]


@transaction.atomic
def _check(run: MovingRun) -> MovingRun:
    """The row as it stands; nobody else goes on undoing it until the transaction around this ends. Raise NotUndone."""
    run = MovingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state not in _UNDOABLE:
        raise NotUndone(_("Only an import that is done or was stopped can be undone."))
    if run.forgotten_at is not None:
        raise NotUndone(_("What this import did was forgotten after its term; it can't be undone any more."))
    return run


def _steps(run: MovingRun, kind: OldKind) -> Iterator[MovingStep]:
    """The last first. Each is read when its turn comes: deleting a page moves its neighbours in the tree."""
    for pk in list(run.steps.filter(thing__kind=kind).order_by("-pk").values_list("pk", flat=True)):
        yield MovingStep.objects.select_related("thing", "run").get(pk=pk)


@transaction.atomic
def _undo_one(step: MovingStep, by: User | None, now: datetime) -> bool:
    thing = step.thing
    _check(step.run)
    try:
        {OldKind.COMMENT: _comment, OldKind.REPORT: _report, OldKind.PICTURE: _picture}[OldKind(thing.kind)](step, thing, by, now)
    except _Stays as stays:
        MovingTrouble.objects.create(run=step.run, number=step.number, kind=_KINDS[OldKind(thing.kind)], name=_name(thing), reason=str(stays), is_refusal=False)
        step.delete()
        return True
    if step.made:
        thing.delete()
    else:
        thing.fingerprint = bytes.fromhex(step.before["fingerprint"])
        thing.save(update_fields=["fingerprint", "mark", "picture"])
        step.delete()
    return False


def _name(thing: MovedThing) -> str:
    return thing.report.title if thing.report else thing.picture.name if thing.picture else f"{thing.comment_id or ''}"


def _is_edited(thing: MovedThing) -> bool:
    return thing.report is not None and str(thing.report.latest_revision_id or "") != thing.mark


def _report(step: MovingStep, thing: MovedThing, by: User | None, now: datetime) -> None:
    if thing.report is None:
        return
    if _is_edited(thing):
        raise _Stays(_("People have changed this report since; it stays."))
    if not step.made:
        _put_back(step, thing, by)
        return
    if Comment.objects.filter(report=thing.report).exists():
        raise _Stays(_("Readers have commented on this report since, or comments were decided on; it stays."))
    ReportPage.objects.get(pk=thing.report.pk).delete()


def _put_back(step: MovingStep, thing: MovedThing, by: User | None) -> None:
    before = Revision.objects.filter(pk=step.before.get("mark") or 0).first()
    if before is None or thing.report is None:
        raise _Stays(_("The text that stood before is gone; the report stays as it is."))
    was_live = thing.report.live
    report = before.as_object()
    report.live = was_live
    revision = report.save_revision(user=by)
    if was_live:
        # Readers had this text before.
        revision.publish(user=by, skip_permission_checks=True)
    thing.mark = str(revision.pk)


def _comment(step: MovingStep, thing: MovedThing, by: User | None, now: datetime) -> None:
    row = thing.comment
    if row is None:
        return
    answered = Comment.objects.filter(answers=row).exclude(Exists(MovedThing.objects.filter(comment=OuterRef("pk"), steps__run=step.run)))
    if row.state != thing.mark or row.erased_at is not None or answered.exists():
        raise _Stays(_("This comment was decided on, answered or erased since; it stays."))
    if not step.made:
        raise _Stays(_("The words that stood before are kept nowhere; the comment stays as it is."))
    # Its answers that came with it went before: the last step is undone first.
    row.delete()


def _picture(step: MovingStep, thing: MovedThing, by: User | None, now: datetime) -> None:
    if thing.picture is None or thing.mark != ADDED:
        return
    try:
        delete(kept=thing.picture, by=by, now=now)
    except FileRefused as refusal:
        raise _Stays(refusal.sentence) from refusal
    thing.picture_id = step.before.get("picture")
    thing.mark = ""
