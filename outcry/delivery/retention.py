"""How long the post office keeps what people wrote: 28 days after a message's own end. The fact that it went stays."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from outcry.delivery.models import Attempt, BlockedLetter, IncomingKind, IncomingMessage, OutgoingMessage, ReceivingServer
from outcry.delivery.states import ENDED, MessageState

KEPT = timedelta(days=28)
# The mailer of letters to authorities: what comes back to these is an answer.
LETTERS = "protest"
_BATCH = 500


def erase_ended(*, now: datetime) -> int:
    """Forget what has outlived its term; returns how many messages, outgoing and incoming.

    Outgoing: recipient, text and the servers' words, 28 days after it was taken, refused, given up or withdrawn, or
    stayed uncertain. Incoming: what machines and servers sent, after 28 days; a person's answer is kept with its letter.
    """
    BlockedLetter.objects.filter(at__lte=now - KEPT).delete()
    ReceivingServer.objects.filter(refuses_since__lte=now - KEPT).update(refusal_words=None)
    outgoing = _in_batches(_ended(now), _erase_outgoing, oldest_by="state_changed_at", now=now)
    return outgoing + _in_batches(_of_machines(now), _erase_incoming, oldest_by="received_at", now=now)


def erase_strays(*, now: datetime, beside: Iterable[int] = ()) -> int:
    """Forget what people wrote back to a mail that was no letter to an office, 28 days after it came; returns how many.

    `beside`: incoming mails that answer a letter, yet are nobody's answer, as whoever sent the letter found.
    """
    others = IncomingMessage.objects.filter(pk__in=beside, erased_at=None, received_at__lte=now - KEPT)
    return sum(_in_batches(rows, _erase_incoming, oldest_by="received_at", now=now) for rows in (_to_no_letter(now), others))


def _ended(now: datetime) -> QuerySet[OutgoingMessage]:
    # What has ended has no due_at: said here, so that an index may hold that alone.
    return OutgoingMessage.objects.filter(state__in=[*ENDED, MessageState.UNCERTAIN], due_at=None, erased_at=None, state_changed_at__lte=now - KEPT)


def _of_machines(now: datetime) -> QuerySet[IncomingMessage]:
    kinds = (IncomingKind.BOUNCE, IncomingKind.AUTOMATIC)
    return IncomingMessage.objects.filter(kind__in=kinds, erased_at=None, received_at__lte=now - KEPT)


def _to_no_letter(now: datetime) -> QuerySet[IncomingMessage]:
    return IncomingMessage.objects.filter(Q(answers=None) | ~Q(answers__mailer=LETTERS), erased_at=None, received_at__lte=now - KEPT)


def _in_batches(rows: QuerySet[Any], erase: Callable[..., None], *, oldest_by: str, now: datetime) -> int:
    """A transaction for every few hundred rows, so that nobody waits long for the database.

    What is due longest goes first: asked for in that order, the index of what is not erased yet gives each batch at once. In no
    order, SQLite may read the table from its beginning for every batch, past all that earlier batches erased.
    """
    erased = 0
    while ids := list(rows.order_by(oldest_by).values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            erase(ids, now=now)
        erased += len(ids)
    return erased


def _erase_outgoing(ids: list[int], *, now: datetime) -> None:
    Attempt.objects.filter(message__in=ids).update(words=None)
    OutgoingMessage.objects.filter(pk__in=ids).update(recipient=None, content=None, last_words=None, erased_at=now)


def _erase_incoming(ids: list[int], *, now: datetime) -> None:
    IncomingMessage.objects.filter(pk__in=ids).update(raw=None, envelope_sender=None, erased_at=now)
