"""Reports as feeds: those that belong together by pages, and a month of the archive as a whole, exactly as its page lists it.

Whoever follows something else than reports has its pages by `leaf`, too.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from outcry.lib.dates import Precision, beginning_of
from outcry.lib.feeds import Feed, FeedEntry, Shape, noon_of, turns
from outcry.lib.tables.writing import Cell
from outcry.lib.text import plain_lines
from outcry.newsroom.addresses import feed_address, month_address
from outcry.newsroom.archive.drawing import month_words
from outcry.newsroom.archive.queries import Archive, Clock, Month
from outcry.newsroom.drawing.documents import papers
from outcry.newsroom.drawing.pictures import figures
from outcry.newsroom.drawing.report import Part, Shown, cited, lead_of, parts_of
from outcry.newsroom.models import ReportPage, report_lines
from outcry.newsroom.subjects.gathered import Followed, Gathered
from outcry.newsroom.uses import documents_of, pictures_of
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.queries import Wording

ENTRIES_ON_A_PAGE = 30
# A calendar has no pages: older events than these are found in the archive.
EVENTS_IN_A_CALENDAR = 500
COLUMNS = ("published", "happened", "headline", "standfirst", "by", "language", "languages", "address")


def paged(gathered: Gathered, *, archive: Archive, shape: Shape, number: int) -> Feed | None:
    """Reports that belong together, the newest first, by pages; a calendar comes whole. None where there is no such page."""
    return leaf(gathered, gathered.reports.newest_first(), archive=archive, shape=shape, number=number, draw=partial(entries, archive=archive))


def leaf(followed: Followed, things: Any, *, archive: Archive, shape: Shape, number: int, draw: Callable[[Any], Iterable[FeedEntry]]) -> Feed | None:
    """A page of the things, in their order, as `draw` tells them; a calendar comes whole. None where there is no such page."""
    size = EVENTS_IN_A_CALENDAR if shape is Shape.ICAL else ENTRIES_ON_A_PAGE
    paginator: Paginator[Any] = Paginator(things, size)
    if number not in paginator.page_range or (shape is Shape.ICAL and number > 1):
        return None
    own = partial(_whole, followed.feed(shape))
    return Feed(
        identifier=urn(*followed.key, archive.organisation.public_id, archive.language),
        title=f"{_name(archive)}: {followed.name}",
        subtitle=followed.about,
        url=_whole(followed.page),
        own=own(number),
        language=archive.language,
        author=_name(archive),
        updated=noon_of(archive.on),
        entries=tuple(draw(paginator.page(number).object_list)),
        pages={} if shape is Shape.ICAL else turns(own, number, paginator.num_pages),
    )


def of_month(*, archive: Archive, month: Month, clock: Clock, shape: Shape) -> Feed:
    """A month by one clock, whole."""
    return Feed(
        identifier=urn("month", archive.organisation.public_id, archive.language, month, clock),
        title=f"{_name(archive)}: {month_words(month)}",
        subtitle=_("Reports by the day it happened.") if clock is Clock.HAPPENED else _("Reports by the day of publication."),
        url=_whole(month_address(month, clock)),
        own=_whole(feed_address(shape, month, clock)),
        language=archive.language,
        author=_name(archive),
        updated=noon_of(date(*month, 1)),
        entries=tuple(entries(archive.in_month(month, clock), archive=archive, clock=clock)),
    )


def rows_of_month(*, archive: Archive, month: Month, clock: Clock) -> Iterator[tuple[Cell, ...]]:
    """A month by one clock, as rows under `COLUMNS`; what happened is EDTF."""
    reports = list(archive.in_month(month, clock).select_related("locale").defer_streamfields())
    for page, line in zip(reports, report_lines(reports, on=archive.on), strict=True):
        languages = " ".join(line.languages)
        yield (line.published_on.isoformat(), line.happened, line.title, line.standfirst, page.byline, line.language, languages, _whole(line.url))


def entries(reports: Any, *, archive: Archive, clock: Clock = Clock.HAPPENED) -> Iterator[FeedEntry]:
    """The reports of a query, in its order, with their whole text."""
    return iter(entries_by_key(reports, archive=archive, clock=clock).values())


def entries_by_key(reports: Any, *, archive: Archive, clock: Clock = Clock.HAPPENED) -> dict[int, FeedEntry]:
    """The same by primary key."""
    pages = list(reports.select_related("locale").prefetch_related("sources", "topics"))
    subjects = vocabularies.wordings(term_ids={term.pk for page in pages for term in page.topics.all()}, language=archive.language)
    pictures = figures(pictures={pk for page in pages for pk in pictures_of(page)}, start=settings.SITE_URL)
    documents = papers(documents={pk for page in pages for pk in documents_of(page)}, start=settings.SITE_URL)
    shown = Shown(pictures=pictures, documents=documents)
    return {page.pk: _entry(page, clock, subjects, shown) for page in pages}


def _entry(page: ReportPage, clock: Clock, subjects: Mapping[int, Wording], shown: Shown) -> FeedEntry:
    language = page.locale.language_code
    first, last = _days(page, clock)
    published = noon_of(page.published_on)
    parts = _parts(page, shown)
    return FeedEntry(
        identifier=urn("report", page.translation_key, language),
        url=_whole(page.address()),
        title=plain_lines(page.title),
        summary=plain_lines(page.standfirst),
        language=language,
        published=published,
        updated=max(published, page.last_published_at or published),
        html=plain_lines(_text(page, parts)),
        image=next((part.first_figure.middle.url for part in parts if part.first_figure), ""),
        author=plain_lines(page.byline),
        subjects=tuple(subjects[term.pk].label for term in page.topics.all()),
        first_day=first,
        last_day=last,
    )


def _days(page: ReportPage, clock: Clock) -> tuple[date | None, date | None]:
    """When a calendar shows it. By the clock of events only what has a known day is shown, with all days that it went on for."""
    if clock is Clock.PUBLISHED:
        return page.published_on, page.published_on
    day, precision = beginning_of(page.happened)
    if day is None or precision is not Precision.DAY:
        return None, None
    return day, max(day, page.happened_latest or day)


def _parts(page: ReportPage, shown: Shown) -> tuple[Part, ...]:
    """The whole text after the picture that leads it, without marks that lead within a page."""
    lead = lead_of(report=page, pictures=shown.pictures)
    return (*([lead] if lead else []), *parts_of(body=page.body, sources=0, shown=shown))


def _text(page: ReportPage, parts: tuple[Part, ...]) -> str:
    """The parts as HTML; the sources stand below them. Where it is read, no address leads anywhere without its host."""
    html = render_to_string("newsroom/feed_text.html", {"parts": parts, "sources": cited(rows=page.sources.all())}).strip()
    return html.replace('href="/', f'href="{settings.SITE_URL}/')


def _name(archive: Archive) -> str:
    return archive.organisation.name_in(archive.language)


def _whole(path: str, number: int = 1) -> str:
    return f"{settings.SITE_URL}{path}" + (f"?page={number}" if number > 1 else "")


def urn(*parts: object) -> str:
    """A name that stays (RFC 4122, version 5) when the words and the address of a thing change."""
    return uuid5(NAMESPACE_URL, " ".join(map(str, parts))).urn
