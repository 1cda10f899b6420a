"""A mail as a person reads it: who wrote when about what, what is new in it, what it repeats, and the files that came with it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

from charset_normalizer import from_bytes

from outcry.delivery.incoming.html_text import html_text
from outcry.delivery.incoming.parsing import Unreadable, decoded, header, parsed, parts_of, trimmed_headers
from outcry.delivery.incoming.quoting import parted
from outcry.lib.domains import domain_in_ascii
from outcry.lib.text import plain_lines

_SHOWN = 100_000
_TOLD_BY_BYTES = 20_000
_NAME_LENGTH = 120
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_ID = re.compile(r"<[!-;=?-~]{3,200}>")
_MOST_IDS = 20
# What a name may not hold: the separators of paths, and what systems read as more than a name.
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f]')
# Where servers and mailboxes write to whom a mail was handed in; then where the sender did.
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Apparently-To", "To", "Cc")
_MOST_ADDRESSES = 50


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that came with a mail. `number` names it within this mail."""

    number: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True, kw_only=True)
class MailText:
    """What a person reads before she decides. `why_not` is a word, where it could not be read; its bytes are still there."""

    sender: str = ""
    subject: str = ""
    date: str = ""
    new: str = ""
    repeated: str = ""
    attached: tuple[Attached, ...] = ()
    # Only an HTML part was there: its tags were taken out.
    was_html: bool = False
    was_cut: bool = False
    # Where an answer could go, and what it would answer.
    addresses: tuple[str, ...] = ()
    message_id: str = ""
    # What it says it answers. Anybody can write that.
    answers: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """To whom a mail was handed in, the likeliest first, and the envelope's sender; None where the mail does not tell it."""

    recipients: tuple[str, ...]
    sender: str | None


def read(raw: bytes) -> MailText:
    """The readable part of a mail: its plain text, else its HTML as text, else nothing but the headers. Raise Unreadable."""
    message = parsed(trimmed_headers(raw))
    leaves = list(_leaves(message))
    texts, was_html = _texts([leaf for leaf in leaves if _is_text(leaf)])
    text = plain_lines("\n\n".join(texts))
    new, repeated = parted(text[:_SHOWN])
    return MailText(
        sender=_line(message, "From"),
        subject=_line(message, "Subject"),
        date=_line(message, "Date"),
        new=new,
        repeated=repeated,
        attached=tuple(_described(number, leaf) for number, leaf in _attached(leaves)),
        was_html=was_html,
        was_cut=len(text) > _SHOWN,
        addresses=tuple(dict.fromkeys([*_addresses(message, "Reply-To"), *_addresses(message, "From")]))[:5],
        message_id=next(iter(_ID.findall(header(message, "Message-ID"))), ""),
        answers=tuple(dict.fromkeys(_ID.findall(f"{header(message, 'In-Reply-To')} {header(message, 'References')}")))[-_MOST_IDS:],
    )


def attached(raw: bytes, number: int) -> tuple[Attached, bytes]:
    """One file that came with a mail. Raise Unreadable when there is none of this number."""
    for found, leaf in _attached(list(_leaves(parsed(trimmed_headers(raw))))):
        if found == number:
            return _described(found, leaf), _content(leaf)
    raise Unreadable("no such part")


def addressed(raw: bytes) -> Addressed:
    """To whom it was handed in, as far as its headers tell."""
    message = parsed(trimmed_headers(raw))
    found = [address for name in _ADDRESSED for address in _addresses(message, name)]
    sender = header(message, "Return-Path").strip("<> ") if message["Return-Path"] is not None else None
    return Addressed(recipients=tuple(dict.fromkeys(found))[:_MOST_ADDRESSES], sender=sender)


def _leaves(part: Message) -> Iterator[Message]:
    """What is no container, in order. Of several forms of one text only the one that is shown."""
    if part.get_content_type() == "message/rfc822" or not parts_of(part):
        yield part
    elif part.get_content_subtype() == "alternative":
        yield from _chosen(parts_of(part))
    else:
        for one in parts_of(part):
            yield from _leaves(one)


def _chosen(forms: list[Message]) -> Iterator[Message]:
    plain = next((one for one in forms if one.get_content_type() == "text/plain" and _content(one).strip()), None)
    shown = plain or next((one for one in forms if any(leaf.get_content_type() == "text/html" for leaf in _leaves(one))), forms[0])
    for one in forms:
        # Beside the text itself, calendars and the like are files.
        if one is shown or one.get_content_type() not in ("text/plain", "text/html"):
            yield from (leaf for leaf in _leaves(one) if one is shown or not _is_text(leaf))


def _is_text(leaf: Message) -> bool:
    if leaf.get_content_type() not in ("text/plain", "text/html") or leaf.get_content_disposition() == "attachment":
        return False
    return not leaf.get_filename()


def _texts(leaves: list[Message]) -> tuple[list[str], bool]:
    texts = [_words(leaf) for leaf in leaves if leaf.get_content_type() == "text/plain"]
    if any(text.strip() for text in texts):
        return texts, False
    pages = [html_text(_words(leaf)) for leaf in leaves if leaf.get_content_type() == "text/html"]
    return pages, bool(pages)


def _words(leaf: Message) -> str:
    """The letters of a text, whatever it says of its character set: that is often wrong or missing."""
    data = _content(leaf)
    declared = str(leaf.get_content_charset() or "").lower()
    for charset in dict.fromkeys(["utf-8" if declared in ("", "us-ascii", "ascii", "utf-8", "utf8") else declared, "utf-8"]):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            continue
    found = from_bytes(data[:_TOLD_BY_BYTES]).best()
    return data.decode(found.encoding if found else "latin-1", "replace")


def _content(leaf: Message) -> bytes:
    payload = leaf.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    # A mail within the mail, or a container that holds nothing.
    return b"\r\n".join(bytes(one) for one in parts_of(leaf))


def _attached(leaves: list[Message]) -> Iterator[tuple[int, Message]]:
    return ((number, leaf) for number, leaf in enumerate(leaves, start=1) if not _is_text(leaf))


def _described(number: int, leaf: Message) -> Attached:
    name = _NOT_IN_NAMES.sub(" ", plain_lines(decoded(str(leaf.get_filename() or "")))).strip(" .")
    name = " ".join(name.split())
    stem, dot, ending = name.rpartition(".")
    name = f"{stem[: _NAME_LENGTH - 10]}{dot}{ending[:10]}" if stem else name[:_NAME_LENGTH]
    return Attached(number=number, name=name, kind=leaf.get_content_type()[:100], size=len(_content(leaf)))


def _line(message: Message, name: str) -> str:
    return plain_lines(header(message, name)).replace("\n", " ")


def _addresses(message: Message, name: str) -> list[str]:
    lines = [str(value)[:20_000] for found, value in message.raw_items() if found.lower() == name.lower()]
    found = (_as_the_dns_knows_it(address) for _name, address in getaddresses(lines) if len(address) <= 254)
    return [address for address in found if len(address) <= 254 and _ADDRESS.fullmatch(address)]


def _as_the_dns_knows_it(address: str) -> str:
    """With its domain in ASCII; as it is where there is no such domain."""
    local, at, domain = address.rpartition("@")
    try:
        # Bytes of UTF-8 in a header (RFC 6532) stand as half characters.
        plain = domain.encode(errors="surrogateescape").decode()
        return f"{local}{at}{domain_in_ascii(plain)}"
    except UnicodeError:
        return address
