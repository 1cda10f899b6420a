"""A whole case filed at once, as sample material or another installation hands it in; and a sample case taken out again.

Rows name each other by keys of the material's own, terms by their codes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.authorities.models import Post
from outcry.cases.models import (
    Act,
    Case,
    CaseOutcome,
    CodedField,
    Event,
    EventLink,
    Intervention,
    Involvement,
    JudgedKind,
    ManyCodedField,
    Participant,
    Proceedings,
    Source,
)
from outcry.cases.operations.finding import new_edition
from outcry.cases.operations.indexing import keep_words
from outcry.cases.operations.judging import forget_judgments
from outcry.cases.operations.people import identify
from outcry.cases.operations.stages import begin
from outcry.cases.operations.writing import write_words
from outcry.vocabularies.queries import terms

# language -> column of the text row -> text
Words = Mapping[str, Mapping[str, str]]
# column -> value; a term by its code, several as a list of codes.
Facts = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class SourceMaterial:
    """Where statements come from; `key` is the name by which the other parts refer to it."""

    key: str
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class ParticipantMaterial:
    """A person, group or organisation, or the holder of a post, and whether the public may know the name."""

    key: str
    kind: str
    words: Words
    is_named_publicly: bool
    visible_from: date | None = None
    post: Post | None = None
    # What is known of her over all cases.
    person: Facts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PartMaterial:
    """An event, act, intervention or outcome: its facts, its sources by key, its words.

    Of an act: `event` and `victim` by key, `details` by relation ("penalty"), `proceedings` as facts, `involvements` as facts with
    `perpetrator` by key.
    """

    facts: Facts
    words: Words = field(default_factory=dict)
    key: str = ""
    sources: Sequence[str] = ()
    event: str = ""
    victim: str = ""
    details: Mapping[str, Facts] = field(default_factory=dict)
    proceedings: Sequence[Facts] = ()
    involvements: Sequence[Facts] = ()


@dataclass(frozen=True, kw_only=True)
class LinkMaterial:
    """How one event of the case stands to another, both by key."""

    event: str
    type: str
    related: str


@dataclass(frozen=True, kw_only=True)
class CaseMaterial:
    """A case with all its parts, in the order in which they are to stand. Without an event it gets one that holds all acts."""

    slug: str
    number: str
    country: str
    words: Words
    sources: Sequence[SourceMaterial]
    events: Sequence[PartMaterial] = ()
    links: Sequence[LinkMaterial] = ()
    acts: Sequence[PartMaterial] = ()
    interventions: Sequence[PartMaterial] = ()
    outcomes: Sequence[PartMaterial] = ()
    participants: Sequence[ParticipantMaterial] = ()
    visible_from: date | None = None
    about_invented_person: bool = False


@transaction.atomic
def file_case(*, organisation: Organisation, material: CaseMaterial, by: User | None, now: datetime) -> Case:
    """Write a whole case into the file, not yet public; a case with this slug that is there already is left as it is.

    Raise NoSuchTerm for a code that no list has.
    """
    there = Case.objects.filter(organisation=organisation, slug=material.slug).first()
    if there is not None:
        return there
    case = Case.objects.create(
        organisation=organisation,
        number=material.number,
        slug=material.slug,
        country=material.country,
        visible_from=material.visible_from,
        opened_by=by,
        opened_at=now,
        is_demo=organisation.is_demo,
        about_invented_person=material.about_invented_person,
    )
    write_words(part=case, texts=material.words, source_language=organisation.source_language)
    _Filing(case, material, by, now).file_parts()
    keep_words(cases=[case.pk])
    begin(case=case, by=by, now=now)
    record(verb="file case", subject=case.subject, actor=by, now=now)
    return case


def remove_sample_cases(*, organisation: Organisation, slugs: Collection[str], now: datetime) -> int:
    """Delete these cases of a demonstration with everything in them and whoever was in no other; return how many. One that an appeal still speaks of stays."""
    removed = 0
    for case in Case.objects.filter(organisation=organisation, is_demo=True, slug__in=slugs):
        subject = case.subject
        with suppress(ProtectedError), transaction.atomic():
            _take_apart(case)
            new_edition(organisation=organisation, now=now)
            record(verb="remove sample case", subject=subject, now=now)
            removed += 1
    return removed


def _take_apart(case: Case) -> None:
    """From the parts that name others to those that are named."""
    people = [part.person for part in case.participants.select_related("person") if part.person]
    for rows in (case.outcomes, case.acts, case.interventions, case.participants):
        rows.all().delete()
    EventLink.objects.filter(related__case=case).delete()
    forget_judgments(kind=JudgedKind.EVENT, keys=[event.pk for event in case.events.all()])
    case.delete()
    for person in people:
        if not person.parts.exists():
            forget_judgments(kind=JudgedKind.PERSON, keys=[person.pk])
            person.delete()


class _Filing:
    """One case being filed: its rows by the keys of the material."""

    def __init__(self, case: Case, material: CaseMaterial, by: User | None, now: datetime) -> None:
        self.case, self.material, self.by, self.now = case, material, by, now
        self.terms = terms(codes=_codes(material))
        self.sources: dict[str, Source] = {}
        self.people: dict[str, Participant] = {}
        self.events: dict[str, Event] = {}

    def file_parts(self) -> None:
        for position, source in enumerate(self.material.sources, start=1):
            self.sources[source.key] = self._write(Source(case=self.case, position=position), source.facts)
        for position, one in enumerate(self.material.participants, start=1):
            self.people[one.key] = self._file_participant(position, one)
        for position, event in enumerate(self.material.events or [PartMaterial(facts={"country": self.material.country})], start=1):
            self.events[event.key] = self._file(Event(case=self.case, position=position), event)
        for link in self.material.links:
            self._write(EventLink(event=self.events[link.event], related=self.events[link.related]), {"type": link.type})
        for position, act in enumerate(self.material.acts, start=1):
            self._file_act(position, act)
        for kind, parts in ((Intervention, self.material.interventions), (CaseOutcome, self.material.outcomes)):
            for position, part in enumerate(parts, start=1):
                self._file(kind(case=self.case, position=position), part)

    def _file_participant(self, position: int, material: ParticipantMaterial) -> Participant:
        facts = {"kind": material.kind, "is_named_publicly": material.is_named_publicly, "visible_from": material.visible_from, "post": material.post}
        row: Participant = self._write(Participant(case=self.case, position=position), facts)
        write_words(part=row, texts=material.words, source_language=self.case.organisation.source_language)
        self._write(identify(participant=row, person=None, by=self.by, now=self.now), material.person)
        return row

    def _file_act(self, position: int, material: PartMaterial) -> None:
        event = self.events[material.event] if material.event else next(iter(self.events.values()))
        victim = self.people[material.victim] if material.victim else None
        act = self._file(Act(case=self.case, position=position, event=event, victim=victim), material)
        for name, facts in material.details.items():
            self._write(_detail(name)(act=act), facts)
        for facts in material.proceedings:
            self._write(Proceedings(act=act), facts)
        for facts in material.involvements:
            known = {name: value for name, value in facts.items() if name != "perpetrator"}
            self._write(Involvement(act=act, perpetrator=self.people[facts["perpetrator"]]), known)

    def _file(self, row: Any, material: PartMaterial) -> Any:
        self._write(row, {**material.facts, "sources": [self.sources[key] for key in material.sources]})
        write_words(part=row, texts=material.words, source_language=self.case.organisation.source_language)
        return row

    def _write(self, row: Any, facts: Facts) -> Any:
        lists = {}
        for name, value in facts.items():
            column = row._meta.get_field(name)
            if column.many_to_many:
                lists[name] = [self.terms[one] for one in value] if isinstance(column, ManyCodedField) else value
            else:
                setattr(row, name, self.terms[value] if isinstance(column, CodedField) else value)
        row.save()
        for name, value in lists.items():
            getattr(row, name).set(value)
        return row


def _detail(name: str) -> Any:
    """The model of a detail of an act, by the name of the relation."""
    return Act._meta.get_field(name).related_model


def _codes(material: CaseMaterial) -> list[str]:
    """Every term the material names."""
    found = [link.type for link in material.links]
    for kind, parts in ((Event, material.events), (Act, material.acts), (Intervention, material.interventions), (CaseOutcome, material.outcomes)):
        for part in parts:
            found += _codes_in(kind, part.facts)
            for name, facts in part.details.items():
                found += _codes_in(_detail(name), facts)
            for rows, of in ((part.proceedings, Proceedings), (part.involvements, Involvement)):
                found += [code for facts in rows for code in _codes_in(of, facts)]
    for source in material.sources:
        found += _codes_in(Source, source.facts)
    return [*found, *(code for one in material.participants for code in one.person.get("characteristics", ()))]


def _codes_in(model: Any, facts: Facts) -> Iterator[str]:
    for name, value in facts.items():
        column = model._meta.get_field(name) if name != "perpetrator" else None
        if isinstance(column, CodedField):
            yield value
        elif isinstance(column, ManyCodedField):
            yield from value
