"""A map within a report: where the events lie that a filter of the public database means, as it stands when somebody reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.accounts.models import Organisation
from outcry.cases.publication import edition
from outcry.design.day_words import plain_day
from outcry.design.map_drawing import Mark, draw
from outcry.design.map_words import CountryName, country_names, where_in_words
from outcry.design.outline import outline
from outcry.design.parts import Day
from outcry.design.templatetags.outcry import number
from outcry.newsroom.drawing.numbers import search_at

# As on the map of the database before anybody looks closer: the borders around the points tell where on earth they lie.
_AMONG_BORDERS = 4
_MOST_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class MarkDrawn:
    """So many events at one place; `shown` is their number."""

    x: int
    y: int
    radius: int
    shown: str
    label: str
    where: str
    is_one: bool


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """The marks on their sheet, the fullest first, with a table of the same. `url` leads to the map of the database, and from there to the cases."""

    marks: tuple[MarkDrawn, ...]
    rows: tuple[MarkDrawn, ...]
    names: tuple[CountryName, ...]
    width: int
    height: int
    land: str
    borders: str
    day: Day
    edition: int
    url: str


def maps(*, addresses: Iterable[str], organisation: Organisation, on: date) -> Mapping[str, Mapped]:
    """The maps that the filters in these addresses mean on the day `on`, by address; one without a point is not among them."""
    return {address: found for address in set(addresses) if (found := _mapped(address, organisation, on)) is not None}


def _mapped(address: str, organisation: Organisation, on: date) -> Mapped | None:
    search = search_at(address, organisation=organisation, on=on)
    points = search.points() if search else []
    if search is None or not points:
        return None
    sheet = draw(points, area=search.wanted.area, nearest=_AMONG_BORDERS)
    drawn, query = outline(sheet), search.wanted.query
    marks = tuple(_mark(mark) for mark in sheet.marks)
    return Mapped(
        marks=marks,
        rows=marks[:_MOST_ROWS],
        names=country_names(search.countries_on_the_map(), sheet=sheet),
        width=sheet.width,
        height=sheet.height,
        land=drawn.land,
        borders=drawn.borders,
        day=plain_day(on),
        edition=edition(organisation=organisation).number,
        url=reverse("front:database_map") + (f"?{query}" if query else ""),
    )


def _mark(mark: Mark) -> MarkDrawn:
    where = where_in_words(mark.latitude, mark.longitude)
    events = ngettext("%(number)s event", "%(number)s events", mark.size) % {"number": number(mark.size)}
    return MarkDrawn(
        x=mark.x,
        y=mark.y,
        radius=mark.radius,
        shown=number(mark.size),
        label=_("%(events)s near %(where)s") % {"events": events, "where": where},
        where=where,
        is_one=mark.size == 1,
    )
