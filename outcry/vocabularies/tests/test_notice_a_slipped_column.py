from collections.abc import Callable
from random import Random

import pytest

from outcry.vocabularies.alignment import Row, misaligned

LANGUAGES = ["fr", "es", "ru", "ar"]


def a_table(*, rows: int = 120) -> list[dict[str, str]]:
    """Made-up labels of many lengths, whose translations are longer where the label is."""
    chance = Random(7)
    lengths = [chance.randint(5, 70) for _row in range(rows)]
    return [{"en": "e" * length, **{code: code[0] * (length + (row * 7 + at) % 5) for at, code in enumerate(LANGUAGES)}} for row, length in enumerate(lengths)]


def _moved(table: list[dict[str, str]], by: int) -> None:
    labels = [row["ar"] for row in table]
    for row, label in zip(table, labels[by:] + labels[:by], strict=True):
        row["ar"] = label


def _sorted(table: list[dict[str, str]], _by: int) -> None:
    for row, label in zip(table, sorted((row["ar"] for row in table), key=lambda label: (len(label) * 31 % 17, label)), strict=True):
        row["ar"] = label


def _found(table: list[Row] | list[dict[str, str]]) -> list[str]:
    return list(misaligned(table, source="en", languages=LANGUAGES))


def test_columns_that_stand_beside_their_terms_are_left_in_peace() -> None:
    assert _found(a_table()) == []


@pytest.mark.parametrize(("spoil", "by"), [(_moved, 1), (_moved, 19), (_sorted, 0)])
def test_a_column_that_was_moved_or_sorted_by_itself_is_found_and_no_other(spoil: Callable[[list[dict[str, str]], int], None], by: int) -> None:
    table = a_table()
    spoil(table, by)

    assert _found(table) == ["ar"]


def test_it_says_by_how_many_rows_a_column_moved() -> None:
    table = a_table()
    _moved(table, 19)

    found = misaligned(table, source="en", languages=LANGUAGES)["ar"]

    assert found.moved_by == -19
    assert found.found < found.usual / 3


def test_a_stretch_of_a_list_that_slipped_is_enough() -> None:
    table = a_table()
    part = table[40:85]
    _moved(part, 1)

    assert _found(table) == ["ar"]


def test_a_short_list_is_not_judged() -> None:
    table = a_table(rows=12)
    _moved(table, 3)

    assert _found(table) == []
