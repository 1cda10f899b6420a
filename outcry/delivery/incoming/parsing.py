"""A mail taken apart by the standard library, within limits of parts and depth, and its headers in plain words. Pure."""

import re
from collections.abc import Callable
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

MOST_PARTS = 500
MOST_DEPTH = 30
# A mail is judged by its beginning.
LOOKED_AT_BYTES = 512 * 1024
_HEADER_LENGTH = 2_000
_LONG_LINE = re.compile(rb"([^\n]{1000})[^\n]+")
_LONG_HEADER = re.compile(rb"((?:\n[ \t][^\n]*){50})(?:\n[ \t][^\n]*)+")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


class Unreadable(Exception):
    """Not read, and why, in a word for which the desk has a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def parsed(raw: bytes) -> Message:
    """The mail as a tree. Raise Unreadable for one of more parts, or deeper, than any that people send; and what the parser stumbles over."""
    message = BytesParser(_counting(Message), policy=compat32).parsebytes(raw)
    _check_depth(message, MOST_DEPTH)
    return message


def trimmed(raw: bytes) -> bytes:
    """Enough of a mail to judge it by. Headers of megabytes would keep the parser busy for hours: its time grows with their square."""
    raw = _LONG_LINE.sub(rb"\1", raw[:LOOKED_AT_BYTES])
    return _LONG_HEADER.sub(rb"\1", raw)


def trimmed_headers(raw: bytes) -> bytes:
    """The whole mail, with headers that a parser takes in its stride."""
    found = _END_OF_HEADERS.search(raw)
    return trimmed(raw[: found.start()]) + raw[found.start() :] if found else trimmed(raw)


def _counting(make: type[Message]) -> Callable[..., Message]:
    count = 0

    def one_more(*, policy: Any) -> Message:
        nonlocal count
        count += 1
        if count > MOST_PARTS:
            raise Unreadable("parts")
        return make(policy=policy)

    return one_more


def _check_depth(part: Message, left: int) -> None:
    if left < 0:
        raise Unreadable("depth")
    for one in parts_of(part):
        _check_depth(one, left - 1)


def parts_of(part: Message) -> list[Message]:
    """What lies directly in a part."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def header(message: Message, name: str) -> str:
    """The first header of this name, decoded, in one line; one written in bare UTF-8 too."""
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            text = str(value)[:_HEADER_LENGTH].encode(errors="surrogateescape").decode(errors="replace")
            return " ".join(decoded(text).split())
    return ""


def decoded(text: str) -> str:
    """Encoded words (RFC 2047) in letters; what can't be decoded stays as it is."""
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError, HeaderParseError):
        return text
