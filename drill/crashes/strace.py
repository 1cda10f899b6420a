"""System calls, told and spoilt by strace: which there are, and a fault at one of them.

strace counts the calls of each thread apart; a step that works in several threads meets a fault in that one that comes there first.
"""

import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SENDS = frozenset({"sendto", "sendmsg"})
SYNCS = frozenset({"fsync", "fdatasync"})
CALLS = (
    *("write", "writev", "pwrite64", "pwritev", "pwritev2", "ftruncate", "fallocate", "fsync", "fdatasync", "sync_file_range"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", *sorted(SENDS)),
)
_MARKS = ("access", "faccessat", "faccessat2")
_LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)$")
_MARK = re.compile(r'"/phase/(\w+)"')
_TO_ITSELF = re.compile(r"\d+<(UNIX|anon_inode:)")
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Call:
    """The n-th call of this name in one thread, and in which phase of the step it was seen.

    Where it is in another thread the call by which a process wakes itself, which no disk and no line can spoil, it can only be killed at.
    """

    name: str
    number: int
    phase: str
    can_fail: bool = True


@dataclass(frozen=True)
class Fault:
    """What happens at a call: the process is killed before it, or it fails with this error, once or from then on."""

    name: str
    words: str
    is_lasting: bool = False

    def at(self, call: Call) -> str:
        names = call.name
        return f"inject={names}:{self.words}:when={call.number}{'+' if self.is_lasting else ''}"


KILL = Fault("killed", "signal=KILL")
IO_ERROR = Fault("I/O error", "error=EIO")
DISK_FULL = Fault("disk full", "error=ENOSPC", is_lasting=True)
LINE_BROKEN = Fault("line broken", "error=ECONNRESET")


def faults_of(call: Call) -> Sequence[Fault]:
    """A disk is full for files alone; what leaves by a line can find the line broken."""
    if not call.can_fail:
        return (KILL,)
    return (KILL, IO_ERROR, LINE_BROKEN) if call.name in SENDS else (KILL, IO_ERROR, DISK_FULL)


@contextmanager
def traced(pid: int, *, fault: str = "", out: Path | None = None, more: Sequence[str] = (), calls: Sequence[str] = CALLS) -> Iterator[None]:
    """strace holds the process while the block runs; it lets go when the process has ended."""
    told = [
        "strace",
        "-f",
        "-qq",
        "-o",
        str(out or "/dev/null"),
        "-e",
        f"trace={','.join((*calls, *_MARKS))}",
        "-e",
        "signal=none",
        "-yy" if out else "-y",
        *more,
    ]
    if fault:
        told += ["-e", fault]
    tracer = subprocess.Popen([*told, "-p", str(pid)], stderr=subprocess.PIPE)
    try:
        _wait_until_held(pid, tracer)
        yield
    finally:
        try:
            tracer.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            tracer.terminate()
            tracer.wait()
        assert tracer.stderr is not None
        tracer.stderr.close()


def _wait_until_held(pid: int, tracer: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while f"TracerPid:\t{tracer.pid}\n" not in Path(f"/proc/{pid}/status").read_text():
        if tracer.poll() is not None or time.monotonic() > until:
            raise RuntimeError("strace can't hold the process: may this account trace others?")
        time.sleep(0.001)


def calls_in(trace: Path, *, phase: str) -> list[Call]:
    """The calls of a trace, each once, though several threads may have made it; `phase` is the one before any mark."""
    phases: dict[tuple[str, int], str] = {}
    to_itself: set[tuple[str, int]] = set()
    made: Counter[tuple[str, str]] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        if not (told := _LINE.match(line)):
            continue
        thread, name, rest = told.groups()
        if mark := _MARK.search(rest):
            phase = mark[1]
        elif name in CALLS:
            made[thread, name] += 1
            place = name, made[thread, name]
            if _TO_ITSELF.match(rest):
                to_itself.add(place)
            else:
                phases.setdefault(place, phase)
    return [Call(name, number, phase, can_fail=(name, number) not in to_itself) for (name, number), phase in phases.items()]
