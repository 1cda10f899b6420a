"""A person answers a letter that is no protest's: nothing is skipped silently."""

from datetime import timedelta

import pytest

from outcry.appeals.models import Appeal
from outcry.delivery import outbox
from outcry.delivery.compose import compose
from outcry.delivery.models import IncomingKind, IncomingMessage, OutgoingMessage
from outcry.protests.models import AuthorityReply, LetterlessMail
from outcry.protests.operations import collect_replies
from outcry.protests.operations.erase import erase_mail_to_us
from outcry.protests.post import waiting
from tests.cast import NOW, an_open_appeal, an_organisation

pytestmark = pytest.mark.django_db


def a_letter_of_no_protest(appeal: Appeal) -> OutgoingMessage:
    mail = compose(
        key="by-hand:1",
        group=appeal.subject,
        mailer="protest",
        destination="office:1",
        kind="letter",
        sender_name="The Desk",
        domain="solidarity.example",
        recipient="office@authority.example",
        subject="A letter",
        text="Dear Sir or Madam,",
        language="en",
        now=NOW,
    )
    return outbox.put(mails=[mail], now=NOW)[0]


def an_answer(message: OutgoingMessage, number: int = 1) -> IncomingMessage:
    raw = b"Subject: Re\r\n\r\nReceived."
    facts = {"received_at": NOW, "raw": raw, "size": len(raw), "kind": IncomingKind.PERSON, "envelope_sender": "office@authority.example"}
    return IncomingMessage.objects.create(answers=message, digest=number.to_bytes(32), **facts)


def test_it_is_written_down_once_logged_and_listed_on_the_desk(caplog: pytest.LogCaptureFixture) -> None:
    incoming = an_answer(a_letter_of_no_protest(an_open_appeal()))
    caplog.set_level("WARNING", logger="outcry")

    for _time in range(3):
        assert collect_replies(now=NOW) == 0

    assert [row.incoming for row in LetterlessMail.objects.all()] == [incoming]
    assert list(waiting(organisation=an_organisation())) == [incoming]
    assert [record.getMessage() for record in caplog.records if f"mail {incoming.pk} answers" in record.getMessage()] != []
    assert len(caplog.records) == 1
    assert "authority.example" not in caplog.text


def test_many_of_them_keep_no_reply_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    # One look takes up a few: what was passed over must not be looked at for ever.
    monkeypatch.setattr("outcry.protests.operations.replies._BATCH", 2)
    letter = a_letter_of_no_protest(an_open_appeal())
    for number in range(5):
        an_answer(letter, number)

    for _time in range(3):
        collect_replies(now=NOW)

    assert LetterlessMail.objects.count() == 5
    assert not AuthorityReply.objects.exists()


def test_it_is_erased_after_the_term_of_other_mail_to_us() -> None:
    incoming = an_answer(a_letter_of_no_protest(an_open_appeal()))
    collect_replies(now=NOW)

    assert erase_mail_to_us(now=NOW + timedelta(days=28) - timedelta(seconds=1)) == 0
    assert erase_mail_to_us(now=NOW + timedelta(days=28)) == 1
    incoming.refresh_from_db()
    assert incoming.raw is None
