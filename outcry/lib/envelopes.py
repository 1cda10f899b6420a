"""Sealing with a key in hand, or to somebody's public key, where sealing.py takes the installation's own key.

With a key: nonce (12), then AES-256-GCM. To a public key: HPKE (RFC 9180, base mode, one shot) with X25519, HKDF-SHA256 and
AES-256-GCM; whoever seals can't open again. `place` is bound in: what was sealed for one place does not open in another.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from outcry.lib.sealing import SealBroken

_NONCE_BYTES = 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_key() -> bytes:
    """32 random bytes: a key to seal with, or the private half of a pair."""
    return os.urandom(32)


def seal_with(key: bytes, data: bytes, *, place: str) -> bytes:
    """Encrypt with a key of 32 bytes."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, place.encode())


def unseal_with(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Decrypt; SealBroken with another key, for another place, or when a bit was changed."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(place) from error


def public_half(private: bytes) -> bytes:
    """The public key of a pair, 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, data: bytes, *, place: str) -> bytes:
    """Encrypt so that only the private half opens it."""
    return _SUITE.encrypt(data, X25519PublicKey.from_public_bytes(public), info=place.encode())


def unseal_as(private: bytes, sealed: bytes, *, place: str) -> bytes:
    """Decrypt what was sealed to the public half; SealBroken when it was not, or for another place."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(place) from error
