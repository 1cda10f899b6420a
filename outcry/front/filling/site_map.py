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
from outcry.gatherings import queries as gatherings
from outcry.giving import queries as giving
from outcry.newsletters.queries import in_public
from outcry.newsroom import queries as newsroom
from outcry.newsroom.addresses import report_address

# A file may hold 50,000 addresses and 50 MB (sitemaps.org); each case and each report stands under four languages, with four alternates each.
THINGS_IN_A_PART = 2_000
_PAGES = (
    "home",
    "appeals",
    "giving",
    "cases",
    "custody",
    "freed",
    "gatherings",
    "database",
    "database_map",
    "database_figures",
    "write",
    "newsletter",
    "yours",
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
    newsletters = ["newsletters"] if in_public(organisation=organisation).exists() else []
    return [
        "pages",
        "appeals",
        "gatherings",
        *newsletters,
        "archive",
        "subjects",
        *_numbered("reports", newsroom.count_reports(on=on)),
        *_numbered("cases", cases),
    ]


def pages_of(part: str, *, organisation: Organisation, on: date) -> list[Page] | None:
    """What stands in one of the files; None where there is no file of this name."""
    if part not in parts(organisation=organisation, on=on):
        return None
    kind, _dash, number = part.partition("-")
    first = (int(number or 1) - 1) * THINGS_IN_A_PART
    of_organisation = {"newsletters": _newsletters, "gatherings": _gatherings}
    if kind in of_organisation:
        return list(of_organisation[kind](organisation))
    match kind:
        case "appeals":
            return [*_appeals(organisation), *_donation_appeals(organisation, on)]
        case "pages":
            return list(_plain_pages())
        case "archive":
            return [Page(addresses=_full(one)) for one in newsroom.archive_addresses(organisation=organisation, on=on)]
        case "subjects":
            return [Page(addresses=_full(one)) for one in newsroom.subject_addresses(organisation=organisation, on=on)]
        case "reports":
            told = newsroom.addresses(on=on, first=first, length=THINGS_IN_A_PART)
            return [Page(addresses=_full(one.addresses), changed_on=one.changed_on) for one in told]
    found = publication.addresses(organisation=organisation, on=on, first=first, length=THINGS_IN_A_PART)
    return [_page("case", one.languages, one.slug, changed_on=one.approved_at.date()) for one in found]


def _numbered(kind: str, things: int) -> list[str]:
    return [f"{kind}-{number}" for number in range(1, -(-things // THINGS_IN_A_PART) + 1)]


def _newsletters(organisation: Organisation) -> Iterator[Page]:
    """Their archive, and each in the languages in which it went out, the latest first. One query."""
    found: dict[int, list[str]] = {}
    for number, language in in_public(organisation=organisation).values_list("digest__number", "language"):
        found.setdefault(number or 0, []).append(language)
    yield _page("newsletter_archive", {language for languages in found.values() for language in languages})
    yield from (_page("newsletter_issue", languages, str(number)) for number, languages in found.items())


def _plain_pages() -> Iterator[Page]:
    languages = [code for code, _name in settings.LANGUAGES]
    yield from (_page(name, languages) for name in _PAGES)
    yield Page(addresses=_full({language: report_address(language=language) for language in languages}))
    yield Page(addresses=_full(newsroom.in_every_language("newsroom_corrections")))


def _appeals(organisation: Organisation) -> Iterator[Page]:
    for appeal in appeals.launched(organisation=organisation):
        texts = list(appeal.texts.all())
        changed = max((text.changed_at.date() for text in texts), default=None)
        yield _page("appeal", [text.language for text in texts], appeal.slug, changed_on=changed)


def _gatherings(organisation: Organisation) -> Iterator[Page]:
    for one in gatherings.public(organisation=organisation).order_by("-starts_at", "-pk"):
        yield _page("gathering", [text.language for text in one.texts.all()], one.slug, changed_on=one.changed_at.date())


def _donation_appeals(organisation: Organisation, on: date) -> Iterator[Page]:
    yield from (_page("donation_appeal", languages, slug) for slug, languages in giving.addresses(organisation=organisation, on=on))


def _page(name: str, languages: Iterable[str], *rest: str, changed_on: date | None = None) -> Page:
    found = {}
    for language in languages:
        with translation.override(language):
            found[language] = reverse(f"front:{name}", args=rest)
    return Page(addresses=_full(found), changed_on=changed_on)


def _full(paths: dict[str, str]) -> dict[str, str]:
    return {language: settings.SITE_URL + path for language, path in paths.items()}
