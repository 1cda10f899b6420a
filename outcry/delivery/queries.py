"""The way back: what became of the messages, and what came in. Reads only; whoever cares asks here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from outcry.delivery.models import Attempt, Destination, Hold, Lane, MessageEvent, OutgoingMessage, ReceivingServer, SendingDomain
from outcry.delivery.states import WAITING, WITHDRAWABLE, MessageState


def count_states(*, group: str, mailer: str = "protest") -> dict[str, dict[str, int]]:
    """For each destination of a group, how many messages stand in which state. Counted from the rows at each call."""
    # By number first and named afterwards: so the count runs along one index, without a join for every row.
    rows = OutgoingMessage.objects.filter(group=group, mailer=mailer).order_by().values_list("destination", "state").annotate(number=Count("pk"))
    found = list(rows)
    keys = dict(Destination.objects.filter(pk__in={destination for destination, _, _ in found}).values_list("pk", "key"))
    counts: dict[str, dict[str, int]] = {}
    for destination, state, number in found:
        counts.setdefault(keys[destination], {})[state] = number
    return counts


def keys_in(*, group: str, mailer: str, states: Sequence[str]) -> list[str]:
    """The keys of the messages of a group that stand in one of these states."""
    return list(OutgoingMessage.objects.filter(group=group, mailer=mailer, state__in=states).order_by("pk").values_list("key", flat=True))


def messages(*, group: str, mailer: str = "protest", state: str | None = None, destination: str | None = None) -> QuerySet[OutgoingMessage]:
    """The messages of a group, the latest change first: for the desk's list, without their sealed content."""
    rows = OutgoingMessage.objects.filter(group=group, mailer=mailer).select_related("destination").defer("recipient", "content")
    if state is not None:
        rows = rows.filter(state=state)
    if destination is not None:
        rows = rows.filter(destination__key=destination)
    return rows.order_by("-state_changed_at", "-pk")


def latest_words(*, group: str, mailer: str = "protest", limit: int = 20) -> list[OutgoingMessage]:
    """The messages to which a server has said something, latest first; the words are in `last_words`."""
    return list(messages(group=group, mailer=mailer).filter(last_words__isnull=False)[:limit])


def pending_uncertain(*, group: str | None = None) -> QuerySet[OutgoingMessage]:
    """Messages that may or may not have arrived. One with a due_at goes once more by itself; one without waits for a person."""
    return _of_group(OutgoingMessage.objects.filter(state=MessageState.UNCERTAIN), group)


def set_aside(*, group: str | None = None) -> QuerySet[OutgoingMessage]:
    """Messages that failed by an error of ours again and again: nothing happens to them until a person looks."""
    return _of_group(OutgoingMessage.objects.filter(state__in=WAITING, due_at=None), group)


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """Letters that wait for a person's word, by group."""

    set_aside: dict[str, int]
    uncertain: dict[str, int]


def count_stopped(*, mailer: str = "protest") -> Stopped:
    """How many messages of each group nothing will happen to before a person looks: set aside, or uncertain for good."""
    rows = OutgoingMessage.objects.filter(mailer=mailer, due_at=None, state__in=(*WAITING, MessageState.UNCERTAIN)).order_by()
    found = list(rows.values_list("group", "state").annotate(number=Count("pk")))
    aside: dict[str, int] = {}
    for group, state, number in found:
        if state != MessageState.UNCERTAIN:
            aside[group] = aside.get(group, 0) + number
    return Stopped(set_aside=aside, uncertain={group: number for group, state, number in found if state == MessageState.UNCERTAIN})


def _of_group(rows: QuerySet[OutgoingMessage], group: str | None) -> QuerySet[OutgoingMessage]:
    rows = rows.select_related("destination").defer("recipient", "content").order_by("state_changed_at", "pk")
    return rows if group is None else rows.filter(group=group)


def history(*, key: str) -> list[MessageEvent]:
    """Every step of one message, first to last."""
    return list(MessageEvent.objects.filter(message__key=key).order_by("pk"))


def count_waiting(*, group: str, now: datetime) -> dict[str, int]:
    """For each destination of a group, how many messages have not left yet although they were due: they wait for pace or hold."""
    rows = OutgoingMessage.objects.filter(Q(due_at__lte=now), group=group, state__in=WAITING).order_by()
    return dict(rows.values_list("destination__key").annotate(Count("pk")))


def holds() -> list[Hold]:
    """Every hold in force, the eldest first."""
    return list(Hold.objects.order_by("since"))


def count_withdrawable(*, group: str, mailer: str | None = None) -> int:
    """How many messages of a group, all or those of one mailer, could be taken back."""
    rows = OutgoingMessage.objects.filter(group=group, state__in=WITHDRAWABLE)
    return (rows if mailer is None else rows.filter(mailer=mailer)).count()


def paused_destinations() -> list[Destination]:
    """Those that a person paused."""
    return list(Destination.objects.exclude(paused_at=None).order_by("paused_at"))


def stopped_servers(*, group: str | None = None, mailer: str = "protest", refusing_alone: bool = False) -> list[ReceivingServer]:
    """Servers that a person paused or that refuse us; with `group`, those for which letters of it wait."""
    refusing = Q(refuses_since__isnull=False)
    rows = ReceivingServer.objects.filter(refusing if refusing_alone else refusing | Q(paused_at__isnull=False))
    if group is not None:
        waiting = OutgoingMessage.objects.filter(group=group, mailer=mailer, state__in=WAITING, lane__server=OuterRef("pk"))
        rows = rows.filter(Exists(waiting))
    return list(rows.order_by("pk"))


@dataclass(frozen=True, kw_only=True)
class ServerLine:
    """A receiving server, and how many messages wait for it."""

    server: ReceivingServer
    waiting: int
    under_way: int


def server_lines(*, now: datetime, limit: int = 100) -> list[ServerLine]:
    """Servers that are stopped, rest or have mail waiting, the busiest first."""
    open_mail = OutgoingMessage.objects.filter(state__in=(*WAITING, MessageState.SUBMITTING, MessageState.UNCERTAIN), due_at__isnull=False)
    counts = {
        server: (number, leased)
        for server, number, leased in open_mail.order_by()
        .values_list("lane__server")
        .annotate(number=Count("pk"), leased=Count("pk", filter=Q(leased_until__gt=now)))
        if server
    }
    worth = Q(pk__in=counts) | Q(paused_at__isnull=False) | Q(refuses_since__isnull=False) | Q(rests_until__gt=now)
    lines = [
        ServerLine(server=server, waiting=counts.get(server.pk, (0, 0))[0], under_way=counts.get(server.pk, (0, 0))[1])
        for server in ReceivingServer.objects.filter(worth)
    ]
    return sorted(lines, key=lambda line: (line.server.refuses_since is None, line.server.paused_at is None, -line.waiting, line.server.pk))[:limit]


# So few tries are looked at that the page costs the same however much was sent.
_LATEST_TRIES = 2000


def latest_protection() -> dict[int, str]:
    """By the number of a server, how the line of the last try for it was protected; of servers that were tried lately."""
    tries = Attempt.objects.exclude(tls="").order_by("-pk").values_list("message__lane__server", "tls")[:_LATEST_TRIES]
    return {server: tls for server, tls in reversed(tries) if server}


def server(*, pk: int) -> ReceivingServer | None:
    """One receiving server."""
    return ReceivingServer.objects.filter(pk=pk).first()


def sending_domains() -> list[SendingDomain]:
    """Who sends, as far as warming up goes."""
    return list(SendingDomain.objects.order_by("key"))


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What slows messages to one destination down, beside its own pace."""

    server_an_hour: int | None
    warm_up: tuple[int, ...]


def ways(*, destinations: Sequence[str], now: datetime) -> dict[str, Ways]:
    """By destination, the limits of the servers and of our own domains on the way to it: the slowest of each."""
    found: dict[str, Ways] = {}
    for lane in Lane.objects.filter(destination__key__in=destinations).select_related("destination", "server", "sending"):
        before = found.get(lane.destination.key, Ways(server_an_hour=None, warm_up=()))
        limits = [one for one in (before.server_an_hour, lane.server.most_an_hour) if one is not None]
        found[lane.destination.key] = Ways(server_an_hour=min(limits, default=None), warm_up=max(before.warm_up, _days_left(lane.sending, now), key=len))
    return found


def _days_left(sending: SendingDomain, now: datetime) -> tuple[int, ...]:
    if sending.warms_up_from is None:
        return ()
    days = max(0, (now.date() - sending.warms_up_from).days)
    return tuple(map(int, sending.warm_up.split()))[days:]


def hourly_paces(*, destinations: Sequence[str]) -> dict[str, int | None]:
    """How many messages an hour each of the destinations gets at most; None where no pace is kept."""
    return dict(Destination.objects.filter(key__in=destinations).values_list("key", "hourly_pace"))
