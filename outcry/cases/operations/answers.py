"""Somebody found out: is she out? The answer is kept, and the file follows it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.models import CustodyAnswer, CustodyAnswerKind, Detention, Source
from outcry.cases.operations.release import record_release
from outcry.cases.operations.writing import change_facts, mark


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found out, and from whom. `released` is EDTF; `due_on` the new day of a term that goes on."""

    kind: str
    released: str = ""
    ground: str = ""
    due_on: date | None = None
    ask_again_on: date | None = None
    source: Source | None = None
    told_by: str = ""


@transaction.atomic
def answer_custody(*, detention: Detention, answer: Answer, by: User, now: datetime) -> bool:
    """Keep the answer; a release ends the custody in the file and for readers, a new day replaces the old one.

    Returns whether readers see it. Raise ValueError for a release without a day.
    """
    case, is_shown = detention.act.case, False
    CustodyAnswer.objects.create(
        case=case,
        detention=detention,
        at=now,
        by=by,
        answer=answer.kind,
        due_on=answer.due_on,
        ask_again_on=None if answer.kind == CustodyAnswerKind.FREE else answer.ask_again_on,
        source=answer.source,
        told_by=answer.told_by or None,
    )
    record(verb="answer custody", subject=case.subject, actor=by, now=now, answer=answer.kind)
    if answer.kind == CustodyAnswerKind.FREE:
        is_shown = record_release(case=case, detention=detention, released=answer.released, ground=answer.ground, by=by, now=now)
    elif answer.kind == CustodyAnswerKind.HELD and answer.due_on:
        change_facts(row=detention, facts={"due_on": answer.due_on}, seen=mark(detention), by=by, now=now)
    return is_shown
