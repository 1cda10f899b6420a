"""What is open to partners: the cases that were shared, found and read, and nothing written. Staff are led to the pages where they work."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outcry.accounts.permissions import StaffRequest, partners_too, staff_only
from outcry.cases.forms.search import SearchForm
from outcry.cases.queries import as_listed, custody_of
from outcry.cases.search import Search
from outcry.cases.search_words import marked, wanted_words
from outcry.cases.titles import title_of
from outcry.cases.views.file import figures_of
from outcry.cases.views.found import chips, facets_of, places_of
from outcry.cases.views.kinds import OF_A_CASE
from outcry.cases.views.pages import crumbs_of_partners, the_case
from outcry.cases.views.told import sections, words_of_row
from outcry.lib.country_names import country_name

_PER_PAGE = 50


@partners_too
@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The cases that are shared with partners, or those of them that a filter means."""
    if not request.user.is_partner:
        return redirect("cases_desk:index")
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    page: dict[str, Any] = {
        "title": _("Shared with you"),
        "crumbs": [],
        "form": form,
        "here": reverse("cases_desk:shared"),
        "contact": request.organisation.contact_address,
    }
    if form.is_valid() and form.search:
        query = form.search.wanted.query
        page |= {
            "chips": chips(form, "shared"),
            "paging": f"{query}&" if query else "",
            "export_url": f"{reverse('cases_desk:export')}{'?' if query else ''}{query}",
            **_found(request, form, form.search),
        }
    return TemplateResponse(request, "cases/desk/shared.html", page)


def _found(request: StaffRequest, form: SearchForm, search: Search) -> dict[str, Any]:
    on = request.organisation.content_now(now=timezone.now()).date()
    # When a case was opened or changed is internal, and so is the order of either.
    page = Paginator(as_listed(cases=search.cases().order_by("-pk")), _PER_PAGE).get_page(request.GET.get("page"))
    wanted, places = wanted_words(search.wanted.text), places_of(page, search=search)
    lines = [
        {
            "case": case,
            "title": marked(title_of(case), wanted),
            "excerpt": places.get(case.pk, []),
            "country": country_name(case.country) if case.country else "",
            "custody": custody_of(case=case, on=on),
        }
        for case in page
    ]
    return {"page": page, "number": page.paginator.count, "lines": lines, "facets": facets_of(search, form, today=on, here="shared")}


@partners_too
@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One case as partners read it."""
    case = the_case(request, pk)
    if not request.user.is_partner:
        return redirect("cases_desk:case", pk)
    on = request.organisation.content_now(now=timezone.now()).date()
    page = {
        "title": title_of(case),
        "crumbs": crumbs_of_partners(),
        "case": case,
        "words": words_of_row(case, ("place", "standfirst")),
        "figures": figures_of(case, on),
        "sections": sections(case, OF_A_CASE),
        "contact": request.organisation.contact_address,
    }
    return TemplateResponse(request, "cases/desk/shared_case.html", page)
