"""The desk's pair of keys: what comes in is sealed to the public half, staff open it with the private one.

At first the private half is a key file like the others. Once staff have set a passphrase (`outcry intake lock`), it lies
in a locked file that the passphrase opens, and neither the server nor whoever takes it away can read what lies here.
Why: docs/decisions/0011-how-people-write-to-us-safely.md.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings

from outcry.intake.storage import sync_folder
from outcry.lib.envelopes import new_key, public_half, seal_with, unseal_as, unseal_with
from outcry.lib.keys import KeyMissing, keyring, write_secret
from outcry.lib.sealing import SealBroken

_PURPOSE = "intake-desk"
_LOCKED = re.compile(rf"^{_PURPOSE}-(?P<number>[0-9]{{4}})\.locked$")
_BOX = "intake.desk_keys"
# Dearer than a sender's code: people choose passphrases, and one try an hour is enough.
_MEMORY_KIB = 64 * 1024
_ROUNDS = 3


class WrongPassphrase(Exception):
    """The passphrase does not open the locked keys."""


class DeskIsLocked(Exception):
    """A passphrase is needed, and was not given."""


@dataclass(frozen=True)
class DeskKeys:
    """The private halves by number; the highest belongs to the public key in use."""

    private: Mapping[int, bytes]

    def unseal(self, sealed: bytes, *, number: int, place: str) -> bytes:
        """Open what was sealed to public key `number`; KeyMissing when we hold no private half of it."""
        if number not in self.private:
            raise KeyMissing(f"private key {number} of the intake desk is not here")
        return unseal_as(self.private[number], sealed, place=place)

    def to_json(self) -> str:
        return json.dumps({str(number): private.hex() for number, private in self.private.items()})

    @classmethod
    def from_json(cls, text: str) -> "DeskKeys":
        return cls({int(number): bytes.fromhex(private) for number, private in json.loads(text).items()})


def public_key() -> tuple[int, bytes]:
    """Number and public key to seal to. Looked up each time: a passphrase may have been set by another process."""
    locked = _newest_locked()
    if locked:
        return locked[0], bytes.fromhex(json.loads(locked[1].read_text())["public"])
    key = keyring(settings.KEYS_FOLDER).current(_PURPOSE)
    return key.id, public_half(key.secret)


def is_locked() -> bool:
    """Whether staff need a passphrase to read."""
    return _newest_locked() is not None


def keys_at_hand() -> DeskKeys:
    """The keys that need no passphrase; DeskIsLocked once one was set."""
    if is_locked():
        raise DeskIsLocked
    return DeskKeys({key.id: key.secret for key in keyring(settings.KEYS_FOLDER).all(_PURPOSE)})


def unlock(passphrase: str) -> DeskKeys:
    """The keys behind the passphrase; WrongPassphrase when it is another one, DeskIsLocked when none was set."""
    locked = _newest_locked()
    if locked is None:
        raise DeskIsLocked
    found = json.loads(locked[1].read_text())
    key = _from_passphrase(passphrase, bytes.fromhex(found["salt"]), memory_kib=found["memory_kib"], rounds=found["rounds"])
    try:
        return DeskKeys.from_json(unseal_with(key, bytes.fromhex(found["box"]), place=_BOX).decode())
    except SealBroken as error:
        raise WrongPassphrase from error


def lock(passphrase: str, *, before: DeskKeys) -> DeskKeys:
    """Make a new pair and put its private half, with the earlier ones, behind the passphrase. The earlier files stay."""
    keys = DeskKeys({**before.private, max(before.private, default=0) + 1: new_key()})
    number = max(keys.private)
    salt = os.urandom(16)
    key = _from_passphrase(passphrase, salt, memory_kib=_MEMORY_KIB, rounds=_ROUNDS)
    written = {
        "public": public_half(keys.private[number]).hex(),
        "salt": salt.hex(),
        "memory_kib": _MEMORY_KIB,
        "rounds": _ROUNDS,
        "box": seal_with(key, keys.to_json().encode(), place=_BOX).hex(),
    }
    settings.KEYS_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(settings.KEYS_FOLDER / f"{_PURPOSE}-{number:04}.locked", json.dumps(written, indent=1))
    # Read back before anything is taken away: another process may have been first.
    return unlock(passphrase)


def remove_earlier_files() -> None:
    """Take away what opens without the newest passphrase."""
    locked = _newest_locked()
    if locked is None:
        return
    for path in settings.KEYS_FOLDER.glob(f"{_PURPOSE}-????.*"):
        if path != locked[1]:
            path.unlink()
    sync_folder(settings.KEYS_FOLDER)


def _newest_locked() -> tuple[int, Path] | None:
    found = [(int(match["number"]), path) for path in settings.KEYS_FOLDER.glob(f"{_PURPOSE}-????.locked") if (match := _LOCKED.match(path.name))]
    return max(found, default=None)


def _from_passphrase(passphrase: str, salt: bytes, *, memory_kib: int, rounds: int) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=rounds, lanes=1, memory_cost=memory_kib).derive(passphrase.encode())
