"""Questions to the case file, for the desk."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.cases.custody import CustodyClock, Detention, clock
from outcry.cases.models import Case
from outcry.lib.translations import in_language

# From so many days before a release is due, the desk asks whether it happened.
REMIND_BEFORE = timedelta(days=3)


def title_of(*, case: Case) -> str:
    """What the desk calls it: its name in the reader's language, else in the source language."""
    return str(in_language(case.texts.all(), get_language() or "", case.organisation.source_language) or case.number)


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


def custody_of(*, case: Case, on: date) -> CustodyClock | None:
    """The custody clock as the file has it; None where nobody is held."""
    found = getattr(case, "detention", None)
    if found is None:
        return None
    facts = Detention(
        began=found.began,
        began_is_reckoned=found.began_is_reckoned,
        term_days=found.term_days,
        due_on=found.due_on,
        released=found.released,
        ground=found.release_ground,
    )
    return clock(detention=facts, on=on)


def releases_to_confirm(*, organisation: Organisation, on: date) -> list[tuple[Case, CustodyClock]]:
    """Who is due for release within days, or overdue: somebody has to find out whether they are free."""
    held = [(case, custody_of(case=case, on=on)) for case in on_the_desk(organisation=organisation).filter(detention__isnull=False)]
    due = [(case, found) for case, found in held if found and found.state != "released" and found.due_on and found.due_on - on <= REMIND_BEFORE]
    return sorted(due, key=lambda line: line[1].due_on or on)
