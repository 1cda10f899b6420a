"""How many we let say in an hour that they come: from one network, and from everybody together. A number on a page must not be made up by one program."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from outcry.gatherings.models import ComingTally
from outcry.lib.keys import keyring, mac

_KEPT = timedelta(days=1)
_EVERYBODY = b""


class TooManyComing(Exception):
    """As many were taken this hour as we take; she may send it again a little later."""


@transaction.atomic
def count_one(*, network: str, now: datetime) -> None:
    """One more. Raise TooManyComing."""
    since = now.replace(minute=0, second=0, microsecond=0)
    if network:
        _count(_hash(network, since), since=since, limit=settings.GATHERINGS_OF_A_NETWORK)
    _count(_EVERYBODY, since=since, limit=settings.GATHERINGS_AN_HOUR)


def forget_tallies(*, now: datetime) -> int:
    """Keep the term: an hour's counts are gone a day later. Returns how many rows that were."""
    return ComingTally.objects.filter(since__lt=now - _KEPT).delete()[0]


def _count(network: bytes, *, since: datetime, limit: int) -> None:
    ComingTally.objects.get_or_create(since=since, network=network)
    if not ComingTally.objects.filter(since=since, network=network, count__lt=limit).update(count=F("count") + 1):
        raise TooManyComing


def _hash(network: str, since: datetime) -> bytes:
    """Another one every hour, so that nobody is followed from one to the next."""
    return mac(keyring(settings.KEYS_FOLDER).current("lookup"), "gathering-network", since.isoformat(), network)
