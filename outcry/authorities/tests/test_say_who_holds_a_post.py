from datetime import date
from typing import Any

import pytest

from outcry.authorities.queries import Certainty, holders_on
from outcry.authorities.tests.cast import a_holding, a_person, a_post, an_organisation

pytestmark = pytest.mark.django_db

CERTAIN, POSSIBLE, UNDATED = Certainty.CERTAIN, Certainty.POSSIBLE, Certainty.UNDATED


@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        ("2010-01-01", "2011-12-31", date(2010, 6, 1), CERTAIN),
        ("2010-01-01", "2011-12-31", date(2011, 12, 31), CERTAIN),
        ("2010-01-01", "2011-12-31", date(2012, 1, 1), None),
        ("2010-01-01", "2011-12-31", date(2009, 12, 31), None),
        ("2010", "", date(2010, 6, 1), POSSIBLE),
        ("2010", "", date(2011, 1, 1), CERTAIN),
        ("2010", "", date(2030, 1, 1), CERTAIN),
        ("2010", "2011", date(2011, 6, 1), POSSIBLE),
        ("2010-06~", "", date(2010, 3, 1), POSSIBLE),
        ("2010-06~", "", date(2010, 9, 1), POSSIBLE),
        ("2010-06~", "", date(2012, 9, 1), CERTAIN),
        ("2010-06~", "", date(2008, 9, 1), None),
        ("2005", "2010-06-01?", date(2010, 9, 1), POSSIBLE),
        ("", "2011", date(2010, 1, 1), UNDATED),
        ("", "", date(2010, 1, 1), UNDATED),
        ("..", "2009", date(2010, 1, 1), None),
        ("2010", "..", date(2012, 1, 1), CERTAIN),
    ],
)
def test_a_holder_is_certain_only_where_the_dates_say_so(start: str, end: str, day: date, expected: Certainty | None) -> None:
    organisation = an_organisation()
    post = a_post(organisation)
    a_holding(post, a_person(organisation), start, end)

    found = [holding.certainty for holding in holders_on(post=post, on=day)]

    assert found == ([] if expected is None else [expected])


def test_two_who_overlap_are_both_listed_and_the_certain_one_first() -> None:
    organisation = an_organisation()
    post = a_post(organisation)
    old = a_holding(post, a_person(organisation, "Old"), "2005", "2010")
    new = a_holding(post, a_person(organisation, "New"), "2010-02-01")

    found = holders_on(post=post, on=date(2010, 6, 1))

    assert [(holding.membership, holding.certainty) for holding in found] == [(new, CERTAIN), (old, POSSIBLE)]


def test_it_is_one_query_and_one_for_the_names(django_assert_num_queries: Any) -> None:
    organisation = an_organisation()
    post = a_post(organisation)
    for number in range(5):
        a_holding(post, a_person(organisation, f"Person {number}"), "2005")

    with django_assert_num_queries(2):
        names = {str(holding.membership.person) for holding in holders_on(post=post, on=date(2010, 6, 1))}

    assert len(names) == 5


def test_holders_of_another_post_are_not_taken_for_it() -> None:
    organisation = an_organisation()
    a_holding(a_post(organisation, "Prosecutor"), a_person(organisation), "2005")

    assert holders_on(post=a_post(organisation, "Judge"), on=date(2010, 1, 1)) == []
