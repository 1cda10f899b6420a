"""Makes up supporters from lists and a seed: the same seed makes the same people in the same order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from outcry.lib.identifiers import ALPHABET

_ADDRESS_LETTERS = 12


@dataclass(frozen=True, kw_only=True)
class Person:
    """One made-up supporter and how she fills in the form."""

    number: int
    name: str
    address: str
    country: str
    language: str
    shown_in_public: str
    shown_to_addressee: str
    wants_outcome: bool
    # Put before the approved letter; blank when she leaves it as it is.
    own_line: str


def make_up(*, number: int, seed: int, lists: Mapping[str, Any]) -> list[Person]:
    """So many people. The full deck has its exact share of countries; beyond it the next deck is dealt."""
    return [person for person, _ in zip(_people(seed, lists), range(number), strict=False)]


def _people(seed: int, lists: Mapping[str, Any]) -> Iterator[Person]:
    numbers = count()
    for deck in count():
        cards = [country for country in lists["country"] for _ in range(country["supporters"])]
        Random(f"{seed} deck {deck}").shuffle(cards)
        for country in cards:
            number = next(numbers)
            yield _person(number, country, lists, Random(f"{seed} person {number}"))


def _person(number: int, country: Mapping[str, Any], lists: Mapping[str, Any], random: Random) -> Person:
    language = _drawn(country["languages"], random)
    choices = lists["choices"]
    changes = _drawn(choices["letter_text"], random) == "changed"
    return Person(
        number=number,
        name=_name(lists["names"][_drawn(country["names"], random)], random),
        address=lists["address"].format(random="".join(random.choices(ALPHABET, k=_ADDRESS_LETTERS))),
        country=country["code"],
        language=language,
        shown_in_public=_drawn(choices["shown_in_public"], random),
        shown_to_addressee=_drawn(choices["shown_to_addressee"], random),
        wants_outcome=_drawn(choices["consent_to_outcome"], random) == "yes",
        own_line=random.choice(lists["own_line"])[language] if changes else "",
    )


def _name(names: Mapping[str, Any], random: Random) -> str:
    given, family = random.choice(names["given"]), random.choice(names["family"])
    return " ".join(filter(None, (family, given) if names["family_first"] else (given, family)))


def _drawn(weights: Mapping[str, int], random: Random) -> str:
    words: Sequence[str] = list(weights)
    return random.choices(words, weights=list(weights.values()))[0]
