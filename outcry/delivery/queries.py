"""The way back: what became of the messages, and what came in. Reads only; whoever cares asks here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from outcry.delivery.models import Destination, Hold, IncomingKind, IncomingMessage, MessageEvent, OutgoingMessage
from outcry.delivery.states import WAITING, MessageState

# What came back and is meant to be read.
ANSWERS = (IncomingKind.PERSON, IncomingKind.AUTOMATIC)


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


def count_answered(*, group: str, mailer: str = "protest") -> dict[str, int]:
    """For each destination of a group, how many messages a person has answered: a fact beside the state."""
    rows = OutgoingMessage.objects.filter(group=group, mailer=mailer, replies__kind=IncomingKind.PERSON).order_by()
    return dict(rows.values_list("destination__key").annotate(Count("pk", distinct=True)))


def new_replies(*, after_id: int, mailer: str = "protest", kinds: Sequence[str] = ANSWERS, limit: int = 200) -> list[IncomingMessage]:
    """What came in after the row `after_id` and has been looked at, oldest first.

    Stops before the first row that has not been looked at, so that the last id seen is a safe place to go on from.
    """
    unread = IncomingMessage.objects.filter(kind="").aggregate(first=Min("pk"))["first"]
    rows = IncomingMessage.objects.filter(pk__gt=after_id, kind__in=kinds, answers__mailer=mailer)
    if unread is not None:
        rows = rows.filter(pk__lt=unread)
    return list(rows.select_related("answers").order_by("pk")[:limit])


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


def hourly_paces(*, destinations: Sequence[str]) -> dict[str, int | None]:
    """How many messages an hour each of the destinations gets at most; None where no pace is kept."""
    return dict(Destination.objects.filter(key__in=destinations).values_list("key", "hourly_pace"))
