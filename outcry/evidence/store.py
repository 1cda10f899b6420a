"""Where originals and working copies lie: sealed, under names made from their content, each whole or not there at all.

A file is written under a draft's name, brought to the disk, made read-only and only then given its own name; its row
comes after that. So a crash leaves at most a file that no row knows, which `orphans` finds. The name is a keyed hash of
the plain bytes: whoever takes the folder without the keys can't even ask whether a file that he knows is among them.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from outcry.lib.keys import keyring, mac
from outcry.lib.sealed_files import SealedReader, SealingWriter

_PLACE = "evidence"
_PURPOSE = "evidence-address"
_DRAFTS = "drafts"
_READ_ONLY = 0o400
# A draft may be that old while somebody's slow upload still fills it.
_IN_HAND = timedelta(hours=6)


class TooLarge(Exception):
    """More bytes than the installation takes; `limit` in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class FileMissing(Exception):
    """There is a row and no file: bring the folder back from the backup."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that is durably in the store."""

    address: str
    size: int
    sha256: str
    sha512: str


class Draft:
    """A file being written. `keep` gives it its name; leaving without that, by `discard`, leaves nothing."""

    def __init__(self, *, limit: int) -> None:
        folder = _folder(_DRAFTS)
        self._path = folder / f"{secrets.token_hex(8)}.draft"
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._writer = SealingWriter(self._file, place=_PLACE)
        self._sha256, self._sha512 = hashlib.sha256(), hashlib.sha512()
        self._limit = limit
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take some bytes. Raise TooLarge beyond the limit."""
        self.size += len(data)
        if self.size > self._limit:
            raise TooLarge(self._limit)
        self._sha256.update(data)
        self._sha512.update(data)
        self._writer.write(data)

    def keep(self) -> Kept:
        """Bring it to the disk and give it its name; the same bytes twice are one file."""
        self._writer.finish()
        self._file.flush()
        os.fchmod(self._file.fileno(), _READ_ONLY)
        os.fsync(self._file.fileno())
        self._file.close()
        sha256 = self._sha256.hexdigest()
        address = mac(keyring(settings.KEYS_FOLDER).current(_PURPOSE), sha256).hex()
        _folder(address[:2])
        # Should the file be there already, a fresh copy takes the place of one that may have rotted.
        self._path.replace(_path(address))
        _to_disk(_path(address).parent)
        return Kept(address=address, size=self.size, sha256=sha256, sha512=self._sha512.hexdigest())

    def discard(self) -> None:
        """Leave nothing behind; harmless after `keep`."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def keep(*, chunks: Iterable[bytes], limit: int) -> Kept:
    """Write the bytes into the store; they are on the disk when this returns. Raise TooLarge."""
    draft = Draft(limit=limit)
    try:
        for chunk in chunks:
            draft.write(chunk)
        return draft.keep()
    finally:
        draft.discard()


@contextmanager
def opened(*, address: str) -> Iterator[SealedReader]:
    """The plain bytes of a kept file, readable from any position. Raise FileMissing; SealBroken when it was changed or cut short."""
    try:
        file = _path(address).open("rb")
    except FileNotFoundError as error:
        raise FileMissing(address) from error
    with file:
        yield SealedReader(file, place=_PLACE)


def chunks_of(*, address: str) -> Iterator[bytes]:
    """The plain bytes from the beginning, a piece at a time."""
    with opened(address=address) as reader:
        yield from reader.chunks()


def remove(*, address: str) -> None:
    """Take a file out of the store; the caller has seen that no row needs it."""
    _path(address).unlink(missing_ok=True)


def orphans(*, known: set[str], now: datetime) -> list[Path]:
    """Files that no row knows, and drafts that nobody can still be writing: what a crash left behind."""
    found = []
    for path in sorted(settings.EVIDENCE_FOLDER.rglob("*")):
        old = datetime.fromtimestamp(path.lstat().st_mtime, tz=now.tzinfo) < now - _IN_HAND
        if path.is_file() and path.name not in known and old:
            found.append(path)
    return found


def _path(address: str) -> Path:
    folder: Path = settings.EVIDENCE_FOLDER
    return folder / address[:2] / address


def _folder(name: str) -> Path:
    """A folder of the store, made durably if it was not there."""
    path: Path = settings.EVIDENCE_FOLDER / name
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for parent in (path.parent, path.parent.parent):
            _to_disk(parent)
    return path


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
