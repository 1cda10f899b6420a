"""What casework takes from a conversation: her words, what she allows, how she can be reached, and files as streams."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO

from outcry.intake import contents, storage
from outcry.intake.contents import Keys
from outcry.intake.desk_keys import DeskKeys
from outcry.intake.models import Author, Conversation, File, Use


@dataclass(frozen=True, kw_only=True)
class HandedFile:
    """A file as it came in. `kind` is what the browser called it: a claim, no more. `open` gives the plain bytes as a stream."""

    pk: int
    name: str
    kind: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What one sender told us. `connection` is where, when, and how she knows, in her words; `received_at` is kept by the hour.

    `until` is the number of the last message in it: what has a higher one came later.
    """

    subject: str
    text: str
    connection: str
    contact: str
    use: Use
    language: str
    received_at: datetime
    files: tuple[HandedFile, ...]
    until: int


def for_casework(conversation: Conversation, *, keys: DeskKeys, after: int = 0) -> Handover:
    """Everything the sender wrote after the message of this number, in order, and the files she sent; nothing that staff wrote. Changes nothing here."""
    opened = contents.keys_of_desk(conversation, keys)
    details = contents.details_of(conversation, opened)
    messages = list(conversation.messages.filter(author=Author.SENDER, pk__gt=after).prefetch_related("files"))
    return Handover(
        subject=conversation.subject,
        text="\n\n".join(contents.text_of(message, opened) for message in messages),
        connection=details.place,
        contact=details.contact,
        use=Use(details.use),
        language=conversation.language,
        received_at=conversation.started_at,
        files=tuple(_handed(file, opened) for message in messages for file in message.files.all()),
        until=max((message.pk for message in messages), default=after),
    )


def _handed(file: File, keys: Keys) -> HandedFile:
    facts = contents.facts_of(file, keys)
    return HandedFile(
        pk=file.pk, name=facts.name, kind=facts.kind, size=file.size, open=partial(storage.open_file, file.stored_name, key=bytes.fromhex(facts.key))
    )
