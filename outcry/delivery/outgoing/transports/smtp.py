"""SMTP, phase by phase (RFC 5321), so that each way it can break off has its true name.

Up to the last byte before the final dot a broken line means: not taken. From the dot on, until the answer has been
read, nobody can know. Trouble with the server as a whole (no connection, a bad greeting, wrong credentials, 421)
never counts against a letter.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from outcry.delivery.outgoing.transports.base import Answer, Letter, RefusedForGood, TryLater, Uncertain

# After so many seconds of silence many servers hang up: begin anew instead of finding out.
IDLE_SECONDS = 20.0
_CLOSING = 421
_GO_AHEAD = 354
# Codes that speak of us and not of the letter: credentials asked for, too weak, wrong (RFC 4954, 6).
_ABOUT_US = frozenset({_CLOSING, 530, 534, 535, 538})
_BROKEN = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException)


class SmtpTransport:
    """Hands letters to one server, one after another over one connection."""

    def __init__(
        self, *, host: str, port: int, timeout: float = 30, username: str = "", password: str = "", use_tls: bool = False, use_ssl: bool = False
    ) -> None:
        self._host, self._port, self._timeout = host, port, timeout
        self._username, self._password = username, password
        self._use_tls, self._use_ssl = use_tls, use_ssl
        self._session: smtplib.SMTP | None = None
        self._used_at = 0.0

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None]) -> Answer:
        session = self._begin(letter)
        try:
            self._agree(session, letter)
            before_content()
            return self._send_content(session, letter)
        except (TryLater, RefusedForGood):
            self._reset()
            raise
        except BaseException:
            # Whatever else happened, the server must not take what it has of the letter for the whole.
            self._drop()
            raise
        finally:
            self._used_at = monotonic()

    def close(self) -> None:
        if self._session is not None:
            with suppress(*_BROKEN):
                self._session.quit()
        self._drop()

    def _begin(self, letter: Letter) -> smtplib.SMTP:
        """A session in which the server has heard MAIL. One that was kept may have died quietly: then a new one."""
        if self._session is not None and monotonic() - self._used_at < IDLE_SECONDS:
            with suppress(*_BROKEN):
                code, words = self._session.mail(letter.sender)
                if code != _CLOSING:
                    return self._checked_mail(self._session, code, words)
        self._drop()
        session = self._session = self._connect(letter)
        try:
            code, words = session.mail(letter.sender)
        except _BROKEN as error:
            self._drop()
            raise _unreachable(error) from None
        return self._checked_mail(session, code, words)

    def _checked_mail(self, session: smtplib.SMTP, code: int, words: bytes) -> smtplib.SMTP:
        if code // 100 != 2:
            self._reset()
            raise _refusal(code, words)
        return session

    def _connect(self, letter: Letter) -> smtplib.SMTP:
        # Our own name, so that the library does not ask the network for it.
        name = letter.sender.rpartition("@")[2]
        session: smtplib.SMTP | None = None
        try:
            if self._use_ssl:
                session = smtplib.SMTP_SSL(self._host, self._port, name, timeout=self._timeout, context=ssl.create_default_context())
            else:
                session = smtplib.SMTP(self._host, self._port, name, timeout=self._timeout)
            # The final dot is a packet of its own: it must not wait for the one before to be acknowledged.
            if session.sock is not None:
                session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session.ehlo_or_helo_if_needed()
            if self._use_tls:
                session.starttls(context=ssl.create_default_context())
                session.ehlo_or_helo_if_needed()
            if self._username:
                session.login(self._username, self._password)
        except (OSError, smtplib.SMTPException) as error:
            if session is not None:
                session.close()
            raise _unreachable(error) from None
        return session

    def _agree(self, session: smtplib.SMTP, letter: Letter) -> None:
        """RCPT and DATA, up to the server's "go ahead"."""
        try:
            code, words = session.rcpt(letter.recipient)
            if code // 100 != 2:
                raise _refusal(code, words)
            code, words = session.docmd("DATA")
        except _BROKEN as error:
            self._drop()
            raise _unreachable(error) from None
        if code != _GO_AHEAD:
            raise _refusal(code, words)

    def _send_content(self, session: smtplib.SMTP, letter: Letter) -> Answer:
        try:
            session.send(_stuffed(letter.content))
        except _BROKEN as error:
            # The dot has not left: what arrived is no letter, and the server must throw it away (RFC 5321, 4.1.1.4).
            self._drop()
            raise _unreachable(error) from None
        try:
            session.send(b".\r\n")
            code, words = session.getreply()
        except _BROKEN as error:
            raise Uncertain(f"broke off after the end of the letter: {_words_of(error)}") from None
        if code // 100 == 2:
            return Answer(code=code, words=_text(words))
        if code // 100 in (4, 5):
            raise _refusal(code, words)
        raise Uncertain(_text(words), code=code if code > 0 else None)

    def _reset(self) -> None:
        """Make the session fit for the next letter, or let it go."""
        if self._session is None:
            return
        try:
            code, _ = self._session.rset()
        except _BROKEN:
            code = 0
        if code // 100 != 2:
            self._drop()

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None


def _refusal(code: int, words: bytes) -> TryLater | RefusedForGood:
    if code // 100 == 5 and code not in _ABOUT_US:
        return RefusedForGood(_text(words), code=code)
    return TryLater(_text(words), code=code if code > 0 else None, whole_server=code in _ABOUT_US)


def _unreachable(error: Exception) -> TryLater:
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    return TryLater(_words_of(error), code=code, whole_server=True)


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _text(error.smtp_error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _text(words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(text.split())


def _stuffed(content: bytes) -> bytes:
    """Lines that begin with a dot get a second one (RFC 5321, 4.5.2); the last line ends."""
    content = content.replace(b"\r\n.", b"\r\n..")
    if content.startswith(b"."):
        content = b"." + content
    return content if content.endswith(b"\r\n") else content + b"\r\n"
