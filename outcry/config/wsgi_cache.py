"""A small cache in front of Django, in the web process: a public page that many read at once is made once in five seconds.

It keeps only what is the same for everybody: answers to GET at the addresses listed here, made without the visitor's
cookies, that set none. Everything else goes through untouched. Nothing is written to disk or shared between processes.
Whoever sends back the tag of a kept page is told that it stands.
It adds no Cache-Control: a browser's copy would age on top of ours, and a count may be ten seconds old, no more.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.http import parse_etags, parse_http_date_safe

from outcry.lib.kept_pages import kept_pages_mark

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]
Key = tuple[str, str, str, str, str]

FRESH_SECONDS = 5.0
# While one thread makes a page anew, the others hand out the last one, up to this age.
STALE_SECONDS = 10.0
# After so long a thread stops waiting for another's page and makes its own.
PATIENCE_SECONDS = 10.0
MEMORY_BYTES = 64 * 1024 * 1024
# No single page may push many others out.
_LARGEST_BYTES = 1024 * 1024
# What an answer takes up besides its texts, roughly.
_OVERHEAD_BYTES = 1024
# Named one by one: a new kind of address is kept only after somebody has thought about who may see it.
# Of the database its pages, not its files, which may be long.
_PUBLIC = "(?:appeals|give|cases|custody|reports|topics|countries|organisations|about|embed)/.*|database/(?:[a-z-]+/)*"
_SAFE_QUERY = re.compile(r"(?:page=[0-9]{1,4})?")
_NOT_FOR_ALL = ("no-store", "no-cache", "private")
# What a visitor has already is compared here, so that one page serves those who have it and those who have not.
_OF_ONE_VISITOR = ("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
# RFC 9110, 15.4.5, and what every answer of ours carries.
_NOT_IN_A_304 = frozenset({"content-type", "content-length", "content-disposition", "content-encoding"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the application; `made_at` in seconds of the monotonic clock, `size` in bytes."""

    status: str
    headers: Headers
    body: bytes
    made_at: float
    size: int
    # Of outcry/lib/kept_pages.py, as it was before the page was made.
    mark: int


@dataclass(slots=True)
class _Flight:
    """A page that one thread is making and others may wait for. `answer` stays None when it can't be shared."""

    done: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None


class PageCache:
    """The application behind a cache of its public pages."""

    def __init__(
        self, application: Application, *, languages: Sequence[str], clock: Callable[[], float] = time.monotonic, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        self._application = application
        self._address = re.compile(rf"/(?:{'|'.join(map(re.escape, languages))})/(?:{_PUBLIC})?")
        self._clock = clock
        self._memory_bytes = memory_bytes
        # In the order in which they were made: the first is the oldest.
        self._kept: dict[Key, Answer] = {}
        self._kept_bytes = 0
        self._flights: dict[Key, _Flight] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method != "GET" and method != "HEAD":
            return self._application(environ, start_response)
        key = (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST", ""),
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
        )
        answer = self._kept.get(key)
        if answer is None or not self._is_younger(answer, FRESH_SECONDS):
            if not self._is_public(environ):
                return self._application(environ, start_response)
            answer = self._make_once(key, environ)
        if _has_it_already(environ, answer):
            start_response("304 Not Modified", [(name, value) for name, value in answer.headers if name.lower() not in _NOT_IN_A_304])
            return [b""]
        # A copy: the server may change the list it is given (PEP 3333).
        start_response(answer.status, answer.headers[:])
        return [answer.body] if method == "GET" else [b""]

    def _is_public(self, environ: Environ) -> bool:
        if "HTTP_AUTHORIZATION" in environ:
            return False
        return self._address.fullmatch(environ["PATH_INFO"]) is not None and _SAFE_QUERY.fullmatch(environ.get("QUERY_STRING", "")) is not None

    def _make_once(self, key: Key, environ: Environ) -> Answer:
        """The page at `key`: made by this thread, or by the one that was first, or its last version while that one works."""
        with self._lock:
            last = self._kept.get(key)
            if last and self._is_younger(last, FRESH_SECONDS):
                return last
            flight = self._flights.get(key)
            if flight is None:
                self._flights[key] = _Flight()
        if flight is None:
            return self._make_for_all(key, environ)
        if last and self._is_younger(last, STALE_SECONDS):
            return last
        flight.done.wait(PATIENCE_SECONDS)
        shared = flight.answer
        return shared if shared and self._is_younger(shared, STALE_SECONDS) else self._ask(environ)

    def _is_younger(self, answer: Answer, seconds: float) -> bool:
        """Whether a page is so young, and nothing has been taken away from the public since it was asked for."""
        return answer.mark == kept_pages_mark() and self._clock() - answer.made_at < seconds

    def _make_for_all(self, key: Key, environ: Environ) -> Answer:
        """Make the page, keep it if it is the same for everybody, and let those who wait go on."""
        answer: Answer | None = None
        try:
            answer = self._ask(environ)
            return answer
        finally:
            with self._lock:
                flight = self._flights.pop(key)
                self._drop(key)
                if answer and _is_for_all(answer):
                    flight.answer = answer
                    self._keep(key, answer)
            flight.done.set()

    def _ask(self, environ: Environ) -> Answer:
        """The application's whole answer to this request, as it would be for a visitor without cookies; to HEAD as to GET."""
        asked_at, mark = self._clock(), kept_pages_mark()
        anonymous = environ | {"REQUEST_METHOD": "GET"}
        for name in _OF_ONE_VISITOR:
            anonymous.pop(name, None)
        status, headers, body = _whole_answer(self._application, anonymous)
        size = len(body) + sum(len(name) + len(value) for name, value in headers) + _OVERHEAD_BYTES
        return Answer(status=status, headers=headers, body=body, made_at=asked_at, size=size, mark=mark)

    def _keep(self, key: Key, answer: Answer) -> None:
        if answer.size > _LARGEST_BYTES:
            return
        self._kept[key] = answer
        self._kept_bytes += answer.size
        too_old = self._clock() - STALE_SECONDS
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept_bytes <= self._memory_bytes and self._kept[oldest].made_at > too_old:
                return
            self._drop(oldest)

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        if gone:
            self._kept_bytes -= gone.size


def _has_it_already(environ: Environ, answer: Answer) -> bool:
    """RFC 9110, 13.2.2: whether the visitor's copy is this page; her day counts only where she names no tag."""
    if not answer.status.startswith("200"):
        return False
    told = {name.lower(): value for name, value in answer.headers}
    if "HTTP_IF_NONE_MATCH" in environ:
        tags = {tag.removeprefix("W/") for tag in parse_etags(environ["HTTP_IF_NONE_MATCH"])}
        return "etag" in told and ("*" in tags or told["etag"].removeprefix("W/") in tags)
    since, changed = (parse_http_date_safe(text) for text in (environ.get("HTTP_IF_MODIFIED_SINCE", ""), told.get("last-modified", "")))
    return since is not None and changed is not None and changed <= since


def _is_for_all(answer: Answer) -> bool:
    """Whether anybody may be given this answer: 200, sets no cookie, depends on nothing but the address."""
    if not answer.status.startswith("200"):
        return False
    for name, value in answer.headers:
        match name.lower():
            case "set-cookie" | "vary":
                return False
            case "cache-control" if any(word in value.lower() for word in _NOT_FOR_ALL):
                return False
    return True


def _whole_answer(application: Application, environ: Environ) -> tuple[str, Headers, bytes]:
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [(status, list(headers))]

    pieces = application(environ, start)
    try:
        body = b"".join(pieces)
    finally:
        # Django ends the request here, and gives the connection to the database back.
        close = getattr(pieces, "close", None)
        if close:
            close()
    ((status, headers),) = started
    return status, headers, body
