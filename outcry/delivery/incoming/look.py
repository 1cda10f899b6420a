"""Looking at what was kept: tell its kind, and move the message that a failure belongs to. Apart from receiving, so that it may fail.

The mail itself is taken apart by a child (reader.py), and no row is held meanwhile.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from outcry.delivery.blocking import blocks_us, note_block
from outcry.delivery.incoming.classify import Verdict
from outcry.delivery.incoming.parsing import Unreadable
from outcry.delivery.incoming.reader import NoReader, Reader
from outcry.delivery.incoming.reported import message_of, take_report
from outcry.delivery.kinds import Kind
from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.delivery.states import MAY_BOUNCE, MessageState
from outcry.delivery.steps import ENDS, step

logger = logging.getLogger(__name__)

BATCH = 100


def look_at_new(*, now: datetime) -> int:
    """Look at mails that nobody has looked at yet, oldest first, a hundred at most; returns how many got their kind.

    A failure that is reported while its message is still being handed over waits until that has ended.
    """
    ids = list(IncomingMessage.objects.filter(kind="").order_by("pk").values_list("pk", flat=True)[:BATCH])
    with Reader() as reader:
        try:
            return sum(_look_at(pk, reader, now=now) for pk in ids)
        except NoReader:
            logger.error("no child could be started that reads mail: what came in waits to be looked at")
            return 0


def _look_at(pk: int, reader: Reader, *, now: datetime) -> bool:
    verdict = _verdict(IncomingMessage.objects.get(pk=pk), reader)
    with transaction.atomic():
        incoming = IncomingMessage.objects.select_for_update(no_key=True).get(pk=pk)
        answers_id = incoming.answers_id or message_of(verdict)
        if verdict.is_bounce and not _bounce(answers_id, verdict, now=now):
            return False
        if verdict.outcome and answers_id is not None and not take_report(message_id=answers_id, verdict=verdict, now=now):
            return False
        # A report of delay is a machine's word about a message that may still arrive.
        kind = Kind.AUTOMATIC if verdict.kind == Kind.BOUNCE and not verdict.is_bounce else verdict.kind
        return bool(IncomingMessage.objects.filter(pk=pk, kind="").update(kind=kind, answers_id=answers_id))


def _verdict(incoming: IncomingMessage, reader: Reader) -> Verdict:
    try:
        return reader.judge(raw=incoming.raw or b"", envelope_sender=incoming.envelope_sender or "")
    except Unreadable as error:
        logger.warning("incoming mail %d could not be read (%s): kept as it came, for people to look at", incoming.pk, error.why)
        return Verdict(kind=Kind.UNREADABLE)


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
