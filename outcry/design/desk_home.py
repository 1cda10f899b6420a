"""The desk's first page: what each room brings to it.

A room registers a function of a Visit under the Wagtail hook HOOK; it returns a HomePart, in a number of queries that does
not grow with the rows. Panels of a room's own (figures, the log) come through Wagtail's construct_homepage_panels.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import ngettext
from wagtail import hooks

from outcry.design.desk import Tone
from outcry.design.parts import Link

HOOK = "desk_home"
# Of one kind; the list it comes from has the others.
MOST_OF_A_KIND = 5
_WORST_FIRST = ("alarm", "wait", "safe", "plain")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who looks at the first page, and when. `on` is the day of the organisation's content clock."""

    user: Any
    organisation: Any
    now: datetime
    on: date


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that waits for a person: what, and where it is decided. Not `is_mine` when somebody else has to."""

    what: str
    link: Link
    note: str = ""
    tone: Tone = "wait"
    is_mine: bool = True


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a new organisation, in the order of `place`. A blank url: nothing to press, the sentence says how."""

    sentence: str
    link: Link
    is_done: bool
    place: int


@dataclass(frozen=True, kw_only=True)
class HomePart:
    """What a room brings: a heading (one room), ways to start something new, tasks, first steps."""

    heading: str = ""
    starts: tuple[Link, ...] = ()
    tasks: tuple[Task, ...] = ()
    steps: tuple[Step, ...] = ()


def gather(visit: Visit) -> HomePart:
    """Every room's part together: worst tasks first, steps in their order."""
    parts: list[HomePart] = [room(visit) for room in hooks.get_hooks(HOOK)]
    return HomePart(
        heading=next((part.heading for part in parts if part.heading), ""),
        starts=tuple(start for part in parts for start in part.starts),
        tasks=tuple(sorted((task for part in parts for task in part.tasks), key=lambda task: _WORST_FIRST.index(task.tone))),
        steps=tuple(sorted((step for part in parts for step in part.steps), key=lambda step: step.place)),
    )


def first_of(tasks: Iterable[Task], *, all_of_them: Link) -> tuple[Task, ...]:
    """The first tasks of one kind, and a line that leads to the list of all when there are more; yours before those of others."""
    found = sorted(tasks, key=lambda task: not task.is_mine)
    more = len(found) - MOST_OF_A_KIND
    if more <= 0:
        return tuple(found)
    rest = Task(
        what=ngettext("%(number)s more of these", "%(number)s more of these", more) % {"number": more},
        link=all_of_them,
        tone=found[MOST_OF_A_KIND].tone,
        is_mine=any(task.is_mine for task in found[MOST_OF_A_KIND:]),
    )
    return (*found[:MOST_OF_A_KIND], rest)
