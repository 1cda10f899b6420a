"""Cases, as they were approved for the public."""

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.cases import publication
from outcry.cases.publication import PublishedCase
from outcry.front.filling.case import case_as_json, case_page, cases_page
from outcry.front.filling.in_custody import custody_page, freed_page, leaf
from outcry.front.frame import organisation_name
from outcry.front.views.paging import page_number


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """The published cases, page by page. A page has one address; what is typed otherwise leads to it."""
    organisation, language, on = _today()
    page = cases_page(organisation=organisation, language=language, on=on, page=page_number(request))
    if "page" in request.GET and request.get_full_path() != (here := leaf("front:cases", page.number)):
        return redirect(here)
    return render(request, "front/cases.html", {"cases": page, "section": "cases"})


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One case."""
    now = timezone.now()
    case, language, on = _found(slug, now)
    page = case_page(case=case, organisation=organisation_name(), language=language, on=on, now=now)
    return render(request, "front/case.html", {"case": page, "section": "cases"})


@require_safe
def as_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for programs, and to keep."""
    case, _language, on = _found(slug, timezone.now())
    answer = HttpResponse(case_as_json(case=case, organisation=organisation_name(), on=on), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.json"'
    return answer


@require_safe
def custody(request: HttpRequest) -> HttpResponse:
    """Who is in custody today, page by page."""
    organisation, language, on = _today()
    page = custody_page(organisation=organisation, language=language, on=on, page=page_number(request))
    if "page" in request.GET and request.get_full_path() != (here := leaf("front:custody", page.number)):
        return redirect(here)
    return render(request, "front/custody.html", {"custody": page, "section": "cases"})


@require_safe
def freed(request: HttpRequest) -> HttpResponse:
    """Who was freed within the last fortnight, page by page."""
    organisation, language, on = _today()
    page = freed_page(organisation=organisation, language=language, on=on, page=page_number(request))
    if "page" in request.GET and request.get_full_path() != (here := leaf("front:freed", page.number)):
        return redirect(here)
    return render(request, "front/freed.html", {"freed": page, "section": "cases"})


def _today() -> tuple[Organisation, str, date]:
    organisation = the_organisation()
    return organisation, get_language() or "en", organisation.content_now(now=timezone.now()).date()


def _found(slug: str, now: datetime) -> tuple[PublishedCase, str, date]:
    """The case at an address, the language it is asked for in, and the day it is seen on."""
    organisation, language = the_organisation(), get_language() or "en"
    on = organisation.content_now(now=now).date()
    case = publication.current(organisation=organisation, slug=slug, language=language, on=on)
    if case is None:
        raise Http404
    return case, language, on
