"""The public database: what was approved, found by a filter. A filter has one address; what is typed otherwise leads to it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.cases.publication import SORTS, PublishedLine, PublishedPointLine, Unit, edition
from outcry.front.filling.database import Asked, Words, address, and_then, database_page
from outcry.front.filling.database_map import map_page
from outcry.front.filling.figures import SLUGS, figure_page, figures_page, unit_tail
from outcry.front.views.paging import page_number
from outcry.lib.places import Point, Precision, as_geojson
from outcry.lib.tables.writing import Cell, csv_bytes, json_lines_bytes
from outcry.statistics import figures as statistics
from outcry.statistics.figures import DIVISIONS

LIST_COLUMNS = (
    "number",
    "name",
    "language",
    "summary",
    "country",
    "place",
    # The last day that what it tells of can mean.
    "latest_day",
    "custody",
    "invented",
    "version",
    "approved_on",
    "url",
    "edition",
    "as_of",
    "licence",
)
FIGURE_COLUMNS = ("divided_by", "value", "label", "unit", "number", "people_not_named", "query", "edition", "as_of", "licence")


@require_safe
@conditional_page
def show(request: HttpRequest) -> HttpResponse:
    """The list of what the filter means."""
    asked, organisation, on = _asked(request)
    sort, page = _sort(request), page_number(request)
    here = address("database", and_then(asked.wanted.query, f"sort={sort}" if sort != "approved" else "", f"page={page}" if page > 1 else ""))
    if asked.search and request.get_full_path() != here:
        return redirect(here)
    found = database_page(asked=asked, organisation=organisation, language=_language(), on=on, page=page, sort=sort)
    return _drawn(request, "front/database.html", found, asked)


@require_safe
@conditional_page
def on_the_map(request: HttpRequest) -> HttpResponse:
    """Where the events lie, as far as it is told."""
    asked, organisation, on = _asked(request)
    here = address("database_map", asked.wanted.query)
    if asked.search and request.get_full_path() != here:
        return redirect(here)
    return _drawn(request, "front/database_map.html", map_page(asked=asked, organisation=organisation, language=_language(), on=on), asked)


@require_safe
@conditional_page
def figures(request: HttpRequest) -> HttpResponse:
    """The numbers of a filter at one glance."""
    asked, organisation, on = _asked(request)
    unit = _unit(request)
    here = address("database_figures", and_then(asked.wanted.query, unit_tail(unit)))
    if asked.search and request.get_full_path() != here:
        return redirect(here)
    return _drawn(request, "front/figures.html", figures_page(asked=asked, organisation=organisation, language=_language(), on=on, unit=unit), asked)


@require_safe
@conditional_page
def figure(request: HttpRequest, division: str) -> HttpResponse:
    """One figure with its receipt."""
    if division not in SLUGS:
        raise Http404
    asked, organisation, on = _asked(request)
    unit = _unit(request)
    here = address(("database_figure", division), and_then(asked.wanted.query, unit_tail(unit)))
    if asked.search and request.get_full_path() != here:
        return redirect(here)
    page = figure_page(asked=asked, organisation=organisation, language=_language(), on=on, slug=division, unit=unit)
    return _drawn(request, "front/figure.html", page, asked)


@require_safe
def list_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The list as it stands on the page, every page of it."""
    return _list_file(request, "cases.csv")


@require_safe
def list_jsonl(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same, one object a line."""
    return _list_file(request, "cases.jsonl")


@require_safe
def map_geojson(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The points of the map one by one: a cell where a cell is all that is told (RFC 7946; what stands beside the features is ours)."""
    asked, organisation, on = _asked(request)
    if asked.search is None:
        return _unreadable()
    about = {"query": asked.wanted.query, "edition": edition(organisation=organisation).number, "as_of": on.isoformat(), "licence": settings.DATA_LICENCE}
    return _as_file("map.geojson", "application/geo+json", _features(asked.search.point_lines(), about))


def _features(lines: Iterable[PublishedPointLine], about: Mapping[str, Any]) -> Iterator[bytes]:
    yield json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)[:-1].encode() + b',"features":['
    between = ""
    for line in lines:
        known = Precision(line.point.precision) if line.point.precision in Precision.values else Precision.UNKNOWN
        facts = {
            "case": line.number,
            "event": line.event,
            "country": line.country,
            "precision": known.value,
            "url": settings.SITE_URL + reverse("front:case", args=[line.slug]),
        }
        geometry = as_geojson(Point(line.point.latitude, line.point.longitude, known))
        yield f"{between}{json.dumps({'type': 'Feature', 'geometry': geometry, 'properties': facts}, ensure_ascii=False)}".encode()
        between = ",\n"
    yield b"]}"


@require_safe
def figures_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The figures as they stand on the page."""
    return _figures_file(request, "figures.csv", DIVISIONS)


@require_safe
def figures_jsonl(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same, one object a line."""
    return _figures_file(request, "figures.jsonl", DIVISIONS)


@require_safe
def figure_csv(request: HttpRequest, division: str) -> HttpResponse | StreamingHttpResponse:
    """One figure as it stands on its page."""
    return _figures_file(request, f"{division}.csv", _divisions(division))


@require_safe
def figure_jsonl(request: HttpRequest, division: str) -> HttpResponse | StreamingHttpResponse:
    """The same, one object a line."""
    return _figures_file(request, f"{division}.jsonl", _divisions(division))


def _divisions(slug: str) -> tuple[str, ...]:
    if slug not in SLUGS:
        raise Http404
    return (SLUGS[slug],)


def _figures_file(request: HttpRequest, name: str, divisions: Sequence[str]) -> HttpResponse | StreamingHttpResponse:
    asked, _organisation, _on = _asked(request)
    if asked.search is None:
        return _unreadable()
    found = [statistics.figure(search=asked.search, unit=_unit(request), by=by) for by in divisions]
    counted = {one.by: list(one.rows) for one in found}
    words = Words(asked, counted, language=_language())
    return _table(name, FIGURE_COLUMNS, (row for one in found for row in _figure_rows(one, words)))


def _figure_rows(found: statistics.Figure, words: Words) -> Iterator[tuple[Cell, ...]]:
    state = (found.wanted.query, found.edition.number, found.on.isoformat(), settings.DATA_LICENCE)
    unnamed = found.unnamed.rows if found.unnamed else {}
    numbers = {row.value: row.number for row in found.rows} | {value: 0 for value in unnamed if value not in {row.value for row in found.rows}}
    for value, counted in sorted(numbers.items()) if found.by == "began" else numbers.items():
        yield found.by, value, words.of(found.by, value) if value else "", str(found.unit), counted, _beside(unnamed, value, found), *state
    yield found.by, "", _("not known or not told"), str(found.unit), found.undivided, "", *state
    yield "", "", _("together, each once"), str(found.unit), found.total, _unnamed_total(found), *state


def _beside(unnamed: Mapping[str, int | None], value: str, found: statistics.Figure) -> Cell:
    return _cell(unnamed.get(value, 0)) if found.unnamed else ""


def _unnamed_total(found: statistics.Figure) -> Cell:
    if not found.unnamed:
        return ""
    return found.unnamed.total if found.unnamed.total is not None else _("not told")


def _cell(told: int | None) -> Cell:
    return told if told is not None else _("fewer than %(floor)s") % {"floor": settings.SMALLEST_NUMBER}


def _list_file(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    asked, organisation, on = _asked(request)
    if asked.search is None:
        return _unreadable()
    state = (edition(organisation=organisation).number, on.isoformat(), settings.DATA_LICENCE)
    lines = asked.search.lines(language=_language(), sort=_sort(request))
    return _table(name, LIST_COLUMNS, (_row(line, state) for line in lines))


def _row(line: PublishedLine, state: tuple[Cell, ...]) -> tuple[Cell, ...]:
    custody = "held" if line.is_held else "released" if line.was_held else ""
    happened = line.happened_on.isoformat() if line.happened_on else ""
    return (
        line.number,
        line.name,
        line.language,
        line.standfirst,
        line.country,
        line.place,
        happened,
        custody,
        "yes" if line.about_invented_person else "",
        line.version,
        line.approved_at.date().isoformat(),
        settings.SITE_URL + reverse("front:case", args=[line.slug]),
        *state,
    )


def _table(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """A file of the two kinds, as its name ends."""
    if name.endswith(".csv"):
        return _as_file(name, "text/csv; charset=utf-8", csv_bytes(columns, rows))
    return _as_file(name, "application/jsonl; charset=utf-8", json_lines_bytes(columns, rows))


def _as_file(name: str, kind: str, pieces: Iterator[bytes]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    # Long, and different at every address: nobody on the way needs a copy.
    answer["Cache-Control"] = "no-store"
    return answer


def _unreadable() -> HttpResponse:
    """A filter that can't be read gives no file: it would hold too much."""
    return HttpResponseBadRequest(_("This filter can't be read. Go back to the list and look at it."), content_type="text/plain; charset=utf-8")


def _asked(request: HttpRequest) -> tuple[Asked, Organisation, date]:
    """What is asked for, of whom, and as of which day."""
    organisation = the_organisation()
    on = organisation.content_now(now=timezone.now()).date()
    return Asked.read(request.GET.dict(), organisation=organisation, on=on), organisation, on


def _drawn(request: HttpRequest, template: str, page: object, asked: Asked) -> HttpResponse:
    return render(request, template, {"page": page, "section": "cases"}, status=200 if asked.search else 400)


def _language() -> str:
    return get_language() or "en"


def _unit(request: HttpRequest) -> Unit:
    text = request.GET.get("unit", "")
    return Unit(text) if text in Unit else Unit.ACTS


def _sort(request: HttpRequest) -> str:
    return sort if (sort := request.GET.get("sort", "")) in SORTS else "approved"
