"""What the appeal page shows."""

from dataclasses import dataclass, field
from typing import Literal

from outcry.design.parts import Clock, Countries, Counts, Day, FileLink, LetterText, Link, Moment, Reply, SharedAs, Target, Teaser, Tone, Voice
from outcry.gatherings.drawing import GatheringLine
from outcry.gatherings.handed_in_lines import HandedInLine

Standing = Literal["open", "past_deadline", "ended", "preview"]


@dataclass(frozen=True, kw_only=True)
class Flag:
    """The first word of a page: what kind of thing this is, or how it ended."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How it ended."""

    headline: str
    paragraphs: tuple[str, ...]
    what: str
    day: Day
    source: str
    is_good: bool = True
    # Set when the words are not in the page's language.
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class EmbassyLine:
    """An embassy that those who sign in its country can send a copy to; `language_name` is the one in which it goes."""

    country: str
    name: str
    language_name: str
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AppealPage:
    """One appeal in one language."""

    url: str
    shared: SharedAs
    title: str
    standfirst: str
    flag: Flag
    standing: Standing
    place: str
    opened: str
    days_left: int | None
    paragraphs: tuple[str, ...]
    demands: tuple[str, ...]
    targets: tuple[Target, ...]
    letter: LetterText
    letter_version: int
    counts: Counts
    country_name: str
    other_letters: tuple[LetterText, ...] = ()
    embassies: tuple[EmbassyLine, ...] = ()
    # Copies taken by embassies in countries that may be named; in no count of letters.
    copies_accepted: int = 0
    clock: Clock | None = None
    countries: Countries = field(default_factory=Countries)
    voices: tuple[Voice, ...] = ()
    timeline: tuple[Moment, ...] = ()
    source_note: str = ""
    reports: tuple[Teaser, ...] = ()
    case: Teaser | None = None
    gatherings: tuple[GatheringLine, ...] = ()
    # Beside the counts, never in them.
    handed_in: tuple[HandedInLine, ...] = ()
    # Those that may be named, each leading to its page.
    organisations: tuple[Link, ...] = ()
    outcome: Outcome | None = None
    is_invented: bool = False
    # Whether the form offers to be asked for money, once and later.
    asks_for_money: bool = False
    feeds: tuple[FileLink, ...] = ()
    # HTML that others copy to show the appeal in a frame; blank for a draft.
    embed: str = ""
    # Set when the texts are not in the page's language yet.
    language: str = ""
    language_name: str = ""

    @property
    def is_open(self) -> bool:
        return self.standing == "open"


@dataclass(frozen=True, kw_only=True)
class AppealLine:
    """An appeal in a list or beside the lead."""

    title: str
    url: str
    standfirst: str
    flag: Flag
    counts: Counts
    days_left: int | None = None
    is_open: bool = True
    ended: str = ""


@dataclass(frozen=True, kw_only=True)
class AppealsPage:
    """All appeals: open ones first."""

    open: tuple[AppealLine, ...]
    ended: tuple[AppealLine, ...]
    feeds: tuple[FileLink, ...] = ()
    open_feeds: tuple[FileLink, ...] = ()
