"""`outcry demo` on the command line: what can't be done is said in one sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from outcry.accounts.models import Organisation
from outcry.demo.crowd import walk
from outcry.demo.standin.mailbox import Mailbox
from outcry.demo.tests.test_take_mail import a_letter, post


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_supporters_without_a_server_are_told_to_start_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "_PAUSES_BEFORE_NOBODY_ANSWERS_SECONDS", ())
    settings.PORT = 9

    with pytest.raises(CommandError, match=r"^Outcry does not answer at \S+; start it first with: make run$"):
        call_command("demo", "supporters", "3")


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(CommandError, match="invalid"):
        call_command("demo", "supporters", number)


@pytest.mark.django_db
def test_the_sample_is_loaded_and_removed_and_says_so(folder: Path) -> None:
    loaded, removed = StringIO(), StringIO()

    call_command("demo", "load", stdout=loaded)
    call_command("demo", "remove", stdout=removed)

    assert "demo-campaigner" in loaded.getvalue()
    assert removed.getvalue().startswith("The sample material is gone, with")
    assert not (folder / "demo" / "passwords.txt").exists()


@pytest.mark.django_db
def test_somebody_elses_installation_is_left_alone() -> None:
    Organisation.objects.create(slug="own", mail_domain="own.example", contact_address="a@own.example")

    with pytest.raises(CommandError, match="data folder of its own"):
        call_command("demo", "load")


def test_the_mail_server_is_a_process_that_keeps_mail_and_stops_on_sigterm(folder: Path) -> None:
    port = _a_free_port()
    environment = os.environ | {"OUTCRY_MODE": "test", "DATA": str(folder)}
    process = subprocess.Popen([sys.executable, "-m", "outcry.config.cli", "demo", "mailserver", "--port", str(port)], env=environment)
    try:
        code = _post_when_it_listens(port)
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(30)

    assert code == 250
    assert ended == 0
    assert len(list(Mailbox.of(folder).newest_first())) == 1


def _a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _post_when_it_listens(port: int) -> int:
    deadline = time.monotonic() + 60
    while True:
        try:
            return post(port, a_letter(to="mission@embassy.example"))[0]
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the server does not listen"
            time.sleep(0.2)
