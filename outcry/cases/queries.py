"""Questions to the case file, for the desk."""

from django.db.models import QuerySet

from outcry.accounts.models import Organisation
from outcry.cases.models import Case


def on_the_desk(*, organisation: Organisation) -> QuerySet[Case]:
    """Every case of the organisation, the one opened last first, with what a list shows of it."""
    cases = Case.objects.filter(organisation=organisation).select_related("organisation", "detention")
    return cases.prefetch_related("texts", "projections").order_by("-opened_at", "-pk")


def with_parts(*, organisation: Organisation) -> QuerySet[Case]:
    """The same with everything in the files."""
    lists = [f"{part}__texts" for part in ("acts", "participants", "interventions")]
    return on_the_desk(organisation=organisation).select_related("proposed_by", "opened_by").prefetch_related("sources", *lists)


def proposed(*, organisation: Organisation) -> QuerySet[Case]:
    """Cases that wait for a second person, the longest wait first."""
    return on_the_desk(organisation=organisation).filter(proposed_at__isnull=False).select_related("proposed_by").order_by("proposed_at")
