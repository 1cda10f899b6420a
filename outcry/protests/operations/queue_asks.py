"""Ask for money those who agreed to it: once each, some days after the mail about the outcome."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from outcry.accounts.models import Organisation
from outcry.delivery import outbox
from outcry.delivery.states import MessageState
from outcry.delivery.suppression import is_suppressed
from outcry.giving.models import DonationAppeal
from outcry.giving.queries import asked_for, shown_ways
from outcry.protests.mails import donation_mail
from outcry.protests.models import DonationAsk, Protest, ProtestState, Thanks
from outcry.supporters.models import Consent, Purpose, Supporter
from outcry.supporters.operations import fulfil_consents

logger = logging.getLogger(__name__)

# Nobody should be asked in the hour in which she hears what became of somebody.
ASK_AFTER = timedelta(days=3)
# She has to have got the mail about the outcome, as far as anybody can know.
_ARRIVED = (MessageState.ACCEPTED, MessageState.HANDED_OFF)
_BATCH = 50


def queue_asks(*, now: datetime) -> int:
    """Queue the next mails that ask; returns how many. May be killed at any line and run again: nobody is asked twice.

    Nobody is asked while no donation appeal is chosen for it, or the chosen one is not open, or has no way to give.
    """
    queued = 0
    for organisation in Organisation.objects.filter(donation_appeals__is_asked_for=True):
        found = asked_for(organisation=organisation, on=organisation.content_now(now=now).date())
        if found is not None and shown_ways(donation_appeal=found, now=now):
            queued += _ask_some(found, now=now)
    return queued


def _ask_some(donation_appeal: DonationAppeal, *, now: datetime) -> int:
    """A batch of mails. One that can't be written is told of and passed over; the others' wait for nobody."""
    queued = 0
    for pk in list(_still_to_ask(donation_appeal.organisation, now=now).values_list("pk", flat=True)[:_BATCH]):
        try:
            queued += _ask(donation_appeal, pk, now=now)
        except Exception as error:  # noqa: BLE001  the rim: a broken row of one person must not cost the others their mail
            logger.error("whoever was thanked in %d can't be asked: %s", pk, type(error).__name__)
    return queued


def _still_to_ask(organisation: Organisation, *, now: datetime) -> QuerySet[Thanks]:
    subject = Concat(Value("appeal:"), Cast(OuterRef("outcome__appeal_id"), TextField()), output_field=TextField())
    agreed = Consent.objects.filter(supporter=OuterRef("supporter"), purpose=Purpose.ASK, subject=subject, withdrawn_at=None)
    arrived = Thanks.objects.filter(Exists(agreed), queued_at__lte=now - ASK_AFTER, message__state__in=_ARRIVED)
    return arrived.filter(supporter__organisation=organisation, supporter__erased_at=None, supporter__donation_ask=None).order_by("pk")


@transaction.atomic
def _ask(donation_appeal: DonationAppeal, pk: int, *, now: datetime) -> int:
    thanks = Thanks.objects.select_related("outcome__appeal__organisation").get(pk=pk)
    # Locked: whoever leaves this moment is gone here, or finds this mail and takes it back.
    supporter = Supporter.objects.select_for_update(no_key=True).filter(pk=thanks.supporter_id, erased_at=None).first()
    if supporter is None or not _still_to_ask(donation_appeal.organisation, now=now).filter(pk=pk).exists():
        return 0
    site_hash = bytes(supporter.address_hash or b"")
    protest = Protest.objects.filter(appeal=thanks.outcome.appeal, site_address_hash=site_hash, state=ProtestState.CONFIRMED).first()
    if protest is None or is_suppressed(address_hash=site_hash):
        # She agreed, yet nothing of hers counts any more, or she refused all mail since.
        fulfil_consents(supporter=supporter, purpose=Purpose.ASK, now=now)
        return 0
    [message] = outbox.put(mails=[donation_mail(donation_appeal=donation_appeal, thanks=thanks, protest=protest, now=now)], now=now)
    DonationAsk.objects.create(supporter=supporter, thanks=thanks, donation_appeal=donation_appeal, message=message, queued_at=now)
    fulfil_consents(supporter=supporter, purpose=Purpose.ASK, now=now)
    return 1
