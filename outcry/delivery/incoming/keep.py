"""Receiving: who an address belongs to, and the mail kept verbatim, once, before anybody reads it."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.delivery.return_addresses import UnknownReturnAddress, read_return_address


def is_known(*, address: str) -> bool:
    """Whether this is the return address of a message of ours."""
    return _message_id(address) is not None


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
