"""The status of a person over time, as her acts tell it over all her cases: in custody, at home under arrest, free, dead.

One rule says who is held on a day, `custody.held_on`; the days here are counted with it, so that this page and the list of those in
custody on a day never differ. Pure but for the rows it reads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import dropwhile, pairwise

from django.db import models
from django.utils.translation import pgettext_lazy

from outcry.cases.custody import Detention as Custody
from outcry.cases.custody import Held, due_day, first_day, held_on
from outcry.cases.judged import grouping
from outcry.cases.levels import readable
from outcry.cases.models import Act, Detention, JudgedKind, Person, ProceedingsStep
from outcry.cases.queries import facts_of
from outcry.lib.dates import span

AT_HOME = "house-arrest"
_DAY = timedelta(days=1)
_ACTS = ("case__organisation", "detention__type", "death", "kind")
_PARTS = ("texts", "sources", "proceedings__steps__stage", "proceedings__steps__state", "case__texts")
# Steps of proceedings that change where somebody stands before the law.
_BEFORE_THE_LAW = ("stages/charged", "stages/judgment", "stages/final", "stages/ended")


class Status(models.TextChoices):
    """What is true of her on a day."""

    DETAINED = "detained", pgettext_lazy("status of a person", "in custody")
    HOUSE_ARREST = "house_arrest", pgettext_lazy("status of a person", "under house arrest")
    AT_LIBERTY = "at_liberty", pgettext_lazy("status of a person", "at liberty")
    DEAD = "dead", pgettext_lazy("status of a person", "dead")


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `first` to `last`, both counted, she is `status`; None: as far back as can be, or on and on.

    `held` is what the list of those in custody says of each of these days: certain, possible, or None; `acts` say so.
    """

    first: date | None
    last: date | None
    status: Status
    held: Held | None
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LegalStep:
    """A step before a court that changes where she stands: charged, judged, ended."""

    step: ProceedingsStep
    act: Act


def acts_against(person: Person) -> list[Act]:
    """Everything done to her in any case, with all that a timeline reads. Records that were judged to be the same person tell it together."""
    people = grouping(organisation=person.organisation, kind=JudgedKind.PERSON).one_with(person.pk)
    return list(readable(Act.objects.filter(victim__person__in=people)).select_related(*_ACTS).prefetch_related(*_PARTS))


def periods(acts: Iterable[Act], *, today: date) -> list[Period]:
    """Her days, gathered where nothing changes, the earliest first: from the first of which anything is known, and on while she may be held."""
    rows = list(acts)
    custodies, deaths = _custodies(rows), _deaths(rows)
    died = min((day for _act, day in deaths), default=None)
    begins = sorted({day for day in _turns(custodies, died, today) if day is not None and day > date.min})
    gathered: list[Period] = []
    for first, following in pairwise([None, *begins, None]):
        last = following - _DAY if following else None
        period = _on(first or last or today, custodies, deaths, today, first=first, last=last)
        if gathered and _is_same(gathered[-1], period):
            gathered[-1] = replace(gathered[-1], last=last)
        else:
            gathered.append(period)
    return _from_the_first_word(gathered, today)


def legal_steps(acts: Iterable[Act]) -> list[LegalStep]:
    """Charged, judged, ended: where she stands before the law, the earliest first."""
    found = [
        LegalStep(step=step, act=act)
        for act in acts
        for one in act.proceedings.all()
        for step in one.steps.all()
        if step.state_id or step.stage.code in _BEFORE_THE_LAW
    ]
    return sorted(found, key=lambda one: (one.step.when_earliest or date.max, one.step.pk))


def _custodies(acts: Iterable[Act]) -> list[tuple[Act, Custody]]:
    return [(act, facts_of(act.detention)) for act in acts if isinstance(getattr(act, "detention", None), Detention)]


def _kind_of(act: Act) -> Status:
    kind = act.detention.type
    at_home = (kind is not None and kind.code.rpartition("/")[2] == AT_HOME) or act.kind.code.rpartition("/")[2] == AT_HOME
    return Status.HOUSE_ARREST if at_home else Status.DETAINED


def _deaths(acts: Iterable[Act]) -> list[tuple[Act, date]]:
    """Deaths by the last day on which they may have come: until then she may have been alive."""
    return [(act, latest) for act in acts if hasattr(act, "death") and (latest := span(act.when).latest)]


def _turns(custodies: Iterable[tuple[Act, Custody]], died: date | None, today: date) -> Iterator[date | None]:
    """The first days of what may be different from the day before."""
    yield _after(today)
    yield _after(died)
    for _act, custody in custodies:
        began, freed = span(custody.began), span(custody.released)
        yield from (began.earliest, began.latest, first_day(custody))
        yield from (_after(freed.earliest), _after(freed.latest), _after(due_day(custody)))


def _after(day: date | None) -> date | None:
    return day + _DAY if day is not None and day < date.max else None


def _on(on: date, custodies: list[tuple[Act, Custody]], deaths: list[tuple[Act, date]], today: date, *, first: date | None, last: date | None) -> Period:
    """How she stands on a day, and so on every day between the same two turns."""
    dead = tuple(act for act, day in deaths if on > day)
    if dead:
        return Period(first=first, last=last, status=Status.DEAD, held=None, acts=dead)
    found = [(act, held) for act, custody in custodies if (held := held_on(detention=custody, on=on, today=today))]
    if not found:
        return Period(first=first, last=last, status=Status.AT_LIBERTY, held=None)
    surest: Held = "certain" if any(held == "certain" for _act, held in found) else "possible"
    acts = tuple(act for act, held in found if held == surest)
    status = Status.DETAINED if Status.DETAINED in {_kind_of(act) for act in acts} else Status.HOUSE_ARREST
    return Period(first=first, last=last, status=status, held=surest, acts=acts)


def _is_same(one: Period, other: Period) -> bool:
    return (one.status, one.held, one.acts) == (other.status, other.held, other.acts)


def _from_the_first_word(gathered: list[Period], today: date) -> list[Period]:
    """Without the days before anything is known. Liberty is told until today: of what is to come nobody knows."""
    known = list(dropwhile(lambda period: period.status == Status.AT_LIBERTY, gathered))
    return [period for period in known if period.status != Status.AT_LIBERTY or period.first is None or period.first <= today]
