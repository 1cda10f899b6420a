"""Where sealed files lie: one folder, names that say nothing, a key for each that is never written beside it."""

import io
import os
import secrets
from pathlib import Path
from typing import IO

from django.conf import settings

from outcry.lib.envelopes import new_key
from outcry.lib.sealed_files import CHUNK, SealedReader, SealingWriter
from outcry.lib.sealing import SealBroken

_PLACE = "intake"
_SUFFIX = ".sealed"
# Until it is whole; a backup passes it over.
_DRAFT = ".draft"


class IncomingFile:
    """One file being sealed. `size` is that of the plain bytes; nobody can open it whose `key` is not kept."""

    def __init__(self) -> None:
        folder: Path = settings.INTAKE_FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.stored_name = f"{secrets.token_hex(12)}{_SUFFIX}"
        self.key = new_key()
        self.size = 0
        self._path = folder / self.stored_name
        self._draft = self._path.with_suffix(_DRAFT)
        self._file = os.fdopen(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._writer = SealingWriter(self._file, place=_PLACE, secret=self.key)

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.size += len(data)
        self._writer.write(data)

    def finish(self) -> None:
        """Write what waits; returns once the file and its name are on the disk."""
        self._writer.finish()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.rename(self._path)
        sync_folder(self._path.parent)

    def discard(self) -> None:
        """Take the file away, finished or not; doing so twice changes nothing."""
        try:
            self._file.close()
        finally:
            # A full disk makes even closing fail.
            self._draft.unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)


def open_file(stored_name: str, *, key: bytes) -> IO[bytes]:
    """The plain bytes as a stream, from any position. Raise FileNotFoundError; SealBroken when it is not what was written."""
    file = _path(stored_name).open("rb")
    try:
        return io.BufferedReader(SealedReader(file, place=_PLACE, secret=key), buffer_size=CHUNK)
    except SealBroken:
        file.close()
        raise


def remove_files(stored_names: list[str]) -> None:
    """Take files away; those that are gone already are passed over."""
    for name in stored_names:
        _path(name).unlink(missing_ok=True)


def files_untouched_since(moment: float) -> list[str]:
    """Names of the files, whole or not, last written before this moment, in seconds since 1970."""
    folder: Path = settings.INTAKE_FOLDER
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries if entry.name.endswith((_SUFFIX, _DRAFT)) and entry.stat().st_mtime < moment]


def sync_folder(folder: Path) -> None:
    """Return once the names in the folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path(stored_name: str) -> Path:
    folder: Path = settings.INTAKE_FOLDER
    path = folder / stored_name
    if path.parent != folder:
        raise ValueError("a stored name has no folder")
    return path
