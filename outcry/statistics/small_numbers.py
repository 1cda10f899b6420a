"""What may be said of countries without pointing at a person.

A country is named from five confirmed protests on. The rest is one sum; it covers at least two countries and five
people, else the smallest named country joins it. Statistics of few people in a small place are lists of names.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FLOOR = 5
REST_COUNTRIES = 2


@dataclass(frozen=True, kw_only=True)
class SafeCountries:
    """Countries that may be named, largest first, and the rest as one sum. The parts add up to the whole."""

    named: tuple[tuple[str, int], ...]
    rest_people: int
    rest_countries: int

    @property
    def codes(self) -> frozenset[str]:
        """Countries that may be named anywhere, also beside a voice."""
        return frozenset(code for code, _ in self.named)


def safe_countries(numbers: Mapping[str, int]) -> SafeCountries:
    """Part the countries into those named and the rest. Countries with no protest do not count."""
    ordered = sorted(((code, number) for code, number in numbers.items() if number > 0), key=lambda pair: (-pair[1], pair[0]))
    named = [pair for pair in ordered if pair[1] >= FLOOR]
    rest = ordered[len(named) :]
    while rest and named and (len(rest) < REST_COUNTRIES or sum(number for _, number in rest) < FLOOR):
        rest.insert(0, named.pop())
    return SafeCountries(named=tuple(named), rest_people=sum(number for _, number in rest), rest_countries=len(rest))
