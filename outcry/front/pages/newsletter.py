"""What the pages of the newsletter show."""

from dataclasses import dataclass
from typing import Literal


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
