"""Answers of sample offices: a few short mails in the office's language, each saying that it was generated."""

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

from outcry.demo.standin.heads import address_in, head, heads
from outcry.demo.standin.manners import Manners

LOOPBACK = "127.0.0.1"
_TIMEOUT_SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A finished answer: from whom, to whom, and its bytes."""

    sender: str
    recipient: str
    content: bytes


def compose_answer(*, letter: bytes, office: str, manners: Manners, texts: Sequence[Mapping[str, Any]], number: int, now: datetime) -> Answer | None:
    """The answer to a letter, by turns one of the sample texts; None when the letter does not say where answers go."""
    asked = heads(letter)
    recipient = address_in(asked, "Reply-To")
    if not recipient or not texts:
        return None
    text = texts[number % len(texts)]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((manners.name, office))
    mail["To"] = recipient
    mail["Subject"] = text["subject"][manners.language]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=office.rpartition("@")[2])
    if asked_id := head(asked, "Message-ID"):
        mail["In-Reply-To"] = mail["References"] = asked_id
    mail["Content-Language"] = manners.language
    mail["X-Outcry-Sample"] = "generated for a demonstration"
    mail.set_content(text["body"][manners.language].strip() + "\n", cte="base64")
    return Answer(sender=office, recipient=recipient, content=mail.as_bytes())


def hand_in(answer: Answer, *, port: int) -> None:
    """Give an answer to the receiver on the loopback; OSError or smtplib.SMTPException when it is not taken."""
    with smtplib.SMTP(LOOPBACK, port, local_hostname="stand-in.example", timeout=_TIMEOUT_SECONDS) as connection:
        connection.sendmail(answer.sender, [answer.recipient], answer.content)
