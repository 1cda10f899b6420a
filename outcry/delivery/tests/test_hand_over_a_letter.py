"""The promise of every transport, and SMTP broken off at each of its phases."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from outcry.delivery.outgoing.transports.base import Answer, Letter, RefusedForGood, Transport, TryLater, Uncertain
from outcry.delivery.outgoing.transports.folder import FolderTransport
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.transports.smtp import SmtpTransport
from outcry.delivery.tests.cast import a_mail
from outcry.delivery.tests.mail_servers import DROP, MailServer, mail_server

LOOPBACK = "127.0.0.1"


def a_letter(text: str = "Free him.\n.\n..two dots\n") -> Letter:
    mail = a_mail(text=text)
    return Letter(sender=mail.sender, recipient=mail.recipient, message_id=mail.message_id, content=mail.content)


def nothing() -> None:
    pass


class TransportContract:
    """What base.py promises. A transport's own tests say how to make one, what it has kept, and how it is made to fail."""

    def make(self) -> Transport:
        raise NotImplementedError

    def kept(self) -> list[bytes]:
        raise NotImplementedError

    def put_out_of_order(self) -> None:
        raise NotImplementedError

    def put_in_order(self) -> None:
        raise NotImplementedError

    def test_a_letter_arrives_as_it_is(self) -> None:
        letter = a_letter()

        answer = self.make().hand_over(letter=letter, before_content=nothing)

        assert isinstance(answer, Answer)
        assert answer.code == 250
        assert answer.words
        assert self.kept() == [letter.content]

    def test_the_worker_is_told_before_the_text_leaves(self) -> None:
        seen: list[int] = []

        self.make().hand_over(letter=a_letter(), before_content=lambda: seen.append(len(self.kept())))

        assert seen == [0]

    def test_nothing_arrives_when_the_worker_stops_it(self) -> None:
        transport = self.make()

        with pytest.raises(ZeroDivisionError):
            transport.hand_over(letter=a_letter(), before_content=lambda: 1 / 0)  # type: ignore[arg-type]

        assert self.kept() == []

    def test_out_of_order_means_later_and_the_worker_is_not_told(self) -> None:
        told: list[bool] = []
        self.put_out_of_order()

        with pytest.raises(TryLater) as caught:
            self.make().hand_over(letter=a_letter(), before_content=lambda: told.append(True))

        assert caught.value.whole_server
        assert told == []
        assert self.kept() == []

    def test_it_is_of_use_again_after_an_error(self) -> None:
        transport = self.make()
        self.put_out_of_order()
        with pytest.raises(TryLater):
            transport.hand_over(letter=a_letter(), before_content=nothing)
        self.put_in_order()

        transport.hand_over(letter=a_letter(), before_content=nothing)
        transport.hand_over(letter=a_letter(), before_content=nothing)
        transport.close()
        transport.hand_over(letter=a_letter(), before_content=nothing)

        assert len(self.kept()) == 3


class TestMemory(TransportContract):
    @pytest.fixture(autouse=True)
    def _place(self) -> None:
        self.transport = MemoryTransport()

    def make(self) -> MemoryTransport:
        return self.transport

    def kept(self) -> list[bytes]:
        return [letter.content for letter in self.transport.taken]

    def put_out_of_order(self) -> None:
        self.transport.errors["office@prosecutor.example"] = TryLater("out of order", whole_server=True)

    def put_in_order(self) -> None:
        self.transport.errors.clear()


class TestFolder(TransportContract):
    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "mail"

    def make(self) -> FolderTransport:
        return FolderTransport(folder=self.folder)

    def kept(self) -> list[bytes]:
        return [path.read_bytes() for path in self.folder.glob("*.eml")]

    def put_out_of_order(self) -> None:
        self.folder.write_text("a file where the folder should be")

    def put_in_order(self) -> None:
        self.folder.unlink()

    def test_a_second_copy_replaces_the_first(self) -> None:
        letter = a_letter()

        for _ in range(2):
            self.make().hand_over(letter=letter, before_content=nothing)

        assert self.kept() == [letter.content]


class HonestServer:
    """aiosmtpd's own idea of SMTP, as a check on ours."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.original_content, bytes)
        self.contents.append(envelope.original_content)
        return "250 2.0.0 kept"


class TestSmtp(TransportContract):
    @pytest.fixture(autouse=True)
    def _place(self) -> Iterator[None]:
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            self.port = probe.getsockname()[1]
        self.server = HonestServer()
        self.controller: Controller | None = None
        self.transport = SmtpTransport(host=LOOPBACK, port=self.port, timeout=5)
        self.put_in_order()
        yield
        self.transport.close()
        self.put_out_of_order()

    def make(self) -> SmtpTransport:
        return self.transport

    def kept(self) -> list[bytes]:
        return self.server.contents

    def put_out_of_order(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    def put_in_order(self) -> None:
        self.controller = Controller(self.server, hostname=LOOPBACK, port=self.port, loop=asyncio.new_event_loop(), ready_timeout=10)
        self.controller.start()


@contextmanager
def smtp(server: MailServer, *, timeout: float = 5) -> Iterator[SmtpTransport]:
    transport = SmtpTransport(host=LOOPBACK, port=server.port, timeout=timeout)
    try:
        yield transport
    finally:
        transport.close()


def hand_over(server: MailServer) -> Answer:
    with smtp(server, timeout=0.5) as transport:
        return transport.hand_over(letter=a_letter(), before_content=nothing)


@pytest.mark.parametrize("phase", ["banner", "ehlo", "mail", "rcpt", "data"])
def test_a_line_that_breaks_before_the_end_means_later(phase: str) -> None:
    with mail_server(**{phase: DROP}) as server, pytest.raises(TryLater) as caught:
        hand_over(server)

    assert caught.value.whole_server
    assert server.kept == []


def test_a_line_that_breaks_within_the_text_means_later() -> None:
    long_letter = a_letter("so long that it can't all be on its way at once\n" * 200_000)

    with mail_server(content=DROP) as server, smtp(server) as transport, pytest.raises(TryLater) as caught:
        transport.hand_over(letter=long_letter, before_content=nothing)

    assert caught.value.whole_server
    assert server.kept == []


@pytest.mark.parametrize("phase", ["banner", "ehlo", "mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("code", ["451 4.7.1", "421 4.3.2"])
def test_a_four_means_later_and_421_means_the_whole_server(phase: str, code: str) -> None:
    with mail_server(**{phase: f"{code} come back"}) as server, pytest.raises(TryLater) as caught:
        hand_over(server)

    assert caught.value.whole_server == (code.startswith("421") or phase in ("banner", "ehlo"))
    assert caught.value.code == int(code[:3])
    assert "come back" in caught.value.words


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "dot"])
def test_a_five_about_the_letter_is_final(phase: str) -> None:
    with mail_server(**{phase: "550 5.7.1 we do not want it"}) as server, pytest.raises(RefusedForGood) as caught:
        hand_over(server)

    assert (caught.value.code, caught.value.words) == (550, "5.7.1 we do not want it")


@pytest.mark.parametrize(
    ("phase", "words"), [("banner", "554 no"), ("ehlo", "550 no"), ("mail", "530 5.7.0 authenticate first"), ("rcpt", "535 5.7.8 who are you")]
)
def test_a_five_about_us_never_counts_against_the_letter(phase: str, words: str) -> None:
    with mail_server(**{phase: words}) as server, pytest.raises(TryLater) as caught:
        hand_over(server)

    assert caught.value.whole_server


@pytest.mark.parametrize("answer", [DROP, "2|250 too late", "999 what", "not a code at all", "354 more", "250" + "x" * 9000])
def test_no_clear_answer_to_the_end_of_the_letter_is_uncertain(answer: str) -> None:
    with mail_server(dot=answer) as server, pytest.raises(Uncertain):
        hand_over(server)


def test_a_slow_server_is_waited_for() -> None:
    with mail_server(dot="0.3|250 kept at last") as server:
        assert hand_over(server).words == "kept at last"


def test_letters_share_a_connection() -> None:
    with mail_server() as server, smtp(server) as transport:
        for _ in range(3):
            transport.hand_over(letter=a_letter(), before_content=nothing)

    assert (server.connections, len(server.kept)) == (1, 3)


def test_a_refused_letter_does_not_spoil_the_next() -> None:
    with mail_server(rcpt=["550 no such office", "250 ok"]) as server, smtp(server) as transport:
        with pytest.raises(RefusedForGood):
            transport.hand_over(letter=a_letter(), before_content=nothing)
        transport.hand_over(letter=a_letter(), before_content=nothing)

    assert (server.connections, len(server.kept)) == (1, 1)


@pytest.mark.parametrize("second", [DROP, "421 4.4.2 idle for too long"])
def test_a_kept_connection_that_died_costs_no_letter_a_try(second: str) -> None:
    with mail_server(mail=["250 ok", second, "250 ok"]) as server, smtp(server) as transport:
        for _ in range(2):
            transport.hand_over(letter=a_letter(), before_content=nothing)

    assert (server.connections, len(server.kept)) == (2, 2)


def test_the_envelope_names_our_return_address_and_nobody_else() -> None:
    letter = a_letter()

    with mail_server() as server, smtp(server) as transport:
        transport.hand_over(letter=letter, before_content=nothing)

    assert (server.kept[0].sender, server.kept[0].recipient) == (letter.sender, letter.recipient)
    assert server.kept[0].content == letter.content
    assert server.heard[0].lower() == "ehlo outcry.example"
