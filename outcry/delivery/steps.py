"""The one way in which a message moves from state to state: checked by the table, with its event, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from outcry.delivery.models import MessageEvent, OutgoingMessage
from outcry.delivery.states import MessageState, check_transition

# What a message loses with its last step: nothing is due any more, and nobody holds it.
ENDS: dict[str, Any] = {"due_at": None, "expires_at": None, "leased_until": None}


def step(*, rows: QuerySet[OutgoingMessage], message_id: int, before: str, after: str, at: datetime, reason: str = "", **changes: Any) -> bool:
    """Move one message if it is among `rows` and still stands in `before`; False, and nothing written, if not."""
    check_transition(before, after)
    moved = rows.filter(pk=message_id, state=before).update(state=after, state_changed_at=at, **changes)
    if moved:
        MessageEvent.objects.create(message_id=message_id, at=at, before=before, after=after, reason=reason)
    return bool(moved)


def step_together(*, messages: Iterable[tuple[int, str]], after: MessageState, at: datetime, reason: str, **changes: Any) -> int:
    """Move many messages, given as (id, state), whose rows the caller has locked. Returns how many."""
    found = list(messages)
    for before in {state for _, state in found}:
        check_transition(before, after)
    OutgoingMessage.objects.filter(pk__in=[pk for pk, _ in found]).update(state=after, state_changed_at=at, **changes)
    MessageEvent.objects.bulk_create(MessageEvent(message_id=pk, at=at, before=before, after=after, reason=reason) for pk, before in found)
    return len(found)


def note(*, message_id: int, state: str, at: datetime, reason: str) -> None:
    """Write down what became known of a message that stays where it stands; the same words twice in a row only once."""
    events = MessageEvent.objects.filter(message_id=message_id)
    if events.order_by("-pk").values_list("after", "reason").first() != (state, reason):
        events.create(message_id=message_id, at=at, before=state, after=state, reason=reason)
