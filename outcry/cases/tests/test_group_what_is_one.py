"""Which records are one follows from the judgments in force, and a contradiction is shown, never settled."""

import random
from itertools import combinations, pairwise

import pytest

from outcry.cases.grouping import Grouping, Word


def same(*pairs: tuple[int, int], leader: int | None = None) -> list[Word]:
    return [Word(min(pair), max(pair), place, leader or min(pair)) for place, pair in enumerate(pairs, start=1)]


def test_two_judgments_make_one_of_three() -> None:
    groups = Grouping(same((1, 2), (3, 2)))

    assert set(groups.one_with(3)) == {1, 2, 3}
    assert groups.number([1, 2, 3, 4]) == 2


def test_a_record_nobody_judged_stands_alone() -> None:
    assert Grouping(same((1, 2))).one_with(7) == (7,)
    assert Grouping([]).of(7) is None


def test_the_latest_judgment_says_which_record_leads() -> None:
    words = [Word(1, 2, key=10, leader=1), Word(2, 3, key=11, leader=3)]

    assert Grouping(words).leader(1) == 3
    assert Grouping(list(reversed(words))).leader(1) == 3


def test_different_against_a_chain_is_a_contradiction_with_its_chain() -> None:
    groups = Grouping(same((1, 2), (2, 3), (3, 4)), [Word(1, 4, key=9)])

    (found,) = groups.contradictions()
    assert (found.word.key, found.chain) == (9, (1, 2, 3, 4))


def test_a_chain_that_is_contradicted_counts_as_separate_records() -> None:
    groups = Grouping(same((1, 2), (2, 3), (8, 9)), [Word(1, 3)])

    assert [groups.one_with(key) for key in (1, 2, 3)] == [(1,), (2,), (3,)]
    assert groups.number([1, 2, 3, 8, 9]) == 4


def test_different_beside_a_chain_contradicts_nothing() -> None:
    groups = Grouping(same((1, 2)), [Word(2, 3), Word(5, 6)])

    assert groups.contradictions() == []
    assert groups.one_with(1) == (1, 2)


def some_pairs(chance: random.Random) -> list[tuple[int, int]]:
    return chance.sample(list(combinations(range(1, 13), 2)), chance.randint(0, 14))


@pytest.mark.parametrize("seed", range(30))
def test_the_order_of_judgments_does_not_matter_to_who_is_one(seed: int) -> None:
    chance = random.Random(seed)
    pairs = some_pairs(chance)
    once, again = (Grouping([Word(*pair) for pair in order]) for order in (pairs, chance.sample(pairs, len(pairs))))

    assert {key: set(once.one_with(key)) for key in range(1, 13)} == {key: set(again.one_with(key)) for key in range(1, 13)}


@pytest.mark.parametrize("seed", range(30))
def test_records_are_one_exactly_where_a_chain_joins_them(seed: int) -> None:
    pairs = some_pairs(random.Random(seed))
    groups = Grouping([Word(*pair) for pair in pairs])

    for one, other in combinations(range(1, 13), 2):
        chain = groups.chain(one, other)
        assert (other in groups.one_with(one)) == bool(chain)
        assert all(tuple(sorted(step)) in pairs for step in pairwise(chain))
