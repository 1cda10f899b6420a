"""Charts are shapes that say their numbers: in proportion, inside their sheet, mirrored for whoever reads from the right."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from outcry.design.charts import Chart, Value, bars, columns

NUMBERS = some.lists(some.one_of(some.none(), some.integers(min_value=0, max_value=10**9)), max_size=60)


def values(*numbers: int | None) -> list[Value]:
    return [Value(label=str(2000 + place), number=number, shown="few" if number is None else str(number)) for place, number in enumerate(numbers)]


def upright(*numbers: int | None, second: tuple[int | None, ...] = (), right_to_left: bool = False) -> Chart:
    return columns(key="k", title="T", description="D", values=values(*numbers), second=values(*second), right_to_left=right_to_left)


def lying(*numbers: int | None, right_to_left: bool = False) -> Chart:
    return bars(key="k", title="T", description="D", values=values(*numbers), right_to_left=right_to_left)


def percent(text: str) -> float:
    return float(text.removesuffix("%"))


def test_columns_are_as_tall_as_their_numbers_are_large() -> None:
    heights = [int(shape.height) for shape in upright(10, 5, 0).shapes]

    assert heights[0] == 2 * heights[1] > 0
    assert heights[2] == 0


def test_columns_stand_on_their_base_in_the_order_of_time() -> None:
    chart = upright(3, 1, 2)

    assert {int(shape.y) + int(shape.height) for shape in chart.shapes} == {chart.base}
    assert [shape.text for shape in chart.shapes] == ["3", "1", "2"]
    assert sorted(chart.shapes, key=lambda shape: percent(shape.x)) == list(chart.shapes)


def test_whoever_reads_from_the_right_finds_the_first_year_there() -> None:
    left, right = upright(3, 1, 2), upright(3, 1, 2, right_to_left=True)

    for one, other in zip(left.shapes, right.shapes, strict=True):
        assert percent(one.x) + percent(one.width) + percent(other.x) == pytest.approx(100, abs=0.01)
        assert (one.height, one.text) == (other.height, other.text)
    assert [tick.text for tick in left.ticks] == [tick.text for tick in right.ticks]


def test_a_number_that_is_not_told_is_drawn_without_its_size() -> None:
    shapes = upright(None, 1_000, None, 1).shapes

    assert [shape.is_withheld for shape in shapes] == [True, False, True, False]
    assert shapes[0].height == shapes[2].height, "both are there, and neither says how many"
    assert [shape.text for shape in shapes] == ["few", "1000", "few", "1"]


def test_zero_has_no_words_and_no_height() -> None:
    assert [(shape.height, shape.text) for shape in upright(0).shapes] == [("0", "")]


def test_a_second_row_stands_beside_the_first_and_never_on_it() -> None:
    chart = upright(4, 2, second=(1, None))
    first, second = [shape for shape in chart.shapes if not shape.is_second], [shape for shape in chart.shapes if shape.is_second]

    assert len(first) == len(second) == 2
    for one, other in zip(first, second, strict=True):
        assert percent(one.x) + percent(one.width) <= percent(other.x) + 0.01


def test_many_years_keep_words_for_a_few() -> None:
    chart = upright(*range(1, 61))

    assert len(chart.shapes) == 60
    assert len(chart.ticks) <= 8
    assert chart.ticks[0].text == "2000"
    assert {shape.text for shape in chart.shapes} == {""}


def test_bars_say_what_they_are_and_how_many() -> None:
    assert [shape.text for shape in lying(7, 3).shapes] == ["2000: 7", "2001: 3"]


def test_bars_grow_from_the_side_on_which_reading_begins() -> None:
    left, right = lying(4, 1).shapes, lying(4, 1, right_to_left=True).shapes

    assert [shape.x for shape in left] == ["0%", "0%"]
    assert [percent(shape.x) + percent(shape.width) for shape in right] == [100, 100]
    assert [shape.width for shape in left] == [shape.width for shape in right] == ["100%", "25%"]
    assert {shape.text_x for shape in right} == {"100%"}


def test_only_a_dozen_bars_are_drawn_and_the_sheet_is_as_tall_as_they_are() -> None:
    chart = lying(*range(40, 0, -1))

    assert len(chart.shapes) == 12
    assert int(chart.shapes[-1].y) + int(chart.shapes[-1].height) <= chart.height


def test_a_long_label_is_cut_where_it_can_be_seen() -> None:
    chart = bars(key="k", title="T", description="D", values=[Value(label="x" * 200, number=1, shown="1")], right_to_left=False)

    assert chart.shapes[0].text.endswith("…: 1")
    assert len(chart.shapes[0].text) < 50


@given(numbers=NUMBERS, second=NUMBERS, right_to_left=some.booleans())
def test_nothing_is_drawn_beside_the_sheet(numbers: list[int | None], second: list[int | None], right_to_left: bool) -> None:
    charts = (upright(*numbers, second=tuple(second[: len(numbers)]), right_to_left=right_to_left), lying(*numbers, right_to_left=right_to_left))

    for chart in charts:
        for shape in chart.shapes:
            assert percent(shape.x) >= -0.01
            assert percent(shape.x) + percent(shape.width) <= 100.01
            assert 0 <= int(shape.y) <= int(shape.y) + int(shape.height) <= chart.height
