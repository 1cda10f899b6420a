"""Cases of the file as the records that tables hold: what an export writes, and what an import compares with."""

from collections.abc import Container, Iterator, Sequence
from itertools import batched
from typing import Any

from django.db.models import Q

from outcry.accounts.models import User
from outcry.cases.levels import may_be_known, readable
from outcry.cases.models import (
    Act,
    ActText,
    Case,
    CaseText,
    Event,
    EventText,
    Involvement,
    Participant,
    ParticipantText,
    Person,
    Source,
)
from outcry.cases.tables.facts import FACTS, IN_TWO, Fact, Shape
from outcry.cases.tables.records import Record
from outcry.lib.keys_at_once import Among

# So many cases are read at once, in ten statements whatever their number.
BATCH = 500
_OF_THE_PERSON = frozenset({"gender", "occupation", "size_min", "size_max"})
# The rows of each kind, and their words with the column that names the row.
_ROWS: dict[str, Any] = {"case": Case, "event": Event, "act": Act, "source": Source, "victim": Participant, "perpetrator": Participant}
_WORDS: dict[str, tuple[Any, str]] = {
    "case": (CaseText, "case"),
    "event": (EventText, "event"),
    "act": (ActText, "act"),
    "victim": (ParticipantText, "participant"),
    "perpetrator": (ParticipantText, "participant"),
}
_SECTIONS = {"event": "events", "act": "acts", "victim": "people", "source": "sources"}


def column_of(fact: Fact) -> tuple[Any, str]:
    """The model and the column in which a fact stands."""
    if fact.in_language:
        return _WORDS[fact.of][0], fact.name
    return (Person if _ROWS[fact.of] is Participant and fact.name in _OF_THE_PERSON else _ROWS[fact.of]), fact.name


def records(cases: Sequence[int], *, facts: Container[str] = FACTS, to: User | None = None) -> Iterator[Record]:
    """The record of each of these cases in their order, a batch at a time. One that was deleted meanwhile is left out.

    With `to`, rows that this person may not know of are left out, too.
    """
    for keys in batched(cases, BATCH, strict=False):
        found = read_records(keys, facts=facts, to=to)
        yield from (found[key] for key in keys if key in found)


def read_records(cases: Sequence[int], *, facts: Container[str] = FACTS, to: User | None = None) -> dict[int, Record]:
    """The facts of these cases by section; rows by their keys in the database. Facts that are not asked for are not read, and sealed ones not opened."""
    asked = _asked("case", facts)
    names = _names(asked)
    found: dict[int, Record] = {}
    for pk, public_id, *values in Case.objects.filter(Among("pk", cases)).values_list("pk", "public_id", *_columns("case", asked)):
        found[pk] = {"id": public_id, "case": dict(zip(names, values, strict=True)), "events": {}, "acts": {}, "people": {}, "sources": {}}
    if not found:
        return found
    _read_words("case", facts, cases, {pk: record["case"] for pk, record in found.items()})
    for of in ("source", "event", "victim"):
        _read_parts(of, facts, cases, found, to)
    _read_acts(facts, cases, found)
    return found


def _read_parts(of: str, facts: Container[str], cases: Sequence[int], found: dict[int, Record], to: User | None) -> None:
    asked, there = _asked(of, facts), {}
    names, section = _names(asked), _SECTIONS[of]
    rows: Any = _ROWS[of].objects.filter(Among("case", cases)).order_by("position", "pk")
    # An import compares with the whole file, whoever began it: it would write again what it can't see.
    rows = readable(rows, to=to) if to else rows
    for pk, case, *values in rows.values_list("pk", "case_id", *_columns(of, asked)):
        if case in found:
            there[pk] = found[case][section][str(pk)] = dict(zip(names, values, strict=True))
    if of == "victim" and to:
        _keep_people(asked, rows, there, to)
    _read_words(of, facts, cases, there)


def _keep_people(asked: Sequence[Fact], rows: Any, there: dict[int, dict[str, Any]], to: User) -> None:
    """Of a person who is restricted a case tells how it calls her, and nothing else."""
    known = rows.filter(Q(person=None) | may_be_known(Person, to=to, at="person")).order_by()
    for pk in rows.exclude(pk__in=known.values("pk")).values_list("pk", flat=True):
        there[pk] |= {fact.name: None for fact in asked if column_of(fact)[0] is Person}


def _read_acts(facts: Container[str], cases: Sequence[int], found: dict[int, Record]) -> None:
    asked, there = _asked("act", facts), {}
    names = (*_names(asked), "event", "victim", "perpetrators")
    rows: Any = Act.objects.filter(Among("case", cases)).order_by("position", "pk")
    for pk, case, event, victim, *values in rows.values_list("pk", "case_id", "event_id", "victim_id", *_columns("act", asked)):
        # An event that came in between two statements is in the next export, with its acts.
        if case in found and (its := str(event)) in found[case]["events"]:
            there[pk] = found[case]["acts"][str(pk)] = dict(zip(names, (*values, its, str(victim) if victim else None, []), strict=True))
    shares = Involvement.objects.filter(Among("act__case", cases)).order_by("pk")
    for act, who in shares.values_list("act_id", "perpetrator_id"):
        if act in there:
            there[act]["perpetrators"].append(str(who))
    _read_words("act", facts, cases, there)


def _read_words(of: str, facts: Container[str], cases: Sequence[int], there: dict[int, dict[str, Any]]) -> None:
    if of not in _WORDS:
        return
    model, owner = _WORDS[of]
    names = [fact.name for fact in _facts(of, facts) if fact.in_language]
    if not names:
        return
    rows = model.objects.filter(Among(owner if owner == "case" else f"{owner}__case", cases)).order_by("pk")
    columns: dict[str, list[str]] = {}
    for row, language, *texts in rows.values_list(f"{owner}_id", "language", *names):
        if language not in columns:
            columns[language] = [f"{name}[{language}]" for name in names]
        if row in there:
            there[row].update(zip(columns[language], texts, strict=True))


def _facts(of: str, facts: Container[str]) -> list[Fact]:
    """What was asked for of one kind; a person is read for both parts she may have in an act."""
    kinds = ("victim", "perpetrator") if of == "victim" else (of,)
    found = {fact.name: fact for fact in FACTS.values() if fact.of in kinds and fact.key not in IN_TWO and fact.key in facts}
    return list(found.values())


def _asked(of: str, facts: Container[str]) -> list[Fact]:
    return [fact for fact in _facts(of, facts) if not fact.in_language]


def _columns(of: str, asked: Sequence[Fact]) -> list[str]:
    return [_column(fact) for fact in asked]


def _column(fact: Fact) -> str:
    if fact.shape is Shape.TERM:
        return f"{fact.name}__code"
    return f"person__{fact.name}" if column_of(fact)[0] is Person else fact.name


def _names(asked: Sequence[Fact]) -> list[str]:
    return [fact.name for fact in asked]
