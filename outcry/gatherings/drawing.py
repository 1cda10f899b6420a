"""A gathering in a list, as other rooms and pages draw it beside what they tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse

from outcry.design.parts import direction
from outcry.gatherings.hours import When, when_in_words
from outcry.gatherings.models import Gathering, GatheringState, GatheringText
from outcry.gatherings.queries import text_in

Standing = Literal["ahead", "over", "called_off"]


@dataclass(frozen=True, kw_only=True)
class GatheringLine:
    """`language` is set when its words are not in the page's language."""

    title: str
    url: str
    kind: str
    when: When
    place: str
    standing: Standing
    language: str

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


def lines(gatherings: Iterable[Gathering], *, language: str, at: datetime) -> tuple[GatheringLine, ...]:
    """Those that have words in some language, in their order."""
    known = ((one, text_in(gathering=one, language=language)) for one in gatherings)
    return tuple(_line(one, text, language, at) for one, text in known if text)


def standing(gathering: Gathering, *, at: datetime) -> Standing:
    """Where it stands for readers."""
    if gathering.state == GatheringState.CALLED_OFF:
        return "called_off"
    return "over" if gathering.is_over(at=at) else "ahead"


def _line(gathering: Gathering, text: GatheringText, language: str, at: datetime) -> GatheringLine:
    return GatheringLine(
        title=text.title,
        url=reverse("front:gathering", args=[gathering.slug]),
        kind=str(gathering.get_kind_display()),
        when=when_in_words(gathering),
        place=text.place,
        standing=standing(gathering, at=at),
        language="" if text.language == language else text.language,
    )
