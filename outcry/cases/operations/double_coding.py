"""Two people code one report on their own; once both have finished, they compare, and somebody concludes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.models import Case, Coding, CodingConclusion, DoubleCoding
from outcry.cases.refusals import Refused

Answers = Mapping[str, Sequence[str]]


class NotYours(Refused):
    """Somebody else codes it, has it, or nobody may change it any more."""


@transaction.atomic
def open_double_coding(*, case: Case, report: str, columns: Sequence[str], by: User | None, now: datetime) -> DoubleCoding:
    """Offer a report of a case to two people."""
    double = DoubleCoding.objects.create(
        organisation=case.organisation, case=case, report=report.strip() or None, columns=list(columns), opened_by=by, opened_at=now
    )
    record(verb="open double coding", subject=case.subject, actor=by, now=now, double=double.pk)
    return double


def take_place(*, double: DoubleCoding, by: User, now: datetime) -> Coding:
    """Become one of the two; whoever is one already stays it. NotYours when two others are."""
    try:
        with transaction.atomic():
            locked = DoubleCoding.objects.select_for_update(of=("self",)).get(pk=double.pk)
            codings = list(locked.codings.order_by("place"))
            if mine := next((one for one in codings if one.by_id == by.pk), None):
                return mine
            if len(codings) == DoubleCoding.CODERS:
                raise NotYours(_("Two others code this report."))
            mine = Coding.objects.create(double=locked, place=len(codings) + 1, by=by, began_at=now)
            record(verb="begin coding", subject=double.case.subject, actor=by, now=now, double=double.pk)
            return mine
    except IntegrityError as error:
        raise NotYours(_("Somebody else took this place a moment ago.")) from error


@transaction.atomic
def keep_answers(*, double: DoubleCoding, answers: Answers, is_finished: bool, by: User, now: datetime) -> Coding:
    """Keep what one of the two has so far, or hand it in for good. NotYours for anybody else, and once it was handed in."""
    mine = Coding.objects.select_for_update(of=("self",)).filter(double=double, by=by).first()
    if mine is None:
        raise NotYours(_("Take one of the two places first."))
    if mine.finished_at:
        raise NotYours(_("You handed this in; it is not changed any more."))
    mine.answers = {column: sorted(answers.get(column, ())) for column in double.columns}
    mine.finished_at = now if is_finished else None
    mine.save(update_fields=["answers", "finished_at"])
    if is_finished:
        record(verb="finish coding", subject=double.case.subject, actor=by, now=now, double=double.pk)
    return mine


@transaction.atomic
def conclude(*, double: DoubleCoding, answers: Answers, reason: str, by: User | None, now: datetime) -> CodingConclusion:
    """Write down what is to hold. Both codings stay as they are, and so do earlier conclusions. NotYours before both have finished."""
    if not DoubleCoding.objects.select_for_update(of=("self",)).get(pk=double.pk).is_open_to_see:
        raise NotYours(_("Both have to finish first."))
    kept = {column: sorted(answers.get(column, ())) for column in double.columns}
    conclusion = CodingConclusion.objects.create(double=double, answers=kept, reason=reason.strip() or None, by=by, at=now)
    record(verb="conclude coding", subject=double.case.subject, actor=by, now=now, double=double.pk)
    return conclusion
