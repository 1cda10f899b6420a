"""Sealed files: AES-256-GCM in chunks, so that a file of any size is sealed and opened a piece at a time.

A file is a head, then chunks: head = magic (4), version (1), key id (2, big endian), salt (32). Each chunk but the last
holds `CHUNK` plain bytes; each is followed by its tag. A file's own key is derived (HKDF-SHA-256) from the key of the
installation, or from one that the caller keeps (key id 0), the salt and the file's place; a chunk's nonce is its number
and whether it is the last one. So a chunk that was changed, moved, repeated or left out does not open, and neither does
a file that was cut short or put in another one's place. After the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015).
"""

import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from outcry.lib.keys import Key, keyring
from outcry.lib.sealing import SealBroken

CHUNK = 64 * 1024
_MAGIC = b"OSF1"
_VERSION = 1
_SALT = 32
_HEAD = len(_MAGIC) + 3 + _SALT
_TAG = 16
_PURPOSE = "seal-files"


class SealingWriter:
    """Writes plain bytes into `file`, sealed; nothing of the last chunk is there before `finish`.

    With a `secret` of 32 bytes the caller keeps the key: whoever forgets it has erased the file.
    """

    def __init__(self, file: BinaryIO, *, place: str, secret: bytes | None = None) -> None:
        key = Key(id=0, secret=secret) if secret else keyring(settings.KEYS_FOLDER).current(_PURPOSE)
        head = _MAGIC + bytes([_VERSION]) + key.id.to_bytes(2, "big") + os.urandom(_SALT)
        self._file = file
        self._cipher = _cipher_of(key.secret, head, place)
        self._waiting = bytearray()
        self._number = 0
        file.write(head)

    def write(self, data: bytes) -> None:
        """Take some plain bytes, of any length."""
        self._waiting += data
        # One byte more than a chunk must wait: only then is the chunk known not to be the last one.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk; an empty file has an empty one."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """The plain bytes of a sealed file, from any position. SealBroken for a file that is not what was written in this place.

    That the file was not cut short is seen when it is opened, by its last chunk; each other chunk is checked when it is read.
    """

    def __init__(self, file: BinaryIO, *, place: str, secret: bytes | None = None) -> None:
        super().__init__()
        self._file = file
        self._place = place
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")
        head = file.read(_HEAD)
        sealed_size = file.seek(0, io.SEEK_END) - _HEAD
        if len(head) != _HEAD or head[:5] != _MAGIC + bytes([_VERSION]) or sealed_size < _TAG:
            raise SealBroken(place)
        key = Key(id=0, secret=secret) if secret else keyring(settings.KEYS_FOLDER).get(_PURPOSE, int.from_bytes(head[5:7], "big"))
        self._cipher = _cipher_of(key.secret, head, place)
        self._last = (sealed_size - 1) // (CHUNK + _TAG)
        self.size = self._last * CHUNK + len(self._chunk(self._last))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # the wider type is the library's own
        if self._position >= self.size:
            return 0
        number, inside = divmod(self._position, CHUNK)
        piece = self._chunk(number)[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def chunks(self) -> Iterator[bytes]:
        """All plain bytes from the beginning."""
        for number in range(self._last + 1):
            yield self._chunk(number)

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(_HEAD + number * (CHUNK + _TAG))
            sealed = self._file.read(CHUNK + _TAG)
            try:
                self._held = (number, self._cipher.decrypt(_nonce(number, is_last=number == self._last), sealed, None))
            except (InvalidTag, ValueError) as error:
                raise SealBroken(self._place) from error
        return self._held[1]


def _cipher_of(secret: bytes, head: bytes, place: str) -> AESGCM:
    # Salted, so that no two files share a key and the number of a chunk is nonce enough.
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=head[-_SALT:], info=head[:-_SALT] + place.encode()).derive(secret))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
