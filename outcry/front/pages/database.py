"""What the public database shows: a filter, four ways to look at what it means, and each of them as a file."""

from dataclasses import dataclass

from outcry.design.map_words import CountryName
from outcry.design.parts import Day, Link, Teaser


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value that may be chosen, its label set in as far as it stands below the top of its list."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class FilterField:
    """One condition of the form. Without choices it is typed."""

    name: str
    label: str
    value: str = ""
    help: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()
    is_search: bool = False
    is_typed: bool = False


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A condition that is set, in words, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, kw_only=True)
class FacetLine:
    """One value with its number of cases, and the address that shows just these, or lifts the condition again."""

    label: str
    number: int
    url: str
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Facet:
    """How the cases found divide by one condition; `more` is shown on request."""

    label: str
    lines: tuple[FacetLine, ...]
    more: tuple[FacetLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to look at what the filter means."""

    label: str
    url: str
    is_here: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the four ways have in common: the filter, and what is said of the data."""

    action: str
    fields: tuple[FilterField, ...]
    chips: tuple[Chip, ...]
    ways: tuple[Way, ...]
    files: tuple[Link, ...]
    clear_url: str
    # Conditions that the form has no field for.
    kept: tuple[tuple[str, str], ...]
    is_readable: bool
    edition: int
    changed: Day | None
    on: Day
    licence: str


@dataclass(frozen=True, kw_only=True)
class DatabasePage:
    """The list. Page `number` of `last`; `found` of `total` cases."""

    frame: Frame
    lines: tuple[Teaser, ...] = ()
    facets: tuple[Facet, ...] = ()
    found: int = 0
    total: int = 0
    number: int = 1
    last: int = 1
    previous_url: str = ""
    next_url: str = ""
    sorts: tuple[Way, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MapMark:
    """So many events at one place of the sheet. `label` is what a screen reader says of it."""

    x: int
    y: int
    radius: int
    shown: str
    label: str
    where: str
    url: str
    is_one: bool


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """The events that the filter means and whose point is told, on an outline of our own."""

    frame: Frame
    marks: tuple[MapMark, ...] = ()
    rows: tuple[MapMark, ...] = ()
    names: tuple[CountryName, ...] = ()
    found: int = 0
    pointless: int = 0
    whole_url: str = ""
    width: int = 0
    height: int = 0
    land: str = ""
    borders: str = ""
