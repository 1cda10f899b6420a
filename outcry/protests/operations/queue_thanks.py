"""Tell those who acted and asked to hear, each exactly once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from outcry.delivery import outbox
from outcry.protests.mails import outcome_mail
from outcry.protests.models import Outcome, Protest, ProtestState, Thanks
from outcry.supporters.models import Purpose, Supporter
from outcry.supporters.operations import withdraw_consents

_BATCH = 50


def queue_thanks(*, now: datetime) -> int:
    """Queue the next outcome mails; returns how many. May be killed at any line and run again: nobody is left out or written to twice."""
    queued = 0
    for outcome in Outcome.objects.filter(thanked_at=None).select_related("appeal__organisation"):
        batch = list(_still_to_thank(outcome)[:_BATCH])
        if not batch:
            Outcome.objects.filter(pk=outcome.pk, thanked_at=None).update(thanked_at=now)
        queued += sum(_thank(outcome, supporter, now=now) for supporter in batch)
    return queued


def _still_to_thank(outcome: Outcome) -> QuerySet[Supporter]:
    consented = Supporter.objects.filter(
        erased_at=None, consents__subject=outcome.appeal.subject, consents__purpose=Purpose.OUTCOME, consents__withdrawn_at=None
    )
    return consented.exclude(thanks__outcome=outcome).order_by("pk").distinct()


def _thank(outcome: Outcome, supporter: Supporter, *, now: datetime) -> int:
    protest = Protest.objects.filter(appeal=outcome.appeal, site_address_hash=supporter.address_hash, state=ProtestState.CONFIRMED).first()
    if protest is None:
        # She agreed, yet nothing of hers counts any more: there is nothing to thank her for, and no link to leave by.
        withdraw_consents(organisation=outcome.appeal.organisation, address_hash=bytes(supporter.address_hash or b""), subject=outcome.appeal.subject, now=now)
        return 0
    mail = outcome_mail(outcome=outcome, protest=protest, supporter=supporter, now=now)
    with transaction.atomic():
        [message] = outbox.put(mails=[mail], now=now)
        Thanks.objects.get_or_create(outcome=outcome, supporter=supporter, defaults={"message": message, "queued_at": now})
    return 1
