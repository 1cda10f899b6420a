"""She comes back with her code. Every step brings the code again: nothing else connects two of her requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from outcry.intake import contents, quotas
from outcry.intake.contents import Keys
from outcry.intake.hours import hour_of
from outcry.intake.models import Conversation, ConversationState, Message
from outcry.intake.operations.erasing import ERASED_BY_SENDER, erase
from outcry.intake.operations.keeping import AlreadyTaken, keep_message, refuse_second
from outcry.intake.recognition import recognise
from outcry.intake.uploads import SealedUpload

__all__ = ["AlreadyTaken", "Found", "UnknownCode", "add_message", "change_use", "erase_by_sender", "find"]


class UnknownCode(Exception):
    """No conversation has this code: there never was one, or it is erased. Nobody is told which."""


@dataclass(frozen=True)
class Found:
    """A conversation and her key of it."""

    conversation: Conversation
    keys: Keys


def find(*, code: str, now: datetime) -> Found:
    """The conversation behind a code (28 digits). Raise UnknownCode, TooMany."""
    quotas.count_try(now=now)
    recognitions = {found.hash: found for found in recognise(code)}
    conversation = Conversation.objects.filter(code_hash__in=list(recognitions)).first()
    if conversation is None:
        raise UnknownCode
    keys = contents.keys_of_sender(conversation, recognitions[bytes(conversation.code_hash or b"")])
    return Found(conversation, keys)


def add_message(*, found: Found, text: str, files: Sequence[SealedUpload], form: str, now: datetime) -> Message:
    """Keep what she adds; a closed conversation opens again. Raise AlreadyTaken, TooMany, UnknownCode when it was erased meanwhile."""
    digest = refuse_second(form)
    quotas.count_message(now=now)
    with transaction.atomic():
        conversation = _locked(found)
        message = keep_message(conversation=conversation, keys=found.keys, text=text, files=files, form_digest=digest, now=now)
        conversation.last_at, conversation.awaits_us = hour_of(now), True
        if conversation.state == ConversationState.CLOSED:
            conversation.state, conversation.closed_at = ConversationState.OPEN, None
        conversation.save(update_fields=["last_at", "awaits_us", "state", "closed_at"])
    for file in files:
        file.keep()
    return message


@transaction.atomic
def change_use(*, found: Found, use: str) -> None:
    """She allows more, or less. Raise UnknownCode when it was erased meanwhile."""
    conversation = _locked(found)
    before = contents.details_of(conversation, found.keys)
    conversation.details = contents.sealed_details(contents.Details(place=before.place, contact=before.contact, use=use), found.keys)
    conversation.save(update_fields=["details"])


def erase_by_sender(*, found: Found, now: datetime) -> None:
    """Everything she wrote, and everything we wrote to her, goes at once. Erasing twice changes nothing."""
    erase(conversation=found.conversation, why=ERASED_BY_SENDER, now=now)


def _locked(found: Found) -> Conversation:
    conversation = Conversation.objects.select_for_update().get(pk=found.conversation.pk)
    if conversation.state == ConversationState.ERASED:
        raise UnknownCode
    return conversation
