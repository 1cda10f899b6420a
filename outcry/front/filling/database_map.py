"""The map of the public database: points as coarse as they were approved, gathered into marks, on an outline of our own."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.accounts.models import Organisation
from outcry.design.map_drawing import Mark, draw
from outcry.design.map_words import country_names, where_in_words
from outcry.design.outline import outline
from outcry.design.parts import Link
from outcry.design.templatetags.outcry import number
from outcry.front.filling.database import Asked, Words, address, frame_of
from outcry.front.pages.database import MapMark, MapPage
from outcry.statistics.database import whole

# Closer than this the outline would be made of corners, and a point tells its district at best.
_NEAREST = 6
# Before anybody looks closer, the borders around the points tell where on earth they lie.
_AMONG_BORDERS = 4
# More rows than a person reads; the file has all of them.
_MOST_ROWS = 60


def map_page(*, asked: Asked, organisation: Organisation, language: str, on: date) -> MapPage:
    """Where the events of the cases lie that the filter means."""
    everything = whole(organisation=organisation, on=on)
    words = Words(asked, everything.facets, language=language)
    files = (Link(label=_("These points as GeoJSON"), url=address("database_geojson", asked.wanted.query)),)
    frame = frame_of(asked, everything, words, here="database_map", files=files if asked.search else (), on=on)
    if asked.search is None:
        return MapPage(frame=frame)
    points = asked.search.points()
    sheet = draw(points, area=asked.wanted.area, nearest=_NEAREST if asked.wanted.area else _AMONG_BORDERS)
    drawn = outline(sheet)
    marks = tuple(_mark(mark, asked, is_nearest=sheet.is_nearest and bool(asked.wanted.area)) for mark in sheet.marks)
    return MapPage(
        frame=frame,
        marks=marks,
        rows=marks[:_MOST_ROWS],
        names=country_names(asked.search.countries_on_the_map(), sheet=sheet),
        found=len(points),
        pointless=asked.search.pointless() if not asked.wanted.area else 0,
        whole_url=address("database_map", asked.wanted.without("area").query) if asked.wanted.area else "",
        width=sheet.width,
        height=sheet.height,
        land=drawn.land,
        borders=drawn.borders,
    )


def _mark(mark: Mark, asked: Asked, *, is_nearest: bool) -> MapMark:
    where = where_in_words(mark.latitude, mark.longitude)
    events = ngettext("%(number)s event", "%(number)s events", mark.size) % {"number": number(mark.size)}
    return MapMark(
        x=mark.x,
        y=mark.y,
        radius=mark.radius,
        shown=number(mark.size),
        label=_("%(events)s near %(where)s") % {"events": events, "where": where},
        where=where,
        # A mark that looking closer would not part leads to its cases.
        url=address("database" if is_nearest or mark.size == 1 else "database_map", asked.wanted.with_only(area=mark.box).query),
        is_one=mark.size == 1,
    )
