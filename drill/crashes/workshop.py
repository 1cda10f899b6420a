"""The drill's side of forge.py: an installation made once, copies of it, processes that crash on them, and the mail server they talk to."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3

from outcry.delivery.tests.mail_servers import MailServer, mail_server

DATABASE = "outcry.sqlite3"
# Where drills beside each other keep the empty database that they share.
MIGRATED = "migrated.sqlite3"
_PATIENCE_SECONDS = 30.0
# More pages than this in the log, and the next commit copies them into the database itself.
_PAGES_TO_CHECKPOINT = 1000


@dataclass
class Child:
    """A forked process that waits for `go`."""

    forge: "Forge"
    pid: int
    port: int

    def go(self) -> None:
        self.forge.tell("go", pid=self.pid)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end, unless it has; its status."""
        if self.is_alive():
            os.kill(self.pid, number)
        return self.bury()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within this time."""
        until = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > until:
                return False
            time.sleep(0.001)
        return True

    def bury(self) -> int:
        """Wait until it has ended; one that never does is killed, and its status says so."""
        if not self.wait(_PATIENCE_SECONDS):
            os.kill(self.pid, signal.SIGKILL)
            self.forge.tell("bury", pid=self.pid)
            return STUCK
        return int(self.forge.tell("bury", pid=self.pid)["status"])

    def is_alive(self) -> bool:
        return _state(self.pid) not in ("", "Z", "X")


STUCK = 1000


def _state(pid: int) -> str:
    """The letter of /proc; blank when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Forge:
    """A running forge.py; ask it from one thread."""

    def __init__(self, folder: Path, *, smtp_port: int, settings: dict[str, str]) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL", "PYTEST"))}
        environment = inherited | {
            "DATA": str(folder),
            "DATABASE_URL": "",
            "OUTCRY_MODE": "test",
            "OUTCRY_NEXT_HOP": "addressee",
            "OUTCRY_SMTP_PORT": str(smtp_port),
            "OUTCRY_OFFICE_HOURS": "always",
            "OUTCRY_SERVER_AN_HOUR_AT_FIRST": "0",
            "OUTCRY_MAIL_HASTE": "600",
        }
        with folder.with_suffix(".log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "drill.crashes.forge"], env=environment | settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.environment = environment | settings

    def tell(self, command: str, **told: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"command": command} | told) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def fork(self, step: str, folder: Path, *, journal: str = "wal", control: str = "") -> Child:
        answer = self.tell("fork", step=step, folder=str(folder), journal=journal, control=control)
        return Child(self, answer["pid"], answer["port"])

    def close(self) -> None:
        # Without more commands it ends.
        self._process.communicate(timeout=60)


class Workshop:
    """An installation that stands ready to crash, and a mail server beside it."""

    def __init__(self, folder: Path, server: MailServer, forge: Forge) -> None:
        self.folder, self.server, self.forge = folder, server, forge
        self.house, self._with_full_log = folder / "house", folder / "house-with-full-log"
        self.facts: dict[str, Any] = {}
        # What had arrived before anything crashed.
        self.arrived_before: frozenset[str] = frozenset()

    def build(self, migrated: Path) -> None:
        told = {"folder": str(self.house), "journal": "wal"}
        # Answered as soon as it is loaded; by then the folder is there.
        self._do("warm", **told, paths=[])
        if migrated.exists():
            shutil.copyfile(migrated, self.house / DATABASE)
        self._do("migrate", **told)
        if not migrated.exists():
            _empty_the_log(self.house / DATABASE)
            shutil.copyfile(self.house / DATABASE, migrated)
        self._do("build", **told)
        self._do("drain", **told)
        self.facts = self._do("let_letters_wait", **told)
        self.arrived_before = frozenset(message_id(kept.content) for kept in self.server.kept)
        self.forge.tell("warm", **told, paths=[self.facts["sign_path"], self.facts["confirm_path"]])
        _empty_the_log(self.house / DATABASE)
        self._with_full_log.mkdir()
        _fill_the_log(self.house / DATABASE, self._with_full_log)

    def _do(self, command: str, **told: Any) -> dict[str, Any]:
        answer = self.forge.tell(command, **told)
        if "failed" in answer:
            raise RuntimeError(f"{command} failed: {self.house.with_suffix('.log').read_text()[-2000:]}")
        return answer

    def copy(self, name: str, *, is_log_full: bool = False) -> Path:
        """A folder like the first, with nothing left of one that had this name."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        database = self._with_full_log if is_log_full else self.house
        for path in (*database.glob(f"{DATABASE}*"), *self.house.glob("*.json")):
            shutil.copyfile(path, folder / path.name)
        self.server.kept.clear()
        return folder


@contextmanager
def workshop(folder: Path, *, migrated: Path, **settings: str) -> Iterator[Workshop]:
    """One in this folder, ready. `migrated` is an empty database; made if there is none, since that takes longest."""
    folder.mkdir(parents=True, exist_ok=True)
    with mail_server() as server:
        forge = Forge(folder / "house", smtp_port=server.port, settings=settings)
        with closing(forge):
            made = Workshop(folder, server, forge)
            made.build(migrated)
            yield made


def message_id(content: bytes) -> str:
    return content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()


def _empty_the_log(database: Path) -> None:
    with closing(pysqlite3.connect(str(database))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_the_log(database: Path, folder: Path) -> None:
    """The files as a process that never ended leaves them, with so much in the log that the next commit has to put it away."""
    shutil.copyfile(database, folder / DATABASE)
    with closing(pysqlite3.connect(str(folder / DATABASE), isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("CREATE TABLE ballast (words BLOB)")
        connection.execute("INSERT INTO ballast VALUES (randomblob(40000))")
        for _ in range(_PAGES_TO_CHECKPOINT // 10):
            connection.execute("UPDATE ballast SET words = randomblob(40000)")
        log = (folder / f"{DATABASE}-wal").read_bytes()
        main = (folder / DATABASE).read_bytes()
    for path in folder.glob(f"{DATABASE}*"):
        path.unlink()
    (folder / DATABASE).write_bytes(main)
    (folder / f"{DATABASE}-wal").write_bytes(log)
