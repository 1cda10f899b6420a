"""Donation appeals. Nothing here takes money or leads away by itself: a reader leaves by a link that says where it goes."""

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.front.filling.giving import NotReadable, donation_page, donations_page
from outcry.giving.queries import by_slug


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """All of them, open ones first."""
    organisation, on, _now = _today()
    page = donations_page(organisation=organisation, language=get_language() or "en", on=on)
    return render(request, "front/giving.html", {"giving": page, "section": "giving"})


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them."""
    organisation, on, now = _today()
    found = by_slug(organisation=organisation, slug=slug, on=on)
    if found is None:
        raise Http404
    try:
        page = donation_page(donation_appeal=found, language=get_language() or "en", on=on, now=now)
    except NotReadable:
        raise Http404 from None
    return render(request, "front/donation_appeal.html", {"donation": page, "section": "giving"})


def _today() -> tuple[Organisation, date, datetime]:
    organisation, now = the_organisation(), timezone.now()
    return organisation, organisation.content_now(now=now).date(), now
