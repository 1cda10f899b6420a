"""What is sealed in a conversation, and with which key: hers and ours together, or for notes ours alone."""

import json
from dataclasses import asdict, dataclass

from outcry.intake import desk_keys
from outcry.intake.desk_keys import DeskKeys
from outcry.intake.models import Author, Conversation, File, Message, Use
from outcry.intake.recognition import Recognition
from outcry.lib.envelopes import new_key, seal_to, seal_with, unseal_with

_HERS = "intake.key_for_sender"
_OURS = "intake.key_for_desk"
_DETAILS = "intake.details"
_FILE = "intake.file"


@dataclass(frozen=True, kw_only=True)
class Details:
    """What she told beside the text."""

    place: str = ""
    contact: str = ""
    use: str = Use.RECORD


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What the sealed part of a file's row holds. `kind` is what the browser called it: a claim, no more."""

    name: str
    kind: str
    key: str


@dataclass(frozen=True)
class Keys:
    """The keys of one conversation; whoever comes by the code has none for notes: it is blank."""

    words: bytes
    notes: bytes = b""

    def for_author(self, author: str) -> bytes:
        """The key of what this author writes."""
        if author != Author.NOTE:
            return self.words
        if not self.notes:
            raise PermissionError("notes are opened by the desk alone")
        return self.notes


def give_keys(conversation: Conversation, recognition: Recognition) -> Keys:
    """Make the keys of a new conversation, and put them where she and we find them. Does not save."""
    keys = Keys(words=new_key(), notes=new_key())
    conversation.code_hash = recognition.hash
    conversation.key_for_sender = seal_with(recognition.key, keys.words, place=_HERS)
    give_to_desk(conversation, keys)
    return keys


def give_to_desk(conversation: Conversation, keys: Keys) -> None:
    """Seal the keys to the desk's public key of today. Does not save."""
    number, public = desk_keys.public_key()
    conversation.desk_key = number
    conversation.key_for_desk = seal_to(public, keys.words + keys.notes, place=_OURS)


def keys_of_sender(conversation: Conversation, recognition: Recognition) -> Keys:
    """Her key of her conversation."""
    return Keys(words=unseal_with(recognition.key, bytes(conversation.key_for_sender or b""), place=_HERS))


def keys_of_desk(conversation: Conversation, desk: DeskKeys) -> Keys:
    """Our keys of a conversation that is not erased."""
    both = desk.unseal(bytes(conversation.key_for_desk or b""), number=conversation.desk_key or 0, place=_OURS)
    return Keys(words=both[:32], notes=both[32:])


def sealed_details(details: Details, keys: Keys) -> bytes:
    return seal_with(keys.words, json.dumps(asdict(details)).encode(), place=_DETAILS)


def details_of(conversation: Conversation, keys: Keys) -> Details:
    return Details(**json.loads(unseal_with(keys.words, bytes(conversation.details or b""), place=_DETAILS)))


def sealed_text(text: str, author: str, keys: Keys) -> bytes:
    return seal_with(keys.for_author(author), text.encode(), place=f"intake.message:{author}")


def text_of(message: Message, keys: Keys) -> str:
    return unseal_with(keys.for_author(message.author), bytes(message.content), place=f"intake.message:{message.author}").decode()


def sealed_facts(facts: FileFacts, keys: Keys) -> bytes:
    return seal_with(keys.words, json.dumps(asdict(facts)).encode(), place=_FILE)


def facts_of(file: File, keys: Keys) -> FileFacts:
    return FileFacts(**json.loads(unseal_with(keys.words, bytes(file.sealed), place=_FILE)))
