"""Writing what an import found: new cases many at a time, changed facts one by one with their history."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.text import slugify

from outcry.accounts.models import Organisation, User
from outcry.cases.models import (
    Act,
    ActText,
    Case,
    CaseImport,
    CaseImportStep,
    CaseText,
    Change,
    Event,
    EventText,
    ExternalRecord,
    Involvement,
    NameKey,
    Participant,
    ParticipantText,
    Person,
    PersonName,
    Source,
    StageMove,
)
from outcry.cases.names import keys_to_keep
from outcry.cases.operations.indexing import keep_words
from outcry.cases.operations.writing import add_part, change_facts, change_words, mark, remove_part
from outcry.cases.stages import Cause
from outcry.cases.tables.comparing import Difference, Edit
from outcry.cases.tables.records import Record
from outcry.lib.keys import keyring, mac
from outcry.lib.names import script_of
from outcry.lib.wordings import Edit as WordsEdit
from outcry.vocabularies.models import Term

_PURPOSE = "lookup"
_KEY_BYTES = 16
_MODELS: dict[str, Any] = {"events": Event, "acts": Act, "people": Participant, "sources": Source}
_OF_THE_PERSON = ("gender", "occupation", "size_min", "size_max")
_TIES = frozenset({"event", "victim", "perpetrators"})
Parts = dict[str, dict[str, int]]


def keyed(kind: str, text: str) -> list[bytes]:
    """Under which keys a text may be kept, the current one first."""
    keys = keyring(settings.KEYS_FOLDER)
    current = keys.current(_PURPOSE)
    return [mac(key, kind, text)[:_KEY_BYTES] for key in (current, *(one for one in keys.all(_PURPOSE) if one != current))]


def canonical(record: Record) -> str:
    """One text for one record, whatever the order of its facts."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def numbers_for(*, organisation: Organisation, prefix: str, ids: Sequence[str]) -> list[str]:
    """A free case number for each external id: the prefix and the id, or a mark of it where that is too long or taken."""
    longest = Case._meta.get_field("number").max_length or 20
    short = slugify(prefix)[:10] or "import"
    wanted = [f"{short}-{one}" if len(short) + 1 + len(one) <= longest and one.isprintable() else "" for one in ids]
    marks = [f"{short[:7].rstrip('-_')}-{keyed('number', f'{prefix}/{one}')[0].hex()[:12]}" for one in ids]
    cases = Case.objects.filter(organisation=organisation)
    taken = set(cases.filter(Q(number__in=[*wanted, *marks])).values_list("number", flat=True))
    taken |= set(cases.filter(slug__in=[slugify(one) for one in wanted]).values_list("slug", flat=True))
    return [one if one and one not in taken and slugify(one) not in taken else other for one, other in zip(wanted, marks, strict=True)]


class Writer:
    """Writes for one run. `terms` are the terms of acts by code."""

    def __init__(self, *, run: CaseImport, terms: Mapping[str, Term], prefix: str, by: User | None, now: datetime) -> None:
        self._run, self._terms, self._prefix, self._by, self._now = run, terms, prefix, by, now
        self._organisation = run.organisation

    def open_cases(self, rows: Sequence[tuple[int, str, Record]]) -> None:
        """New cases from (row, external id, record), a fixed number of statements for all of them. None of them is public."""
        if not rows:
            return
        batch = _Batch(self._terms, self._organisation, self._by, self._now)
        numbers = numbers_for(organisation=self._organisation, prefix=self._prefix, ids=[external_id for _row, external_id, _record in rows])
        for (_row, _id, record), number in zip(rows, numbers, strict=True):
            batch.add(record, record["case"].get("number") or number)
        parts = batch.write()
        keep_words(cases=[case.pk for case in batch.cases])
        StageMove.objects.bulk_create(StageMove(case=case, at=self._now, by=self._by, to_stage=case.stage, cause=Cause.FILED) for case in batch.cases)
        external = []
        for (_row, external_id, record), case, written in zip(rows, batch.cases, parts, strict=True):
            external.append(self._external(case, external_id, record, written))
        ExternalRecord.objects.bulk_create(external)
        CaseImportStep.objects.bulk_create(
            CaseImportStep(run=self._run, case=case, row=row, opened=True) for (row, _id, _record), case in zip(rows, batch.cases, strict=True)
        )

    def _external(self, case: Case, external_id: str, record: Record, parts: Parts) -> ExternalRecord:
        text = canonical(record)
        return ExternalRecord(
            organisation=self._organisation,
            set_name=self._run.set_name,
            id_key=keyed("id", external_id)[0],
            case=case,
            fingerprint=keyed("record", text)[0],
            record=text,
            parts=parts,
        )

    def change_case(self, *, row: int, case: Case, external: ExternalRecord | None, parts: Parts, record: Record, found: Difference) -> None:
        """Change just what differs, and keep what it takes to take that back."""
        last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        before = (
            None if external is None else json.dumps({"record": external.record, "parts": external.parts, "fingerprint": bytes(external.fingerprint).hex()})
        )
        parts = {section: dict(keys) for section, keys in parts.items()}
        for group in _grouped(found.edits).values():
            self._change_row(case, parts, group)
        self._add_and_remove(case, parts, record, found)
        written = Change.objects.filter(pk__gt=last, case=case) | Change.objects.filter(pk__gt=last, person__parts__case=case)
        changes = sorted(set(written.filter(part_of=None).values_list("pk", flat=True)))
        if external is not None:
            text = canonical(record)
            external.record, external.parts, external.fingerprint = text, parts, keyed("record", text)[0]
            external.save(update_fields=["record", "parts", "fingerprint"])
        CaseImportStep.objects.create(run=self._run, case=case, row=row, opened=False, changes=changes, before=before)

    def _change_row(self, case: Case, parts: Parts, edits: Sequence[Edit]) -> None:
        section, key = edits[0].section, edits[0].key
        row: Any = case if section == "case" else _MODELS[section].objects.get(pk=parts[section][key], case=case)
        words: dict[str, dict[str, str]] = {}
        facts: dict[str, Any] = {}
        for edit in edits:
            name, _bracket, language = edit.fact.partition("[")
            if language:
                words.setdefault(language.rstrip("]"), {})[name] = edit.after or ""
            elif edit.fact not in _TIES:
                facts[name] = edit.after
        self._change_facts(row, facts)
        for language, texts in words.items():
            self._change_words(row, language, texts)

    def _change_facts(self, row: Any, facts: Mapping[str, Any]) -> None:
        of_person = {name: value for name, value in facts.items() if isinstance(row, Participant) and name in _OF_THE_PERSON}
        own = {name: value for name, value in facts.items() if name not in of_person}
        for owner, changed in ((row.person if of_person else None, of_person), (row, own)):
            if owner is not None and changed:
                change_facts(row=owner, facts=_values(owner, changed, self._terms), seen=mark(owner), by=self._by, now=self._now)

    def _change_words(self, row: Any, language: str, texts: dict[str, str]) -> None:
        there = row.texts.filter(language=language).first()
        source = row.texts.filter(language=self._organisation.source_language).first()
        made_from = source.version if source and language != self._organisation.source_language else 0
        edit = WordsEdit(language=language, seen_version=there.version if there else 0, made_from_version=made_from)
        if isinstance(row, Participant) and there and row.person and "name" in texts:
            for name in row.person.names.all():
                if name.text == there.name and texts["name"]:
                    change_facts(row=name, facts={"text": texts["name"]}, seen=mark(name), by=self._by, now=self._now)
        change_words(part=row, edit=edit, words=texts, by=self._by, now=self._now)

    def _add_and_remove(self, case: Case, parts: Parts, record: Record, found: Difference) -> None:
        # Acts lean on events, people and sources: they come last and go first.
        for section, key in sorted(found.removed, key=lambda one: one[0] != "acts"):
            pk = parts[section].pop(key)
            remove_part(part=_MODELS[section].objects.get(pk=pk, case=case), by=self._by, now=self._now)
        for section, key in sorted(found.added, key=lambda one: one[0] == "acts"):
            parts[section][key] = self._add(case, section, record[section][key], parts)
        added = [parts["sources"][key] for section, key in found.added if section == "sources"]
        if added:
            self._lean_on(case, parts, added)

    def _add(self, case: Case, section: str, facts: dict[str, Any], parts: Parts) -> int:
        kind = _MODELS[section]
        own = {name: value for name, value in facts.items() if "[" not in name and name not in _TIES and value not in (None, "")}
        if kind is Participant:
            own["person"] = _opened_person(self._organisation, facts, self._by, self._now)
            own = {name: value for name, value in own.items() if name not in _OF_THE_PERSON}
        if kind is Act:
            own |= {"event_id": parts["events"][facts["event"]], "victim_id": parts["people"].get(facts["victim"])}
            own = {"event": Event.objects.get(pk=own.pop("event_id")), "victim": Participant.objects.filter(pk=own.pop("victim_id")).first(), **own}
        row = add_part(owner=case, kind=kind, facts=_values(kind(), own, self._terms), by=self._by, now=self._now)
        for language, texts in _texts(facts).items():
            self._change_words(row, language, texts)
        if kind is Act:
            for key in facts["perpetrators"]:
                who = Participant.objects.get(pk=parts["people"][key])
                add_part(owner=row, kind=Involvement, facts={"perpetrator": who}, by=self._by, now=self._now)
        return int(row.pk)

    def _lean_on(self, case: Case, parts: Parts, added: list[int]) -> None:
        """New sources are those of the events and acts that this set wrote, as the first ones are."""
        sources = list(Source.objects.filter(pk__in=added))
        for kind, section in ((Event, "events"), (Act, "acts")):
            for row in kind._default_manager.filter(pk__in=parts[section].values(), case=case):
                change_facts(row=row, facts={"sources": [*row.sources.all(), *sources]}, seen=mark(row), by=self._by, now=self._now)


def _grouped(edits: Iterable[Edit]) -> dict[tuple[str, str], list[Edit]]:
    groups: dict[tuple[str, str], list[Edit]] = {}
    for edit in edits:
        groups.setdefault((edit.section, edit.key), []).append(edit)
    return groups


def _values(row: Any, facts: Mapping[str, Any], terms: Mapping[str, Term]) -> dict[str, Any]:
    """Facts as columns take them: a term by its code, nothing as the column's own nothing."""
    found = {}
    for name, value in facts.items():
        field = row._meta.get_field(name)
        if value is None:
            found[name] = None if field.null else field.get_default()
        else:
            found[name] = terms[value] if field.is_relation and isinstance(value, str) else value
    return found


def _texts(facts: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Words by language."""
    found: dict[str, dict[str, str]] = {}
    for key, value in facts.items():
        name, bracket, language = key.partition("[")
        if bracket and value:
            found.setdefault(language[:-1], {})[name] = value
    return found


def _names(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(language, words["name"]) for language, words in _texts(facts).items() if words.get("name")]


def _person(organisation: Organisation, facts: Mapping[str, Any], now: datetime) -> Person:
    known = {name: facts[name] for name in _OF_THE_PERSON if facts.get(name) not in (None, "")}
    return Person(organisation=organisation, kind=facts["kind"], opened_at=now, is_demo=organisation.is_demo, **known)


def _opened_person(organisation: Organisation, facts: Mapping[str, Any], by: User | None, now: datetime) -> Person:
    person = _person(organisation, facts, now)
    person.save()
    for language, text in _names(facts):
        add_part(owner=person, kind=PersonName, facts={"text": text, "language": language}, by=by, now=now)
    return person


class _Batch:
    """Cases gathered and then written kind by kind."""

    def __init__(self, terms: Mapping[str, Term], organisation: Organisation, by: User | None, now: datetime) -> None:
        self._terms, self._organisation, self._by, self._now = terms, organisation, by, now
        self.cases: list[Case] = []
        self._records: list[Record] = []

    def add(self, record: Record, number: str) -> None:
        facts = record["case"]
        kept = {name: facts[name] for name in ("country", "confidential_notes") if facts.get(name)}
        slug = slugify(number)[:60] or "case"
        self.cases.append(
            Case(
                organisation=self._organisation,
                number=number,
                slug=slug,
                opened_by=self._by,
                opened_at=self._now,
                is_demo=self._organisation.is_demo,
                **kept,
            )
        )
        self._records.append(record)

    def write(self) -> list[Parts]:
        """Everything; which rows the parts of each case became."""
        self._free_slugs()
        Case.objects.bulk_create(self.cases)
        self._words(CaseText, "case", [(case, record["case"]) for case, record in zip(self.cases, self._records, strict=True)])
        sources = self._rows(Source, "sources")
        events = self._rows(Event, "events")
        people = self._people()
        acts = self._acts(events, people)
        self._lean_on(sources, events, acts)
        rows = {"sources": sources, "events": events, "people": people, "acts": acts}
        return [{section: {key: row.pk for key, row in found[place].items()} for section, found in rows.items()} for place in range(len(self.cases))]

    def _free_slugs(self) -> None:
        wanted = [case.slug for case in self.cases]
        taken = set(Case.objects.filter(organisation=self._organisation, slug__in=wanted).values_list("slug", flat=True))
        for case in self.cases:
            if case.slug in taken:
                case.slug = f"{case.slug}-{case.public_id.lower()}"[:80]
            taken.add(case.slug)

    def _rows(self, kind: Any, section: str, **more: Any) -> list[dict[str, Any]]:
        """The rows of one section of each case, by their keys."""
        found: list[dict[str, Any]] = []
        for case, record in zip(self.cases, self._records, strict=True):
            rows = {}
            for position, (key, facts) in enumerate(record[section].items(), start=1):
                own = {name: value for name, value in facts.items() if "[" not in name and name not in _TIES and value not in (None, "")}
                rows[key] = kind(case=case, position=position, **_values(kind, own, self._terms))
            found.append(rows)
        self._create(kind, found)
        return found

    def _create(self, kind: Any, found: list[dict[str, Any]]) -> None:
        kind._default_manager.bulk_create([row for rows in found for row in rows.values()])
        if kind is not Source:
            section = {Event: "events", Act: "acts"}[kind]
            pairs = [(row, record[section][key]) for rows, record in zip(found, self._records, strict=True) for key, row in rows.items()]
            self._words({Event: EventText, Act: ActText}[kind], {Event: "event", Act: "act"}[kind], pairs)

    def _words(self, kind: Any, owner: str, pairs: list[tuple[Any, dict[str, Any]]]) -> None:
        rows = []
        for row, facts in pairs:
            texts = _texts(facts)
            for language, words in texts.items():
                made_from = int(language != self._organisation.source_language and self._organisation.source_language in texts)
                rows.append(kind(**{owner: row}, language=language, made_from_version=made_from, **words))
        kind._default_manager.bulk_create(rows)

    def _people(self) -> list[dict[str, Any]]:
        facts = [facts for record in self._records for facts in record["people"].values()]
        persons = Person.objects.bulk_create([_person(self._organisation, one, self._now) for one in facts])
        self._names(list(zip(persons, facts, strict=True)))
        waiting = iter(persons)
        found = [
            {
                key: Participant(case=case, position=position, kind=one["kind"], person=next(waiting))
                for position, (key, one) in enumerate(record["people"].items(), start=1)
            }
            for case, record in zip(self.cases, self._records, strict=True)
        ]
        rows = Participant.objects.bulk_create([row for rows in found for row in rows.values()])
        self._words(ParticipantText, "participant", list(zip(rows, facts, strict=True)))
        return found

    def _names(self, people: list[tuple[Person, dict[str, Any]]]) -> None:
        names = [
            PersonName(person=person, position=position, text=text, language=language, script=script_of(text))
            for person, facts in people
            for position, (language, text) in enumerate(_names(facts), start=1)
        ]
        PersonName.objects.bulk_create(names)
        NameKey.objects.bulk_create(NameKey(name=name, key=key) for name in names for key in keys_to_keep(name.text or ""))

    def _acts(self, events: list[dict[str, Any]], people: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        shares = []
        for place, (case, record) in enumerate(zip(self.cases, self._records, strict=True)):
            rows = {}
            for position, (key, facts) in enumerate(record["acts"].items(), start=1):
                own = {name: value for name, value in facts.items() if "[" not in name and name not in _TIES and value not in (None, "")}
                victim = people[place].get(facts["victim"])
                rows[key] = Act(case=case, position=position, event=events[place][facts["event"]], victim=victim, **_values(Act, own, self._terms))
                shares += [Involvement(act=rows[key], perpetrator=people[place][who]) for who in facts["perpetrators"]]
            found.append(rows)
        self._create(Act, found)
        Involvement.objects.bulk_create(shares)
        return found

    def _lean_on(self, sources: list[dict[str, Any]], events: list[dict[str, Any]], acts: list[dict[str, Any]]) -> None:
        """The sources of a row are those of its event and of its acts."""
        for kind, name, found in ((Event, "event_id", events), (Act, "act_id", acts)):
            through: Any = kind.sources.through
            through._default_manager.bulk_create(
                through(**{name: row.pk, "source_id": source.pk})
                for rows, from_row in zip(found, sources, strict=True)
                for row in rows.values()
                for source in from_row.values()
            )
