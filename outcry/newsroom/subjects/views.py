"""Topics, countries and organisations, as readers see them, and all corrections."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from outcry.groups import queries as groups
from outcry.groups.models import PublicGroup
from outcry.lib.leaves import leaf_or_404
from outcry.newsroom.archive.queries import Archive
from outcry.newsroom.archive.views import archive_now
from outcry.newsroom.drawing.report import corrected_everywhere
from outcry.newsroom.subject_links import is_country, topic_called
from outcry.newsroom.subjects.drawing import OrganisationTold, all_subjects, organisation_told, subject_page
from outcry.newsroom.subjects.gathered import Gathered, from_country, of_group, on_topic
from outcry.vocabularies.models import Term

_ON_A_PAGE = 30


@require_safe
@conditional_page
def show_all(request: HttpRequest) -> HttpResponse:
    """Every topic and every country of which there is a report, and every organisation."""
    return render(request, "newsroom/subjects.html", {"subjects": all_subjects(archive_now()), "section": "reports"})


@require_safe
@conditional_page
def show_topic(request: HttpRequest, name: str) -> HttpResponse:
    """One topic."""
    archive, topic = archive_now(), topic_or_404(name)
    return _show(request, archive, on_topic(archive, topic))


@require_safe
@conditional_page
def show_country(request: HttpRequest, code: str) -> HttpResponse:
    """One country."""
    archive, country = archive_now(), country_or_404(code)
    return _show(request, archive, from_country(archive, country))


@require_safe
@conditional_page
def show_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation that readers may know of."""
    archive = archive_now()
    public = organisation_or_404(archive, slug)
    return _show(request, archive, of_group(archive, public), told=organisation_told(archive, public))


@require_safe
@conditional_page
def corrections(request: HttpRequest) -> HttpResponse:
    """What was put right in reports, the latest first."""
    archive = archive_now()
    leaf = leaf_or_404(Paginator(archive.corrections(), _ON_A_PAGE), request.GET.get("page", "1"))
    rows = corrected_everywhere(rows=leaf.object_list, language=archive.language)
    return render(request, "newsroom/corrections.html", {"corrections": rows, "leaf": leaf, "section": "reports", "is_empty": not rows})


def topic_or_404(name: str) -> Term:
    """The topic; Http404 where the list has none of this name."""
    term = topic_called(name)
    if term is None:
        raise Http404
    return term


def country_or_404(code: str) -> str:
    """The code of the country; Http404 where there is none. An address has it in small letters, so that a page has one address."""
    if code != code.lower() or not is_country(code.upper()):
        raise Http404
    return code.upper()


def organisation_or_404(archive: Archive, slug: str) -> PublicGroup:
    """The organisation; Http404 where none is shown to readers under this name."""
    public = groups.called(slug, organisation=archive.organisation)
    if public is None:
        raise Http404
    return public


def _show(request: HttpRequest, archive: Archive, gathered: Gathered, *, told: OrganisationTold | None = None) -> HttpResponse:
    leaf = leaf_or_404(Paginator(gathered.reports.newest_first(), _ON_A_PAGE), request.GET.get("page", "1"))
    page = subject_page(archive, gathered, leaf, told=told)
    return render(request, "newsroom/subject.html", {"subject": page, "section": "reports", "is_empty": page.is_empty})
