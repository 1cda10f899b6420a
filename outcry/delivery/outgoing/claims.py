"""Taking a message in hand: a lease that runs out by itself, and a fence number that tells a late writer that it is late.

A worker may die at any line. Its lease runs out, another worker claims the row and gets a higher fence; every write
names the fence it was given, so that of a worker that was only slow nothing is written any more.
Why no queue beside the rows: docs/decisions/0001-the-row-is-the-queue.md. Who has which limit, and why servers take turns:
docs/decisions/0040-servers-take-turns.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet

from outcry.delivery.models import Destination, MessageEvent, OutgoingMessage, SendingDomain
from outcry.delivery.outbox import EVERYTHING
from outcry.delivery.outgoing import gates, lanes
from outcry.delivery.outgoing.lanes import Candidate, Moment
from outcry.delivery.states import CLAIMABLE, MessageState
from outcry.lib.by_hand import adapted, ask, listed
from outcry.lib.database_clock import database_now

# So many claims in a row without any result, and the message is set aside for a person.
TROUBLES = 5
_LOOKED_AT = 2
_STATES = ", ".join(f"'{state.value}'" for state in CLAIMABLE)
_COLUMNS = "id, state, fence, troubles, priority, mailer, sender, message_id, attempts, recipient, content"
_TICK = timedelta(microseconds=1)


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
    # What leaves, sealed as the row has it: a seal that is broken must trouble this message alone.
    mailer: str
    sender: str
    name: str
    attempts: int
    recipient: bytes | None = field(repr=False)
    content: bytes | None = field(repr=False)


class _Row(NamedTuple):
    message_id: int
    state: str
    fence: int
    troubles: int
    priority: int
    mailer: str
    sender: str
    name: str
    attempts: int
    recipient: bytes | None
    content: bytes | None


class FenceLost(Exception):
    """Somebody else has the message now, or it was withdrawn: whatever was found out about it is to be dropped."""


def fenced(claim: Claim) -> QuerySet[OutgoingMessage]:
    """The row of a claim, as long as the claim holds. Every write of a worker goes through here."""
    return OutgoingMessage.objects.filter(pk=claim.message_id, fence=claim.fence)


def lease() -> timedelta:
    """How long a message is held without a sign of life."""
    return timedelta(seconds=settings.LEASE_SECONDS)


def claim(*, now: datetime) -> Claim | None:
    """Take the next message that may leave; None when there is none."""
    return next(iter(claim_some(now=now, most=lambda server_id: 1)), None)


def claim_some(*, now: datetime, most: Callable[[int], int]) -> list[Claim]:
    """Take the next messages that may leave, of one lane: at most so many as `most` says for its server, to be handed over one after the other.

    Urgent mail first. Then servers take turns, the one that waited longest first; at one server its lanes; within one, by priority
    and then by due_at. Where a pace is kept, one at a time.
    """
    held = _held()
    if EVERYTHING in held:
        return []
    moment = Moment(now=now, lease_clock=database_now(), held=held)
    while candidates := lanes.with_work(moment):
        closed = False
        for lane in candidates:
            found = _claim_in(lane, moment, most=most(lane.server_id), wait=False)
            if isinstance(found, list):
                return found
            closed = closed or found is not None
        if not closed:
            # Other workers held every one of them this moment. A claim takes milliseconds: wait in line once.
            found = _claim_in(candidates[0], moment, most=most(candidates[0].server_id), wait=True)
            return found if isinstance(found, list) else []
    return []


def give_back(claims: Sequence[Claim]) -> None:
    """Let go of what was taken in hand and not begun: it counts for nothing, and others may have it at once."""
    with transaction.atomic():
        for server_id in {claim.server_id for claim in claims}:
            gates.give_back(server_id=server_id, number=sum(claim.server_id == server_id for claim in claims))
        for claim in sorted(claims, key=lambda one: one.message_id):
            fenced(claim).update(leased_until=None, troubles=F("troubles") - 1)


def next_slot_after(*, now: datetime) -> datetime | None:
    """When the next lane whose letters are due, and wait for a limit alone, lets one leave; None when nothing waits for that."""
    held = _held()
    if EVERYTHING in held:
        return None
    moment = Moment(now=now, lease_clock=database_now(), held=held)
    return lanes.next_opening(moment)


def may_leave(*, now: datetime) -> bool:
    """Whether a worker that asked now may be given something."""
    held = _held()
    return EVERYTHING not in held and bool(lanes.with_work(Moment(now=now, lease_clock=database_now(), held=held)))


def newest_message() -> int:
    """The number of the message put into the outbox last: another one says that there is new work. One look at the end of an index."""
    return OutgoingMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def renew(*claims: Claim) -> bool:
    """Hold these messages, taken together, for one more lease; False when none is ours any more.

    Of one that came to its result this moment nothing is held: it would count as under way until that lease is over.
    """
    until = database_now() + lease()
    return sum(fenced(claim).filter(leased_until__isnull=False).update(leased_until=until) for claim in claims) > 0


def _held() -> tuple[str, ...]:
    """The groups of which nothing leaves. By hand, as all that is asked before each hand of letters (see lanes)."""
    return tuple(group for (group,) in ask('SELECT "group" FROM delivery_hold'))


def _claim_in(lane: Candidate, moment: Moment, *, most: int, wait: bool) -> list[Claim] | gates.Shut | None:
    """Take messages of this lane; None when others hold it, or when what there was is gone. Shut: a gate was closed, the lane is out."""
    try:
        with transaction.atomic():
            return _claim_behind_gates(lane, moment, most=most, wait=wait)
    except gates.Shut as shut:
        shut.write_down()
        return shut


def _claim_behind_gates(lane: Candidate, moment: Moment, *, most: int, wait: bool) -> list[Claim] | None:
    # Always in this order: server, destination, sending domain.
    server = gates.lock_server(server_id=lane.server_id, wait=wait)
    if server is None:
        return None
    under_way, longest = lanes.under_way(server_id=lane.server_id, lease_clock=moment.lease_clock)
    if under_way >= gates.connections(server):
        return None
    destination = Destination.objects.select_for_update(no_key=True).get(pk=lane.destination_id) if lane.is_paced else None
    sending = SendingDomain.objects.get(pk=lane.sending_id) if lane.warms_up else None
    found = _together(_due(lane, moment, number=max(_LOOKED_AT, 1 if destination or sending else most)), moment)
    rows = found[: 1 if destination or sending else most]
    if not rows:
        return None
    is_urgent = rows[0].priority <= lanes.URGENT
    rows = rows[: gates.pass_server(server, now=moment.now, is_urgent=is_urgent, number=len(rows))]
    destination_day = gates.pass_destination(destination, now=moment.now) if destination else None
    sending_day = gates.pass_sending(sending, now=moment.now, is_urgent=is_urgent) if sending else None
    # A moment of its own for each lot: by it those are known that go over one connection (`lanes.under_way`).
    until = max(moment.lease_clock + lease(), longest + _TICK) if longest else moment.lease_clock + lease()
    _write_down(lane, rows, now=moment.now, until=until)
    return [
        Claim(
            message_id=row.message_id,
            destination_id=lane.destination_id,
            fence=row.fence + 1,
            state=MessageState(row.state),
            server_id=lane.server_id,
            sending_id=lane.sending_id,
            destination_day=destination_day,
            sending_day=sending_day,
            had_rested=bool(server.rests or lane.sending_rested),
            mailer=row.mailer,
            sender=row.sender,
            name=row.name,
            attempts=row.attempts,
            recipient=row.recipient,
            content=row.content,
        )
        for row in rows
    ]


def _due(lane: Candidate, moment: Moment, *, number: int) -> Iterator[_Row]:
    """The first messages of this lane whose turn it is, locked."""
    for *values, recipient, content in ask(*due_question(lane, moment, number=number)):
        yield _Row(*values, *(None if sealed is None else bytes(sealed) for sealed in (recipient, content)))


def due_question(lane: Candidate, moment: Moment, *, number: int) -> tuple[str, tuple[Any, ...]]:
    """The question for the first messages of a lane, and its values: whoever wants to see the database's plan asks with it, too."""
    now, clock = adapted(moment.now, moment.lease_clock)
    return _due_statement(len(moment.held)), (lane.lane_id, clock, now, *moment.held, number)


@cache
def _due_statement(held: int) -> str:
    groups = f'AND "group" NOT IN ({", ".join(["%s"] * held)})' if held else ""
    locked = "FOR NO KEY UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    return f"""SELECT {_COLUMNS} FROM delivery_outgoingmessage WHERE lane_id = %s AND (leased_until IS NULL OR leased_until <= %s)
    AND due_at <= %s AND state IN ({_STATES}) {groups} ORDER BY priority, due_at LIMIT %s {locked}"""  # noqa: S608  our own names


def _write_down(lane: Candidate, rows: Sequence[_Row], *, now: datetime, until: datetime) -> None:
    """That these are taken: whoever had one of them before is late from now on."""
    at, end = adapted(now, until)
    ask("UPDATE delivery_lane SET last_claimed_at = %s WHERE id = %s", (at, lane.lane_id))
    ids = [row.message_id for row in rows]
    ask(_taking(len(ids)), (end, listed(ids)) if connection.vendor == "postgresql" else (end, *ids))


@cache
def _taking(number: int) -> str:
    these = "= ANY(%s)" if connection.vendor == "postgresql" else f"IN ({', '.join(['%s'] * number)})"
    return f"UPDATE delivery_outgoingmessage SET fence = fence + 1, troubles = troubles + 1, leased_until = %s WHERE id {these}"  # noqa: S608


def _together(found: Iterator[_Row], moment: Moment) -> list[_Row]:
    """Those that may be taken in one lot: as urgent as the first, and no companion for one that has come to no result before."""
    rows: list[_Row] = []
    for row in found:
        if row.troubles >= TROUBLES:
            set_aside(message_id=row.message_id, state=row.state, reason="taken in hand again and again without any result", now=moment.now)
        elif not rows:
            rows.append(row)
        elif row.troubles or rows[0].troubles or (row.priority <= lanes.URGENT) != (rows[0].priority <= lanes.URGENT):
            break
        else:
            rows.append(row)
    return rows


def set_aside(*, message_id: int, state: str, reason: str, now: datetime) -> None:
    """Stop trying until a person looks, and write down why."""
    OutgoingMessage.objects.filter(pk=message_id).update(due_at=None, leased_until=None, fence=F("fence") + 1)
    MessageEvent.objects.create(message_id=message_id, at=now, before=state, after=state, reason=f"set aside: {reason}"[:200])
