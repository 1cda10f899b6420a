"""The web process hands out a public page again while it is fresh, and never anything else."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from outcry.config.wsgi_cache import FRESH_SECONDS, STALE_SECONDS, PageCache
from outcry.lib.kept_pages import forget_kept_pages
from outcry.newsroom.tests.cast import a_newsroom

PAGE = "/en/appeals/free-anna/"
OLD, NEW = b"page 1", b"page 2"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Site:
    """An application that counts its answers; `before` runs while it makes one."""

    def __init__(self, status: str = "200 OK", headers: Iterable[tuple[str, str]] = (), before: Callable[[], None] = lambda: None) -> None:
        self.status, self.headers, self.before = status, [("Content-Type", "text/html"), *headers], before
        self.asked: list[dict[str, Any]] = []
        self.closed = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        number = len(self.asked)
        self.before()
        start_response(self.status, self.headers)
        return Body(self, f"page {number}".encode())


class Body:
    """What Django returns: bytes in pieces, and an end that must be told."""

    def __init__(self, site: Site, body: bytes) -> None:
        self._site, self._pieces = site, iter([body[:3], body[3:]])

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._site.closed += 1


def a_cache(site: Any, clock: Clock | None = None, **changes: Any) -> PageCache:
    return PageCache(site, languages=["en", "ru"], clock=clock or Clock(), **changes)


def ask(
    cache: PageCache, path: str = PAGE, *, method: str = "GET", query: str = "", host: str = "localhost", **more: str
) -> tuple[str, list[tuple[str, str]], bytes]:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host, "wsgi.url_scheme": "http"} | more
    answer: list[Any] = []
    body = b"".join(cache(environ, lambda status, headers, exc_info=None: answer.extend((status, headers))))
    return answer[0], answer[1], body


def test_a_page_is_made_once_while_it_is_fresh() -> None:
    site, clock = Site(), Clock()
    cache = a_cache(site, clock)

    first = ask(cache)
    clock.seconds += FRESH_SECONDS - 0.01

    assert ask(cache) == first
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"HTTP_IF_NONE_MATCH": '"one"'}, "304 Not Modified"),
        ({"HTTP_IF_NONE_MATCH": 'W/"other", W/"one"'}, "304 Not Modified"),
        ({"HTTP_IF_NONE_MATCH": '"other"'}, "200 OK"),
        ({"HTTP_IF_NONE_MATCH": '"other"', "HTTP_IF_MODIFIED_SINCE": "Fri, 27 Nov 2026 00:00:00 GMT"}, "200 OK"),
        ({"HTTP_IF_MODIFIED_SINCE": "Thu, 26 Nov 2026 12:00:00 GMT"}, "304 Not Modified"),
        ({"HTTP_IF_MODIFIED_SINCE": "Thu, 26 Nov 2026 11:59:59 GMT"}, "200 OK"),
        ({"HTTP_IF_MODIFIED_SINCE": "some day"}, "200 OK"),
    ],
)
@pytest.mark.parametrize("is_kept", [True, False])
def test_whoever_has_the_page_already_is_told_that_it_stands(sent: dict[str, str], status: str, is_kept: bool) -> None:
    site = Site(headers=[("ETag", '"one"'), ("Last-Modified", "Thu, 26 Nov 2026 12:00:00 GMT"), ("Referrer-Policy", "no-referrer")])
    cache = a_cache(site)
    if is_kept:
        ask(cache)

    told, headers, body = ask(cache, **sent)

    assert (told, body == b"") == (status, status.startswith("304"))
    assert {("ETag", '"one"'), ("Referrer-Policy", "no-referrer")} <= set(headers)
    assert ("Content-Type", "text/html") in headers or told.startswith("304")
    # Who has it does not keep others from getting it whole.
    assert ask(cache)[::2] == ("200 OK", b"page 1")
    assert len(site.asked) == 1


def test_a_page_that_is_no_longer_fresh_is_made_anew() -> None:
    site, clock = Site(), Clock()
    cache = a_cache(site, clock)
    ask(cache)

    clock.seconds += FRESH_SECONDS

    assert ask(cache)[2] == NEW


def test_the_request_is_ended_so_that_the_database_gets_its_connection_back() -> None:
    site = Site()

    ask(a_cache(site))

    assert site.closed == 1


def test_head_has_the_headers_of_get_and_no_body() -> None:
    site = Site()
    cache = a_cache(site)

    head = ask(cache, method="HEAD")

    assert head == (*ask(cache)[:2], b"")
    assert site.asked[0]["REQUEST_METHOD"] == "GET"
    assert len(site.asked) == 1


def test_what_a_server_does_to_its_headers_does_not_reach_the_next_reader() -> None:
    cache = a_cache(Site())
    ask(cache)[1].clear()

    assert ask(cache)[1] == [("Content-Type", "text/html")]


@pytest.mark.parametrize(
    "path",
    ["/en/", "/ru/", "/en/appeals/", PAGE, "/en/cases/anna/", "/ru/custody/", "/en/reports/", "/ru/reports/полночь/", "/en/about/counting/"],
)
def test_public_addresses_are_kept(path: str) -> None:
    site = Site()
    cache = a_cache(site)

    ask(cache, path)
    ask(cache, path)

    assert len(site.asked) == 1


PERSONAL = ("/desk/", "/desk/reports/", "/demo/mail/", "/en/confirm/abc/", "/en/leave/abc/", "/en/desk/", "/en/demo/")
OTHERS = ("/", "/fr/appeals/", "/static/a.css", "/media/a", "/appeals/", "/robots.txt")


@pytest.mark.parametrize("path", PERSONAL + OTHERS)
def test_personal_and_other_addresses_never_are(path: str) -> None:
    site = Site()
    cache = a_cache(site)

    ask(cache, path, HTTP_COOKIE="a=b")
    ask(cache, path, HTTP_COOKIE="a=b")

    assert len(site.asked) == 2
    assert site.asked[0]["HTTP_COOKIE"] == "a=b"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_reading_is_kept(method: str) -> None:
    site = Site()
    cache = a_cache(site)
    ask(cache)

    assert ask(cache, method=method)[2] == NEW


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_from_the_public_is_not_given_out_once_more() -> None:
    site = Site()
    cache = a_cache(site)
    ask(cache)

    forget_kept_pages()

    assert ask(cache)[2] == NEW
    assert ask(cache)[2] == NEW


@pytest.mark.django_db(transaction=True)
def test_a_page_that_was_being_made_meanwhile_is_not_kept_for_others() -> None:
    site = Site(before=lambda: forget_kept_pages() if len(site.asked) == 1 else None)
    cache = a_cache(site)

    ask(cache)

    assert ask(cache)[2] == NEW


def test_a_page_is_made_without_the_readers_cookies() -> None:
    site = Site()

    ask(a_cache(site), HTTP_COOKIE="outcry-desk=secret")

    assert "HTTP_COOKIE" not in site.asked[0]


def test_whoever_brings_a_password_is_answered_alone() -> None:
    site = Site()
    cache = a_cache(site)

    ask(cache, HTTP_AUTHORIZATION="Basic x")
    ask(cache, HTTP_AUTHORIZATION="Basic x")

    assert len(site.asked) == 2


@pytest.mark.parametrize("query", ["utm_source=x", "page=1&x=2", "page=", "page=99999", "q=page=1"])
def test_a_query_nobody_thought_of_is_not_kept(query: str) -> None:
    site = Site()
    cache = a_cache(site)

    ask(cache, query=query)
    ask(cache, query=query)

    assert len(site.asked) == 2


def test_pages_of_a_list_hosts_and_schemes_are_kept_apart() -> None:
    site = Site()
    cache = a_cache(site)

    bodies = {ask(cache)[2], ask(cache, query="page=2")[2], ask(cache, host="other")[2], ask(cache, HTTP_X_FORWARDED_PROTO="https")[2]}

    assert len(bodies) == 4


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", []),
        ("302 Found", [("Location", "/en/")]),
        ("500 Internal Server Error", []),
        ("200 OK", [("Set-Cookie", "a=b")]),
        ("200 OK", [("Vary", "Cookie")]),
        ("200 OK", [("Cache-Control", "max-age=0, no-cache, no-store, private")]),
    ],
)
def test_an_answer_that_may_be_for_one_reader_goes_to_her_alone(status: str, headers: list[tuple[str, str]]) -> None:
    site = Site(status, headers)
    cache = a_cache(site)

    first, second = ask(cache), ask(cache)

    assert first[0] == status
    assert first[1] == site.headers
    assert (first[2], second[2]) == (OLD, NEW)


def test_a_hundred_readers_at_once_make_one_page() -> None:
    site = Site(before=lambda: time.sleep(0.1))
    cache = a_cache(site)

    bodies = at_once(100, lambda: ask(cache)[2])

    assert bodies == [OLD] * 100
    assert len(site.asked) == 1


def test_while_a_page_is_made_anew_the_others_get_the_last_one() -> None:
    making, may_end = threading.Event(), threading.Event()
    site, clock = Site(), Clock()
    cache = a_cache(site, clock)
    ask(cache)
    clock.seconds += STALE_SECONDS - 1
    site.before = lambda: (making.set(), may_end.wait(5))  # type: ignore[assignment, func-returns-value]
    maker: list[bytes] = []
    thread = threading.Thread(target=lambda: maker.append(ask(cache)[2]))
    thread.start()
    making.wait(5)

    other = ask(cache)[2]

    may_end.set()
    thread.join(5)
    assert other == OLD
    assert maker == [NEW]


def test_a_page_older_than_ten_seconds_is_waited_for() -> None:
    site, clock = Site(), Clock()
    cache = a_cache(site, clock)
    ask(cache)
    clock.seconds += STALE_SECONDS
    site.before = lambda: time.sleep(0.1)

    assert at_once(5, lambda: ask(cache)[2]) == [NEW] * 5


def test_when_making_a_page_fails_those_who_waited_try_themselves() -> None:
    def fail_first() -> None:
        time.sleep(0.1)
        if len(site.asked) == 1:
            raise RuntimeError("broken")

    site = Site(before=fail_first)
    cache = a_cache(site)
    failures: list[RuntimeError] = []

    def try_it() -> bytes:
        try:
            return ask(cache)[2]
        except RuntimeError as error:
            failures.append(error)
            return b""

    bodies = at_once(3, try_it)

    assert len(failures) == 1
    assert sum(body != b"" for body in bodies) == 2


def test_memory_is_bounded_and_the_oldest_page_goes_first() -> None:
    site = Site(before=lambda: None)
    cache = a_cache(site, memory_bytes=5000)

    for number in range(20):
        ask(cache, f"/en/cases/{number}/")

    made = len(site.asked)
    ask(cache, "/en/cases/19/")
    assert len(site.asked) == made
    ask(cache, "/en/cases/0/")
    assert len(site.asked) == made + 1
    assert cache._kept_bytes <= 5000
    assert cache._kept_bytes == sum(answer.size for answer in cache._kept.values())


def test_pages_nobody_asks_for_any_more_leave_memory() -> None:
    site, clock = Site(), Clock()
    cache = a_cache(site, clock)
    ask(cache, "/en/cases/old/")
    clock.seconds += STALE_SECONDS

    ask(cache, "/en/cases/new/")

    assert [key[0] for key in cache._kept] == ["/en/cases/new/"]


@pytest.fixture
def connection_stays() -> Iterator[None]:
    """The end of a request closes connections that grew old; a test's own must not be among them. Django's test client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("connection_stays")
@pytest.mark.parametrize("path", ["/en/", "/en/appeals/", "/en/cases/", "/en/reports/", "/en/about/safety/"])
def test_our_public_pages_are_kept_with_every_header(path: str) -> None:
    a_newsroom()
    site = get_wsgi_application()
    asked: list[str] = []

    def counted(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        return site(environ, start_response)

    cache = PageCache(counted, languages=[code for code, _name in settings.LANGUAGES])
    request: dict[str, Any] = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.input": BytesIO(), "REMOTE_ADDR": "127.0.0.1"}

    first, second = ask(cache, path, **request), ask(cache, path, **request)

    assert first[0] == "200 OK"
    assert first == second
    assert asked == [path]
    assert {"Content-Security-Policy", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy", "X-Content-Type-Options"} <= dict(second[1]).keys()


def at_once(number: int, run: Callable[[], bytes]) -> list[bytes]:
    """Run it in so many threads that start together."""
    start, results = threading.Barrier(number), []

    def go() -> None:
        start.wait(10)
        results.append(run())

    threads = [threading.Thread(target=go) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results
