"""Reads mails that anybody may have written: what cannot be read becomes blank or a question mark, never an error."""

from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr


def heads(content: bytes) -> Message:
    """The head of a mail."""
    return BytesHeaderParser().parsebytes(content.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0] + b"\n\n")


def head(message: Message, name: str) -> str:
    """One header in plain words, in one line."""
    raw = str(message.get(name, ""))
    try:
        words = str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):  # no such charset, broken base64
        words = raw
    return " ".join(words.encode(errors="replace").decode().split())


def address_in(message: Message, name: str) -> str:
    """The bare address in a header; blank when there is none."""
    return parseaddr(head(message, name))[1]


def text_of(content: bytes) -> str:
    """The plain text of a mail; where there is none, its source."""
    message = BytesParser().parsebytes(content)
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return _decoded(part)
    return _decoded(message) if not message.is_multipart() else content.decode(errors="replace")


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):  # a charset that does not exist
        return data.decode(errors="replace")
