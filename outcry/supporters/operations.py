"""Agreeing, changing one's mind, leaving."""

from datetime import datetime

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
    supporter, _ = Supporter.objects.get_or_create(
        organisation=organisation,
        address_hash=address_hash,
        erased_at=None,
        defaults={"address": address, "address_rule": address_rule, "language": language, "since": now},
    )
    consent, _ = Consent.objects.get_or_create(
        supporter=supporter, purpose=purpose, subject=subject, withdrawn_at=None, defaults={"wording": wording, "given_at": now}
    )
    return consent


def withdraw_consents(*, organisation: Organisation, address_hash: bytes, subject: str, now: datetime) -> None:
    """Take back every consent of a mailbox for one subject; who has none left is erased."""
    for supporter in Supporter.objects.filter(organisation=organisation, address_hash=address_hash, erased_at=None):
        supporter.consents.filter(subject=subject, withdrawn_at=None).update(withdrawn_at=now)
        erase_without_consent(supporter=supporter, now=now)


def end_consents(*, subject: str, now: datetime) -> int:
    """The purpose of a subject's consents is fulfilled: end them, and erase who has none left. Returns how many were erased."""
    supporters = list(Supporter.objects.filter(consents__subject=subject, consents__withdrawn_at=None, erased_at=None).distinct())
    Consent.objects.filter(subject=subject, withdrawn_at=None).update(withdrawn_at=now)
    return sum(erase_without_consent(supporter=supporter, now=now) for supporter in supporters)


def erase_without_consent(*, supporter: Supporter, now: datetime) -> bool:
    """Erase the address of a supporter who has no consent in force; the bare row stays as proof that consent once was."""
    if supporter.consents.filter(withdrawn_at=None).exists():
        return False
    return bool(Supporter.objects.filter(pk=supporter.pk, erased_at=None).update(address=None, address_hash=None, erased_at=now))
