"""What the two mailbox pages show. Mail is written by strangers: all of it is plain text here, and only our own links lead anywhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from outcry.demo.standin.heads import address_in, head, heads, text_of
from outcry.demo.standin.mailbox import Entry, Kind, Mailbox

PAGE_LENGTH = 50
LONGEST_TEXT = 200_000  # characters; what is longer is cut
_URL = re.compile(r"""https?://[^\s<>"']+[^\s<>"'.,;:!?()\[\]]""")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of text, and where it leads within this site; blank when it leads nowhere."""

    text: str
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class MailLine:
    """One mail in the list."""

    entry: Entry
    subject: str
    sender: str
    recipient: str

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def is_to_authority(self) -> bool:
        return self.entry.kind is Kind.AUTHORITY


@dataclass(frozen=True, kw_only=True)
class MailPage:
    """One mail, whole."""

    line: MailLine
    answers_to: str
    message_id: str
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class MailList:
    """One page of the list, newest first."""

    lines: tuple[MailLine, ...]
    number: int
    pages: int
    total: int


def list_mail(*, mailbox: Mailbox, page: int, kind: Kind | None = None, recipient: str = "") -> MailList:
    """A page of the list; only the mails on it are opened. A page beyond the last is the last."""
    entries = list(mailbox.newest_first(kind=kind, recipient=recipient))
    pages = max(1, -(-len(entries) // PAGE_LENGTH))
    number = min(max(1, page), pages)
    shown = islice(entries, (number - 1) * PAGE_LENGTH, number * PAGE_LENGTH)
    return MailList(lines=tuple(_lines(mailbox, shown)), number=number, pages=pages, total=len(entries))


def read_mail(*, mailbox: Mailbox, entry: Entry, site_url: str) -> MailPage | None:
    """One mail; None when there is no such file."""
    content = mailbox.read(entry)
    if content is None:
        return None
    message = heads(content)
    return MailPage(
        line=_line(entry, content),
        answers_to=address_in(message, "Reply-To"),
        message_id=head(message, "Message-ID"),
        language=_language(head(message, "Content-Language")),
        pieces=tuple(linked(text_of(content)[:LONGEST_TEXT], site_url=site_url)),
    )


def linked(text: str, *, site_url: str) -> Iterator[Piece]:
    """The text in pieces; addresses of our own site become paths, so that they work under whatever name the reader reached us by."""
    end = 0
    for found in _URL.finditer(text):
        path = found[0].removeprefix(site_url)
        if path == found[0] or not path.startswith("/") or path.startswith("//"):
            continue
        if found.start() > end:
            yield Piece(text=text[end : found.start()])
        yield Piece(text=found[0], path=path)
        end = found.end()
    if end < len(text):
        yield Piece(text=text[end:])


def _lines(mailbox: Mailbox, entries: Iterator[Entry]) -> Iterator[MailLine]:
    for entry in entries:
        content = mailbox.read(entry)
        if content is not None:
            yield _line(entry, content)


def _line(entry: Entry, content: bytes) -> MailLine:
    message = heads(content)
    return MailLine(entry=entry, subject=head(message, "Subject"), sender=head(message, "From"), recipient=head(message, "To"))


def _language(tag: str) -> str:
    return tag if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,8})?", tag) else ""
