"""Points on the map with the precision their source gives them: made coarser before they go out, measured, gathered by zoom.

A coarser point is the centre of the cell of a fixed grid, always the same one, so that publishing twice tells nothing new and
no average leads back. The cells of each precision lie whole in those of the next coarser, so that two publications together
tell no more than the finer of them.
"""

import math
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_EARTH_METRES = 6_371_008.8


class Precision(TextChoices):
    """How well a place is known, or how much of it is told."""

    EXACT = "exact", _("exact")
    HUNDRED_METRES = "100m", _("to 100 metres")
    KILOMETRE = "1km", _("to 1 kilometre")
    TEN_KILOMETRES = "10km", _("to 10 kilometres")
    DISTRICT = "district", _("the district")
    REGION = "region", _("the region")
    COUNTRY = "country", _("the country")
    UNKNOWN = "unknown", _("how exactly is not known")

    @property
    def metres(self) -> int | None:
        """About how long the side of a cell is; None where nobody knows."""
        return _METRES[self]

    def is_coarser_than(self, other: "Precision") -> bool:
        """Whether this says less about where something is. What is not known counts as exact: it may be."""
        return _order(self) > _order(other)


_METRES: dict[str, int | None] = {
    "exact": 0,
    "100m": 100,
    "1km": 1_000,
    "10km": 10_000,
    "district": 50_000,
    "region": 250_000,
    "country": 1_000_000,
    "unknown": None,
}
# A band of the coarsest grid, and into how many parts each side of its cells is cut for the finer grids in turn.
_BAND_DEGREES = 9.0
_CUTS = {"country": 1, "region": 4, "district": 20, "10km": 100, "1km": 1_000, "100m": 10_000}


def _order(precision: Precision) -> int:
    return 0 if precision is Precision.UNKNOWN else list(_METRES).index(precision.value)


class TooFine(ValueError):
    """A place was asked for more exactly than it is known."""


@dataclass(frozen=True)
class Point:
    """Degrees north and east (WGS 84), and how well they are known. ValueError outside of the globe."""

    latitude: float
    longitude: float
    precision: Precision = Precision.EXACT

    def __post_init__(self) -> None:
        # Written so that NaN fails, too.
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not on the globe: {self.latitude}, {self.longitude}")


@dataclass(frozen=True)
class Cell:
    """A box of the grid in degrees."""

    south: float
    west: float
    north: float
    east: float


def coarsened(point: Point, *, to: Precision) -> Point:
    """The point as it may be told: the centre of its cell. As it is where it is no finer than that already.

    What is not known how exactly stays so, in the middle of its cell. Raise TooFine for `to` unknown: then tell no point at all.
    """
    if to is Precision.UNKNOWN:
        raise TooFine("a place of unknown precision is no place to tell")
    if to is Precision.EXACT or (point.precision is not Precision.UNKNOWN and not to.is_coarser_than(point.precision)):
        return point
    cell = cell_of(point.latitude, point.longitude, to)
    kept = Precision.UNKNOWN if point.precision is Precision.UNKNOWN else to
    return Point(round((cell.south + cell.north) / 2, 6), round((cell.west + cell.east) / 2, 6), kept)


def cell_of(latitude: float, longitude: float, precision: Precision) -> Cell:
    """The cell that holds a place. Cells are at least as wide as their precision says, except at the very poles."""
    cuts = _CUTS[precision.value]
    band = min(int((latitude + 90) // _BAND_DEGREES), 19)
    south = band * _BAND_DEGREES - 90
    columns = _columns(south)
    row = min(int((latitude - south) / _BAND_DEGREES * cuts), cuts - 1)
    column = min(int((longitude + 180) / 360 * columns * cuts), columns * cuts - 1)
    height, width = _BAND_DEGREES / cuts, 360 / (columns * cuts)
    return Cell(south + row * height, column * width - 180, south + (row + 1) * height, (column + 1) * width - 180)


def _columns(south: float) -> int:
    """Cells around the globe in the band that begins at `south`, by its narrower edge."""
    narrower = max(abs(south), abs(south + _BAND_DEGREES))
    return max(1, int(360 * math.cos(math.radians(narrower)) / _BAND_DEGREES))


def distance_metres(one: Point, other: Point) -> float:
    """Along the surface of the globe, which is taken for a ball: right to half a percent."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    haversine = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(haversine)))


def as_geojson(point: Point) -> dict[str, Any]:
    """The GeoJSON geometry (RFC 7946: longitude first): a point where it is exact, else the cell it stands for."""
    if point.precision in {Precision.EXACT, Precision.UNKNOWN}:
        return {"type": "Point", "coordinates": [point.longitude, point.latitude]}
    cell = cell_of(point.latitude, point.longitude, point.precision)
    corners = [(cell.west, cell.south), (cell.east, cell.south), (cell.east, cell.north), (cell.west, cell.north), (cell.west, cell.south)]
    return {"type": "Polygon", "coordinates": [[[round(east, 6), round(north, 6)] for east, north in corners]]}


# --- typed by people ---

_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?"
_PLAIN = re.compile(rf"(?:geo:)?({_NUMBER})(?:\s*[;,]\s*|\s+)({_NUMBER})(?:;.*)?")
_TURN = r"(\d{1,3}(?:[.,]\d+)?)\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|''|”)\s*)?"
_DEGREES = re.compile(rf"{_TURN}(N|S|с\.?\s?ш\.?|ю\.?\s?ш\.?)[\s,;]*{_TURN}(E|W|в\.?\s?д\.?|з\.?\s?д\.?)", re.IGNORECASE)


def read_point(text: str, *, precision: Precision = Precision.EXACT) -> Point:
    """A point as people type or copy it: `43.65, 51.15`, `43,65; 51,15`, `43°39′N 51°09′E`, `geo:43.65,51.15`. ValueError for the rest.

    `43,65` is refused: it may be two numbers or one.
    """
    plain = _PLAIN.fullmatch(text.strip())
    if plain and not re.fullmatch(r"[+-]?\d+,\d+", text.strip()):
        north, east = (float(number.replace(",", ".")) for number in plain.groups())
        return Point(north, east, precision)
    turned = _DEGREES.fullmatch(text.strip())
    if not turned:
        raise ValueError(f"not a point: {text!r}")
    parts = turned.groups()
    latitude, longitude = _degrees(*parts[:3]), _degrees(*parts[4:7])
    south, west = parts[3].upper()[0] in "SЮ", parts[7].upper()[0] in "WЗ"
    return Point(-latitude if south else latitude, -longitude if west else longitude, precision)


def _degrees(degrees: str, minutes: str | None, seconds: str | None) -> float:
    whole, sixtieth, last = (float((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds))
    if sixtieth >= 60 or last >= 60:
        raise ValueError("sixty minutes make a degree")
    return whole + sixtieth / 60 + last / 3600


# --- gathered by zoom ---

# Points nearer to each other on the screen than this share one mark; a tile of a web map is 256 wide.
_MARK_PIXELS = 64
# More cells than any zoom has from south to north.
_CELL_STRIDE = 1 << 40
# Web Mercator ends here.
_LAST_LATITUDE = 85.0511287
_NORTHERN_EDGE = math.nextafter(1, 0)
_RADIAN, _TWO_PI = math.pi / 180, 2 * math.pi


@dataclass(frozen=True)
class Box:
    """The part of the map that is looked at; `west` may lie east of `east`, across the 180th meridian."""

    south: float
    west: float
    north: float
    east: float


# A tuple, because a map makes up to a hundred thousand of them at once.
class Cluster(NamedTuple):
    """So many points (`size`) in one cell of the screen, in the middle of them; `key` is that of the only point."""

    latitude: float
    longitude: float
    size: int
    key: Hashable


def clusters(points: Iterable[tuple[float, float, Hashable]], *, zoom: int, box: Box | None = None) -> list[Cluster]:
    """Points (latitude, longitude, key) gathered for a web map at `zoom`, in one pass; the fullest cell first.

    The sizes add up to the points within `box`. Hand in what may be seen, coarsened already: this hides nothing.
    """
    across = int(2**zoom * 256 / _MARK_PIXELS)
    # The only point of a cell lies there as it came; a second makes it a sum: north, east, count.
    alone: dict[int, tuple[float, float, Hashable]] = {}
    sums: dict[int, list[float]] = {}
    for point in points if box is None else _within(points, box):
        cell = int((point[1] + 180) / 360 * across) * _CELL_STRIDE + int(mercator(point[0]) * across)
        found = sums.get(cell)
        if found is not None:
            found[0] += point[0]
            found[1] += point[1]
            found[2] += 1
        elif cell in alone:
            first = alone.pop(cell)
            sums[cell] = [first[0] + point[0], first[1] + point[1], 2]
        else:
            alone[cell] = point
    gathered = [Cluster(north / count, east / count, int(count), None) for north, east, count in sums.values()]
    gathered.sort(key=attrgetter("size"), reverse=True)
    return gathered + [Cluster(latitude, longitude, 1, key) for latitude, longitude, key in alone.values()]


def mercator(latitude: float) -> float:
    """From 0 at the southern edge of the map to just below 1 at the northern."""
    if not -_LAST_LATITUDE < latitude < _LAST_LATITUDE:
        return 0.0 if latitude < 0 else _NORTHERN_EDGE
    return 0.5 + math.atanh(math.sin(latitude * _RADIAN)) / _TWO_PI


def _within(points: Iterable[tuple[float, float, Hashable]], box: Box) -> Iterable[tuple[float, float, Hashable]]:
    for point in points:
        latitude, longitude, _key = point
        inside = box.west <= longitude <= box.east if box.west <= box.east else longitude >= box.west or longitude <= box.east
        if inside and box.south <= latitude <= box.north:
            yield point
