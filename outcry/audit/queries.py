"""Questions to the log."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from outcry.audit.models import LogEntry
from outcry.audit.vocabulary import vocabulary


def of_subject(*, subject: str) -> QuerySet[LogEntry]:
    """What was done to one thing ("case:7"), the latest first."""
    return LogEntry.objects.filter(subject=subject)


def matching(*, subject: str = "", actor: str = "", organisation_id: int | None = None) -> QuerySet[LogEntry]:
    """The log, the latest first: all of it, or of the subjects that begin so ("case", "appeal:7"), or of one member of staff.

    With an organisation, without what people of another one did.
    """
    entries = LogEntry.objects.exclude(subject__in=_kept_subjects())
    if organisation_id is not None:
        others = get_user_model().objects.exclude(organisation=organisation_id).values("pk")
        entries = entries.filter(Q(actor_id=None) | ~Q(actor_id__in=others))
    if subject:
        entries = entries.filter(subject=subject) if ":" in subject else entries.filter(subject__startswith=f"{subject}:")
    return entries.filter(actor_name=actor) if actor else entries


def _kept_subjects() -> list[str]:
    return [f"{kind}:{key}" for kind, subject in vocabulary().subjects.items() for key in subject.kept()]
