"""Other doors than the listener: a mail handed in by a program, or found in a mailbox. Whose it is stands on its envelope, or else in its headers."""

from datetime import datetime

from outcry.accounts.models import Organisation
from outcry.delivery.incoming.keep import SIZE_LIMIT, Place, find_place, has_room, keep_there
from outcry.delivery.incoming.parsing import Unreadable
from outcry.delivery.incoming.reader import Reader
from outcry.delivery.models import IncomingMessage, Mailbox
from outcry.delivery.return_addresses import UnknownReturnAddress


class TooMuch(Exception):
    """Refused for good: larger than any mail we take, or more than one message gets."""


class TryLater(Exception):
    """Not now: the house has taken in as much as it does in a day."""


def take(
    *, raw: bytes, reader: Reader, now: datetime, recipient: str = "", envelope_sender: str | None = None, otherwise: Place | None = None
) -> IncomingMessage:
    """Keep one mail, once; committed when this returns.

    Without `recipient` or sender they are looked for where servers write them into a mail. `otherwise` is whose a mail is that is for none of our
    addresses; one whose headers can't be read is the house's own. Raise UnknownReturnAddress, TooMuch, TryLater; NoReader where no child could be asked.
    """
    if len(raw) > SIZE_LIMIT:
        raise TooMuch("too large")
    try:
        recipients, sender = _told(raw, reader, recipient, envelope_sender)
    except Unreadable:
        recipients, sender, otherwise = (recipient,) if recipient else (), envelope_sender, otherwise if recipient else otherwise or the_house()
    address, place = next(((address, place) for address in recipients if (place := find_place(address=address))), ("", otherwise))
    if place is None:
        raise UnknownReturnAddress("not an address of ours")
    room = has_room(place=place, now=now)
    if room == "full":
        raise TooMuch("too much has come to this address")
    if room == "busy":
        raise TryLater("too much has come to this address today")
    return keep_there(place=place, recipient=address, envelope_sender=sender or "", raw=raw, now=now)


def _told(raw: bytes, reader: Reader, recipient: str, envelope_sender: str | None) -> tuple[tuple[str, ...], str | None]:
    """The recipients, likeliest first, and the sender, asking the mail for what the envelope does not tell. None: the mail does not tell it."""
    if recipient and envelope_sender is not None:
        return (recipient,), envelope_sender
    found = reader.addressed(raw=raw)
    return ((recipient,) if recipient else found.recipients), found.sender if envelope_sender is None else envelope_sender


def the_house() -> Place:
    """Whoever runs this installation."""
    return Place(mailbox=Mailbox.OTHER, organisation_id=Organisation.objects.order_by("pk").values_list("pk", flat=True).first())
