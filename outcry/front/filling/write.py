"""Filling the pages of "write to us safely"."""

from django.conf import settings

from outcry.accounts.models import Organisation
from outcry.design.day_words import plain_day
from outcry.front.pages.write import ConversationPage, Done, KeptFile, Limits, Line, WritePage
from outcry.intake import contents, queries
from outcry.intake.models import Author, ConversationState, Message
from outcry.intake.operations import Found, erased_on
from outcry.intake.retention import TERMS


def write_page(*, organisation: Organisation) -> WritePage:
    """The page with the form of a first message."""
    return WritePage(
        is_read=queries.is_read_by_someone(organisation=organisation), limits=limits(), terms=tuple((str(term.what), str(term.kept)) for term in TERMS)
    )


def conversation_page(*, found: Found, code: str, done: Done = "") -> ConversationPage:
    """A conversation opened with its code: her words and ours, without the notes of staff."""
    conversation = found.conversation
    messages = conversation.messages.exclude(author=Author.NOTE).prefetch_related("files")
    return ConversationPage(
        code=code,
        lines=tuple(_line(message, found) for message in messages),
        is_closed=conversation.state == ConversationState.CLOSED,
        erased_on=plain_day(erased_on(conversation).date()),
        limits=limits(),
        done=done,
    )


def limits() -> Limits:
    """What one message takes."""
    return Limits(files=settings.INTAKE_FILES, megabytes=settings.INTAKE_FILE_MB)


def _line(message: Message, found: Found) -> Line:
    files = [KeptFile(name=contents.facts_of(file, found.keys).name, size=file.size) for file in message.files.all()]
    return Line(is_hers=message.author == Author.SENDER, day=plain_day(message.at.date()), text=contents.text_of(message, found.keys), files=tuple(files))
