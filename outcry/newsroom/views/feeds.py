"""Reports for programs: feeds of all, a month of the archive as a feed, a calendar or a table."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import conditional_page, require_safe

from outcry.lib.feeds import CONTENT_TYPES, Feed, Shape, written
from outcry.lib.tables.writing import csv_bytes
from outcry.newsroom.archive import Archive, Clock
from outcry.newsroom.feeds import COLUMNS, of_month, paged, rows_of_month
from outcry.newsroom.gathered import Gathered, everything, from_country, on_topic
from outcry.newsroom.views.archive import archive_now, month_or_404
from outcry.newsroom.views.subjects import country_or_404, topic_or_404

_LONGEST_NUMBER = 10


@require_safe
@conditional_page
def show_all(request: HttpRequest, shape: Shape) -> HttpResponse:
    """All reports, the newest first."""
    archive = archive_now()
    return _paged(request, everything(archive), archive, shape)


@require_safe
@conditional_page
def of_topic(request: HttpRequest, name: str, shape: Shape) -> HttpResponse:
    """The reports on a topic."""
    archive = archive_now()
    return _paged(request, on_topic(archive, topic_or_404(name)), archive, shape)


@require_safe
@conditional_page
def of_country(request: HttpRequest, code: str, shape: Shape) -> HttpResponse:
    """The reports from a country."""
    archive = archive_now()
    return _paged(request, from_country(archive, country_or_404(code)), archive, shape)


@require_safe
@conditional_page
def show_month(request: HttpRequest, year: int, month: int, shape: Shape, clock: Clock = Clock.PUBLISHED) -> HttpResponse:
    """A month of the archive by one of its clocks."""
    return _answer(of_month(archive=archive_now(), month=month_or_404(year, month), clock=clock, shape=shape), shape)


@require_safe
def month_csv(request: HttpRequest, year: int, month: int, clock: Clock = Clock.PUBLISHED) -> HttpResponseBase:
    """The same month as a table."""
    rows = rows_of_month(archive=archive_now(), month=month_or_404(year, month), clock=clock)
    name = f"reports-{year:04}-{month:02}{'' if clock is Clock.PUBLISHED else f'-{clock}'}.csv"
    return StreamingHttpResponse(
        csv_bytes(COLUMNS, rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _paged(request: HttpRequest, gathered: Gathered, archive: Archive, shape: Shape) -> HttpResponse:
    number = request.GET.get("page", "1")
    is_number = number.isascii() and number.isdecimal() and len(number) < _LONGEST_NUMBER
    feed = paged(gathered, archive=archive, shape=shape, number=int(number)) if is_number else None
    if feed is None:
        raise Http404
    return _answer(feed, shape)


def _answer(feed: Feed, shape: Shape) -> HttpResponse:
    return HttpResponse(written(feed, shape), content_type=CONTENT_TYPES[shape])
