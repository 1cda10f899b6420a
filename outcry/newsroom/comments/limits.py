"""How many comments we take in an hour: from one network, and from everybody together."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from outcry.lib.keys import keyring, mac
from outcry.newsroom.comment_rows import CommentTally

COMMENTS, OBJECTIONS = "comments", "objections"
_KEPT = timedelta(days=1)
_EVERYBODY = b""


class TooManyComments(Exception):
    """As many were taken this hour as we take; whoever wrote this one may send it again a little later."""


@transaction.atomic
def count_one(kind: str, *, network: str, now: datetime) -> int:
    """One more of this kind; returns how many this network has sent this hour, 0 where nothing is known of it. Raise TooManyComments."""
    since = now.replace(minute=0, second=0, microsecond=0)
    of_network = _count(kind, _hash(kind, network, since), since=since, limit=settings.COMMENTS_OF_A_NETWORK) if network else 0
    _count(kind, _EVERYBODY, since=since, limit=settings.COMMENTS_AN_HOUR)
    return of_network


def forget_tallies(*, now: datetime) -> int:
    """Keep the term: an hour's counts are gone a day later. Returns how many rows that were."""
    return CommentTally.objects.filter(since__lt=now - _KEPT).delete()[0]


def _count(kind: str, network: bytes, *, since: datetime, limit: int) -> int:
    CommentTally.objects.get_or_create(kind=kind, since=since, network=network)
    if not CommentTally.objects.filter(kind=kind, since=since, network=network, count__lt=limit).update(count=F("count") + 1):
        raise TooManyComments
    return CommentTally.objects.values_list("count", flat=True).get(kind=kind, since=since, network=network)


def _hash(kind: str, network: str, since: datetime) -> bytes:
    """Another one every hour, so that nobody is followed from one to the next."""
    return mac(keyring(settings.KEYS_FOLDER).current("lookup"), "comment-network", kind, since.isoformat(), network)
