"""Questions about conversations."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from outcry.accounts.models import Organisation, User
from outcry.intake.models import Author, Conversation, ConversationState, Message

HANDLE = "intake.handle_intake"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many conversations stand where. `waiting`: opened, and the sender has the last word; `oldest`: of what waits, new ones too."""

    new: int
    open: int
    waiting: int
    closed: int
    spam: int
    erased: int
    oldest: datetime | None


def inbox(*, organisation: Organisation, state: str) -> QuerySet[Conversation]:
    """Conversations in one state: what waits for us first, the longest wait on top."""
    return (
        Conversation.objects.filter(organisation=organisation, state=state)
        .select_related("assigned_to")
        .annotate(
            message_count=Count("messages", filter=~Q(messages__author="note"), distinct=True),
            file_count=Count("messages__files", distinct=True),
        )
        .order_by("-awaits_us", "last_at", "pk")
    )


def figures(*, organisation: Organisation) -> Figures:
    """The counts above the inbox."""
    ours = Conversation.objects.filter(organisation=organisation)
    counts = {state: Count("pk", filter=Q(state=state)) for state in ConversationState.values}
    waits = Q(state__in=(ConversationState.NEW, ConversationState.OPEN), awaits_us=True)
    found = ours.aggregate(**counts, waiting=Count("pk", filter=waits & Q(state=ConversationState.OPEN)), oldest=Min("last_at", filter=waits))
    return Figures(**found)


def conversations(*, organisation: Organisation) -> QuerySet[Conversation]:
    """What a member of this organisation's staff may look up."""
    return Conversation.objects.filter(organisation=organisation).select_related("assigned_to")


def later_messages(*, conversation_id: int, after: int) -> int:
    """How many messages of the sender have a higher number than this one."""
    return Message.objects.filter(conversation=conversation_id, author=Author.SENDER, pk__gt=after).count()


def readers(*, organisation: Organisation) -> QuerySet[User]:
    """Staff of the organisation who may read what comes in."""
    return User.objects.with_perm(HANDLE, backend="django.contrib.auth.backends.ModelBackend").filter(organisation=organisation)


def is_read_by_someone(*, organisation: Organisation) -> bool:
    """Whether anybody may read; without, the public form would be a hole in the ground."""
    return readers(organisation=organisation).exists()
