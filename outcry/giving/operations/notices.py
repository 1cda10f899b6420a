"""A payment service told us of money that moved: kept once, and nothing of who gave."""

import hashlib

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.giving.models import Amount, DonationAppeal, Origin
from outcry.giving.webhooks.notices import Notice
from outcry.lib.kept_pages import forget_kept_pages


@transaction.atomic
def take_in_notice(*, organisation: Organisation, notice: Notice) -> int:
    """Write down its sums, all or none; told again, be it at the same moment, it changes nothing. Returns how many were new.

    Of the event a hash is kept, so that it is known again; ids of events are long and random, so nobody guesses one. What was for no
    donation appeal of ours waits for a person to say it.
    """
    digest = hashlib.sha256(f"{notice.service}:{notice.event_id}".encode()).digest()
    found = DonationAppeal.objects.filter(organisation=organisation, public_id=notice.reference).first() if notice.reference else None
    new = 0
    for one in notice.sums:
        facts = {
            "organisation": organisation,
            "donation_appeal": found,
            "amount": one.money.amount,
            "currency": one.money.currency,
            "payments": one.payments,
            "on": notice.on,
            "source": notice.service,
            "origin": Origin.NOTIFIED,
        }
        _row, is_new = Amount.objects.get_or_create(event_hash=digest, kind=one.kind, defaults=facts)
        new += is_new
    if new:
        forget_kept_pages()
    return new
