"""What the case page and the list of cases show: the approved projection, laid out."""

from dataclasses import dataclass, field

from outcry.design.parts import Clock, Day, FileLink, Link, Moment, SharedAs, Source, Teaser
from outcry.front.pages.appeal import AppealLine, Flag
from outcry.front.pages.home import CustodyLine
from outcry.gatherings.drawing import GatheringLine


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
    """One act, in the order in which they were done. `number` is its place in the whole file."""

    anchor: str
    day: Day
    when_note: str
    headline: str
    body: str
    facts: tuple[Fact, ...]
    sources: tuple[SourceLink, ...]
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """The acts of one event. Without a title there is nothing to set apart."""

    acts: tuple[Act, ...]
    anchor: str = ""
    title: str = ""
    day: Day | None = None
    place: str = ""
    body: str = ""
    impact: str = ""


@dataclass(frozen=True, kw_only=True)
class CodedOutcome:
    """What came of it, and how far the campaign may claim a share. `act` is the number of the act it belongs to."""

    day: Day | None
    kind: str
    headline: str
    body: str
    act: int | None
    share: str
    sources: tuple[SourceLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person, group or organisation of the case. A blank name is withheld, a pseudonym is none she is known by."""

    name: str
    role: str
    gender: str = ""
    is_pseudonym: bool = False


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One case as it was approved for the public, in one language."""

    shared: SharedAs
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
    chapters: tuple[Chapter, ...] = ()
    outcomes: tuple[CodedOutcome, ...] = ()
    done: tuple[Moment, ...] = ()
    people: tuple[Person, ...] = ()
    sources: tuple[Source, ...] = ()
    appeals: tuple[AppealLine, ...] = ()
    reports: tuple[Teaser, ...] = ()
    gatherings: tuple[GatheringLine, ...] = ()
    # Cases that reports tell of together with this one.
    linked: tuple[Teaser, ...] = ()
    # Lists of the database with the same kinds of acts.
    like_it: tuple[Link, ...] = ()
    status: str = ""
    status_word: str = ""
    is_invented: bool = False
    language: str = ""
    language_name: str = ""
    organisation: str = ""
    address: str = ""
    json_url: str = ""
    feeds: tuple[FileLink, ...] = ()

    @property
    def told(self) -> tuple[Chapter, ...]:
        """The acts under the events they belong to, or all in one where there is one event at most."""
        return self.chapters or ((Chapter(acts=self.acts),) if self.acts else ())

    @property
    def withheld(self) -> int:
        """How many people of the case are not named."""
        return sum(1 for person in self.people if not person.name or person.is_pseudonym)


@dataclass(frozen=True, kw_only=True)
class CasesPage:
    """A page of the published cases, and where the pages beside it are; blank: there is none."""

    cases: tuple[Teaser, ...] = field(default_factory=tuple)
    number: int = 1
    last: int = 1
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, kw_only=True)
class CustodyPage:
    """A page of who is in custody on one day, of those whose cases are public; some of those freed within the last fortnight.

    `total` and `freed_total` are of all pages; `freed_url` leads to the others who were freed, blank: these are all.
    """

    day: Day
    total: int = 0
    held: tuple[CustodyLine, ...] = ()
    freed: tuple[CustodyLine, ...] = ()
    freed_total: int = 0
    freed_url: str = ""
    search_url: str = ""
    number: int = 1
    last: int = 1
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, kw_only=True)
class FreedPage:
    """A page of who was freed within the last fortnight."""

    day: Day
    total: int = 0
    freed: tuple[CustodyLine, ...] = ()
    number: int = 1
    last: int = 1
    previous_url: str = ""
    next_url: str = ""
