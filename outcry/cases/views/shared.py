"""What is open to partners: the cases that were shared, found and read, and nothing written. Staff are led to the pages where they work."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import batched
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, partners_read, partners_take_out, partners_too, staff_only
from outcry.audit.view_files import offered, take_out
from outcry.cases.filters import CaseFilter
from outcry.cases.forms.search import SearchForm
from outcry.cases.models import Case
from outcry.cases.queries import as_listed, clocks_of
from outcry.cases.search import Search
from outcry.cases.titles import title_of
from outcry.cases.views.file import figures_of
from outcry.cases.views.found import chips, facets_of, places_of
from outcry.cases.views.kinds import OF_A_CASE
from outcry.cases.views.pages import crumbs_of_partners, the_case
from outcry.cases.views.told import sections, words_of_row
from outcry.cases.views.ways import address, map_taken_out, timeline_taken_out, told_on_the_map, told_over_time, unreadable
from outcry.evidence import access, queries
from outcry.lib.country_names import country_name
from outcry.lib.search_words import marked, wanted_words
from outcry.lib.tables.writing import Cell

_PER_PAGE = 50
_AT_ONCE = 1000
_COLUMNS = ("number", "title", "country", "custody", "invented")


@partners_too
@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The cases that are shared with partners, or those of them that a filter means."""

    def listed(form: SearchForm, search: Search) -> dict[str, Any]:
        query = search.wanted.query
        file = offered(reverse("cases_desk:shared_list_file"), query=query)
        return {"paging": f"{query}&" if query else "", "file": file, **_found(request, form, search)}

    return _drawn(request, title=_("Shared with you"), here="shared", of_staff="index", told=listed)


@partners_too
@staff_only
@require_safe
def over_time(request: StaffRequest) -> HttpResponse:
    """How many of the cases that are shared began in each year, or in each month of one."""

    def counted(_form: SearchForm, search: Search) -> dict[str, Any]:
        file = offered(reverse("cases_desk:shared_timeline_file"), query=search.wanted.query)
        return told_over_time(search, here="shared_timeline", leads_to="shared") | {"file": file}

    return _drawn(request, title=_("Cases over time"), here="shared_timeline", of_staff="timeline", told=counted)


@partners_too
@staff_only
@require_safe
def on_the_map(request: StaffRequest) -> HttpResponse:
    """Where the events that are shared lie, as far as their points are known."""

    def placed(_form: SearchForm, search: Search) -> dict[str, Any]:
        return told_on_the_map(search, here="shared_map", leads_to="shared") | {"points_url": address("shared_map_file", search.wanted.query)}

    return _drawn(request, title=_("Cases on the map"), here="shared_map", of_staff="map", told=placed)


@partners_take_out
@staff_only
@require_POST
def list_file(request: StaffRequest) -> HttpResponseBase:
    """The list as it stands on the page, every page of it."""
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    if not form.is_valid() or form.search is None:
        return unreadable()
    search, on = form.search, _today(request)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for some in batched(_listed(search).iterator(chunk_size=_AT_ONCE), _AT_ONCE, strict=False):
            clocks = clocks_of(cases=[case.pk for case in some], on=on, to=search.reader)
            for case in some:
                clock = clocks.get(case.pk)
                yield case.number, title_of(case), case.country, clock.state if clock else "", "yes" if case.about_invented_person else ""

    back = address("shared", search.wanted.query)
    return take_out(request, view="list of cases", table=lambda _with_sealed: (_COLUMNS, rows()), back=back, is_narrowed=search.wanted != CaseFilter())


@partners_take_out
@staff_only
@require_POST
def timeline_file(request: StaffRequest) -> HttpResponseBase:
    """The timeline as it stands on the page."""
    return timeline_taken_out(request, back="shared_timeline")


@partners_take_out
@staff_only
@require_POST
def map_file(request: StaffRequest) -> HttpResponseBase:
    """The points of the map, one by one."""
    return map_taken_out(request)


def _drawn(request: StaffRequest, *, title: str, here: str, of_staff: str, told: Callable[[SearchForm, Search], dict[str, Any]]) -> HttpResponse:
    """One of the three ways to look, with what is told of the cases meant; `of_staff` is the page where staff look this way."""
    if not request.user.is_partner:
        return redirect(f"cases_desk:{of_staff}")
    page = _page(request, title=title, here=here)
    form: SearchForm = page["form"]
    return TemplateResponse(request, f"cases/desk/{here}.html", page | (told(form, form.search) if form.search else {}))


def _page(request: StaffRequest, *, title: str, here: str) -> dict[str, Any]:
    """What the three ways to look have in common."""
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    form.is_valid()
    query = form.search.wanted.query if form.search else ""
    ways = (("shared", _("List")), ("shared_timeline", _("Over time")), ("shared_map", _("On the map")))
    return {
        "title": title,
        "crumbs": [] if here == "shared" else crumbs_of_partners(),
        "form": form,
        "here": reverse(f"cases_desk:{here}"),
        "contact": request.organisation.contact_address,
        "chips": chips(form, here),
        "ways": [{"label": word, "url": address(name, query), "is_here": name == here} for name, word in ways],
        "export_url": address("export", query),
    }


def _listed(search: Search) -> QuerySet[Case]:
    # When a case was opened or changed is internal, and so is the order of either.
    return as_listed(cases=search.cases().order_by("-pk"))


def _today(request: StaffRequest) -> date:
    return request.organisation.content_now(now=timezone.now()).date()


def _found(request: StaffRequest, form: SearchForm, search: Search) -> dict[str, Any]:
    on = _today(request)
    page = Paginator(_listed(search), _PER_PAGE).get_page(request.GET.get("page"))
    wanted, places = wanted_words(search.wanted.text), places_of(page, search=search)
    clocks = clocks_of(cases=[case.pk for case in page], on=on, to=search.reader)
    lines = [
        {
            "case": case,
            "title": marked(title_of(case), wanted),
            "excerpt": places.get(case.pk, []),
            "country": country_name(case.country) if case.country else "",
            "custody": clocks.get(case.pk),
        }
        for case in page
    ]
    return {"page": page, "number": page.paginator.count, "lines": lines, "facets": facets_of(search, form, today=on, here="shared")}


@partners_read("case")
@staff_only
@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One case as partners read it."""
    case = the_case(request, pk)
    if not request.user.is_partner:
        return redirect("cases_desk:case", pk)
    on = _today(request)
    page = {
        "title": title_of(case),
        "crumbs": crumbs_of_partners(),
        "case": case,
        "words": words_of_row(case, ("place", "standfirst")),
        "figures": figures_of(case, on),
        "sections": sections(case, OF_A_CASE),
        "evidence": _evidence(request, case),
        "contact": request.organisation.contact_address,
    }
    return TemplateResponse(request, "cases/desk/shared_case.html", page)


def _evidence(request: StaffRequest, case: Case) -> list[dict[str, Any]]:
    """What of the evidence of a case was opened to partners, with the copies to look at. Its name may say who or where, and stays here."""
    items = access.visible(items=queries.items_of(organisation=request.organisation, subject=case.subject), to=request.user)
    return [{"item": item, "copies": access.copies_for(item=item, to=request.user)} for item in items.order_by("taken_in_at", "pk")]
