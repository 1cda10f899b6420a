"""What others tell us of a message after it left: the reports of mail servers, and the log of our relay."""

from datetime import datetime
from typing import Any

from django.db.models import F

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import TRANSITIONS, MessageState
from outcry.delivery.steps import ENDS, note, step

# Of these it is not known yet whether the addressee's own server has them.
_OPEN = (MessageState.HANDED_OFF, MessageState.UNCERTAIN)


def told_of(*, message_id: int, after: MessageState, at: datetime, reason: str, words: str = "") -> bool:
    """Move a message by what was told of it, if that is more than we knew; call inside a transaction.

    What changes nothing is noted beside the state. False, and nothing written, while it is being handed over: too early to say.
    """
    rows = OutgoingMessage.objects.filter(pk=message_id)
    message = rows.select_for_update(no_key=True).only("pk", "state").first()
    if message is None or message.state not in _OPEN:
        return message is None or message.state != MessageState.SUBMITTING
    changes: dict[str, Any] = {"last_words": words} if words else {}
    if after not in TRANSITIONS[MessageState(message.state)]:
        rows.update(**changes)
        note(message_id=message_id, state=message.state, at=at, reason=reason)
        return True
    if after == MessageState.ACCEPTED:
        changes["accepted_at"] = at
    return step(rows=rows, message_id=message_id, before=message.state, after=after, at=at, reason=reason, fence=F("fence") + 1, **ENDS, **changes)
