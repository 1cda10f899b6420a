"""A letter in any language and script arrives as it was written: the Universal Declaration in all languages, where it is at hand."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from outcry.delivery import outbox
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.outgoing.transports.smtp import SmtpTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import NOW, OFFICE, a_mail, put
from outcry.delivery.tests.mail_servers import mail_server
from tests.declaration import declarations

pytestmark = pytest.mark.django_db


def test_every_declaration_arrives_letter_by_letter(real_data: Path) -> None:
    texts = declarations(real_data)
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    written = {text.title: "\n\n".join(text.paragraphs) + "\n" for text in texts}
    put(*(a_mail(subject=title, text=text, language="en") for title, text in written.items()))

    with mail_server() as server:
        transport = SmtpTransport(host="127.0.0.1", port=server.port, timeout=5)
        Worker(now=lambda: NOW, transport_for=lambda *, mailer: transport).drain()
        transport.close()
        kept = [message_from_bytes(letter.content, policy=policy.default) for letter in server.kept]

    assert len(texts) > 25
    assert {str(message["Subject"]): words(message) for message in kept} == written
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) <= {MessageState.HANDED_OFF, MessageState.ACCEPTED}


def words(message: EmailMessage) -> str:
    """The text as the other side reads it, with our line ends."""
    return str(message.get_content()).replace("\r\n", "\n")
