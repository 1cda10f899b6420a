"""What the home page shows."""

from dataclasses import dataclass

from outcry.design.parts import Clock, Counts, Day, Link, Teaser
from outcry.front.pages.appeal import AppealLine, Flag


@dataclass(frozen=True, kw_only=True)
class Lead:
    """The appeal or its good end that leads the page."""

    title: str
    url: str
    standfirst: str
    flag: Flag
    place: str
    counts: Counts
    is_open: bool
    clock: Clock | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CustodyLine:
    """A person in custody now, or released within the last fortnight. A blank name is withheld."""

    name: str
    url: str
    clock: Clock
    released: Day | None = None


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """The front page."""

    about: str
    lead: Lead | None
    asks: tuple[AppealLine, ...] = ()
    reports: tuple[Teaser, ...] = ()
    # The next due for release, and who was freed last. `held` is how many are held together, where more are than stand here.
    custody: tuple[CustodyLine, ...] = ()
    held: int = 0
