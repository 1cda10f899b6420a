"""Figures of the public database within a report: the number as it is when somebody reads, and the way back to what is behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.cases.publication import BadFilter, PublicFilter, PublicSearch, Unit, edition
from outcry.design.day_words import plain_day
from outcry.design.parts import Day
from outcry.statistics.figures import totals
from outcry.vocabularies.queries import NoSuchTerm

_PAGES = "/database/"


@dataclass(frozen=True, kw_only=True)
class NumberTold:
    """A number with the day and the edition it was counted from. `url` leads to its receipt."""

    number: int
    day: Day
    edition: int
    url: str


def numbers(*, addresses: Iterable[str], organisation: Organisation, on: date) -> Mapping[str, NumberTold]:
    """What the filters in these addresses count on the day `on`, by address. One that can't be read is not among them."""
    return {address: told for address in set(addresses) if (told := _told(address, organisation, on)) is not None}


def is_readable(address: str, *, organisation: Organisation, on: date) -> bool:
    """Whether it is the address of a page of our own database, with a filter that can be read."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    is_ours = not parts.netloc or parts.netloc == urlsplit(settings.SITE_URL).netloc
    return is_ours and _PAGES in parts.path and _asked(address, organisation, on) is not None


def _told(address: str, organisation: Organisation, on: date) -> NumberTold | None:
    asked = _asked(address, organisation, on)
    if asked is None:
        return None
    search, unit = asked
    # As the page writes its own address: acts are counted unless it says otherwise.
    query = "&".join(filter(None, (search.wanted.query, "" if unit is Unit.ACTS else urlencode({"unit": unit}))))
    return NumberTold(
        number=totals(search=search)[unit],
        day=plain_day(on),
        edition=edition(organisation=organisation).number,
        url=reverse("front:database_figures") + (f"?{query}" if query else ""),
    )


def _asked(address: str, organisation: Organisation, on: date) -> tuple[PublicSearch, Unit] | None:
    try:
        typed = dict(parse_qsl(urlsplit(address.strip()).query))
        search = PublicSearch(wanted=PublicFilter.read(typed), organisation=organisation, on=on)
        return search, Unit(typed.get("unit") or Unit.ACTS)
    except (BadFilter, NoSuchTerm, ValueError):
        return None
