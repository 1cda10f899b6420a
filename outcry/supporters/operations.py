"""Agreeing, changing one's mind, leaving."""

from datetime import datetime

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.supporters.models import Consent, Purpose, Supporter


def give_consent(
    *,
    organisation: Organisation,
    address: str,
    address_hash: bytes,
    address_rule: int,
    language: str,
    purpose: Purpose,
    subject: str,
    wording: str,
    now: datetime,
) -> Consent:
    """Write down that the owner of a proven address agreed to one thing; agreeing twice changes nothing.

    Call it inside the transaction that proves the address.
    """
    # Locked, for she may be leaving something else this moment: then that waits and finds this consent, or she is a new row here.
    supporter, _ = Supporter.objects.select_for_update(no_key=True).get_or_create(
        organisation=organisation,
        address_hash=address_hash,
        erased_at=None,
        defaults={"address": address, "address_rule": address_rule, "language": language, "since": now},
    )
    consent, _ = Consent.objects.get_or_create(
        supporter=supporter, purpose=purpose, subject=subject, withdrawn_at=None, defaults={"wording": wording, "given_at": now}
    )
    return consent


@transaction.atomic
def withdraw_consents(*, address_hash: bytes, subject: str | None, now: datetime) -> list[Supporter]:
    """Take back what the owner of a mailbox agreed to for one subject, or for every subject (None); who has no consent left is erased.

    Returns her rows as they were, locked until the caller's transaction ends.
    """
    supporters = list(Supporter.objects.filter(address_hash=address_hash, erased_at=None).order_by("pk").select_for_update(no_key=True))
    for supporter in supporters:
        consents = supporter.consents.filter(withdrawn_at=None)
        (consents if subject is None else consents.filter(subject=subject)).update(withdrawn_at=now)
        erase_without_consent(supporter=supporter, now=now)
    return supporters


def end_consents(*, subject: str, now: datetime) -> int:
    """The purpose of a subject's consents is fulfilled: end them, and erase who has none left. Returns how many were erased."""
    supporters = list(Supporter.objects.filter(consents__subject=subject, consents__withdrawn_at=None, erased_at=None).distinct())
    Consent.objects.filter(subject=subject, withdrawn_at=None).update(withdrawn_at=now)
    return sum(erase_without_consent(supporter=supporter, now=now) for supporter in supporters)


def fulfil_consents(*, supporter: Supporter, purpose: Purpose, now: datetime) -> None:
    """She got what she agreed to, once and for every subject: such consents of hers end, and who has no other left is erased."""
    supporter.consents.filter(purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)
    erase_without_consent(supporter=supporter, now=now)


def erase_without_consent(*, supporter: Supporter, now: datetime) -> bool:
    """Erase the address of a supporter who has no consent in force; the bare row stays as proof that consent once was."""
    with transaction.atomic():
        Supporter.objects.select_for_update(no_key=True).only("pk").get(pk=supporter.pk)
        if supporter.consents.filter(withdrawn_at=None).exists():
            return False
        return bool(Supporter.objects.filter(pk=supporter.pk, erased_at=None).update(address=None, address_hash=None, erased_at=now))
