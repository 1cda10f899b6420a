"""Writing one message of a sender, with its files, so that both are kept or neither."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from outcry.intake import contents
from outcry.intake.contents import FileFacts, Keys
from outcry.intake.hours import hour_of
from outcry.intake.models import Author, Conversation, File, Message
from outcry.intake.uploads import SealedUpload
from outcry.lib.text import plain_lines

LONGEST_NAME = 150


class AlreadyTaken(Exception):
    """This very form was sent before: a reload, or a second press of the button. Nothing was kept twice."""


def refuse_second(form: str) -> bytes:
    """The digest by which a form is known again; AlreadyTaken when it was sent before."""
    digest = digest_of(form)
    if Message.objects.filter(form_digest=digest).exists():
        raise AlreadyTaken
    return digest


def digest_of(form: str) -> bytes:
    """By which a form is known again."""
    return hashlib.sha256(form.encode()).digest()


def keep_message(*, conversation: Conversation, keys: Keys, text: str, files: Sequence[SealedUpload], form_digest: bytes, now: datetime) -> Message:
    """Inside the caller's transaction: the rows. The files are on the disk already, whole."""
    message = Message.objects.create(
        conversation=conversation,
        author=Author.SENDER,
        at=hour_of(now),
        content=contents.sealed_text(plain_lines(text), Author.SENDER, keys),
        form_digest=form_digest,
    )
    for file in files:
        name = plain_lines(file.shown_name).replace("\n", " ")[-LONGEST_NAME:]
        facts = FileFacts(name=name, kind=plain_lines(file.content_type or "")[:100], key=file.key.hex())
        File.objects.create(message=message, stored_name=file.stored_name, size=file.size or 0, sealed=contents.sealed_facts(facts, keys))
    return message
