"""Questions to the case file, for the desk."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Prefetch, QuerySet

from outcry.accounts.models import Organisation, User
from outcry.cases.custody import CustodyClock, Detention, clock, foremost
from outcry.cases.levels import readable
from outcry.cases.models import Act, Case, Event, Source
from outcry.cases.models import Detention as DetentionRow
from outcry.cases.standing import STANDS
from outcry.lib.keys_at_once import Among

# What the clock needs of a detention, and the column that has it.
_FACTS = {
    "began": "began",
    "began_is_reckoned": "began_is_reckoned",
    "term_days": "term_days",
    "due_on": "due_on",
    "released": "released",
    "ground": "release_ground",
}


def on_the_desk(*, organisation: Organisation) -> QuerySet[Case]:
    """Every case of the organisation, the one opened last first, with what its page and the home of the desk show of it."""
    found = readable(Case.objects.filter(organisation=organisation)).select_related("organisation").order_by("-opened_at", "-pk")
    return found.prefetch_related("texts", "projections", Prefetch("acts", readable(Act.objects.all())), "acts__detention")


def as_listed(*, cases: QuerySet[Case]) -> QuerySet[Case]:
    """These cases with what a list shows of them: their titles, and as `stands` where each stands between its file and the public."""
    return cases.select_related("organisation").prefetch_related("texts").annotate(stands=STANDS)


def listed_by_keys(keys: Sequence[int], *, organisation: Organisation) -> list[Case]:
    """The cases of this organisation with these keys, in their order, with what a list shows of them. One that is gone meanwhile is left out."""
    cases = as_listed(cases=readable(Case.objects.filter(Among("pk", keys), organisation=organisation))).select_related(None)
    found = {case.pk: case for case in cases}
    for case in found.values():
        case.organisation = organisation
    return [found[key] for key in keys if key in found]


def with_parts(*, organisation: Organisation) -> QuerySet[Case]:
    """The same with everything in the files."""
    lists = [f"{part}__texts" for part in ("events", "acts", "participants", "interventions", "outcomes")]
    kept = [Prefetch("events", readable(Event.objects.all())), Prefetch("sources", readable(Source.objects.all()))]
    return on_the_desk(organisation=organisation).select_related("proposed_by", "opened_by").prefetch_related(*kept, "acts__kind", *lists)


def proposed(*, organisation: Organisation) -> QuerySet[Case]:
    """Cases that wait for a second person, the longest wait first."""
    return on_the_desk(organisation=organisation).filter(proposed_at__isnull=False).select_related("proposed_by").order_by("proposed_at")


def custody_of(*, case: Case, on: date) -> CustodyClock | None:
    """The custody clock as the file has it; None where nobody is held. Of several, the one that matters most."""
    return foremost(clock(detention=facts_of(found), on=on) for found in detentions_of(case=case))


def clocks_of(*, cases: Collection[int], on: date, to: User | None) -> dict[int, CustodyClock]:
    """The same of these cases, by their keys, as far as `to`, or whoever reads at the moment, may know of it. One statement."""
    found: dict[int, list[CustodyClock | None]] = {}
    # Without the acts they lie in, and of themselves what the clock needs: a list shows nothing else of them.
    rows = readable(DetentionRow.objects.filter(Among("act__case", cases)), to=to).order_by("act__position", "act")
    for case, *facts in rows.values_list("act__case", *_FACTS.values()):
        known = Detention(**dict(zip(_FACTS, facts, strict=True)))
        found.setdefault(case, []).append(clock(detention=known, on=on))
    return {case: told for case, clocks in found.items() if (told := foremost(clocks))}


def detentions_of(*, case: Case) -> list[DetentionRow]:
    """Every detention in a case, in the order of its acts, which may be prefetched."""
    return [act.detention for act in case.acts.all() if hasattr(act, "detention")]


def facts_of(row: DetentionRow) -> Detention:
    """What the clock needs of a detention."""
    return Detention(**{fact: getattr(row, column) for fact, column in _FACTS.items()})
