"""Which lanes something may leave from, whose turn it is, and until when the others wait: looks without a lock, before each claim.

By hand, since a worker asks before every hand of letters: Django takes longer to build such a question than the database to answer it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import connection

from outcry.delivery.states import CLAIMABLE
from outcry.lib.by_hand import adapted, ask
from outcry.lib.by_hand import moment as moment_of

# Mail with this priority or a smaller one, such as a link that somebody waits for, overtakes all other. It counts against the limits
# of server and sending domain but does not wait for them.
URGENT = 1
_MOST = 8
_LONG_AGO = "1970-01-01 00:00:00+00"
_STATES = ", ".join(f"'{state.value}'" for state in CLAIMABLE)
_GATES = """
JOIN delivery_receivingserver server ON server.id = lane.server_id
JOIN delivery_destination destination ON destination.id = lane.destination_id JOIN delivery_sendingdomain sending ON sending.id = lane.sending_id
"""
_NOT_PAUSED = "server.paused_at IS NULL AND server.refuses_since IS NULL AND destination.paused_at IS NULL"
_IS_PACED = (
    "(destination.hourly_pace IS NOT NULL OR destination.daily_cap IS NOT NULL OR destination.opens_at IS NOT NULL OR destination.weekdays <> '1234567')"
)
# What a lane can wait for; past the first four even urgent mail does not go.
_TIMES = (
    "server.rests_until",
    "destination.next_slot_at",
    "destination.closed_until",
    "sending.rests_until",
    "server.closed_until",
    "sending.closed_until",
)
_FOR_URGENT = 4
_UNDER_WAY = """
SELECT lane.server_id, count(DISTINCT message.leased_until) AS number, max(message.leased_until) AS longest
FROM delivery_outgoingmessage message JOIN delivery_lane lane ON lane.id = message.lane_id
WHERE message.leased_until > %s GROUP BY lane.server_id
"""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What one look at the queue goes by: the real clock, the database's for leases, and the groups on hold."""

    now: datetime
    lease_clock: datetime
    held: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A lane in which something may leave, as far as a look tells, and which of its gates keep a limit."""

    lane_id: int
    server_id: int
    destination_id: int
    sending_id: int
    is_paced: bool
    warms_up: bool
    sending_rested: bool


def with_work(moment: Moment) -> list[Candidate]:
    """The lanes whose turn is next: urgent mail first, then by how long server and lane have waited."""
    now, clock, held = *adapted(moment.now, moment.lease_clock), moment.held
    values = (clock, *[now] * (len(_TIMES) - _FOR_URGENT), clock, now, *held, *[now] * _FOR_URGENT, settings.SERVER_CONNECTIONS)
    return [
        Candidate(
            lane_id=lane,
            server_id=server,
            destination_id=destination,
            sending_id=sending,
            is_paced=bool(is_paced),
            warms_up=bool(warms_up),
            sending_rested=bool(rests),
        )
        for lane, server, destination, sending, is_paced, warms_up, rests in ask(_with_work(len(held)), values)
    ]


def next_opening(moment: Moment) -> datetime | None:
    """When the first of the lanes that wait for a limit alone lets one of its due messages leave; None when none waits for that."""
    now, clock, held = *adapted(moment.now, moment.lease_clock), moment.held
    found = ask(_next_opening(len(held)), (clock, now, *held, now))
    return moment_of(found[0][0]) if found else None


def under_way(*, server_id: int, lease_clock: datetime) -> tuple[int, datetime | None]:
    """Over how many connections letters are being handed over to one server, and the last moment to which any of them is held.

    What was taken together goes over one connection, one after the other, and is held to the same moment.
    """
    found = ask(f"SELECT number, longest FROM ({_UNDER_WAY}) held WHERE server_id = %s", (*adapted(lease_clock), server_id))  # noqa: S608
    number, longest = found[0] if found else (0, None)
    return number, moment_of(longest)


@cache
def _with_work(held: int) -> str:
    for_urgent, for_all = _open(_TIMES[:_FOR_URGENT]), _open(_TIMES[_FOR_URGENT:])
    # A lane whose gates are closed is not asked what waits in it: that may be long, and all of it for later.
    return f"""
    WITH under_way AS ({_UNDER_WAY}), open_lane AS MATERIALIZED (
      SELECT lane.id, lane.server_id, lane.destination_id, lane.sending_id,
        {_IS_PACED} AS is_paced,
        sending.warms_up_from IS NOT NULL AS warms_up, sending.rests, server.last_claimed_at AS server_claimed_at, lane.last_claimed_at,
        {for_all} AS is_open_for_all, {_first_priority(held)} AS priority
      FROM delivery_lane lane {_GATES} LEFT JOIN under_way ON under_way.server_id = lane.server_id
      WHERE {_NOT_PAUSED} AND {for_urgent}
        AND (under_way.number IS NULL OR (under_way.number < server.connections AND under_way.number < COALESCE(server.most_connections, %s))))
    SELECT id, server_id, destination_id, sending_id, is_paced, warms_up, rests FROM open_lane
    WHERE priority <= {URGENT} OR (priority IS NOT NULL AND is_open_for_all)
    ORDER BY CASE WHEN priority <= {URGENT} THEN 0 ELSE 1 END, server_claimed_at NULLS FIRST, last_claimed_at NULLS FIRST, id LIMIT {_MOST}
    """  # noqa: S608  our own names


@cache
def _next_opening(held: int) -> str:
    greatest = "GREATEST" if connection.vendor == "postgresql" else "MAX"
    opens_at = f"{greatest}({', '.join(f"COALESCE({name}, '{_LONG_AGO}')" for name in _TIMES)})"
    all_of_them = f"SELECT {opens_at} AS opens_at FROM delivery_lane lane {_GATES} WHERE {_NOT_PAUSED} AND {_first_priority(held)} IS NOT NULL"  # noqa: S608
    return f"SELECT opens_at FROM ({all_of_them}) waiting WHERE opens_at > %s ORDER BY opens_at LIMIT 1"  # noqa: S608


def _first_priority(held: int) -> str:
    """That of the message of a lane whose turn it is; NULL where nothing is due.

    In the order of its index: asked whether there is any, PostgreSQL may look from the beginning of the table, past all that has ended.
    """
    groups = f'AND message."group" NOT IN ({", ".join(["%s"] * held)})' if held else ""
    return f"""(SELECT message.priority FROM delivery_outgoingmessage message WHERE message.lane_id = lane.id
      AND (message.leased_until IS NULL OR message.leased_until <= %s) AND message.due_at <= %s AND message.state IN ({_STATES}) {groups}
      ORDER BY message.priority, message.due_at LIMIT 1)"""  # noqa: S608  our own names


def _open(names: Sequence[str]) -> str:
    return " AND ".join(f"({name} IS NULL OR {name} <= %s)" for name in names)
