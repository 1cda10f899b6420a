"""Land and borders behind the points of a map, drawn from a file of our own: no tiles, no other host.

The file says where its lines come from, and under which licence: outline.txt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from outcry.design.map_drawing import HEIGHT, WIDTH, Sheet

_FILE = Path(__file__).with_name("outline.txt")
# Beyond the sheet, in pixels, so that its edge is no coast.
_BEYOND = 12
# Pixels between two points that are worth drawing.
_SEEN_APART = 2.5
# In degrees.
_HALF_AROUND = 180
Points = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Two SVG paths in the pixels of a sheet."""

    land: str
    borders: str


def outline(sheet: Sheet) -> Outline:
    """What of the world's outline lies on the sheet, to the pixel; the world once, however small it is."""
    return _outline(sheet.zoom, sheet.middle)


@lru_cache(maxsize=64)
def _outline(zoom: int, middle: tuple[float, float]) -> Outline:
    sheet = Sheet(marks=(), is_nearest=True, zoom=zoom, middle=middle)
    around = 256 * 2**sheet.zoom
    left, right = max(-_BEYOND, (WIDTH - around) / 2), min(WIDTH + _BEYOND, (WIDTH + around) / 2)
    land: list[str] = []
    borders: list[str] = []
    for kind, some in _lines():
        placed = [sheet.place(latitude, longitude) for longitude, latitude in some]
        # Once more on either side: a sheet may lie across the 180th meridian.
        for shift in (-around, 0, around):
            moved = [(x + shift, y) for x, y in placed]
            if not _is_within(moved, left, right):
                continue
            if kind == "land":
                land += _ring(moved, left, right)
            else:
                borders += _open_lines(moved, left, right)
    return Outline(land="".join(land), borders="".join(borders))


@lru_cache(maxsize=1)
def _lines() -> list[tuple[str, Points]]:
    return [_line(text) for text in _FILE.read_text(encoding="utf-8").splitlines() if not text.startswith("#")]


def _line(text: str) -> tuple[str, Points]:
    kind, *steps = text.split(" ")
    east = north = 0
    points = []
    for step in steps:
        across, _comma, up = step.partition(",")
        east, north = east + int(across), north + int(up)
        points.append((east / 100, north / 100))
    return kind, _unbroken(points) if kind == "land" else points


def _unbroken(ring: Points) -> Points:
    """Land across the 180th meridian goes on beyond it, not around the whole world; a ring around a pole stays as it is."""
    east = [ring[0][0]]
    for (before, _north), (here, _up) in pairwise(ring):
        across = here - before
        east.append(east[-1] + across - 360 * round(across / 360))
    if abs(east[-1] - east[0]) > _HALF_AROUND:
        return ring
    return [(round(one, 2), north) for one, (_east, north) in zip(east, ring, strict=True)]


def _is_within(points: Points, left: float, right: float) -> bool:
    across, down = [x for x, _y in points], [y for _x, y in points]
    return min(across) <= right and max(across) >= left and min(down) <= HEIGHT and max(down) >= 0


def _ring(points: Points, left: float, right: float) -> Iterator[str]:
    """A piece of land, cut at the edges of the sheet (Sutherland and Hodgman, one edge after the other)."""
    for axis, limit, is_upper in ((0, left, False), (0, right, True), (1, -_BEYOND, False), (1, HEIGHT + _BEYOND, True)):
        points = _cut(points, axis, limit, is_upper=is_upper)
    thinned = _thinned(points)
    # What is smaller than a dot is none.
    if len(thinned) > 2 and (path := _path(thinned)):
        yield path + "Z"


def _cut(points: Points, axis: int, limit: float, *, is_upper: bool) -> Points:
    kept: Points = []
    for place, here in enumerate(points):
        before = points[place - 1]
        if _inside(before[axis], limit, is_upper) != _inside(here[axis], limit, is_upper):
            kept.append(_crossing(before, here, axis, limit))
        if _inside(here[axis], limit, is_upper):
            kept.append(here)
    return kept


def _inside(number: float, limit: float, is_upper: bool) -> bool:
    return number <= limit if is_upper else number >= limit


def _crossing(one: tuple[float, float], other: tuple[float, float], axis: int, limit: float) -> tuple[float, float]:
    part = (limit - one[axis]) / (other[axis] - one[axis])
    aside = one[1 - axis] + part * (other[1 - axis] - one[1 - axis])
    return (limit, aside) if axis == 0 else (aside, limit)


def _open_lines(points: Points, left: float, right: float) -> Iterator[str]:
    """A border, without the parts of it that lie beside the sheet."""
    run: Points = []
    for one, other in pairwise(points):
        if _is_within([one, other], left, right):
            run = [*(run or [one]), other]
        elif run:
            yield _path(_thinned(run))
            run = []
    if run:
        yield _path(_thinned(run))


def _thinned(points: Points) -> Points:
    """Without points that the eye can't tell from the one before."""
    kept = points[:1]
    for point in points[1:-1]:
        if max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= _SEEN_APART:
            kept.append(point)
    return kept + points[-1:] if len(points) > 1 else kept


def _path(points: Sequence[tuple[float, float]]) -> str:
    """To the pixel, as steps: short, and no less exact than it is seen. Blank where all of it is one pixel."""
    rounded = [(round(x), round(y)) for x, y in points]
    (x, y), parts = rounded[0], [f"M{rounded[0][0]} {rounded[0][1]}l"]
    for across, down in rounded[1:]:
        if (across, down) != (x, y):
            parts.append(f"{across - x} {down - y} ")
            x, y = across, down
    return "".join(parts).rstrip() if len(parts) > 1 else ""
