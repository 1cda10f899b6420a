"""Mail to the house: answered by a person of the desk, and put aside when it is dealt with."""

import re
from datetime import datetime

from django.db import transaction

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.delivery import outbox
from outcry.delivery.compose import compose
from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.lib.text import plain_lines
from outcry.protests.mails import DESTINATION, MAILER, organisation_name
from outcry.protests.models import PostAnswer, PostDone

GROUP = "post"
_SUBJECT_LENGTH = 150
_RE = re.compile(r"(?i)^\s*(re|aw|sv|antw|odp|ответ|отв)\s*:")


class NotOurs(ValueError):
    """Not one of the addresses that this mail came from."""


def answer_post(
    *,
    incoming: IncomingMessage,
    organisation: Organisation,
    text: str,
    to: str,
    may_go_to: tuple[str, ...],
    subject: str,
    message_id: str,
    by: User,
    now: datetime,
) -> PostAnswer:
    """Send an answer from an address of its own, so that what comes back to it is found. `may_go_to`, `subject` and `message_id` are those of the mail.

    Raise NotOurs for any other address: this desk answers, it writes to nobody first.
    """
    if to not in may_go_to:
        raise NotOurs(to)
    language = organisation.source_language
    mail = compose(
        key=f"{GROUP}:{incoming.pk}:{now.timestamp():.6f}",
        group=GROUP,
        mailer=MAILER,
        destination=DESTINATION,
        priority=2,
        kind="letter",
        sender_name=organisation_name(organisation, language),
        domain=organisation.mail_domain,
        recipient=to,
        subject=_subject(subject),
        text=plain_lines(text),
        language=language,
        now=now,
        headers={"In-Reply-To": message_id, "References": message_id} if message_id else {},
    )
    with transaction.atomic():
        [message] = outbox.put(mails=[mail], now=now)
        record(verb="post.answer", subject=f"house_mail:{incoming.pk}", actor=by, now=now)
        return PostAnswer.objects.create(incoming=incoming, message=message, written_by=by, written_at=now)


def _subject(told: str) -> str:
    plain = " ".join(plain_lines(told).split())[:_SUBJECT_LENGTH]
    return plain if _RE.match(plain) else f"Re: {plain}".strip()


def done_with(*, incoming: IncomingMessage | None = None, confirmation: OutgoingMessage | None = None, by: User, now: datetime) -> None:
    """It waits for nobody any more; a second time changes nothing."""
    with transaction.atomic():
        _done, is_new = PostDone.objects.get_or_create(incoming=incoming, confirmation=confirmation, defaults={"done_by": by, "done_at": now})
        if is_new:
            record(verb="post.done", subject=_subject_of(incoming, confirmation), actor=by, now=now)


def not_done_with(*, incoming: IncomingMessage | None = None, confirmation: OutgoingMessage | None = None, by: User, now: datetime) -> None:
    """It waits again."""
    with transaction.atomic():
        if PostDone.objects.filter(incoming=incoming, confirmation=confirmation).delete()[0]:
            record(verb="post.undone", subject=_subject_of(incoming, confirmation), actor=by, now=now)


def _subject_of(incoming: IncomingMessage | None, confirmation: OutgoingMessage | None) -> str:
    return f"house_mail:{incoming.pk}" if incoming is not None else f"confirmation:{confirmation.pk if confirmation else 0}"
