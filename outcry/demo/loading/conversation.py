"""One message in confidence, from nobody: the inbox has something to open, to answer and to make a case from."""

from contextlib import suppress
from datetime import datetime

from outcry.accounts.models import Organisation
from outcry.demo.sample import table
from outcry.intake.contents import Details
from outcry.intake.models import Conversation, ConversationState, Message, Tally
from outcry.intake.operations import AlreadyTaken, Writing, receive
from outcry.intake.operations.erasing import ERASED_BY_TERM, erase
from outcry.intake.operations.keeping import digest_of

# By which the sample's own message is known again.
_FORM = "sample material: one conversation"
_LANGUAGES = ("en", "ru", "kk", "ar")


def load_conversation(*, organisation: Organisation, now: datetime) -> None:
    """Leave it in the inbox, unopened. One that is there is left as it is."""
    material = table("conversation")
    details = Details(place=_in_all(material["place"]), contact=_in_all(material["contact"]), use=material["use"])
    writing = Writing(text=_in_all(material["text"]), details=details, language=organisation.source_language, form=_FORM)
    with suppress(AlreadyTaken):
        receive(organisation=organisation, writing=writing, now=now)


def remove_conversation(*, organisation: Organisation, now: datetime) -> None:
    """Take it out again, and the bare rows of what was erased, and the tallies by which messages are limited; cases made from it stay."""
    message = Message.objects.filter(form_digest=digest_of(_FORM), conversation__organisation=organisation).select_related("conversation").first()
    if message is not None:
        erase(conversation=message.conversation, why=ERASED_BY_TERM, now=now)
    Conversation.objects.filter(organisation=organisation, state=ConversationState.ERASED).delete()
    Tally.objects.all().delete()


def _in_all(text: dict[str, str]) -> str:
    """In every language, one after the other: whoever tries it out reads hers."""
    return "\n\n".join(text[language].strip() for language in _LANGUAGES)
