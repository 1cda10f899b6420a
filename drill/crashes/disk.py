"""A disk as a trace of system calls left it, and what a power cut may make of it.

What was written before the last sync of its file is there. Of what was written since, each piece of a sector or a page may be there or not, in
any order. Names are as a journal keeps them: of what was created, renamed and removed since the last sync of the folder, the first so many.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

RECORDED = ("openat", "write", "writev", "pwrite64", "ftruncate", "fsync", "fdatasync", "unlink", "rename", "sendto")
# So that each whole buffer stands in the trace, in hexadecimal as everything else.
OPTIONS = ("-xx", "-s", "20000000")

_LINE = re.compile(r"^(\d+) +(?:(\w+)\((.*)|<\.\.\. \w+ resumed>(.*))$")
_DONE = re.compile(r"^(.*)\) += (-?\d+|0x[0-9a-f]+)(.*)$")
_UNFINISHED = re.compile(r"^(.*?)(?:,? )?<unfinished \.\.\.>$")
_NAME = re.compile(r"<((?:\\x[0-9a-f]{2})*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Write:
    path: str
    place: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    path: str
    size: int


@dataclass(frozen=True)
class Create:
    path: str


@dataclass(frozen=True)
class Remove:
    path: str


@dataclass(frozen=True)
class Rename:
    path: str
    to: str


@dataclass(frozen=True)
class Sync:
    """Of a file, or of the folder."""

    path: str


@dataclass(frozen=True)
class Sent:
    """What left by a line: an acknowledgement, or a letter."""

    data: bytes


Operation = Write | Truncate | Create | Remove | Rename | Sync | Sent


def operations(trace: Path) -> Iterator[Operation]:
    """What a trace did, in order; failed calls did nothing. Each thing sent counts from when it began, each sync from when it was done."""
    unfinished: dict[str, tuple[str, str]] = {}
    ends: dict[str, int] = {}
    with trace.open() as lines:
        for line in lines:
            if not (told := _LINE.match(line.rstrip("\n"))):
                continue
            thread, name, arguments, resumed = told.groups()
            if name is None:
                name, begun = unfinished.pop(thread)
                if name == "sendto":
                    continue
                arguments = begun + resumed
            elif cut := _UNFINISHED.match(arguments):
                unfinished[thread] = name, cut[1]
                if name == "sendto":
                    yield Sent(_text(cut[1]))
                continue
            if (done := _DONE.match(arguments)) and not done[2].startswith("-"):
                yield from _operation(name, done[1], int(done[2], 0), done[3], ends)


def _operation(name: str, told: str, result: int, after: str, ends: dict[str, int]) -> Iterator[Operation]:
    """What one call did. `ends` is how long those files are by now that are written from their beginning to their end."""
    match name:
        case "openat":
            yield from _opened(_name(after), told, ends)
        case "pwrite64":
            yield Write(_name(told), _last_number(told), _text(told)[:result])
        case "write" | "writev":
            path = _name(told)
            yield Write(path, ends.get(path, 0), _text(told)[:result])
            ends[path] = ends.get(path, 0) + result
        case "rename":
            yield Rename(*(_bytes(found).decode() for found in _TEXT.findall(told)))
        case _:
            yield _SIMPLE[name](told)


def _opened(path: str, told: str, ends: dict[str, int]) -> Iterator[Operation]:
    if "O_CREAT" in told:
        if "O_EXCL" in told:
            ends[path] = 0
        yield Create(path)


_SIMPLE: dict[str, Callable[[str], Operation]] = {
    "ftruncate": lambda told: Truncate(_name(told), _last_number(told)),
    "fsync": lambda told: Sync(_name(told)),
    "fdatasync": lambda told: Sync(_name(told)),
    "unlink": lambda told: Remove(_text(told).decode()),
    "sendto": lambda told: Sent(_text(told)),
}


def _last_number(told: str) -> int:
    return int(told.rpartition(", ")[2])


def _name(told: str) -> str:
    found = _NAME.search(told)
    return _bytes(found[1]).decode() if found else ""


def _text(told: str) -> bytes:
    return b"".join(map(_bytes, _TEXT.findall(told)))


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.replace("\\x", ""))


@dataclass
class _File:
    """What is safe, and what was done since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Write | Truncate] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.since:
            _apply(self.safe, change)
        self.since.clear()


class Disk:
    """The files of one folder; what is written elsewhere does not concern it."""

    def __init__(self, folder: Path, begins: Path) -> None:
        """`folder` is how the trace calls it, `begins` another one that holds what it held at first."""
        self._folder = str(folder)
        self._files = {str(folder / path.name): _File(bytearray(path.read_bytes())) for path in begins.iterdir() if path.is_file()}
        self._safe_names = dict(self._files)
        # Two at once: a renaming is one step.
        self._steps: list[list[tuple[str, _File | None]]] = []

    def do(self, operation: Operation) -> None:
        """One operation more."""
        if isinstance(operation, Sent):
            return
        if operation.path == self._folder:
            self._sync_names()
        elif operation.path.startswith(self._folder + "/"):
            self._do_here(operation)

    def _do_here(self, operation: Write | Truncate | Create | Remove | Rename | Sync) -> None:
        path = operation.path
        match operation:
            case Create():
                if path not in self._files:
                    self._step([(path, _File())])
            case Remove():
                self._step([(path, None)])
            case Rename():
                self._step([(path, None), (operation.to, self._files[path])])
            # What is written to a file without a name is lost with its process.
            case Sync() if path in self._files:
                self._files[path].sync()
            case Write() | Truncate() if path in self._files:
                self._files[path].since.append(operation)

    def _sync_names(self) -> None:
        for names in self._steps:
            _rename(self._safe_names, names)
        self._steps.clear()

    def _step(self, names: list[tuple[str, _File | None]]) -> None:
        _rename(self._files, names)
        self._steps.append(names)

    def after_power_loss(self, random: Random) -> dict[str, bytes]:
        """One thing that the disk may hold when the power comes back: name and content of each file."""
        names = dict(self._safe_names)
        for step in self._steps[: random.randint(0, len(self._steps))]:
            _rename(names, step)
        # Some disks lose much, some little; now and then all of it or nothing.
        kept = random.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        piece = random.choice((512, 4096))
        return {Path(path).name: bytes(_torn(file, random, kept=kept, piece=piece)) for path, file in names.items()}


def _rename(names: dict[str, _File], step: Iterable[tuple[str, _File | None]]) -> None:
    for path, file in step:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _torn(file: _File, random: Random, *, kept: float, piece: int) -> bytearray:
    content = bytearray(file.safe)
    for change in file.since:
        if isinstance(change, Truncate):
            if random.random() < kept:
                _apply(content, change)
            continue
        for place, data in _pieces(change, piece):
            if random.random() < kept:
                _apply(content, Write(change.path, place, data))
    return content


def _pieces(write: Write, size: int) -> Iterator[tuple[int, bytes]]:
    """A write, cut where the disk cuts it."""
    place, end = write.place, write.place + len(write.data)
    while place < end:
        until = min(end, (place // size + 1) * size)
        yield place, write.data[place - write.place : until - write.place]
        place = until


def _apply(content: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    end = change.place + len(change.data)
    content.extend(bytes(max(0, end - len(content))))
    content[change.place : end] = change.data
