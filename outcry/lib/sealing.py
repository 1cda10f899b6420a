"""Sealed fields: what is personal is stored encrypted, with the number of its key in front.

Stored bytes: version (1), key id (2, big endian), nonce (12), AES-256-GCM ciphertext and tag.
Table and column are bound in as associated data: a sealed value copied to another column does not open.
The seal protects a database file or backup that is taken without the key folder. It does not protect
against someone who holds both, nor against a running server.
"""

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from outcry.lib.keys import Key, keyring

_VERSION = 1
_HEAD = 15
_PURPOSE = "seal"

if TYPE_CHECKING:
    _BytesField = models.BinaryField[bytes | None, bytes | None]
    _TextField = models.BinaryField[str | None, str | None]
else:
    _BytesField = _TextField = models.BinaryField


class SealBroken(Exception):
    """A sealed value was changed, cut short, or stands in the wrong column."""


@cache
def _cipher(key: Key) -> AESGCM:
    return AESGCM(key.secret)


def seal(data: bytes, *, place: str) -> bytes:
    """Encrypt `data` for the column named `place` ("table.column")."""
    key = keyring(settings.KEYS_FOLDER).current(_PURPOSE)
    head = bytes([_VERSION]) + key.id.to_bytes(2, "big")
    nonce = os.urandom(12)
    return head + nonce + _cipher(key).encrypt(nonce, data, head + place.encode())


def unseal(sealed: bytes, *, place: str) -> bytes:
    """Decrypt; SealBroken when the value is not what was written there, KeyMissing when its key is gone."""
    if len(sealed) < _HEAD + 16 or sealed[0] != _VERSION:
        raise SealBroken(place)
    head, nonce = sealed[:3], sealed[3:_HEAD]
    key = keyring(settings.KEYS_FOLDER).get(_PURPOSE, int.from_bytes(head[1:], "big"))
    try:
        return _cipher(key).decrypt(nonce, sealed[_HEAD:], head + place.encode())
    except InvalidTag as error:
        raise SealBroken(place) from error


class SealedBytesField(_BytesField):
    """Bytes, sealed on the way into the database. Can't be searched: keep a keyed hash beside it for that."""

    def get_prep_value(self, value: Any) -> Any:
        return _seal_for(self, value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return _unseal_for(self, value)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(_lookup_on_sealed(lookup_name))


class SealedTextField(_TextField):
    """Text, sealed. The empty string and None are told apart."""

    def get_prep_value(self, value: Any) -> Any:
        return _seal_for(self, None if value is None else str(value).encode())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        data = _unseal_for(self, value)
        return None if data is None else data.decode()

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(_lookup_on_sealed(lookup_name))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")


def _place(field: Any) -> str:
    return f"{field.model._meta.db_table}.{field.column}"


def _seal_for(field: Any, value: Any) -> bytes | None:
    return None if value is None else seal(bytes(value), place=_place(field))


def _unseal_for(field: Any, value: Any) -> bytes | None:
    return None if value is None else unseal(bytes(value), place=_place(field))


def _lookup_on_sealed(lookup_name: str) -> str:
    if lookup_name != "isnull":
        raise TypeError(f"a sealed field knows no lookup but isnull, not {lookup_name}")
    return lookup_name
