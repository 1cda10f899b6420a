"""Addresses of the pages that our mails lead to."""

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from outcry.lib.links import make_link
from outcry.protests.models import Protest

CONFIRM = "confirm"
LEAVE = "leave"
_PLACE = "0000"


def confirm_url(protest: Protest) -> str:
    """Where she confirms."""
    return _url("confirm", protest.language, make_link(protest.public_id, purpose=CONFIRM))


def leave_url(protest: Protest) -> str:
    """Where she withdraws and has everything erased."""
    return _url("leave", protest.language, make_link(protest.public_id, purpose=LEAVE))


def appeal_url(*, slug: str, language: str) -> str:
    """The appeal's own page."""
    return settings.SITE_URL + appeal_path(slug=slug, language=language)


def appeal_path(*, slug: str, language: str) -> str:
    """The same without the site."""
    return _path("appeal", language).replace(_PLACE, slug)


def donation_url(*, slug: str, language: str) -> str:
    """The page of a donation appeal."""
    return settings.SITE_URL + _path("donation_appeal", language).replace(_PLACE, slug)


def _url(name: str, language: str, argument: str) -> str:
    return settings.SITE_URL + _path(name, language).replace(_PLACE, argument)


@cache
def _path(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(f"front:{name}", args=[_PLACE])
