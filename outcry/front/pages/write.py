"""What the pages of "write to us safely" show."""

from dataclasses import dataclass
from typing import Literal

from outcry.design.parts import Day

Done = Literal["", "written", "use"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one message takes."""

    files: int
    megabytes: int


@dataclass(frozen=True, kw_only=True)
class WritePage:
    """The first message. `is_read`: somebody reads what comes in; without, there is no form."""

    is_read: bool
    limits: Limits
    # What is kept, and for how long, in the words of the register.
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file she sent."""

    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """A message of the conversation. The hour at which it came stays with us."""

    is_hers: bool
    day: Day
    text: str
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConversationPage:
    """A conversation, as its sender sees it. `code` stands in every form of the page: nothing else keeps her in."""

    code: str
    lines: tuple[Line, ...]
    is_closed: bool
    erased_on: Day
    limits: Limits
    # What has just been done.
    done: Done = ""
