"""The figures of an appeal as anyone may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from outcry.appeals.models import Appeal
from outcry.delivery.states import MessageState
from outcry.statistics.marks import next_mark
from outcry.statistics.models import AppealTally
from outcry.statistics.small_numbers import SafeCountries, safe_countries

_WAITING = (MessageState.QUEUED, MessageState.SUBMITTING, MessageState.DEFERRED, MessageState.UNCERTAIN)
_FAILED = (MessageState.REFUSED, MessageState.BOUNCED, MessageState.EXPIRED)


@dataclass(frozen=True, kw_only=True)
class LetterFigures:
    """What became of letters. The parts add up to the letters; an answer is a fact beside them."""

    accepted: int = 0
    handed_off: int = 0
    refused: int = 0
    waiting: int = 0
    withdrawn: int = 0
    answered: int = 0


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
    copies = [_letter_figures(states, answered=0) for country, states in numbers.get("copies", {}).items() if country in safe.codes]
    by_destination = {
        destination: _letter_figures(states, answered=numbers["answers"].get(destination, 0)) for destination, states in numbers["letters"].items()
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


def _letter_figures(states: dict[str, int], *, answered: int) -> LetterFigures:
    return LetterFigures(
        accepted=states.get(MessageState.ACCEPTED, 0),
        handed_off=states.get(MessageState.HANDED_OFF, 0),
        refused=sum(states.get(state, 0) for state in _FAILED),
        waiting=sum(states.get(state, 0) for state in _WAITING),
        withdrawn=states.get(MessageState.WITHDRAWN, 0),
        answered=answered,
    )


def _sum(parts: list[LetterFigures]) -> LetterFigures:
    return LetterFigures(
        accepted=sum(part.accepted for part in parts),
        handed_off=sum(part.handed_off for part in parts),
        refused=sum(part.refused for part in parts),
        waiting=sum(part.waiting for part in parts),
        withdrawn=sum(part.withdrawn for part in parts),
        answered=sum(part.answered for part in parts),
    )
