"""Our own addresses, one per message: the name of its row and a MAC, so that what comes back finds it and nobody can make one up.

`letter-<token>@` is where an office writes its answer, `mail-<token>@` where a supporter would, `b-<token>@` is the
envelope sender, to which failures are reported (RFC 5321, 4.5.5), `copy-<token>@` where a supporter who sends a letter
herself sends its copy. The token is 29 letters and digits: 64 bits that name the row, 80 bits of MAC over that name and
the kind of address. Mail servers may change its case on the way.
"""

import hmac
from dataclasses import dataclass
from typing import Literal, get_args

from django.conf import settings

from outcry.lib.identifiers import encode
from outcry.lib.keys import Key, keyring, mac

ReturnKind = Literal["letter", "mail", "b", "copy"]
RETURN_ID_LENGTH = 13

_PURPOSE = "return-address"
_MAC_BYTES = 10


class UnknownReturnAddress(ValueError):
    """Not an address that we made."""


@dataclass(frozen=True, kw_only=True)
class ReturnAddress:
    """What an address of ours says: what kind it is, and which message it belongs to."""

    kind: ReturnKind
    return_id: str


def make_return_address(*, kind: ReturnKind, return_id: str, domain: str) -> str:
    """The address of this kind for one message."""
    return f"{kind}-{return_id}{_proof(keyring(settings.KEYS_FOLDER).current(_PURPOSE), kind, return_id)}@{domain}"


def read_return_address(*, address: str) -> ReturnAddress:
    """What one of our addresses says; UnknownReturnAddress for anything that was not made here. The domain is not looked at."""
    kind, _, token = address.rpartition("@")[0].lower().partition("-")
    return_id, proof = token[:RETURN_ID_LENGTH], token[RETURN_ID_LENGTH:]
    for known in get_args(ReturnKind):
        if known == kind and token.isascii() and any(_is_proof(key, known, return_id, proof) for key in keyring(settings.KEYS_FOLDER).all(_PURPOSE)):
            return ReturnAddress(kind=known, return_id=return_id)
    raise UnknownReturnAddress("not an address of ours")


def _is_proof(key: Key, kind: str, return_id: str, proof: str) -> bool:
    return hmac.compare_digest(proof.encode(), _proof(key, kind, return_id).encode())


def _proof(key: Key, kind: str, return_id: str) -> str:
    return encode(mac(key, "return-address", kind, return_id)[:_MAC_BYTES])
