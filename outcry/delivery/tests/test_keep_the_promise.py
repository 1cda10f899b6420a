"""The promise of base.py, one suite for every transport."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from outcry.delivery.outgoing.transports.base import Answer, Letter, RefusedForGood, Transport, TryLater
from outcry.delivery.outgoing.transports.direct import DirectTransport
from outcry.delivery.outgoing.transports.folder import FolderTransport
from outcry.delivery.outgoing.transports.mail_exchangers import MailExchangers
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.transports.smtp import SmtpTransport
from outcry.delivery.tests.cast import a_mail
from outcry.delivery.tests.mail_servers import mail_server
from outcry.delivery.tests.name_server import Zone, resolver_of

LOOPBACK = "127.0.0.1"
OFFICE_ADDRESS = "office@prosecutor.example"
NOBODY = "nobody@prosecutor.example"
# Everything that a server of today offers and that a transport uses.
MUCH = "250-mx.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN"


def a_letter(*, recipient: str = OFFICE_ADDRESS) -> Letter:
    mail = a_mail(text="Free him.\n.\n..two dots\n", recipient=recipient)
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

    def test_letters_that_follow_each_other_arrive_each_as_it_is(self) -> None:
        first, second, third = a_letter(), a_letter(), a_letter()
        transport = self.make()

        for letter, following in ((first, second), (second, third), (third, None)):
            transport.hand_over(letter=letter, before_content=nothing, following=following)

        # A folder keeps them by name.
        assert sorted(self.kept()) == sorted([first.content, second.content, third.content])

    def test_a_letter_that_was_said_to_follow_and_does_not_come_does_not_arrive(self) -> None:
        first, second, third = a_letter(), a_letter(), a_letter()
        transport = self.make()

        transport.hand_over(letter=first, before_content=nothing, following=second)
        transport.hand_over(letter=third, before_content=nothing)

        assert sorted(self.kept()) == sorted([first.content, third.content])

    def test_nothing_arrives_when_the_worker_stops_it_and_the_next_letter_does(self) -> None:
        transport, letter = self.make(), a_letter()

        with pytest.raises(ZeroDivisionError):
            transport.hand_over(letter=a_letter(), before_content=lambda: 1 / 0)  # type: ignore[arg-type]
        transport.hand_over(letter=letter, before_content=nothing)

        assert self.kept() == [letter.content]

    def test_each_letter_is_announced_once_and_arrives_once(self) -> None:
        told: list[int] = []
        transport, letters = self.make(), [a_letter() for _ in range(5)]

        for number, letter in enumerate(letters):
            transport.hand_over(letter=letter, before_content=lambda number=number: told.append(number))  # type: ignore[misc]

        assert told == [0, 1, 2, 3, 4]
        assert sorted(self.kept()) == sorted(letter.content for letter in letters)

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


class RefusingContract(TransportContract):
    """The rest of it, for a transport that can refuse: a letter to NOBODY is refused for good."""

    def test_refused_for_good_is_neither_announced_nor_taken_and_the_next_letter_is(self) -> None:
        told: list[bool] = []
        transport, letter = self.make(), a_letter()

        with pytest.raises(RefusedForGood) as caught:
            transport.hand_over(letter=a_letter(recipient=NOBODY), before_content=lambda: told.append(True))
        transport.hand_over(letter=letter, before_content=nothing)

        assert caught.value.words
        assert told == []
        assert self.kept() == [letter.content]


class TestMemory(RefusingContract):
    @pytest.fixture(autouse=True)
    def _place(self) -> None:
        self.transport = MemoryTransport(errors={NOBODY: RefusedForGood("nobody here", code=550)})

    def make(self) -> MemoryTransport:
        return self.transport

    def kept(self) -> list[bytes]:
        return [letter.content for letter in self.transport.taken]

    def put_out_of_order(self) -> None:
        self.transport.errors["office@prosecutor.example"] = TryLater("out of order", whole_server=True)

    def put_in_order(self) -> None:
        self.transport.errors.clear()


class TestFolder(TransportContract):
    """It takes whatever it gets."""

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

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address == NOBODY:
            return "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.original_content, bytes)
        self.contents.append(envelope.original_content)
        return "250 2.0.0 kept"


class TestSmtp(RefusingContract):
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


class TestSmtpThatOffersMuch(RefusingContract):
    """MAIL, RCPT and DATA in one go, with every option."""

    @pytest.fixture(autouse=True)
    def _place(self) -> Iterator[None]:
        with mail_server(ehlo=MUCH) as server:
            server.refuses.add(NOBODY)
            self.server = server
            self.transport: Transport = self.connected(server.port)
            yield
            self.transport.close()

    def connected(self, port: int) -> Transport:
        return SmtpTransport(host=LOOPBACK, port=port, timeout=5)

    def make(self) -> Transport:
        return self.transport

    def kept(self) -> list[bytes]:
        return [letter.content for letter in self.server.kept]

    def put_out_of_order(self) -> None:
        self.server.script["banner"] = ["421 4.3.2 not today"]

    def put_in_order(self) -> None:
        self.server.script.pop("banner")


class TestDirect(TestSmtpThatOffersMuch):
    """Found by the DNS; the first server of the domain is never there."""

    @pytest.fixture(autouse=True)
    def _zone(self) -> Iterator[None]:
        # Nobody listens on the other loopback address.
        zone: Zone = {
            "prosecutor.example": {"MX": ["10 gone.prosecutor.example.", "20 mx.prosecutor.example."]},
            "gone.prosecutor.example": {"A": ["127.0.0.9"]},
            "mx.prosecutor.example": {"A": [LOOPBACK]},
        }
        with resolver_of(zone) as resolver:
            self.exchangers = MailExchangers(resolver=resolver, is_allowed=lambda address: True)
            yield

    @pytest.fixture(autouse=True)
    def _place(self, _zone: None) -> Iterator[None]:
        yield from super()._place.__wrapped__(self)  # type: ignore[attr-defined]

    def connected(self, port: int) -> Transport:
        return DirectTransport(exchangers=self.exchangers, port=port, timeout=5)
