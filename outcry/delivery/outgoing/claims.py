"""Taking a message in hand: a lease that runs out by itself, and a fence number that tells a late writer that it is late.

A worker may die at any line. Its lease runs out, another worker claims the row and gets a higher fence; every write
names the fence it was given, so that of a worker that was only slow nothing is written any more.
Why no queue beside the rows: docs/decisions/0001-the-row-is-the-queue.md. Who has which limit, and why servers take turns:
docs/decisions/0040-servers-take-turns.md.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from outcry.delivery.models import Destination, Hold, Lane, MessageEvent, OutgoingMessage, ReceivingServer, SendingDomain
from outcry.delivery.outbox import EVERYTHING
from outcry.delivery.outgoing import gates, lanes
from outcry.delivery.outgoing.lanes import Candidate, Moment
from outcry.delivery.states import CLAIMABLE, MessageState
from outcry.lib.database_clock import database_now

# So many claims in a row without any result, and the message is set aside for a person.
TROUBLES = 5
_LOOKED_AT = 2


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One message in one worker's hand, with the gates it passed and the day it counts for at each."""

    message_id: int
    destination_id: int
    fence: int
    state: MessageState
    server_id: int
    sending_id: int
    destination_day: date | None
    sending_day: date | None
    # Whether server or relay could not be reached the last time: then a good answer is worth writing down.
    had_rested: bool


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

    Urgent mail first. Then servers take turns, the one that waited longest first; at one server its lanes; within one, by priority
    and then by due_at.
    """
    held = tuple(Hold.objects.values_list("group", flat=True))
    if EVERYTHING in held:
        return None
    moment = Moment(now=now, lease_clock=database_now(), held=held)
    while candidates := lanes.with_work(moment):
        closed = False
        for lane in candidates:
            found = _claim_in(lane, moment, wait=False)
            if isinstance(found, Claim):
                return found
            closed = closed or found is not None
        if not closed:
            # Other workers held every one of them this moment. A claim takes milliseconds: wait in line once.
            found = _claim_in(candidates[0], moment, wait=True)
            return found if isinstance(found, Claim) else None
    return None


def next_slot_after(*, now: datetime) -> datetime | None:
    """When the next lane whose letters are due, and wait for a limit alone, lets one leave; None when nothing waits for that."""
    held = tuple(Hold.objects.values_list("group", flat=True))
    if EVERYTHING in held:
        return None
    moment = Moment(now=now, lease_clock=database_now(), held=held)
    return lanes.next_opening(moment)


def may_leave(*, now: datetime) -> bool:
    """Whether a worker that asked now may be given something."""
    held = tuple(Hold.objects.values_list("group", flat=True))
    return EVERYTHING not in held and bool(lanes.with_work(Moment(now=now, lease_clock=database_now(), held=held)))


def newest_message() -> int:
    """The number of the message put into the outbox last: another one says that there is new work. One look at the end of an index."""
    return OutgoingMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def renew(claim: Claim) -> bool:
    """Hold the message for one more lease; False when it is not ours any more."""
    return bool(fenced(claim).update(leased_until=database_now() + lease()))


def _due(moment: Moment) -> QuerySet[OutgoingMessage]:
    free = Q(leased_until=None) | Q(leased_until__lte=moment.lease_clock)
    due = OutgoingMessage.objects.filter(free, due_at__lte=moment.now, state__in=CLAIMABLE)
    return due.exclude(group__in=moment.held) if moment.held else due


def _claim_in(lane: Candidate, moment: Moment, *, wait: bool) -> Claim | gates.Shut | None:
    """Take a message of this lane; None when others hold it, or when what there was is gone. Shut: a gate was closed, the lane is out."""
    try:
        with transaction.atomic():
            return _claim_behind_gates(lane, moment, wait=wait)
    except gates.Shut as shut:
        shut.write_down()
        return shut


def _claim_behind_gates(lane: Candidate, moment: Moment, *, wait: bool) -> Claim | None:
    # The weaker lock: whoever puts a letter down in this lane must not wait for us, nor we for her. Always in this order: server,
    # destination, sending domain.
    server = ReceivingServer.objects.select_for_update(skip_locked=not wait, no_key=True).filter(pk=lane.server_id).first()
    if server is None:
        return None
    if lanes.under_way(server_id=server.pk, lease_clock=moment.lease_clock) >= gates.connections(server):
        return None
    destination = Destination.objects.select_for_update(no_key=True).get(pk=lane.destination_id) if lane.is_paced else None
    sending = SendingDomain.objects.get(pk=lane.sending_id) if lane.warms_up else None
    rows = _due(moment).filter(lane=lane.lane_id).select_for_update(skip_locked=True, no_key=True)
    for message in rows.only("pk", "state", "fence", "troubles", "priority").order_by("priority", "due_at")[:_LOOKED_AT]:
        if message.troubles < TROUBLES:
            is_urgent = message.priority <= lanes.URGENT
            gates.pass_server(server, now=moment.now, is_urgent=is_urgent)
            destination_day = gates.pass_destination(destination, now=moment.now) if destination else None
            sending_day = gates.pass_sending(sending, now=moment.now, is_urgent=is_urgent) if sending else None
            Lane.objects.filter(pk=lane.lane_id).update(last_claimed_at=moment.now)
            fence = message.fence + 1
            OutgoingMessage.objects.filter(pk=message.pk).update(fence=fence, leased_until=moment.lease_clock + lease(), troubles=message.troubles + 1)
            return Claim(
                message_id=message.pk,
                destination_id=lane.destination_id,
                fence=fence,
                state=MessageState(message.state),
                server_id=server.pk,
                sending_id=lane.sending_id,
                destination_day=destination_day,
                sending_day=sending_day,
                had_rested=bool(server.rests or lane.sending_rested),
            )
        set_aside(message_id=message.pk, state=message.state, reason="taken in hand again and again without any result", now=moment.now)
    return None


def set_aside(*, message_id: int, state: str, reason: str, now: datetime) -> None:
    """Stop trying until a person looks, and write down why."""
    OutgoingMessage.objects.filter(pk=message_id).update(due_at=None, leased_until=None, fence=F("fence") + 1)
    MessageEvent.objects.create(message_id=message_id, at=now, before=state, after=state, reason=f"set aside: {reason}"[:200])
