"""The way in: finished mails, put down inside the caller's transaction; and the way to pace, hold, withdraw and erase them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from outcry.delivery.bell import ring_once_committed
from outcry.delivery.compose import FinishedMail
from outcry.delivery.models import LIFETIME, Attempt, Destination, Hold, MessageEvent, OutgoingMessage, ReceivingServer, SendingDomain
from outcry.delivery.servers import PEOPLE, lane_id
from outcry.delivery.states import WITHDRAWABLE, MessageState
from outcry.delivery.steps import ENDS, step_together
from outcry.lib.statements import NewRow, first_value, insert

# The group of a hold that means everything.
EVERYTHING = ""

EVERY_DAY = "1234567"

_ROWS = 500
# As many characters as a row keeps of a reason.
REASON_LENGTH = 200


class OutsideTransaction(Exception):
    """A mail must become visible together with the reason why it was written: call inside transaction.atomic()."""


def put(*, mails: Sequence[FinishedMail], now: datetime, due_at: datetime | None = None, lifetime: timedelta = LIFETIME) -> list[OutgoingMessage]:
    """Put finished mails down, to leave at `due_at` or as soon as their turn comes; one row for each, in the same order.

    A key that is already there changes nothing and gives the old row. `lifetime` is how long a mail is tried, from its
    first try. Unknown destinations are opened. Raise OutsideTransaction unless the caller has begun one.
    """
    _check_transaction()
    destinations = _destinations({mail.destination for mail in mails})
    rows: dict[str, OutgoingMessage] = {}
    for some in batched({mail.key: mail for mail in mails}.values(), _ROWS):
        lanes = _lanes(some, destinations)
        drafts = [
            OutgoingMessage(**_columns(mail, destinations[mail.destination], lanes[mail.key], now), due_at=due_at or now, lifetime=lifetime) for mail in some
        ]
        rows |= {row.key: row for row in _written_or_old(drafts)}
    return [rows[mail.key] for mail in mails]


def destination_id(*, key: str) -> int:
    """The number of a destination, for `seal`; it never changes. Opened if it is new."""
    return first_value("SELECT id FROM delivery_destination WHERE key = %s", key) or _destinations({key})[key]


def seal(*, mail: FinishedMail, destination_id: int, now: datetime, lanes: dict[str, int] | None = None) -> NewRow:
    """Do before the transaction begins what takes time: seal the mail. `put_sealed` does the rest.

    Whoever seals many hands in one dict as `lanes` each time: then each lane is asked for once.
    """
    lane = lane_id(mail=mail, destination_id=destination_id, known=lanes)
    return NewRow.of(OutgoingMessage, **_columns(mail, destination_id, lane, now))


def put_sealed(*, mails: Sequence[NewRow]) -> None:
    """Put mails down as `put` does; each has been given its own `key`, `due_at` and `lifetime`. Raise OutsideTransaction."""
    _check_transaction()
    _write(mails)


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction


def _lanes(mails: Iterable[FinishedMail], destinations: dict[str, int]) -> dict[str, int]:
    """The lane of each mail by its key; new ones are opened in one order, for others may open them at the same moment."""
    in_order = sorted(mails, key=lambda mail: mail.recipient.rpartition("@")[2])
    return {mail.key: lane_id(mail=mail, destination_id=destinations[mail.destination]) for mail in in_order}


def _columns(mail: FinishedMail, destination_id: int, lane: int, now: datetime) -> dict[str, Any]:
    return {
        "key": mail.key,
        "group": mail.group,
        "mailer": mail.mailer,
        "destination_id": destination_id,
        "lane_id": lane,
        "priority": mail.priority,
        "return_id": mail.return_id,
        "message_id": mail.message_id,
        "sender": mail.sender,
        "recipient": mail.recipient,
        "content": mail.content,
        "never_twice": mail.never_twice,
        "state": MessageState.QUEUED.value,
        "state_changed_at": now,
        "created_at": now,
    }


def _destinations(keys: set[str]) -> dict[str, int]:
    found = dict(Destination.objects.filter(key__in=keys).values_list("key", "pk"))
    if missing := keys - found.keys():
        unpaced: dict[str, Any] = {"hourly_pace": None, "daily_cap": None}
        Destination.objects.bulk_create([Destination(key=key, **(unpaced if key in PEOPLE else {})) for key in sorted(missing)], ignore_conflicts=True)
        found = dict(Destination.objects.filter(key__in=keys).values_list("key", "pk"))
    return found


def _written_or_old(drafts: Sequence[OutgoingMessage]) -> Iterator[OutgoingMessage]:
    """Write the rows whose key is new; give every row, old ones read back."""
    written = _write([NewRow(draft) for draft in drafts])
    for draft in drafts:
        draft.pk, draft._state.adding, draft._state.db = written.get(draft.key), False, connection.alias
    yield from (draft for draft in drafts if draft.pk)
    if old := [draft.key for draft in drafts if not draft.pk]:
        yield from OutgoingMessage.objects.filter(key__in=old)


def _write(rows: Sequence[NewRow]) -> dict[str, int]:
    """Write rows whose key is new, each with its first event; give their ids by key.

    By hand, since Django's bulk_create can't both pass over what is there and say which rows it wrote.
    """
    written = dict(insert(rows, ending="ON CONFLICT (key) DO NOTHING RETURNING key, id"))
    if written:
        ring_once_committed()
        messages, events = OutgoingMessage._meta.db_table, MessageEvent._meta.db_table
        marks = ", ".join(["%s"] * len(written))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {events} (message_id, at, before, after, reason) SELECT id, created_at, '', state, '' FROM {messages} WHERE id IN ({marks})",  # noqa: S608
                list(written.values()),
            )
    return written


def withdraw(*, group: str | None = None, keys: Iterable[str] | None = None, now: datetime, reason: str) -> int:
    """Take back what has not been delivered, by group or by keys; returns how many. What is on the wire can't be taken back.

    A worker that holds one of them finds its fence gone and drops it. Of what may have arrived, no second copy leaves.
    """
    with transaction.atomic():
        # Locked in one order, for two may take back the same letters.
        rows = _named(group=group, keys=keys)
        rows.filter(state=MessageState.UNCERTAIN).update(due_at=None, fence=F("fence") + 1)
        waiting = rows.filter(state__in=WITHDRAWABLE).order_by("pk").select_for_update(no_key=True).values_list("pk", "state")
        taken = 0
        for some in batched(list(waiting), _ROWS):
            taken += step_together(messages=some, after=MessageState.WITHDRAWN, at=now, reason=reason, fence=F("fence") + 1, **ENDS)
    return taken


def erase(*, keys: Iterable[str], now: datetime) -> int:
    """Forget recipient, content and the server's words of messages that wait for nothing any more; returns how many.

    Withdraw first: what is still to be sent is left alone. Of what is on the wire this moment the content goes at once,
    and the words that come back follow by the term in retention.py.
    """
    with transaction.atomic():
        rows = _named(keys=keys).filter(erased_at=None).exclude(state__in=WITHDRAWABLE)
        rows.filter(state=MessageState.SUBMITTING).update(recipient=None, content=None)
        ended = rows.exclude(state=MessageState.SUBMITTING)
        Attempt.objects.filter(message__in=ended.values("pk")).update(words=None)
        return ended.update(recipient=None, content=None, last_words=None, due_at=None, fence=F("fence") + 1, erased_at=now)


def retry(*, keys: Iterable[str], now: datetime) -> int:
    """Try again what was set aside or has stayed uncertain, because a person said so; returns how many."""
    with transaction.atomic():
        stopped = _named(keys=keys).filter(due_at=None, state__in=[*WITHDRAWABLE, MessageState.UNCERTAIN], content__isnull=False)
        found = list(stopped.select_for_update(no_key=True).values_list("pk", "state"))
        OutgoingMessage.objects.filter(pk__in=[pk for pk, _ in found]).update(due_at=now, troubles=0, expires_at=None)
        reason = "tried again because a person said so"
        MessageEvent.objects.bulk_create(MessageEvent(message_id=pk, at=now, before=state, after=state, reason=reason) for pk, state in found)
    return len(found)


def _named(*, group: str | None = None, keys: Iterable[str] | None = None) -> QuerySet[OutgoingMessage]:
    if (group is None) == (keys is None):
        raise ValueError("name the messages by group or by keys")
    if keys is not None:
        return OutgoingMessage.objects.filter(key__in=list(keys))
    return OutgoingMessage.objects.filter(group=group)


def open_destination(*, key: str, hourly_pace: int | None, daily_cap: int | None) -> Destination:
    """The destination of this key with this pace, made if it is new; None means that no pace or cap is kept."""
    # Whatever was found to be closed by the old pace is looked at again.
    return Destination.objects.update_or_create(key=key, defaults={"hourly_pace": hourly_pace, "daily_cap": daily_cap, "closed_until": None})[0]


def set_pace(*, key: str, hourly_pace: int | None, daily_cap: int | None) -> None:
    """Change messages an hour and a day; what was already reckoned with the old pace stays for one message."""
    open_destination(key=key, hourly_pace=hourly_pace, daily_cap=daily_cap)


def set_hours(*, key: str, zone: str, hours: tuple[time, time] | None, weekdays: str) -> None:
    """When messages leave for this destination, by the clock of its zone; None at any time of these days. Midnight closes the day."""
    opens_at, closes_at = hours or (None, None)
    told = {"zone": zone, "opens_at": opens_at, "closes_at": closes_at, "weekdays": weekdays, "closed_until": None}
    Destination.objects.update_or_create(key=key, defaults=told)


def unknown_destinations(*, keys: Iterable[str]) -> set[str]:
    """Which of these nobody has opened yet."""
    wanted = set(keys)
    return wanted - set(Destination.objects.filter(key__in=wanted).values_list("key", flat=True))


def open_with_hours(*, key: str, zone: str, hours: tuple[time, time] | None, weekdays: str) -> None:
    """The same for a destination that nobody has written to or changed yet; one that is there keeps what it has."""
    opens_at, closes_at = hours or (None, None)
    Destination.objects.bulk_create([Destination(key=key, zone=zone, opens_at=opens_at, closes_at=closes_at, weekdays=weekdays)], ignore_conflicts=True)


def pause(*, key: str, now: datetime, reason: str = "") -> None:
    """Nothing leaves for this destination until `resume`."""
    Destination.objects.filter(key=key, paused_at=None).update(paused_at=now, paused_reason=reason[:REASON_LENGTH])


def resume(*, key: str) -> None:
    """Let messages leave for this destination again, at its pace."""
    Destination.objects.filter(key=key).update(paused_at=None, paused_reason="")


def hold(*, group: str, now: datetime, reason: str) -> None:
    """Nothing of this group leaves until `release`; the group EVERYTHING holds all mail."""
    Hold.objects.get_or_create(group=group, defaults={"since": now, "reason": reason[:REASON_LENGTH]})


def release(*, group: str) -> bool:
    """Lift the hold; whether there was one."""
    return Hold.objects.filter(group=group).delete()[0] > 0


def pause_server(*, key: str, now: datetime, reason: str) -> bool:
    """Nothing leaves for this server until `release_server`; whether there is such a server."""
    rows = ReceivingServer.objects.filter(key=key)
    rows.filter(paused_at=None).update(paused_at=now, paused_reason=reason[:REASON_LENGTH])
    return rows.exists()


def release_server(*, key: str, now: datetime) -> int:
    """Let messages leave for this server again, whether a person paused it, it refused us or it rested; returns how many are tried at once.

    What it deferred gets its whole time anew: while nothing left, that time has run.
    """
    with transaction.atomic():
        server = ReceivingServer.objects.select_for_update(no_key=True).filter(key=key).first()
        if server is None:
            return 0
        cleared = {"paused_at": None, "paused_reason": "", "refuses_since": None, "refusal_words": None, "rests_until": None, "rests": 0}
        ReceivingServer.objects.filter(pk=server.pk).update(forgiven_at=now, **cleared)
        deferred = OutgoingMessage.objects.filter(lane__server=server, state=MessageState.DEFERRED, due_at__isnull=False)
        # By id: an update with a join would be written as a subquery anyway, and these are locked in one order.
        ids = list(deferred.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
        return sum(OutgoingMessage.objects.filter(pk__in=some).update(due_at=now, expires_at=None) for some in batched(ids, _ROWS))


def set_server_limits(*, key: str, most_connections: int | None, most_an_hour: int | None) -> None:
    """What a person allows this server at most; None leaves it to the settings and to slow start."""
    ReceivingServer.objects.filter(key=key).update(most_connections=most_connections, most_an_hour=most_an_hour, closed_until=None)


def warm_up(*, key: str, starts_on: date | None, plan: Sequence[int]) -> None:
    """Let a sending domain begin with few letters a day; None ends that."""
    SendingDomain.objects.filter(key=key).update(warms_up_from=starts_on, warm_up=" ".join(map(str, plan)), closed_until=None)
