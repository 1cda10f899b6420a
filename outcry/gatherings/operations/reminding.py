"""Whoever announced a gathering is reminded once by mail to tell how it went; the desk asks until it is told, or until somebody says that it won't be."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.delivery import outbox
from outcry.gatherings.mails import reminder_mail
from outcry.gatherings.models import Gathering
from outcry.gatherings.refusals import GatheringRefused

# Whoever was there should sleep first.
REMIND_AFTER = timedelta(days=1)
_BATCH = 100


def remind_to_tell(*, now: datetime) -> int:
    """A chore: queue one mail for each gathering of which nothing is told a day after it; returns how many were queued."""
    return sum(_remind(gathering, now=now) for one in Organisation.objects.all() for gathering in _due(one, now=now))


@transaction.atomic
def leave_untold(*, gathering: Gathering, by: User, now: datetime) -> None:
    """Say that nothing will be told of it: nobody is asked any more. Raise GatheringRefused once something is told."""
    gathering = Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)
    if gathering.accounts.exists():
        raise GatheringRefused("", _("It is told already."))
    if gathering.left_untold_at is None:
        Gathering.objects.filter(pk=gathering.pk).update(left_untold_at=now)
        record(verb="gathering.leave_untold", subject=gathering.subject, now=now, actor=by)


def _due(organisation: Organisation, *, now: datetime) -> list[Gathering]:
    at = organisation.content_now(now=now)
    untold = Gathering.objects.untold(at=at).filter(organisation=organisation, reminded_at=None, ends_at__lte=at - REMIND_AFTER)
    return list(untold.select_related("organisation", "published_by", "drafted_by").prefetch_related("texts")[:_BATCH])


@transaction.atomic
def _remind(gathering: Gathering, *, now: datetime) -> int:
    # Marked also where no mail is possible: it has been looked at.
    if not Gathering.objects.filter(pk=gathering.pk, reminded_at=None).update(reminded_at=now):
        return 0
    author = gathering.author
    if author is None or not author.is_active or not author.email:
        return 0
    outbox.put(mails=[reminder_mail(gathering, to=author.email, now=now)], now=now)
    return 1
