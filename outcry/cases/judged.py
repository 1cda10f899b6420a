"""Questions to the judgments: which records are one, what is concluded about a pair, and how many people some records are."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import Max, Q, QuerySet

from outcry.accounts.models import Organisation
from outcry.cases.grouping import Grouping, Word
from outcry.cases.headcount import Counted, Headcount, headcount
from outcry.cases.levels import readable
from outcry.cases.models import Change, Event, JudgedKind, Judgment, Person, Verdict
from outcry.cases.vocabulary import ParticipantKind

# Kinds of rows that say what an event was; a consent or an outcome is no reason to look again.
_TOLD_OF_AN_EVENT = ("act", "event", "participant", "source")
_AT_ONCE = 1_000
_MODELS: dict[str, type[Any]] = {JudgedKind.PERSON: Person, JudgedKind.EVENT: Event}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two records of one kind in the files of one organisation, the smaller key first. ValueError when they are one record."""

    organisation: Organisation
    kind: JudgedKind
    first: int
    second: int

    def __post_init__(self) -> None:
        if self.first >= self.second:
            raise ValueError("a pair is of two records, in order")

    @property
    def judgments(self) -> "QuerySet[Judgment]":
        """Everything that was said about it, the latest first."""
        return Judgment.objects.filter(organisation=self.organisation, kind=self.kind, first=self.first, second=self.second)

    @property
    def in_force(self) -> Judgment | None:
        """The last word about it; None when nobody judged."""
        return self.judgments.in_force().select_related("by").first()  # type: ignore[attr-defined,no-any-return]


def rows_of(*, organisation: Organisation, kind: str, keys: Iterable[int]) -> QuerySet[Any]:
    """The records of these keys that are there and belong to the organisation."""
    model = _MODELS[kind]
    whose = {"organisation": organisation} if model is Person else {"case__organisation": organisation}
    return readable(model._default_manager.filter(pk__in=set(keys), **whose))


def grouping(*, organisation: Organisation, kind: JudgedKind) -> Grouping:
    """Which records of this kind are one. One statement."""
    rows = Judgment.objects.in_force().filter(organisation=organisation, kind=kind, verdict__in=(Verdict.SAME, Verdict.DIFFERENT))
    words: dict[str, list[Word]] = {Verdict.SAME: [], Verdict.DIFFERENT: []}
    for verdict, first, second, key, leader in rows.order_by("pk").values_list("verdict", "first", "second", "pk", "leader"):
        words[verdict].append(Word(first, second, key, leader))
    return Grouping(words[Verdict.SAME], words[Verdict.DIFFERENT])


def number_of_people(*, organisation: Organisation, people: QuerySet[Person]) -> Headcount:
    """How many people these records are, those judged the same counted once, groups as they are told. Four statements, however many people."""
    of_one = people.filter(kind=ParticipantKind.PERSON).exclude(Q(size_min__gt=1) | Q(size_max__gt=1))
    records = of_one.order_by().values("pk").distinct().count()
    joining = Judgment.objects.joining().filter(organisation=organisation, kind=JudgedKind.PERSON)
    joined = of_one.filter(Q(pk__in=joining.values("first")) | Q(pk__in=joining.values("second")))
    keys = set(joined.order_by().values_list("pk", flat=True).distinct())
    of_several = people.filter(Q(kind=ParticipantKind.GROUP) | Q(kind=ParticipantKind.PERSON) & (Q(size_min__gt=1) | Q(size_max__gt=1)))
    groups = list(of_several.order_by().values_list("pk", "kind", "size_min", "size_max").distinct())
    judged = grouping(organisation=organisation, kind=JudgedKind.PERSON) if keys or groups else Grouping([])
    alone = records - len(keys) + judged.number(keys)
    told = [Counted(key=judged.leader(pk), kind=kind, size_min=least, size_max=most) for pk, kind, least, most in groups]
    return Headcount(least=alone, most=alone) + headcount(told)


def last_changes(*, kind: str, keys: Iterable[int]) -> dict[int, int]:
    """The number of the last change of each record: of a person with her names, of an event with the acts, people and sources of its case."""
    wanted = set(keys)
    if kind == JudgedKind.PERSON:
        return _last_by("person", wanted, Change.objects.all())
    cases = dict(Event.objects.filter(pk__in=wanted).values_list("pk", "case"))
    last = _last_by("case", set(cases.values()), Change.objects.filter(kind__in=_TOLD_OF_AN_EVENT))
    return {event: last[case] for event, case in cases.items() if case in last}


def last_change(*, kind: str, keys: Iterable[int]) -> int:
    """The number of the last change of any of these records; 0 where nothing was changed."""
    return max(last_changes(kind=kind, keys=keys).values(), default=0)


def changed_since(*, judgments: Iterable[Judgment]) -> set[int]:
    """Of these judgments, the keys of those whose records were changed after whoever judged had looked at them."""
    rows = list(judgments)
    last = {kind: last_changes(kind=kind, keys=[key for row in rows if row.kind == kind for key in (row.first, row.second)]) for kind in JudgedKind.values}
    return {row.pk for row in rows if max(last[row.kind].get(row.first, 0), last[row.kind].get(row.second, 0)) > row.as_of}


def _last_by(column: str, keys: set[int], changes: QuerySet[Change]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in batched(sorted(keys), _AT_ONCE, strict=False):
        rows = changes.filter(**{f"{column}__in": some}).order_by().values(column).annotate(last=Max("pk"))
        found |= dict(rows.values_list(column, "last"))
    return found
