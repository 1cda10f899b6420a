"""What the public may read of a case: picked from the file by `project`, read back by `published`.

A projection has two halves that never meet the file again: fields (facts that need no language) and wording (texts).
What is confidential is not blanked out here, it is never picked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from outcry.cases.custody import CustodyClock, Detention, clock, foremost
from outcry.cases.models import Act, Case, Intervention, Participant, Source
from outcry.cases.models import Detention as DetentionRow
from outcry.cases.naming import is_withheld
from outcry.lib.translations import in_language
from outcry.vocabularies.queries import wordings

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
    """What was done. `number` is its place in the whole file; blank texts mean: not reported. Dates are EDTF.

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


@dataclass(frozen=True, kw_only=True)
class Projection:
    """What one approval copies out of the file, in one language."""

    language: str
    fields: Json
    wording: Json


def project(*, case: Case) -> list[Projection]:
    """The projections of the file as it stands: one per language in which the case has a text."""
    source_language = case.organisation.source_language
    sources = _Sources(case)
    acts = [act for act in case.acts.select_related("kind", "detention").prefetch_related("texts", "sources") if act.is_public]
    kinds = {act.kind_id for act in acts}
    interventions = list(case.interventions.prefetch_related("texts", "sources"))
    participants = list(case.participants.select_related("person").prefetch_related("texts"))
    fields: Json = {
        "number": case.number,
        "country": case.country,
        "about_invented_person": case.about_invented_person,
        "acts": [_act_fields(act, sources) for act in acts],
        "interventions": [_dated(intervention) | {"kind": intervention.kind, "sources": sources.of(intervention)} for intervention in interventions],
        "participants": [_participant_fields(participant) for participant in participants],
        "sources": [sources.fields(source) for source in sources.public],
    }
    return [
        Projection(
            language=text.language,
            fields=fields,
            wording={name: getattr(text, name) for name in _CASE_TEXTS}
            | {
                "acts": _act_words(acts, kinds, text.language, source_language),
                "interventions": [_words(intervention.texts.all(), _INTERVENTION_TEXTS, text.language, source_language) for intervention in interventions],
                "participants": [_participant_words(participant, text.language, source_language) for participant in participants],
                "sources": [_source_words(source) for source in sources.public],
            },
        )
        for text in case.texts.order_by("language")
    ]


def sources_for_readers(*, case: Case) -> list[Source]:
    """The sources that stand behind something public, named or not."""
    return _Sources(case).public


def published(*, row: Any, languages: Iterable[str], on: date) -> PublishedCase:
    """A stored projection (a PublicCase) as it is seen on the day `on`: parts that wait for a later day are left out."""
    fields, wording = row.fields, row.wording
    sources = {found["number"]: _source(found, words) for found, words in zip(fields["sources"], wording["sources"], strict=True)}
    acts = tuple(_act(number, found, words, sources, on) for number, found, words in _shown(fields["acts"], wording["acts"], on))
    interventions = tuple(_intervention(*parts, sources) for parts in _shown(fields["interventions"], wording["interventions"], on))
    told_by = {source.number for act in acts for source in act.sources} | {source.number for done in interventions for source in done.sources}
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
        custody=foremost(act.custody for act in acts),
        acts=acts,
        interventions=interventions,
        participants=tuple(
            PublishedParticipant(kind=found["kind"], name=words["name"], role=words["role"], language=words["language"])
            for _, found, words in _shown(fields["participants"], wording["participants"], on)
        ),
        sources=tuple(
            source for source, found in zip(sources.values(), fields["sources"], strict=True) if found["speaks_of_the_whole"] or source.number in told_by
        ),
    )


class _Sources:
    """The sources of a case that stand behind something public, with the numbers by which a page refers to them."""

    def __init__(self, case: Case) -> None:
        every = list(case.sources.prefetch_related("acts", "interventions", "consents"))
        self.public = [source for source in every if _speaks_of_the_whole(source) or _speaks_of_something_public(source)]
        self._numbers = {source.pk: number for number, source in enumerate(self.public, start=1)}

    def of(self, part: Act | Intervention) -> list[int]:
        return sorted(self._numbers[source.pk] for source in part.sources.all())

    def fields(self, source: Source) -> Json:
        known: Json = {
            "number": self._numbers[source.pk],
            "is_confidential": source.is_confidential,
            "reliability": source.reliability,
            "speaks_of_the_whole": _speaks_of_the_whole(source),
        }
        if source.is_confidential:
            return known
        return known | {"language": source.language, "url": source.url, "published": source.published, "connection": source.connection}


def _speaks_of_the_whole(source: Source) -> bool:
    return not source.acts.all() and not source.interventions.all()


def _speaks_of_something_public(source: Source) -> bool:
    return bool(source.interventions.all()) or any(act.is_public for act in source.acts.all())


def _source_words(source: Source) -> Json:
    return {} if source.is_confidential else {"publisher": source.publisher, "title": source.title}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _dated(part: Act | Intervention) -> Json:
    return {
        "when": part.when,
        "when_earliest": _iso(part.when_earliest),
        "when_latest": _iso(part.when_latest),
        "visible_from": _iso(part.visible_from),
    }


def _act_fields(act: Act, sources: _Sources) -> Json:
    return _dated(act) | {
        "kind": act.kind.code,
        "huridocs_code": act.kind.huridocs_code,
        "custody": _custody_fields(act),
        "sources": sources.of(act),
    }


def _participant_fields(participant: Participant) -> Json:
    return {"kind": participant.kind, "is_named": not is_withheld(participant), "visible_from": _iso(participant.visible_from)}


def _custody_fields(act: Act) -> Json | None:
    found = getattr(act, "detention", None)
    if not isinstance(found, DetentionRow):
        return None
    return {
        "began": found.began,
        "began_is_reckoned": found.began_is_reckoned,
        "term_days": found.term_days,
        "due_on": _iso(found.due_on),
        "released": found.released,
        "ground": found.release_ground,
    }


def _detention(fields: Mapping[str, Any]) -> Detention:
    return Detention(**{**fields, "due_on": _day(fields["due_on"])})


def _words(texts: Iterable[Any], names: Iterable[str], language: str, source_language: str) -> Json:
    text = in_language(texts, language, source_language)
    return {"language": text.language if text else ""} | {name: getattr(text, name) if text else "" for name in names}


def _act_words(acts: Iterable[Act], kinds: Collection[int], language: str, source_language: str) -> list[Json]:
    labels = wordings(term_ids=kinds, language=language)
    return [_words(act.texts.all(), _ACT_TEXTS, language, source_language) | {"kind_label": labels[act.kind_id].label} for act in acts]


def _participant_words(participant: Participant, language: str, source_language: str) -> Json:
    text = in_language(participant.texts.all(), language, source_language)
    if text is None:
        return {"language": "", "name": "", "role": ""}
    return {"language": text.language, "name": "" if is_withheld(participant) else (text.name or ""), "role": text.role}


def _shown(fields: list[Json], wording: list[Json], on: date) -> Iterator[tuple[int, Json, Json]]:
    for number, (found, words) in enumerate(zip(fields, wording, strict=True), start=1):
        visible_from = _day(found["visible_from"])
        if visible_from is None or visible_from <= on:
            yield number, found, words


def _source(found: Json, words: Json) -> PublishedSource:
    return PublishedSource(**{name: value for name, value in found.items() if name != "speaks_of_the_whole"}, **words)


def _common(number: int, found: Json, sources: Mapping[int, PublishedSource]) -> Json:
    return {
        "number": number,
        "kind": found["kind"],
        "when": found["when"],
        "when_earliest": _day(found["when_earliest"]),
        "when_latest": _day(found["when_latest"]),
        "sources": tuple(sources[one] for one in found["sources"]),
    }


def _act(number: int, found: Json, words: Json, sources: Mapping[int, PublishedSource], on: date) -> PublishedAct:
    custody = clock(detention=_detention(found["custody"]), on=on) if found["custody"] else None
    return PublishedAct(**_common(number, found, sources), huridocs_code=found["huridocs_code"], custody=custody, **words)


def _intervention(number: int, found: Json, words: Json, sources: Mapping[int, PublishedSource]) -> PublishedIntervention:
    return PublishedIntervention(**_common(number, found, sources), **words)
