"""Error pages in the site's look. None asks the database: it may be what failed."""

import logging
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from outcry.lib.identifiers import random_public_id

logger = logging.getLogger(__name__)

RETRY_SECONDS = 120
_LONGEST_SHOWN = 20_000


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Something she typed, given back to copy."""

    name: str
    value: str


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. Whoever had typed a protest gets her words back."""
    return _apology(request, template="500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """We can't write it down now: the database is full, locked or gone."""
    response = _apology(request, template="503.html", status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def nobody_yet(request: HttpRequest) -> HttpResponse:
    """No organisation runs the site yet, or a demonstration's was taken away: say how one comes."""
    response = render(request, "front/nobody_yet.html", status=503)
    response["Cache-Control"] = "no-store"
    return response


def _apology(request: HttpRequest, *, template: str, status: int) -> HttpResponse:
    reference = random_public_id()[:6]
    # Only the reference: the failure itself is logged once, where it was caught, and never with what was typed.
    logger.error("answered %d, reference %s", status, reference)
    page = render_to_string(template, {"kept": _kept(request), "retry_url": request.path, "reference": reference})
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _kept(request: HttpRequest) -> list[Kept]:
    if request.method != "POST" or not {"letter", "text"} & request.POST.keys():
        return []
    typed = (
        (_("Your name"), request.POST.get("name", "")),
        (_("E-mail"), request.POST.get("email", "")),
        (_("Your letter"), request.POST.get("letter", "")),
        (_("What happened"), request.POST.get("text", "")),
    )
    return [Kept(name=name, value=value[:_LONGEST_SHOWN]) for name, value in typed if value]
