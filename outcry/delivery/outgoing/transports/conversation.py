"""A line to a mail server: what is said and heard on it, with a limit to everything that the other side could draw out.

A socket's own timeout begins anew with each byte. Here an answer has its time as a whole, and a letter has its own, so that a server
that says one byte a second, or goes on for ever, holds nobody up.
"""

import select
import socket
import ssl
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

# RFC 5321, 4.5.3.1.5 allows 512 bytes a line; some say more.
LINE_LENGTH = 8192
LINES = 100
_CHUNK = 64 * 1024
# A limit may be so many seconds off: to tell the socket of each costs a call of the system, during which other sessions take the interpreter.
_SLACK = 0.01


class Broken(Exception):
    """The line broke, the time is over, or what was heard is no SMTP. Its words say which."""


class TlsFailed(Exception):
    """Both sides could not agree on TLS, or the certificate is not to be trusted; the line is of no use any more."""


class Reply(NamedTuple):
    """One answer: its code, and the text of each of its lines."""

    code: int
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        return " ".join(" ".join(line.split()) for line in self.lines)

    @property
    def is_good(self) -> bool:
        return self.code // 100 == 2


class Line:
    """One connection. `until` is the moment, by the monotonic clock, at which whatever is being done has to end."""

    def __init__(self, sock: socket.socket, *, answer_seconds: float, until: float) -> None:
        self._sock = sock
        self._answer_seconds = answer_seconds
        self._heard = b""
        # What the socket was told last of how long it may wait, in seconds.
        self._limit = 0.0
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self.until = until
        self.tls = "no TLS"
        # The end of a letter is a packet of its own: it must not wait for the one before to be acknowledged.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @classmethod
    def open(cls, address: tuple[str, int], *, answer_seconds: float, until: float) -> "Line":
        """Connect; Broken when nobody is there."""
        try:
            return cls(socket.create_connection(address, timeout=_left(min(monotonic() + answer_seconds, until))), answer_seconds=answer_seconds, until=until)
        except (OSError, UnicodeError) as error:
            raise Broken(_words_of(error)) from None

    def say(self, *commands: str) -> None:
        """Send commands, several at once where the other side takes them so (RFC 2920)."""
        self.send("".join(f"{command}\r\n" for command in commands).encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        try:
            for place in range(0, len(data), _CHUNK):
                left = _left(min(monotonic() + self._answer_seconds, self.until))
                if abs(left - self._limit) > _SLACK:
                    self._set_limit(left)
                self._sock.sendall(data[place : place + _CHUNK])
        except OSError as error:
            raise Broken(_words_of(error)) from None

    def hear(self, *, patient: bool = False) -> Reply:
        """The next answer. `patient`: it may take all the time that is left, not only that of one answer."""
        ends = self.until if patient else min(monotonic() + self._answer_seconds, self.until)
        lines: list[str] = []
        codes = set()
        while len(lines) < LINES:
            line = self._line(ends)
            code, mark = line[:3], line[3:4]
            if not code.isdigit() or not code.isascii() or mark not in ("", " ", "-"):
                raise Broken(f"what it says is no SMTP: {_printable(line)}")
            codes.add(code)
            lines.append(_printable(line[4:]))
            if mark != "-":
                if len(codes) > 1:
                    raise Broken(f"one answer with several codes: {' '.join(lines)}")
                return Reply(code=int(code), lines=tuple(lines))
        raise Broken("an answer without end")

    def hear_early(self) -> Reply | None:
        """What the other side has said without being asked, if it has; None when the line is quiet."""
        if not self._heard:
            if not self._is_readable():
                return None
            try:
                self._set_limit(0)
                found = self._sock.recv(_CHUNK)
            except (BlockingIOError, ssl.SSLWantReadError):
                return None
            except OSError as error:
                raise Broken(_words_of(error)) from None
            if not found:
                raise Broken("the other side hung up")
            self._heard = found
        return self.hear()

    def start_tls(self, context: ssl.SSLContext, *, name: str, told: str) -> None:
        """Go on in TLS. What was said in the clear after the consent is somebody else's (CVE-2011-0411): then the line is of no use."""
        if self._heard or self._is_readable():
            raise TlsFailed("something was said between STARTTLS and TLS")
        try:
            self._set_limit(_left(min(monotonic() + self._answer_seconds, self.until)))
            self._sock = sock = context.wrap_socket(self._sock, server_hostname=name)
        except (OSError, ValueError) as error:
            raise TlsFailed(_words_of(error)) from None
        cipher = sock.cipher()
        self.tls = f"{sock.version()} {cipher[0] if cipher else ''}, {told}"

    def close(self) -> None:
        self._sock.close()

    def _is_readable(self) -> bool:
        if isinstance(self._sock, ssl.SSLSocket) and self._sock.pending():
            return True
        return bool(self._poll.poll(0))

    def _set_limit(self, seconds: float) -> None:
        self._sock.settimeout(seconds)
        self._limit = seconds

    def _line(self, ends: float) -> str:
        while (end := self._heard.find(b"\n")) < 0:
            if len(self._heard) > LINE_LENGTH:
                raise Broken("a line without end")
            try:
                found = self._more(ends)
            except OSError as error:
                raise Broken(_words_of(error)) from None
            if not found:
                raise Broken("the other side hung up")
            self._heard += found
        if end > LINE_LENGTH:
            raise Broken("a line without end")
        line, self._heard = self._heard[:end], self._heard[end + 1 :]
        return line.removesuffix(b"\r").decode(errors="replace")

    def _more(self, ends: float) -> bytes:
        while True:
            left = _left(ends)
            if not 0 < self._limit <= left + _SLACK:
                self._set_limit(left)
            # Told a shorter one, it is asked again.
            with suppress(TimeoutError):
                return self._sock.recv(_CHUNK)


def _left(ends: float) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _words_of(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer within the time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
