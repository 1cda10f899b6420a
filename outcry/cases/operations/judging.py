"""Judge two records the same or different, and take a judgment back. The records themselves are not touched."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.judged import Pair, rows_of
from outcry.cases.models import JudgedKind, Judgment, LikelyPair, Verdict
from outcry.cases.operations.finding import count_as_judged
from outcry.cases.refusals import AlreadyUndone
from outcry.lib.wordings import ChangedMeanwhile


def judge(*, pair: Pair, verdict: Verdict, reason: str, leader: int | None = None, seen: int | None, as_of: int, by: User | None, now: datetime) -> Judgment:
    """Write down what somebody concludes; it overrules what was said about the pair before.

    `seen` is the key of the judgment she had before her, None for none; `as_of` the last change of the history. Raise
    ChangedMeanwhile, with the judgment in force, when somebody else judged since; ValueError for records of another organisation.
    """
    try:
        with transaction.atomic():
            rows, current = _locked(pair), pair.in_force
            if (current.pk if current else None) != seen:
                raise ChangedMeanwhile(current)
            leads = leader if verdict is Verdict.SAME else None
            said = Judgment(verdict=verdict, leader=leads, reason=reason.strip() or None, as_of=as_of, overrules=current)
            row = _written(said, pair, by, now)
            LikelyPair.objects.filter(kind=pair.kind, first=pair.first, second=pair.second).delete()
            if pair.kind == JudgedKind.PERSON:
                count_as_judged(organisation=pair.organisation, people=(pair.first, pair.second), now=now)
                record(verb="judge people", subject=rows[0].subject, actor=by, now=now, other_person=pair.second, judgment=verdict)
            else:
                record(verb="judge events", subject=rows[0].case.subject, actor=by, now=now, other_case=rows[1].case_id, judgment=verdict)
            return row
    except IntegrityError as error:
        # Nothing was said about the pair, and two spoke at once: the constraint let one of them through.
        raise ChangedMeanwhile(pair.in_force) from error


@transaction.atomic
def undo_judgment(*, judgment: Judgment, by: User | None, now: datetime) -> Judgment:
    """Let hold again what held before it. AlreadyUndone when a later word overruled it; an undoing can be undone."""
    pair = Pair(organisation=judgment.organisation, kind=JudgedKind(judgment.kind), first=judgment.first, second=judgment.second)
    rows = _locked(pair)
    current = Judgment.objects.select_related("overrules").get(pk=judgment.pk)
    if Judgment.objects.filter(overrules=current).exists():
        raise AlreadyUndone
    before = current.overrules
    said = Judgment(verdict=Verdict.OPEN, overrules=current, is_undoing=True)
    if before:
        said.verdict, said.leader, said.as_of = before.verdict, before.leader, before.as_of
    row = _written(said, pair, by, now)
    if pair.kind == JudgedKind.PERSON:
        count_as_judged(organisation=pair.organisation, people=(pair.first, pair.second), now=now)
    subject = rows[0].subject if pair.kind == JudgedKind.PERSON else rows[0].case.subject
    record(verb="undo judgment", subject=subject, actor=by, now=now, judgment=row.verdict)
    return row


def forget_judgments(*, kind: JudgedKind, keys: Collection[int]) -> None:
    """Forget what was concluded about records that are deleted for good, with every reason. Part of their deletion, and of nothing else."""
    for model in (Judgment, LikelyPair):
        model._default_manager.filter(Q(first__in=keys) | Q(second__in=keys), kind=kind).delete()


def _locked(pair: Pair) -> list[Any]:
    """Both records. Who judges the same pair waits here; always in one order, so that nobody waits for ever."""
    rows = rows_of(organisation=pair.organisation, kind=pair.kind, keys=(pair.first, pair.second))
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if [row.pk for row in found] != [pair.first, pair.second]:
        raise ValueError("records of another organisation, or gone")
    return found


def _written(row: Judgment, pair: Pair, by: User | None, now: datetime) -> Judgment:
    row.organisation, row.kind, row.first, row.second = pair.organisation, pair.kind, pair.first, pair.second
    row.by, row.at = by, now
    row.save()
    return row
