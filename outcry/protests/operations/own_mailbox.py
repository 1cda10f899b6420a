"""She sends the letter from her own mailbox, and a copy to an address of ours that belongs to this letter alone: then we have seen that it left.

The letter is put into the outbox and taken back at once: nothing of ours leaves, and its return address stays known. The copy address is that one
under a kind of its own, so it can't be made up, and nobody learns from it whose letter it is.
"""

from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from django.db import transaction

from outcry.appeals.models import AppealState
from outcry.delivery import outbox
from outcry.delivery.models import IncomingKind, IncomingMessage, OutgoingMessage
from outcry.protests.closing import hold_open
from outcry.protests.letters import OWN_MAILBOX, finish_letter
from outcry.protests.models import OwnCopy, Protest, ProtestLetter, ProtestState, Rung

REASON = "she sends it herself"
_BATCH = 200


def open_copy_addresses(*, now: datetime) -> int:
    """Give a copy address to letters that came to this way later. Returns how many."""
    waiting = ProtestLetter.objects.filter(way=Rung.OWN, copy=None, taken_back_at=None, protest__appeal__state=AppealState.OPEN)
    return sum(_open(pk, now=now) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:_BATCH]))


def copies_of(letters: list[ProtestLetter], *, now: datetime) -> dict[int, OutgoingMessage]:
    """The rows that their copy addresses name, by the keys of the letters. Call it inside a transaction."""
    mails = [
        finish_letter(protest=letter.protest, addressee=letter.addressee, signature=letter.protest.letter_words or "", by_herself=True, now=now)
        for letter in letters
    ]
    rows = outbox.put(mails=mails, now=now)
    outbox.withdraw(keys=[mail.key for mail in mails], now=now, reason=REASON)
    return {letter.pk: row for letter, row in zip(letters, rows, strict=True)}


def note_seen_copies(*, now: datetime) -> int:
    """Look at mail that came to copy addresses: a copy of what went to the office too makes its letter seen, once. Returns how many were new."""
    unread = IncomingMessage.objects.filter(answers__mailer=OWN_MAILBOX).exclude(kind="").exclude(pk__in=OwnCopy.objects.values("incoming_id"))
    return sum(_note(incoming, now=now) for incoming in unread.order_by("pk")[:_BATCH])


@transaction.atomic
def _open(pk: int, *, now: datetime) -> int:
    letter = ProtestLetter.objects.select_related("addressee__office", "protest__appeal__organisation", "protest__letter").get(pk=pk)
    if not hold_open(letter.protest.appeal):
        return 0
    Protest.objects.select_for_update(no_key=True).get(pk=letter.protest_id)
    row = ProtestLetter.objects.filter(pk=pk, way=Rung.OWN, copy=None, taken_back_at=None, protest__state=ProtestState.CONFIRMED)
    return row.update(copy=copies_of([letter], now=now)[pk]) if row.exists() else 0


@transaction.atomic
def _note(incoming: IncomingMessage, *, now: datetime) -> int:
    letter = ProtestLetter.objects.select_related("addressee__office").filter(copy=incoming.answers_id).first()
    went = letter is not None and incoming.kind not in (IncomingKind.BOUNCE, IncomingKind.COMPLAINT) and _went_to(incoming, letter.addressee.office.address)
    _row, is_new = OwnCopy.objects.get_or_create(incoming=incoming, defaults={"letter": letter, "went_to_office": went, "noticed_at": now})
    if is_new and went and letter is not None:
        ProtestLetter.objects.filter(pk=letter.pk, way=Rung.OWN, seen_at=None, taken_back_at=None).update(seen_at=incoming.received_at)
    return int(is_new)


def _went_to(incoming: IncomingMessage, address: str) -> bool:
    """Whether the office stands among those to whom it went."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes((incoming.raw or b"")[:65_536])
    to = [str(value) for name in ("To", "Cc") for value in headers.get_all(name, [])]
    return address.lower() in {found.lower() for _name, found in getaddresses(to)}
