"""Kappa and alpha are those of the published examples, and lack a value where they have no meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.lib.agreement import cohens_kappa, krippendorffs_alpha, observed_agreement

# Krippendorff (2011), section C: four observers, twelve units, with gaps. Nominal alpha is 0.743.
_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# Krippendorff (2011), section A: two observers, ten units, two codes. Alpha is 0.095.
_TWO = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
# Krippendorff (2011), section B: two observers, twelve units, five codes. Alpha is 0.692.
_FIVE = (list("aabbdcccedda"), list("babbbccceddd"))


def _table(both: int, first: int, second: int, neither: int) -> tuple[list[str], list[str]]:
    """Two people who said yes or no: so often both yes, the first alone, the second alone, both no."""
    return ["y"] * (both + first) + ["n"] * (second + neither), ["y"] * both + ["n"] * first + ["y"] * second + ["n"] * neither


@pytest.mark.parametrize(("counts", "kappa"), [((20, 5, 10, 15), 0.40), ((45, 15, 25, 15), 0.1304), ((25, 35, 5, 35), 0.2593)])
def test_kappa_is_that_of_the_textbooks(counts: tuple[int, int, int, int], kappa: float) -> None:
    assert cohens_kappa(*_table(*counts)) == pytest.approx(kappa, abs=5e-5)


def test_alpha_is_that_of_krippendorffs_own_examples() -> None:
    assert krippendorffs_alpha(_OBSERVERS) == pytest.approx(0.743, abs=5e-4)
    assert krippendorffs_alpha(_TWO) == pytest.approx(0.095, abs=5e-4)
    assert krippendorffs_alpha(_FIVE) == pytest.approx(0.692, abs=5e-4)


def test_what_one_of_two_left_out_does_not_count() -> None:
    assert observed_agreement(["a", None, "b", "a"], ["a", "b", None, "b"]) == 0.5
    assert cohens_kappa(["a", "b", None], ["a", "b", "c"]) == cohens_kappa(["a", "b"], ["a", "b"]) == 1


@pytest.mark.parametrize(("first", "second"), [([], []), ([None], ["a"]), (["a", "a"], ["a", "a"])])
def test_without_meaning_there_is_no_value(first: list[str | None], second: list[str | None]) -> None:
    assert cohens_kappa(first, second) is None
    assert krippendorffs_alpha([first, second]) is None


def test_people_who_coded_different_things_are_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        cohens_kappa(["a"], ["a", "b"])


_CODES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30)


@given(_CODES)
def test_full_agreement_is_one_and_nothing_is_more(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]

    for measure in (cohens_kappa, lambda ours, theirs: krippendorffs_alpha([ours, theirs])):
        assert measure(first, first) in {1, None}
        found = measure(first, second)
        assert found is None or -1.0001 <= found <= 1
        assert found == pytest.approx(measure(second, first))


@given(_CODES)
def test_neither_order_nor_the_names_of_codes_matter(pairs: list[tuple[str, str]]) -> None:
    renamed = [({"a": 1, "b": 2, "c": 3}[one], {"a": 1, "b": 2, "c": 3}[other]) for one, other in reversed(pairs)]

    assert cohens_kappa(*zip(*pairs, strict=True)) == pytest.approx(cohens_kappa(*zip(*renamed, strict=True)))
