"""Putting the desk's keys behind a passphrase."""

from datetime import datetime

from django.db import transaction

from outcry.audit.operations import record
from outcry.intake import contents, desk_keys
from outcry.intake.desk_keys import DeskKeys
from outcry.intake.models import Conversation, ConversationState


def lock_desk(*, passphrase: str, before: DeskKeys, now: datetime) -> int:
    """Make new keys behind the passphrase and seal every conversation to them; returns how many. May be killed and run again.

    `before` are the keys in use so far. Their files go last: whoever has an old backup of them then opens nothing that is
    here now.
    """
    keys = desk_keys.lock(passphrase, before=before)
    count = 0
    for pk in Conversation.objects.exclude(state=ConversationState.ERASED).exclude(desk_key=max(keys.private)).values_list("pk", flat=True):
        count += _seal_anew(pk, keys)
    record(verb="lock_intake", subject="intake:desk", now=now, sealed_anew=count)
    desk_keys.remove_earlier_files()
    return count


@transaction.atomic
def _seal_anew(pk: int, keys: DeskKeys) -> bool:
    conversation = Conversation.objects.select_for_update().get(pk=pk)
    if conversation.state == ConversationState.ERASED:
        return False
    contents.give_to_desk(conversation, contents.keys_of_desk(conversation, keys))
    conversation.save(update_fields=["key_for_desk", "desk_key"])
    return True
