"""What the case page and the list of cases show: the approved projection, laid out."""

from dataclasses import dataclass, field

from outcry.design.parts import Clock, Day, Moment, Source, Teaser
from outcry.front.pages.appeal import AppealLine, Flag


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A name and a value. A blank value is shown as not reported."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class SourceLink:
    """A short way to a source further down the page."""

    label: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act, in the order in which they were done."""

    anchor: str
    day: Day
    when_note: str
    headline: str
    body: str
    facts: tuple[Fact, ...]
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person, group or organisation of the case. A blank name is withheld."""

    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One case as it was approved for the public, in one language."""

    name: str
    number: str
    standfirst: str
    flag: Flag
    country: str
    place: str
    approved: Day
    version: int
    clock: Clock | None = None
    acts: tuple[Act, ...] = ()
    done: tuple[Moment, ...] = ()
    people: tuple[Person, ...] = ()
    sources: tuple[Source, ...] = ()
    appeals: tuple[AppealLine, ...] = ()
    reports: tuple[Teaser, ...] = ()
    status: str = ""
    status_word: str = ""
    is_invented: bool = False
    language: str = ""
    language_name: str = ""
    organisation: str = ""

    @property
    def withheld(self) -> int:
        """How many people of the case are not named."""
        return sum(1 for person in self.people if not person.name)


@dataclass(frozen=True, kw_only=True)
class CasesPage:
    """All published cases."""

    cases: tuple[Teaser, ...] = field(default_factory=tuple)
