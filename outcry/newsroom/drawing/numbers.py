"""Figures of the public database within a report: the number as it is when somebody reads, and the way back to what is behind it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.cases.publication import BadFilter, PublicFilter, PublicSearch, Unit, edition
from outcry.design.charts import Value
from outcry.design.day_words import plain_day
from outcry.design.parts import Day
from outcry.design.templatetags.outcry import number
from outcry.lib.country_names import country_name
from outcry.statistics.figures import Figure, figure, totals
from outcry.vocabularies.models import Term
from outcry.vocabularies.queries import NoSuchTerm, wordings

_PAGES = "/database/"
# Figures whose values have names without the pages of the database, by the last part of their address.
_DIVISIONS = {"over-time": "began", "by-act": "act", "by-country": "country"}


@dataclass(frozen=True, kw_only=True)
class NumberTold:
    """A number with the day and the edition it was counted from. `url` leads to its receipt."""

    number: int
    day: Day
    edition: int
    url: str


@dataclass(frozen=True, kw_only=True)
class DivisionTold:
    """A figure as it divides, in the order in which it is drawn, with the day and the edition it was counted from. `url` leads to its receipt."""

    lines: tuple[Value, ...]
    is_over_time: bool
    day: Day
    edition: int
    url: str


def divisions(*, addresses: Iterable[str], organisation: Organisation, language: str, on: date) -> Mapping[str, DivisionTold]:
    """How the figures at these addresses divide on the day `on`, by address. One that can't be read is not among them."""
    return {address: told for address in set(addresses) if (told := _divided(address, organisation, language, on)) is not None}


def is_divisible(address: str, *, organisation: Organisation, on: date) -> bool:
    """Whether it is the address of a figure that a report can draw: over time, by what was done, or by country."""
    return is_readable(address, organisation=organisation, on=on) and _division_of(address) is not None


def search_at(address: str, *, organisation: Organisation, on: date) -> PublicSearch | None:
    """The search that the filter in an address of our own database means; None where it can't be read."""
    asked = _asked(address, organisation, on)
    return asked[0] if asked else None


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


def _divided(address: str, organisation: Organisation, language: str, on: date) -> DivisionTold | None:
    asked, slug = _asked(address, organisation, on), _division_of(address)
    if asked is None or slug is None:
        return None
    search, unit = asked
    found = figure(search=search, unit=unit, by=_DIVISIONS[slug])
    labels = _labels(found, language)
    lines = [Value(label=labels(row.value), number=row.number, shown=number(row.number)) for row in found.rows if row.value]
    return DivisionTold(
        lines=tuple(lines),
        is_over_time=found.by == "began",
        day=plain_day(on),
        edition=found.edition.number,
        url=_with_query(reverse("front:database_figure", args=[slug]), search, unit),
    )


def _labels(found: Figure, language: str) -> Callable[[str], str]:
    if found.by == "country":
        return country_name
    if found.by == "began":
        return str
    terms = {term.code: term.pk for term in Term.objects.filter(code__in=[row.value for row in found.rows])}
    words = wordings(term_ids=terms.values(), language=language)
    return lambda code: words[terms[code]].label if code in terms else code


def _division_of(address: str) -> str | None:
    """The last part of the path of a figure that can be drawn."""
    slug = urlsplit(address.strip()).path.rstrip("/").rpartition("/")[2]
    return slug if slug in _DIVISIONS else None


def _with_query(path: str, search: PublicSearch, unit: Unit) -> str:
    """As the pages write their own addresses: acts are counted unless they say otherwise."""
    query = "&".join(filter(None, (search.wanted.query, "" if unit is Unit.ACTS else urlencode({"unit": unit}))))
    return path + (f"?{query}" if query else "")


def _told(address: str, organisation: Organisation, on: date) -> NumberTold | None:
    asked = _asked(address, organisation, on)
    if asked is None:
        return None
    search, unit = asked
    return NumberTold(
        number=totals(search=search)[unit],
        day=plain_day(on),
        edition=edition(organisation=organisation).number,
        url=_with_query(reverse("front:database_figures"), search, unit),
    )


def _asked(address: str, organisation: Organisation, on: date) -> tuple[PublicSearch, Unit] | None:
    try:
        typed = dict(parse_qsl(urlsplit(address.strip()).query))
        search = PublicSearch(wanted=PublicFilter.read(typed), organisation=organisation, on=on)
        return search, Unit(typed.get("unit") or Unit.ACTS)
    except (BadFilter, NoSuchTerm, ValueError):
        return None
