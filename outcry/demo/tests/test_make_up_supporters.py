"""Made-up supporters: the same from the same seed, from 47 countries, fit for the form."""

from collections import Counter

from outcry.demo.crowd.people import make_up
from outcry.demo.sample import table
from outcry.lib.addresses import deliverable_address
from outcry.lib.text import has_control, has_link

LISTS = table("supporters")


def test_the_full_deck_comes_from_exactly_47_countries_as_the_lists_say() -> None:
    people = make_up(number=LISTS["full_deck"], seed=2011, lists=LISTS)

    by_country = Counter(person.country for person in people)
    assert len(people) == 1043
    assert len(by_country) == 47
    assert by_country == {country["code"]: country["supporters"] for country in LISTS["country"]}


def test_one_seed_makes_the_same_people_and_another_makes_others() -> None:
    first, again, other = (make_up(number=50, seed=seed, lists=LISTS) for seed in (1, 1, 2))

    assert first == again
    assert not {person.address for person in first} & {person.address for person in other}


def test_more_people_than_the_deck_holds_have_addresses_of_their_own() -> None:
    people = make_up(number=2500, seed=7, lists=LISTS)

    assert len({person.address for person in people}) == 2500
    assert all(person.address.endswith("@supporters.example") for person in people)


def test_a_longer_list_begins_with_the_shorter_one() -> None:
    assert make_up(number=10, seed=3, lists=LISTS) == make_up(number=500, seed=3, lists=LISTS)[:10]


def test_names_and_addresses_are_such_as_a_form_of_plain_text_takes() -> None:
    people = make_up(number=LISTS["full_deck"], seed=2011, lists=LISTS)

    assert [person.name for person in people if has_link(person.name) or has_control(person.name) or not person.name.strip()] == []
    assert [person.address for person in people if deliverable_address(person.address) != person.address] == []
