"""Appeals, cases, and what belongs to a topic, a country or an organisation, for programs: feeds and calendars."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from outcry.appeals import queries
from outcry.cases import publication
from outcry.front.filling import feeds
from outcry.lib.feed_answers import answer, page_asked
from outcry.lib.feeds import Feed, Shape
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.archive.views import archive_now
from outcry.newsroom.queries import report_called
from outcry.newsroom.subjects.gathered import Gathered, from_country, of_group, on_topic
from outcry.newsroom.subjects.views import country_or_404, organisation_or_404, topic_or_404


@require_safe
@conditional_page
def of_appeals(request: HttpRequest, shape: Shape) -> HttpResponse:
    """All appeals: opened and ended."""
    return _answer(feeds.of_appeals(archive_now(), shape=shape, number=page_asked(request)), shape)


@require_safe
@conditional_page
def of_open_appeals(request: HttpRequest, shape: Shape) -> HttpResponse:
    """The appeals that take protests today."""
    return _answer(feeds.of_open_appeals(archive_now(), shape=shape, number=page_asked(request)), shape)


@require_safe
@conditional_page
def of_appeal(request: HttpRequest, slug: str, shape: Shape) -> HttpResponse:
    """One appeal."""
    appeal = queries.by_slug(slug=slug)
    if appeal is None:
        raise Http404
    return _answer(feeds.of_appeal(archive_now(), appeal, shape=shape, number=page_asked(request)), shape)


@require_safe
@conditional_page
def of_case(request: HttpRequest, slug: str, shape: Shape) -> HttpResponse:
    """One case."""
    archive = archive_now()
    case = publication.current(organisation=archive.organisation, slug=slug, language=archive.language, on=archive.on)
    if case is None:
        raise Http404
    return _answer(feeds.of_case(archive, case, shape=shape, number=page_asked(request)), shape)


@require_safe
@conditional_page
def of_topic(request: HttpRequest, name: str, shape: Shape) -> HttpResponse:
    """What is on a topic."""
    archive = archive_now()
    return _of_subject(request, archive, on_topic(archive, topic_or_404(name)), shape)


@require_safe
@conditional_page
def of_country(request: HttpRequest, code: str, shape: Shape) -> HttpResponse:
    """What comes from a country."""
    archive = archive_now()
    return _of_subject(request, archive, from_country(archive, country_or_404(code)), shape)


@require_safe
@conditional_page
def of_organisation(request: HttpRequest, slug: str, shape: Shape) -> HttpResponse:
    """What belongs to an organisation."""
    archive = archive_now()
    return _of_subject(request, archive, of_group(archive, organisation_or_404(archive, slug)), shape)


@require_safe
@conditional_page
def of_comments(request: HttpRequest, slug: str, shape: Shape) -> HttpResponse:
    """The comments on a report."""
    archive = archive_now()
    report = report_called(slug, language=archive.language, on=archive.on)
    if report is None:
        raise Http404
    return _answer(feeds.of_comments(archive, report, shape=shape, number=page_asked(request)), shape)


def _answer(feed: Feed | None, shape: Shape) -> HttpResponse:
    if feed is None:
        raise Http404
    return answer(feed, shape, now=timezone.now())


def _of_subject(request: HttpRequest, archive: Archive, gathered: Gathered, shape: Shape) -> HttpResponse:
    return _answer(feeds.of_subject(archive, gathered, shape=shape, number=page_asked(request)), shape)
