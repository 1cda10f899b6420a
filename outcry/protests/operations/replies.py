"""What the authorities answered."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from outcry.audit.operations import record
from outcry.delivery.models import IncomingKind, IncomingMessage
from outcry.protests.models import AuthorityReply, LetterlessMail, ProtestLetter, ReplyState

logger = logging.getLogger(__name__)

_BATCH = 200
# Whatever is not known to come from a machine: a person decides what it is.
_FOR_PEOPLE = (IncomingKind.PERSON, IncomingKind.UNKNOWN, IncomingKind.COMPLAINT)


def collect_replies(*, now: datetime) -> int:
    """Put every mail for a person to read that answers a letter into the replies of its appeal, once. Returns how many were new.

    Mail to a letter that belongs to no protest is written down once, and then no longer looked at: the desk shows it.
    """
    unread = IncomingMessage.objects.filter(kind__in=_FOR_PEOPLE, answers__mailer="protest")
    unread = unread.exclude(pk__in=AuthorityReply.objects.values("incoming_id")).exclude(pk__in=LetterlessMail.objects.values("incoming_id"))
    collected = 0
    for incoming in unread.order_by("pk")[:_BATCH]:
        letter = _answered(incoming)
        if letter is None:
            _pass_over(incoming, now=now)
            continue
        _, is_new = AuthorityReply.objects.get_or_create(
            incoming=incoming, defaults={"letter": letter, "appeal_id": letter.protest.appeal_id, "received_at": incoming.received_at}
        )
        collected += is_new
    return collected


def _answered(incoming: IncomingMessage) -> ProtestLetter | None:
    """The letter it answers: by its own message, by one that it had before it went another way, or the first of those that a daily letter tells of."""
    by = incoming.answers_id
    letters = ProtestLetter.objects.select_related("protest")
    return letters.filter(Q(message=by) | Q(former_messages__message=by) | Q(daily__message=by)).order_by("pk").first()


def _pass_over(incoming: IncomingMessage, *, now: datetime) -> None:
    _, is_new = LetterlessMail.objects.get_or_create(incoming=incoming, defaults={"noticed_at": now})
    if is_new:
        logger.warning("incoming mail %d answers message %s, which is no protest's letter: passed over, listed on the desk", incoming.pk, incoming.answers_id)


def decide_reply(*, reply: AuthorityReply, show: bool, public_text: str = "", language: str = "", by: Any, now: datetime) -> AuthorityReply:
    """A person has read the reply: show these words of it on the appeal page, or keep it to ourselves.

    Raise ValueError when it is to be shown without words or language.
    """
    if show and not (public_text.strip() and language):
        raise ValueError("a reply is shown in checked words and with its language")
    with transaction.atomic():
        reply.state = ReplyState.SHOWN if show else ReplyState.KEPT
        reply.public_text, reply.language = (public_text.strip(), language) if show else ("", "")
        reply.decided_by, reply.decided_at = by, now
        reply.save()
        record(verb=f"reply.{reply.state}", subject=f"reply:{reply.pk}", actor=by, now=now, appeal=reply.appeal_id)
    return reply
