"""Made-up supporters on the road, against a site that keeps count of what it is asked: all arrive, once, whatever breaks on the way."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from outcry.demo.crowd import walk as walking
from outcry.demo.crowd.letterbox import Letterbox
from outcry.demo.crowd.notes import Notes
from outcry.demo.crowd.people import make_up
from outcry.demo.crowd.walk import NoAppeal, NoServer, Progress, Site, Walk
from outcry.demo.sample import table
from outcry.demo.standin.journal import Journal, journal_of
from outcry.demo.standin.mailbox import Kind, Mailbox

LISTS = table("supporters")


class FakeSite(ThreadingHTTPServer):
    """The pages of the road, and the mails they bring. After `troubles_after` requests the next thirty break off."""

    daemon_threads = True

    def __init__(self, data: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.data = data
        self.troubles_after: int | None = None
        self.requests = 0
        self.is_open = True
        self.submitted: Counter[str] = Counter()
        self.confirmed: Counter[str] = Counter()
        self.letters: dict[str, str] = {}
        self.lock = threading.Lock()

    def send_mail(self, address: str) -> None:
        mail = EmailMessage()
        mail["To"] = address
        mail.set_content(f"Open http://localhost:1/ru/confirm/{address.partition('@')[0]}/ and press the button.")
        now = datetime.now(UTC)
        entry = Mailbox.of(self.data).keep(mail.as_bytes(), recipient=address, kind=Kind.SUPPORTER, now=now)
        Journal(journal_of(self.data)).write({"result": "accepted", "recipient": address, "day": entry.day, "name": entry.name})


class _Pages(BaseHTTPRequestHandler):
    server: FakeSite

    def do_GET(self) -> None:
        if self._breaks():
            return
        if "/confirm/" in self.path:
            is_done = self.server.confirmed[self.path] > 0
            self._answer(200, "Thanks" if is_done else '<form method="post" action=""><input name="letter_words" value="S. O."></form>')
        elif self.server.is_open:
            self._answer(200, '<form method="post" action="#act"><input name="token" value="t"><textarea name="letter">\nFree him.</textarea></form>')
        else:
            self._answer(200, "The appeal has ended")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self._breaks():
            return
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        with self.server.lock:
            if "/confirm/" in self.path:
                self.server.confirmed[self.path] += 1
            else:
                self.server.submitted[fields["email"]] += 1
                self.server.letters[fields["email"]] = fields["letter"]
        if "/confirm/" in self.path:
            self._answer(200, "Thanks")
        else:
            self.server.send_mail(fields["email"])
            self._answer(303, "")

    def _breaks(self) -> bool:
        with self.server.lock:
            self.server.requests += 1
            number, after = self.server.requests, self.server.troubles_after
        if after is None or not after < number <= after + 30:
            return False
        if number % 2:
            self._answer(503, "")
        else:
            self.close_connection = True
        return True

    def _answer(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments: object) -> None: ...


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSite]:
    monkeypatch.setattr(walking, "FORM_AGE_SECONDS", 0.0)
    monkeypatch.setattr(walking, "_FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(walking, "_LOOK_INTO_MAIL_SECONDS", 0.01)
    server = FakeSite(tmp_path)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def a_walk(data: Path, *, port: int, number: int = 12, seed: int = 1) -> Walk:
    return Walk(
        site=Site(url="http://localhost:1", port=port),
        appeal="free-her",
        seed=seed,
        people=make_up(number=number, seed=seed, lists=LISTS),
        letterbox=Letterbox(data),
        notes=Notes.of(data),
        show=lambda progress: None,
    )


def test_everybody_signs_and_confirms_once(site: FakeSite, tmp_path: Path) -> None:
    progress = a_walk(tmp_path, port=site.server_port).go(connections=4)

    assert progress == Progress(total=12, submitted=12, confirmed=12)
    assert list(site.submitted.values()) == [1] * 12
    assert list(site.confirmed.values()) == [1] * 12


def test_some_write_a_line_of_their_own_before_the_letter(site: FakeSite, tmp_path: Path) -> None:
    a_walk(tmp_path, port=site.server_port, number=60).go(connections=4)

    people = make_up(number=60, seed=1, lists=LISTS)
    own = {person.address for person in people if person.own_line}
    assert own
    assert {address for address, letter in site.letters.items() if letter != "Free him."} == own
    assert all(re.search(r"\S\r\n\r\nFree him\.$", site.letters[address]) for address in own)


def test_a_site_that_breaks_off_is_asked_again(site: FakeSite, tmp_path: Path) -> None:
    walk = a_walk(tmp_path, port=site.server_port)
    # Not the first request: that one only asks whether anybody is there.
    site.troubles_after = 1

    progress = walk.go(connections=4)

    assert (progress.confirmed, progress.given_up) == (12, 0)
    assert list(site.confirmed.values()) == [1] * 12


def test_an_interrupted_walk_goes_on_where_it_stopped(site: FakeSite, tmp_path: Path) -> None:
    a_walk(tmp_path, port=site.server_port, number=5).go(connections=2)
    Notes.of(tmp_path).write(appeal="free-her", seed=1, number=7, step="submitted")
    site.send_mail(make_up(number=12, seed=1, lists=LISTS)[7].address)

    progress = a_walk(tmp_path, port=site.server_port).go(connections=4)

    assert progress == Progress(total=12, submitted=12, confirmed=12)
    assert list(site.submitted.values()) == [1] * 11
    assert list(site.confirmed.values()) == [1] * 12


def test_a_finished_walk_asks_for_nothing_more(site: FakeSite, tmp_path: Path) -> None:
    a_walk(tmp_path, port=site.server_port).go(connections=4)
    before = site.submitted.copy()

    progress = a_walk(tmp_path, port=site.server_port).go(connections=4)

    assert progress.confirmed == 12
    assert site.submitted == before


def test_nobody_walks_where_no_server_runs(tmp_path: Path) -> None:
    with pytest.raises(NoServer):
        a_walk(tmp_path, port=9).go(connections=1)


def test_nobody_walks_to_an_appeal_that_has_ended(site: FakeSite, tmp_path: Path) -> None:
    site.is_open = False

    with pytest.raises(NoAppeal):
        a_walk(tmp_path, port=site.server_port).go(connections=1)


def test_mail_that_never_comes_is_given_up_and_tried_by_the_next_walk(site: FakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "_PATIENCE_SECONDS", 0.3)
    send = site.send_mail
    monkeypatch.setattr(site, "send_mail", lambda address: None)

    progress = a_walk(tmp_path, port=site.server_port, number=3).go(connections=2)
    for person in make_up(number=3, seed=1, lists=LISTS):
        send(person.address)
    again = a_walk(tmp_path, port=site.server_port, number=3).go(connections=2)

    assert (progress.submitted, progress.confirmed, progress.given_up) == (3, 0, 3)
    assert (again.confirmed, again.given_up) == (3, 0)
    assert list(site.submitted.values()) == [1] * 3
