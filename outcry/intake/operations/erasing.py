"""Conversations end: at the sender's wish, or when their term is over. Also: sweeping what a crash left behind."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from outcry.audit.operations import record
from outcry.intake import storage
from outcry.intake.hours import hour_of
from outcry.intake.models import Conversation, ConversationState, File, Tally

logger = logging.getLogger(__name__)

ERASED_BY_SENDER = "sender"
ERASED_BY_TERM = "term"
# Longer than any upload takes: what was written later may still get its row.
UNNAMED_FOR = timedelta(hours=6)
_TALLIES_KEPT = timedelta(days=1)
_BATCH = 500


def erase(*, conversation: Conversation, why: str, now: datetime) -> bool:
    """Take away every word, key and file, and leave the bare row with its dates. False when that was done before.

    The rows go first, and with them the files' keys: if we die before the files are gone, nobody can open them, and
    the sweep takes them away.
    """
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if locked.state == ConversationState.ERASED:
            return False
        names = list(File.objects.filter(message__conversation=locked).values_list("stored_name", flat=True))
        locked.messages.all().delete()
        locked.state, locked.erased_at, locked.awaits_us, locked.language = ConversationState.ERASED, hour_of(now), False, ""
        locked.code_hash = locked.key_for_sender = locked.key_for_desk = locked.desk_key = locked.details = locked.assigned_to = None
        locked.save()
        record(verb="erase_conversation", subject=locked.subject, now=hour_of(now), erased_by=why)
    storage.remove_files(names)
    return True


def erased_on(conversation: Conversation) -> datetime:
    """When its term is over, as things stand."""
    if conversation.closed_at:
        return conversation.closed_at + timedelta(days=settings.INTAKE_CLOSED_DAYS)
    days = settings.INTAKE_UNOPENED_DAYS if conversation.state == ConversationState.NEW else settings.INTAKE_QUIET_DAYS
    return conversation.last_at + timedelta(days=days)


def erase_unopened(*, now: datetime) -> int:
    """Erase what nobody opened in its term; returns how many."""
    return _erase_all(Conversation.objects.filter(state=ConversationState.NEW, last_at__lte=now - timedelta(days=settings.INTAKE_UNOPENED_DAYS)), now=now)


def erase_closed(*, now: datetime) -> int:
    """Erase what was closed, or marked as spam, and has outlived its term; returns how many."""
    done = (ConversationState.CLOSED, ConversationState.SPAM)
    return _erase_all(Conversation.objects.filter(state__in=done, closed_at__lte=now - timedelta(days=settings.INTAKE_CLOSED_DAYS)), now=now)


def erase_quiet(*, now: datetime) -> int:
    """Erase open conversations in which nobody wrote for their term; returns how many."""
    return _erase_all(Conversation.objects.filter(state=ConversationState.OPEN, last_at__lte=now - timedelta(days=settings.INTAKE_QUIET_DAYS)), now=now)


def sweep(*, now: datetime) -> int:
    """Take away files that no row names, left by a crash, and tallies of yesterday; returns how many files."""
    Tally.objects.filter(since__lt=now - _TALLIES_KEPT).delete()
    old = storage.files_untouched_since((now - UNNAMED_FOR).timestamp())
    swept = 0
    for start in range(0, len(old), _BATCH):
        some = old[start : start + _BATCH]
        named = set(File.objects.filter(stored_name__in=some).values_list("stored_name", flat=True))
        orphans = [name for name in some if name not in named]
        storage.remove_files(orphans)
        swept += len(orphans)
    if swept:
        logger.warning("swept %d sealed files of intake that no message names", swept)
    return swept


def _erase_all(conversations: QuerySet[Conversation], *, now: datetime) -> int:
    return sum(erase(conversation=one, why=ERASED_BY_TERM, now=now) for one in conversations.order_by("pk").iterator())
