"""The list of cases, over time and on the map: one filter, three ways to look at what it means, and each of them as a file."""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import F, Max, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.view_files import offered, take_out
from outcry.cases.custody import CustodyClock
from outcry.cases.filters import CaseFilter
from outcry.cases.forms.search import SaveViewForm, SearchForm
from outcry.cases.models import Case, SavedView
from outcry.cases.operations.saved_views import remove_view, save_view
from outcry.cases.queries import as_listed, clocks_of, listed_by_keys
from outcry.cases.search import Search
from outcry.cases.titles import title_of
from outcry.cases.views.found import SORTS, chips, facets_of, lines_of
from outcry.cases.views.lists import languages_of
from outcry.cases.views.pages import crumbs
from outcry.cases.views.ways import address, map_taken_out, timeline_taken_out, told_on_the_map, told_over_time, unreadable
from outcry.cases.vocabulary import StandingKind
from outcry.lib.keys_at_once import keys_at_once
from outcry.lib.tables.writing import Cell

_PER_PAGE = 50
_AT_ONCE = 1000
_LISTED = ("number", "title", "country", "stage", "readers", "custody", "custody_day", "term_days", "languages", "opened_on", "changed_on")


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The cases a filter means, with where each stands; all of them without one."""
    page = _page(request, title=_("Cases"), here="index")
    search: Search | None = page["form"].search
    sort = _sort(request)
    if search:
        keys = search.keys() if sort == "opened" else keys_at_once(_sorted(search.cases(), sort))
        on, found = _today(request), Paginator(keys, _PER_PAGE).get_page(request.GET.get("page"))
        page |= {
            "page": found,
            "number": found.paginator.count,
            "lines": lines_of(listed_by_keys(list(found.object_list), organisation=request.organisation), search=search, on=on),
            "facets": facets_of(search, page["form"], today=on),
            "is_first": not found.paginator.count and search.wanted == CaseFilter(),
        }
    rest = [part for part in (page["query"], f"sort={sort}" if sort != "opened" else "") if part]
    page |= {"sorts": [(value, word, value == sort) for value, (word, _order) in SORTS.items()], "paging": "".join(f"{part}&" for part in rest)}
    page["file"] = offered(reverse("cases_desk:list_file"), query="&".join(rest))
    return TemplateResponse(request, "cases/desk/index.html", page)


@staff_only
@require_safe
def over_time(request: StaffRequest) -> HttpResponse:
    """How many of these cases began in each year, or in each month of one."""
    page = _page(request, title=_("Cases over time"), here="timeline")
    search: Search | None = page["form"].search
    if search:
        page |= told_over_time(search, here="timeline", leads_to="index")
    page["file"] = offered(reverse("cases_desk:timeline_file"), query=page["query"])
    return TemplateResponse(request, "cases/desk/timeline.html", page)


@staff_only
@require_safe
def on_the_map(request: StaffRequest) -> HttpResponse:
    """Where the events of these cases lie, as far as their points are known."""
    page = _page(request, title=_("Cases on the map"), here="map")
    search: Search | None = page["form"].search
    if search:
        page |= told_on_the_map(search, here="map", leads_to="index")
    page["points_url"] = address("map_file", page["query"])
    return TemplateResponse(request, "cases/desk/map.html", page)


@staff_only
@require_http_methods(["GET", "POST"])
def views(request: StaffRequest) -> HttpResponse:
    """The views this desk keeps, and a name for the one at hand."""
    asked = SearchForm(request.GET.dict(), organisation=request.organisation)
    wanted = asked.search.wanted if asked.is_valid() and asked.search else CaseFilter()
    form = SaveViewForm(request.POST or None, organisation=request.organisation)
    if request.method == "POST" and wanted != CaseFilter() and form.is_valid():
        try:
            save_view(organisation=request.organisation, name=form.cleaned_data["name"], wanted=wanted, by=request.user, now=timezone.now())
        except IntegrityError:
            form.add_error("name", _("Somebody else saved a view of this name a moment ago."))
        else:
            messages.success(request, _("The view is saved. It stands above the list of cases."))
            return redirect(address("index", wanted.query))
    page = {
        "title": _("Saved views"),
        "crumbs": crumbs(),
        "views": list(SavedView.objects.filter(organisation=request.organisation).select_related("made_by")),
        "form": form if wanted != CaseFilter() else None,
        "chips": chips(asked, "index") if wanted != CaseFilter() else [],
    }
    return TemplateResponse(request, "cases/desk/views.html", page)


@staff_only
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget a view."""
    remove_view(view=get_object_or_404(SavedView, organisation=request.organisation, pk=pk), by=request.user, now=timezone.now())
    messages.success(request, _("The view is removed. The cases stay as they are."))
    return redirect("cases_desk:views")


@staff_only
@require_POST
def list_file(request: StaffRequest) -> HttpResponseBase:
    """The list as it stands on the page, every page of it."""
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    if not form.is_valid() or form.search is None:
        return unreadable()
    search, sort = form.search, _sort(request)

    def rows() -> Iterator[tuple[Cell, ...]]:
        cases: QuerySet[Any] = as_listed(cases=_sorted(search.cases(), sort))
        for some in batched(cases.iterator(chunk_size=_AT_ONCE), _AT_ONCE, strict=False):
            clocks = clocks_of(cases=[case.pk for case in some], on=_today(request), to=search.reader)
            yield from (_row(case, clocks.get(case.pk)) for case in some)

    back = address("index", search.wanted.query)
    return take_out(request, view="list of cases", table=lambda _with_sealed: (_LISTED, rows()), back=back, is_narrowed=search.wanted != CaseFilter())


def _row(case: Any, clock: CustodyClock | None) -> tuple[Cell, ...]:
    """What a line of the list says, and the days by which it can be sorted."""
    where = (case.number, title_of(case), case.country, case.stage, str(StandingKind(case.stands).label))
    held = (clock.state, clock.day, clock.term_days) if clock else ("", None, None)
    languages = ", ".join(language["code"] for language in languages_of(case))
    return *where, *held, languages, case.opened_at.date().isoformat(), case.changed_at.date().isoformat()


@staff_only
@require_POST
def timeline_file(request: StaffRequest) -> HttpResponseBase:
    """The timeline as it stands on the page."""
    return timeline_taken_out(request, back="timeline")


@staff_only
@require_POST
def map_file(request: StaffRequest) -> HttpResponseBase:
    """The points of the map one by one, each as exactly as the file knows it."""
    return map_taken_out(request)


def _page(request: StaffRequest, *, title: str, here: str) -> dict[str, Any]:
    """What the three ways to look have in common."""
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    form.is_valid()
    query = form.search.wanted.query if form.search else ""
    ways = (("index", _("List")), ("timeline", _("Over time")), ("map", _("On the map")))
    saved = SavedView.objects.filter(organisation=request.organisation)
    return {
        "title": title,
        "crumbs": [] if here == "index" else crumbs(),
        "form": form,
        "query": query,
        "here": reverse(f"cases_desk:{here}"),
        "chips": chips(form, here),
        "ways": [{"label": word, "url": address(name, query), "is_here": name == here} for name, word in ways],
        "views": [{"label": view.name, "url": f"{reverse(f'cases_desk:{here}')}?{view.query}", "is_here": view.query == query} for view in saved],
        "save_url": address("views", query) if query else "",
        "export_url": address("export", query),
    }


def _today(request: StaffRequest) -> Any:
    return request.organisation.content_now(now=timezone.now()).date()


def _sort(request: StaffRequest) -> str:
    return sort if (sort := request.GET.get("sort", "")) in SORTS else "opened"


def _sorted(cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    if sort == "happened":
        return cases.annotate(happened=Max("events__when_latest")).order_by(F("happened").desc(nulls_last=True), "-pk")
    return cases.order_by(f"-{SORTS[sort][1]}", "-pk")
