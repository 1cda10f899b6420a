"""Mail servers on the loopback that do as a test tells them, and remember every letter of which they saw the end."""

import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread

DROP = "drop"
_READY = {
    "banner": "220 mx.example",
    "ehlo": "250 mx.example",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "dot": "250 2.0.0 kept as 4711",
    "rset": "250 ok",
}
_VERBS = {"EHLO": "ehlo", "HELO": "ehlo", "MAIL": "mail", "RCPT": "rcpt", "DATA": "data", "RSET": "rset"}


@dataclass(frozen=True)
class Kept:
    """One letter that arrived whole."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class MailServer:
    """A server and its script: for each phase (banner, ehlo, mail, rcpt, data, content, dot, rset) the answers
    to give, the last one for ever; DROP hangs up instead.

    An answer that begins with a number of seconds and a bar, "2|250 ok", is given after that time.
    """

    script: dict[str, list[str]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _lock: Lock = field(default_factory=Lock)

    def answer(self, phase: str) -> str:
        with self._lock:
            script = self.script.get(phase, [])
            return (script.pop(0) if len(script) > 1 else script[0]) if script else _READY[phase]

    def keep(self, letter: Kept) -> None:
        with self._lock:
            self.kept.append(letter)


class _HangUp(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    @property
    def mail_server(self) -> MailServer:
        return self.server.mail_server  # type: ignore[attr-defined, no-any-return]

    def handle(self) -> None:
        self.mail_server.connections += 1
        try:
            self._say("banner")
            self._converse()
        except (_HangUp, ConnectionError):
            pass

    def _converse(self) -> None:
        sender = recipient = ""
        while line := self.rfile.readline().decode():
            self.mail_server.heard.append(line.strip())
            verb, argument = line[:4].upper(), line.strip().partition(":")[2].strip("<>").partition(">")[0]
            if verb == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            answer = self._say(_VERBS[verb])
            if verb == "MAIL":
                sender = argument
            elif verb == "RCPT":
                recipient = argument
            elif verb == "DATA" and answer.startswith("354"):
                self._take(sender, recipient)

    def _take(self, sender: str, recipient: str) -> None:
        if self.mail_server.script.get("content") == [DROP]:
            self.rfile.read(10)
            raise _HangUp
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _HangUp
            lines.append(line.removeprefix(b"."))
        answer = self.mail_server.answer("dot")
        # Kept although the line breaks: RFC 1047's unknowable moment.
        if answer == DROP or answer.rpartition("|")[2].startswith("2"):
            self.mail_server.keep(Kept(sender, recipient, b"".join(lines)))
        self._write(answer)

    def _say(self, phase: str) -> str:
        answer = self.mail_server.answer(phase)
        self._write(answer)
        return answer

    def _write(self, answer: str) -> None:
        if answer == DROP:
            raise _HangUp
        seconds, bar, words = answer.partition("|")
        if bar:
            time.sleep(float(seconds))
        self.wfile.write(f"{words if bar else answer}\r\n".encode())


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(**script: list[str] | str) -> Iterator[MailServer]:
    """A server on a free port, while the block runs; the keywords are phases with their answer or answers."""
    told = MailServer(script={phase: [answers] if isinstance(answers, str) else answers for phase, answers in script.items()})
    with _Listener(("127.0.0.1", 0), _Conversation) as listener:
        listener.mail_server = told  # type: ignore[attr-defined]
        told.port = listener.server_address[1]
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            listener.shutdown()
            thread.join()
