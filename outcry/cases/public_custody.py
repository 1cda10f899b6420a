"""Who is in custody of those whose cases are public, and who was freed lately: asked of the rows by which readers find cases, a page at a time.

A case is told by the clock that custody.foremost picks: somebody still held before somebody free, then the one that began last.
"""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from outcry.accounts.models import Organisation
from outcry.cases.models import FindableAct, FindableCase


def held_cases(*, organisation: Organisation, on: date) -> QuerySet[FindableCase]:
    """The cases in which somebody is held on the day, the next due for release first; who has no day of release stands last."""
    held = _begun(organisation, on).filter(Q(held_until=None) | Q(held_until__gt=on))
    due = Subquery(_foremost_first(held.filter(case=OuterRef("pk"))).values("due_on")[:1])
    found = FindableCase.objects.filter(pk__in=held.values("case"), organisation=organisation)
    return found.annotate(due=due).order_by(F("due").asc(nulls_last=True), "pk")


def freed_cases(*, organisation: Organisation, on: date, within: timedelta) -> QuerySet[FindableCase]:
    """The cases in which nobody is held on the day and somebody was freed within the time before it, whoever was freed last first."""
    begun = _begun(organisation, on)
    held = begun.filter(Q(held_until=None) | Q(held_until__gt=on))
    freed = begun.filter(held_until__lte=on)
    lately = Subquery(_foremost_first(freed.filter(case=OuterRef("pk"))).values("free_by")[:1])
    found = FindableCase.objects.filter(pk__in=freed.filter(free_by__gte=on - within).values("case"), organisation=organisation)
    found = found.exclude(Exists(held.filter(case=OuterRef("pk")))).annotate(freed=lately)
    return found.filter(freed__gte=on - within).order_by("-freed", "-pk")


def _begun(organisation: Organisation, on: date) -> QuerySet[FindableAct]:
    rows = FindableAct.objects.filter(organisation=organisation, is_custody=True, visible_from__lte=on).order_by()
    # A release told so vaguely that it may have come before the beginning starts no clock.
    rows = rows.exclude(held_until__lte=on, held_until__lt=F("held_from"))
    return rows.filter(Q(held_from=None) | Q(held_from__lte=on))


def _foremost_first(rows: QuerySet[FindableAct]) -> QuerySet[FindableAct]:
    return rows.order_by(F("began_earliest").desc(nulls_last=True), "act")
