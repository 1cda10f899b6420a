"""What staff do with a conversation. Each step is in the log, with numbers alone."""

from datetime import datetime
from typing import IO

from django.db import transaction

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.intake import contents, storage
from outcry.intake.contents import FileFacts
from outcry.intake.desk_keys import DeskKeys
from outcry.intake.hours import hour_of
from outcry.intake.models import Author, Conversation, ConversationState, File, Message
from outcry.lib.text import plain_lines


class Gone(Exception):
    """The conversation was erased meanwhile, by its sender or by its term."""


@transaction.atomic
def open_conversation(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Take up what nobody has opened; opening twice changes nothing."""
    locked = _locked(conversation)
    if locked.state == ConversationState.NEW:
        _move(locked, ConversationState.OPEN, verb="open_conversation", by=by, now=now)


@transaction.atomic
def answer(*, conversation: Conversation, text: str, keys: DeskKeys, by: User, now: datetime) -> Message:
    """Write to the sender, who reads it when she comes back. Raise Gone."""
    locked = _locked(conversation)
    message = _write(locked, Author.STAFF, text, keys=keys, by=by, now=now)
    locked.last_at, locked.awaits_us = hour_of(now), False
    if locked.state != ConversationState.SPAM:
        locked.state, locked.closed_at = ConversationState.OPEN, None
    locked.save(update_fields=["last_at", "awaits_us", "state", "closed_at"])
    record(verb="answer_conversation", subject=locked.subject, now=now, actor=by)
    return message


@transaction.atomic
def keep_note(*, conversation: Conversation, text: str, keys: DeskKeys, by: User, now: datetime) -> Message:
    """Write a note among staff, sealed so that the sender's code does not open it. Raise Gone."""
    locked = _locked(conversation)
    message = _write(locked, Author.NOTE, text, keys=keys, by=by, now=now)
    record(verb="note_on_conversation", subject=locked.subject, now=now, actor=by)
    return message


@transaction.atomic
def assign(*, conversation: Conversation, to: User | None, by: User, now: datetime) -> None:
    """Say who looks after it, or nobody in particular. Raise Gone."""
    locked = _locked(conversation)
    locked.assigned_to = to
    locked.save(update_fields=["assigned_to"])
    record(verb="assign_conversation", subject=locked.subject, now=now, actor=by)


@transaction.atomic
def close(*, conversation: Conversation, by: User, now: datetime) -> None:
    """End it; it is erased when its term is over. Raise Gone."""
    _move(_locked(conversation), ConversationState.CLOSED, verb="close_conversation", by=by, now=now)


@transaction.atomic
def mark_as_spam(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Put it aside; it is erased with those that were closed. Raise Gone."""
    _move(_locked(conversation), ConversationState.SPAM, verb="mark_conversation_as_spam", by=by, now=now)


@transaction.atomic
def reopen(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Take closing, or the mark, back. Raise Gone."""
    _move(_locked(conversation), ConversationState.OPEN, verb="reopen_conversation", by=by, now=now)


def read_file(*, file: File, keys: DeskKeys, by: User, now: datetime) -> tuple[FileFacts, IO[bytes]]:
    """A file's name and its plain bytes as a stream; the log says who took it. Raise FileNotFoundError when it is not on the disk."""
    conversation = file.message.conversation
    facts = contents.facts_of(file, contents.keys_of_desk(conversation, keys))
    stream = storage.open_file(file.stored_name, key=bytes.fromhex(facts.key))
    record(verb="take_file_of_conversation", subject=conversation.subject, now=now, actor=by)
    return facts, stream


def _locked(conversation: Conversation) -> Conversation:
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if locked.state == ConversationState.ERASED:
        raise Gone
    return locked


def _move(conversation: Conversation, state: ConversationState, *, verb: str, by: User, now: datetime) -> None:
    is_over = state in (ConversationState.CLOSED, ConversationState.SPAM)
    conversation.state, conversation.closed_at = state, hour_of(now) if is_over else None
    if is_over:
        conversation.awaits_us = False
    # The term of an open conversation begins anew with each step.
    conversation.last_at = hour_of(now)
    conversation.save(update_fields=["state", "closed_at", "awaits_us", "last_at"])
    record(verb=verb, subject=conversation.subject, now=now, actor=by)


def _write(conversation: Conversation, author: Author, text: str, *, keys: DeskKeys, by: User, now: datetime) -> Message:
    sealed = contents.sealed_text(plain_lines(text), author, contents.keys_of_desk(conversation, keys))
    return Message.objects.create(conversation=conversation, author=author, written_by=by, at=hour_of(now), content=sealed)
