"""Which cases are meant: one definition for the page, its counts, the export, and whatever else names a set of cases.

Pure: it is read from the query of an address and written back to it, always the same way. What the desk's filter finds:
search.py; what the public's finds: public_search.py.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from outcry.cases.stages import Stage
from outcry.cases.vocabulary import Reliability, StandingKind
from outcry.lib.dates import span
from outcry.lib.places import Box
from outcry.lib.search_words import wanted_words

MOST_LETTERS = 200
# That strangers may look for at once.
MOST_WORDS = 12
_LONGEST_WORD = 40
_YEAR_OR_MONTH = re.compile(r"[0-9]{4}(-[0-9]{2})?")
_CODE = re.compile(r"[a-z0-9][a-z0-9/_.-]*")


class BadFilter(Exception):
    """A filter cannot be read. `problems` has a sentence for each field. Nothing is left out silently: that would widen the set."""

    def __init__(self, problems: Mapping[str, Any]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def _typed(value: Any) -> str:
    if isinstance(value, Box):
        return ",".join(f"{degrees:.9g}" for degrees in (value.south, value.west, value.north, value.east))
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(text: str) -> str:
    return " ".join(text.split())[:MOST_LETTERS].strip()


def _few_words(text: str) -> str:
    """Each word is asked for in several spellings: whoever types a page of them would keep the database from everybody else."""
    if len(wanted_words(found := _text(text))) > MOST_WORDS:
        raise ValueError(text)
    return found


def folded(word: str) -> str:
    """A word that people type as they like, so that two ways to write it are one."""
    return " ".join(word.split()).casefold()


def _word(text: str) -> str:
    if len(text) > _LONGEST_WORD or "\x00" in text:
        raise ValueError(text)
    return folded(text)


def _matched(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return read


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return read


def _day(bound: str) -> Callable[[str], date]:
    """A day; of a month or a year its first or last."""

    def read(text: str) -> date:
        found: date | None = getattr(span(text), bound)
        if found is None:
            raise ValueError(text)
        return found

    return read


def _began(text: str) -> str:
    if not _YEAR_OR_MONTH.fullmatch(text):
        raise ValueError(text)
    span(text)
    return text


def _box(text: str) -> Box:
    south, west, north, east = (float(part) for part in text.split(","))
    # Written so that NaN fails, too.
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise ValueError(text)
    return Box(south=south, west=west, north=north, east=east)


# What the desk and the public ask for in the same words.
_ON_WHAT_HAPPENED: Mapping[str, Callable[[str], Any]] = {
    "text": _text,
    "act": _matched(_CODE),
    "perpetrator": _matched(_CODE),
    "place": _matched(_CODE),
    "country": _matched(re.compile("[A-Z]{2}")),
    "began": _began,
    "since": _day("earliest"),
    "until": _day("latest"),
    "area": _box,
}
_A_DAY = _("Write the day as 2011-01-03, or a month or year: 2011-01, 2011.")
_PROBLEMS = {
    "text": _("These are too many words. The rarest few lead there sooner."),
    "began": _("Write the year or month as 2011 or 2011-01."),
    "since": _A_DAY,
    "until": _A_DAY,
    "held_on": _A_DAY,
    "area": _("Write the part of the map as south,west,north,east in degrees."),
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Conditions with names, read from the query of an address and written back to it. A subclass says which there are."""

    READERS: ClassVar[Mapping[str, Callable[[str], Any]]] = {}
    # Those that name a term by its code.
    CODED: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Self:
        """From the query of an address; other keys are passed over. Raise BadFilter."""
        found, problems = {}, {}
        for name, reader in cls.READERS.items():
            text = data.get(name, "").strip()
            if not text:
                continue
            try:
                found[name] = reader(text)
            except ValueError:
                problems[name] = _PROBLEMS.get(name, _("Choose one of the values offered."))
        if {"since", "until"} <= found.keys() and found["since"] > found["until"]:
            problems["until"] = _("This day lies before the first.")
        if problems:
            raise BadFilter(problems)
        return cls(**found)

    @property
    def query(self) -> str:
        """The query of an address; equal filters have equal queries."""
        return urlencode(self.as_typed())

    def query_with(self, **typed: str) -> str:
        """The query with these conditions as they are typed, in place of what was there; a blank one is lifted."""
        told = self.as_typed() | typed
        return urlencode({field.name: value for field in fields(self) if (value := told.get(field.name))})

    def as_typed(self) -> dict[str, str]:
        """What is set, by name, as it is read."""
        return {field.name: _typed(value) for field in fields(self) if (value := getattr(self, field.name))}

    def without(self, *names: str) -> Self:
        """The same with these conditions lifted."""
        lifted: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in names}
        return replace(self, **lifted)

    def with_only(self, **values: Any) -> Self:
        """The same with these conditions set in place of what was there."""
        return replace(self, **values)

    def codes(self) -> dict[str, str]:
        """The terms it names, by condition."""
        return {name: code for name in self.CODED if (code := getattr(self, name))}


@dataclass(frozen=True, kw_only=True)
class CaseFilter(Filter):
    """All conditions hold together. Those on what happened (act to characteristic) hold for one and the same act, or for an event with no act like it."""

    READERS = {
        **_ON_WHAT_HAPPENED,
        "characteristic": _matched(_CODE),
        "held_on": _day("earliest"),
        "stage": _one_of(*Stage.values),
        "standing": _one_of(*StandingKind.values),
        "appeal": _one_of("yes", "no"),
        "reliability": _one_of(*Reliability.values),
    }
    CODED = ("act", "perpetrator", "characteristic", "place")

    # Every word of it stands in the file, or in the name of somebody who takes part. The last may be the beginning of a word.
    text: str = ""
    # Codes of terms; what is coded beneath them is meant, too.
    act: str = ""
    perpetrator: str = ""
    characteristic: str = ""
    place: str = ""
    country: str = ""
    # The year or month in which it began: "2011", "2011-01". What is only known to the year began in no month.
    began: str = ""
    # It may have happened on one of these days, vague as its date may be.
    since: date | None = None
    until: date | None = None
    # Its point lies in this part of the map.
    area: Box | None = None
    # Conditions on the case as a whole.
    held_on: date | None = None
    stage: str = ""
    standing: str = ""
    appeal: str = ""
    reliability: str = ""


@dataclass(frozen=True, kw_only=True)
class PublicFilter(Filter):
    """What a reader may ask for, in the desk's words, and of what was approved alone. All conditions but text and outcome hold for one and the same act."""

    READERS = {**_ON_WHAT_HAPPENED, "text": _few_words, "custody": _one_of("held", "released"), "gender": _word, "outcome": _matched(_CODE)}
    CODED = ("act", "perpetrator", "place", "outcome")

    text: str = ""
    act: str = ""
    perpetrator: str = ""
    place: str = ""
    country: str = ""
    began: str = ""
    since: date | None = None
    until: date | None = None
    area: Box | None = None
    # The act is a detention that goes on ("held") or is over ("released") on the day of reading.
    custody: str = ""
    # Of the person it was done to, where a page names her and tells it.
    gender: str = ""
    # What came of the case.
    outcome: str = ""
