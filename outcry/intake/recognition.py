"""Knowing a sender by her code, of which only a slow hash is kept.

Argon2id over the code, with a secret that lies among the keys and a memory of 32 MiB, gives 64 bytes: the first half finds
the conversation, the second opens her copy of its key and is never stored. One try costs the same whether the code is known
or not. Two at a time in one process, so that a flood of tries costs time and not the machine.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings

from outcry.lib.keys import Key, keyring, mac

MEMORY_KIB = 32 * 1024
ROUNDS = 2
AT_ONCE = 2
PATIENCE_SECONDS = 5.0
_PURPOSE = "intake-code"
_turns = threading.BoundedSemaphore(AT_ONCE)


class TooMany(Exception):
    """More is asked for than we take at once; whoever asked may try again a little later."""


@dataclass(frozen=True)
class Recognition:
    """What a code gives: the hash that is stored, and the key that is not."""

    hash: bytes
    key: bytes


def new_recognition(code: str) -> Recognition:
    """What a new code gives under the secret to write with. Raise TooMany."""
    with _turn():
        return _derive(code, keyring(settings.KEYS_FOLDER).current(_PURPOSE))


def recognise(code: str) -> list[Recognition]:
    """What the code gives under each of our secrets. Raise TooMany."""
    with _turn():
        return [_derive(code, secret) for secret in keyring(settings.KEYS_FOLDER).all(_PURPOSE)]


def _derive(code: str, secret: Key) -> Recognition:
    # A salt for each secret, not for each code: a conversation is found by nothing but its code. 86 random bits need no other.
    salt = mac(secret, "salt")[:16]
    found = Argon2id(salt=salt, length=64, iterations=ROUNDS, lanes=1, memory_cost=MEMORY_KIB, secret=secret.secret).derive(code.encode())
    return Recognition(hash=found[:32], key=found[32:])


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise TooMany
    try:
        yield
    finally:
        _turns.release()
