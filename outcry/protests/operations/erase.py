"""Terms kept: what is personal goes when its time is over; the bare protest stays and goes on counting."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from outcry.appeals.models import Appeal, AppealState
from outcry.delivery.retention import erase_strays
from outcry.protests.models import BookPart, LetterlessMail, Protest, ShownInPublic
from outcry.supporters.operations import end_consents

KEPT_AFTER_THE_END = timedelta(days=30)
BOOKS_KEPT = timedelta(days=28)
_BATCH = 1000

# The columns of a protest that tell who she is, as they stand once she is erased.
NOTHING_PERSONAL: dict[str, Any] = {
    "name": None,
    "address": None,
    "own_text": None,
    "public_words": None,
    "letter_words": None,
    "address_hash": None,
    "site_address_hash": None,
    "shown_in_public": ShownInPublic.NOTHING,
}


def erase_names_and_addresses(*, now: datetime) -> int:
    """Erase names, addresses and own words 30 days after the outcome mail, or after the appeal's end where no such mail was finished.

    Consents for the outcome end with them. Returns how many protests were erased; may be run at any time.
    """
    erased = 0
    for appeal in _due_appeals(now=now):
        BookPart.objects.filter(book__addressee__appeal=appeal).delete()
        end_consents(subject=appeal.subject, now=now)
        erased += _erase_all(Protest.objects.filter(appeal=appeal, erased_at=None), now=now)
    return erased


def erase_mail_to_us(*, now: datetime) -> int:
    """Erase mail that people wrote back to us and that is no answer to a protest's letter, after its term. Returns how many."""
    return erase_strays(now=now, beside=list(LetterlessMail.objects.values_list("incoming_id", flat=True)))


def erase_books(*, now: datetime) -> int:
    """Erase the files of books 28 days after they were posted or handed over; that they were stays. Returns how many."""
    return BookPart.objects.filter(book__marked_at__lte=now - BOOKS_KEPT).delete()[0]


def kept_until(appeal: Appeal) -> datetime | None:
    """When names and addresses of an ended appeal go, as long as nobody was written to; None while it runs."""
    return appeal.ended_at + KEPT_AFTER_THE_END if appeal.ended_at else None


def _due_appeals(*, now: datetime) -> QuerySet[Appeal]:
    long_ago = now - KEPT_AFTER_THE_END
    thanked = Q(outcome__thanked_at__lte=long_ago)
    # An outcome that waits for its words keeps nobody longer than was promised; the desk says until when.
    ended_without_mail = Q(outcome__thanked_at=None, ended_at__lte=long_ago)
    return Appeal.objects.filter(state=AppealState.ENDED).filter(thanked | ended_without_mail)


def _erase_all(protests: QuerySet[Protest], *, now: datetime) -> int:
    # Each batch begins where the last one ended, so that none reads again what is erased.
    erased, last = 0, 0
    while batch := list(protests.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        erased, last = erased + Protest.objects.filter(pk__in=batch).update(**NOTHING_PERSONAL, erased_at=now), batch[-1]
    return erased
