"""What a report of delivery (RFC 3464) does to the message it speaks of, where it is none of failure."""

from datetime import datetime

from outcry.delivery.incoming.classify import Verdict
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.return_addresses import UnknownReturnAddress, read_return_address
from outcry.delivery.states import MessageState
from outcry.delivery.told_later import told_of

_SENTENCES = {
    "delivered": "a report says: delivered",
    "relayed": "a report says: handed on to a server that reports nothing",
    "delayed": "a report says: still being tried",
}


def message_of(verdict: Verdict) -> int | None:
    """The message whose name in the envelope a report gives back, whatever address the report came to. Only we can make such a name."""
    try:
        return_id = read_return_address(address=f"{verdict.envelope_id}@").return_id
    except UnknownReturnAddress:
        return None
    return OutgoingMessage.objects.filter(return_id=return_id).values_list("pk", flat=True).first()


def take_report(*, message_id: int, verdict: Verdict, now: datetime) -> bool:
    """Move the message by what the report says; False when it is too early to say.

    Delivered: the addressee's own server has it. Relayed or delayed: a relay has it, and nobody knows more.
    """
    after = MessageState.ACCEPTED if verdict.outcome == "delivered" else MessageState.HANDED_OFF
    words = f"{verdict.server}: {verdict.words}" if verdict.server else verdict.words
    return told_of(message_id=message_id, after=after, at=now, reason=_SENTENCES[verdict.outcome], words=words)
