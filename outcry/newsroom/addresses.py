"""Where reports stand on the public site. Reckoned, not looked up: Wagtail keeps the roots of its tree for an hour in each process."""

from django.urls import reverse
from django.utils import translation


def report_address(*, language: str, slug: str = "") -> str:
    """The path of a report; without a slug, of the list."""
    with translation.override(language):
        return reverse("wagtail_serve", args=[f"{slug}/" if slug else ""])


def leaf_address(*, language: str, number: int) -> str:
    """The path of one leaf of the list, the first being the list itself."""
    start = report_address(language=language)
    return start if number == 1 else f"{start}?page={number}"
