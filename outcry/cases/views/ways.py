"""Cases over time and on the map, as the desk and its partners look at them, and both as files. What a reader may know of is asked of the search."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBadRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from outcry.accounts.permissions import StaffRequest
from outcry.audit.operations import record
from outcry.audit.view_files import take_out
from outcry.cases.filters import CaseFilter
from outcry.cases.forms.search import SearchForm
from outcry.cases.search import Search
from outcry.cases.search_counts import points, points_with_dates, timeline
from outcry.cases.views.found import bars
from outcry.design.map_drawing import draw
from outcry.design.outline import outline
from outcry.lib.places import Point, Precision, as_geojson

# More rows than a person reads; the file has all of them.
_MOST_MARKS = 100
# The zoom at which a whole country is on the sheet.
_AMONG_BORDERS = 5


def address(name: str, query: str) -> str:
    """A page of the case file with a filter."""
    return f"{reverse(f'cases_desk:{name}')}{'?' if query else ''}{query}"


def told_over_time(search: Search, *, here: str, leads_to: str) -> dict[str, Any]:
    """How many of these cases began in each year, or in each month of one; a month leads to the list `leads_to`."""
    return {
        "bars": bars(search, here=here, leads_to=leads_to),
        "year": search.wanted.began[:4],
        "all_years": address(here, search.wanted.without("began").query),
    }


def told_on_the_map(search: Search, *, here: str, leads_to: str) -> dict[str, Any]:
    """Where the events of these cases lie, as far as their points are known; the nearest marks lead to the list `leads_to`."""
    known, area = points(search=search), search.wanted.area
    # The whole of them among their borders, however near to each other they are; a part of it as closely as it goes.
    sheet = draw(known, area=area) if area else draw(known, area=None, nearest=_AMONG_BORDERS)
    nearer = leads_to if sheet.is_nearest and area else here
    marks = [{"mark": mark, "url": address(nearer, search.wanted.with_only(area=mark.box).query)} for mark in sheet.marks]
    return {
        "sheet": sheet,
        "outline": outline(sheet),
        "marks": marks,
        "rows": marks[:_MOST_MARKS],
        "number": len(known),
        "is_part": bool(area),
        "whole": address(here, search.wanted.without("area").query),
    }


def timeline_taken_out(request: StaffRequest, *, back: str) -> HttpResponseBase:
    """The timeline as it stands on the page, as a file."""
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    if not form.is_valid() or form.search is None:
        return unreadable()
    search = form.search
    lines = timeline(search=search)
    return take_out(
        request,
        view="timeline of cases",
        table=lambda _with_sealed: (("began", "cases"), ((line.value, line.number) for line in lines)),
        back=address(back, search.wanted.query),
        is_narrowed=search.wanted != CaseFilter(),
    )


def map_taken_out(request: StaffRequest) -> HttpResponseBase:
    """The points of the map one by one, as GeoJSON. In the log before the first byte leaves."""
    form = SearchForm(request.GET.dict(), organisation=request.organisation)
    if not form.is_valid() or form.search is None:
        return unreadable()
    subject, is_narrowed = f"organisation:{request.organisation.pk}", form.search.wanted != CaseFilter()
    record(verb="export map of cases", subject=subject, now=timezone.now(), actor=request.user, form="geojson", narrowed=is_narrowed, sealed=False)
    answer = StreamingHttpResponse(_features(points_with_dates(search=form.search)), content_type="application/geo+json")
    answer["Content-Disposition"] = 'attachment; filename="map.geojson"'
    return answer


def unreadable() -> HttpResponseBadRequest:
    """A filter that can't be read gives no file: it would hold too much."""
    return HttpResponseBadRequest(_("This filter can't be read. Go back to the list and look at it."), content_type="text/plain; charset=utf-8")


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
