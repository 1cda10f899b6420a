"""Cases that go, and what they stood on: an import taken back, a slip at the desk."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.models import Act, Case, CaseOutcome, Event, EventLink, Intervention, JudgedKind, Participant, Person, PublicationRule, Relation
from outcry.cases.operations.judging import forget_judgments
from outcry.cases.refusals import Refused
from outcry.cases.stages import Cause, Stage


class WorkedOn(Refused):
    """People have built on it since."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has worked on this case since it was written down. Close it instead, and say why."))


def may_be_taken_back(*, case: Case) -> bool:
    """Whether nothing was done with a case but to write it down in a minute."""
    return (
        case.stage == Stage.RECEIVED
        and case.proposed_at is None
        and not case.changes.filter(at__gt=case.opened_at).exists()
        and not case.moves.exclude(cause=Cause.FILED).exists()
        and not case.projections.exists()
    )


@transaction.atomic
def take_back(*, case: Case, by: User, now: datetime) -> None:
    """Take away a case that was written down by mistake, with whoever is in no other. The log keeps that it was there; evidence stays.

    Raise WorkedOn once anybody has done anything with it.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not may_be_taken_back(case=locked):
        raise WorkedOn
    try:
        with transaction.atomic():
            delete_cases([case.pk])
    except ProtectedError as error:
        raise WorkedOn from error
    record(verb="take case back", subject=case.subject, actor=by, now=now, number=case.number)


def delete_cases(cases: list[int]) -> None:
    """Delete cases: from the rows that name others to those that are named; then whoever is in no other case."""
    people = list(Person.objects.filter(parts__case__in=cases).values_list("pk", flat=True).distinct())
    forget_judgments(kind=JudgedKind.EVENT, keys=list(Event.objects.filter(case__in=cases).values_list("pk", flat=True)))
    for kind in (CaseOutcome, Intervention, PublicationRule, Act):
        kind._default_manager.filter(case__in=cases).delete()
    EventLink.objects.filter(related__case__in=cases).delete()
    Participant.objects.filter(case__in=cases).delete()
    Event.objects.filter(case__in=cases).delete()
    Case.objects.filter(pk__in=cases).delete()
    gone = list(Person.objects.filter(pk__in=people, parts=None).values_list("pk", flat=True))
    forget_judgments(kind=JudgedKind.PERSON, keys=gone)
    Relation.objects.filter(person__in=gone).delete()
    Person.objects.filter(pk__in=gone).delete()
