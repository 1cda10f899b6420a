"""What the pages of plain truth show."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Term:
    """One line of the retention register: what is kept, for how long, and what is left of it afterwards."""

    what: str
    why: str
    how_long: str


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word we count by, and what exactly it means."""

    name: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class PrivacyPage:
    """What we keep of you, and for how long."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class CountingPage:
    """How we count."""

    states: tuple[Word, ...]
    floor: int
    # Of the public database: what a figure may count, and the floor for people who are not named.
    units: tuple[Word, ...]
    smallest: int


@dataclass(frozen=True, kw_only=True)
class ImprintPage:
    """Who sends this, and whom to ask to stop."""

    name: str
    about: tuple[str, ...]
    imprint: tuple[str, ...]
    contact_address: str
    mail_domain: str
