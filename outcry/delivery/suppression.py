"""Mailboxes whose owners asked never to hear from us, known by keyed hash alone. Whoever writes to people asks here first."""

from datetime import datetime

from outcry.delivery.models import Suppression
from outcry.lib.statements import first_value


def suppress(*, address_hash: bytes, address_rule: int, reason: str, now: datetime) -> None:
    """Remember that this mailbox wants no mail; a second time changes nothing. `address_rule` is the rule its hash was made by."""
    Suppression.objects.get_or_create(address_hash=address_hash, defaults={"address_rule": address_rule, "reason": reason, "since": now})


def is_suppressed(*, address_hash: bytes) -> bool:
    """Whether the owner of this mailbox asked never to hear from us."""
    return first_value("SELECT 1 FROM delivery_suppression WHERE address_hash = %s", address_hash) is not None


def lift_suppression(*, address_hash: bytes) -> bool:
    """Forget it, at the owner's wish; whether there was anything to forget."""
    return Suppression.objects.filter(address_hash=address_hash).delete()[0] > 0
