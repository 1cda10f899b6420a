"""What the log says of conversations in confidence, in words. It holds numbers alone."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcry.audit.vocabulary import Detail, Subject, Vocabulary, one_of
from outcry.design.parts import Link
from outcry.intake.models import Conversation
from outcry.intake.operations.erasing import ERASED_BY_SENDER, ERASED_BY_TERM


def _conversations(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    found = Conversation.objects.filter(organisation_id=organisation_id, pk__in=keys).values_list("pk", flat=True)
    return {pk: Link(label=_("Conversation %(number)s") % {"number": pk}, url=reverse("intake_desk:conversation", args=[pk])) for pk in found}


_VERBS = {
    "open_conversation": gettext_lazy("Conversation opened"),
    "answer_conversation": gettext_lazy("Sender answered"),
    "note_on_conversation": gettext_lazy("Note kept among staff"),
    "assign_conversation": gettext_lazy("Conversation given to somebody"),
    "close_conversation": gettext_lazy("Conversation closed"),
    "mark_conversation_as_spam": gettext_lazy("Conversation put aside as spam"),
    "reopen_conversation": gettext_lazy("Conversation taken up again"),
    "take_file_of_conversation": gettext_lazy("File saved by staff"),
    "erase_conversation": gettext_lazy("Conversation erased"),
    "lock_intake": gettext_lazy("Passphrase of the desk set"),
    "let_read_intake": gettext_lazy("Allowed to read messages in confidence"),
    "no_longer_let_read_intake": gettext_lazy("No longer allowed to read messages in confidence"),
}
_DETAILS = {
    "erased_by": Detail(
        label=gettext_lazy("Erased by"), read=one_of({ERASED_BY_SENDER: gettext_lazy("its sender"), ERASED_BY_TERM: gettext_lazy("the end of its term")})
    ),
    "sealed_anew": Detail(label=gettext_lazy("Conversations sealed anew")),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    subject = Subject(one=gettext_lazy("Conversation"), find=_conversations)
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects={"conversation": subject})
