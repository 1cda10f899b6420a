"""`outcry run` as a newcomer meets it: a first start on an empty folder, a process that dies, Ctrl-C, a second start."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from outcry.config.programs import free_port, hindrance

PATIENCE_SECONDS = 300  # a first start takes twenty on two idle cores
PROGRAMS = {"web", "mailserver", "deliver", "receive", "chores"}


class Demonstration:
    """One data folder and one port, started and stopped as `make run` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://localhost:{self.port}/"
        self.log = folder.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it names its address."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL"))}
        environment = inherited | {"DATA": str(self.folder), "PORT": str(self.port), "OUTCRY_MODE": "demo"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "outcry.config.cli", "run"], env=environment, stdout=log, stderr=log)
        self.wait_until(lambda: f"Outcry is running at {self.address}" in self.words())

    def stop(self) -> int:
        """Press Ctrl-C and give the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def words(self) -> str:
        return self.log.read_text()

    def children(self) -> dict[str, int]:
        """Process ids by the name of the program; from /proc, since a small machine may lack ps."""
        assert self.process is not None
        described = [_describe(folder) for folder in Path("/proc").glob("[0-9]*")]
        return {program: pid for pid, parent, program in described if parent == self.process.pid}

    def wait_until(self, is_true: Callable[[], object]) -> None:
        assert self.process is not None
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_true():
            assert self.process.poll() is None, self.words()
            assert time.monotonic() < deadline, self.words()
            time.sleep(0.1)


def _describe(process: Path) -> tuple[int, int, str]:
    """Its id, its parent's and what it runs; zeros when it is gone, no name when it is dead and not yet buried."""
    try:
        parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        words = (process / "cmdline").read_text().rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0, ""
    return int(process.name), parent, "web" if "granian" in words else words[-1]


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[Demonstration]:
    demonstration = Demonstration(tmp_path / "var")
    yield demonstration
    if demonstration.process is not None:
        demonstration.process.kill()
        demonstration.process.wait()


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return str(answer.read().decode())


@pytest.mark.timeout(900)
def test_it_runs_mends_itself_stops_and_keeps_what_it_has(demonstration: Demonstration) -> None:
    demonstration.start()
    demonstration.wait_until(lambda: demonstration.children().keys() == PROGRAMS)
    assert "Esenbek Ukteshbayev" in page(demonstration.address + "en/")

    killed = demonstration.children()["deliver"]
    os.kill(killed, signal.SIGKILL)
    demonstration.wait_until(lambda: demonstration.children().get("deliver", killed) != killed)
    assert "deliver ended by SIGKILL; starting it again in 0.5 s." in demonstration.words()

    assert demonstration.stop() == 0
    assert demonstration.words().splitlines()[-1] == "Stopped."
    assert not hindrance(demonstration.port)

    demonstration.start()
    assert "sample material" not in demonstration.words()
    assert "Esenbek Ukteshbayev" in page(demonstration.address + "en/")
    assert demonstration.stop() == 0
