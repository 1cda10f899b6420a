"""The facts of a record that a column of a table can fill: of its case, its event, its acts, its people and its sources."""

import re
from dataclasses import dataclass
from enum import Enum

from outcry.cases.vocabulary import Connection, ParticipantKind, Reliability
from outcry.lib.places import Precision


class Shape(Enum):
    """What a cell has to be."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    DEGREES = "degrees"
    POINT = "point"
    TERM = "term"
    CHOICE = "choice"
    COUNTRY = "country"
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact. `of` is the kind of row it belongs to; `most` its longest text; `in_list` the controlled list of its term."""

    of: str
    name: str
    shape: Shape = Shape.TEXT
    most: int | None = None
    in_language: bool = False
    in_list: str = ""
    choices: tuple[str, ...] = ()
    # Sealed, or not for everybody who may open an export.
    is_confidential: bool = False

    @property
    def key(self) -> str:
        """`event.title`, as mappings and exports name it."""
        return f"{self.of}.{self.name}"


def _words(of: str, **most: int | None) -> list[Fact]:
    return [Fact(of=of, name=name, most=length, in_language=True) for name, length in most.items()]


def _person(of: str) -> list[Fact]:
    return [
        Fact(of=of, name="kind", shape=Shape.CHOICE, choices=tuple(ParticipantKind.values)),
        Fact(of=of, name="name", in_language=True, is_confidential=True),
        Fact(of=of, name="role", in_language=True, most=300),
        Fact(of=of, name="gender", most=40),
        Fact(of=of, name="occupation", most=200),
        Fact(of=of, name="size_min", shape=Shape.NUMBER),
        Fact(of=of, name="size_max", shape=Shape.NUMBER),
    ]


_ALL = [
    Fact(of="case", name="number", most=20),
    Fact(of="case", name="country", shape=Shape.COUNTRY),
    *_words("case", name=200, standfirst=None, place=200),
    Fact(of="case", name="confidential_notes", is_confidential=True),
    Fact(of="event", name="when", shape=Shape.DATE),
    Fact(of="event", name="country", shape=Shape.COUNTRY),
    Fact(of="event", name="latitude", shape=Shape.DEGREES),
    Fact(of="event", name="longitude", shape=Shape.DEGREES),
    Fact(of="event", name="precision", shape=Shape.CHOICE, choices=tuple(Precision.values)),
    *_words("event", title=200, description=None, place=200, impact=None),
    Fact(of="event", name="is_public", shape=Shape.FLAG),
    Fact(of="event", name="confidential_notes", is_confidential=True),
    Fact(of="act", name="kind", shape=Shape.TERM, in_list="acts"),
    Fact(of="act", name="when", shape=Shape.DATE),
    Fact(of="act", name="victim_age", shape=Shape.NUMBER),
    *_words("act", headline=200, when_note=200, body=None, against=200, by=200, reason_given=300, ended=200),
    Fact(of="act", name="is_public", shape=Shape.FLAG),
    Fact(of="act", name="confidential_notes", is_confidential=True),
    *_person("victim"),
    *_person("perpetrator"),
    Fact(of="source", name="url", most=500),
    Fact(of="source", name="publisher", most=200),
    Fact(of="source", name="title", most=300),
    Fact(of="source", name="published", shape=Shape.DATE),
    Fact(of="source", name="language", most=12),
    Fact(of="source", name="connection", shape=Shape.CHOICE, choices=tuple(Connection.values)),
    Fact(of="source", name="reliability", shape=Shape.CHOICE, choices=tuple(Reliability.values)),
    Fact(of="source", name="is_confidential", shape=Shape.FLAG),
    Fact(of="source", name="identity", is_confidential=True),
]
FACTS = {fact.key: fact for fact in _ALL}
# Two facts in one cell: a point is a latitude and a longitude, a size is the least and the most.
FACTS["event.point"] = Fact(of="event", name="point", shape=Shape.POINT)
for _of in ("victim", "perpetrator"):
    FACTS[f"{_of}.size"] = Fact(of=_of, name="size", shape=Shape.NUMBER)
IN_TWO = frozenset({"event.point", "victim.size", "perpetrator.size"})
# Of which one row of a table may hold several.
MANY = frozenset({"act", "source"})

_KEY = re.compile(r"([a-z]+\.[a-z_]+)(?:\[([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\])?")


def fact_of(key: str) -> tuple[Fact, str] | None:
    """The fact that `event.title[en]` names, and its language; None where there is no such fact or the language is missing or too much."""
    found = _KEY.fullmatch(key)
    fact = FACTS.get(found[1]) if found else None
    if found is None or fact is None or fact.in_language != bool(found[2]):
        return None
    return fact, found[2] or ""
