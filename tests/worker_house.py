"""Processes of one installation, as on one host or on several."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# What every house of a test is told; where its database, its broker and the mail server are, it adds.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("OUTCRY_", "DATABASE_URL", "BROKER_URL"))} | {
    "OUTCRY_MODE": "production",
    "OUTCRY_SITE_URL": "https://outcry.example",
    "OUTCRY_NEXT_HOP": "addressee",
    "OUTCRY_LEASE_SECONDS": "5",
    # Who sends how fast to whom is tested elsewhere.
    "OUTCRY_SERVER_AN_HOUR_AT_FIRST": "0",
    "OUTCRY_SERVER_CONNECTIONS": "20",
    "OUTCRY_OFFICE_HOURS": "always",
    "OUTCRY_LOG_LEVEL": "INFO",
}


class House:
    """Its processes; `before` are words that bring a command onto another machine, and `told` is environment of one process."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.log = folder / "words"
        self.environment = dict(environment)
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, before: Sequence[str] = (), **told: str) -> subprocess.Popen[bytes]:
        return self.run(sys.executable, "-m", "outcry.config.cli", *words, before=before, **told)

    def run(self, *command: str, before: Sequence[str] = (), **told: str) -> subprocess.Popen[bytes]:
        """Any program."""
        with self.log.open("ab") as log:
            process = subprocess.Popen([*before, *command], env=self.environment | told, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process

    def call(self, words: str, *, before: Sequence[str] = (), **told: str) -> None:
        """Run a line of Python in a process that knows the broker, as a web process does, and wait for its end."""
        line = f"import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'outcry.config.settings'; django.setup(); {words}; import time; time.sleep(2)"
        subprocess.run([*before, sys.executable, "-c", line], env=self.environment | told, cwd=ROOT, check=True)

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()

    def words(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""
