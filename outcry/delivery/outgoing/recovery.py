"""What a dead worker left behind: messages on the wire whose lease has run out. Nobody can know whether they arrived."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from outcry.delivery.models import Attempt, OutgoingMessage
from outcry.delivery.outgoing.in_hand import plan_resend
from outcry.delivery.states import MessageState
from outcry.delivery.steps import step
from outcry.lib.database_clock import database_now

_BATCH = 100
_REASON = "the worker ended while it was being handed over"


def recover_abandoned(*, now: datetime) -> int:
    """Call uncertain what was being handed over when its worker died; each goes once more later. Returns how many.

    Why once more and not never: docs/decisions/0005-what-a-crash-may-do-to-a-letter.md.
    """
    if not _abandoned().exists():
        return 0
    with transaction.atomic():
        rows = list(_abandoned().select_for_update(skip_locked=True, no_key=True).defer("recipient", "content", "last_words")[:_BATCH])
        for message in rows:
            _call_uncertain(message, now=now)
    return len(rows)


def _abandoned() -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(state=MessageState.SUBMITTING, leased_until__lte=database_now())


def _call_uncertain(message: OutgoingMessage, *, now: datetime) -> None:
    number = message.attempts + 1
    began = message.state_changed_at
    step(
        rows=OutgoingMessage.objects.filter(fence=message.fence),
        message_id=message.pk,
        before=MessageState.SUBMITTING,
        after=MessageState.UNCERTAIN,
        at=now,
        reason=_REASON,
        attempts=number,
        fence=F("fence") + 1,
        leased_until=None,
    )
    plan_resend(OutgoingMessage.objects.filter(pk=message.pk), now=now)
    Attempt.objects.create(
        message=message, number=number, fence=message.fence, started_at=began, ended_at=now, result=MessageState.UNCERTAIN, code=None, words=None
    )
