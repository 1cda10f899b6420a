"""Cases of the file as the records that tables hold: what an export writes, and what an import compares with."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from outcry.cases.models import Case, Participant
from outcry.cases.tables.facts import Shape
from outcry.cases.tables.records import Record, facts_by_column

# Whatever the number of cases, so many statements for each batch of them.
BATCH = 1_000
_OF_A_CASE = ("texts", "sources", "events__texts", "acts__texts", "acts__kind", "acts__involvements", "participants__texts", "participants__person")
_FACTS = {of: list(facts_by_column(of).values()) for of in ("case", "event", "act", "source", "victim")}
_IN_TWO = frozenset({"point", "size"})
_OF_THE_PERSON = frozenset({"gender", "occupation", "size_min", "size_max"})


def with_records(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with all that `record_of` reads of them."""
    return cases.prefetch_related(*_OF_A_CASE)


def records(cases: QuerySet[Case]) -> Iterator[tuple[Case, Record]]:
    """Each case with its record, a batch at a time."""
    for case in with_records(cases).iterator(chunk_size=BATCH):
        yield case, record_of(case)


def record_of(case: Case) -> Record:
    """The facts of a case by section; rows by their keys in the database."""
    acts = {}
    for act in case.acts.all():
        ties = {"event": str(act.event_id), "victim": str(act.victim_id) if act.victim_id else None}
        acts[str(act.pk)] = {**_facts("act", act), **ties, "perpetrators": [str(one.perpetrator_id) for one in act.involvements.all()]}
    return {
        "case": _facts("case", case),
        "events": {str(row.pk): _facts("event", row) for row in case.events.all()},
        "acts": acts,
        "people": {str(row.pk): _facts("victim", row) for row in case.participants.all()},
        "sources": {str(row.pk): _facts("source", row) for row in case.sources.all()},
    }


def _facts(of: str, row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    texts = list(row.texts.all()) if hasattr(row, "texts") else []
    for fact in _FACTS[of]:
        if fact.in_language:
            found |= {f"{fact.name}[{text.language}]": getattr(text, fact.name) for text in texts}
        elif fact.name not in _IN_TWO:
            found[fact.name] = _fact(row, fact.name, fact.shape)
    return found


def _fact(row: Any, name: str, shape: Shape) -> Any:
    owner = row.person if isinstance(row, Participant) and name in _OF_THE_PERSON else row
    value = getattr(owner, name) if owner is not None else None
    if shape is Shape.TERM:
        return value.code if value else None
    return str(value) if isinstance(value, str) else value
