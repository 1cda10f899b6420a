"""The stand-in's journal: one line of JSON per try, only ever added to. It is also the server's memory across restarts."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def journal_of(data: Path) -> Path:
    """Where the journal of a data folder lies."""
    return data / "demo" / "journal.jsonl"


class Journal:
    """The file. A line is written in one call, so that a kill leaves at most one torn line at its end."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, line: Line) -> None:
        """Add a line."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, _after_a_torn_line(descriptor) + json.dumps(line, ensure_ascii=False).encode() + b"\n")
        finally:
            os.close(descriptor)

    def read(self) -> Iterator[Line]:
        """Every whole line so far, oldest first."""
        return Reader(self.path).new_lines()


class Reader:
    """Follows the journal as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def new_lines(self) -> Iterator[Line]:
        """The whole lines added since the last call; a line still being written waits for the next."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                found = file.read()
        except FileNotFoundError:
            return
        whole, _, _ = found.rpartition(b"\n")
        self._offset += len(whole) + 1 if whole else 0
        for text in whole.split(b"\n"):
            line = _parsed(text)
            if line is not None:
                yield line


def _parsed(text: bytes) -> Line | None:
    try:
        line = json.loads(text)
    except ValueError:  # torn by a kill
        return None
    return line if isinstance(line, dict) else None


def _after_a_torn_line(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    return b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""
