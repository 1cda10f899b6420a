"""The secret address of a calendar: made, replaced, taken back, and read."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.cases.models import CalendarAddress
from outcry.lib.identifiers import encode
from outcry.lib.keys import Key, keyring, mac

_PURPOSE = "lookup"
_SECRET_BYTES = 30


@transaction.atomic
def make_calendar_address(*, user: User, now: datetime) -> str:
    """A new secret for this person's calendar, told once. An older one no longer opens anything."""
    secret = encode(secrets.token_bytes(_SECRET_BYTES))
    key = keyring(settings.KEYS_FOLDER).current(_PURPOSE)
    CalendarAddress.objects.update_or_create(user=user, defaults={"key_hash": _hash(key, secret), "made_at": now})
    record(verb="make calendar address", subject=f"calendar:{user.pk}", actor=user, now=now)
    return secret


@transaction.atomic
def revoke_calendar_address(*, user: User, now: datetime) -> None:
    """No address opens this person's calendar any longer."""
    taken, _rows = CalendarAddress.objects.filter(user=user).delete()
    if taken:
        record(verb="revoke calendar address", subject=f"calendar:{user.pk}", actor=user, now=now)


def reader_of(*, secret: str) -> User | None:
    """Whose calendar this secret opens: somebody who may still use the desk, or None.

    Asked by keyed hash, so that the time it takes tells nothing of how near a guess was, and whoever reads the table has no address.
    """
    hashes = [_hash(key, secret) for key in keyring(settings.KEYS_FOLDER).all(_PURPOSE)]
    found = CalendarAddress.objects.filter(key_hash__in=hashes).select_related("user__organisation").first()
    return found.user if found and found.user.is_active and found.user.organisation and found.user.has_perm("wagtailadmin.access_admin") else None


def _hash(key: Key, secret: str) -> str:
    return mac(key, "calendar", secret).hex()
