"""The map of the site for search engines: every public page, under each language in which it can be read.

It is drawn anew whenever it is asked for, so what is withdrawn is gone from it at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from outcry.accounts.models import Organisation
from outcry.appeals import queries as appeals
from outcry.cases import publication
from outcry.cases.publication import PublicFilter, PublicSearch
from outcry.newsroom import queries as newsroom
from outcry.newsroom.addresses import report_address

# A file may hold 50,000 addresses and 50 MB (sitemaps.org); each case stands under four languages, with four alternates each.
CASES_IN_A_PART = 2_000
_PAGES = (
    "home",
    "appeals",
    "cases",
    "custody",
    "freed",
    "database",
    "database_map",
    "database_figures",
    "write",
    "newsletter",
    "counting",
    "privacy",
    "safety",
    "imprint",
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page by language, and the day it was last changed, where that is known."""

    addresses: dict[str, str]
    changed_on: date | None = None


def parts(*, organisation: Organisation, on: date) -> list[str]:
    """The names of the files that the map consists of."""
    cases = PublicSearch(wanted=PublicFilter(), organisation=organisation, on=on).count()
    return ["pages", "appeals", "reports", *(f"cases-{number}" for number in range(1, -(-cases // CASES_IN_A_PART) + 1))]


def pages_of(part: str, *, organisation: Organisation, on: date) -> list[Page] | None:
    """What stands in one of the files; None where there is no file of this name."""
    if part not in parts(organisation=organisation, on=on):
        return None
    match part:
        case "pages":
            return list(_plain_pages())
        case "appeals":
            return list(_appeals(organisation, on))
        case "reports":
            told = (
                *newsroom.addresses(on=on),
                *newsroom.archive_addresses(organisation=organisation, on=on),
                *newsroom.subject_addresses(organisation=organisation, on=on),
            )
            return [Page(addresses=_full(addresses)) for addresses in told]
    first = (int(part.removeprefix("cases-")) - 1) * CASES_IN_A_PART
    found = publication.addresses(organisation=organisation, on=on, first=first, length=CASES_IN_A_PART)
    return [_page("case", one.languages, one.slug, changed_on=one.approved_at.date()) for one in found]


def _plain_pages() -> Iterator[Page]:
    languages = [code for code, _name in settings.LANGUAGES]
    yield from (_page(name, languages) for name in _PAGES)
    yield Page(addresses=_full({language: report_address(language=language) for language in languages}))


def _appeals(organisation: Organisation, on: date) -> Iterator[Page]:
    launched = (*appeals.open_appeals(organisation=organisation, on=on), *appeals.closed_appeals(organisation=organisation, on=on))
    yield from (_page("appeal", [text.language for text in appeal.texts.all()], appeal.slug) for appeal in launched)


def _page(name: str, languages: Iterable[str], *rest: str, changed_on: date | None = None) -> Page:
    found = {}
    for language in languages:
        with translation.override(language):
            found[language] = reverse(f"front:{name}", args=rest)
    return Page(addresses=_full(found), changed_on=changed_on)


def _full(paths: dict[str, str]) -> dict[str, str]:
    return {language: settings.SITE_URL + path for language, path in paths.items()}
