"""What stands in the way of a start is told in one sentence, with exit status 1, before anything is written."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from outcry.config import preparation
from outcry.config.programs import LOOPBACK, free_port


def outcry(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "outcry.config.cli", *arguments]
    return subprocess.run(command, env=inherited | environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as listener:
        port = listener.getsockname()[1]

        done = outcry("run", DATA=str(tmp_path), PORT=str(port), OUTCRY_MODE="demo")

    assert done.returncode == 1
    assert done.stderr == f"Outcry can't start: port {port} of 127.0.0.1 is taken by another program; choose another with PORT=.\n"


def test_a_port_that_does_not_exist_is_named(tmp_path: Path) -> None:
    done = outcry("run", DATA=str(tmp_path), PORT="80000", OUTCRY_MODE="demo")

    assert done.stderr == "Outcry can't start: port 80000 of 127.0.0.1 does not exist; choose another with PORT=.\n"


def test_a_folder_that_cannot_be_written_is_named() -> None:
    done = outcry("run", DATA="/proc/outcry", PORT=str(free_port()), OUTCRY_MODE="demo")

    assert done.returncode == 1
    assert done.stderr.startswith("Outcry can't start: /proc/outcry can't be written: ")
    assert len(done.stderr.splitlines()) == 1


def test_production_refuses_the_folder_of_a_demonstration(tmp_path: Path) -> None:
    outcry("check", DATA=str(tmp_path), OUTCRY_MODE="demo")

    done = outcry("run", DATA=str(tmp_path), PORT=str(free_port()))

    assert done.returncode == 1
    assert done.stderr.startswith(f"Outcry can't start: {tmp_path} belongs to a demonstration.")


def test_a_demonstration_refuses_the_folder_of_an_installation(tmp_path: Path) -> None:
    (tmp_path / "outcry.sqlite3").touch()

    done = outcry("run", DATA=str(tmp_path), PORT=str(free_port()), OUTCRY_MODE="demo")

    assert done.returncode == 1
    assert done.stderr.startswith(f"Outcry can't start: {tmp_path} holds a real installation.")


def test_a_port_that_is_no_number_is_told_with_its_name(tmp_path: Path) -> None:
    done = outcry("run", DATA=str(tmp_path), PORT="eight thousand")

    assert done.returncode == 1
    assert done.stderr == "Outcry can't start: PORT is 'eight thousand'; write a whole number.\n"


def test_a_folder_is_held_by_one_group_at_a_time(tmp_path: Path) -> None:
    with preparation.hold(tmp_path), pytest.raises(preparation.AlreadyRunning, match="already running"):
        preparation.hold(tmp_path)

    preparation.hold(tmp_path).close()
