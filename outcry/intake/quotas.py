"""How much we take from everybody together. Nothing tells one visitor from another, so nothing is limited by visitor."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from outcry.intake.hours import hour_of
from outcry.intake.models import File, Tally
from outcry.intake.recognition import TooMany

MESSAGES = "messages"
TRIES = "tries"
MEGABYTE = 1024 * 1024


def count_message(*, now: datetime) -> None:
    """One more message this hour; TooMany when there were as many as we take."""
    _count(MESSAGES, since=hour_of(now), limit=settings.INTAKE_AN_HOUR)


def count_try(*, now: datetime) -> None:
    """One more code typed this minute; TooMany when there were as many as we look at."""
    _count(TRIES, since=now.replace(second=0, microsecond=0), limit=settings.INTAKE_TRIES_A_MINUTE)


def room_left() -> int:
    """How many bytes of files may still be kept, before old ones are erased."""
    kept = File.objects.aggregate(size=Sum("size"))["size"] or 0
    return max(0, settings.INTAKE_KEPT_MB * MEGABYTE - kept)


@transaction.atomic
def _count(kind: str, *, since: datetime, limit: int) -> None:
    Tally.objects.get_or_create(kind=kind, since=since)
    if not Tally.objects.filter(kind=kind, since=since, count__lt=limit).update(count=F("count") + 1):
        raise TooMany
