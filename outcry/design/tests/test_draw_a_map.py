"""A map of our own: marks on a sheet where the points lie, and the outline of land behind them to the pixel."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from outcry.design.map_drawing import HEIGHT, WIDTH, Sheet, draw
from outcry.design.map_words import country_names
from outcry.design.outline import outline
from outcry.lib.places import Box

ALMATY, ASTANA, AKTAU, SUVA, APIA = (43.24, 76.9), (51.17, 71.45), (43.65, 51.16), (-18.14, 178.44), (-13.83, -171.77)
KAZAKHSTAN = Box(south=40, west=46, north=56, east=88)
POINTS = some.lists(some.tuples(some.floats(min_value=-85, max_value=85), some.floats(min_value=-180, max_value=180)), min_size=1, max_size=30)


def sheet(*places: tuple[float, float], area: Box | None = None) -> Sheet:
    return draw([(latitude, longitude, key) for key, (latitude, longitude) in enumerate(places)], area=area)


def test_without_points_there_is_an_empty_sheet() -> None:
    assert (sheet().marks, sheet().is_nearest) == ((), True)


def test_north_is_up_and_east_is_right() -> None:
    marks = {round(mark.latitude): mark for mark in sheet(ALMATY, ASTANA, AKTAU).marks}

    assert marks[51].y < marks[43].y
    assert marks[43].x != marks[44].x
    assert marks[44].x < marks[51].x < marks[43].x


def test_points_of_one_place_make_one_mark_with_their_number() -> None:
    found = sheet(ALMATY, ALMATY, ALMATY, AKTAU)

    assert [mark.size for mark in found.marks] == [3, 1], "the fullest first"
    assert found.marks[0].radius > found.marks[1].radius


def test_looking_into_a_mark_finds_its_points_and_no_others() -> None:
    places = [ALMATY, (43.25, 76.92), AKTAU, ASTANA]

    for mark in sheet(*places).marks:
        inside = [one for one in places if mark.box.south <= one[0] <= mark.box.north and mark.box.west <= one[1] <= mark.box.east]
        assert len(inside) == mark.size


def test_points_on_both_sides_of_the_last_meridian_lie_together_where_the_part_of_the_map_does() -> None:
    found = sheet(SUVA, APIA, area=Box(south=-30, west=170, north=0, east=-160))
    fiji, samoa = sorted(found.marks, key=lambda mark: mark.x)

    assert fiji.longitude > 0 > samoa.longitude
    assert 0 <= fiji.x < samoa.x <= WIDTH


@given(points=POINTS)
def test_every_mark_lies_on_the_sheet_and_none_is_lost(points: list[tuple[float, float]]) -> None:
    found = sheet(*points)

    assert sum(mark.size for mark in found.marks) == len(points)
    for mark in found.marks:
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT


def corners(path: str) -> Iterator[tuple[float, float]]:
    """The points of a path of `M x y l dx dy …` pieces."""
    for piece in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", piece)]
        x, y = numbers[:2]
        yield x, y
        for across, down in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + across, y + down
            yield x, y


@pytest.mark.parametrize("area", [None, KAZAKHSTAN, Box(south=-30, west=170, north=0, east=-160), Box(south=-85, west=-180, north=85, east=180)])
def test_the_outline_keeps_to_the_sheet(area: Box | None) -> None:
    drawn = outline(sheet(ALMATY, AKTAU, area=area))

    for path in (drawn.land, drawn.borders):
        assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]*Z?)*", path), "steps of whole pixels, and nothing that a page would run"
    assert all(-13 <= x <= WIDTH + 13 and -13 <= y <= HEIGHT + 13 for x, y in corners(drawn.land))


def is_on_land(path: str, x: float, y: float) -> bool:
    """Whether a place lies inside of the rings of a path (even and odd)."""
    crossings = 0
    for piece in path.split("M")[1:]:
        ring = list(corners("M" + piece))
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def test_land_lies_where_land_is() -> None:
    found = sheet(ALMATY, AKTAU, area=KAZAKHSTAN)
    land = outline(found).land

    assert is_on_land(land, *found.place(*ASTANA))
    assert is_on_land(land, *found.place(48.0, 67.0)), "the middle of Kazakhstan"
    assert not is_on_land(land, *found.place(42.0, 50.5)), "the Caspian Sea"


def test_a_border_runs_where_two_states_meet() -> None:
    found = sheet(ALMATY, AKTAU, area=KAZAKHSTAN)
    borders = list(corners(outline(found).borders))
    x, y = found.place(44.2, 80.4)

    assert min(abs(x - one) + abs(y - other) for one, other in borders) < 30, "between Kazakhstan and China, at Khorgos"


def test_the_same_sheet_has_the_same_outline_and_a_nearer_one_another() -> None:
    near, far = sheet(ALMATY, (43.3, 77.0)), sheet(ALMATY, AKTAU)

    assert outline(far) == outline(sheet(ALMATY, AKTAU))
    assert outline(far) != outline(near)


@pytest.mark.parametrize("middle", [(21.3, -157.9), (38.9, -77.0), (51.8, 68.3), (35.7, 139.7)])
def test_land_across_the_last_meridian_draws_no_line_around_the_world(middle: tuple[float, float]) -> None:
    around = [(middle[0], (middle[1] + aside + 180) % 360 - 180) for aside in (-60, 60)]
    land = outline(sheet(*around, area=Box(south=-30, west=around[0][1], north=60, east=around[1][1]))).land

    for piece in land.split("M")[1:]:
        ring = list(corners("M" + piece))
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            # What lies beyond the sheet is cut along its edge.
            assert abs(x2 - x1) < WIDTH / 3 or not (0 < y1 < HEIGHT and 0 < y2 < HEIGHT)


def test_countries_are_named_on_the_sheet_and_no_name_lies_on_another() -> None:
    found = sheet(ALMATY, ASTANA, AKTAU)
    places = [("KZ", *ASTANA), ("KG", ASTANA[0] + 0.1, ASTANA[1]), ("UZ", *AKTAU), ("FJ", *SUVA), ("ZZ", 45.0, 60.0)]

    names = country_names(places, sheet=found)

    assert [name.text for name in names] == ["Kazakhstan", "Uzbekistan"]
    assert all(0 <= name.x <= WIDTH and 0 < name.y < HEIGHT for name in names)
