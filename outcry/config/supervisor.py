"""Keep a group of processes running: prefix their words, restart the dead, stop them all together.

Standard library alone, one thread. It knows command lines, never what they are for: which ones an
installation needs stands in programs.py.
"""

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

TICK_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# A process that lived this long had started well: its next death counts as the first.
SETTLED_SECONDS = 60.0
# Before that a process may still be about to fail over its first lines.
WARM_UP_SECONDS = 1.0
# So many deaths in a row before the group was ever ready mean that it will not be.
DEATHS_BEFORE_GIVING_UP = 5
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_CHUNK_BYTES = 65536
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class GaveUp(Exception):
    """A process ended again and again before the group was ready; the text names it."""


@dataclass(frozen=True)
class Program:
    """One process to keep: its name in the log, its command line, how to see that it serves, and whether it waits until the others do."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool] = lambda: True
    starts_last: bool = False
    # Beside the environment of all; None takes a name out of it.
    environment: Mapping[str, str | None] = field(default_factory=dict)

    def surrounded_by(self, common: Mapping[str, str]) -> dict[str, str]:
        """The environment of this program."""
        return {name: value for name, value in {**common, **self.environment}.items() if value is not None}


@dataclass
class _Life:
    """A program from its start to its death; `words` is a line that has begun and not ended."""

    process: subprocess.Popen[bytes]
    pipe: IO[bytes]
    started_at: float
    words: bytes = b""


@dataclass
class _Child:
    """What the supervisor knows of one program; times in seconds of the monotonic clock."""

    program: Program
    life: _Life | None = None
    deaths: int = 0
    due_at: float = 0.0


class Supervisor:
    """A group of programs from start to stop."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        environment: Mapping[str, str],
        say: Callable[[str], None],
        when_ready: str,
        grace_seconds: float = 10.0,
    ) -> None:
        self._children = [_Child(program) for program in programs]
        self._environment = dict(environment)
        self._say = say
        self._when_ready = when_ready
        self._grace_seconds = grace_seconds
        self._selector = selectors.DefaultSelector()
        self._signals = 0
        self._ready = False

    def run(self) -> None:
        """Keep the group running until SIGINT, SIGTERM or SIGHUP; say `when_ready` once all serve that do not start last.

        Raise GaveUp when a program ends five times in a row before that. No process of the group is left, whatever happens.
        """
        with self._counting_signals():
            try:
                while not self._signals:
                    self._start_due()
                    self._listen(TICK_SECONDS)
                    self._bury_dead()
                    self._announce()
            finally:
                self._stop_all()

    @contextmanager
    def _counting_signals(self) -> Iterator[None]:
        def count(number: int, frame: FrameType | None) -> None:
            self._signals += 1

        # nohup ignores SIGHUP: leave it so.
        before = {number: signal.getsignal(number) for number in _STOP_SIGNALS}
        for number, handler in before.items():
            if number != signal.SIGHUP or handler != signal.SIG_IGN:
                signal.signal(number, count)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _living(self) -> list[tuple[_Child, _Life]]:
        return [(child, child.life) for child in self._children if child.life is not None]

    def _start_due(self) -> None:
        for child in self._children:
            may_start = self._ready or not child.program.starts_last
            if may_start and child.life is None and child.due_at <= time.monotonic():
                child.life = self._start(child.program)
                self._selector.register(child.life.pipe, selectors.EVENT_READ, child)

    def _start(self, program: Program) -> _Life:
        ours, theirs = os.pipe()
        try:
            process = subprocess.Popen(
                program.command,
                env=program.surrounded_by(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=theirs,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C in the terminal reaches the supervisor alone, and whatever the child starts can be swept.
                start_new_session=True,
                preexec_fn=_bound_to_this_process(),  # noqa: PLW1509  this process has one thread
            )
        finally:
            os.close(theirs)
        os.set_blocking(ours, False)
        return _Life(process, os.fdopen(ours, "rb", buffering=0), started_at=time.monotonic())

    def _listen(self, seconds: float) -> None:
        """Pass on what the children say, for at most this long."""
        if not self._selector.get_map():
            time.sleep(seconds)
        for key, _ in self._selector.select(seconds):
            if words := os.read(key.fd, _CHUNK_BYTES):
                self._pass_on(key.data, words)
            else:
                self._selector.unregister(key.fileobj)

    def _pass_on(self, child: _Child, words: bytes) -> None:
        if child.life is None:
            return
        *lines, child.life.words = (child.life.words + words).split(b"\n")
        for line in lines:
            self._say(f"{child.program.name:<10} | {line.decode(errors='replace')}")

    def _bury_dead(self) -> None:
        for child, life in self._living():
            if life.process.poll() is not None:
                self._bury(child, life)
                self._plan_restart(child, life)

    def _bury(self, child: _Child, life: _Life) -> None:
        """Sweep what the dead process left running, since an orphan would hold its port, and take its last words."""
        _signal_group(life.process.pid, signal.SIGKILL)
        with suppress(BlockingIOError):
            while words := os.read(life.pipe.fileno(), _CHUNK_BYTES):
                self._pass_on(child, words)
        if life.words:
            self._pass_on(child, b"\n")
        with suppress(KeyError):
            self._selector.unregister(life.pipe)
        life.pipe.close()
        child.life = None

    def _plan_restart(self, child: _Child, life: _Life) -> None:
        now, ended = time.monotonic(), _how_it_ended(life.process.returncode)
        child.deaths = 1 if now - life.started_at >= SETTLED_SECONDS else child.deaths + 1
        if not self._ready and child.deaths >= DEATHS_BEFORE_GIVING_UP:
            raise GaveUp(f"{child.program.name} ended {child.deaths} times in a row, the last time {ended}; its last words stand above.")
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (child.deaths - 1), LONGEST_PAUSE_SECONDS)
        child.due_at = now + pause
        self._say(f"{child.program.name} ended {ended}; starting it again in {pause:g} s.")

    def _announce(self) -> None:
        if not self._ready and all(child.program.starts_last or _is_ready(child) for child in self._children):
            self._ready = True
            self._say(self._when_ready)

    def _stop_all(self) -> None:
        """SIGTERM to each, then SIGKILL to every group after the grace time, or at once on one more Ctrl-C."""
        for _, life in self._living():
            life.process.terminate()
        signals, deadline = self._signals, time.monotonic() + self._grace_seconds
        while self._signals == signals and time.monotonic() < deadline:
            if all(life.process.poll() is not None for _, life in self._living()):
                break
            self._listen(TICK_SECONDS / 4)
        for child, life in self._living():
            _signal_group(life.process.pid, signal.SIGKILL)
            life.process.wait()
            self._bury(child, life)


def _is_ready(child: _Child) -> bool:
    return child.life is not None and time.monotonic() - child.life.started_at >= WARM_UP_SECONDS and child.program.is_ready()


def _signal_group(group: int, number: signal.Signals) -> None:
    # Nobody is left in the group; of a group of zombies macOS says that it may not.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _how_it_ended(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with exit status {code}"


def _bound_to_this_process() -> Callable[[], None] | None:
    """What a child does between fork and exec so that it can't outlive a supervisor killed with SIGKILL; Linux alone."""
    if not sys.platform.startswith("linux"):
        return None
    parent, libc = os.getpid(), ctypes.CDLL(None)

    def bind() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)  # the supervisor died before the line above

    return bind
