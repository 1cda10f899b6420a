"""What the components of the desk take. The templates stand in templates/design/desk/, each saying what it takes."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["safe", "wait", "alarm", "plain"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with its own name, and a note that may be blank."""

    label: str
    value: str | int
    note: str = ""
