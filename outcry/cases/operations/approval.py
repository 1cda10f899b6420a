"""A case becomes public, and stops being so: propose, approve by a second person, withdraw."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.accounts.queries import staff_count
from outcry.accounts.second_person import Verdict, may_confirm
from outcry.audit.operations import record
from outcry.cases.door import what_the_way_misses
from outcry.cases.findable import Victim
from outcry.cases.models import Case, PublicCase
from outcry.cases.models.case import new_mark
from outcry.cases.operations.finding import forget_findable, keep_findable, victims_of
from outcry.cases.operations.stages import once_approved, once_withdrawn
from outcry.cases.projection import Projection, project
from outcry.cases.refusals import NeedsSecondPerson, NotFitForThePublic, NotProposed
from outcry.cases.withheld import named_though_withheld
from outcry.lib.desk_answers import mark_of
from outcry.lib.kept_pages import forget_kept_pages


def what_is_missing(*, case: Case, now: datetime, projections: list[Projection] | None = None) -> list[str]:
    """What stands between this file and the public, in sentences; empty when nothing does. Whoever has its projections hands them in."""
    projections = project(case=case) if projections is None else projections
    source_language = case.organisation.source_language
    missing = []
    if not any(projection.language == source_language for projection in projections):
        missing.append(_("Name and standfirst are not written yet in the language of this organisation."))
    if not case.sources.exists():
        missing.append(_("There is no source. Every statement needs one."))
    missing += [
        _("“%(name)s” may not be named, and stands in a text that would become public.") % {"name": name}
        for name in named_though_withheld(case=case, projections=projections)
    ]
    return [*missing, *what_the_way_misses(case=case, on=now.date())]


@transaction.atomic
def propose(*, case: Case, by: User, now: datetime) -> None:
    """Offer the file as it stands for approval. NotFitForThePublic when something is missing."""
    case.stage = _lock(case).stage
    missing = what_is_missing(case=case, now=now)
    if missing:
        raise NotFitForThePublic(" ".join(missing))
    case.proposed_by, case.proposed_at = by, now
    case.save(update_fields=["proposed_by", "proposed_at", "mark"])
    record(verb="propose case", subject=case.subject, actor=by, now=now)


def take_back_proposal(*, case: Case) -> None:
    """The file changed: what was offered is no longer what stands there, and what was counted may no longer hold."""
    # Asked of the database, not of `case`: it may have been proposed after this writer loaded it. And written in any case:
    # whoever proposes this moment waits for the change, and offers the file with it.
    Case.objects.filter(pk=case.pk).update(proposed_by=None, proposed_at=None, mark=new_mark())
    case.proposed_by = case.proposed_at = None


def may_approve(*, case: Case, by: User, now: datetime) -> Verdict:
    """Whether `by` may approve what was proposed. Nothing proposed: not allowed."""
    if case.proposed_at is None:
        return Verdict(allowed=False, reason=_("Nobody has proposed this version of the case yet."))
    return may_confirm(first=case.proposed_by, second=by, staff_count=staff_count(organisation=case.organisation), since=case.proposed_at, now=now)


@transaction.atomic
def approve(*, case: Case, by: User, seen: str | None = None, now: datetime) -> list[PublicCase]:
    """Copy what may be public into projections, one per language; older ones stay, no longer current.

    `seen` is the mark of the proposal that was read: another one since is refused as NotProposed.

    Raise NotProposed, NeedsSecondPerson or NotFitForThePublic.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    if case.proposed_at is None:
        raise NotProposed(_("Nobody has proposed this version of the case yet."))
    if seen is not None and seen != mark_of(case.proposed_at):
        raise NotProposed(_("The file was changed and proposed again while you were reading. Read the preview once more before you approve it."))
    verdict = may_approve(case=case, by=by, now=now)
    if not verdict:
        raise NeedsSecondPerson(verdict.reason)
    projections = project(case=case)
    missing = what_is_missing(case=case, now=now, projections=projections)
    if missing:
        raise NotFitForThePublic(" ".join(missing))
    rows = write_version(case=case, projections=projections, victims=victims_of(case=case), by=by, now=now)
    take_back_proposal(case=case)
    once_approved(case=case, by=by, now=now)
    record(verb="approve case", subject=case.subject, actor=by, now=now, version=rows[0].version, languages=[row.language for row in rows], alone=verdict.alone)
    return rows


def write_version(
    *, case: Case, projections: list[Projection], victims: Mapping[int, Victim] | None = None, by: User | None, now: datetime
) -> list[PublicCase]:
    """The next version of a case's projections, inside the caller's transaction. Without `victims` its acts were done to whom they were done before."""
    newest = case.projections.aggregate(newest=Max("version"))["newest"] or 0
    case.projections.filter(is_current=True).update(is_current=False)
    rows = PublicCase.objects.bulk_create(
        PublicCase(
            case=case,
            organisation=case.organisation,
            language=projection.language,
            version=newest + 1,
            slug=case.slug,
            fields=projection.fields,
            wording=projection.wording,
            visible_from=case.visible_from,
            approved_by=by,
            approved_at=now,
        )
        for projection in projections
    )
    keep_findable(case=case, rows=rows, victims=victims, now=now)
    return rows


@transaction.atomic
def withdraw(*, case: Case, by: User | None, reason: str = "", now: datetime) -> int:
    """Take a case away from the public at once; its page is gone. One person is enough: it protects."""
    # A version that is being written this moment is taken away with the others.
    case.stage = _lock(case).stage
    taken = case.projections.filter(is_current=True).update(is_current=False, withdrawn_at=now)
    if taken:
        take_back_proposal(case=case)
        forget_findable(case=case, now=now)
        forget_kept_pages()
        once_withdrawn(case=case, by=by, reason=reason, now=now)
        record(verb="withdraw case from the public", subject=case.subject, actor=by, now=now, reason=reason)
    return taken


def _lock(case: Case) -> Case:
    """Wait for whoever changes, approves or withdraws this case, until the caller's transaction ends."""
    return Case.objects.select_for_update(of=("self",)).only("pk", "stage").get(pk=case.pk)
