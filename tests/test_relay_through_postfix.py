"""A real Postfix between us and the addressees: what it reports comes back by two doors, and after a crash its log says what it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from socket import create_connection, create_server, socket
from threading import Event, Thread

import pytest

from outcry.config.programs import LOOPBACK
from outcry.delivery import outbox, queries
from outcry.delivery.incoming.look import look_at_new
from outcry.delivery.models import IncomingMessage, OutgoingMessage
from outcry.delivery.outgoing.transports.base import Letter
from outcry.delivery.outgoing.transports.conversation import Line
from outcry.delivery.outgoing.transports.smtp import SmtpTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.relay_log.reading import read_log
from outcry.delivery.tests.cast import NOW, OFFICE, a_mail, put
from outcry.delivery.tests.mail_servers import MailServer, mail_server
from outcry.delivery.tests.test_receive_mail import listening
from outcry.delivery.tests.test_take_mail_by_other_doors import hand_in
from tests.postfix import Postfix, a_postfix, hindrance, lmtp

GONE = "gone@prosecutor.example"
PATIENCE_SECONDS = 60.0

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def behind_a_relay(settings: object) -> None:
    if why := hindrance():
        pytest.skip(why)
    settings.NEXT_HOP = "relay"  # type: ignore[attr-defined]


def wait_until(is_so: Callable[[], object], postfix: Postfix, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends_at, postfix.words()
        meanwhile()
        time.sleep(0.1)


def hand_over(port: int, *, now: datetime = NOW) -> OutgoingMessage:
    """One letter to somebody who is not there any more, or whom the test's server takes, handed to the relay."""
    [letter] = put(a_mail(recipient=GONE, now=now), now=now)
    Worker(now=lambda: now, transport_for=lambda *, mailer: SmtpTransport(host=LOOPBACK, port=port)).drain()
    letter.refresh_from_db()
    return letter


def end_of(letter: OutgoingMessage) -> tuple[str, str]:
    event = queries.history(key=letter.key)[-1]
    return event.after, event.reason


def test_a_bounce_of_postfix_comes_in_by_lmtp_and_is_told_of_its_letter() -> None:
    with mail_server() as office, listening() as port, a_postfix(next_port=office.port, ours=lmtp(port)) as postfix:
        office.refuses.add(GONE)

        letter = hand_over(postfix.port)
        assert letter.state == "handed_off"
        wait_until(lambda: end_of(letter)[0] == "bounced", postfix)

    assert end_of(letter) == ("bounced", "5.1.1")
    assert [(one.answers_id, one.envelope_sender, one.kind) for one in IncomingMessage.objects.all()] == [(letter.pk, "", "bounce")]


def test_a_bounce_of_postfix_comes_in_by_a_program_once_although_it_is_handed_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses: list[int] = []

    def take(postfix: Postfix) -> None:
        for envelope in postfix.piped.glob("*/envelope"):
            sender, recipient = envelope.read_text().split("\n")[:2]
            content = (envelope.parent / "content").read_bytes()
            status = hand_in(content, monkeypatch, "--sender", sender, "--recipient", recipient)
            # The first time the mail is kept, and whoever should say so dies: Postfix comes back with it.
            statuses.append(status if statuses else 75)
            envelope.unlink()
            (envelope.parent / "status").write_text(str(statuses[-1]))
            if statuses == [75]:
                wait_until(lambda: "status=deferred" in postfix.words(), postfix)
                postfix.flush()

    with mail_server() as office, a_postfix(next_port=office.port, ours="outcry:") as postfix:
        office.refuses.add(GONE)

        letter = hand_over(postfix.port)
        wait_until(lambda: len(statuses) == 2 and "removed" in postfix.words().rpartition("postfix/pipe")[2], postfix, meanwhile=lambda: take(postfix))

    look_at_new(now=NOW)
    assert statuses == [75, 0]
    assert end_of(letter) == ("bounced", "5.1.1")
    assert IncomingMessage.objects.get().answers_id == letter.pk


class Noting(SmtpTransport):
    """Notes how often a letter was agreed to that had been asked about with the end of the one before."""

    agreed = 0

    def _agreed_ahead(self, letter: Letter) -> tuple[Line | None, bool]:
        line, is_suspect = super()._agreed_ahead(letter)
        self.agreed += line is not None
        return line, is_suspect


def test_postfix_takes_letters_asked_about_ahead_over_one_line_each_once() -> None:
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    letters = put(*(a_mail() for _ in range(6)))
    with mail_server() as office, a_postfix(next_port=office.port, ours="error:none") as postfix:
        relay = Noting(host=LOOPBACK, port=postfix.port)

        Worker(now=lambda: NOW, transport_for=lambda *, mailer: relay).drain()
        wait_until(lambda: len(office.kept) >= len(letters), postfix)
        # What it counts of a line once that has ended: one greeting, and each letter was asked about once.
        wait_until(lambda: "ehlo=1 mail=6 rcpt=6 data=6 quit=1" in postfix.log.read_text(), postfix)

    # The first goes alone, the next is the first of its hand.
    assert relay.agreed == len(letters) - 2
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {"handed_off"}
    for letter in letters:
        assert sum(letter.message_id.encode() in kept.content for kept in office.kept) == 1


def test_a_letter_whose_line_broke_after_the_end_is_found_in_the_log_and_goes_once() -> None:
    now = datetime.now(UTC)
    with mail_server() as office, a_postfix(next_port=office.port, ours="error:none") as postfix, breaking_after_the_end(postfix.port) as port:
        letter = hand_over(port, now=now)
        assert letter.state == "uncertain"
        wait_until(lambda: "status=sent" in postfix.words(), postfix)

        read_log(path=postfix.log, now=datetime.now(UTC))

        letter.refresh_from_db()
        assert letter.state == "handed_off"
        assert_arrived_once(office, letter)


def test_without_the_log_the_doubt_stays() -> None:
    """The control: what the test above sees is due to what Postfix wrote."""
    with mail_server() as office, a_postfix(next_port=office.port, ours="error:none") as postfix, breaking_after_the_end(postfix.port) as port:
        letter = hand_over(port, now=datetime.now(UTC))
        wait_until(lambda: "status=sent" in postfix.words(), postfix)
        empty = postfix.folder / "empty"
        empty.touch()

        read_log(path=empty, now=datetime.now(UTC))

        letter.refresh_from_db()
        assert letter.state == "uncertain"


def assert_arrived_once(office: MailServer, letter: OutgoingMessage) -> None:
    assert [letter.message_id.encode() in kept.content for kept in office.kept] == [True]


@contextmanager
def breaking_after_the_end(relay: int) -> Iterator[int]:
    """The port of a line to the relay that breaks once a letter's end has been answered, before we hear it."""
    with create_server((LOOPBACK, 0)) as listener:
        Thread(target=_serve, args=(listener, relay), daemon=True).start()
        yield int(listener.getsockname()[1])


def _serve(listener: socket, relay: int) -> None:
    ours, _ = listener.accept()
    with ours, create_connection((LOOPBACK, relay)) as theirs:
        ended = Event()
        answers = Thread(target=_pass_answers, args=(theirs, ours, ended), daemon=True)
        answers.start()
        said = b""
        while words := ours.recv(65536):
            said = (said + words)[-1_000_000:]
            if said.endswith(b"\r\n.\r\n"):
                ended.set()
            theirs.sendall(words)
            if ended.is_set():
                answers.join(30)
                return


def _pass_answers(theirs: socket, ours: socket, ended: Event) -> None:
    while words := theirs.recv(65536):
        if ended.is_set():
            return
        ours.sendall(words)
