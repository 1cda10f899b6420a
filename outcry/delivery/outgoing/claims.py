"""Taking a message in hand: a lease that runs out by itself, and a fence number that tells a late writer that it is late.

A worker may die at any line. Its lease runs out, another worker claims the row and gets a higher fence; every write
names the fence it was given, so that of a worker that was only slow nothing is written any more.
Why no queue beside the rows: docs/decisions/0001-the-row-is-the-queue.md.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from outcry.delivery.models import Destination, Hold, MessageEvent, OutgoingMessage
from outcry.delivery.outbox import EVERYTHING
from outcry.delivery.outgoing.pacing import count_after, next_slot
from outcry.delivery.states import CLAIMABLE, MessageState
from outcry.lib.database_clock import database_now

# So many claims in a row without any result, and the message is set aside for a person.
TROUBLES = 5
_CANDIDATES = 8
_LOOKED_AT = 2


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One message in one worker's hand."""

    message_id: int
    destination_id: int
    fence: int
    state: MessageState


class FenceLost(Exception):
    """Somebody else has the message now, or it was withdrawn: whatever was found out about it is to be dropped."""


def fenced(claim: Claim) -> QuerySet[OutgoingMessage]:
    """The row of a claim, as long as the claim holds. Every write of a worker goes through here."""
    return OutgoingMessage.objects.filter(pk=claim.message_id, fence=claim.fence)


def lease() -> timedelta:
    """How long a message is held without a sign of life."""
    return timedelta(seconds=settings.LEASE_SECONDS)


def claim(*, now: datetime) -> Claim | None:
    """Take the next message that may leave; None when there is none.

    Destinations take turns, the one that waited longest first; within one, by priority and then by due_at.
    """
    held = tuple(Hold.objects.values_list("group", flat=True))
    if EVERYTHING in held:
        return None
    moment = _Moment(now=now, lease_clock=database_now(), held=held)
    candidates = _destinations_with_work(moment)
    for destination_id in candidates:
        if taken := _claim_for(destination_id, moment, wait=False):
            return taken
    # Other workers held every one of them this moment. A claim takes milliseconds: wait in line once.
    return _claim_for(candidates[0], moment, wait=True) if candidates else None


def next_slot_after(*, now: datetime) -> datetime | None:
    """When the next destination whose letters are due, and wait for its pace alone, lets one leave; None when nothing waits for that."""
    held = tuple(Hold.objects.values_list("group", flat=True))
    if EVERYTHING in held:
        return None
    moment = _Moment(now=now, lease_clock=database_now(), held=held)
    pacing = Destination.objects.filter(_has_room(moment), next_slot_at__gt=now, paused_at=None)
    waiting = pacing.filter(Exists(_due(moment).filter(destination=OuterRef("pk"))))
    return waiting.order_by("next_slot_at").values_list("next_slot_at", flat=True).first()


def newest_message() -> int:
    """The number of the message put into the outbox last: another one says that there is new work. One look at the end of an index."""
    return OutgoingMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def renew(claim: Claim) -> bool:
    """Hold the message for one more lease; False when it is not ours any more."""
    return bool(fenced(claim).update(leased_until=database_now() + lease()))


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """What one look at the queue goes by: the real clock, the database's for leases, and the groups on hold."""

    now: datetime
    lease_clock: datetime
    held: tuple[str, ...]

    @property
    def day(self) -> date:
        return self.now.astimezone(UTC).date()


def _open_destinations(moment: _Moment) -> QuerySet[Destination]:
    has_slot = Q(next_slot_at=None) | Q(next_slot_at__lte=moment.now)
    return Destination.objects.filter(has_slot, _has_room(moment), paused_at=None)


def _has_room(moment: _Moment) -> Q:
    return Q(daily_cap=None) | Q(day=None) | ~Q(day=moment.day) | Q(day_count__lt=F("daily_cap"))


def _due(moment: _Moment) -> QuerySet[OutgoingMessage]:
    free = Q(leased_until=None) | Q(leased_until__lte=moment.lease_clock)
    due = OutgoingMessage.objects.filter(free, due_at__lte=moment.now, state__in=CLAIMABLE)
    return due.exclude(group__in=moment.held) if moment.held else due


def _destinations_with_work(moment: _Moment) -> list[int]:
    work = _due(moment).filter(destination=OuterRef("pk"))
    waiting_longest = F("last_claimed_at").asc(nulls_first=True)
    return list(_open_destinations(moment).filter(Exists(work)).order_by(waiting_longest, "pk").values_list("pk", flat=True)[:_CANDIDATES])


def _claim_for(destination_id: int, moment: _Moment, *, wait: bool) -> Claim | None:
    with transaction.atomic():
        # The weaker lock: whoever puts a letter down for this destination must not wait for us, nor we for her.
        destination = _open_destinations(moment).select_for_update(skip_locked=not wait, no_key=True).filter(pk=destination_id).first()
        if destination is None:
            return None
        rows = _due(moment).filter(destination=destination).select_for_update(skip_locked=True, no_key=True)
        for message in rows.only("pk", "state", "fence", "troubles", "destination_id").order_by("priority", "due_at")[:_LOOKED_AT]:
            if message.troubles < TROUBLES:
                _keep_pace(destination, moment)
                return _take(message, moment)
            set_aside(message_id=message.pk, state=message.state, reason="taken in hand again and again without any result", now=moment.now)
    return None


def _take(message: OutgoingMessage, moment: _Moment) -> Claim:
    fence = message.fence + 1
    OutgoingMessage.objects.filter(pk=message.pk).update(fence=fence, leased_until=moment.lease_clock + lease(), troubles=message.troubles + 1)
    return Claim(message_id=message.pk, destination_id=message.destination_id, fence=fence, state=MessageState(message.state))


def _keep_pace(destination: Destination, moment: _Moment) -> None:
    destination.day_count = count_after(day=destination.day, count=destination.day_count, today=moment.day)
    destination.day, destination.last_claimed_at = moment.day, moment.now
    destination.next_slot_at = next_slot(hourly_pace=destination.hourly_pace, now=moment.now)
    destination.save(update_fields=["day", "day_count", "last_claimed_at", "next_slot_at"])


def set_aside(*, message_id: int, state: str, reason: str, now: datetime) -> None:
    """Stop trying until a person looks, and write down why."""
    OutgoingMessage.objects.filter(pk=message_id).update(due_at=None, leased_until=None, fence=F("fence") + 1)
    MessageEvent.objects.create(message_id=message_id, at=now, before=state, after=state, reason=f"set aside: {reason}"[:200])
