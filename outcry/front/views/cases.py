"""Cases, as they were approved for the public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from outcry.accounts.queries import the_organisation
from outcry.cases import publication
from outcry.front.filling.case import case_page, cases_page
from outcry.front.filling.in_custody import custody_page
from outcry.front.frame import organisation_name


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """All published cases."""
    organisation, language = the_organisation(), get_language() or "en"
    on = organisation.content_now(now=timezone.now()).date()
    page = cases_page(cases=publication.listed(organisation=organisation, language=language, on=on), language=language, on=on)
    return render(request, "front/cases.html", {"cases": page, "section": "cases"})


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One case."""
    organisation, language, now = the_organisation(), get_language() or "en", timezone.now()
    on = organisation.content_now(now=now).date()
    case = publication.current(organisation=organisation, slug=slug, language=language, on=on)
    if case is None:
        raise Http404
    page = case_page(case=case, organisation=organisation_name(), language=language, on=on, now=now)
    return render(request, "front/case.html", {"case": page, "section": "cases"})


@require_safe
def custody(request: HttpRequest) -> HttpResponse:
    """Who is in custody today."""
    organisation, language = the_organisation(), get_language() or "en"
    on = organisation.content_now(now=timezone.now()).date()
    page = custody_page(organisation=organisation, language=language, on=on)
    return render(request, "front/custody.html", {"custody": page, "section": "cases"})
