"""The archive of what was sent: shown from the moment it is sent, and taken off where somebody could come to harm."""

from datetime import datetime

from django.db import transaction

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.newsletters.models import Digest


@transaction.atomic
def take_off_archive(*, digest: Digest, by: User, now: datetime) -> None:
    """Readers find it no more. Twice changes nothing."""
    if Digest.objects.filter(pk=digest.pk, hidden_at=None, number__isnull=False).update(hidden_at=now):
        record(verb="digest.hide", subject=digest.subject, actor=by, now=now)


@transaction.atomic
def show_in_archive(*, digest: Digest, by: User, now: datetime) -> None:
    """Readers find it again."""
    if Digest.objects.filter(pk=digest.pk, hidden_at__isnull=False).update(hidden_at=None):
        record(verb="digest.show", subject=digest.subject, actor=by, now=now)
