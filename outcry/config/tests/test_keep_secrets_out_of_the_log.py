"""Whatever fails, the secret of a mailed link and a supporter's address stand in no line."""

import io
import logging
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from logging.config import dictConfig
from pathlib import Path
from time import monotonic, sleep
from typing import NoReturn

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from outcry.config.log_lines import DiscreetFormatter, log_what_ends_us, without_secrets
from outcry.config.programs import Ports, answers_http, free_port, programs
from outcry.front.views import links
from outcry.lib.identifiers import encode, random_public_id
from outcry.lib.links import make_link

ADDRESS = "samira@mail.example"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Every line that is logged, as the settings would write it."""
    lines, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(DiscreetFormatter(settings.LOGGING["formatters"]["line"]["format"]))
    handler.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


@pytest.mark.parametrize("purpose", ["confirm", "leave"])
@pytest.mark.parametrize("tail", ["", "0", "%0A", "x/y"])
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_a_failing_link_is_logged_without_its_secret(purpose: str, tail: str, method: str, written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    link = make_link(random_public_id(), purpose=purpose)

    def fail(token: str, *, purpose: str) -> NoReturn:
        raise DatabaseError(f"no row for {token} of {ADDRESS}")

    monkeypatch.setattr(links, "protest_behind", fail)
    answer = getattr(Client(raise_request_exception=False), method)(f"/en/{purpose}/{link}{tail}/")

    assert answer.status_code in (404, 405, 500)
    assert f"/en/{purpose}/" in written.getvalue(), "the failure itself is told"
    assert link not in written.getvalue()
    assert link[16:] not in written.getvalue()
    assert ADDRESS not in written.getvalue()


def test_these_lines_would_have_held_it(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    link = make_link(random_public_id(), purpose="leave")
    monkeypatch.setattr(links, "protest_behind", lambda *_args, **_facts: 1 / 0)

    Client(raise_request_exception=False).get(f"/en/leave/{link}/")

    assert link in caplog.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Not Found: /ar/confirm/abc/", "Not Found: /ar/confirm/[hidden]"),
        ("Not Found: /en/yours/abc/agreed-to.json", "Not Found: /en/yours/[hidden]"),
        ("answer of <samira@mail.example>: 550", "answer of <[hidden]>: 550"),
        ("postgres://outcry:secret@127.0.0.1/outcry is away", "[hidden]/outcry is away"),
        ("ContentSecurityPolicyMiddleware in line 2026, reference 7k2n9x", "ContentSecurityPolicyMiddleware in line 2026, reference 7k2n9x"),
    ],
)
def test_what_is_hidden_and_what_is_told(line: str, told: str) -> None:
    assert without_secrets(line) == told


def test_the_letters_of_a_link_are_hidden_wherever_they_stand() -> None:
    link = make_link(random_public_id(), purpose="confirm")

    assert without_secrets(f"KeyError: {link!r}") == "KeyError: '[hidden]'"
    assert without_secrets(f"KeyError: {link.upper()!r}") == "KeyError: '[hidden]'"


def test_every_handler_of_the_settings_is_discreet() -> None:
    assert {formatter["()"] for formatter in settings.LOGGING["formatters"].values()} == {"outcry.config.log_lines.DiscreetFormatter"}
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert all(not logger.get("handlers") for logger in settings.LOGGING["loggers"].values())


def test_django_keeps_no_handler_of_its_own() -> None:
    dictConfig(settings.LOGGING | {"root": {"handlers": [], "level": "WARNING"}})

    assert not logging.getLogger("django").handlers
    assert not logging.getLogger("django.server").handlers


def test_an_error_that_ends_a_process_is_told_without_secrets(written: io.StringIO) -> None:
    error = ValueError(f"nothing for {ADDRESS}")

    log_what_ends_us(ValueError, error, None)

    assert "ValueError: nothing for [hidden]" in written.getvalue()


@pytest.mark.timeout(300)
def test_the_web_server_logs_no_visitor_whatever_its_environment_says(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    link = make_link(random_public_id(), purpose="confirm")
    [web] = [one for one in programs(ports=Ports(web=port, receive=0), web_workers=1, web_threads=1) if one.name == "web"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL"))}
    # An empty database: the page breaks, and Django says so.
    facts = {"DATA": str(tmp_path / "var"), "OUTCRY_MODE": "test", "GRANIAN_LOG_ACCESS_ENABLED": "true", "GRANIAN_LOG_LEVEL": "debug"}
    with log.open("wb") as file:
        server = subprocess.Popen([sys.executable, *web.command[1:]], env=inherited | facts, stdout=file, stderr=file)
    try:
        until = monotonic() + 120
        while not answers_http(port) and monotonic() < until:
            sleep(0.2)
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/en/confirm/{link}/", timeout=60)
    finally:
        server.terminate()
        server.wait(30)

    assert "/en/confirm/[hidden]" in log.read_text()
    assert link not in log.read_text()


@pytest.mark.parametrize("tail", ["", ".ics", "0.ics", ".ics%0A"])
def test_a_calendars_address_is_logged_without_its_secret(tail: str, written: io.StringIO, db: None) -> None:
    secret = encode(bytes(range(30)))

    assert Client().get(f"/calendar/{secret}{tail}").status_code == 404

    assert "/calendar/" in written.getvalue(), "the failure itself is told"
    assert secret not in written.getvalue()
    assert without_secrets("Not Found: /calendar/short.ics") == "Not Found: /calendar/[hidden]"
