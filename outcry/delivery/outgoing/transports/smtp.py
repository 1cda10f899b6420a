"""SMTP, phase by phase (RFC 5321), so that each way it can break off has its true name.

Up to the last byte before the final dot a broken line means: not taken. From the dot on, until the answer has been
read, nobody can know. Trouble with the server as a whole (no connection, a bad greeting, wrong credentials, 421)
never counts against a letter. A server that does not keep what it offers is asked once more, for less.
"""

import base64
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

from outcry.delivery.outgoing.transports.base import Answer, HandOverError, Letter, RefusedForGood, TryLater, Uncertain
from outcry.delivery.outgoing.transports.conversation import Broken, Line, Reply, TlsFailed
from outcry.delivery.outgoing.transports.envelope import Envelope, Offers, envelope, read_offers

# After so many seconds of silence many servers hang up: begin anew instead of finding out.
IDLE_SECONDS = 20.0
# A server must not keep us while we take our leave.
_FAREWELL_SECONDS = 2.0
_DATA = "DATA"
_CLOSING = 421
_GO_AHEAD = 354
_SIGN_IN, _SIGNED_IN = 334, 235
# Codes that speak of us and not of the letter: credentials asked for, too weak, wrong (RFC 4954, 6).
_ABOUT_US = frozenset({_CLOSING, 530, 534, 535, 538})
# A command or an option that the server does not know, whatever it offered.
_NOT_UNDERSTOOD = frozenset({500, 501, 502, 504, 555})
# How a line may be protected where TLS is welcome and not required: what fails is tried again with less. The words stand in the attempt.
_CHECKED, _UNCHECKED, _CLEAR = "certificate verified", "certificate not verified", ""


class _Unpipelined(Exception):
    """The line broke while the server had several commands at once: perhaps it can't do what it offers."""


class _KeptLineDied(Exception):
    """A line from an earlier letter is dead. That costs this letter nothing."""


class SmtpTransport:
    """Hands letters to one server, one after another over one connection.

    `timeout` is how long an answer may take, `letter_seconds` how long a letter may take in all, both in seconds; the answer to its end has
    all that is left. `welcomes_tls`: TLS as the server offers it, and in the clear where it does not work (RFC 7435). `name` is what its
    certificate is held against; the host where nothing is said.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        timeout: float = 30,
        letter_seconds: float = 300,
        username: str = "",
        password: str = "",
        use_tls: bool = False,
        use_ssl: bool = False,
        welcomes_tls: bool = False,
        asks_for_success: bool = True,
        name: str = "",
        by_addressee: bool | None = None,
    ) -> None:
        self._address, self._name = (host, port), name or host
        self._answer_seconds, self.letter_seconds = timeout, letter_seconds
        self._username, self._password = username, password
        self._use_tls, self._use_ssl = use_tls, use_ssl
        self._ways = [_CHECKED, _UNCHECKED, _CLEAR] if welcomes_tls else [_CHECKED]
        self._welcomes_tls = welcomes_tls
        self._asks_for_success = asks_for_success
        self._by_addressee = by_addressee
        self._line: Line | None = None
        self._tls = ""
        self._offers = Offers()
        # What the server has shown that it can't do although it offers it.
        self._pipelines = self._asks_ahead = True
        # The message id of the letter whose envelope left with the end of the one before.
        self._asked_ahead = ""
        self._used_at = self._until = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether its line, if it has one, has been quiet for too long to be of use."""
        return monotonic() - self._used_at >= IDLE_SECONDS

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        self._until, self._tls = monotonic() + self.letter_seconds, ""
        try:
            line = self._agreed(letter)
            before_content()
            return self._send_content(line, letter, following)
        except HandOverError as error:
            error.tls = self._tls
            if isinstance(error, Uncertain) or error.code == _CLOSING or self._asked_ahead:
                self._drop()
            else:
                self._reset()
            raise
        except BaseException:
            # Whatever else happened, the server must not take what it has of the letter for the whole.
            self._drop()
            raise
        finally:
            self._used_at = monotonic()

    def close(self) -> None:
        # Where it waits for a text, "QUIT" would be one.
        if self._line is not None and not self._asked_ahead:
            self._line.until = monotonic() + _FAREWELL_SECONDS
            with suppress(Broken):
                self._line.say("QUIT")
                self._line.hear()
        self._drop()

    def _agreed(self, letter: Letter) -> Line:
        """A line on which the server has said "go ahead" to this letter."""
        if not self._asked_ahead:
            return self._agreed_by_itself(letter)
        ahead, is_suspect = self._agreed_ahead(letter)
        if ahead:
            return ahead
        line = self._agreed_by_itself(letter)
        if is_suspect:
            # So it takes what it did not take along with the end of another letter.
            self._asks_ahead = False
        return line

    def _agreed_by_itself(self, letter: Letter) -> Line:
        bare = False
        while True:
            try:
                line, is_kept = self._a_line(letter)
                self._tls = line.tls
                asked = envelope(letter=letter, offers=self._offers, asks_for_success=self._asks_for_success, bare=bare)
                refused = self._ask(line, asked, is_kept=is_kept)
            except _KeptLineDied:
                self._drop()
            except _Unpipelined:
                self._drop()
                self._pipelines = False
            except Broken as error:
                self._drop()
                raise _unreachable(error) from None
            else:
                if refused is None:
                    return line
                if asked.is_bare or refused.code not in _NOT_UNDERSTOOD:
                    raise _refusal(refused)
                bare = True
                self._reset()

    def _agreed_ahead(self, letter: Letter) -> tuple[Line | None, bool]:
        """The line on which this letter was asked about ahead, if the server said "go ahead" there; and else whether it may have been asked too early.

        Only "go ahead" counts: after any other answer we hang up and ask anew, and so if this is not the letter that was asked about.
        """
        line, is_suspect = self._line, False
        if line is not None and self._asked_ahead == letter.message_id and not self.is_idle:
            line.until, self._tls = self._until, line.tls
            try:
                refused = self._answers(line, ("MAIL", "RCPT", _DATA))
                is_suspect = refused is None or refused.code != _CLOSING
                if refused is None and line.hear_early() is None:
                    self._asked_ahead = ""
                    return line, False
            except Broken:
                is_suspect = True
        self._drop()
        return None, is_suspect

    def _a_line(self, letter: Letter) -> tuple[Line, bool]:
        """The line that was kept, if it is still fresh, or a new one; and which of both."""
        if self._line is not None and not self.is_idle:
            self._line.until = self._until
            if self._is_quiet(self._line):
                return self._line, True
        self._drop()
        self._line = self._connect(letter)
        # From here on it is as fresh as one that was just used.
        self._used_at = monotonic()
        return self._line, False

    def _is_quiet(self, line: Line) -> bool:
        """Whether nothing was said on it since: a word too much would be taken for the answer to the next question."""
        try:
            return line.hear_early() is None
        except Broken:
            return False

    def _ask(self, line: Line, asked: Envelope, *, is_kept: bool) -> Reply | None:
        """MAIL, RCPT and DATA: the first answer that does not let us go on, or None."""
        commands = (asked.mail, asked.rcpt, _DATA)
        together = self._pipelines and self._offers.has("PIPELINING")
        try:
            refused = self._in_one_go(line, commands) if together else _one_by_one(line, commands)
            if refused is None and line.hear_early() is not None:
                raise Broken("it answers before it is asked")
        except Broken:
            if is_kept:
                raise _KeptLineDied from None
            if together:
                raise _Unpipelined from None
            raise
        if is_kept and refused is not None and refused.code == _CLOSING:
            raise _KeptLineDied
        return refused

    def _in_one_go(self, line: Line, commands: Sequence[str]) -> Reply | None:
        """All commands in one packet (RFC 2920, 3.1). Each has its answer, also after one that was refused."""
        line.say(*commands)
        return self._answers(line, commands)

    def _answers(self, line: Line, commands: Sequence[str]) -> Reply | None:
        refused: Reply | None = None
        for command in commands:
            try:
                reply = line.hear()
            except Broken:
                if refused is None:
                    raise
                self._drop()
                break
            if refused is None:
                refused = None if _lets_us_go_on(command, reply) else reply
            elif reply.code == _GO_AHEAD:
                # It waits for a text that has no recipient (RFC 2920, 3.1). Hanging up is the surer way to give it none.
                self._drop()
        return refused

    def _send_content(self, line: Line, letter: Letter, following: Letter | None) -> Answer:
        self._send_text(line, letter)
        ahead = self._ahead(following) if following else ()
        try:
            line.say(".", *ahead)
            reply = line.hear(patient=True)
        except Broken as error:
            raise Uncertain(f"broke off after the end of the letter: {error}") from None
        if reply.is_good:
            return Answer(code=reply.code, words=reply.words, tls=line.tls, by_addressee=self._by_addressee)
        if reply.code // 100 in (4, 5):
            raise _refusal(reply)
        raise Uncertain(reply.words, code=reply.code)

    def _ahead(self, following: Letter) -> Sequence[str]:
        """What asks about the next letter along with the end of this one, where the server takes it so (RFC 2920, 3.1): half of the waiting."""
        if not (self._asks_ahead and self._pipelines and self._offers.has("PIPELINING")):
            return ()
        try:
            asked = envelope(letter=following, offers=self._offers, asks_for_success=self._asks_for_success, bare=False)
        except RefusedForGood:
            # That is said when its turn comes.
            return ()
        self._asked_ahead = following.message_id
        return asked.mail, asked.rcpt, _DATA

    def _send_text(self, line: Line, letter: Letter) -> None:
        """All but the dot: what arrived is no letter yet, and if it ends here, the server must throw it away (RFC 5321, 4.1.1.4)."""
        error: HandOverError | None = None
        try:
            line.send(_stuffed(letter.content))
        except Broken as broken:
            error = _unreachable(broken)
        # Whoever hangs up, or has enough, may have said why.
        try:
            early = line.hear_early()
        except Broken as broken:
            error = error or _unreachable(broken)
        else:
            error = _refusal(early) if early is not None else error
        if error is not None:
            self._drop()
            raise error

    def _connect(self, letter: Letter) -> Line:
        """A new line on which both sides have greeted; what TLS takes away is tried again with less where TLS is only welcome."""
        while True:
            line = Line.open(self._address, answer_seconds=self._answer_seconds, until=self._until)
            try:
                # Our own name, so that nothing asks the network for it.
                self._greet(line, name=letter.sender.rpartition("@")[2])
            except TlsFailed as error:
                line.close()
                if len(self._ways) == 1:
                    raise _unreachable(error) from None
                self._ways = self._ways[1:]
            except BaseException:
                line.close()
                raise
            else:
                return line

    def _greet(self, line: Line, *, name: str) -> None:
        if self._use_ssl:
            self._protect(line)
        reply = line.hear()
        if not reply.is_good:
            raise _about_server(reply)
        self._say_hello(line, name)
        if self._use_tls or (self._welcomes_tls and self._ways[0] != _CLEAR and self._offers.has("STARTTLS")):
            self._start_tls(line, name)
        if self._username:
            self._sign_in(line)

    def _say_hello(self, line: Line, name: str) -> None:
        line.say(f"EHLO {name}")
        reply = line.hear()
        if reply.code // 100 == 5:
            line.say(f"HELO {name}")
            reply = line.hear()
            self._offers = Offers()
        else:
            self._offers = read_offers(reply.lines)
        if not reply.is_good:
            raise _about_server(reply)

    def _start_tls(self, line: Line, name: str) -> None:
        if self._use_tls and not self._offers.has("STARTTLS"):
            raise TryLater("the server offers no TLS, and nothing may go to it in the clear", whole_server=True)
        line.say("STARTTLS")
        reply = line.hear()
        if not reply.is_good:
            if self._welcomes_tls:
                return
            raise _about_server(reply)
        self._protect(line)
        # What it said in the clear may be somebody else's (RFC 3207, 4.2).
        self._say_hello(line, name)

    def _protect(self, line: Line) -> None:
        context = ssl.create_default_context()
        if self._ways[0] == _UNCHECKED:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        line.start_tls(context, name=self._name, told=self._ways[0])

    def _sign_in(self, line: Line) -> None:
        """PLAIN (RFC 4616) or LOGIN. The password leaves in nothing but TLS unless the server is on this machine."""
        if "PLAIN" in self._offers.sign_in:
            line.say("AUTH PLAIN " + _base64(f"\0{self._username}\0{self._password}"))
            reply = line.hear()
        elif "LOGIN" in self._offers.sign_in:
            reply = self._sign_in_by_steps(line)
        else:
            raise TryLater("the server offers no way to sign in that we know (PLAIN or LOGIN)", whole_server=True)
        if reply.code != _SIGNED_IN:
            raise _about_server(reply)

    def _sign_in_by_steps(self, line: Line) -> Reply:
        for words in ("AUTH LOGIN", _base64(self._username), _base64(self._password)):
            line.say(words)
            reply = line.hear()
            if reply.code != _SIGN_IN:
                break
        return reply

    def _reset(self) -> None:
        """Make the line fit for the next letter, or let it go."""
        if self._line is None:
            return
        try:
            self._line.say("RSET")
            is_good = self._line.hear().is_good
        except Broken:
            is_good = False
        if not is_good:
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line, self._asked_ahead = None, ""


def _one_by_one(line: Line, commands: Sequence[str]) -> Reply | None:
    for command in commands:
        line.say(command)
        reply = line.hear()
        if not _lets_us_go_on(command, reply):
            return reply
    return None


def _lets_us_go_on(command: str, reply: Reply) -> bool:
    return reply.code == _GO_AHEAD if command == _DATA else reply.is_good


def _refusal(reply: Reply) -> TryLater | RefusedForGood:
    if reply.code // 100 == 5 and reply.code not in _ABOUT_US:
        return RefusedForGood(reply.words, code=reply.code)
    return TryLater(reply.words, code=reply.code, whole_server=reply.code in _ABOUT_US)


def _about_server(reply: Reply) -> TryLater:
    return TryLater(reply.words, code=reply.code, whole_server=True)


def _unreachable(error: Exception) -> TryLater:
    return TryLater(str(error), whole_server=True)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _stuffed(content: bytes) -> bytes:
    """Lines that begin with a dot get a second one (RFC 5321, 4.5.2); the last line ends."""
    content = content.replace(b"\r\n.", b"\r\n..")
    if content.startswith(b"."):
        content = b"." + content
    return content if content.endswith(b"\r\n") else content + b"\r\n"
