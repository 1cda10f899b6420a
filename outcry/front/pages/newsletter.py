"""What the pages of the newsletter show."""

from dataclasses import dataclass
from typing import Literal

from outcry.design.parts import Day


@dataclass(frozen=True, kw_only=True)
class AskedPage:
    """Behind the link that confirms: to press, pressed, run out, unknown. `topics` is empty for all of them."""

    state: Literal["ask", "done", "run_out", "unknown"]
    languages: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LeavingPage:
    """Behind a link that leaves: the newsletter, or what somebody else asked for; done, or unknown."""

    state: Literal["leave", "not_me", "done", "unknown"]


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """One thing in a newsletter; `language` is blank where its words are in the language of the page."""

    is_appeal: bool
    title: str
    standfirst: str
    url: str
    language: str
    language_name: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class IssuePage:
    """A newsletter as it was sent."""

    subject: str
    day: Day
    introduction: tuple[str, ...]
    told: tuple[ToldLine, ...]
