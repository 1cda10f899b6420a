"""The whole mail, finished before it enters the outbox: headers in 7 bits, plain text, lines that every server takes.

Our own small builder over the standard library's encoders, since each letter is built inside a request: the library's
policy machinery takes about ten times as long. What it promises is small: one text/plain part (RFC 2045), headers by
RFC 5322 with RFC 2047 words, CRLF line ends, no line over 76 characters except a long address. The tests read every
mail back with the library's own parser.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal

from outcry.delivery.models import random_return_id
from outcry.delivery.return_addresses import make_return_address

LINE_LENGTH = 76
# An encoded word has at most 75 characters, 12 of them its frame (RFC 2047, 2); base64 makes four of three bytes.
_FRAME = 12
_WORD_BYTES = (LINE_LENGTH - 1 - _FRAME) // 4 * 3
_LEAST_BYTES = 6
_BASE64_LINE_BYTES = 57

# Whatever some reader takes for a line end, every other control character, and half characters.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_ADDRESS_LENGTH = 254
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")
_OURS = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version", "auto-submitted"}
    | {"content-type", "content-transfer-encoding", "content-language", "return-path"}
)
_LINE_ENDS = re.compile("\r\n|\r")


class UnsafeMail(ValueError):
    """A header, an address or a text holds what must not go into a mail; says which one, never what it held."""


@dataclass(frozen=True, kw_only=True)
class FinishedMail:
    """A mail that needs nothing more: bytes, envelope, and what the outbox has to know of it."""

    key: str
    group: str
    mailer: str
    destination: str
    priority: int
    return_id: str
    message_id: str
    sender: str
    recipient: str
    content: bytes
    never_twice: bool = False


def compose(
    *,
    key: str,
    group: str,
    mailer: str,
    destination: str,
    kind: Literal["letter", "mail"],
    sender_name: str,
    domain: str,
    recipient: str,
    subject: str,
    text: str,
    language: str,
    now: datetime,
    recipient_name: str = "",
    priority: int = 5,
    headers: Mapping[str, str] | None = None,
    never_twice: bool = False,
) -> FinishedMail:
    """Build one mail from one of our own addresses; the smaller the priority, the sooner it leaves.

    `never_twice`: where nobody can know whether it arrived, it does not go once more by itself.

    A letter can be answered at the address it comes from. A mail says that a machine sent it (RFC 3834), so that no
    other machine answers. Raise UnsafeMail for line ends or control characters in any header, and for a bad address.
    """
    return_id = random_return_id()
    if not _DOMAIN.fullmatch(domain):
        raise UnsafeMail("domain")
    own_address = make_return_address(kind=kind, return_id=return_id, domain=domain)
    message_id = f"<{return_id}@{domain}>"
    encoding, body = _body(text)
    lines = [
        _mailbox("From", sender_name, own_address),
        *([f"Reply-To: {own_address}"] if kind == "letter" else ["Auto-Submitted: auto-generated"]),
        _mailbox("To", recipient_name, _checked_address(recipient)),
        _text_header("Subject", subject),
        f"Date: {format_datetime(now.astimezone(UTC))}",
        f"Message-ID: {message_id}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-Language: {_checked_language(language)}",
        *(_extra_header(name, value) for name, value in (headers or {}).items()),
    ]
    return FinishedMail(
        key=key,
        group=group,
        mailer=mailer,
        destination=destination,
        priority=priority,
        return_id=return_id,
        message_id=message_id,
        sender=make_return_address(kind="b", return_id=return_id, domain=domain),
        recipient=recipient,
        content="\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body,
        never_twice=never_twice,
    )


def _checked(name: str, value: str) -> str:
    if _UNSAFE.search(value):
        raise UnsafeMail(f"{name}: a line end or control character")
    return value.strip()


def _checked_address(address: str) -> str:
    if len(address) > _ADDRESS_LENGTH or not _ADDRESS.fullmatch(address):
        raise UnsafeMail("recipient: not an address")
    return address


def _checked_language(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise UnsafeMail("language: not a language tag")
    return language


def _extra_header(name: str, value: str) -> str:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
        raise UnsafeMail("headers: a name that is not allowed")
    value = _checked(name, value)
    # Links stand in angle brackets and may be long; an encoded word would hide them from mail programs.
    return _folded(f"{name}: {value}") if value.isascii() else _text_header(name, value)


def _text_header(name: str, value: str) -> str:
    value = _checked(name, value)
    if not _is_plain(value):
        return f"{name}: {_encoded_words(value, used=len(name) + 2)}"
    return _folded(f"{name}: {value}")


def _mailbox(name: str, shown: str, address: str) -> str:
    shown = _checked(name, shown)
    if not shown:
        return f"{name}: {address}"
    if not _is_plain(shown) or len(shown) > LINE_LENGTH - len(name) - 4:
        phrase = _encoded_words(shown, used=len(name) + 2)
    else:
        phrase = shown if _ATOMS.fullmatch(shown) and "  " not in shown else '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
    line = f"{name}: {phrase}"
    fits = len(line.rpartition("\n")[2]) + len(address) + 3 <= LINE_LENGTH
    return f"{line} <{address}>" if fits else f"{line}\r\n <{address}>"


def _is_plain(value: str) -> bool:
    """Whether it may stand in a header as it is: ASCII, nothing that looks like an encoded word, short enough to fold."""
    return value.isascii() and "=?" not in value and (len(value) <= LINE_LENGTH // 2 or "  " not in value) and all(len(word) < 60 for word in value.split(" "))


def _folded(line: str) -> str:
    if len(line) <= LINE_LENGTH:
        return line
    rows = [""]
    for word in line.split(" "):
        if rows[-1].strip() and len(rows[-1]) + 1 + len(word) > LINE_LENGTH:
            rows.append(" " + word)
        else:
            rows[-1] = f"{rows[-1]} {word}" if rows[-1] else word
    return "\r\n".join(rows)


def _encoded_words(value: str, *, used: int) -> str:
    return "\r\n ".join(f"=?utf-8?b?{binascii.b2a_base64(piece, newline=False).decode()}?=" for piece in _pieces(value.encode(), used))


def _pieces(data: bytes, used: int) -> Iterator[bytes]:
    """Cut between characters, never inside one (RFC 2047, 5); the first piece leaves room for what stands before it."""
    start, room = 0, max((LINE_LENGTH - used - _FRAME) // 4 * 3, _LEAST_BYTES)
    while start < len(data):
        end = min(start + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        yield data[start:end]
        start, room = end, _WORD_BYTES - 3


def _body(text: str) -> tuple[str, bytes]:
    """The text in whichever of the two encodings makes it shorter; a mostly Latin one stays legible as it travels."""
    if _HALF_CHARACTER.search(text):
        raise UnsafeMail("text: half a character")
    text = _LINE_ENDS.sub("\n", text)
    data = (text if text.endswith("\n") else f"{text}\n").encode()
    if len(data) - len(text) > len(text) // 6:
        data = data.replace(b"\n", b"\r\n")
        lines = (data[place : place + _BASE64_LINE_BYTES] for place in range(0, len(data), _BASE64_LINE_BYTES))
        return "base64", b"".join(binascii.b2a_base64(line, newline=False) + b"\r\n" for line in lines)
    return "quoted-printable", binascii.b2a_qp(data, istext=True).replace(b"\n", b"\r\n")
