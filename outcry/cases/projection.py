"""What the public may read of a case: picked from the file by `project`, read back by `published`.

A projection has two halves that never meet the file again: fields (facts that need no language) and wording (texts).
What is confidential is not blanked out here, it is never picked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from outcry.cases.custody import CustodyClock, Detention, clock, foremost
from outcry.cases.models import Act, Case, CaseOutcome, Event, Intervention, Participant, PublicationRule, Source
from outcry.cases.models import Detention as DetentionRow
from outcry.cases.naming import is_withheld, pseudonym_of, shown_as
from outcry.cases.projected_record import Picked, PublishedEvent, PublishedRecord, day_of, days_of, days_of_sources, event_of, numbers_told, record_of, words_of
from outcry.cases.publication_rules import Rules, dated, later, place_words_told, tells_days, when_told
from outcry.cases.vocabulary import ShownAs
from outcry.lib.translations import in_language

Json = dict[str, Any]
_ACT_TEXTS = ("headline", "when_note", "body", "against", "by", "reason_given", "ended")
_INTERVENTION_TEXTS = ("headline", "body")
_CASE_TEXTS = ("name", "standfirst", "place")


@dataclass(frozen=True, kw_only=True)
class PublishedSource:
    """Where a statement comes from. Of a confidential source nothing is known but that there is one."""

    number: int
    is_confidential: bool
    reliability: str
    publisher: str = ""
    title: str = ""
    language: str = ""
    url: str = ""
    published: str = ""
    connection: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedAct:
    """What was done. `number` is the one that readers know it by (numbers_told); blank texts mean: not reported. Dates are EDTF.

    `kind` is the code of a term of the list of acts, `kind_label` its words in `language` when it was approved.
    """

    number: int
    kind: str
    kind_label: str
    custody: CustodyClock | None
    huridocs_code: str
    when: str
    when_earliest: date | None
    when_latest: date | None
    language: str
    headline: str
    when_note: str
    body: str
    against: str
    by: str
    reason_given: str
    ended: str
    sources: tuple[PublishedSource, ...]
    record: PublishedRecord = field(default_factory=PublishedRecord)
    # Of the row behind it: the same in every version. None in versions from before it was kept.
    key: int | None = None


@dataclass(frozen=True, kw_only=True)
class PublishedOutcome:
    """What came of it, and how far the campaign may claim a share. `act` is the number of the act it belongs to."""

    number: int
    kind: str
    kind_label: str
    act: int | None
    campaign_link: str
    when: str
    when_earliest: date | None
    when_latest: date | None
    language: str
    headline: str
    body: str
    sources: tuple[PublishedSource, ...]
    # As an act's.
    key: int | None = None


@dataclass(frozen=True, kw_only=True)
class PublishedIntervention:
    """What was done about it."""

    number: int
    kind: str
    when: str
    when_earliest: date | None
    when_latest: date | None
    language: str
    headline: str
    body: str
    sources: tuple[PublishedSource, ...]


@dataclass(frozen=True, kw_only=True)
class PublishedParticipant:
    """A person, group or organisation. A blank name is withheld: the page says so in its own words."""

    kind: str
    name: str
    role: str
    language: str
    is_pseudonym: bool = False
    # In her own word; blank where it is not told.
    gender: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedCase:
    """One case in one language, as it was approved, seen on one day.

    `language` is that of the words, which is not the one asked for when nobody has translated it yet.
    `languages` are all in which the case can be read.
    """

    case_id: int
    slug: str
    number: str
    country: str
    about_invented_person: bool
    language: str
    languages: tuple[str, ...]
    version: int
    approved_at: datetime
    name: str
    standfirst: str
    place: str
    custody: CustodyClock | None
    acts: tuple[PublishedAct, ...]
    interventions: tuple[PublishedIntervention, ...]
    participants: tuple[PublishedParticipant, ...]
    sources: tuple[PublishedSource, ...]
    events: tuple[PublishedEvent, ...] = ()
    outcomes: tuple[PublishedOutcome, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Projection:
    """What one approval copies out of the file, in one language."""

    language: str
    fields: Json
    wording: Json


def project(*, case: Case) -> list[Projection]:
    """The projections of the file as it stands: one per language in which the case has a text."""
    source_language = case.organisation.source_language
    sources, rules = _Sources(case), Rules(case)
    events = [event for event in case.events.select_related("place").prefetch_related("texts", "sources") if event.may_be_told]
    acts = public_acts(case=case)
    interventions = list(case.interventions.prefetch_related("texts", "sources"))
    participants = list(case.participants.select_related("person", "naming").prefetch_related("texts"))
    outcomes = list(case.outcomes.select_related("kind").prefetch_related("texts", "sources"))
    record = Picked(rules=rules, events=events, acts=acts, participants=participants, outcomes=outcomes)
    fields: Json = {
        "number": case.number,
        "country": case.country,
        "about_invented_person": case.about_invented_person,
        "events": record.events_fields(sources.of),
        "acts": [_act_fields(act, sources, rules) | record.act_fields(act) for act in acts],
        "interventions": [
            dated(intervention, rules.of_case, visible_from=intervention.visible_from) | {"kind": intervention.kind, "sources": sources.of(intervention)}
            for intervention in interventions
        ],
        "participants": [_participant_fields(participant, rules) for participant in participants],
        "outcomes": record.outcomes_fields(sources.of),
        "sources": [sources.fields(source) for source in sources.public],
    }
    projections = []
    for text in case.texts.order_by("language"):
        labels = record.labels(text.language)
        wording: Json = {name: getattr(text, name) for name in _CASE_TEXTS} | {
            "place": place_words_told(text.place, rules.of_case),
            "events": record.events_words(text.language, source_language),
            "acts": [_act_words(act, labels, text.language, source_language) | record.act_words(act, labels) for act in acts],
            "interventions": [words_of(intervention.texts.all(), _INTERVENTION_TEXTS, text.language, source_language) for intervention in interventions],
            "participants": [_participant_words(participant, text.language, source_language) for participant in participants],
            "outcomes": record.outcomes_words(text.language, source_language, labels),
            "sources": [_source_words(source) for source in sources.public],
        }
        projections.append(Projection(language=text.language, fields=fields, wording=wording))
    return projections


def public_acts(*, case: Case) -> list[Act]:
    """The acts of which the public may read: those of an event that stays in the file stay there, too."""
    rows = case.acts.select_related("kind", "event", "detention", "penalty")
    rows = rows.prefetch_related("texts", "sources", "involvements__type", "proceedings")
    return [act for act in rows if act.is_public and act.event.may_be_told]


def sources_for_readers(*, case: Case) -> list[Source]:
    """The sources that stand behind something public, named or not."""
    return _Sources(case).public


def published(*, row: Any, languages: Iterable[str], on: date) -> PublishedCase:
    """A stored projection (a PublicCase) as it is seen on the day `on`: parts that wait for a later day are left out."""
    fields, wording = row.fields, row.wording
    parts = _parts_told(fields, wording, on)
    return PublishedCase(
        case_id=row.case_id,
        slug=row.slug,
        number=fields["number"],
        country=fields["country"],
        about_invented_person=fields["about_invented_person"],
        language=row.language,
        languages=tuple(languages),
        version=row.version,
        approved_at=row.approved_at,
        name=wording["name"],
        standfirst=wording["standfirst"],
        place=wording["place"],
        custody=foremost(act.custody for act in parts["acts"]),
        **parts,
    )


def _parts_told(fields: Json, wording: Json, on: date) -> dict[str, tuple[Any, ...]]:
    """Its parts by kind as readers see them on the day `on`, each by the number that they know."""
    source_days = days_of_sources(fields)
    of_sources, of_events, of_acts = (numbers_told(days) for days in (source_days, days_of(fields.get("events", [])), days_of(fields["acts"])))
    of_outcomes = numbers_told(days_of(fields.get("outcomes", [])))
    sources = {
        found["number"]: _source(found | {"number": of_sources[place]}, words)
        for place, (found, words) in enumerate(zip(fields["sources"], wording["sources"], strict=True), start=1)
    }
    names = {number: words["name"] for number, _, words in _shown(fields["participants"], wording["participants"], on)}
    acts = tuple(_act(of_acts[place], found, words, sources, names, of_events, on) for place, found, words in _shown(fields["acts"], wording["acts"], on))
    interventions = tuple(_intervention(*parts, sources) for parts in _shown(fields["interventions"], wording["interventions"], on))
    shown_acts = {place: of_acts[place] for place, _, _ in _shown(fields["acts"], wording["acts"], on)}
    outcomes = tuple(
        _outcome(of_outcomes[place], found, words, sources, shown_acts)
        for place, found, words in _shown(fields.get("outcomes", []), wording.get("outcomes", []), on)
    )
    events = tuple(
        event_of(of_events[place], found | {"sources": [sources[one].number for one in found["sources"]]}, words)
        for place, found, words in _shown(fields.get("events", []), wording.get("events", []), on)
    )
    participants = (_participant(found, words) for _, found, words in _shown(fields["participants"], wording["participants"], on))
    return {
        "acts": acts,
        "interventions": interventions,
        "participants": tuple(participants),
        "sources": tuple(source for source, day in zip(sources.values(), source_days, strict=True) if day is None or day <= on),
        "events": events,
        "outcomes": outcomes,
    }


class _Sources:
    """The sources of a case that stand behind something public, with the numbers by which a page refers to them."""

    def __init__(self, case: Case) -> None:
        every = list(case.sources.prefetch_related("acts__event", "interventions", "events", "outcomes", "consents"))
        self.public = [source for source in every if _speaks_of_the_whole(source) or _speaks_of_something_public(source)]
        self._numbers = {source.pk: number for number, source in enumerate(self.public, start=1)}

    def of(self, part: Act | Event | Intervention | CaseOutcome) -> list[int]:
        """The numbers of what a public part rests on."""
        return sorted(self._numbers[source.pk] for source in part.sources.all())

    def fields(self, source: Source) -> Json:
        known: Json = {
            "number": self._numbers[source.pk],
            "is_confidential": source.stays_unnamed,
            "reliability": source.reliability,
            "speaks_of_the_whole": _speaks_of_the_whole(source),
        }
        if source.stays_unnamed:
            return known
        return known | {"language": source.language, "url": source.url, "published": source.published, "connection": source.connection}


def _speaks_of_the_whole(source: Source) -> bool:
    return not any(parts.all() for parts in (source.acts, source.interventions, source.events, source.outcomes))


def _speaks_of_something_public(source: Source) -> bool:
    if source.interventions.all() or source.outcomes.all() or any(event.may_be_told for event in source.events.all()):
        return True
    return any(act.is_public and act.event.may_be_told for act in source.acts.all())


def _source_words(source: Source) -> Json:
    return {} if source.stays_unnamed else {"publisher": source.publisher, "title": source.title}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _act_fields(act: Act, sources: _Sources, rules: Rules) -> Json:
    rule = rules.of_event(act.event_id)
    return dated(act, rule, visible_from=later(act.visible_from, act.event.visible_from)) | {
        "key": act.pk,
        "kind": act.kind.code,
        "huridocs_code": act.kind.huridocs_code,
        "custody": _custody_fields(act, rule),
        "sources": sources.of(act),
    }


def _participant_fields(participant: Participant, rules: Rules) -> Json:
    is_named = not is_withheld(participant)
    found: Json = {"kind": participant.kind, "is_named": is_named, "visible_from": _iso(participant.visible_from)}
    if participant.person and is_named and rules.of_case.shows_gender:
        found["gender"] = participant.person.gender
    return found


def _custody_fields(act: Act, rule: PublicationRule) -> Json | None:
    found = getattr(act, "detention", None)
    if not isinstance(found, DetentionRow):
        return None
    return {
        "began": when_told(found.began, rule),
        "began_is_reckoned": found.began_is_reckoned,
        "term_days": found.term_days,
        # Together with the term it would give the day away.
        "due_on": _iso(found.due_on) if tells_days(rule) else None,
        "released": when_told(found.released, rule),
        "ground": found.release_ground,
    }


def _participant(found: Json, words: Json) -> PublishedParticipant:
    return PublishedParticipant(kind=found["kind"], gender=found.get("gender", ""), is_pseudonym=bool(words["name"]) and not found["is_named"], **words)


def _detention(fields: Mapping[str, Any]) -> Detention:
    return Detention(**{**fields, "due_on": day_of(fields["due_on"])})


def _act_words(act: Act, labels: Mapping[int, str], language: str, source_language: str) -> Json:
    return words_of(act.texts.all(), _ACT_TEXTS, language, source_language) | {"kind_label": labels[act.kind_id]}


def _participant_words(participant: Participant, language: str, source_language: str) -> Json:
    text = in_language(participant.texts.all(), language, source_language)
    names = {ShownAs.NAME: (text.name or "") if text else "", ShownAs.PSEUDONYM: pseudonym_of(participant), ShownAs.WITHHELD: ""}
    return {"language": text.language if text else "", "name": names[shown_as(participant)], "role": text.role if text else ""}


def _shown(fields: list[Json], wording: list[Json], on: date) -> Iterator[tuple[int, Json, Json]]:
    for number, (found, words) in enumerate(zip(fields, wording, strict=True), start=1):
        visible_from = day_of(found["visible_from"])
        if visible_from is None or visible_from <= on:
            yield number, found, words


def _source(found: Json, words: Json) -> PublishedSource:
    return PublishedSource(**{name: value for name, value in found.items() if name != "speaks_of_the_whole"}, **words)


def _common(number: int, found: Json, sources: Mapping[int, PublishedSource]) -> Json:
    return {
        "number": number,
        "kind": found["kind"],
        "when": found["when"],
        "when_earliest": day_of(found["when_earliest"]),
        "when_latest": day_of(found["when_latest"]),
        "sources": tuple(sources[one] for one in found["sources"]),
    }


def _act(
    number: int, found: Json, words: Json, sources: Mapping[int, PublishedSource], names: Mapping[int, str], events: Mapping[int, int], on: date
) -> PublishedAct:
    custody = clock(detention=_detention(found["custody"]), on=on) if found["custody"] else None
    said = {name: words[name] for name in ("language", "kind_label", *_ACT_TEXTS)}
    record = record_of(found, words, names, events)
    return PublishedAct(**_common(number, found, sources), key=found.get("key"), huridocs_code=found["huridocs_code"], custody=custody, record=record, **said)


def _outcome(number: int, found: Json, words: Json, sources: Mapping[int, PublishedSource], acts: Mapping[int, int]) -> PublishedOutcome:
    act = acts.get(found["act"] or 0)
    return PublishedOutcome(**_common(number, found, sources), key=found.get("key"), act=act, campaign_link=found["campaign_link"], **words)


def _intervention(number: int, found: Json, words: Json, sources: Mapping[int, PublishedSource]) -> PublishedIntervention:
    return PublishedIntervention(**_common(number, found, sources), **words)
