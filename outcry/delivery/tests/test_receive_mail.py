"""What comes back, by real SMTP and LMTP: kept before it is acknowledged, found, looked at; and whatever strangers try."""

import asyncio
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from outcry.delivery import queries
from outcry.delivery.incoming import listener
from outcry.delivery.incoming.keep import keep
from outcry.delivery.incoming.look import look_at_new
from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.delivery.return_addresses import ReturnKind, make_return_address
from outcry.delivery.tests.cast import NOW, a_mail, bring_to, put

MINISTER = "minister@prosecutor.example"
ANSWER = b"From: Minister <minister@prosecutor.example>\r\nSubject: Re: Free him\r\n\r\nWe have read your letter.\r\n.\r\n..\r\nThe Minister\r\n"
FAILURE = b"""From: MAILER-DAEMON@prosecutor.example\r
Subject: Undelivered Mail Returned to Sender\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
Sorry.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.prosecutor.example\r
\r
Final-Recipient: rfc822; office@prosecutor.example\r
Action: %s\r
Status: %s\r
--b--\r
"""


def address_of(message: OutgoingMessage, kind: ReturnKind = "letter") -> str:
    return make_return_address(kind=kind, return_id=message.return_id, domain="outcry.example")


@contextmanager
def listening() -> Iterator[int]:
    """The listener on a free port, in a thread of its own."""
    ports: list[int] = []
    ready = Event()
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def told(port: int) -> None:
        ports.append(port)
        ready.set()

    async def serve() -> None:
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        await listener.serve(port=0, stop=stop, now=lambda: NOW, ready=told)

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    try:
        yield ports[0]
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)


@pytest.fixture
def letter(transactional_db: None) -> OutgoingMessage:
    [message] = put(a_mail())
    bring_to("accepted")
    return message


def test_an_answer_is_kept_verbatim_and_finds_its_letter(letter: OutgoingMessage) -> None:
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.sendmail(MINISTER, address_of(letter).upper(), ANSWER)
        [incoming] = IncomingMessage.objects.all()

    assert (incoming.raw, incoming.size, incoming.envelope_sender) == (ANSWER, len(ANSWER), MINISTER)
    assert incoming.answers_id == letter.pk
    assert incoming.received_at == NOW


def test_an_address_that_is_not_ours_is_refused_at_once(letter: OutgoingMessage) -> None:
    ours = address_of(letter)
    forged = f"{ours[:-16]}{'1' if ours[-16] == '0' else '0'}{ours[-15:]}"
    gone = make_return_address(kind="letter", return_id="0" * 13, domain="outcry.example")

    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.ehlo()
        for address in ("office@outcry.example", forged, gone, "nobody", "letter-@outcry.example"):
            line.mail(MINISTER)
            code, words = line.rcpt(address)
            assert (code, words.split()[0]) == (550, b"5.1.1")
            line.rset()

    assert not IncomingMessage.objects.exists()


def test_nothing_is_acknowledged_that_could_not_be_kept(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**facts: Any) -> None:
        raise ConnectionError

    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        monkeypatch.setattr(listener, "keep", broken)
        with pytest.raises(smtplib.SMTPDataError) as caught:
            line.sendmail(MINISTER, address_of(letter), ANSWER)

    assert caught.value.smtp_code == 451


def test_the_same_mail_handed_in_twice_is_kept_once(letter: OutgoingMessage) -> None:
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.sendmail(MINISTER, address_of(letter), ANSWER)
        line.sendmail(MINISTER, address_of(letter).upper(), ANSWER)

    assert IncomingMessage.objects.count() == 1


def test_one_recipient_at_a_time(letter: OutgoingMessage) -> None:
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.ehlo()
        line.mail(MINISTER)
        line.rcpt(address_of(letter))

        assert line.rcpt(address_of(letter, "b"))[0] == 452


def test_what_is_too_large_is_refused(letter: OutgoingMessage) -> None:
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as line, pytest.raises((smtplib.SMTPSenderRefused, smtplib.SMTPDataError)) as caught:
        line.sendmail(MINISTER, address_of(letter), b"Subject: x\r\n\r\n" + (b"x" * 70 + b"\r\n") * 160_000)

    assert caught.value.smtp_code == 552
    assert not IncomingMessage.objects.exists()


def test_a_very_long_line_is_kept(letter: OutgoingMessage) -> None:
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.sendmail(MINISTER, address_of(letter), b"Subject: x\r\n\r\n" + b"x" * 200_000 + b"\r\n")

    assert IncomingMessage.objects.get().size > 200_000


def test_a_mail_server_may_hand_in_by_lmtp(letter: OutgoingMessage) -> None:
    with listening() as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line, line.makefile("rwb") as file:

        def say(words: bytes) -> bytes:
            file.write(words + b"\r\n")
            file.flush()
            answer: bytes = file.readline()
            while answer[3:4] == b"-":
                answer = file.readline()
            return answer

        file.readline()
        assert say(b"LHLO mx.outcry.example").startswith(b"250")
        assert say(b"MAIL FROM:<>").startswith(b"250")
        assert say(f"RCPT TO:<{address_of(letter)}>".encode()).startswith(b"250")
        assert say(b"DATA").startswith(b"354")
        assert say(b"Subject: hello\r\n\r\nhello\r\n.").startswith(b"250 2.0.0 kept as")
        assert say(b"QUIT").startswith(b"221")

    assert IncomingMessage.objects.get().envelope_sender == ""


def test_a_report_of_failure_moves_its_letter_to_bounced_by_itself(letter: OutgoingMessage) -> None:
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.sendmail("", address_of(letter, "b"), FAILURE % (b"failed", b"5.1.1"))
        deadline = Event()
        for _ in range(200):
            if OutgoingMessage.objects.get(pk=letter.pk).state == "bounced":
                break
            deadline.wait(0.05)

    assert [(event.after, event.reason) for event in queries.history(key=letter.key)][-1] == ("bounced", "5.1.1")


def a_reply(message: OutgoingMessage, raw: bytes, *, sender: str = "", kind: ReturnKind = "b") -> IncomingMessage:
    incoming = keep(recipient=address_of(message, kind), envelope_sender=sender, raw=raw, now=NOW)
    look_at_new(now=NOW)
    incoming.refresh_from_db()
    return incoming


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["accepted", "handed_off", "uncertain"])
def test_a_failure_counts_against_what_had_left(state: str) -> None:
    [message] = put(a_mail())
    bring_to(state)

    incoming = a_reply(message, FAILURE % (b"failed", b"5.7.1"))

    message.refresh_from_db()
    assert (incoming.kind, message.state, message.due_at) == ("bounce", "bounced", None)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "deferred", "refused", "withdrawn", "expired"])
def test_a_failure_of_what_never_left_changes_nothing(state: str) -> None:
    [message] = put(a_mail())
    bring_to(state)

    assert a_reply(message, FAILURE % (b"failed", b"5.1.1")).kind == "bounce"
    assert OutgoingMessage.objects.get().state == state


@pytest.mark.django_db
def test_a_failure_reported_too_early_waits_for_the_hand_over_to_end() -> None:
    [message] = put(a_mail())
    bring_to("submitting")
    incoming = a_reply(message, FAILURE % (b"failed", b"5.1.1"))
    assert incoming.kind == ""

    bring_to("accepted")
    look_at_new(now=NOW + timedelta(minutes=1))

    assert OutgoingMessage.objects.get().state == "bounced"


@pytest.mark.django_db
@pytest.mark.parametrize(("action", "status"), [(b"delayed", b"4.4.1"), (b"delivered", b"2.0.0"), (b"relayed", b"2.0.0")])
def test_a_report_of_delay_or_success_bounces_nothing(action: bytes, status: bytes) -> None:
    [message] = put(a_mail())
    bring_to("accepted")

    assert a_reply(message, FAILURE % (action, status)).kind == "automatic"
    assert OutgoingMessage.objects.get().state == "accepted"


@pytest.mark.django_db
def test_what_is_kept_is_sealed() -> None:
    [message] = put(a_mail())
    a_reply(message, ANSWER, sender=MINISTER, kind="letter")

    with connection.cursor() as cursor:
        cursor.execute("SELECT raw, envelope_sender FROM delivery_incomingmessage")
        stored = b"".join(bytes(value) for value in cursor.fetchone())

    assert b"Minister" not in stored
    assert b"prosecutor" not in stored


def test_a_loop_or_a_flood_to_one_letter_ends_at_its_limit(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outcry.delivery.incoming.keep.MOST_TO_ONE_MESSAGE", 2)

    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        for number in range(2):
            line.sendmail(MINISTER, address_of(letter), ANSWER + b"%d\r\n" % number)
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="too much has come"):
            line.sendmail(MINISTER, address_of(letter), ANSWER + b"once more\r\n")

    assert IncomingMessage.objects.count() == 2


def test_a_mail_that_is_read_for_long_keeps_nobody_waiting_at_the_door(letter: OutgoingMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = Event(), Event()

    def slow(**facts: Any) -> int:
        begun.set()
        go_on.wait(30)
        return 0

    monkeypatch.setattr(listener, "look_at_new", slow)
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        assert begun.wait(20)
        line.sendmail(MINISTER, address_of(letter), ANSWER)
        go_on.set()

    assert IncomingMessage.objects.count() == 1


def test_a_line_dropped_before_the_answer_and_the_mail_sent_again_is_one_mail(letter: OutgoingMessage) -> None:
    with listening() as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.recv(1000)
            for words in (b"EHLO x", b"MAIL FROM:<m@x.example>", f"RCPT TO:<{address_of(letter)}>".encode(), b"DATA"):
                line.sendall(words + b"\r\n")
                line.recv(1000)
            line.sendall(b"Subject: hello\r\n\r\nhello\r\n.\r\n")
        for _ in range(200):
            if IncomingMessage.objects.exists():
                break
            Event().wait(0.05)
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as again:
            again.sendmail("m@x.example", address_of(letter), b"Subject: hello\r\n\r\nhello\r\n")

    assert IncomingMessage.objects.count() == 1
