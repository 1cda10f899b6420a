"""Looking at what was kept: tell its kind, and move the message that a failure belongs to. Apart from receiving, so that it may fail."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from outcry.delivery.blocking import blocks_us, note_block
from outcry.delivery.incoming.classify import Verdict, classify
from outcry.delivery.incoming.reported import message_of, take_report
from outcry.delivery.models import IncomingKind, IncomingMessage, OutgoingMessage
from outcry.delivery.states import MAY_BOUNCE, MessageState
from outcry.delivery.steps import ENDS, step

_BATCH = 100


def look_at_new(*, now: datetime) -> int:
    """Look at every mail that nobody has looked at yet, oldest first; returns how many got their kind.

    A failure that is reported while its message is still being handed over waits until that has ended.
    """
    ids = IncomingMessage.objects.filter(kind="").order_by("pk").values_list("pk", flat=True)
    return sum(_look_at(pk, now=now) for pk in ids[:_BATCH])


def _look_at(pk: int, *, now: datetime) -> bool:
    with transaction.atomic():
        incoming = IncomingMessage.objects.select_for_update(no_key=True).get(pk=pk)
        verdict = classify(raw=incoming.raw or b"", envelope_sender=incoming.envelope_sender or "")
        answers_id = incoming.answers_id or message_of(verdict)
        if verdict.is_bounce and not _bounce(answers_id, verdict, now=now):
            return False
        if verdict.outcome and answers_id is not None and not take_report(message_id=answers_id, verdict=verdict, now=now):
            return False
        # A report of delay is a machine's word about a message that may still arrive.
        kind = IncomingKind.AUTOMATIC if verdict.kind == IncomingKind.BOUNCE and not verdict.is_bounce else verdict.kind
        return bool(IncomingMessage.objects.filter(pk=pk, kind="").update(kind=kind, answers_id=answers_id))


def _bounce(message_id: int | None, verdict: Verdict, *, now: datetime) -> bool:
    """Move the message that came back, if it had left; False when it is too early to say."""
    if message_id is None:
        return True
    message = OutgoingMessage.objects.filter(pk=message_id).select_for_update(no_key=True).only("pk", "state").first()
    if message is None or message.state == MessageState.SUBMITTING:
        return message is None
    if message.state in MAY_BOUNCE:
        rows = OutgoingMessage.objects.all()
        step(
            rows=rows,
            message_id=message.pk,
            before=message.state,
            after=MessageState.BOUNCED,
            at=now,
            reason=verdict.failure.status,
            fence=F("fence") + 1,
            **ENDS,
        )
        if blocks_us(verdict.failure.status):
            note_block(message_id=message.pk, words=verdict.failure.status, now=now)
    return True
