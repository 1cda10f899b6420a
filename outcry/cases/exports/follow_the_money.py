"""Cases as entities of FollowTheMoney, one JSON object a line: who, what happened, where, who did it to whom.

Schemas and properties are those of https://followthemoney.tech/explorer/ (Person, Organization, LegalEntity, Event, Address, UnknownLink).
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from outcry.cases.as_records import records
from outcry.cases.exports.asked import Asked
from outcry.cases.tables.records import Record
from outcry.cases.vocabulary import ParticipantKind
from outcry.lib.dates import span
from outcry.lib.tables.writing import plain

_SCHEMAS: dict[str, str] = {ParticipantKind.PERSON: "Person", ParticipantKind.ORGANISATION: "Organization"}
# A group may be either, and is neither; LegalEntity is what both are.
_ANY_SCHEMA = "LegalEntity"
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")
_PIECE = 1 << 16


def as_entities(asked: Asked) -> Iterator[bytes]:
    """An entity for each event and act, each person, group or organisation of a case, each point; and who did what to whom as links between them."""
    piece, number = bytearray(), 0
    for record in records(asked.cases, facts={fact.key for fact in asked.leaving.facts()}, to=asked.leaving.by):
        for entity in entities_of(record):
            piece += json.dumps(entity, ensure_ascii=False).encode() + b"\n"
            number += 1
        asked.told(number)
        if len(piece) > _PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def entities_of(record: Record) -> Iterator[dict[str, Any]]:
    """What one case tells."""
    for key, person in record["people"].items():
        yield _person(record, key, person)
    for key, event in record["events"].items():
        involved = {who for act in record["acts"].values() if act["event"] == key for who in (act["victim"], *act["perpetrators"]) if who}
        yield from _event(record, key, event, involved)
    for key, act in record["acts"].items():
        yield from _act(record, key, act)


def _id(record: Record, of: str, key: str) -> str:
    return f"outcry-{record['id']}-{of}-{key}"


def _entity(ident: str, schema: str, **properties: Any) -> dict[str, Any]:
    """Every property is a list of texts, and what is not known is left out."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    kept = {name: [str(one) for one in dict.fromkeys(values) if one not in (None, "")] for name, values in lists.items()}
    return {"id": ident, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _person(record: Record, key: str, person: Mapping[str, Any]) -> dict[str, Any]:
    schema = _SCHEMAS.get(person.get("kind", ""), _ANY_SCHEMA)
    # A name has to be there, and where none leaves one person still has to be told from another.
    names = _words(person, "name") or [f"N.N. {key}"]
    more = {"position": [*_words(person, "role"), person.get("occupation")]} if schema == "Person" else {"summary": _words(person, "role")}
    return _entity(_id(record, "person", key), schema, name=names, **more)


def _event(record: Record, key: str, event: Mapping[str, Any], involved: set[str]) -> Iterator[dict[str, Any]]:
    country = (event.get("country") or record["case"].get("country") or "").lower()
    has_point = event.get("latitude") is not None and event.get("longitude") is not None
    where = _id(record, "place", key)
    if has_point:
        # Readers of the format know no exponent.
        point = {name: plain(event[name]) for name in ("latitude", "longitude")}
        yield _entity(where, "Address", full=_words(event, "place"), country=country, **point)
    open_sources = [source for source in record["sources"].values() if not source.get("is_confidential")]
    yield _entity(
        _id(record, "event", key),
        "Event",
        name=_words(event, "title") or _words(record["case"], "name") or [f"{record['id']} {key}"],
        description=_words(event, "description"),
        location=_words(event, "place"),
        country=country,
        involved=[_id(record, "person", who) for who in sorted(involved, key=int)],
        addressEntity=where if has_point else None,
        recordId=record["case"].get("number"),
        sourceUrl=[source.get("url") for source in open_sources],
        publisher=[source.get("publisher") for source in open_sources],
        **_days(event.get("when") or ""),
    )


def _act(record: Record, key: str, act: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    told = {"description": _words(act, "body"), **_days(act.get("when") or "")}
    people = [_id(record, "person", who) for who in (act["victim"], *act["perpetrators"]) if who]
    names = _words(act, "headline") or [act.get("kind") or key]
    yield _entity(_id(record, "act", key), "Event", name=names, keywords=act.get("kind"), involved=people, recordId=record["case"].get("number"), **told)
    for who in act["perpetrators"] if act["victim"] else ():
        subject, victim = _id(record, "person", who), _id(record, "person", act["victim"])
        yield _entity(_id(record, "link", f"{key}-{who}"), "UnknownLink", subject=subject, object=victim, role=act.get("kind"), **_days(act.get("when") or ""))


def _words(facts: Mapping[str, Any], name: str) -> list[str]:
    """A fact in every language it has."""
    return [value for key, value in facts.items() if key.startswith(f"{name}[") and value]


def _days(when: str) -> dict[str, Any]:
    """A date as FollowTheMoney knows it: a day, a month or a year; else the first and the last day that it can mean."""
    if _DAY.fullmatch(when):
        return {"date": when}
    days = span(when)
    return {"startDate": days.earliest and days.earliest.isoformat(), "endDate": days.latest and days.latest.isoformat()}
