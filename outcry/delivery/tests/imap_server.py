"""An IMAP server on the loopback with one mailbox (RFC 9051, as much of it as a client of ours says), and whatever it is told to do wrong."""

import base64
import re
import socket
import socketserver
import ssl
from threading import Thread
from types import TracebackType
from typing import Any, Self

USER, PASSWORD = "letters", 'pass"wörd'


class ImapServer:
    """`mails` by their numbers, `flags` of them, `folders` beside the inbox; numbers are given anew when `renumber` is called."""

    def __init__(self, *, extensions: str = "MOVE UIDPLUS AUTH=PLAIN", context: ssl.SSLContext | None = None) -> None:
        self.extensions, self.context = extensions, context
        self.mails: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.folders: dict[str, list[bytes]] = {"Taken": []}
        self.uid_validity = 1
        self.words: list[str] = []
        # The connection is cut when the client says this.
        self.cut_at = ""

    def put(self, raw: bytes) -> None:
        uid = max(self.mails, default=0) + 1
        self.mails[uid], self.flags[uid] = raw, set()

    def renumber(self) -> None:
        """As after a server was moved or restored: other numbers, another UIDVALIDITY."""
        self.uid_validity += 1
        self.mails = dict(enumerate(self.mails.values(), start=1))
        self.flags = {uid: set() for uid in self.mails}

    def left(self) -> list[bytes]:
        return [raw for uid, raw in self.mails.items() if "\\Deleted" not in self.flags[uid]]

    def __enter__(self) -> Self:
        server = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    _serve(server, self)
                except (OSError, ValueError):
                    return

        class Listener(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

            def get_request(self) -> tuple[Any, Any]:
                line, address = super().get_request()
                try:
                    return (server.context.wrap_socket(line, server_side=True) if server.context else line), address
                except OSError:
                    line.close()
                    raise

            def handle_error(self, request: Any, client_address: Any) -> None:
                return

        self._listener = Listener(("127.0.0.1", 0), Conversation)
        self.port: int = self._listener.server_address[1]
        Thread(target=self._listener.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.shutdown()
        self._listener.server_close()


def _serve(server: ImapServer, line: socketserver.StreamRequestHandler) -> None:
    def say(words: bytes) -> None:
        line.wfile.write(words + b"\r\n")
        line.wfile.flush()

    say(b"* OK ready")
    while told := line.rfile.readline():
        tag, _, rest = told.decode().strip().partition(" ")
        server.words.append(rest)
        if server.cut_at and server.cut_at in rest:
            line.connection.shutdown(socket.SHUT_RDWR)
            return
        if rest.startswith("AUTHENTICATE"):
            say(b"+ ")
            _, user, password = base64.b64decode(line.rfile.readline()).decode().split("\0")
            say(f"{tag} {'OK' if (user, password) == (USER, PASSWORD) else 'NO'} done".encode())
            continue
        for answer in _answers(server, rest):
            say(answer)
        say(f"{tag} {_verdict(server, rest)} done".encode())


def _verdict(server: ImapServer, rest: str) -> str:
    named = re.search(r'"([^"]*)"$', rest)
    if rest.startswith("SELECT"):
        return "OK" if named and named[1] == "INBOX" else "NO"
    if rest.startswith(("UID MOVE", "UID COPY")) and named and named[1] not in server.folders:
        return "NO"
    return "OK"


def _answers(server: ImapServer, rest: str) -> list[bytes]:
    verb, _, words = rest.removeprefix("UID ").partition(" ")
    if verb == "CAPABILITY":
        return [f"* CAPABILITY IMAP4REV1 {server.extensions}".encode()]
    if verb == "SELECT":
        return [f"* {len(server.mails)} EXISTS".encode(), f"* OK [UIDVALIDITY {server.uid_validity}]".encode()]
    if verb == "SEARCH":
        left = [uid for uid in server.mails if not server.flags[uid] & {"\\Deleted", "\\Flagged"}]
        return [b"* SEARCH " + " ".join(map(str, left)).encode()]
    if verb in ("LOGOUT", "NOOP"):
        return [b"* BYE"] if verb == "LOGOUT" else []
    return _on_one(server, verb, words)


def _on_one(server: ImapServer, verb: str, words: str) -> list[bytes]:
    number, _, told = words.partition(" ")
    uid = int(number)
    raw = server.mails.get(uid)
    if raw is None:
        return []
    if verb == "FETCH" and "SIZE" in told:
        return [f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})".encode()]
    if verb == "FETCH" and "HEADER.FIELDS" in told:
        lines = [line for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if line.partition(b":")[0].upper().decode() in told]
        head = b"\r\n".join([*lines, b"", b""])
        return [f"* {uid} FETCH (UID {uid} BODY[HEADER.FIELDS (FROM)]<0> {{{len(head)}}}\r\n".encode() + head + b")"]
    if verb == "FETCH":
        return [f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")"]
    if verb == "STORE":
        server.flags[uid].update(re.findall(r"\\\w+", told))
    folder = told.strip('"')
    if verb in ("MOVE", "COPY") and folder in server.folders:
        server.folders[folder].append(raw)
    if (verb == "MOVE" and folder in server.folders) or (verb == "EXPUNGE" and "\\Deleted" in server.flags[uid]):
        del server.mails[uid], server.flags[uid]
    return []
