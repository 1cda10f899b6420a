"""Addresses of the pages that our mails lead to."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from outcry.gatherings.models import Coming
from outcry.lib.links import make_link

CONFIRM, LEAVE = "coming-confirm", "coming-leave"


def confirm_url(coming: Coming) -> str:
    """Where she confirms her address."""
    return _url("front:coming_confirm", coming.language, make_link(coming.public_id, purpose=CONFIRM))


def leave_url(coming: Coming) -> str:
    """Where she takes it back and has her address erased."""
    return _url("front:coming_leave", coming.language, make_link(coming.public_id, purpose=LEAVE))


def gathering_url(*, slug: str, language: str) -> str:
    """The gathering's own page."""
    return _url("front:gathering", language, slug)


def _url(name: str, language: str, argument: str) -> str:
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse(name, args=[argument])}"
