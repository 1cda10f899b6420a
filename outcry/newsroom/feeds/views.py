"""Reports for programs: feeds of all, a month of the archive as a feed, a calendar or a table."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from outcry.lib.feed_answers import answer, page_asked
from outcry.lib.feeds import Shape
from outcry.lib.tables.writing import csv_bytes
from outcry.newsroom.archive.queries import Archive, Clock
from outcry.newsroom.archive.views import archive_now, month_or_404
from outcry.newsroom.feeds.drawing import COLUMNS, of_month, paged, rows_of_month
from outcry.newsroom.subjects.gathered import Gathered, everything


@require_safe
@conditional_page
def show_all(request: HttpRequest, shape: Shape) -> HttpResponse:
    """All reports, the newest first."""
    archive = archive_now()
    return _paged(request, everything(archive), archive, shape)


@require_safe
@conditional_page
def show_month(request: HttpRequest, year: int, month: int, shape: Shape, clock: Clock = Clock.PUBLISHED) -> HttpResponse:
    """A month of the archive by one of its clocks."""
    feed = of_month(archive=archive_now(), month=month_or_404(year, month), clock=clock, shape=shape)
    return answer(feed, shape, now=timezone.now())


@require_safe
def month_csv(request: HttpRequest, year: int, month: int, clock: Clock = Clock.PUBLISHED) -> HttpResponseBase:
    """The same month as a table."""
    rows = rows_of_month(archive=archive_now(), month=month_or_404(year, month), clock=clock)
    name = f"reports-{year:04}-{month:02}{'' if clock is Clock.PUBLISHED else f'-{clock}'}.csv"
    return StreamingHttpResponse(
        csv_bytes(COLUMNS, rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _paged(request: HttpRequest, gathered: Gathered, archive: Archive, shape: Shape) -> HttpResponse:
    feed = paged(gathered, archive=archive, shape=shape, number=page_asked(request))
    if feed is None:
        raise Http404
    return answer(feed, shape, now=timezone.now())
