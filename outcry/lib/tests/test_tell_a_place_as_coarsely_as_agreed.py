"""Places keep their precision, lose it for good when they are made coarser, and gather on a map without being miscounted."""

import random
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outcry.lib.places import Box, Point, Precision, TooFine, as_geojson, cell_of, clusters, coarsened, distance_metres, read_point

_GRIDS = [Precision.HUNDRED_METRES, Precision.KILOMETRE, Precision.TEN_KILOMETRES, Precision.DISTRICT, Precision.REGION, Precision.COUNTRY]
_POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
_AKTAU = Point(43.65, 51.15)


@given(_POINTS, st.sampled_from(_GRIDS))
def test_making_coarser_twice_changes_nothing(point: Point, to: Precision) -> None:
    told = coarsened(point, to=to)

    assert coarsened(told, to=to) == told
    assert told.precision is to


@given(_POINTS, st.sampled_from(_GRIDS), st.sampled_from(_GRIDS))
def test_two_publications_tell_no_more_than_the_finer(point: Point, one: Precision, other: Precision) -> None:
    fine, coarse = sorted((one, other), key=_GRIDS.index)

    assert coarsened(coarsened(point, to=fine), to=coarse) == coarsened(point, to=coarse)


@given(_POINTS, st.sampled_from(_GRIDS), st.randoms(use_true_random=False))
def test_no_average_of_what_was_told_leads_back(point: Point, to: Precision, chance: random.Random) -> None:
    cell = cell_of(point.latitude, point.longitude, to)
    neighbours = [Point(chance.uniform(cell.south, cell.north), chance.uniform(cell.west, cell.east)) for _ in range(5)]
    assume(all(cell_of(found.latitude, found.longitude, to) == cell for found in neighbours))

    assert {coarsened(found, to=to) for found in neighbours} == {coarsened(point, to=to)}


@given(_POINTS, st.sampled_from(_GRIDS))
def test_a_cell_holds_its_place_and_is_no_smaller_than_it_says(point: Point, to: Precision) -> None:
    cell = cell_of(point.latitude, point.longitude, to)
    assume(abs(point.latitude) < 81)
    middle = (cell.south + cell.north) / 2

    assert cell.south - 1e-9 <= point.latitude <= cell.north + 1e-9
    assert cell.west - 1e-9 <= point.longitude <= cell.east + 1e-9
    assert distance_metres(Point(cell.south, cell.west), Point(cell.north, cell.west)) >= 0.95 * (to.metres or 0)
    # Across the whole width of a large cell the straight way runs over the pole, so half of it is measured.
    assert 2 * distance_metres(Point(middle, cell.west), Point(middle, (cell.west + cell.east) / 2)) >= 0.95 * (to.metres or 0)


def test_what_is_coarse_already_is_not_made_finer() -> None:
    region = Point(43.9, 49.8, Precision.REGION)

    assert coarsened(region, to=Precision.KILOMETRE) == region
    assert coarsened(_AKTAU, to=Precision.EXACT) == _AKTAU


def test_what_is_not_known_how_exactly_counts_as_exact() -> None:
    told = coarsened(Point(43.65, 51.15, Precision.UNKNOWN), to=Precision.TEN_KILOMETRES)

    assert told.precision is Precision.UNKNOWN
    assert distance_metres(told, _AKTAU) > 1_000
    with pytest.raises(TooFine):
        coarsened(_AKTAU, to=Precision.UNKNOWN)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (0, 180.5), (float("nan"), 0), (0, float("inf"))])
def test_what_is_not_on_the_globe_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="globe"):
        Point(latitude, longitude)


def test_distances_are_those_of_the_globe() -> None:
    astana = Point(51.1694, 71.4491)

    assert distance_metres(Point(0, 0), Point(0, 1)) == pytest.approx(111_195, rel=1e-4)
    assert distance_metres(Point(0, 179.5), Point(0, -179.5)) == pytest.approx(111_195, rel=1e-4)
    assert distance_metres(Point(90, 0), Point(-90, 0)) == pytest.approx(20_015_000, rel=1e-3)
    assert 1_700_000 < distance_metres(_AKTAU, astana) < 1_800_000


def test_an_exact_place_is_a_point_and_a_coarse_one_an_area() -> None:
    area = as_geojson(coarsened(_AKTAU, to=Precision.TEN_KILOMETRES))["coordinates"][0]

    assert as_geojson(_AKTAU) == {"type": "Point", "coordinates": [51.15, 43.65]}
    assert area[0] == area[-1]
    assert area[0][0] <= 51.15 <= area[2][0]
    assert area[0][1] <= 43.65 <= area[2][1]


@pytest.mark.parametrize(
    "typed",
    [
        "43.65, 51.15",
        "43.65,51.15",
        "43,65; 51,15",
        "43,65 51,15",
        "43°39′N 51°09′E",
        "43°39'00\"N, 51°9'0\"E",
        "geo:43.65,51.15;u=35",
        "43°39′ с.ш. 51°09′ в.д.",
    ],
)
def test_a_point_is_read_as_people_type_it(typed: str) -> None:
    assert read_point(typed) == _AKTAU


@pytest.mark.parametrize("typed", ["", "43,65", "43.65", "here", "91, 0", "43°60′N 51°09′E", "43°N 51°O", "1, 2, 3"])
def test_what_is_no_point_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"point|globe|degree"):
        read_point(typed)


def test_south_and_west_are_negative() -> None:
    assert read_point("33°30′S 70°30′W") == Point(-33.5, -70.5)


_TAKEN = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.integers()), max_size=60)


@given(_TAKEN, st.integers(0, 20))
def test_gathering_loses_nobody(points: list[tuple[float, float, int]], zoom: int) -> None:
    found = clusters(points, zoom=zoom)

    assert sum(cluster.size for cluster in found) == len(points)
    assert all((cluster.key is None) == (cluster.size > 1) for cluster in found)


@given(_TAKEN, st.integers(0, 19))
def test_zooming_in_only_parts_what_was_together(points: list[tuple[float, float, int]], zoom: int) -> None:
    assert len(clusters(points, zoom=zoom)) <= len(clusters(points, zoom=zoom + 1))


def test_only_what_is_looked_at_is_counted() -> None:
    points = [(10.0, 10.0, "in"), (10.0, 30.0, "out"), (10.0, 179.0, "far east"), (10.0, -179.0, "far west")]

    assert [cluster.key for cluster in clusters(points, zoom=8, box=Box(0, 0, 20, 20))] == ["in"]
    assert {cluster.key for cluster in clusters(points, zoom=8, box=Box(0, 170, 20, -170))} == {"far east", "far west"}


@pytest.mark.parametrize("zoom", [3, 9, 16])
def test_a_hundred_thousand_points_gather_in_less_than_a_second(zoom: int) -> None:
    chance = random.Random(11)
    points = [(chance.uniform(40, 55), chance.uniform(46, 87), number) for number in range(100_000)]

    started = time.process_time()
    found = clusters(points, zoom=zoom)

    assert time.process_time() - started < 1
    assert sum(cluster.size for cluster in found) == 100_000
