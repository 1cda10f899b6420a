"""Addresses of the pages that our mails lead to."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from outcry.lib.links import make_link
from outcry.newsletters.models import PageRequest, SignUp, Subscription

CONFIRM = "newsletter-confirm"
# From the mail that asks, by whoever did not ask for it.
NOT_ME = "newsletter-not-me"
LEAVE = "newsletter-leave"
HER_PAGE = "her-page"


def confirm_url(sign_up: SignUp) -> str:
    """Where the owner of the address says that she wants it."""
    return _url("newsletter_confirm", sign_up.language, make_link(sign_up.public_id, purpose=CONFIRM))


def not_me_url(sign_up: SignUp) -> str:
    """Where whoever did not ask for it has everything erased."""
    return _url("newsletter_leave", sign_up.language, make_link(sign_up.public_id, purpose=NOT_ME))


def leave_url(subscription: Subscription, *, language: str) -> str:
    """Where she ends it: by a button, or by her mail program with one click (RFC 8058)."""
    return _url("newsletter_leave", language, make_link(subscription.public_id, purpose=LEAVE))


def page_url(request: PageRequest) -> str:
    """Where she sees and changes all that she agreed to."""
    return _url("yours_page", request.language, make_link(request.public_id, purpose=HER_PAGE))


def ask_for_page_url(*, language: str) -> str:
    """Where anybody asks for that page."""
    return _url("yours", language)


def _url(name: str, language: str, *arguments: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse(f"front:{name}", args=arguments)
