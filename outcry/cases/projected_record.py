"""The record as the public may read it: events, who did it, fines, courts, what came of it. Picked by the rules, read back frozen.

`projection` puts it together with the rest of a case. Every key may be missing: versions approved before it was there stay readable.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from outcry.cases.models import Act, CaseOutcome, Event, Participant, PublicationRule
from outcry.cases.naming import is_withheld
from outcry.cases.publication_rules import Rules, dated, later, place_told, place_words_told, point_told, when_told
from outcry.design.day_words import joined
from outcry.lib.money import Money
from outcry.lib.translations import in_language
from outcry.vocabularies.queries import ancestors, wordings

Json = dict[str, Any]
_EVENT_TEXTS = ("title", "description", "place", "impact")
_OUTCOME_TEXTS = ("headline", "body")


@dataclass(frozen=True, kw_only=True)
class PublishedPoint:
    """Degrees in the middle of a cell of the size that `precision` names."""

    latitude: float
    longitude: float
    precision: str


@dataclass(frozen=True, kw_only=True)
class PublishedEvent:
    """What happened together. Acts name it by its number. Dates are EDTF."""

    number: int
    when: str
    when_earliest: date | None
    when_latest: date | None
    country: str
    point: PublishedPoint | None
    language: str
    title: str
    description: str
    place: str
    impact: str
    # The numbers of the sources it rests on.
    sources: tuple[int, ...]
    # The code of the place in the list of places, cut to what the rule for places lets through.
    place_term: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedInvolvement:
    """Who did an act, by the name the public may read: blank means withheld. Labels are in the language of the version."""

    name: str
    degree: str
    type: str
    certainty: str


@dataclass(frozen=True, kw_only=True)
class PublishedPenalty:
    """A fine or another penalty; `converted` is what a source made of it, named in `converted_by`."""

    kind: str
    amount: Money | None
    converted: Money | None
    is_about: bool
    converted_on: str
    converted_by: str
    is_suspended: bool


@dataclass(frozen=True, kw_only=True)
class PublishedCourt:
    """Before which kind of court, and whether behind closed doors; None: not known. The charge in the language of the file."""

    label: str
    is_closed: bool | None
    charge: str = ""
    article: str = ""

    @property
    def charged(self) -> str:
        """With what, and by which article of the law; blank where that is not told."""
        return joined(words for words in (self.charge, self.article) if words)


@dataclass(frozen=True, kw_only=True)
class PublishedRecord:
    """What is coded of one act."""

    event: int | None = None
    responsible: tuple[PublishedInvolvement, ...] = ()
    penalty: PublishedPenalty | None = None
    courts: tuple[PublishedCourt, ...] = ()
    custody_kind: str = ""
    status_at_end: str = ""
    # To whom it was done, where she is named.
    victim: str = ""


class Picked:
    """What of the record of a case is copied out. `acts` and `participants` are those of the version, in its order."""

    def __init__(
        self, *, rules: Rules, events: Sequence[Event], acts: Sequence[Act], participants: Sequence[Participant], outcomes: Sequence[CaseOutcome]
    ) -> None:
        self.rules = rules
        told_of = {act.event_id for act in acts}
        self.events = [event for event in events if event.pk in told_of or event.texts.all()]
        self.acts = acts
        self.outcomes = outcomes if rules.of_case.shows_outcomes else []
        self._events = {event.pk: number for number, event in enumerate(self.events, start=1)}
        self._acts = {act.pk: number for number, act in enumerate(acts, start=1)}
        self._participants = {participant.pk: number for number, participant in enumerate(participants, start=1)}
        self._named = {participant.pk for participant in participants if not is_withheld(participant)}
        self._places = ancestors(rows=[event.place for event in self.events if event.place])

    def events_fields(self, sources_of: Any) -> list[Json]:
        """When and where, as exactly as may be told."""
        return [
            dated(event, self._rule(event), visible_from=self._told_from(event))
            | {"country": event.country, "point": point_told(event, self._rule(event)), "sources": sources_of(event), "place_term": self._place(event)}
            for event in self.events
        ]

    def events_words(self, language: str, source_language: str) -> list[Json]:
        """Events in words for readers."""
        found = [words_of(event.texts.all(), _EVENT_TEXTS, language, source_language) for event in self.events]
        return [words | {"place": place_words_told(words["place"], self._rule(event))} for event, words in zip(self.events, found, strict=True)]

    def act_fields(self, act: Act) -> Json:
        """What is coded of an act and needs no language."""
        rule = self.rules.of_event(act.event_id)
        penalty = getattr(act, "penalty", None) if rule.shows_penalty else None
        return {
            "event": self._events.get(act.event_id),
            "responsible": [
                {"participant": self._participants[one.perpetrator_id], "certainty": one.certainty, "type": one.type.code if one.type else ""}
                for one in _responsible(act, rule)
                if one.perpetrator_id in self._participants
            ],
            "penalty": _penalty_fields(penalty, rule) if penalty else None,
            "courts": [_court_fields(one, rule) for one in _courts(act, rule)],
            # Of somebody who is not named it stays unsaid which of them it was.
            "victim": self._participants.get(act.victim_id or 0) if act.victim_id in self._named else None,
        }

    def act_words(self, act: Act, labels: Mapping[int, str]) -> Json:
        """What is coded of an act, in words."""
        rule = self.rules.of_event(act.event_id)
        custody = getattr(act, "detention", None) if rule.shows_custody else None
        return {
            "responsible": [
                {"degree": labels.get(one.degree_id, ""), "type": labels.get(one.type_id, "")}
                for one in _responsible(act, rule)
                if one.perpetrator_id in self._participants
            ],
            "courts": [{"label": labels.get(one.court_id, "")} for one in _courts(act, rule)],
            "custody_kind": labels.get(custody.type_id, "") if custody else "",
            "status_at_end": labels.get(act.status_at_end_id or 0, "") if rule.shows_status else "",
        }

    def outcomes_fields(self, sources_of: Any) -> list[Json]:
        """What came of it."""
        rule = self.rules.of_case
        return [
            dated(outcome, rule, visible_from=outcome.visible_from)
            | {
                "key": outcome.pk,
                "kind": outcome.kind.code,
                "campaign_link": outcome.campaign_link,
                "act": self._acts.get(outcome.act_id or 0),
                "sources": sources_of(outcome),
            }
            for outcome in self.outcomes
        ]

    def outcomes_words(self, language: str, source_language: str, labels: Mapping[int, str]) -> list[Json]:
        """What came of it, in words."""
        return [
            words_of(outcome.texts.all(), _OUTCOME_TEXTS, language, source_language) | {"kind_label": labels.get(outcome.kind_id, "")}
            for outcome in self.outcomes
        ]

    def labels(self, language: str) -> dict[int, str]:
        """Every term that is told, in words: one question to the lists."""
        return {key: found.label for key, found in wordings(term_ids=self._terms(), language=language).items()}

    def _terms(self) -> Collection[int]:
        found: set[int | None] = {outcome.kind_id for outcome in self.outcomes}
        for act in self.acts:
            found |= {act.kind_id, act.status_at_end_id, *(one.court_id for one in act.proceedings.all())}
            found |= {key for one in act.involvements.all() for key in (one.degree_id, one.type_id)}
            if hasattr(act, "detention"):
                found.add(act.detention.type_id)
        return {key for key in found if key}

    def _told_from(self, event: Event) -> date | None:
        """Its own day; where it has no words of its own, and all acts in it wait, not before the first of them: its date and its point would tell of it."""
        days = [act.visible_from for act in self.acts if act.event_id == event.pk]
        waits = [day for day in days if day]
        return event.visible_from if event.texts.all() or len(waits) < len(days) or not days else later(event.visible_from, min(waits))

    def _place(self, event: Event) -> str:
        return place_told([*self._places[event.place.pk], event.place], self._rule(event)) if event.place else ""

    def _rule(self, event: Event) -> PublicationRule:
        return self.rules.of_event(event.pk)


def record_of(found: Json, words: Json, names: Mapping[int, str], events: Mapping[int, int]) -> PublishedRecord:
    """The coded facts of one act, read back. `names` are those of the participants who are shown by now, `events` the numbers of events, by their places."""
    responsible = zip(found.get("responsible", []), words.get("responsible", []), strict=True)
    return PublishedRecord(
        event=events.get(found.get("event") or 0),
        responsible=tuple(
            PublishedInvolvement(name=names[one["participant"]], certainty=one["certainty"], **said) for one, said in responsible if one["participant"] in names
        ),
        penalty=_penalty(found["penalty"]) if found.get("penalty") else None,
        courts=tuple(PublishedCourt(**one, **said) for one, said in zip(found.get("courts", []), words.get("courts", []), strict=True)),
        custody_kind=words.get("custody_kind", ""),
        status_at_end=words.get("status_at_end", ""),
        victim=names.get(found.get("victim") or 0, ""),
    )


def event_of(number: int, found: Json, words: Json) -> PublishedEvent:
    """One event, read back."""
    return PublishedEvent(
        number=number,
        when=found["when"],
        when_earliest=day_of(found["when_earliest"]),
        when_latest=day_of(found["when_latest"]),
        country=found["country"],
        point=PublishedPoint(**found["point"]) if found["point"] else None,
        sources=tuple(found["sources"]),
        place_term=found.get("place_term", ""),
        **words,
    )


def numbers_told(days: Iterable[date | None]) -> dict[int, int]:
    """By which number readers know each part, by its place in the version; `days` are the first days on which the parts are shown.

    What waits is numbered behind everything that is shown before it: so no gap says that something waits, and no number changes
    when it comes.
    """
    waits = [day or date.min for day in days]
    places = sorted(range(len(waits)), key=lambda place: (waits[place], place))
    return {place + 1: number for number, place in enumerate(places, start=1)}


def days_of(parts: Iterable[Json]) -> list[date | None]:
    """The first day on which each of these parts is shown; None: from the beginning."""
    return [day_of(part.get("visible_from")) for part in parts]


def days_of_sources(fields: Json) -> list[date | None]:
    """The same for sources, which have none of their own: that of the first part that rests on it."""
    found: dict[int, date] = {}
    for name in ("events", "acts", "interventions", "outcomes"):
        for part in fields.get(name, []):
            day = day_of(part.get("visible_from")) or date.min
            found |= {number: min(day, found.get(number, date.max)) for number in part["sources"]}
    days = (found.get(one["number"], date.min) if not one["speaks_of_the_whole"] else date.min for one in fields["sources"])
    return [None if day == date.min else day for day in days]


def words_of(texts: Iterable[Any], names: Iterable[str], language: str, source_language: str) -> Json:
    """The words of a part in one language, else in the one it was written in; blank where there are none."""
    text = in_language(texts, language, source_language)
    return {"language": text.language if text else ""} | {name: getattr(text, name) if text else "" for name in names}


def day_of(text: str | None) -> date | None:
    """A day as JSON keeps it."""
    return date.fromisoformat(text) if text else None


def _responsible(act: Act, rule: PublicationRule) -> list[Any]:
    return list(act.involvements.all()) if rule.shows_responsible else []


def _court_fields(one: Any, rule: PublicationRule) -> Json:
    charged = {"charge": one.charge, "article": one.article} if rule.shows_charges else {}
    return {"is_closed": one.is_closed} | charged


def _courts(act: Act, rule: PublicationRule) -> list[Any]:
    return list(act.proceedings.all()) if rule.shows_court else []


def _penalty_fields(penalty: Any, rule: PublicationRule) -> Json:
    return {
        "kind": penalty.kind,
        "amount": _plain(penalty.amount),
        "currency": penalty.currency,
        "converted_amount": _plain(penalty.converted_amount),
        "converted_currency": penalty.converted_currency,
        "is_about": penalty.is_about,
        "converted_on": when_told(penalty.converted_on, rule),
        "converted_by": penalty.converted_by,
        "is_suspended": penalty.is_suspended,
    }


def _plain(amount: Decimal | None) -> str | None:
    return f"{amount.normalize():f}" if amount is not None else None


def _penalty(found: Json) -> PublishedPenalty:
    return PublishedPenalty(
        kind=found["kind"],
        amount=_money(found["amount"], found["currency"]),
        converted=_money(found["converted_amount"], found["converted_currency"]),
        is_about=found["is_about"],
        converted_on=found["converted_on"],
        converted_by=found["converted_by"],
        is_suspended=found["is_suspended"],
    )


def _money(amount: str | None, currency: str) -> Money | None:
    try:
        return Money(Decimal(amount), currency) if amount is not None else None
    except ValueError:
        # A code that is no currency of the standard, typed long ago.
        return None
