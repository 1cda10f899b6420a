"""Who may read what people write to us in confidence. Being staff is not enough."""

from datetime import datetime

from django.db import transaction

from outcry.accounts.models import User
from outcry.accounts.operations import give_task, take_task
from outcry.audit.operations import record
from outcry.intake.queries import HANDLE

READERS = "Intake"


@transaction.atomic
def let_read(*, user: User, now: datetime) -> None:
    """Let a member of staff read and answer. Doing so twice changes nothing."""
    give_task(user=user, group=READERS, permissions=(HANDLE.partition(".")[2],))
    record(verb="let_read_intake", subject=f"user:{user.pk}", now=now)


@transaction.atomic
def no_longer_let_read(*, user: User, now: datetime) -> None:
    """Take that back."""
    take_task(user=user, group=READERS)
    record(verb="no_longer_let_read_intake", subject=f"user:{user.pk}", now=now)
