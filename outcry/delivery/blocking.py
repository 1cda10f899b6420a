"""Servers that block us. Status 5.7.x speaks of us and not of the address (RFC 3463, 3.8): no letter is refused by it, and a server that
says it of several letters is left alone until a person has looked.
"""

import re
from datetime import datetime, timedelta

from django.conf import settings

from outcry.audit.operations import record
from outcry.delivery.models import BlockedLetter, OutgoingMessage, ReceivingServer

WINDOW = timedelta(hours=24)
REASON = "their server blocks us"
# The status stands first, after the code, in each line of an answer. Words without it are taken as they are.
_POLICY = re.compile(r"\s*5\.7\.\d{1,3}\b")


def blocks_us(words: str) -> bool:
    """Whether an answer of 5xx is about us."""
    return bool(_POLICY.match(words))


def note_block(*, message_id: int, words: str, now: datetime) -> None:
    """Write down that its server blocks us, at this message; past so many within the window nothing leaves for it any more.

    Within the caller's transaction, before any row of a destination is written: servers are locked first.
    """
    server_id = OutgoingMessage.objects.values_list("lane__server", flat=True).get(pk=message_id)
    if server_id is None:
        return
    server = ReceivingServer.objects.select_for_update(no_key=True).get(pk=server_id)
    BlockedLetter.objects.update_or_create(message_id=message_id, defaults={"server": server, "at": now})
    since = max(now - WINDOW, server.forgiven_at or now - WINDOW)
    number = BlockedLetter.objects.filter(server=server, at__gt=since).count()
    if server.refuses_since is None and number >= settings.BLOCKED_LETTERS:
        ReceivingServer.objects.filter(pk=server.pk).update(refuses_since=now, refusal_words=words)
        record(verb="delivery.refuses", subject=f"mail-server:{server.pk}", now=now, letters=number)
