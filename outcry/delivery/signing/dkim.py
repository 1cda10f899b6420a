"""DKIM signatures (RFC 6376) in relaxed form, by RSA-2048 and by Ed25519 (RFC 8463). Pure.

Ours, since the one kept library computes RSA in Python, thirty times slower than `cryptography` does; the tests check every
signature with it, and with OpenDKIM. There is no time in a signature: the same mail signed again is the same bytes.
"""

import base64
import hashlib
import re
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from outcry.delivery.signing.keys import SigningKey

# What is signed, once more than it occurs: a second "Subject" put in front on the way breaks the signature (RFC 6376, 8.15).
_SEALED = (
    *("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post"),
)
# What is signed where it is: programs on the way may rightly add one of these.
_SIGNED = ("sender", "auto-submitted", "content-language", "list-id")
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:((?:.*)(?:\r\n[ \t].*)*)\r\n")
_BLANKS = re.compile(rb"[ \t]+")
_LINE_LENGTH = 76
_ALGORITHMS = {"rsa": "rsa-sha256", "ed25519": "ed25519-sha256"}


def signed(content: bytes, *, domain: str, keys: Sequence[SigningKey]) -> bytes:
    """The mail with one DKIM-Signature for each key in front. `content` has CRLF line ends and a blank line between head and body."""
    head, _, body = content.partition(b"\r\n\r\n")
    headers = [(name.lower(), value) for name, value in _HEADER.findall(head + b"\r\n")]
    body_hash = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
    names, data = _chosen(headers)
    return b"".join(_signature(names, data, body_hash, domain, key) for key in keys) + content


def _chosen(headers: Sequence[tuple[bytes, bytes]]) -> tuple[str, bytes]:
    """The names for h=, and the headers they stand for in relaxed form: of several by one name the last first (5.4.2)."""
    names: list[str] = []
    data: list[bytes] = []
    for wanted in (*_SEALED, *_SIGNED):
        found = [value for name, value in headers if name == wanted.encode()]
        data += (_relaxed(wanted.encode(), value) + b"\r\n" for value in reversed(found))
        names += [wanted] * (len(found) + (wanted in _SEALED))
    return ":".join(names), b"".join(data)


def _signature(names: str, data: bytes, body_hash: str, domain: str, key: SigningKey) -> bytes:
    tags = f"v=1; a={_ALGORITHMS[key.kind]}; c=relaxed/relaxed; d={domain}; s={key.selector};"
    value = f" {tags}\r\n h={_folded(names)};\r\n bh={body_hash};\r\n b=".encode()
    digest_of = data + _relaxed(b"dkim-signature", value)
    if isinstance(key.private, RSAPrivateKey):
        proof = key.private.sign(digest_of, PKCS1v15(), SHA256())
    else:
        # The hash is what is signed, not the text (RFC 8463, 3).
        proof = key.private.sign(hashlib.sha256(digest_of).digest())
    return b"DKIM-Signature:" + value + _in_lines(base64.b64encode(proof).decode()).encode() + b"\r\n"


def _relaxed(name: bytes, value: bytes) -> bytes:
    """One header, unfolded, with single blanks and none at the ends (3.4.2)."""
    return name + b":" + _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")


def _relaxed_body(body: bytes) -> bytes:
    """No blanks at the ends of lines, single ones within, no empty lines at the end (3.4.4)."""
    text = body.rstrip(b" \t\r\n")
    return _BLANKS.sub(b" ", text).replace(b" \r\n", b"\r\n") + b"\r\n" if text else b""


def _folded(names: str) -> str:
    lines = [""]
    for name in names.split(":"):
        if len(lines[-1]) + len(name) > _LINE_LENGTH - 5:
            lines.append("")
        lines[-1] += f"{name}:"
    return "\r\n ".join(lines)[:-1]


def _in_lines(text: str) -> str:
    return "\r\n ".join(text[place : place + _LINE_LENGTH - 4] for place in range(0, len(text), _LINE_LENGTH - 4))
