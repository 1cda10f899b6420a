"""Confirming and ending don't overlap: whoever confirms holds the appeal open until she is written down, whoever ends it waits for her.

So the end finds every letter that is to be taken back and every consent that is to be thanked. Without this PostgreSQL
lets both go on (READ COMMITTED): the one reads the appeal as open, the other does not see the consent.
"""

from hashlib import sha256

from outcry.appeals.models import Appeal, AppealState
from outcry.lib.locks import lock_until_commit, share_until_commit


def hold_open(appeal: Appeal) -> bool:
    """Keep the appeal from being ended until the caller's transaction is over; False when it has ended already."""
    share_until_commit(_name(appeal))
    return Appeal.objects.filter(pk=appeal.pk, state=AppealState.OPEN).exists()


def shut(appeal: Appeal) -> None:
    """Wait for everyone who is being written down this moment, and let nobody in before the caller's transaction is over."""
    lock_until_commit(_name(appeal))


def _name(appeal: Appeal) -> bytes:
    return sha256(f"protests of {appeal.subject}".encode()).digest()
