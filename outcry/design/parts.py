"""What the components take: finished words and figures, ready to be drawn.

Whoever puts a page together fills these; a template only lays them out. Words come in the page's language unless a
`language` beside them says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ug", "ur", "yi"})
# Longer terms are drawn as a bar: 31 marks still fit a phone.
LONGEST_STRIP_DAYS = 31

Tone = Literal["", "safe", "wait", "plain", "alarm"]
CustodyState = Literal["held", "overdue", "released"]
DayKind = Literal["", "ahead", "today", "over", "free"]


def direction(language: str) -> str:
    """`rtl` or `ltr`, by the language's usual script."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, kw_only=True)
class Day:
    """A date in words. `iso` is for the machine-readable attribute and blank when the date is not a plain one."""

    text: str
    iso: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A place to go, within this site unless `url` says otherwise."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class FileLink(Link):
    """The same for programs or to keep; `kind` is its media type."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language of the site: its own name for itself, and where the present page is in it."""

    code: str
    name: str
    url: str
    is_current: bool = False

    @property
    def direction(self) -> str:
        return direction(self.code)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around every page."""

    organisation: str
    languages: tuple[Language, ...] = ()
    # Shown above every page; a demonstration says here what is made up.
    notice: str = ""
    addresses: "Addresses | None" = None
    # Whether a donation appeal is open, which the foot of every page then leads to.
    asks_for_money: bool = False


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Under which whole address a page is to be kept, and where it stands in each language, by code."""

    url: str
    languages: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ClockDay:
    """One mark of the strip of days."""

    number: int
    kind: DayKind = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How long a person has been held, of how long, and until when."""

    state: CustodyState
    day: int | None = None
    term_days: int | None = None
    since: Day | None = None
    since_is_reckoned: bool = False
    due: Day | None = None
    released: Day | None = None
    ground: str = ""
    # How many days a release is overdue.
    days_over: int = 0
    strip: tuple[ClockDay, ...] = ()

    @property
    def served(self) -> int:
        """Days to fill of the bar: never more than the term."""
        return min(self.day or 0, self.term_days or 0)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The four counts of an appeal, each under its own name, and the next round number."""

    confirmed: int
    countries: int
    accepted: int
    handed_off: int
    refused: int
    answered: int
    waiting: int
    next_mark: int
    withdrawn: int = 0
    # By other ways than single letters, and how many of those had been refused as such.
    daily: int = 0
    posted: int = 0
    handed_over: int = 0
    own_asked: int = 0
    own_seen: int = 0
    refused_first: int = 0

    @property
    def letters(self) -> int:
        """All letters; its parts add up to it."""
        return (
            self.accepted
            + self.handed_off
            + self.refused
            + self.waiting
            + self.withdrawn
            + self.daily
            + self.posted
            + self.handed_over
            + self.own_asked
            + self.own_seen
        )


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An authority's answer that a person of the organisation has read and released."""

    text: str
    language: str
    day: Day

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True, kw_only=True)
class Target:
    """An office that receives the letter, and what became of the letters to it."""

    name: str
    language_of_letter: str
    accepted: int = 0
    handed_off: int = 0
    refused: int = 0
    answered: int = 0
    waiting: int = 0
    withdrawn: int = 0
    daily: int = 0
    posted: int = 0
    handed_over: int = 0
    own_asked: int = 0
    own_seen: int = 0
    # By which way letters go now, blank for single letters.
    way_note: str = ""
    pace_note: str = ""
    replies: tuple[Reply, ...] = ()

    @property
    def letters(self) -> int:
        return (
            self.accepted
            + self.handed_off
            + self.refused
            + self.waiting
            + self.withdrawn
            + self.daily
            + self.posted
            + self.handed_over
            + self.own_asked
            + self.own_seen
        )

    @property
    def bar(self) -> tuple[tuple[str, int, int], ...]:
        """(kind, start, width) of each part of the bar, whose whole width is `letters`."""
        widths = (
            ("accepted", self.accepted),
            ("daily", self.daily + self.posted + self.handed_over + self.own_seen),
            ("handed-off", self.handed_off),
            ("refused", self.refused),
            ("waiting", self.waiting + self.own_asked),
            ("withdrawn", self.withdrawn),
        )
        pieces, start = [], 0
        for kind, width in widths:
            if width:
                pieces.append((kind, start, width))
                start += width
        return tuple(pieces)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One line of a timeline."""

    day: Day
    headline: str
    text: str = ""
    kind: str = ""
    links: tuple[Link, ...] = ()
    reported_by: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterText:
    """The approved letter in one language."""

    language: str
    language_name: str
    subject: str
    body: str
    is_sent: bool = False

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True, kw_only=True)
class Voice:
    """The words a supporter chose to be shown under. The country is blank where it could point to one person."""

    words: str
    country: str = ""
    when: str = ""


@dataclass(frozen=True, kw_only=True)
class CountryRow:
    """A country whose number is large enough to be shown."""

    name: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Countries:
    """Where confirmed protests come from. The rows and the sum of the rest add up to the count."""

    rows: tuple[CountryRow, ...] = ()
    rest_number: int = 0
    rest_countries: int = 0


@dataclass(frozen=True, kw_only=True)
class Thumb:
    """A small picture beside words that say more. It is passed over when a page is read aloud."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class SharedAs:
    """What a page tells search engines, and programs that draw a card where somebody links to it.

    Addresses are whole. `languages` are all in which the page can be read, its own among them, by code; `data` is JSON-LD (schema.org).
    """

    title: str
    description: str
    url: str
    languages: Mapping[str, str]
    kind: Literal["article", "website"] = "website"
    image: str = ""
    image_alt: str = ""
    # Of the image, in pixels, where it is known.
    image_size: tuple[int, int] | None = None
    # Where programs ask how to show the page within another; the format is still to be added.
    oembed: str = ""
    data: Mapping[str, object] | None = None


@dataclass(frozen=True, kw_only=True)
class Teaser:
    """A report, case or appeal in a list. `language` is set when its words are not in the page's language."""

    headline: str
    url: str
    rubric: str = ""
    standfirst: str = ""
    day: Day | None = None
    note: str = ""
    language: str = ""
    language_name: str = ""
    picture: Thumb | None = None

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source as the public may know it."""

    anchor: str
    title: str
    publisher: str
    date: str = ""
    kind: str = ""
    speaks_of: str = ""
    # How far it is to be trusted, in words; blank while nobody has said so.
    reliability: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorLine:
    """One line of the summary above a form, leading to its field."""

    text: str
    field_id: str
