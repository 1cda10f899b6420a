"""The figures of an appeal as anyone may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from outcry.appeals.models import Appeal
from outcry.protests.letter_counts import standings
from outcry.statistics.marks import next_mark
from outcry.statistics.models import AppealTally
from outcry.statistics.small_numbers import SafeCountries, safe_countries


@dataclass(frozen=True, kw_only=True)
class LetterFigures:
    """What became of letters. The parts add up to the letters; an answer is a fact beside them."""

    accepted: int = 0
    handed_off: int = 0
    refused: int = 0
    waiting: int = 0
    withdrawn: int = 0
    # Told of by daily letters that were accepted.
    daily: int = 0
    # In printed books of letters.
    posted: int = 0
    handed_over: int = 0
    # From supporters' own mailboxes.
    own_asked: int = 0
    own_seen: int = 0
    answered: int = 0
    # Of the letters by other ways those that had been refused as single ones: a fact beside, as an answer is.
    refused_first: int = 0


@dataclass(frozen=True, kw_only=True)
class PublicFigures:
    """The counts of one appeal, each under its own name, as of one moment."""

    confirmed: int
    countries: SafeCountries
    country_total: int
    letters: LetterFigures
    by_destination: dict[str, LetterFigures]
    # To embassies in countries that may be named: those of others would tell of a few people in one country.
    copies: LetterFigures
    next_mark: int
    counted_at: datetime | None


def figures(*, appeal: Appeal) -> PublicFigures:
    """The last count of an appeal; zeros when it has not been counted yet."""
    return _figures(AppealTally.objects.filter(appeal=appeal).first())


def figures_of(*, appeals: Iterable[Appeal]) -> dict[int, PublicFigures]:
    """The same for several appeals, by their keys, in one query."""
    wanted = [appeal.pk for appeal in appeals]
    tallies = {tally.appeal_id: tally for tally in AppealTally.objects.filter(appeal__in=wanted)}
    return {key: _figures(tallies.get(key)) for key in wanted}


def _figures(tally: AppealTally | None) -> PublicFigures:
    numbers = tally.numbers if tally else {"countries": {}, "letters": {}, "answers": {}}
    confirmed = sum(numbers["countries"].values())
    safe = safe_countries(numbers["countries"])
    copies = [_letter_figures(states) for country, states in numbers.get("copies", {}).items() if country in safe.codes]
    by_destination = {
        destination: _letter_figures(
            states, answered=numbers["answers"].get(destination, 0), refused_first=numbers.get("refused_first", {}).get(destination, 0)
        )
        for destination, states in numbers["letters"].items()
    }
    return PublicFigures(
        confirmed=confirmed,
        countries=safe,
        country_total=len(numbers["countries"]),
        letters=_sum(list(by_destination.values())),
        by_destination=by_destination,
        copies=_sum(copies),
        next_mark=next_mark(confirmed),
        counted_at=tally.counted_at if tally else None,
    )


def _letter_figures(states: dict[str, int], *, answered: int = 0, refused_first: int = 0) -> LetterFigures:
    found = standings(states)
    return LetterFigures(
        accepted=found.accepted,
        handed_off=found.handed_off,
        refused=found.refused,
        waiting=found.waiting,
        withdrawn=found.withdrawn,
        daily=found.daily,
        posted=found.posted,
        handed_over=found.handed_over,
        own_asked=found.own_asked,
        own_seen=found.own_seen,
        answered=answered,
        refused_first=refused_first,
    )


def _sum(parts: list[LetterFigures]) -> LetterFigures:
    return LetterFigures(**{field.name: sum(getattr(part, field.name) for part in parts) for field in fields(LetterFigures)})
