"""Whether the post office still moves: letters leave, mails that came in are read, what becomes due by itself is done.

Seen by what lies undone, never by whether a process is there: one that hangs is there. Only chores, which may have nothing to do for
hours, leave a sign of life.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Min, Q

from outcry.delivery.models import Hold, IncomingMessage, Lane, OutgoingMessage, Pulse, ReceivingServer
from outcry.delivery.outbox import EVERYTHING
from outcry.delivery.outgoing import lanes
from outcry.delivery.outgoing.lanes import Moment
from outcry.delivery.states import CLAIMABLE, WAITING
from outcry.lib.database_clock import database_now

# A worker looks several times a second; this is far beyond what a slow server or a busy machine explains.
LETTERS_AFTER = timedelta(minutes=10)
INCOMING_AFTER = timedelta(minutes=10)
# A large import keeps the other chores waiting, honestly, for minutes.
CHORES_AFTER = timedelta(minutes=15)
# Servers are away for an hour now and then; tries go on for five days.
SERVER_AFTER = timedelta(hours=4)
_CHORES = "chores"


class Kind(StrEnum):
    """What can stand still."""

    LETTERS = "letters"
    INCOMING = "incoming"
    CHORES = _CHORES
    SERVER_AWAY = "server away"
    SERVER_REFUSES = "server refuses"


@dataclass(frozen=True, kw_only=True)
class StandingStill:
    """One thing that stands still: since when, how many mails wait for it, and which server it is if it is one."""

    kind: Kind
    since: datetime
    waiting: int = 0
    server: ReceivingServer | None = None

    @property
    def key(self) -> str:
        """Names it from one look to the next."""
        return f"{self.kind}:{self.server.pk}" if self.server else self.kind


def beat(*, now: datetime) -> int:
    """The sign of life of whoever does chores; a chore itself. Always 0: nothing was done that anybody counts."""
    Pulse.objects.update_or_create(key=_CHORES, defaults={"beat_at": now})
    return 0


def look(*, now: datetime) -> list[StandingStill]:
    """What stands still now. What a person holds or paused, and what waits for a limit, does not."""
    found = [*_letters(now), *_incoming(now), *_chores(now), *_servers(now)]
    return sorted(found, key=lambda one: one.since)


def _letters(now: datetime) -> list[StandingStill]:
    """Letters that could have left all the time, from lanes that no worker has looked into."""
    held = tuple(Hold.objects.values_list("group", flat=True))
    if EVERYTHING in held:
        return []
    long_ago = now - LETTERS_AFTER
    waiting = [lane.lane_id for lane in lanes.with_work(Moment(now=long_ago, lease_clock=database_now(), held=held))]
    idle = Lane.objects.filter(Q(last_claimed_at=None) | Q(last_claimed_at__lte=long_ago), pk__in=waiting)
    due = OutgoingMessage.objects.filter(lane__in=idle, due_at__lte=long_ago, state__in=CLAIMABLE).exclude(group__in=held)
    facts = due.aggregate(number=Count("pk"), since=Min("due_at"))
    return [StandingStill(kind=Kind.LETTERS, since=facts["since"], waiting=facts["number"])] if facts["number"] else []


def _incoming(now: datetime) -> list[StandingStill]:
    facts = IncomingMessage.objects.filter(kind="", received_at__lte=now - INCOMING_AFTER).aggregate(number=Count("pk"), since=Min("received_at"))
    return [StandingStill(kind=Kind.INCOMING, since=facts["since"], waiting=facts["number"])] if facts["number"] else []


def _chores(now: datetime) -> list[StandingStill]:
    """An installation whose chores never ran has no pulse: it is being set up."""
    pulse = Pulse.objects.filter(key=_CHORES, beat_at__lte=now - CHORES_AFTER).first()
    return [StandingStill(kind=Kind.CHORES, since=pulse.beat_at)] if pulse else []


def _servers(now: datetime) -> list[StandingStill]:
    """Servers that block us, or that can't be reached, while letters have waited for them for hours."""
    stopped = ReceivingServer.objects.filter(Q(refuses_since__isnull=False) | Q(rests__gt=0), paused_at=None)
    waiting = OutgoingMessage.objects.filter(lane__server__in=stopped, state__in=WAITING, due_at__isnull=False).order_by()
    facts = {row["lane__server"]: row for row in waiting.values("lane__server").annotate(number=Count("pk"), since=Min("created_at"))}
    return [
        StandingStill(
            kind=Kind.SERVER_REFUSES if server.refuses_since else Kind.SERVER_AWAY,
            since=server.refuses_since or facts[server.pk]["since"],
            waiting=facts[server.pk]["number"],
            server=server,
        )
        for server in stopped
        if server.pk in facts and (server.refuses_since or facts[server.pk]["since"] <= now - SERVER_AFTER)
    ]
