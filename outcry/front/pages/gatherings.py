"""What the pages of gatherings show."""

from dataclasses import dataclass
from typing import Literal

from outcry.design.parts import Day, Link, SharedAs, Teaser
from outcry.gatherings.drawing import GatheringLine, Standing
from outcry.gatherings.handed_in_lines import HandedInLine
from outcry.gatherings.hours import When
from outcry.newsroom.drawing.pictures import Figure

ComingPageState = Literal["open", "confirmed", "run_out", "closed", "gone", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What happened. `language` is set when its words are not in the page's language."""

    happened: tuple[str, ...]
    came: str
    handed_in: tuple[str, ...]
    incidents: tuple[str, ...]
    source_note: str
    language: str


@dataclass(frozen=True, kw_only=True)
class ShownPhoto:
    """A photo as the template of pictures takes it. `language` is set when its words are not in the page's language."""

    figure: Figure
    alt: str
    text: str
    attribution: str
    language: str


@dataclass(frozen=True, kw_only=True)
class RecordedAct:
    """An act of a case that readers may read. `language` is set when its words are not in the page's language."""

    headline: str
    kind: str
    day: Day | None
    url: str
    language: str


@dataclass(frozen=True, kw_only=True)
class GatheringPage:
    """One gathering in one language. `number` is None where none may be shown."""

    url: str
    shared: SharedAs
    title: str
    kind: str
    standing: Standing
    when: When
    place: str
    withholds_place: bool
    about: tuple[str, ...]
    safety: tuple[str, ...]
    organiser: str
    contact: str
    calendar_url: str
    come_url: str
    # Those that may be named, each leading to its page.
    organisations: tuple[Link, ...] = ()
    called_off_because: tuple[str, ...] = ()
    number: int | None = None
    told: Told | None = None
    # Acts at it, as the approved versions of their cases tell them.
    recorded: tuple[RecordedAct, ...] = ()
    handed_in: tuple[HandedInLine, ...] = ()
    photos: tuple[ShownPhoto, ...] = ()
    country: Link | None = None
    topics: tuple[Link, ...] = ()
    # Calendars of its country and of its topics.
    calendars: tuple[Link, ...] = ()
    case: Teaser | None = None
    appeal: Link | None = None
    is_invented: bool = False
    # Set when the texts are not in the page's language yet.
    language: str = ""
    language_name: str = ""


@dataclass(frozen=True, kw_only=True)
class GatheringsPage:
    """All gatherings: what is ahead, and one leaf of what is over."""

    shared: SharedAs
    ahead: tuple[GatheringLine, ...]
    over: tuple[GatheringLine, ...]
    feeds: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ComePage:
    """The form by which somebody says that she comes; `days` after the gathering her address is erased."""

    title: str
    url: str
    slug: str
    when: When
    withholds_place: bool
    days: int
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ComingLinkPage:
    """A mailed link, in one of its states."""

    state: ComingPageState
    title: str = ""
    url: str = ""
    withholds_place: bool = False
    leave_url: str = ""
