"""The archive, as readers see it. Empty years, months and days answer with what is near; search engines pass them over."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from outcry.accounts.queries import the_organisation
from outcry.lib.leaves import leaf_or_404
from outcry.newsroom.archive.drawing import all_years, archived, day_page, month_page, year_page
from outcry.newsroom.archive.queries import Archive, Clock, Month
from outcry.newsroom.models import content_day, report_lines

_ON_A_PAGE = 50


@require_safe
@conditional_page
def show_all(request: HttpRequest, clock: Clock = Clock.PUBLISHED) -> HttpResponse:
    """All years with their months."""
    page = all_years(archive_now(), clock)
    return render(request, "newsroom/archive.html", {"archive": page, "section": "reports", "is_empty": not page.years})


@require_safe
@conditional_page
def show_year(request: HttpRequest, year: int, clock: Clock = Clock.PUBLISHED) -> HttpResponse:
    """One year."""
    page = year_page(archive_now(), year, clock)
    return render(request, "newsroom/archive_year.html", {"year": page, "section": "reports", "is_empty": not page.row.number})


@require_safe
@conditional_page
def show_month(request: HttpRequest, year: int, month: int, clock: Clock = Clock.PUBLISHED) -> HttpResponse:
    """One month."""
    page = month_page(archive_now(), month_or_404(year, month), clock)
    return render(request, "newsroom/archive_month.html", {"month": page, "section": "reports", "is_empty": not (page.diary or page.reaching)})


@require_safe
@conditional_page
def show_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """One day."""
    page = day_page(archive_now(), _date(year, month, day))
    return render(request, "newsroom/archive_day.html", {"day": page, "section": "reports", "is_empty": not (page.published or page.happened)})


@require_safe
@conditional_page
def show_undated(request: HttpRequest) -> HttpResponse:
    """Reports of events of which not even the year is known."""
    archive = archive_now()
    leaf = leaf_or_404(Paginator(archive.undated(), _ON_A_PAGE), request.GET.get("page", "1"))
    reports = archived(report_lines(leaf.object_list, on=archive.on), language=archive.language)
    return render(request, "newsroom/archive_undated.html", {"reports": reports, "leaf": leaf, "section": "reports", "is_empty": not reports})


def archive_now() -> Archive:
    """The archive for the reader's language, on the day that content is shown for."""
    organisation = the_organisation()
    return Archive(organisation=organisation, language=get_language() or "en", on=content_day(organisation))


def month_or_404(year: int, month: int) -> Month:
    """The month; Http404 where no calendar has it."""
    _date(year, month, 1)
    return year, month


def _date(year: int, month: int, day: int) -> date:
    """Raise Http404 for a day that no calendar has, and for the last year whose months end where dates end."""
    try:
        found = date(year, month, day)
    except ValueError:
        raise Http404 from None
    if year == date.max.year:
        raise Http404
    return found
