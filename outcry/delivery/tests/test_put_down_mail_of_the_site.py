"""What the site itself writes to staff goes by the outbox where there is no relay."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core.mail import EmailMessage

from outcry.delivery.models import OutgoingMessage
from outcry.delivery.return_addresses import read_return_address

pytestmark = pytest.mark.django_db

OPTIONS = {"timeout": 5, "letter_seconds": 9, "dns_servers": []}


def test_each_recipient_gets_a_mail_of_the_outbox_in_seven_bits(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "outcry.delivery.direct.EmailBackend", "OPTIONS": OPTIONS}}

    sent = EmailMessage("Новый пароль", "Нажмите.", "Desk <desk@outcry.example>", ["Rosa <rosa@office.example>", "emeka@office.example"]).send()

    mails = list(OutgoingMessage.objects.order_by("pk"))
    parsed = [message_from_bytes(mail.content or b"", policy=default) for mail in mails]
    assert sent == 1
    assert [mail.recipient for mail in mails] == ["rosa@office.example", "emeka@office.example"]
    assert [mail.destination.hourly_pace for mail in mails] == [None, None]
    assert all((mail.content or b"").isascii() and b"\n" not in (mail.content or b"").replace(b"\r\n", b"") for mail in mails)
    assert [(mail["Subject"], mail["Message-ID"]) for mail in parsed] == [("Новый пароль", mail.message_id) for mail in mails]
    assert read_return_address(address=mails[0].sender).return_id == mails[0].return_id
