"""One exchange with a web server, kept byte for byte: what was asked, what was answered."""

import http.client
import io
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urldefrag, urljoin

from outcry.evidence.network import AddressRefused, Deadline, NotReached, Place, connect, place_of

_TURNS = frozenset({301, 302, 303, 307, 308})
MOST_TURNS = 8
# A browser's usual words: a hostile site's log should not tell that somebody collects evidence, nor with what.
_HEADERS = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    "Accept: */*\r\nAccept-Language: en;q=0.8,*;q=0.5\r\nAccept-Encoding: identity\r\nConnection: close\r\n"
)


class TooLong(Exception):
    """The answer is longer than a capture takes."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request and its whole answer as they went over the line, and what the answer says."""

    url: str
    at: datetime
    ip: str
    request: bytes
    response: bytes
    # Where in `response` its body begins.
    body_at: int
    status: int
    media_type: str
    charset: str
    # The body, freed from chunked transfer; compressed bodies stay as they are.
    body: bytes
    location: str = ""

    @property
    def leads_to(self) -> str:
        """The address to which a redirect sends, or blank."""
        return urldefrag(urljoin(self.url, self.location)).url if self.status in _TURNS and self.location else ""


def fetch(*, url: str, deadline: Deadline, limit: int, now: datetime) -> Exchange:
    """Ask once, follow nothing. Raise AddressRefused, NotReached, TooLong (`limit` in bytes)."""
    place = place_of(url)
    request = f"GET {_quoted(place.path)} HTTP/1.1\r\nHost: {place.authority}\r\n{_HEADERS}\r\n".encode("ascii")
    link = connect(place=place, deadline=deadline)
    with link:
        line = _Line(link, deadline, limit)
        try:
            ip = str(link.getpeername()[0])
            link.settimeout(min(15, deadline.seconds_left))
            link.sendall(request)
            return _read(url, request, line, ip, now)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotReached(str(error)) from error


def follow(*, url: str, deadline: Deadline, limit: int, now: datetime) -> Iterator[Exchange]:
    """Ask, and follow redirects; each address on the way is judged anew. Raise what `fetch` does."""
    for _turn in range(MOST_TURNS):
        exchange = fetch(url=url, deadline=deadline, limit=limit, now=now)
        yield exchange
        url = exchange.leads_to
        if not url:
            return
    raise NotReached("redirects without end")


def _read(url: str, request: bytes, line: "_Line", ip: str, now: datetime) -> Exchange:
    answer = http.client.HTTPResponse(cast(socket.socket, line), method="GET")
    answer.begin()
    body_at = line.raw.getvalue().index(b"\r\n\r\n") + 4
    body = answer.read()
    content_type = answer.headers.get_content_type() if "Content-Type" in answer.headers else ""
    return Exchange(
        url=url,
        at=now,
        ip=ip,
        request=request,
        response=line.raw.getvalue(),
        body_at=body_at,
        status=answer.status,
        media_type=content_type,
        charset=answer.headers.get_content_charset() or "",
        body=body,
        location=answer.headers.get("Location", ""),
    )


def _quoted(path: str) -> str:
    """A path in ASCII, as browsers send it."""
    return "".join(letter if "!" <= letter <= "~" else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in path)


class _Line(io.RawIOBase):
    """A socket that keeps what comes over it, within time and length. Stands in for the socket that http.client reads from."""

    def __init__(self, link: socket.socket, deadline: Deadline, limit: int) -> None:
        super().__init__()
        self._link = link
        self._deadline = deadline
        self._limit = limit
        self.raw = io.BytesIO()

    def makefile(self, mode: str) -> io.BufferedReader:
        """What http.client asks of a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # the wider type is the library's own
        self._link.settimeout(min(15, self._deadline.seconds_left))
        number = self._link.recv_into(buffer)
        if self.raw.tell() + number > self._limit:
            raise TooLong
        self.raw.write(buffer[:number])
        return number


__all__ = ["AddressRefused", "Exchange", "NotReached", "Place", "TooLong", "fetch", "follow"]
