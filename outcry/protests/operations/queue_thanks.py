"""Tell those who acted and asked to hear, each exactly once."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from outcry.audit.operations import record
from outcry.audit.queries import of_subject
from outcry.delivery import outbox
from outcry.delivery.suppression import is_suppressed
from outcry.protests.mails import outcome_mail
from outcry.protests.models import Outcome, Protest, ProtestState, Thanks
from outcry.supporters.models import Purpose, Supporter
from outcry.supporters.operations import withdraw_consents

logger = logging.getLogger(__name__)

_BATCH = 50


def queue_thanks(*, now: datetime) -> int:
    """Queue the next outcome mails; returns how many. May be killed at any line and run again: nobody is left out or written to twice.

    An outcome without words in any language waits for them, the log and the desk say so, and the others go on. Nobody
    who could still agree is missed: the end of an appeal waits for whoever is confirming (closing.py).
    """
    queued = 0
    for outcome in Outcome.objects.filter(thanked_at=None).select_related("appeal__organisation").prefetch_related("texts").order_by("pk"):
        if has_words(outcome):
            queued += _thank_some(outcome, now=now)
        else:
            _say_that_it_waits(outcome, now=now)
    return queued


def has_words(outcome: Outcome) -> bool:
    """Whether there is anything to write to those who asked to hear."""
    return bool(outcome.texts.all())


def _thank_some(outcome: Outcome, *, now: datetime) -> int:
    """A batch of mails. One that can't be written is told of and passed over; the others' wait for nobody."""
    queued = failed = 0
    for pk in _still_to_thank(outcome).iterator():
        try:
            queued += _thank(outcome, pk, now=now)
        except Exception as error:  # noqa: BLE001  the rim: a broken row of one person must not cost the others their mail
            failed += 1
            logger.error("supporter %d can't be told the outcome of %s: %s", pk, outcome.appeal.subject, type(error).__name__)
        if queued >= _BATCH:
            return queued
    if not failed and not queued:
        Outcome.objects.filter(pk=outcome.pk, thanked_at=None).update(thanked_at=now)
    return queued


def _still_to_thank(outcome: Outcome) -> "QuerySet[Supporter, int]":
    consented = Supporter.objects.filter(
        erased_at=None, consents__subject=outcome.appeal.subject, consents__purpose=Purpose.OUTCOME, consents__withdrawn_at=None
    )
    return consented.exclude(thanks__outcome=outcome).order_by("pk").values_list("pk", flat=True).distinct()


@transaction.atomic
def _thank(outcome: Outcome, pk: int, *, now: datetime) -> int:
    # Locked: whoever leaves this moment is gone here, or finds this mail and takes it back.
    supporter = Supporter.objects.select_for_update(no_key=True).filter(pk=pk, erased_at=None).first()
    if supporter is None or not _still_to_thank(outcome).filter(pk=pk).exists():
        return 0
    site_hash = bytes(supporter.address_hash or b"")
    protest = Protest.objects.filter(appeal=outcome.appeal, site_address_hash=site_hash, state=ProtestState.CONFIRMED).first()
    if protest is None or is_suppressed(address_hash=site_hash):
        # She agreed, yet nothing of hers counts any more, or she refused all mail since: nothing to thank her for.
        withdraw_consents(address_hash=site_hash, subject=outcome.appeal.subject, now=now)
        return 0
    mail = outcome_mail(outcome=outcome, protest=protest, supporter=supporter, now=now)
    [message] = outbox.put(mails=[mail], now=now)
    Thanks.objects.get_or_create(outcome=outcome, supporter=supporter, defaults={"message": message, "queued_at": now})
    return 1


def _say_that_it_waits(outcome: Outcome, *, now: datetime) -> None:
    """Once, in both logs: a chore looks every two seconds."""
    subject = outcome.appeal.subject
    if of_subject(subject=subject).filter(verb="thanks.wait").exists():
        return
    record(verb="thanks.wait", subject=subject, now=now)
    logger.warning("the thanks for %s wait: its outcome has no words in any language", subject)
