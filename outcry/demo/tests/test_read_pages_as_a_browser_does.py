"""The browser of made-up supporters: what it takes from a page and what it sends back."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from outcry.demo.crowd.browser import Browser

PAGE = """<form action="/search"><input name="q" value="x"></form>
<form method="post" action="/en/appeals/a/#act">
<input name="name" value="Ay&amp;e"><input type="hidden" name="token" value="t0"><input type="checkbox" name="wants_outcome">
<input type="radio" name="shown" value="nothing" checked><input type="radio" name="shown" value="full">
<select name="country"><option value="">Choose</option><option value="DE" selected>Germany</option></select>
<textarea name="letter">
One &lt; two

three</textarea><button name="restore" value="1">Bring back</button></form>"""


class Site(BaseHTTPRequestHandler):
    sent: list[tuple[str, str, dict[str, list[str]]]] = []

    def do_GET(self) -> None:
        self._answer(200, PAGE.encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.sent.append((self.path, self.headers["Host"], parse_qs(body, keep_blank_values=True)))
        self._answer(303, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", "/en/next/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None: ...


@pytest.fixture
def browser() -> Iterator[Browser]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    browser = Browser(host="127.0.0.1", port=server.server_port, host_name="site.example:8000")
    try:
        yield browser
    finally:
        browser.close()
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_form_is_read_with_what_stands_in_its_fields_and_without_its_buttons(browser: Browser) -> None:
    form = browser.get("/en/appeals/a/").form_to("/appeals/a/")

    assert form is not None
    assert form.fields == {"name": "Ay&e", "token": "t0", "shown": "nothing", "country": "DE", "letter": "One < two\n\nthree"}


def test_a_form_goes_back_to_its_address_with_the_new_fields_and_line_ends_of_the_web(browser: Browser) -> None:
    page = browser.get("/en/appeals/a/")
    form = page.form_to("/appeals/a/")
    assert form is not None

    answer = browser.send(form, page=page, fields={"name": "Алия"})

    path, host, sent = Site.sent[-1]
    assert (answer.status, answer.location) == (303, "/en/next/")
    assert (path, host) == ("/en/appeals/a/", "site.example:8000")
    assert sent == {"name": ["Алия"], "token": ["t0"], "shown": ["nothing"], "country": ["DE"], "letter": ["One < two\r\n\r\nthree"]}
