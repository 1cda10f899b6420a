"""The rules by which a file is copied out, applied: days made coarser, points moved to the middle of their cell, facts let through."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from outcry.cases.models import Act, Case, CaseOutcome, Event, Intervention, PublicationRule
from outcry.cases.vocabulary import ShownDates, ShownPlaces
from outcry.lib import dates, places
from outcry.vocabularies.models import Term

Json = dict[str, Any]


class Rules:
    """The rules of one case: that of an event, else that of the whole case, else the defaults."""

    def __init__(self, case: Case) -> None:
        kept = {rule.event_id: rule for rule in case.publication_rules.all()}
        self.of_case = kept.get(None) or PublicationRule(case=case)
        self._of_events = {event: rule for event, rule in kept.items() if event}

    def of_event(self, event: int | None) -> PublicationRule:
        """The rule for an event, by its key."""
        return self._of_events.get(event, self.of_case) if event else self.of_case


def when_told(edtf: str, rule: PublicationRule) -> str:
    """An EDTF date as it may be told."""
    return dates.coarsened(edtf, to=dates.Precision(rule.dates))


def tells_days(rule: PublicationRule) -> bool:
    """Whether days become public as they are known."""
    return rule.dates == ShownDates.DAY


def dated(part: Act | Event | Intervention | CaseOutcome, rule: PublicationRule, *, visible_from: date | None) -> Json:
    """When it was, as it may be told, with the first and the last day that this can mean."""
    told = when_told(part.when, rule)
    found = dates.span(told)
    return {"when": told, "when_earliest": _iso(found.earliest), "when_latest": _iso(found.latest), "visible_from": _iso(visible_from)}


def point_told(event: Event, rule: PublicationRule) -> Json | None:
    """The point of an event as it may be told; None where there is none, or the country is all that may be told."""
    if event.latitude is None or event.longitude is None or rule.places == ShownPlaces.COUNTRY:
        return None
    known = places.Precision(event.precision) if event.precision in places.Precision.values else places.Precision.UNKNOWN
    point = places.coarsened(places.Point(event.latitude, event.longitude, known), to=places.Precision(rule.places))
    return {"latitude": point.latitude, "longitude": point.longitude, "precision": str(point.precision)}


def place_words_told(words: str, rule: PublicationRule) -> str:
    """A place in words for readers; blank where the country is all that may be told."""
    return "" if rule.places == ShownPlaces.COUNTRY else words


def place_told(way: Sequence[Term], rule: PublicationRule) -> str:
    """The code of a place of the list of places, given the way down to it: country, region, town, building. Cut off where more would be told than may be."""
    deepest = _PLACES_TOLD.get(rule.places, len(way))
    return way[:deepest][-1].code


_PLACES_TOLD: dict[str, int] = {ShownPlaces.COUNTRY: 1, ShownPlaces.DISTRICT: 2, ShownPlaces.TEN_KILOMETRES: 3}


def later(*days: date | None) -> date | None:
    """The last of the days for which something waits."""
    return max((day for day in days if day), default=None)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
