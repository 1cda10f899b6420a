"""What a figure of the public database shows: a chart, the table under it, and its receipt."""

from dataclasses import dataclass

from outcry.design.charts import Chart
from outcry.design.parts import Day, Link
from outcry.front.pages.database import Frame, Way


@dataclass(frozen=True, kw_only=True)
class NumberLine:
    """A line of the table. `unnamed` is blank where nothing of the kind is counted."""

    label: str
    shown: str
    url: str = ""
    unnamed: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A name and what is said under it."""

    name: str
    lines: tuple[str, ...]
    link: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Division:
    """The figure divided by one condition."""

    title: str
    head: str
    unit: str
    url: str
    chart: Chart | None
    lines: tuple[NumberLine, ...]
    total: str
    undivided: str = ""
    has_unnamed: bool = False
    unnamed_total: str = ""


@dataclass(frozen=True, kw_only=True)
class FigurePage:
    """One figure with its receipt."""

    frame: Frame
    title: str
    units: tuple[Way, ...] = ()
    divisions: tuple[Way, ...] = ()
    division: Division | None = None
    receipt: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    all_years_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Total:
    """One of the three numbers, with what it means."""

    name: str
    shown: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class FiguresPage:
    """The numbers of a filter, and how one of them divides."""

    frame: Frame
    totals: tuple[Total, ...] = ()
    units: tuple[Way, ...] = ()
    divisions: tuple[Division, ...] = ()
    day: Day | None = None
