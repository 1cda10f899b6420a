"""Keyed hashes of supporters' addresses: one per appeal, one over the whole site."""

from django.conf import settings

from outcry.appeals.models import Appeal
from outcry.lib.addresses import address_hash
from outcry.lib.keys import Key, keyring


class AppealShredded(Exception):
    """The appeal's look-up key has been destroyed: addresses can't be compared within it any more."""


def hash_within_appeal(*, address: str, appeal: Appeal) -> bytes:
    """32 bytes that tell mailboxes apart within one appeal and mean nothing in another."""
    if appeal.lookup_key is None:
        raise AppealShredded(appeal.public_id)
    return address_hash(address, key=Key(id=0, secret=bytes(appeal.lookup_key)), subject="appeal")


def hash_over_site(*, address: str) -> bytes:
    """32 bytes that tell mailboxes apart over the whole site: for daily limits and for suppression."""
    return address_hash(address, key=keyring(settings.KEYS_FOLDER).current("lookup"), subject="site")
