"""RFC 3161 time stamps: what is asked of a time-stamping authority, and whether its answer holds. Asks nobody itself."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

_SHA512 = bytes.fromhex("0609608648016503040203")
_GRANTED = 0
_SET_OF_CERTIFICATES = 0xA0


class Failure(StrEnum):
    """Why there is no stamp yet. The desk has a sentence for each."""

    UNREACHABLE = "unreachable"
    NOT_UNDERSTOOD = "not_understood"
    REFUSED = "refused"
    NOT_OURS = "not_ours"
    NOT_TRUSTED = "not_trusted"


class StampFailed(Exception):
    """The server's answer is no stamp for our file."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is sent to the authority: the hash and a number that its answer has to repeat, and nothing of the file."""

    data: bytes
    nonce: int


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What a checked answer says."""

    at: datetime
    serial: int


def request_for(*, sha512: bytes) -> Request:
    """A TimeStampReq (RFC 3161, 2.4.1) over a SHA-512 that is known already; the library would want the whole file in memory."""
    nonce = secrets.randbits(63) | 1 << 62
    imprint = _der(0x30, _der(0x30, _SHA512 + b"\x05\x00") + _der(0x04, sha512))
    body = _der(0x02, b"\x01") + imprint + _der(0x02, nonce.to_bytes(8, "big")) + _der(0x01, b"\xff")
    return Request(data=_der(0x30, body), nonce=nonce)


def read_answer(*, answer: bytes, sha512: bytes, nonce: int, root: Path | None) -> Stamp:
    """What a fresh answer says. Raise StampFailed when it is none, is for another file, or is not signed by whom we trust."""
    response = _decoded(answer)
    if response.status != _GRANTED:
        raise StampFailed(Failure.REFUSED)
    if response.tst_info.nonce != nonce:
        raise StampFailed(Failure.NOT_OURS)
    return check(answer=answer, sha512=sha512, root=root)


def check(*, answer: bytes, sha512: bytes, root: Path | None) -> Stamp:
    """What a kept answer says, checked against the file's hash, and its signature up to `root` (None: not asked). Raise StampFailed."""
    response = _decoded(answer)
    if response.status != _GRANTED:
        raise StampFailed(Failure.REFUSED)
    if response.tst_info.message_imprint.message != sha512:
        raise StampFailed(Failure.NOT_OURS)
    if root is not None:
        _check_signature(response, sha512, root)
    return Stamp(at=response.tst_info.gen_time, serial=response.tst_info.serial_number)


def _check_signature(response: TimeStampResponse, sha512: bytes, root: Path) -> None:
    builder = VerifierBuilder()
    try:
        for certificate in x509.load_pem_x509_certificates(root.read_bytes()):
            is_root = certificate.subject == certificate.issuer
            builder = builder.add_root_certificate(certificate) if is_root else builder.add_intermediate_certificate(certificate)
        builder.build().verify(response, sha512)
    except (VerificationError, ValueError, OSError) as error:
        raise StampFailed(Failure.NOT_TRUSTED) from error


def _decoded(answer: bytes) -> TimeStampResponse:
    with suppress(ValueError):
        return decode_timestamp_response(answer)
    try:
        return decode_timestamp_response(_in_order(answer))
    except (ValueError, IndexError) as error:
        raise StampFailed(Failure.NOT_UNDERSTOOD) from error


def _in_order(answer: bytes) -> bytes:
    """The same answer with its certificates in the order that DER asks of a set.

    Authorities that run on OpenSSL send them in the order of the chain, and a strict reader refuses that. No signature is
    over this set (RFC 5652, 5.1), and the answer is kept as it came.
    """
    status, token = _children(answer)
    kind, wrapped = _children(token)
    parts = [_der(part[0], b"".join(sorted(_children(part)))) if part[0] == _SET_OF_CERTIFICATES else part for part in _children(_children(wrapped)[0])]
    return _der(0x30, status + _der(0x30, kind + _der(wrapped[0], _der(0x30, b"".join(parts)))))


def _children(value: bytes) -> list[bytes]:
    """The values inside a value of DER. Raise ValueError, IndexError for what is none."""
    found, (position, end) = [], _content(value, 0)
    while position < end:
        _start, after = _content(value, position)
        if after > end:
            raise ValueError("a value reaches beyond the one that holds it")
        found.append(value[position:after])
        position = after
    return found


def _content(value: bytes, at: int) -> tuple[int, int]:
    """Where the content of the value at this place begins and ends."""
    length, start = value[at + 1], at + 2
    if length > 127:
        start += length - 128
        length = int.from_bytes(value[at + 2 : start], "big")
    return start, start + length


def _der(tag: int, content: bytes) -> bytes:
    """One value of DER."""
    size = len(content)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (length if size < 128 else bytes([128 + len(length)]) + length) + content
