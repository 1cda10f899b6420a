"""The three gates that a message passes on its way out, kept in rows: so ten workers on three hosts keep the same limits as one.

A look without a lock finds lanes whose gates seem open. Each gate is then passed under its row's lock, where its counts are exact; one
that turns out to be closed says until when, in its row, and nobody looks before.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Model, QuerySet, Value, When

from outcry.delivery.models import Destination, ReceivingServer, SendingDomain
from outcry.delivery.outgoing.pacing import HOUR, Hours, SlowStart, cap_of_warm_up, count_after, next_slot
from outcry.lib.by_hand import adapted, ask, moment


class Shut(Exception):
    """This gate is closed; `write_down` says in its row until when. To be called once the transaction has been given up."""

    def __init__(self, write_down: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.write_down = write_down


@dataclass
class LockedServer:
    """What a claim has to know of the row of a server that it has locked; the columns of ReceivingServer, read by hand (see lanes)."""

    id: int
    connections: int
    most_connections: int | None
    an_hour: int | None
    most_an_hour: int | None
    hour_count: int
    hour_was_bad: bool
    rests: int
    hour_began_at: datetime | None
    rests_until: datetime | None
    paused_at: datetime | None
    refuses_since: datetime | None


def lock_server(*, server_id: int, wait: bool) -> LockedServer | None:
    """Its row, locked against other claims; None when it is gone or, unless we `wait`, when another claim has it.

    The weaker lock: whoever puts a letter down in one of its lanes must not wait for us, nor we for her.
    """
    found = ask(_locking(wait), (server_id,))
    if not found:
        return None
    *numbers, began_at, rests_until, paused_at, refuses_since = found[0]
    return LockedServer(*numbers, *map(moment, (began_at, rests_until, paused_at, refuses_since)))


@cache
def _locking(wait: bool) -> str:
    locked = f"FOR NO KEY UPDATE {'' if wait else 'SKIP LOCKED'}" if connection.vendor == "postgresql" else ""
    return f"SELECT {', '.join(column.name for column in fields(LockedServer))} FROM delivery_receivingserver WHERE id = %s {locked}"  # noqa: S608  our own names


def connections(server: LockedServer) -> int:
    """How many letters may be under way to it at once."""
    return min(server.connections, server.most_connections or settings.SERVER_CONNECTIONS)


def an_hour(server: ReceivingServer | LockedServer) -> int | None:
    """How many letters it gets in an hour; None when nothing limits them."""
    limits = [limit for limit in (server.an_hour, server.most_an_hour) if limit is not None]
    return min(limits, default=None)


def hours(destination: Destination) -> Hours:
    """When it is written to."""
    return Hours(zone=destination.zone, opens=destination.opens_at, closes=destination.closes_at, weekdays=destination.weekdays)


def pass_server(server: LockedServer, *, now: datetime, is_urgent: bool, number: int = 1) -> int:
    """Count letters to this server: so many, or as many as its hour has left, and gives that. Raise Shut."""
    if server.paused_at or server.refuses_since or (server.rests_until and server.rests_until > now):
        raise Shut
    if server.hour_began_at is None or now - server.hour_began_at >= HOUR:
        if server.hour_began_at is not None:
            _set_pace(server, _pace(server).after_hour(count=server.hour_count, was_bad=server.hour_was_bad, most_connections=_most_connections(server)))
        server.hour_began_at, server.hour_count, server.hour_was_bad = now, 0, False
    limit = an_hour(server)
    if limit is not None and server.hour_count >= limit and not is_urgent:
        raise Shut(partial(ReceivingServer.objects.filter(pk=server.id).update, closed_until=server.hour_began_at + HOUR))
    if limit is not None and not is_urgent:
        number = min(number, limit - server.hour_count)
    server.hour_count += number
    ask(
        """UPDATE delivery_receivingserver SET hour_began_at = %s, hour_count = %s, hour_was_bad = %s, connections = %s, an_hour = %s,
        last_claimed_at = %s, closed_until = NULL WHERE id = %s""",
        (*adapted(server.hour_began_at), server.hour_count, server.hour_was_bad, server.connections, server.an_hour, *adapted(now), server.id),
    )
    return number


def give_back(*, server_id: int, number: int) -> None:
    """Of what was counted, so many were not handed over."""
    ReceivingServer.objects.filter(pk=server_id, hour_count__gte=number).update(hour_count=F("hour_count") - number)


def pass_destination(destination: Destination, *, now: datetime) -> date:
    """Count one more letter to this destination, whose row the caller has locked, and give the day there. Raise Shut."""
    if destination.paused_at or (destination.next_slot_at and destination.next_slot_at > now):
        raise Shut
    when = hours(destination)
    if opens := when.opens_again(now):
        raise Shut(partial(_of(destination).update, closed_until=opens))
    today = when.day(now)
    if destination.daily_cap is not None and destination.day == today and destination.day_count >= destination.daily_cap:
        raise Shut(partial(_of(destination).update, closed_until=when.midnight_after(today)))
    destination.day_count = count_after(day=destination.day, count=destination.day_count, today=today)
    destination.day, destination.closed_until = today, None
    destination.next_slot_at = next_slot(hourly_pace=destination.hourly_pace, now=now)
    destination.save(update_fields=["day", "day_count", "closed_until", "next_slot_at"])
    return today


def pass_sending(sending: SendingDomain, *, now: datetime, is_urgent: bool) -> date | None:
    """Count one more letter from this domain, and give the day it counts for; None when it does not warm up. Raise Shut.

    By one conditional statement: whoever sends from this domain does not wait for others longer than that takes.
    """
    if sending.rests_until and sending.rests_until > now:
        raise Shut
    today = now.astimezone(UTC).date()
    cap = cap_of_warm_up(plan=sending.warm_up, began_on=sending.warms_up_from, today=today)
    if cap is None:
        return None
    rows = _of(sending) if is_urgent else _of(sending).exclude(day=today, day_count__gte=cap)
    # Another plan may have been set this moment: then this count is the old one's last.
    counted = rows.update(day=today, day_count=Case(When(day=today, then=F("day_count") + 1), default=Value(1)), closed_until=None)
    if not counted:
        raise Shut(partial(_of(sending).update, closed_until=datetime.combine(today + timedelta(days=1), datetime.min.time(), tzinfo=UTC)))
    return today


def _of[Row: Model](row: Row) -> QuerySet[Row]:
    return type(row)._default_manager.filter(pk=row.pk)


def _most_connections(server: LockedServer) -> int:
    return server.most_connections or int(settings.SERVER_CONNECTIONS)


def _pace(server: LockedServer) -> SlowStart:
    return SlowStart(connections=server.connections, an_hour=server.an_hour)


def _set_pace(server: LockedServer, pace: SlowStart) -> None:
    server.connections, server.an_hour = pace.connections, pace.an_hour
