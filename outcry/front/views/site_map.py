"""The map of the site for search engines: a list of files, and the files (sitemaps.org)."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.front.filling.site_map import pages_of, parts

_XML = "application/xml; charset=utf-8"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Of which files the map consists."""
    organisation, on = _now()
    names = parts(organisation=organisation, on=on)
    files = [settings.SITE_URL + reverse("site_map_part", args=[name]) for name in names]
    return render(request, "front/site_map.xml", {"files": files}, content_type=_XML)


@require_safe
def part(request: HttpRequest, part: str) -> HttpResponse:
    """One of the files."""
    organisation, on = _now()
    pages = pages_of(part, organisation=organisation, on=on)
    if pages is None:
        raise Http404
    return render(request, "front/site_map_part.xml", {"pages": pages}, content_type=_XML)


def _now() -> tuple[Organisation, date]:
    organisation = the_organisation()
    return organisation, organisation.content_now(now=timezone.now()).date()
