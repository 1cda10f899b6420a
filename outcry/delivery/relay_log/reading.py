"""Reading the log of our relay on from where it was left, and moving the letters that it speaks of.

Found in the relay's queue: handed off. Taken by the addressee's server: accepted, with its words. Sent back: bounced. Of an uncertain letter that
the whole log does not know: it is not there, and goes again. Each piece of the log is one transaction with the place after it, so that a crash
repeats a piece and loses none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Min, Q

from outcry.delivery.models import OutgoingMessage, RelayedMessage, RelayLog
from outcry.delivery.relay_log.lines import Told, Word, moment_of, read_line
from outcry.delivery.relay_log.places import Piece, Place, next_piece
from outcry.delivery.states import MessageState
from outcry.delivery.steps import step
from outcry.delivery.told_later import told_of

# A relay gives up after five days; of what it left open without a word nothing more is to be heard.
_FORGET = timedelta(days=14)
# Clocks of one machine; a second or two lie between a step of ours and the line of the relay.
_MARGIN = timedelta(minutes=1)
_BATCH = 500
_ABSENT = "the relay's log has no trace of it"


@dataclass
class Reading:
    """What one look at the log brought."""

    lines: int = 0
    told: dict[Word, int] = field(default_factory=dict)
    not_there: int = 0


def reconcile(*, now: datetime) -> int:
    """Look into the log that the settings name, if they do; returns how many lines of our letters were read. For the chores."""
    if not settings.RELAY_LOG:
        return 0
    reading = read_log(path=Path(settings.RELAY_LOG), now=now)
    return sum(reading.told.values()) + reading.not_there


def read_log(*, path: Path, now: datetime) -> Reading:
    """Read a log to its end, then let go again what it would have to know and does not. Raise OSError when it can't be read."""
    reading = Reading()
    log = RelayLog.objects.get_or_create(path=str(path.resolve()))[0]
    while not _read_piece(log.pk, path, reading, now=now):
        pass
    RelayedMessage.objects.filter(log=log, at__lt=now - _FORGET).delete()
    if settings.NEXT_HOP == "relay":
        reading.not_there = _let_go_again(log.pk, now=now)
    return reading


def _read_piece(log_id: int, path: Path, reading: Reading, *, now: datetime) -> bool:
    """Read one piece; whether it was the last."""
    with transaction.atomic():
        log = RelayLog.objects.select_for_update(no_key=True).get(pk=log_id)
        piece = next_piece(path, Place(inode=log.inode, offset=log.offset, mark=bytes(log.mark)))
        _take(log, piece, reading, now=now)
        moments = [at for line in (*piece.lines[:1], *piece.lines[-1:]) if (at := moment_of(line, now=now))]
        if piece.is_gap:
            log.covered_since = moments[0] if moments else now
        if moments:
            log.last_line_at = moments[-1]
        if piece.is_last:
            log.read_at = now
        log.inode, log.offset, log.mark = piece.after.inode, piece.after.offset, piece.after.mark
        log.save()
    reading.lines += len(piece.lines)
    return piece.is_last


def _take(log: RelayLog, piece: Piece, reading: Reading, *, now: datetime) -> None:
    told = [found for line in piece.lines if (found := read_line(line, now=now))]
    ours = _messages(log, told)
    for one in told:
        if one.word == Word.NAMED:
            if message_id := ours.named.get(one.text):
                ours.queued[one.queue_id] = message_id
                RelayedMessage.objects.update_or_create(log=log, queue_id=one.queue_id, defaults={"message_id": message_id, "at": one.at})
            continue
        if message_id := ours.queued.get(one.queue_id):
            reading.told[one.word] = reading.told.get(one.word, 0) + 1
            _move(message_id, one, now=now)
            if one.word == Word.DONE:
                RelayedMessage.objects.filter(log=log, queue_id=one.queue_id).delete()


@dataclass(frozen=True, kw_only=True)
class _Ours:
    """Our messages of a piece, by Message-ID and by queue id."""

    named: dict[str, int]
    queued: dict[str, int]


def _messages(log: RelayLog, told: Sequence[Told]) -> _Ours:
    names = [one.text for one in told if one.word == Word.NAMED]
    ids = {one.queue_id for one in told if one.word != Word.NAMED}
    named: dict[str, int] = {}
    queued: dict[str, int] = {}
    for place in range(0, len(names), _BATCH):
        named.update(OutgoingMessage.objects.filter(message_id__in=names[place : place + _BATCH]).values_list("message_id", "pk"))
    for place in range(0, len(ids), _BATCH):
        some = sorted(ids)[place : place + _BATCH]
        queued.update(RelayedMessage.objects.filter(log=log, queue_id__in=some).values_list("queue_id", "message_id"))
    return _Ours(named=named, queued=queued)


def _move(message_id: int, told: Told, *, now: datetime) -> None:
    """Move the message by one line. What is on the wire this moment, its worker will bring to its own result."""
    name, address = told.next_server
    words = f"{name}: {told.text}" if told.text and name else told.text
    match told.word:
        case Word.TAKEN:
            after, reason = MessageState.HANDED_OFF, "our relay's log: it stands in the queue"
        case Word.SENT if _is_ours(name, address):
            after, reason = MessageState.HANDED_OFF, f"our relay's log: handed on to another relay of ours, {told.status}"
        case Word.SENT:
            after, reason = MessageState.ACCEPTED, f"our relay's log: sent, {told.status}"
        case Word.DEFERRED:
            after, reason = MessageState.HANDED_OFF, f"our relay's log: still being tried, {told.status}"
        case Word.BOUNCED:
            after, reason = MessageState.BOUNCED, f"our relay's log: sent back, {told.status}"
        case _:
            return
    told_of(message_id=message_id, after=after, at=now, reason=reason, words=words)


def _is_ours(name: str, address: str) -> bool:
    """Whether the next server is one more of ours, a filter on this machine or a provider's relay: then its word says nothing of the addressee's."""
    if name.lower() in settings.RELAYS or address in settings.RELAYS:
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _let_go_again(log_id: int, *, now: datetime) -> int:
    """Defer what is uncertain and would stand in the log if it were there: the log is whole since before it first left, and was read long after."""
    silence = timedelta(minutes=settings.RELAY_SILENCE_MINUTES)
    log = RelayLog.objects.get(pk=log_id)
    if log.covered_since is None or log.last_line_at is None or log.read_at is None:
        return 0
    left = Q(events__after=MessageState.SUBMITTING)
    uncertain = OutgoingMessage.objects.filter(state=MessageState.UNCERTAIN, leased_until=None, content__isnull=False, erased_at=None)
    absent = uncertain.annotate(first=Min("events__at", filter=left), last=Max("events__at", filter=left)).filter(
        first__gte=log.covered_since + _MARGIN, last__lte=min(log.read_at - silence, log.last_line_at + _MARGIN)
    )
    again = 0
    for message_id in list(absent.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            again += step(
                rows=OutgoingMessage.objects.filter(leased_until=None),
                message_id=message_id,
                before=MessageState.UNCERTAIN,
                after=MessageState.DEFERRED,
                at=now,
                reason=_ABSENT,
                due_at=now,
                uncertain_resends=0,
                fence=F("fence") + 1,
            )
    return again
