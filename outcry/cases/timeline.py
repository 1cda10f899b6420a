"""The status of a person over time, as her acts tell it over all her cases: detained, released, dead. Pure but for the rows it reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import pgettext_lazy

from outcry.cases.custody import Detention as Custody
from outcry.cases.custody import held_on
from outcry.cases.judged import grouping
from outcry.cases.levels import readable
from outcry.cases.models import Act, Detention, JudgedKind, Person
from outcry.cases.queries import facts_of
from outcry.lib.dates import span


class Status(models.TextChoices):
    """What is true of her from that day on."""

    DETAINED = "detained", pgettext_lazy("status of a person", "in custody")
    STILL_HELD = "still_held", pgettext_lazy("status of a person", "released here, still held elsewhere")
    AT_LIBERTY = "at_liberty", pgettext_lazy("status of a person", "at liberty")
    DEAD = "dead", pgettext_lazy("status of a person", "dead")


@dataclass(frozen=True, kw_only=True)
class Change:
    """From `when` (EDTF, blank when unknown) she is `status`, as this act says; `ground` is why she was released."""

    when: str
    status: Status
    act: Act
    ground: str = ""


def timeline_of(*, person: Person) -> list[Change]:
    """Every change of her status, the earliest first; what has no day comes at its end. Nothing there: nothing is known but that she was at liberty.

    Records that were judged to be the same person tell it together.
    """
    people = grouping(organisation=person.organisation, kind=JudgedKind.PERSON).one_with(person.pk)
    acts = readable(Act.objects.filter(victim__person__in=people)).select_related("case__organisation", "detention", "death").prefetch_related("texts")
    return status_changes(acts)


def status_changes(acts: Iterable[Act]) -> list[Change]:
    """The changes that these acts of one person tell."""
    rows = list(acts)
    held = [(act, facts_of(act.detention)) for act in rows if isinstance(getattr(act, "detention", None), Detention)]
    found = [Change(when=custody.began or act.when, status=Status.DETAINED, act=act) for act, custody in held]
    found += [_release(act, custody, [other for one, other in held if one != act]) for act, custody in held if custody.released]
    found += [Change(when=act.when, status=Status.DEAD, act=act) for act in rows if hasattr(act, "death")]
    return sorted(found, key=_by_day)


def _release(act: Act, custody: Custody, others: Iterable[Custody]) -> Change:
    day = span(custody.released).latest
    # Without a last day it is not known whether the other custody went on.
    still_held = day is not None and any(_goes_on(other, day) for other in others)
    return Change(when=custody.released, status=Status.STILL_HELD if still_held else Status.AT_LIBERTY, act=act, ground=custody.ground)


def _goes_on(custody: Custody, day: date) -> bool:
    """Whether another custody began by that day and was not over on it."""
    freed = span(custody.released).latest
    return held_on(detention=custody, on=day, today=day) is not None and (freed is None or freed > day)


def _by_day(change: Change) -> tuple[date, int]:
    """On one day a release comes before what follows it."""
    order = (Status.AT_LIBERTY, Status.STILL_HELD, Status.DETAINED, Status.DEAD)
    return span(change.when).earliest or date.max, order.index(change.status)
