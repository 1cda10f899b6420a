"""What is due by itself: reminders, links that run out, letters of an appeal that has ended."""

from datetime import datetime, timedelta

from django.db import transaction

from outcry.appeals.models import Appeal, AppealState
from outcry.delivery import outbox
from outcry.delivery.compose import FinishedMail
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import WITHDRAWABLE
from outcry.delivery.suppression import is_suppressed
from outcry.protests.mails import asking_mail, asking_words, reminder_key
from outcry.protests.models import Protest, ProtestState
from outcry.protests.operations.erase import NOTHING_PERSONAL
from outcry.protests.operations.sign_appeal import is_open

REMIND_AFTER = timedelta(hours=24)
_BATCH = 200


def send_reminders(*, now: datetime) -> int:
    """Queue one reminder for each mailbox and appeal that has not confirmed a day after its mail. Returns how many were queued."""
    waiting = Protest.objects.filter(state=ProtestState.SUBMITTED, reminded_at=None, mail_due_at__lte=now - REMIND_AFTER, expires_at__gt=now)
    queued = 0
    for protest in waiting.select_related("appeal__organisation", "letter").order_by("pk")[:_BATCH]:
        queued += _remind(protest, now=now)
    return queued


def _remind(protest: Protest, *, now: datetime) -> int:
    wanted = is_open(protest.appeal, now=now) and not _heard_already(protest) and not _wants_silence(protest)
    mails = [_reminder(protest, now=now)] if wanted else []
    with transaction.atomic():
        # Marked also where no mail is wanted: it has been looked at.
        if not Protest.objects.filter(pk=protest.pk, state=ProtestState.SUBMITTED, reminded_at=None).update(reminded_at=now):
            return 0
        outbox.put(mails=mails, now=now, lifetime=protest.expires_at - now)
    return len(mails)


def _reminder(protest: Protest, *, now: datetime) -> FinishedMail:
    words = asking_words(template="remind", appeal=protest.appeal, letter=protest.letter, language=protest.language)
    return asking_mail(protest=protest, words=words, key=reminder_key(protest), priority=2, now=now)


def _heard_already(protest: Protest) -> bool:
    """Whether this mailbox confirmed, or was reminded of, another try in the same appeal."""
    others = Protest.objects.filter(appeal=protest.appeal, address_hash=protest.address_hash).exclude(pk=protest.pk)
    return others.filter(state=ProtestState.CONFIRMED).exists() or others.filter(reminded_at__isnull=False).exists()


def _wants_silence(protest: Protest) -> bool:
    return protest.site_address_hash is not None and is_suppressed(address_hash=bytes(protest.site_address_hash))


def expire_protests(*, now: datetime) -> int:
    """Erase tries that were not confirmed in time, and what is left of their mails. Returns how many."""
    run_out = list(Protest.objects.filter(state=ProtestState.SUBMITTED, expires_at__lte=now).order_by("pk").values_list("pk", flat=True)[:_BATCH])
    if not run_out:
        return 0
    keys = [f"protest:{pk}:{mail}" for pk in run_out for mail in ("confirm", "remind")]
    with transaction.atomic():
        expired = Protest.objects.filter(pk__in=run_out, state=ProtestState.SUBMITTED).update(
            **NOTHING_PERSONAL, state=ProtestState.EXPIRED, state_changed_at=now, erased_at=now
        )
        outbox.withdraw(keys=keys, now=now, reason="not confirmed in time")
        outbox.erase(keys=keys, now=now)
    return expired


def withdraw_letters_of_ended_appeals(*, now: datetime) -> int:
    """Take back letters that slipped into the outbox while their appeal was being ended. Returns how many."""
    withdrawn = 0
    for appeal in Appeal.objects.filter(state=AppealState.ENDED):
        if OutgoingMessage.objects.filter(group=appeal.subject, state__in=WITHDRAWABLE).exists():
            withdrawn += outbox.withdraw(group=appeal.subject, now=now, reason="the appeal has ended")
    return withdrawn
