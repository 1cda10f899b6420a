"""Letters of an appeal that have not left are taken back, by whichever way they would go."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from outcry.accounts.models import User
from outcry.appeals.models import Addressee, Appeal
from outcry.audit.operations import record
from outcry.delivery import outbox
from outcry.delivery import queries as delivery
from outcry.delivery.states import WITHDRAWABLE
from outcry.protests.letters import MAILER
from outcry.protests.models import ProtestLetter
from outcry.protests.operations.move_letters import waiting_elsewhere


def count_withdrawable(*, appeal: Appeal) -> int:
    """How many could be taken back now."""
    return delivery.count_withdrawable(group=appeal.subject, mailer=MAILER) + _elsewhere(appeal).count()


def withdraw_letters(*, appeal: Appeal, reason: str, by: User, now: datetime) -> int:
    """Take back what has not left: single and daily letters in the outbox, and those that wait for a daily letter, a book or her own mailbox.

    Mail to supporters about this appeal is not meant, and protests stay counted. Returns how many.
    """
    with transaction.atomic():
        keys = delivery.keys_in(group=appeal.subject, mailer=MAILER, states=WITHDRAWABLE)
        number = outbox.withdraw(keys=keys, now=now, reason=reason) + _elsewhere(appeal).update(taken_back_at=now)
        record(verb="delivery.withdraw", subject=appeal.subject, actor=by, now=now, reason=reason, letters_withdrawn=number)
    return number


def _elsewhere(appeal: Appeal) -> QuerySet[ProtestLetter]:
    return waiting_elsewhere(Addressee.objects.filter(appeal=appeal))
