"""The counts of an appeal, laid out for the components."""

from outcry.design.parts import Countries, CountryRow, Counts
from outcry.lib.country_names import country_name
from outcry.statistics.public import PublicFigures
from outcry.statistics.small_numbers import SafeCountries


def counts(figures: PublicFigures) -> Counts:
    """Four counts, each under its own name."""
    letters = figures.letters
    return Counts(
        confirmed=figures.confirmed,
        countries=figures.country_total,
        accepted=letters.accepted,
        handed_off=letters.handed_off,
        refused=letters.refused,
        answered=letters.answered,
        waiting=letters.waiting,
        withdrawn=letters.withdrawn,
        daily=letters.daily,
        posted=letters.posted,
        handed_over=letters.handed_over,
        own_asked=letters.own_asked,
        own_seen=letters.own_seen,
        refused_first=letters.refused_first,
        next_mark=figures.next_mark,
    )


def countries(safe: SafeCountries) -> Countries:
    """Countries that may be named, and one sum for the rest."""
    return Countries(
        rows=tuple(CountryRow(name=country_name(code), number=number) for code, number in safe.named),
        rest_number=safe.rest_people,
        rest_countries=safe.rest_countries,
    )
