"""Who and what stands in the tests of the post office: finished mails, and rows in the outbox."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from outcry.delivery import outbox
from outcry.delivery.compose import FinishedMail, compose
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import ENDED, TRANSITIONS, MessageState
from outcry.delivery.steps import ENDS

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OFFICE = "office:prosecutor"
APPEAL = "appeal:7"
_numbers = count(1)


def a_mail(**told: Any) -> FinishedMail:
    """A finished letter to the Prosecutor's Office; the test names what it is about."""
    number = next(_numbers)
    facts: dict[str, Any] = {
        "key": f"protest:{number}:addressee:1",
        "group": APPEAL,
        "mailer": "protest",
        "destination": OFFICE,
        "kind": "letter",
        "sender_name": "Samira K. via Outcry",
        "domain": "outcry.example",
        "recipient": "office@prosecutor.example",
        "recipient_name": "Prosecutor General's Office",
        "subject": "Free Esenbek Ukteshbayev",
        "text": "Dear Sir or Madam,\n\nplease free him.\n",
        "language": "en",
        "now": NOW,
    }
    return compose(**(facts | told))


def put(*mails: FinishedMail, now: datetime = NOW, **told: Any) -> list[OutgoingMessage]:
    """Put mails into the outbox, in a transaction of their own."""
    with transaction.atomic():
        return outbox.put(mails=mails, now=now, **told)


def bring_to(state: str, rows: QuerySet[OutgoingMessage] | None = None, **told: Any) -> None:
    """Let messages, all of them or these, stand in a state, by the shortest way that the table knows; what has ended as every end leaves it."""
    told = (ENDS if state in ENDED else {}) | told
    for message in OutgoingMessage.objects.all() if rows is None else rows:
        for after in _way(MessageState(message.state), MessageState(state)):
            OutgoingMessage.objects.filter(pk=message.pk).update(state=after)
        if told:
            OutgoingMessage.objects.filter(pk=message.pk).update(**told)


def _way(before: MessageState, to: MessageState) -> list[MessageState]:
    ways = [[before]]
    for way in ways:
        if way[-1] == to:
            return way[1:]
        ways += [[*way, after] for after in sorted(TRANSITIONS[way[-1]]) if after not in way]
    raise AssertionError(f"no way leads from {before} to {to}")
