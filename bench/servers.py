"""The sites under measurement, each with a folder and a port of its own, all with the product's granian flags."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from outcry.config.programs import LOOPBACK, Ports, answers_http, free_port, programs

WORKERS, THREADS = 2, 4
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """One server that is being measured, and the processes that belong to it."""

    name: str
    port: int
    processes: Sequence[subprocess.Popen[bytes]]

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def sleep(self) -> None:
        """Stop all its processes where they are: nobody else's round pays for its chores."""
        for process in self.processes:
            process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let them go on."""
        for process in self.processes:
            process.send_signal(signal.SIGCONT)


@contextmanager
def site(*, name: str, application: str, environment: Mapping[str, str], beside: Sequence[str] = ()) -> Iterator[Site]:
    """A site with granian in front of `application`, and commands of ours (`chores`, ...) beside it; awake until put to sleep."""
    port = free_port()
    settings = {**os.environ, **environment, "PORT": str(port), "OUTCRY_SITE_URL": f"http://{LOOPBACK}:{port}"}
    [web] = [program for program in programs(ports=Ports(web=port, receive=0), web_workers=WORKERS, web_threads=THREADS) if program.name == "web"]
    command = [*web.command[:-1], application]
    started = [_start(command, settings), *(_start([sys.executable, "-m", "outcry.config.cli", *word.split()], settings) for word in beside)]
    try:
        _wait_for(lambda: answers_http(port))
        yield Site(name=name, port=port, processes=started)
    finally:
        for process in started:
            _end(process)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)


def _wait_for(serves: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not serves():
        if time.monotonic() > deadline:
            raise TimeoutError("a site under measurement did not start")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGCONT)
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def command(*words: str, environment: Mapping[str, str]) -> None:
    """Run one command of ours to its end."""
    subprocess.run([sys.executable, "-m", "outcry.config.cli", *words], env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)


def folder_environment(folder: Path) -> dict[str, str]:
    """The environment of a demonstration in this folder."""
    return {"DATA": str(folder), "OUTCRY_MODE": "demo", "OUTCRY_LOG_LEVEL": "ERROR", "OUTCRY_STANDIN_PORT": "9"}
