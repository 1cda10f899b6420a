"""Addresses with the site before them, as others need them to lead here."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def whole(path: str) -> str:
    """A path with the site before it."""
    return f"{settings.SITE_URL}{path}"


def address_in(language: str, name: str, *args: str) -> str:
    """Where the page of this name stands in a language."""
    with translation.override(language):
        return whole(reverse(name, args=args))


def in_order(addresses: Mapping[str, str]) -> dict[str, str]:
    """By language, in the order of the site's languages; nothing where there is one alone."""
    return {code: addresses[code] for code, _name in settings.LANGUAGES if code in addresses} if len(addresses) > 1 else {}
