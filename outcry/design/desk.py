"""What the components of the desk take. The templates stand in templates/design/desk/, each saying what it takes."""

from dataclasses import dataclass
from typing import Any, Literal

from outcry.design.parts import direction

Tone = Literal["safe", "wait", "alarm", "plain"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with its own name, and a note that may be blank."""

    label: str
    value: str | int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LanguageColumn:
    """The form for one language's texts, with the mark that says whether it still follows the source text."""

    language: str
    name: str
    form: Any
    mark: str = ""
    mark_tone: Tone = "plain"

    @property
    def direction(self) -> str:
        return direction(self.language)
