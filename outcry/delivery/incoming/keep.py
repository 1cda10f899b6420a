"""Receiving: who an address belongs to, and the mail kept verbatim, once, before anybody reads it."""

from datetime import datetime
from hashlib import sha256
from typing import Literal

from django.db import transaction

from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.delivery.return_addresses import UnknownReturnAddress, read_return_address

# What may come back to one message: more is a loop or a flood, and would fill the disk of everybody.
MOST_TO_ONE_MESSAGE = 200

Welcome = Literal["unknown", "open", "full"]


def welcome(*, address: str) -> Welcome:
    """Whether this is the return address of a message of ours, and whether more may come to it."""
    message_id = _message_id(address)
    if message_id is None:
        return "unknown"
    return "open" if IncomingMessage.objects.filter(answers_id=message_id).count() < MOST_TO_ONE_MESSAGE else "full"


def keep(*, recipient: str, envelope_sender: str, raw: bytes, now: datetime) -> IncomingMessage:
    """Keep one mail as it came; the same bytes to the same address a second time are kept once.

    Committed when this returns. Raise UnknownReturnAddress for an address that is not ours.
    """
    answers_id = _message_id(recipient)
    if answers_id is None:
        raise UnknownReturnAddress("not an address of ours")
    digest = sha256(recipient.lower().encode(errors="surrogateescape") + b"\0" + raw).digest()
    facts = {"received_at": now, "envelope_sender": envelope_sender, "raw": raw, "size": len(raw), "answers_id": answers_id}
    with transaction.atomic(durable=True):
        return IncomingMessage.objects.get_or_create(digest=digest, defaults=facts)[0]


def _message_id(address: str) -> int | None:
    try:
        return_id = read_return_address(address=address).return_id
    except UnknownReturnAddress:
        return None
    return OutgoingMessage.objects.filter(return_id=return_id).values_list("pk", flat=True).first()
