"""Copies that come back: two in a row, and nothing more is sent to that mailbox until its owner says so."""

from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import F

from outcry.delivery.queries import keys_in
from outcry.delivery.states import MessageState
from outcry.newsletters.digest_mails import MAILER
from outcry.newsletters.joining import leave
from outcry.newsletters.models import Copy, Issue, Subscription

FAILED = (MessageState.REFUSED, MessageState.BOUNCED, MessageState.EXPIRED)
FAILURES_IN_A_ROW = 2
# As long as a bounce may name its mail: the post office forgets recipients after the same time.
KEPT = timedelta(days=28)
PAUSED_KEPT = timedelta(days=180)
_BATCH = 500


def pause_bouncing(*, now: datetime) -> int:
    """Look for copies that were refused, came back or were given up; returns how many subscriptions were paused for it."""
    paused = 0
    for issue in Issue.objects.filter(copies__isnull=False).distinct():
        for keys in batched(keys_in(group=issue.group, mailer=MAILER, states=FAILED), _BATCH):
            paused += _note(keys, now=now)
    return paused


@transaction.atomic
def _note(keys: tuple[str, ...], *, now: datetime) -> int:
    failed = list(Copy.objects.filter(key__in=keys, failed_at=None).values_list("pk", "subscription"))
    Copy.objects.filter(pk__in=[pk for pk, _ in failed]).update(failed_at=now)
    of_subscriptions = Subscription.objects.filter(pk__in={subscription for _, subscription in failed})
    of_subscriptions.update(failures=F("failures") + 1)
    return of_subscriptions.filter(failures__gte=FAILURES_IN_A_ROW, paused_at=None).update(paused_at=now)


def forget_copies(*, now: datetime) -> int:
    """Keep the term: who got which digest is gone four weeks later, and a copy that stayed begins the row anew. Returns how many."""
    forgotten = 0
    while found := list(Copy.objects.filter(queued_at__lte=now - KEPT).order_by("queued_at").values_list("pk", "subscription", "failed_at")[:_BATCH]):
        with transaction.atomic():
            stayed = {subscription for _, subscription, failed_at in found if failed_at is None}
            Subscription.objects.filter(pk__in=stayed, failures__gt=0, paused_at=None).update(failures=0)
            Copy.objects.filter(pk__in=[pk for pk, *_ in found]).delete()
        forgotten += len(found)
    return forgotten


def forget_paused(*, now: datetime) -> int:
    """End what was paused for half a year: nobody is there. Returns how many."""
    over = list(Subscription.objects.filter(paused_at__lte=now - PAUSED_KEPT).select_related("supporter").order_by("paused_at")[:_BATCH])
    for subscription in over:
        leave(subscription=subscription, now=now)
    return len(over)
