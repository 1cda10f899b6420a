"""A number of few people is not told, and nothing that is told leads back to it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcry.lib.small_numbers import Told, is_told, told

FLOORS = st.integers(min_value=2, max_value=9)
# A busy machine draws slowly; that says nothing about the numbers.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TABLES = st.dictionaries(st.integers(1990, 2030), st.integers(0, 30), max_size=12)


@unhurried
@given(rows=TABLES, floor=FLOORS)
def test_no_number_between_zero_and_the_floor_is_told(rows: dict[int, int], floor: int) -> None:
    shown = told(rows, total=sum(rows.values()), floor=floor)

    assert all(number is None or number == 0 or number >= floor for number in (*shown.rows.values(), shown.total))
    assert shown.rows.keys() == rows.keys()


@unhurried
@given(rows=TABLES, floor=FLOORS)
def test_what_may_be_told_is_told_as_it_is(rows: dict[int, int], floor: int) -> None:
    shown = told(rows, total=sum(rows.values()), floor=floor)

    assert {key: number for key, number in shown.rows.items() if number is not None} == {
        key: number for key, number in rows.items() if number == 0 or number >= floor
    }


@unhurried
@given(rows=TABLES, floor=FLOORS, data=st.data())
def test_whatever_a_withheld_number_were_the_reader_would_see_the_same(rows: dict[int, int], floor: int, data: st.DataObject) -> None:
    """No subtraction leads back: every value below the floor is as possible as the true one, in every withheld row at once."""
    shown = told(rows, total=sum(rows.values()), floor=floor)
    others = {key: data.draw(st.integers(1, floor - 1)) if number is None else rows[key] for key, number in shown.rows.items()}

    assert told(others, total=sum(others.values()), floor=floor) == shown


@unhurried
@given(rows=TABLES, floor=FLOORS, twice=st.integers(0, 5))
def test_a_total_is_told_only_beside_rows_that_are_all_told(rows: dict[int, int], floor: int, twice: int) -> None:
    shown = told(rows, total=max(max(rows.values(), default=0), sum(rows.values()) - twice), floor=floor)

    assert shown.total is None or shown.withheld == 0


def test_the_check_sees_a_total_that_would_lead_back() -> None:
    """The same question put to a careless table: its total tells one withheld number from another."""

    def careless(rows: dict[int, int]) -> Told[int]:
        return Told(rows={key: number if is_told(number, floor=5) else None for key, number in rows.items()}, total=sum(rows.values()))

    assert careless({2010: 7, 2011: 1}) != careless({2010: 7, 2011: 4})
