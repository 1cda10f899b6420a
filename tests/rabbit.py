"""A RabbitMQ of a test's own: on free ports of the loopback, in a folder of its own, to be killed, cut off or deleted as the test likes."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from outcry.config.programs import LOOPBACK, free_port

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_PATIENCE_SECONDS = 180.0


class Rabbit:
    """One node. What it kept outlives its death, as on a real machine."""

    def __init__(self, folder: Path, *, address: str = LOOPBACK, before: Sequence[str] = ()) -> None:
        self.folder, self._address, self.port = folder, address, free_port()
        # Words that bring it onto another machine; then it is started by who can reach it.
        self._before = list(before)
        self._name = f"outcry-{self.port}@localhost"
        self._distribution_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@{self._address}:{self.port}//"

    def start(self) -> None:
        """Begin, and wait until it answers."""
        (self.folder / "plugins").write_text("[].")
        (self.folder / "rabbit.conf").write_text(f"listeners.tcp.1 = {self._address}:{self.port}\nloopback_users = none\nlog.console = false\n")
        with (self.folder / "words").open("ab") as words:
            self._process = subprocess.Popen([*self._before, SERVER], env=self._environment(), stdout=words, stderr=words, start_new_session=True)
        ends_at = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends_at:
            with suppress(OSError), socket.create_connection((self._address, self.port), timeout=1) as probe:
                probe.settimeout(2)
                # It listens before it talks.
                probe.sendall(b"AMQP\x00\x00\x09\x01")
                if probe.recv(1):
                    return
            assert self._process.poll() is None, (self.folder / "words").read_text(errors="replace")[-3000:]
            time.sleep(0.2)
        raise TimeoutError("RabbitMQ did not answer")

    def kill(self) -> None:
        """As if somebody had pulled its plug."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def delete(self) -> None:
        """Forget everything it kept; it must be dead."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def control(self, *words: str) -> None:
        """`rabbitmqctl` on this node."""
        subprocess.run(
            [*self._before, "/usr/lib/rabbitmq/bin/rabbitmqctl", "-n", self._name, *words],
            env=self._environment(),
            check=True,
            capture_output=True,
            timeout=120,
        )

    def _environment(self) -> dict[str, str]:
        own = {
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbit.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            # Where Erlang keeps the word by which nodes know each other.
            "HOME": str(self.folder),
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("RABBITMQ_")} | own


@contextmanager
def a_rabbit() -> Iterator[Rabbit]:
    """A node that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="rabbit-") as name:
        rabbit = Rabbit(Path(name))
        rabbit.start()
        try:
            yield rabbit
        finally:
            rabbit.kill()
