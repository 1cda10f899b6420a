"""Where reports stand on the public site. Reckoned, not looked up: Wagtail keeps the roots of its tree for an hour in each process."""

import re
from datetime import date

from django.urls import reverse
from django.utils import translation

# Of the first part of an address below the list of reports: a report may not be called so.
_TAKEN = re.compile(r"[0-9]{4}|archive|corrections")


def report_address(*, language: str, slug: str = "") -> str:
    """The path of a report; without a slug, of the list."""
    with translation.override(language):
        return reverse("wagtail_serve", args=[f"{slug}/" if slug else ""])


def leaf_address(*, language: str, number: int) -> str:
    """The path of one leaf of the list, the first being the list itself."""
    start = report_address(language=language)
    return start if number == 1 else f"{start}?page={number}"


def is_taken(slug: str) -> bool:
    """Whether the archive stands where a report of this name would."""
    return _TAKEN.fullmatch(slug) is not None


def year_address(year: int, clock: str) -> str:
    """The path of a year of the archive in the reader's language, by one of its clocks."""
    return reverse("newsroom_year", args=[year, *_tail(clock)])


def month_address(month: tuple[int, int], clock: str) -> str:
    """The path of a month."""
    return reverse("newsroom_month", args=[*month, *_tail(clock)])


def day_address(day: date) -> str:
    """The path of a day, which tells what both clocks say."""
    return reverse("newsroom_day", args=[day.year, day.month, day.day])


def archive_address(clock: str) -> str:
    """The path of the archive's first page."""
    return reverse("newsroom_archive", args=_tail(clock))


def undated_address() -> str:
    """The path of the reports that the other clock has no year for."""
    return reverse("newsroom_undated")


def feed_address(shape: str, month: tuple[int, int] | None = None, clock: str = "published") -> str:
    """The path of all reports as a feed, or of a month of the archive."""
    if month is None:
        return reverse("newsroom_feed", args=[shape])
    return reverse("newsroom_month_feed", args=[*month, *_tail(clock), shape])


def month_table_address(month: tuple[int, int], clock: str) -> str:
    """The path of a month as CSV."""
    return reverse("newsroom_month_csv", args=[*month, *_tail(clock)])


def _tail(clock: str) -> list[str]:
    return [] if clock == "published" else [clock]
