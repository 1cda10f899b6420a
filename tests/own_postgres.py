"""A PostgreSQL of a test's own, to be killed, copied to a standby and promoted as the test likes."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from outcry.config.programs import LOOPBACK, free_port

ROOT = Path(__file__).resolve().parents[1]
USER = DATABASE = "outcry"
PORT = 5432
_PATIENCE_SECONDS = 60.0
_STANDBY = "standby"


def programs() -> Path | None:
    """Debian keeps the server's programs out of PATH; the newest are taken."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Postgres:
    """One server on an address of its own. `before` are words that bring a command onto its machine; any account but root runs it."""

    def __init__(self, folder: Path, *, address: str = LOOPBACK, port: int = PORT, before: Sequence[str] = ()) -> None:
        found = programs()
        assert found is not None
        self.folder, self.address, self.port = folder, address, port
        self._programs, self._before = found, list(before)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgres://{USER}@{self.address}:{self.port}/{DATABASE}"

    def make(self) -> None:
        """An empty cluster that lets everybody in who reaches it."""
        self._own_folder()
        self._do("initdb", "--pgdata", self.data, "--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all all trust\nhost replication all all trust\n")

    def copy_of(self, template: Path) -> None:
        """What a cluster that stands still has in its folder."""
        self._own_folder()
        subprocess.run(["cp", "--archive", template, self.data], check=True)

    def follow(self, primary: "Postgres") -> None:
        """Become a standby, from a copy of what the other one has now."""
        self._own_folder()
        told = f"host={primary.address} port={primary.port} user={USER} application_name={_STANDBY}"
        # With keepalives of its own: a standby that is cut off must find out.
        told += " keepalives_idle=2 keepalives_interval=1 keepalives_count=2 tcp_user_timeout=3000"
        self._do("pg_basebackup", "--dbname", told, "--pgdata", self.data, "--write-recovery-conf", "--checkpoint", "fast", "--no-sync")

    def start(self, **settings: object) -> None:
        """Begin, and wait until it answers; the settings are PostgreSQL's own."""
        own = {"port": self.port, "listen_addresses": self.address, "unix_socket_directories": self.folder} | settings
        words = [word for name, value in own.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "words").open("ab") as said:
            self._process = subprocess.Popen(self._line("postgres", "-D", self.data, *words), stdout=said, stderr=said, start_new_session=True)
        ends_at = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends_at:
            with suppress(psycopg.OperationalError), psycopg.connect(host=str(self.folder), port=self.port, user=USER, dbname="postgres"):
                return
            assert self._process.poll() is None, self.words()
            time.sleep(0.1)
        raise TimeoutError(f"PostgreSQL did not answer\n{self.words()}")

    def kill(self) -> None:
        """As if somebody had pulled its plug: every process of it, at once."""
        if self._process is not None:
            # Its children each lead a group of their own.
            for pid in [*_children(self._process.pid), self._process.pid]:
                with suppress(ProcessLookupError):
                    os.kill(pid, 9)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it in peace, so that its folder may be copied."""
        self._do("pg_ctl", "stop", "--pgdata", self.data, "--mode", "fast", "--wait")
        if self._process is not None:
            self._process.wait()
            self._process = None

    def promote(self) -> None:
        """From standby to primary."""
        self._do("pg_ctl", "promote", "--pgdata", self.data, "--wait")

    def ask(self, statement: str) -> str:
        """One value, through its socket: the network is not asked."""
        with psycopg.connect(host=str(self.folder), port=self.port, user=USER, dbname="postgres", autocommit=True) as opened:
            done = opened.execute(statement.encode())
            row = done.fetchone() if done.description else None
        return "" if row is None else str(row[0])

    def words(self) -> str:
        return (self.folder / "words").read_text(errors="replace")[-3000:]

    def _own_folder(self) -> None:
        self.folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")

    def _do(self, program: str, *words: str | Path) -> None:
        done = subprocess.run(self._line(program, *words), capture_output=True, text=True, cwd=self.folder, check=False)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def _line(self, program: str, *words: str | Path) -> list[str]:
        as_somebody = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        return [*self._before, *as_somebody, str(self._programs / program), *map(str, words)]


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@contextmanager
def migrated(*, environment: Mapping[str, str]) -> Iterator[Path]:
    """The folder of a cluster that stands still, with all tables and the lists of terms, to be copied."""
    with a_folder() as folder:
        server = Postgres(folder / "template", port=free_port())
        server.make()
        server.start(fsync="off")
        try:
            server.ask(f"CREATE DATABASE {DATABASE}")
            for words in (["migrate", "--verbosity", "0"], ["vocabularies", "load"]):
                line = [sys.executable, "-m", "outcry.config.cli", *words]
                subprocess.run(line, env={**environment, "DATABASE_URL": server.url, "DATA": str(folder / "var")}, cwd=ROOT, check=True, capture_output=True)
        finally:
            server.stop()
        yield server.data


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder that the server's account can reach, too; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="outcry-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
