"""What the case file tells the room of evidence: whose cases and sources are kept from somebody, for which restricted ones she is
named, and what a case or source is called.
"""

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.cases.levels import readable
from outcry.cases.models import Case, Source
from outcry.cases.titles import title_of
from outcry.design.parts import Link
from outcry.evidence.access import Matters
from outcry.evidence.models import Level


def matters_of_evidence(user: User) -> Matters:
    """For the hook of evidence. What a source told lies in its case, so whoever may not know of the case may not know of that either."""
    cases, sources = Case.objects.filter(organisation=user.organisation), Source.objects.filter(case__organisation=user.organisation)
    known, told = readable(cases, to=user), readable(sources, to=user)
    hidden_cases, hidden_sources = cases.exclude(pk__in=known.values("pk")), sources.exclude(pk__in=told.values("pk"))
    her_cases = known.filter(level=Level.RESTRICTED)
    her_sources = told.filter(Q(level=Level.RESTRICTED) | Q(case__level=Level.RESTRICTED))
    return Matters(
        hidden=[*(case.subject for case in hidden_cases.only("pk")), *(source.subject for source in hidden_sources.only("pk"))],
        named=[*(case.subject for case in her_cases.only("pk")), *(source.subject for source in her_sources.only("pk"))],
    )


def names_of_matters(subjects: Collection[str], user: User) -> dict[str, Link]:
    """Of subjects such as `case:7` and `source:9` those that she may know of, each with its name and its page."""
    named = {}
    cases = readable(Case.objects.filter(organisation=user.organisation, pk__in=_numbers(subjects, "case")), to=user)
    for case in cases.select_related("organisation").prefetch_related("texts"):
        named[case.subject] = Link(label=f"{case.number}: {title_of(case)}", url=reverse("cases_desk:case", args=[case.pk]))
    sources = readable(Source.objects.filter(case__organisation=user.organisation, pk__in=_numbers(subjects, "source")), to=user)
    for source in sources.select_related("case__organisation").prefetch_related("case__texts"):
        words = {"case": f"{source.case.number}: {title_of(source.case)}", "number": source.position}
        url = reverse("cases_desk:case_part", args=[source.case_id, "sources", source.pk])
        named[source.subject] = Link(label=_("%(case)s, source %(number)s") % words, url=url)
    return named


def _numbers(subjects: Collection[str], kind: str) -> list[int]:
    found = [subject.partition(":") for subject in subjects]
    return [int(number) for of, _colon, number in found if of == kind and number.isascii() and number.isdecimal() and len(number) < 19]
