"""Key files: one folder outside the database, one file per key, made at first use, readable by the owner alone.

A purpose ("seal", "lookup", "links", "return-address") has one or more keys `<purpose>-<id>.key`.
The newest by name is used to write; all are used to read, so that a key can be replaced while old
data lives. Where keys live and why: docs/decisions/0006-where-keys-live.md.
"""

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KEY_BYTES = 32
_FILE = re.compile(r"^(?P<purpose>[a-z-]+)-(?P<id>[0-9]{4})\.key$")


class KeyMissing(Exception):
    """A value names a key that is not in the key folder: bring the folder back from the backup."""


@dataclass(frozen=True)
class Key:
    """One secret of 32 bytes and the number it goes by."""

    id: int
    secret: bytes


class Keyring:
    """The keys of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys: dict[str, dict[int, Key]] = {}

    def current(self, purpose: str) -> Key:
        """The key to write with; made when there is none."""
        keys = self._of(purpose) or self._make(purpose)
        return keys[max(keys)]

    def get(self, purpose: str, key_id: int) -> Key:
        """The key with this number; KeyMissing when its file is gone. Reading makes no key: a folder that was lost must not look like a new one."""
        if key_id not in self._of(purpose):
            # It may have been added after we read the folder.
            self._keys.pop(purpose, None)
        try:
            return self._of(purpose)[key_id]
        except KeyError:
            raise KeyMissing(f"{purpose}-{key_id:04}.key is not in {self.folder}") from None

    def all(self, purpose: str) -> list[Key]:
        """Every key of a purpose, newest first."""
        return sorted(self._of(purpose).values(), key=lambda key: -key.id)

    def _of(self, purpose: str) -> dict[int, Key]:
        """The keys there are; none is not remembered, since another process may make the first one."""
        found = self._keys.get(purpose) or self._read(purpose)
        if found:
            self._keys[purpose] = found
        return found

    def _read(self, purpose: str) -> dict[int, Key]:
        found = {}
        for path in self.folder.glob(f"{purpose}-????.key"):
            match = _FILE.match(path.name)
            if match and match["purpose"] == purpose:
                found[int(match["id"])] = Key(id=int(match["id"]), secret=bytes.fromhex(path.read_text().strip()))
        return found

    def _make(self, purpose: str) -> dict[int, Key]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(self.folder / f"{purpose}-0001.key", secrets.token_bytes(KEY_BYTES).hex())
        # Read back: another process may have been first.
        return self._of(purpose)


def write_secret(path: Path, text: str) -> None:
    """Write a file with mode 0600 that appears whole or not at all; an existing file wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@cache
def keyring(folder: Path) -> Keyring:
    """The keyring of a folder, read once per process."""
    return Keyring(folder)


def mac(key: Key, *parts: str) -> bytes:
    """HMAC-SHA-256 over the parts, each with its length, so that no two lists of parts collide."""
    message = b"".join(len(data).to_bytes(4, "big") + data for data in (part.encode() for part in parts))
    return hmac.digest(key.secret, message, hashlib.sha256)
