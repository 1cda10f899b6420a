"""Receiving: who an address belongs to, and the mail kept verbatim, once, before anybody reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.delivery.models import IncomingKind, IncomingMessage, Mailbox, OutgoingMessage
from outcry.delivery.return_addresses import UnknownReturnAddress, read_return_address

# Bytes of one mail. More is refused at every door.
SIZE_LIMIT = 10 * 1024 * 1024
# What may come back to one message: more is a loop or a flood, and would fill the disk of everybody.
MOST_TO_ONE_MESSAGE = 200
# What the house itself takes in a day. Then it asks to be written to later: it can't say that these addresses are not there.
MOST_TO_THE_HOUSE = 500
_A_DAY = timedelta(days=1)
_OF_THE_HOUSE = frozenset({Mailbox.POSTMASTER, Mailbox.ABUSE})

Welcome = Literal["unknown", "open", "full", "busy"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose a mail is: that of a message of ours, or the house's own."""

    message_id: int | None = None
    mailbox: str = ""
    organisation_id: int | None = None


def welcome(*, address: str, now: datetime) -> Welcome:
    """Whether this is the return address of a message of ours, or one of the house, and whether more may come to it."""
    place = find_place(address=address)
    if place is None:
        return "unknown"
    return has_room(place=place, now=now)


def has_room(*, place: Place, now: datetime) -> Welcome:
    """Whether more may come there."""
    if place.mailbox:
        today = IncomingMessage.objects.filter(organisation=place.organisation_id, received_at__gt=now - _A_DAY).exclude(mailbox="")
        return "open" if today.count() < MOST_TO_THE_HOUSE else "busy"
    return "open" if IncomingMessage.objects.filter(answers_id=place.message_id).count() < MOST_TO_ONE_MESSAGE else "full"


def keep(*, recipient: str, envelope_sender: str, raw: bytes, now: datetime) -> IncomingMessage:
    """Keep one mail as it came; the same bytes to the same address a second time are kept once.

    Committed when this returns. Raise UnknownReturnAddress for an address that is not ours.
    """
    place = find_place(address=recipient)
    if place is None:
        raise UnknownReturnAddress("not an address of ours")
    return keep_there(place=place, recipient=recipient, envelope_sender=envelope_sender, raw=raw, now=now)


def keep_there(*, place: Place, recipient: str, envelope_sender: str, raw: bytes, now: datetime) -> IncomingMessage:
    """The same, where somebody has found out already whose it is."""
    digest = sha256(recipient.lower().encode(errors="surrogateescape") + b"\0" + raw).digest()
    facts: dict[str, Any] = {"received_at": now, "envelope_sender": envelope_sender, "raw": raw, "size": len(raw), "answers_id": place.message_id}
    facts |= {"mailbox": place.mailbox, "organisation_id": place.organisation_id}
    with transaction.atomic(durable=True):
        return IncomingMessage.objects.get_or_create(digest=digest, defaults=facts)[0]


def note_left(*, place: Place, headers: bytes, size: int, words: str, now: datetime) -> IncomingMessage:
    """Keep a note of a mail that was too large and stays where it lies: who wrote it, and `words`. The same one is noted once.

    `headers` are those lines of it that tell people what it is, as they came. `size` is its own, in bytes.
    """
    digest = sha256(b"too large\0%d\0" % size + headers).digest()
    body = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + words.encode() + b"\r\n"
    lines = headers.strip(b"\r\n")
    facts: dict[str, Any] = {"received_at": now, "envelope_sender": "", "raw": lines + b"\r\n" * bool(lines) + body, "size": size}
    facts |= {"mailbox": Mailbox.TOO_LARGE, "organisation_id": place.organisation_id, "kind": IncomingKind.UNKNOWN}
    with transaction.atomic(durable=True):
        return IncomingMessage.objects.get_or_create(digest=digest, defaults=facts)[0]


def find_place(*, address: str) -> Place | None:
    """Whose address this is; None when it is not ours."""
    local, _, domain = address.lower().rpartition("@") if "@" in address else (address.lower(), "", "")
    if local in _OF_THE_HOUSE:
        return _house(local, domain)
    message_id = _message_id(address)
    return Place(message_id=message_id) if message_id is not None else None


def _house(local: str, domain: str) -> Place | None:
    """A domain of ours; without one, as RFC 5321 wants it of `postmaster`, whoever runs this installation."""
    rows = Organisation.objects.order_by("pk")
    organisation = (rows.filter(mail_domain__iexact=domain) if domain else rows).first()
    return Place(mailbox=local, organisation_id=organisation.pk) if organisation else None


def _message_id(address: str) -> int | None:
    try:
        return_id = read_return_address(address=address).return_id
    except UnknownReturnAddress:
        return None
    return OutgoingMessage.objects.filter(return_id=return_id).values_list("pk", flat=True).first()
