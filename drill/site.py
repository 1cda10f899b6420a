"""A running demonstration in the drill's hand: started as `make run` starts it, its processes killed and frozen by their ids."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3

from outcry.config.programs import free_port

APPEAL = "free-esenbek-ukteshbayev"
SEED_OF_THE_CROWD = 2011
# A first start takes twenty seconds on two idle cores, and the machine may be busy.
PATIENCE_SECONDS = 600.0
# Short, so that what a killed worker held is taken up soon; and waits between tries in seconds instead of minutes.
LEASE_SECONDS = 6
HASTE = 60


class TookTooLong(Exception):
    """Something that must come about did not; the text says what."""


class Site:
    """One data folder and one port."""

    programs: tuple[str, ...] = ("web", "mailserver", "deliver", "receive", "chores")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.receive_port, self._standin_port = free_port(), free_port()
        self.address = f"http://localhost:{self.port}"
        self.log = folder.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None
        self._others: list[subprocess.Popen[bytes]] = []

    # Start and stop.

    @property
    def environment(self) -> dict[str, str]:
        # A database or mode named for somebody else is not the drill's.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL", "BROKER_URL"))}
        return inherited | {
            "DATA": str(self.folder),
            "PORT": str(self.port),
            "OUTCRY_MODE": "demo",
            "OUTCRY_RECEIVE_PORT": str(self.receive_port),
            "OUTCRY_STANDIN_PORT": str(self._standin_port),
            "OUTCRY_LEASE_SECONDS": str(LEASE_SECONDS),
            "OUTCRY_MAIL_HASTE": str(HASTE),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        """Start everything and wait until it runs."""
        before = len(self.words())
        with self.log.open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "outcry.config.cli", "run"], env=self.environment, stdout=log, stderr=log)
        running = f"Outcry is running at {self.address}/"
        self.wait_until(lambda: running in self.words()[before:], "the demonstration runs")
        self.wait_until(lambda: self.children().keys() >= set(self.programs), "all its processes run")

    def stop(self) -> None:
        """Press Ctrl-C; end what the drill started beside it."""
        for other in self._others:
            if other.poll() is None:
                # The frozen can't hear anything else.
                other.kill()
            other.wait()
        self._others.clear()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def words(self) -> str:
        """Everything the processes have said."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def run(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program of Python's beside the demonstration, on its folder: `-m drill.doomed ...`."""
        with self.log.open("ab") as log:
            process = subprocess.Popen([sys.executable, *command], env=self.environment | environment, stdout=log, stderr=log)
        self._others.append(process)
        return process

    def walk(self, number: int, **environment: str) -> subprocess.Popen[bytes]:
        """Begin to walk this many made-up supporters; who has gone before is not walked again."""
        return self.run("-m", "outcry.config.child", "demo", "supporters", str(number), "--seed", str(SEED_OF_THE_CROWD), **environment)

    # Its processes.

    def children(self) -> dict[str, int]:
        """Process ids by the name of the program; from /proc, since a small machine may lack ps."""
        assert self._process is not None
        described = [_describe(folder) for folder in Path("/proc").glob("[0-9]*")]
        return {program: pid for pid, parent, program in described if parent == self._process.pid}

    def kill(self, *names: str) -> None:
        """End these with SIGKILL, each with everything it started."""
        children = self.children()
        for name in names:
            os.killpg(children[name], signal.SIGKILL)

    def wait_until_restarted(self, name: str, before: int) -> None:
        self.wait_until(lambda: self.children().get(name, before) != before, f"{name} was started again")

    def freeze(self, pid: int) -> None:
        """Stop a process between two lines, at a moment when it does not hold the database."""
        for _ in range(200):
            os.kill(pid, signal.SIGSTOP)
            if self._can_be_written():
                return
            os.kill(pid, signal.SIGCONT)
            time.sleep(0.01)
        raise TookTooLong("a process never let go of the database")

    def _can_be_written(self) -> bool:
        with closing(pysqlite3.connect(self._database, timeout=1.0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except pysqlite3.OperationalError:
                return False
        return True

    # What lies in its folder.

    @property
    def _database(self) -> str:
        return str(self.folder / "outcry.sqlite3")

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer of the database to a statement of the drill's own, read as it stands on the disk."""
        with closing(pysqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=60)) as connection:
            return list(connection.execute(statement, values))

    def number(self, statement: str, *values: object) -> int:
        return int(self.rows(statement, *values)[0][0])

    def lines(self, name: str) -> list[dict[str, Any]]:
        """A file of JSON lines under `demo/`; a line torn by a kill is none."""
        try:
            written = (self.folder / "demo" / name).read_bytes()
        except FileNotFoundError:
            return []
        found = []
        for line in written.split(b"\n"):
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found

    def plan_fault(self, *, at: str, do: str, seconds: float = 0, times: int = 1) -> None:
        """Tell the stand-in mail server what to do at the next mail (outcry/demo/standin/faults.py)."""
        draft = self.folder / "demo" / "faults.draft"
        draft.write_text(json.dumps({"at": at, "do": do, "seconds": seconds, "times": times}))
        os.replace(draft, self._faults)

    @property
    def _faults(self) -> Path:
        return self.folder / "demo" / "faults.json"

    def plan_block(self, *addresses: str) -> None:
        """Let the servers of these mailboxes block us, from the next start on."""
        (self.folder / "demo").mkdir(parents=True, exist_ok=True)
        (self.folder / "demo" / "blocks.json").write_text(json.dumps(addresses))

    def write(self, statement: str, *values: object) -> int:
        """Change rows behind the product's back, for a control; how many."""
        with closing(pysqlite3.connect(self._database, timeout=60)) as connection, connection:
            return int(connection.execute(statement, values).rowcount)

    def fault_is_used(self) -> bool:
        return not self._faults.exists()

    def page(self, path: str) -> str:
        """A public page as a visitor gets it."""
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def wait_until(self, is_so: Callable[[], object], what: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Look until something is so; TookTooLong when it does not become so."""
        deadline = time.monotonic() + seconds
        while not is_so():
            if self._process is not None and self._process.poll() is not None:
                raise TookTooLong(f"the demonstration ended before {what}:\n{self.words()[-4000:]}")
            if time.monotonic() > deadline:
                raise TookTooLong(f"after {seconds:g} s it is not so that {what}:\n{self.words()[-4000:]}")
            time.sleep(0.05)


def _describe(process: Path) -> tuple[int, int, str]:
    """Its id, its parent's and what it runs; zeros when it is gone, no name when it is dead and not yet buried."""
    try:
        parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        words = (process / "cmdline").read_text().rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0, ""
    return int(process.name), parent, "web" if "granian" in words else words[-1]
