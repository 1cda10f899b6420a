"""Straight to the addressee's own server, for those without a relay: found by the DNS, TLS as it is offered.

What MTA-STS (RFC 8461) or DANE (RFC 7672) would add is left to a relay: docs/decisions/0039-straight-to-the-addressees-server.md.
"""

from collections.abc import Callable
from time import monotonic

from outcry.delivery.outgoing.transports.base import Answer, Letter, TryLater
from outcry.delivery.outgoing.transports.envelope import address_in_ascii
from outcry.delivery.outgoing.transports.mail_exchangers import MailExchangers, MailServer
from outcry.delivery.outgoing.transports.smtp import SmtpTransport

# Lines kept open at a time, in one worker.
_LINES = 20


class DirectTransport:
    """Hands each letter to a server of its addressee's domain, over lines that are kept for the next."""

    def __init__(self, *, exchangers: MailExchangers, port: int = 25, timeout: float = 30, letter_seconds: float = 300) -> None:
        self._exchangers = exchangers
        self._port, self._timeout, self._letter_seconds = port, timeout, letter_seconds
        self._doors: dict[MailServer, SmtpTransport] = {}

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        """As promised. Only a server that could not be spoken to is passed over for the next one."""
        is_announced = False

        def announce() -> None:
            nonlocal is_announced
            is_announced = True
            before_content()

        until = monotonic() + self._letter_seconds
        *others, last = self._exchangers.of(address_in_ascii(letter.recipient).rpartition("@")[2])
        if following and _domain(following) != _domain(letter):
            following = None
        for server in others:
            try:
                return self._door(server, until).hand_over(letter=letter, before_content=announce, following=following)
            except TryLater as error:
                if is_announced or not error.whole_server:
                    raise
        return self._door(last, until).hand_over(letter=letter, before_content=announce, following=following)

    def close(self) -> None:
        for door in self._doors.values():
            door.close()
        self._doors.clear()

    def _door(self, server: MailServer, until: float) -> SmtpTransport:
        for other in [known for known, door in self._doors.items() if known != server and door.is_idle]:
            self._doors.pop(other).close()
        while len(self._doors) >= _LINES and server not in self._doors:
            self._doors.pop(next(iter(self._doors))).close()
        # The one used last stands last.
        door = self._doors.pop(server, None) or SmtpTransport(
            host=server.address,
            name=server.name,
            port=self._port,
            timeout=self._timeout,
            welcomes_tls=True,
            asks_for_success=False,
            by_addressee=True,
        )
        self._doors[server] = door
        door.letter_seconds = until - monotonic()
        return door


def _domain(letter: Letter) -> str:
    return letter.recipient.rpartition("@")[2]
