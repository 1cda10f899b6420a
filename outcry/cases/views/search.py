"""The list of cases, over time and on the map: one filter, three ways to look at what it means, and each of them as a file."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import F, Max, QuerySet
from django.http import HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.audit.operations import record
from outcry.cases.filters import CaseFilter
from outcry.cases.forms.search import SaveViewForm, SearchForm
from outcry.cases.models import Case, SavedView
from outcry.cases.operations.saved_views import remove_view, save_view
from outcry.cases.queries import as_listed, listed_by_keys
from outcry.cases.search import Search
from outcry.cases.search_counts import points, points_with_dates, timeline
from outcry.cases.standing import standing
from outcry.cases.titles import title_of
from outcry.cases.views.found import SORTS, bars, chips, facets_of, lines_of
from outcry.cases.views.pages import crumbs
from outcry.design.map_drawing import draw
from outcry.design.outline import outline
from outcry.lib.places import Point, Precision, as_geojson
from outcry.lib.tables.writing import Cell, csv_bytes

_PER_PAGE = 50
_AT_ONCE = 1000
# More rows than a person reads; the file has all of them.
_MOST_MARKS = 100
# The zoom at which a whole country is on the sheet.
_AMONG_BORDERS = 5


@staff_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The cases a filter means, with where each stands; all of them without one."""
    page = _page(request, title=_("Cases"), here="index")
    search: Search | None = page["form"].search
    sort = _sort(request)
    if search:
        keys = search.keys() if sort == "opened" else list(_sorted(search.cases(), sort).values_list("pk", flat=True))
        on, found = _today(request), Paginator(keys, _PER_PAGE).get_page(request.GET.get("page"))
        page |= {
            "page": found,
            "number": found.paginator.count,
            "lines": lines_of(listed_by_keys(list(found.object_list)), search=search, on=on),
            "facets": facets_of(search, page["form"], today=on),
            "is_first": not found.paginator.count and search.wanted == CaseFilter(),
        }
    rest = [part for part in (page["query"], f"sort={sort}" if sort != "opened" else "") if part]
    page |= {"sorts": [(value, word, value == sort) for value, (word, _order) in SORTS.items()], "paging": "".join(f"{part}&" for part in rest)}
    page["files"] = [{"label": _("This list as CSV"), "url": _address("list_file", "&".join(rest))}]
    return TemplateResponse(request, "cases/desk/index.html", page)


@staff_only
@require_safe
def over_time(request: StaffRequest) -> HttpResponse:
    """How many of these cases began in each year, or in each month of one."""
    page = _page(request, title=_("Cases over time"), here="timeline")
    search: Search | None = page["form"].search
    if search:
        page |= {"bars": bars(search), "year": search.wanted.began[:4], "all_years": _address("timeline", search.wanted.without("began").query)}
    page["files"] = [{"label": _("This timeline as CSV"), "url": _address("timeline_file", page["query"])}]
    return TemplateResponse(request, "cases/desk/timeline.html", page)


@staff_only
@require_safe
def on_the_map(request: StaffRequest) -> HttpResponse:
    """Where the events of these cases lie, as far as their points are known."""
    page = _page(request, title=_("Cases on the map"), here="map")
    search: Search | None = page["form"].search
    if search:
        known = points(search=search)
        # The whole of them among their borders, however near to each other they are; a part of it as closely as it goes.
        sheet = draw(known, area=search.wanted.area) if search.wanted.area else draw(known, area=None, nearest=_AMONG_BORDERS)
        leads_to = "index" if sheet.is_nearest and search.wanted.area else "map"
        marks = [{"mark": mark, "url": _address(leads_to, search.wanted.with_only(area=mark.box).query)} for mark in sheet.marks]
        page |= {
            "sheet": sheet,
            "outline": outline(sheet),
            "marks": marks,
            "rows": marks[:_MOST_MARKS],
            "number": len(known),
            "whole": _address("map", search.wanted.without("area").query),
        }
    page["files"] = [{"label": _("These points as GeoJSON"), "url": _address("map_file", page["query"])}]
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
            return redirect(_address("index", wanted.query))
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
@require_safe
def list_file(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """The list as it stands on the page, every page of it."""
    header = ("number", "title", "country", "stage", "readers", "opened_on", "changed_on")

    def rows(search: Search) -> Iterator[tuple[Cell, ...]]:
        cases = as_listed(cases=_sorted(search.cases(), _sort(request)))
        for case in cases.iterator(chunk_size=_AT_ONCE):
            opened, changed = case.opened_at.date().isoformat(), case.changed_at.date().isoformat()
            yield case.number, title_of(case), case.country, case.stage, standing(case=case).word, opened, changed

    return _file(request, "export list of cases", "cases.csv", "text/csv; charset=utf-8", lambda search: csv_bytes(header, rows(search)))


@staff_only
@require_safe
def timeline_file(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """The timeline as it stands on the page."""
    header = ("began", "cases")
    return _file(
        request,
        "export timeline of cases",
        "timeline.csv",
        "text/csv; charset=utf-8",
        lambda search: csv_bytes(header, ((line.value, line.number) for line in timeline(search=search))),
    )


@staff_only
@require_safe
def map_file(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """The points of the map one by one, each as exactly as the file knows it."""
    return _file(request, "export map of cases", "map.geojson", "application/geo+json", lambda search: _features(points_with_dates(search=search)))


def _features(rows: Iterable[tuple[float, float, str, str, str, int]]) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    between = ""
    for latitude, longitude, precision, number, when, key in rows:
        known = Precision(precision) if precision in Precision.values else Precision.UNKNOWN
        facts = {"case": number, "event": key, "when": when, "precision": known.value}
        feature = {"type": "Feature", "geometry": as_geojson(Point(latitude, longitude, known)), "properties": facts}
        yield f"{between}{json.dumps(feature, ensure_ascii=False)}".encode()
        between = ",\n"
    yield b"]}"


def _file(request: StaffRequest, verb: str, name: str, kind: str, pieces: Callable[[Search], Iterator[bytes]]) -> HttpResponse | StreamingHttpResponse:
    """What the page with the same address shows, in the log before it leaves. A filter that can't be read gives no file: it would hold too much."""
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    if not form.is_valid() or form.search is None:
        return HttpResponseBadRequest(_("This filter can't be read. Go back to the list and look at it."), content_type="text/plain; charset=utf-8")
    subject, is_narrowed = f"organisation:{request.organisation.pk}", form.search.wanted != CaseFilter()
    record(verb=verb, subject=subject, now=timezone.now(), actor=request.user, form=name.rpartition(".")[2], narrowed=is_narrowed, sealed=False)
    answer = StreamingHttpResponse(pieces(form.search), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


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
        "ways": [{"label": word, "url": _address(name, query), "is_here": name == here} for name, word in ways],
        "views": [{"label": view.name, "url": f"{reverse(f'cases_desk:{here}')}?{view.query}", "is_here": view.query == query} for view in saved],
        "save_url": _address("views", query) if query else "",
        "export_url": _address("export", query),
    }


def _address(name: str, query: str) -> str:
    return f"{reverse(f'cases_desk:{name}')}{'?' if query else ''}{query}"


def _today(request: StaffRequest) -> Any:
    return request.organisation.content_now(now=timezone.now()).date()


def _sort(request: StaffRequest) -> str:
    return sort if (sort := request.GET.get("sort", "")) in SORTS else "opened"


def _sorted(cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    if sort == "happened":
        return cases.annotate(happened=Max("events__when_latest")).order_by(F("happened").desc(nulls_last=True), "-pk")
    return cases.order_by(f"-{SORTS[sort][1]}", "-pk")
