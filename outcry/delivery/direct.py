"""Django's own mail, such as a renewed password, where no relay takes it: into the outbox, from which it leaves like any other."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from outcry.delivery import outbox
from outcry.delivery.compose import FinishedMail
from outcry.delivery.models import random_return_id
from outcry.delivery.return_addresses import make_return_address

_STAFF = "staff"
_MAILER = "letter_to_supporter"
# Somebody waits for it before her screen.
_PRIORITY = 1
_SEVEN_BITS = SMTP.clone(cte_type="7bit")


class EmailBackend(BaseEmailBackend):
    """A mailer of Django's that puts down what it is given; the options are the mail worker's."""

    def __init__(self, *, alias: str | None = None, timeout: int, letter_seconds: int, dns_servers: Sequence[str]) -> None:
        super().__init__(alias=alias)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put each down, once for every recipient; returns how many mails that are, as Django counts them."""
        now = timezone.now()
        with transaction.atomic():
            outbox.put(mails=[mail for message in email_messages for mail in _finished(message, now)], now=now)
        return len(email_messages)


def _finished(message: EmailMessage, now: datetime) -> Iterator[FinishedMail]:
    domain = parseaddr(message.from_email)[1].rpartition("@")[2]
    for recipient in message.recipients():
        return_id = random_return_id()
        message_id = f"<{return_id}@{domain}>"
        whole: Any = message.message(policy=_SEVEN_BITS)
        del whole["Message-ID"]
        whole["Message-ID"] = message_id
        yield FinishedMail(
            key=f"{_STAFF}:{return_id}",
            group=_STAFF,
            mailer=_MAILER,
            destination=_STAFF,
            priority=_PRIORITY,
            return_id=return_id,
            message_id=message_id,
            sender=make_return_address(kind="b", return_id=return_id, domain=domain),
            recipient=parseaddr(recipient)[1],
            content=whole.as_bytes(),
        )
