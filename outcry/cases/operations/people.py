"""Persons over all cases: opened, named, found again; and who a participant of a case is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.cases.models import Participant, Person, PersonName
from outcry.cases.operations.history import facts_of, note
from outcry.cases.operations.writing import add_part, change_facts, keep_among_the_named, mark
from outcry.cases.vocabulary import NameKind, ParticipantKind
from outcry.lib.wordings import ChangedMeanwhile


@transaction.atomic
def open_person(*, organisation: Organisation, names: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], by: User | None, now: datetime) -> Person:
    """Somebody new over all cases, with names (kind, text, language)."""
    lists = {name: value for name, value in facts.items() if Person._meta.get_field(name).many_to_many}
    person = Person.objects.create(
        organisation=organisation, opened_at=now, is_demo=organisation.is_demo, **{name: value for name, value in facts.items() if name not in lists}
    )
    for name, value in lists.items():
        getattr(person, name).set(value)
    keep_among_the_named(person, by)
    note(row=person, before=None, after={"facts": facts_of(person)}, by=by, now=now)
    record(verb="open person", subject=person.subject, actor=by, now=now)
    for one in names:
        add_part(owner=person, kind=PersonName, facts=one, by=by, now=now)
    return person


@transaction.atomic
def identify(*, participant: Participant, person: Person | None, by: User | None, now: datetime, seen: str | None = None) -> Person:
    """Say who a participant is over all cases: somebody known, or None for somebody new with the names this case uses.

    Names that the known person lacks are added to hers. ValueError when she belongs to another organisation; ChangedMeanwhile when
    the participant is not as the writer saw her (`seen`).
    """
    organisation = participant.case.organisation
    if person is not None and person.organisation_id != organisation.pk:
        raise ValueError("a person of another organisation")
    names = names_in_case(participant)
    if seen is not None and mark(Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)) != seen:
        raise ChangedMeanwhile(participant)
    if person is None:
        person = open_person(organisation=organisation, names=names, facts={"kind": participant.kind}, by=by, now=now)
    else:
        known = {name.text for name in person.names.all()}
        for name in names:
            if name["text"] not in known:
                add_part(owner=person, kind=PersonName, facts=name, by=by, now=now)
    change_facts(row=participant, facts={"person": person}, seen=mark(participant), by=by, now=now)
    participant.person = person
    return person


def names_in_case(participant: Participant) -> list[dict[str, Any]]:
    """How a case names a participant, a name for each wording, the same one once."""
    found: dict[str, dict[str, Any]] = {}
    for text in participant.texts.order_by("language"):
        if text.name:
            kind = NameKind.USUAL if not found or participant.kind != ParticipantKind.PERSON else NameKind.TRANSLITERATION
            found.setdefault(text.name, {"kind": kind, "text": text.name, "language": text.language})
    return list(found.values())
