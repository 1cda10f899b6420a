"""What went out about a case and can't be taken back: each room that sends or publishes says it through a hook.

A room above this one registers a function: the primary key of a case in, lines out. Nothing here knows those rooms.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail import hooks

from outcry.design.parts import Link

HOOK = "outcry_beyond_recall"


@dataclass(frozen=True, kw_only=True)
class BeyondRecall:
    """So many of something, in a sentence that has the number in it; and where staff may still do something about each."""

    number: int
    sentence: str
    links: tuple[Link, ...] = ()


def beyond_recall(*, case_id: int) -> list[BeyondRecall]:
    """What can't be recalled of a case, the largest number first; what there is none of is left out."""
    rooms: Iterable[Iterable[BeyondRecall]] = (room(case_id=case_id) for room in hooks.get_hooks(HOOK))
    return sorted((line for lines in rooms for line in lines if line.number), key=lambda line: -line.number)
