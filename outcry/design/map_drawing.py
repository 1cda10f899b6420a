"""A map drawn by us, without anybody's tiles: points gathered into marks on one sheet. Pure: degrees in, places on the sheet out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from outcry.lib.places import Box, Cluster, clusters, mercator

WIDTH, HEIGHT = 960, 540
_MARGIN = 50
_TILE = 256
# Cells of `clusters` across one tile.
_CELLS = 4
_NEAREST = 16
_LEAST_SPAN = 1e-6
# Of a mark, in pixels: one that a finger finds.
_SMALLEST, _LARGEST = 10, 44


@dataclass(frozen=True, kw_only=True)
class Mark:
    """So many points, where they stand on the sheet, and the part of the map that holds them and no others."""

    x: int
    y: int
    radius: int
    size: int
    latitude: float
    longitude: float
    box: Box


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The fullest mark first. `is_nearest`: looking closer would show no more. `middle` in pixels of the whole map at `zoom`."""

    marks: Sequence[Mark]
    is_nearest: bool
    zoom: int = 0
    middle: tuple[float, float] = (_TILE / 2, _TILE / 2)
    width: int = WIDTH
    height: int = HEIGHT

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place stands on the sheet, or beside it."""
        whole = _TILE * 2**self.zoom
        return WIDTH / 2 + (longitude + 180) / 360 * whole - self.middle[0], HEIGHT / 2 + (1 - mercator(latitude)) * whole - self.middle[1]


def draw(points: Sequence[tuple[float, float, int]], *, area: Box | None, nearest: int = _NEAREST) -> Sheet:
    """Points (latitude, longitude, key) on a sheet that shows all of them, or that part of the map; no closer than `nearest`."""
    if not points:
        return Sheet(marks=(), is_nearest=True)
    seen = area or _around(points)
    zoom = min(nearest, _zoom(seen))
    across, down = _middle(seen, zoom)
    marks = [_mark(cluster, zoom, across, down) for cluster in clusters(points, zoom=zoom, box=area)]
    return Sheet(marks=marks, is_nearest=zoom == nearest or len(marks) == 1, zoom=zoom, middle=(across, down))


def _around(points: Sequence[tuple[float, float, int]]) -> Box:
    north, east = [point[0] for point in points], [point[1] for point in points]
    return Box(south=min(north), west=min(east), north=max(north), east=max(east))


def _zoom(box: Box) -> int:
    """The nearest at which the box fits on the sheet."""
    across = max(_degrees_across(box) / 360, _LEAST_SPAN)
    up = max(mercator(box.north) - mercator(box.south), _LEAST_SPAN)
    scale = min((WIDTH - 2 * _MARGIN) / across, (HEIGHT - 2 * _MARGIN) / up)
    return max(0, min(_NEAREST, int(math.log2(scale / _TILE))))


def _degrees_across(box: Box) -> float:
    return box.east - box.west if box.west <= box.east else box.east - box.west + 360


def _middle(box: Box, zoom: int) -> tuple[float, float]:
    """The middle of the box, in pixels of the whole map."""
    whole = _TILE * 2**zoom
    return (box.west + _degrees_across(box) / 2 + 180) / 360 * whole, (1 - (mercator(box.south) + mercator(box.north)) / 2) * whole


def _mark(cluster: Cluster, zoom: int, across: float, down: float) -> Mark:
    whole = _TILE * 2**zoom
    aside = (cluster.longitude + 180) / 360 * whole - across
    # The short way around the globe.
    aside -= whole * round(aside / whole)
    return Mark(
        x=round(WIDTH / 2 + aside),
        y=round(HEIGHT / 2 + (1 - mercator(cluster.latitude)) * whole - down),
        radius=min(_LARGEST, round(_SMALLEST + 4 * math.log2(cluster.size))),
        size=cluster.size,
        latitude=cluster.latitude,
        longitude=cluster.longitude,
        box=_cell(cluster, zoom),
    )


def _cell(cluster: Cluster, zoom: int) -> Box:
    """The cell in which the points of a cluster were gathered."""
    cells = _CELLS * 2**zoom
    column, row = int((cluster.longitude + 180) / 360 * cells), int(mercator(cluster.latitude) * cells)
    return Box(
        south=_latitude(row / cells), west=column / cells * 360 - 180, north=_latitude((row + 1) / cells), east=min(180.0, (column + 1) / cells * 360 - 180)
    )


def _latitude(up: float) -> float:
    """The inverse of `mercator`; its ends reach to the poles, where the outermost cells gather what lies beyond."""
    if up <= 0:
        return -90.0
    return 90.0 if up >= 1 else math.degrees(math.asin(math.tanh((up - 0.5) * 2 * math.pi)))
