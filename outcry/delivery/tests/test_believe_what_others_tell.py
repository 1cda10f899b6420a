"""What became of a letter after it left: by reports of mail servers, and by the log of our relay."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from outcry.delivery import outbox, queries
from outcry.delivery.compose import FinishedMail
from outcry.delivery.incoming.keep import keep
from outcry.delivery.incoming.look import look_at_new
from outcry.delivery.models import IncomingMessage, OutgoingMessage, RelayedMessage
from outcry.delivery.outgoing.transports.base import Uncertain
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.worker import Worker
from outcry.delivery.relay_log.lines import Word, moment_of, read_line
from outcry.delivery.relay_log.reading import read_log
from outcry.delivery.return_addresses import make_return_address
from outcry.delivery.tests.cast import MINUTE, NOW, OFFICE, a_mail, put
from outcry.delivery.tests.test_receive_mail import FAILURE

pytestmark = pytest.mark.django_db

OFFICE_ADDRESS = "office@prosecutor.example"


class Breaking(MemoryTransport):
    """Takes every letter; of the first ones nobody hears that it did."""

    def __init__(self, *, breaks: int) -> None:
        super().__init__()
        self.breaks = breaks

    def hand_over(self, **told: Any) -> Any:
        answer = super().hand_over(**told)
        self.breaks -= 1
        if self.breaks >= 0:
            raise Uncertain("broke off after the end")
        return answer


class Post:
    """A relay, its log, and a worker before it."""

    def __init__(self, log: Path) -> None:
        self.log, self.now, self.transport = log, NOW, Breaking(breaks=0)
        self.worker = Worker(now=lambda: self.now, transport_for=lambda *, mailer: self.transport)

    def one(self, mail: FinishedMail, *, breaks: int = 0) -> OutgoingMessage:
        self.transport.breaks = breaks
        [message] = put(mail)
        self.worker.drain()
        return message

    def write(self, *lines: str, at: datetime | None = None) -> None:
        with self.log.open("a") as log:
            log.writelines(f"{(at or self.now).isoformat()} mail postfix/{line}\n" for line in lines)

    def take(self, message: OutgoingMessage, queue_id: str = "4CfKqX0Zy1z9") -> None:
        self.write(
            f"cleanup[7]: {queue_id}: message-id={message.message_id}", f"qmgr[3]: {queue_id}: from=<{message.sender}>, size=900, nrcpt=1 (queue active)"
        )

    def read(self) -> None:
        read_log(path=self.log, now=self.now)


@pytest.fixture
def post(tmp_path: Path, settings: Any) -> Post:
    settings.NEXT_HOP = "relay"
    settings.RELAY_LOG = str(tmp_path / "mail.log")
    outbox.open_destination(key=OFFICE, hourly_pace=None, daily_cap=None)
    found = Post(tmp_path / "mail.log")
    found.write("qmgr[3]: daemon started", at=NOW - timedelta(hours=1))
    return found


def fate(relay: str, status: str, words: str, *, dsn: str = "2.0.0", queue_id: str = "4CfKqX0Zy1z9") -> str:
    return f"smtp[9]: {queue_id}: to=<{OFFICE_ADDRESS}>, relay={relay}, delay=1.2, delays=0/0/1/0.2, dsn={dsn}, status={status} ({words})"


def story(message: OutgoingMessage) -> list[tuple[str, str]]:
    return [(event.after, event.reason) for event in queries.history(key=message.key)][2:]


def test_a_letter_that_the_addressees_server_took_is_accepted_with_its_words(post: Post) -> None:
    message = post.one(a_mail())
    post.take(message)
    post.write(fate("mx.prosecutor.example[192.0.2.7]:25", "sent", "250 2.0.0 Ok: queued as 4711"), "qmgr[3]: 4CfKqX0Zy1z9: removed")

    post.read()

    message.refresh_from_db()
    assert (message.state, message.last_words, message.accepted_at) == ("accepted", "mx.prosecutor.example: 250 2.0.0 Ok: queued as 4711", NOW)
    assert RelayedMessage.objects.count() == 0


def test_a_letter_that_comes_back_is_bounced(post: Post) -> None:
    message = post.one(a_mail())
    post.take(message)
    post.write(fate("mx.prosecutor.example[192.0.2.7]:25", "bounced", "host said: 550 5.1.1 unknown", dsn="5.1.1"))

    post.read()

    message.refresh_from_db()
    assert message.state == "bounced"
    assert "550 5.1.1 unknown" in (message.last_words or "")


def test_what_another_relay_of_ours_took_is_not_called_accepted(post: Post, settings: Any) -> None:
    settings.RELAYS = ["smtp.provider.example"]
    message = post.one(a_mail())
    post.take(message)
    post.write(fate("127.0.0.1[127.0.0.1]:10024", "sent", "250 ok"), fate("smtp.provider.example[192.0.2.9]:587", "sent", "250 ok"))

    post.read()

    message.refresh_from_db()
    assert message.state == "handed_off"


def test_a_delay_is_told_once_beside_the_state(post: Post) -> None:
    message = post.one(a_mail())
    post.take(message)
    post.write(*[fate("none", "deferred", "connect to mx.prosecutor.example: timed out", dsn="4.4.1")] * 3)

    post.read()

    assert story(message)[1:] == [
        ("handed_off", "our relay's log: it stands in the queue"),
        ("handed_off", "our relay's log: still being tried, 4.4.1"),
    ]


@pytest.mark.parametrize(("lines", "state"), [(2, "handed_off"), (3, "accepted")])
def test_an_uncertain_letter_that_stands_in_the_log_is_uncertain_no_more_and_does_not_go_again(post: Post, lines: int, state: str) -> None:
    message = post.one(a_mail(), breaks=1)
    post.take(message)
    if lines == 3:
        post.write(fate("mx.prosecutor.example[192.0.2.7]:25", "sent", "250 2.0.0 Ok"))

    post.read()
    post.now += timedelta(days=2)
    post.worker.drain()

    message.refresh_from_db()
    assert (message.state, message.due_at) == (state, None)
    assert len(post.transport.taken) == 1


def test_a_name_in_the_log_is_no_evidence_before_the_mail_stands_in_the_queue(post: Post) -> None:
    message = post.one(a_mail(), breaks=1)
    post.write(f"cleanup[7]: 4CfKqX0Zy1z9: message-id={message.message_id}", "smtpd[5]: lost connection after DATA from localhost[127.0.0.1]")

    post.read()

    message.refresh_from_db()
    assert message.state == "uncertain"


@pytest.mark.parametrize("never_twice", [False, True])
def test_of_what_the_whole_log_does_not_know_the_same_letter_goes_again(post: Post, never_twice: bool) -> None:
    message = post.one(a_mail(never_twice=never_twice), breaks=1)
    post.write("smtpd[5]: disconnect from localhost[127.0.0.1]", at=NOW + timedelta(seconds=2))

    post.now += 29 * MINUTE
    post.read()
    post.worker.drain()
    assert len(post.transport.taken) == 1
    post.now += MINUTE
    post.read()
    post.worker.drain()

    message.refresh_from_db()
    assert message.state == "handed_off"
    assert [sent.message_id for sent in post.transport.taken] == [message.message_id] * 2
    assert [state for state, _ in story(message)] == ["uncertain", "deferred", "submitting", "handed_off"]


@pytest.mark.parametrize("gap", ["the log begins too late", "the log ended before", "a part was lost"])
def test_a_log_with_a_gap_proves_nothing(post: Post, gap: str) -> None:
    if gap == "the log begins too late":
        post.log.unlink()
        post.write("qmgr[3]: daemon started", at=NOW + MINUTE)
    if gap == "a part was lost":
        post.read()
        post.log.unlink()
        post.write("qmgr[3]: daemon started", at=NOW + MINUTE)
    message = post.one(a_mail(), breaks=1)
    post.now += timedelta(minutes=59)

    post.read()

    message.refresh_from_db()
    assert message.state == "uncertain"


def test_without_evidence_it_waits_for_the_log_and_then_goes_once_more(post: Post) -> None:
    message = post.one(a_mail(), breaks=1)
    post.now += 59 * MINUTE
    assert post.worker.drain() == 0

    post.now += MINUTE
    assert post.worker.drain() == 1

    message.refresh_from_db()
    assert message.state == "handed_off"


def test_never_twice_waits_for_a_person(post: Post, settings: Any) -> None:
    settings.RELAY_LOG = ""
    message = post.one(a_mail(never_twice=True), breaks=1)
    post.now += timedelta(days=4)

    assert post.worker.drain() == 0
    assert list(queries.pending_uncertain()) == [message]
    assert outbox.retry(keys=[message.key], now=post.now) == 1
    assert post.worker.drain() == 1


def test_a_log_is_read_on_from_where_it_was_left_through_rotation(post: Post) -> None:
    message = post.one(a_mail())
    post.take(message)
    post.read()
    with post.log.open("a") as log:
        log.write(f"{NOW.isoformat()} mail postfix/" + fate("mx.prosecutor.example[192.0.2.7]:25", "sent", "250 half a line"))
    post.read()
    message.refresh_from_db()
    assert message.state == "handed_off"

    with post.log.open("a") as log:
        log.write("\n")
    os.replace(post.log, post.log.with_name("mail.log.1"))
    other = post.one(a_mail())
    post.take(other, "4CfKqX0Zy222")
    first = read_log(path=post.log, now=post.now)
    second = read_log(path=post.log, now=post.now)

    message.refresh_from_db()
    assert message.state == "accepted"
    assert story(other)[-1] == ("handed_off", "our relay's log: it stands in the queue")
    assert (first.lines, second.lines) == (3, 0)


def test_a_log_that_was_cut_off_is_read_anew(post: Post) -> None:
    post.read()
    message = post.one(a_mail())
    post.log.write_text("")
    post.take(message)
    post.write(fate("mx.prosecutor.example[192.0.2.7]:25", "sent", "250 ok"))

    post.read()

    message.refresh_from_db()
    assert message.state == "accepted"


def test_lines_are_read_as_old_and_new_systems_write_them() -> None:
    old = read_line("Nov 23 11:59:58 mail postfix/smtp[9]: 0A1B2C3D4E: to=<a@b.example>, orig_to=<c@b.example>, relay=mx[192.0.2.7]:25, conn_use=2, "
        "delay=1, delays=0/0/0/1, dsn=2.6.0, status=sent (250 2.6.0 (ok) yes)", now=NOW)  # fmt: skip
    gone = read_line("2026-11-23T11:59:58.123456+00:00 mail postfix-out/qmgr[1]: 4CfKqX0Zy1z9: from=<a@b.example>, status=expired, returned to sender", now=NOW)

    assert old is not None
    assert (old.word, old.text, old.next_server) == (Word.SENT, "250 2.6.0 (ok) yes", ("mx", "192.0.2.7"))
    assert gone is not None
    assert gone.word == Word.BOUNCED
    assert read_line("Nov 23 11:59:58 mail postfix/smtpd[9]: warning: hostname x does not resolve", now=NOW) is None
    assert read_line("Nov 23 11:59:58 mail sshd[9]: 0A1B2C3D4E: removed", now=NOW) is None
    assert read_line("\x00\xff", now=NOW) is None
    last_year = moment_of("Dec 31 23:59:59 mail", now=NOW)
    assert last_year is not None
    assert last_year.astimezone().year == 2025


def test_the_command_says_what_it_found_and_what_is_missing(post: Post, capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    message = post.one(a_mail())
    post.take(message)

    call_command("mail", "reconcile", "--log", str(post.log))
    assert "lines read: 3\n" in capsys.readouterr().out
    with pytest.raises(CommandError, match="can't be read"):
        call_command("mail", "reconcile", "--log", str(post.log.with_name("nothing")))
    settings.RELAY_LOG = ""
    with pytest.raises(CommandError, match="Name the log"):
        call_command("mail", "reconcile")


def report(action: str, status: str, *, more: str = "") -> bytes:
    told = FAILURE % (action.encode(), status.encode())
    return told.replace(b"Reporting-MTA: dns; mx.prosecutor.example\r\n", f"Reporting-MTA: dns; relay.example\r\n{more}".encode()).replace(
        b"--b--", b"Remote-MTA: dns; mx.prosecutor.example\r\nDiagnostic-Code: smtp; 250 2.0.0 kept\r\n--b--"
    )


def look(message: OutgoingMessage, raw: bytes, *, kind: Any = "b") -> None:
    keep(recipient=make_return_address(kind=kind, return_id=message.return_id, domain="outcry.example"), envelope_sender="", raw=raw, now=NOW)
    look_at_new(now=NOW)


@pytest.mark.parametrize("breaks", [0, 1])
@pytest.mark.parametrize(("action", "state"), [("delivered", "accepted"), ("relayed", "handed_off"), ("delayed", "handed_off"), ("failed", "bounced")])
def test_a_report_moves_a_letter_by_what_it_says(post: Post, action: str, state: str, breaks: int) -> None:
    message = post.one(a_mail(), breaks=breaks)

    look(message, report(action, "4.4.1" if action == "delayed" else "5.1.1" if action == "failed" else "2.0.0"))
    post.now += timedelta(days=1)
    post.worker.drain()

    message.refresh_from_db()
    assert (message.state, message.due_at, len(post.transport.taken)) == (state, None, 1)
    if action != "failed":
        assert message.last_words == "mx.prosecutor.example: 250 2.0.0 kept"
        assert story(message)[-1][1].startswith("a report says: ")


def test_a_report_that_comes_while_the_letter_is_on_the_wire_waits(post: Post) -> None:
    [message] = put(a_mail())
    OutgoingMessage.objects.update(state="submitting")

    look(message, report("delivered", "2.0.0"))

    assert IncomingMessage.objects.get().kind == ""


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_report_without_our_address_finds_its_letter_by_the_envelopes_name_and_only_if_we_made_it(post: Post, is_ours: bool) -> None:
    message = post.one(a_mail())
    name = message.sender.partition("@")[0]
    look(message, report("delivered", "2.0.0", more=f"Original-Envelope-Id: {name if is_ours else 'b-' + message.return_id + 'x' * 16}\r\n"))
    OutgoingMessage.objects.filter(pk=message.pk).update(accepted_at=None)
    IncomingMessage.objects.update(answers=None, kind="")

    look_at_new(now=NOW)

    assert (IncomingMessage.objects.get().answers == message) == is_ours
