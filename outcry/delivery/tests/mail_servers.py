"""Mail servers on the loopback that do as a test tells them, and remember every letter of which they saw the end."""

import select
import socketserver
import ssl
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread

DROP = "drop"
_READY = {
    "banner": "220 mx.example",
    "ehlo": "250 mx.example",
    "helo": "250 mx.example",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "dot": "250 2.0.0 kept as 4711",
    "rset": "250 ok",
    "starttls": "220 go on",
    "auth": "235 2.7.0 welcome",
    "quit": "221 bye",
    "no-recipient": "503 5.5.1 to whom?",
}
_VERBS = {
    "EHLO": "ehlo",
    "HELO": "helo",
    "STARTTLS": "starttls",
    "AUTH": "auth",
    "MAIL": "mail",
    "RCPT": "rcpt",
    "DATA": "data",
    "RSET": "rset",
    "QUIT": "quit",
}
_BEGIN_ANEW = {"MAIL", "RSET", "EHLO", "HELO", "QUIT"}
_DRIP_SECONDS = 1.0


@dataclass(frozen=True)
class Kept:
    """One letter that arrived whole, the version of TLS in which it came, and from which address."""

    sender: str
    recipient: str
    content: bytes
    tls: str = ""
    peer: str = ""


@dataclass
class MailServer:
    """A server and its script: for each phase (banner, ehlo, helo, starttls, auth, mail, rcpt, data, content, dot, rset, quit) the answers
    to give, the last one for ever; DROP hangs up instead. Of the text, content says DROP to hang up amid it, or an answer to give amid it.
    To DATA without a recipient it says what stands under no-recipient.

    What stands before a bar says how an answer is given. A number: after so many seconds. "last": and then it hangs up.
    "half": without its end, and then it hangs up. "drip": one byte a second. "endless": again and again.
    """

    script: dict[str, list[str]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    # Recipients that do not exist here.
    refuses: set[str] = field(default_factory=set)
    # With what it begins TLS.
    certificate: ssl.SSLContext | None = None
    # Forgets what was said before it had answered, as a server that takes several commands at once must not.
    is_forgetful: bool = False
    # The same with what came along with the end of a letter.
    forgets_what_follows: bool = False
    connections: int = 0
    # Letters that were under way at once, at most, by the recipient's domain.
    most_at_once: Counter[str] = field(default_factory=Counter)
    port: int = 0
    _at_once: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, phase: str) -> str:
        with self._lock:
            script = self.script.get(phase, [])
            return (script.pop(0) if len(script) > 1 else script[0]) if script else _READY[phase]

    def keep(self, letter: Kept) -> None:
        with self._lock:
            self.kept.append(letter)

    @contextmanager
    def in_hand(self, domain: str) -> Iterator[None]:
        """A letter to this domain, from its recipient to its end."""
        with self._lock:
            self._at_once[domain] += 1
            self.most_at_once[domain] = max(self.most_at_once[domain], self._at_once[domain])
        try:
            yield
        finally:
            with self._lock:
                self._at_once[domain] -= 1


class _HangUp(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    @property
    def mail_server(self) -> MailServer:
        return self.server.mail_server  # type: ignore[attr-defined, no-any-return]

    def handle(self) -> None:
        self.mail_server.connections += 1
        self._tls, self._in_hand = "", ExitStack()
        try:
            self._say("banner")
            self._converse()
        except (_HangUp, OSError):
            pass
        finally:
            self._in_hand.close()
            if self._tls:
                self.rfile.close()
                self.connection.close()

    def _converse(self) -> None:
        sender = recipient = ""
        while line := self.rfile.readline().decode():
            self.mail_server.heard.append(line.strip())
            verb, argument = line.split(" ")[0].strip().upper(), line.strip().partition(":")[2].strip("<>").partition(">")[0]
            if verb == "RCPT" and argument in self.mail_server.refuses:
                self._write("550 5.1.1 nobody here")
                continue
            self._count(verb, argument)
            answer = self._say("no-recipient" if verb == "DATA" and not recipient else _VERBS[verb])
            match verb:
                case "QUIT":
                    return
                case "STARTTLS" if answer.startswith("220"):
                    self._begin_tls()
                case "MAIL":
                    sender, recipient = argument, ""
                case "RCPT" if answer.startswith("2"):
                    recipient = argument
                case "DATA" if answer.startswith("354"):
                    self._take(sender, recipient)
                    recipient = ""

    def _count(self, verb: str, argument: str) -> None:
        if verb in _BEGIN_ANEW:
            self._in_hand.close()
        if verb == "RCPT":
            self._in_hand.enter_context(self.mail_server.in_hand(argument.rpartition("@")[2]))

    def _begin_tls(self) -> None:
        assert self.mail_server.certificate is not None
        self.connection = self.mail_server.certificate.wrap_socket(self.connection, server_side=True)
        self._tls = self.connection.version() or ""
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def _take(self, sender: str, recipient: str) -> None:
        amid = self.mail_server.answer("content") if "content" in self.mail_server.script else ""
        if amid:
            self.rfile.read(10)
            self._write(amid)
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _HangUp
            lines.append(line.removeprefix(b"."))
        answer = self.mail_server.answer("dot")
        # Kept although the line breaks: RFC 1047's unknowable moment.
        if answer == DROP or answer.rpartition("|")[2].startswith("2"):
            self.mail_server.keep(Kept(sender, recipient, b"".join(lines), self._tls, str(self.client_address[0])))
        if self.mail_server.forgets_what_follows:
            self._forget()
        self._write(answer)
        self._in_hand.close()

    def _say(self, phase: str) -> str:
        """Answer, and tell in which words."""
        answer = self.mail_server.answer(phase)
        if self.mail_server.is_forgetful:
            self._forget()
        self._write(answer)
        return answer.rpartition("|")[2]

    def _forget(self) -> None:
        while select.select([self.connection], [], [], 0.02)[0] and self.connection.recv(4096):
            pass
        # With what had been read ahead.
        self.rfile = self.connection.makefile("rb")

    def _write(self, answer: str) -> None:
        if answer == DROP:
            raise _HangUp
        how, _, words = answer.rpartition("|")
        if how == "half":
            self.wfile.write(words.encode())
            raise _HangUp
        line = f"{words}\r\n".encode()
        while how == "endless":
            self.wfile.write(line)
        if how == "drip":
            self._drip(line)
            return
        if how not in ("", "last"):
            time.sleep(float(how))
        self.wfile.write(line)
        if how == "last":
            raise _HangUp

    def _drip(self, line: bytes) -> None:
        for place in range(len(line)):
            self.wfile.write(line[place : place + 1])
            time.sleep(_DRIP_SECONDS)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(**script: list[str] | str) -> Iterator[MailServer]:
    """A server on a free port, while the block runs; the keywords are phases with their answer or answers."""
    with mail_server_at("127.0.0.1", script) as told:
        yield told


@contextmanager
def mail_server_at(address: str, script: Mapping[str, list[str] | str]) -> Iterator[MailServer]:
    """The same on another address."""
    told = MailServer(script={phase: [answers] if isinstance(answers, str) else answers for phase, answers in script.items()})
    with _Listener((address, 0), _Conversation) as listener:
        listener.mail_server = told  # type: ignore[attr-defined]
        told.port = listener.server_address[1]
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            listener.shutdown()
            thread.join()
