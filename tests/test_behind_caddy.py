"""The examples for Caddy in deploy/, run: which port answers what, how much is taken, and what is written down."""

import http.client
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from outcry.config.middleware import DeskIsElsewhere
from outcry.config.programs import free_port
from tests.start import ROOT

CADDY = shutil.which("caddy")
pytestmark = pytest.mark.skipif(not CADDY, reason="caddy is not installed (Debian: apt-get install caddy)")
ONE, TWO = ROOT / "deploy/Caddyfile.example", ROOT / "deploy/Caddyfile.two-processes.example"
# How releases of Caddy refuse a body that is too large.
TOO_MUCH = (413, 502)
OF_STAFF = ("/desk", "/desk/", "/desk/cases/1/", "/desk/login/?next=/desk/", "/calendar/abc.ics", "/%64esk/", "/en/../desk/users/", "/./desk/cases/", "//desk/")
OF_VISITORS = ("/", "/en/", "/en/cases/", "/desks/", "/en/desk/", "/en/calendar/", "/static/design/outcry.css", "/robots.txt", "/ru/write/", "/;/desk/")


class Behind(ThreadingHTTPServer):
    """Stands in for a process of ours: says its name and what was asked of it."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        super().__init__(("127.0.0.1", port), _Answer)


class _Answer(BaseHTTPRequestHandler):
    server: Behind

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = self.server.name.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *said: object) -> None:
        """Nothing: pytest would show it."""


class Site:
    """Caddy with an example, on the loopback and with the ports of this test."""

    def __init__(self, port: int, behind: dict[str, Behind], log: Path) -> None:
        self.port, self.behind, self.log = port, behind, log

    def ask(self, path: str, *, megabytes: float = 0) -> tuple[int, str, http.client.HTTPMessage]:
        """Just this path, as nobody's library would tidy it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest("POST" if megabytes else "GET", path)
            body = b"x" * int(megabytes * 1_000_000)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            for start in range(0, len(body), 100_000):
                try:
                    connection.send(body[start : start + 100_000])
                except (BrokenPipeError, ConnectionResetError):
                    break
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()


@contextmanager
def behind_caddy(example: Path, folder: Path, *, is_answered: bool = True) -> Iterator[Site]:
    ports = {"public": free_port(), "desk": free_port()}
    mine = free_port()
    text = example.read_text().replace("appeals.example.org {", f"http://127.0.0.1:{mine} {{")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{ports['public']}").replace("127.0.0.1:8001", f"127.0.0.1:{ports['desk']}")
    # The first brace opens what holds for the whole of Caddy; no test listens where another Caddy does.
    (folder / "Caddyfile").write_text(text.replace("{\n", "{\n\tadmin off\n", 1))
    servers = {name: Behind(name, port) for name, port in ports.items()} if is_answered else {}
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PATH": "/usr/bin:/bin"}
    with (folder / "log").open("wb") as log:
        line = [str(CADDY), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
        process = subprocess.Popen(line, env=home, cwd=folder, stdout=log, stderr=log)
    site = Site(mine, servers, folder / "log")
    try:
        _wait_for(site, process)
        yield site
    finally:
        process.terminate()
        process.wait(30)
        for server in servers.values():
            server.shutdown()
            server.server_close()


def _wait_for(site: Site, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            site.ask("/is-it-there")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(site.log.read_text())


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with behind_caddy(TWO, tmp_path_factory.mktemp("two")) as site:
        yield site


@pytest.mark.parametrize("example", [ONE, TWO], ids=["one port", "two ports"])
def test_caddy_takes_the_example_as_it_stands(example: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    line = [str(CADDY), "validate", "--adapter", "caddyfile", "--config", str(example)]

    done = subprocess.run(line, env=home, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", OF_STAFF)
def test_staff_are_led_to_the_port_of_the_desk(two: Site, path: str) -> None:
    assert two.ask(path)[:2] == (200, "desk")


@pytest.mark.parametrize("path", OF_VISITORS)
def test_visitors_are_led_to_the_port_that_knows_no_case_file(two: Site, path: str) -> None:
    assert two.ask(path)[:2] == (200, "public")


def answered_by_the_public_process(path: str) -> bool:
    """Whether the process that answers visitors would look at a path at all."""
    request = RequestFactory().get("/")
    request.path = request.path_info = path.partition("?")[0]
    return _let_through(request)


def _let_through(request: HttpRequest) -> bool:
    try:
        return DeskIsElsewhere(lambda _request: HttpResponse())(request).status_code == 200
    except Http404:
        return False


def test_no_address_of_the_desk_is_answered_on_the_port_of_visitors(two: Site) -> None:
    """Whoever reaches that port past the proxy finds no desk there either."""
    assert [path for path in ("/desk", "/desk/", "/desk/cases/1/", "/calendar", "/calendar/abc.ics") if answered_by_the_public_process(path)] == []
    assert [path for path in ("/", "/en/", "/en/desk/", "/desks/") if not answered_by_the_public_process(path)] == []


def test_each_door_takes_as_much_as_it_needs_and_no_more(two: Site) -> None:
    assert two.ask("/en/appeals/free/", megabytes=2)[0] in TOO_MUCH
    assert two.ask("/en/write/", megabytes=2)[:2] == (200, "public")
    assert two.ask("/desk/cases/imports/new/", megabytes=26)[:2] == (200, "desk")


def test_on_one_port_staff_may_send_what_the_settings_let_in(tmp_path: Path) -> None:
    with behind_caddy(ONE, tmp_path) as site:
        assert site.ask("/desk/cases/imports/new/", megabytes=26)[:2] == (200, "public")
        assert site.ask("/en/appeals/free/", megabytes=2)[0] in TOO_MUCH


def test_an_answer_does_not_say_what_answers(two: Site) -> None:
    assert "Server" not in two.ask("/en/")[2]


def test_what_fails_leaves_no_path_in_the_log(tmp_path: Path) -> None:
    with behind_caddy(TWO, tmp_path, is_answered=False) as site:
        assert site.ask("/en/confirm/a-secret-of-a-link/")[0] == 502
        assert site.ask("/desk/cases/?text=a-secret-of-a-search")[0] == 502
        time.sleep(0.5)

        said = site.log.read_text()
    assert "connection refused" in said
    assert "a-secret" not in said
