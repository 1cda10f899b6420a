"""A whole case filed at once, as sample material or another installation hands it in; and a sample case taken out again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.models import Act, Case, Detention, Intervention, Participant, Source

# language -> column of the text row -> text
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class SourceMaterial:
    """Where statements come from; `key` is the name by which the other parts refer to it. `published` is EDTF."""

    key: str
    publisher: str
    title: str
    language: str = "en"
    url: str = ""
    published: str = ""
    connection: str = "third_party"
    reliability: str = "unrated"


@dataclass(frozen=True, kw_only=True)
class PartMaterial:
    """An act or an intervention: its kind, when (EDTF), from which day it may be seen, its sources by key, its words."""

    kind: str
    when: str
    words: Words
    sources: Sequence[str] = ()
    visible_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class ParticipantMaterial:
    """A person, group or organisation, and whether the public may know the name."""

    kind: str
    words: Words
    is_named_publicly: bool
    visible_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class DetentionMaterial:
    """What the custody clock needs. `began` is EDTF."""

    began: str
    began_is_reckoned: bool = False
    term_days: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CaseMaterial:
    """A case with all its parts, in the order in which they are to stand."""

    slug: str
    number: str
    country: str
    words: Words
    sources: Sequence[SourceMaterial]
    acts: Sequence[PartMaterial] = ()
    interventions: Sequence[PartMaterial] = ()
    participants: Sequence[ParticipantMaterial] = ()
    detention: DetentionMaterial | None = None
    visible_from: date | None = None
    about_invented_person: bool = False


@transaction.atomic
def file_case(*, organisation: Organisation, material: CaseMaterial, by: User | None, now: datetime) -> Case:
    """Write a whole case into the file, not yet public; a case with this slug that is there already is left as it is."""
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
    _write_words(case.texts, material.words, organisation)
    sources = {one.key: _file_source(case, position, one) for position, one in enumerate(material.sources, start=1)}
    for rows, parts in ((case.acts, material.acts), (case.interventions, material.interventions)):
        _file_parts(rows, parts, sources, organisation)
    _file_participants(case, material.participants)
    if material.detention is not None:
        Detention.objects.create(case=case, **vars(material.detention))
    record(verb="file case", subject=case.subject, actor=by, now=now)
    return case


def remove_sample_cases(*, organisation: Organisation, slugs: Collection[str], now: datetime) -> int:
    """Delete these cases of a demonstration with everything in them; return how many. One that an appeal still speaks of stays."""
    removed = 0
    for case in Case.objects.filter(organisation=organisation, is_demo=True, slug__in=slugs):
        subject = case.subject
        with suppress(ProtectedError), transaction.atomic():
            case.delete()
            record(verb="remove sample case", subject=subject, now=now)
            removed += 1
    return removed


def _file_source(case: Case, position: int, material: SourceMaterial) -> Source:
    facts = {name: value for name, value in vars(material).items() if name != "key"}
    return Source.objects.create(case=case, position=position, **facts)


def _file_parts(rows: Any, parts: Iterable[PartMaterial], sources: Mapping[str, Source], organisation: Organisation) -> None:
    for position, part in enumerate(parts, start=1):
        row: Act | Intervention = rows.create(position=position, kind=part.kind, when=part.when, visible_from=part.visible_from)
        row.sources.set([sources[key] for key in part.sources])
        _write_words(row.texts, part.words, organisation)


def _file_participants(case: Case, participants: Iterable[ParticipantMaterial]) -> None:
    for position, one in enumerate(participants, start=1):
        row = Participant.objects.create(case=case, position=position, kind=one.kind, is_named_publicly=one.is_named_publicly, visible_from=one.visible_from)
        _write_words(row.texts, one.words, case.organisation)


def _write_words(rows: models.Manager[Any], words: Words, organisation: Organisation) -> None:
    source = organisation.source_language
    for language, texts in words.items():
        rows.create(language=language, made_from_version=int(language != source and source in words), **texts)
