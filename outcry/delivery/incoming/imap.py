"""Looks into a mailbox by IMAP (RFC 9051), for those whose provider keeps their mail: each is kept here first, and leaves the mailbox after that.

What is still to be taken is what lies in the folder: nothing else is remembered, no number of a mail and no UIDVALIDITY, which may change between
two looks (RFC 9051, 2.3.1.1). Whatever breaks between keeping a mail and removing it, it is found again, and known by its bytes.
"""

import logging
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from imaplib import IMAP4, IMAP4_SSL
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import override

from outcry.accounts.models import Organisation
from outcry.delivery.incoming.keep import SIZE_LIMIT, Place, has_room, note_left
from outcry.delivery.incoming.reader import NoReader, Reader
from outcry.delivery.incoming.take import TooMuch, TryLater, take, the_house

logger = logging.getLogger(__name__)

_SECONDS = 30.0
_AT_ONCE = 500
_HEADER_BYTES = 20_000


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where the mailbox is. `kept_folder`: where mails lie once they were taken; blank where they are deleted."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    folder: str = "INBOX"
    kept_folder: str = ""


class PickupFailed(Exception):
    """The mailbox could not be looked into, or would not do what it was asked; the text says which step, never what was in it."""


def configured() -> Account | None:
    """The account that the settings name."""
    if not settings.IMAP_HOST:
        return None
    names = ("host", "port", "tls", "user", "password", "folder", "kept_folder")
    return Account(**{name: getattr(settings, f"IMAP_{name.upper()}") for name in names})


def pick_up(*, account: Account, now: datetime, stop: Callable[[], bool] = lambda: False, context: ssl.SSLContext | None = None) -> int:
    """Take what lies in the mailbox; returns how many mails left it. Raise PickupFailed; what was taken before is taken."""
    others = the_house()
    with _opened(account, context or ssl.create_default_context()) as line, Reader() as reader:
        taken = 0
        for uid in _uids(line)[:_AT_ONCE]:
            if stop():
                break
            try:
                taken += _take(line, uid, account, reader, others, now)
            except (TryLater, NoReader) as error:
                logger.warning("the rest of the mailbox waits: %s", error or type(error).__name__)
                break
        return taken


def _take(line: IMAP4, uid: str, account: Account, reader: Reader, others: Place, now: datetime) -> bool:
    """Keep one mail, then remove it; one that can't be kept is flagged, and stays where a person finds it."""
    size = _size(line, uid)
    if size > SIZE_LIMIT:
        _note(line, uid, size, account, others, now)
        return _leave(line, uid, "too large")
    raw = _bytes(line, uid)
    if raw is None:
        # Somebody took it out meanwhile.
        return False
    try:
        take(raw=raw, reader=reader, now=now, otherwise=others)
    except TooMuch as error:
        return _leave(line, uid, str(error))
    _remove(line, uid, account)
    return True


def _note(line: IMAP4, uid: str, size: int, account: Account, others: Place, now: datetime) -> None:
    """Tell people of a mail that they have to read in the mailbox itself. Committed before it is flagged: flagged, it is not found again."""
    if has_room(place=others, now=now) == "busy":
        raise TryLater("too much has come to this address today")
    found = _ask(line, "FETCH", uid, f"(BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE MESSAGE-ID)]<0.{_HEADER_BYTES}>)")
    headers = next((bytes(answer[1]) for answer in found if isinstance(answer, tuple)), b"")
    with override(_language(others)):
        words = _(
            "This mail has %(size)s, more than is taken in. It was not taken, and still lies in the folder %(folder)s of the mailbox %(user)s at %(host)s, "
            "flagged. Read it there."
        ) % {"size": filesizeformat(size), "folder": account.folder, "user": account.user, "host": account.host}
    note_left(place=others, headers=headers, size=size, words=words, now=now)


def _language(place: Place) -> str:
    organisation = Organisation.objects.filter(pk=place.organisation_id or 0).first()
    return organisation.source_language if organisation else "en"


def _leave(line: IMAP4, uid: str, why: str) -> bool:
    logger.warning("a mail stays in the mailbox, flagged, and is not taken: %s", why)
    _ask(line, "STORE", uid, "+FLAGS.SILENT", r"(\Flagged)")
    return False


def _remove(line: IMAP4, uid: str, account: Account) -> None:
    if account.kept_folder and "MOVE" in line.capabilities:
        _ask(line, "MOVE", uid, _quoted(account.kept_folder))
        return
    if account.kept_folder:
        _ask(line, "COPY", uid, _quoted(account.kept_folder))
    _ask(line, "STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
    # Without UIDPLUS one could only expunge all that anybody marked. Marked as deleted it is not found again.
    if "UIDPLUS" in line.capabilities:
        _ask(line, "EXPUNGE", uid)


class _UnderTls(IMAP4_SSL):
    """The library's, which leaves the line open when the other side's certificate is refused."""

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        line = IMAP4._create_socket(self, timeout)  # type: ignore[attr-defined]
        try:
            secured: ssl.SSLSocket = self.ssl_context.wrap_socket(line, server_hostname=self.host)
        except OSError:
            line.close()
            raise
        return secured


@contextmanager
def _opened(account: Account, context: ssl.SSLContext) -> Iterator[IMAP4]:
    try:
        line = _connected(account, context)
    except (OSError, IMAP4.error) as error:
        raise PickupFailed(f"connect: {type(error).__name__}") from error
    try:
        _sign_in(line, account)
        yield line
    except (OSError, IMAP4.error) as error:
        raise PickupFailed(f"{type(error).__name__}") from error
    finally:
        # After a line that broke a polite end fails, too, and leaves it open.
        with suppress(OSError, IMAP4.error):
            line.logout()
        with suppress(OSError):
            line.shutdown()


def _connected(account: Account, context: ssl.SSLContext) -> IMAP4:
    if account.tls == "tls":
        return _UnderTls(account.host, account.port, ssl_context=context, timeout=_SECONDS)
    line = IMAP4(account.host, account.port, timeout=_SECONDS)
    if account.tls == "starttls":
        line.starttls(ssl_context=context)
    return line


def _sign_in(line: IMAP4, account: Account) -> None:
    try:
        if "AUTH=PLAIN" in line.capabilities:
            line.authenticate("PLAIN", lambda _challenge: f"\0{account.user}\0{account.password}".encode())
        else:
            line.login(_quoted(account.user), account.password)
    except IMAP4.error as error:
        raise PickupFailed("sign in: refused") from error
    line.capability()
    line.capabilities = tuple(str(word, "ascii", "replace").upper() for word in _words(line.response("CAPABILITY")[1])) or line.capabilities
    if line.select(_quoted(account.folder))[0] != "OK":
        raise PickupFailed("the folder is not there")


def _words(answers: Sequence[Any]) -> list[bytes]:
    return [word for answer in answers if isinstance(answer, bytes) for word in answer.split()]


def _uids(line: IMAP4) -> list[str]:
    """What is to be taken, in the order in which it came."""
    return [str(word, "ascii") for word in _words(_ask(line, "SEARCH", "UNDELETED", "UNFLAGGED"))]


def _size(line: IMAP4, uid: str) -> int:
    words = _words([bytes(answer).replace(b"(", b" ").replace(b")", b" ") for answer in _ask(line, "FETCH", uid, "(RFC822.SIZE)") if isinstance(answer, bytes)])
    return int(words[words.index(b"RFC822.SIZE") + 1]) if b"RFC822.SIZE" in words else 0


def _bytes(line: IMAP4, uid: str) -> bytes | None:
    """The mail as it lies there; looked at so that it stays unread for whoever shares the mailbox."""
    return next((answer[1] for answer in _ask(line, "FETCH", uid, "(BODY.PEEK[])") if isinstance(answer, tuple)), None)


def _ask(line: IMAP4, verb: str, *words: str) -> list[Any]:
    result, answers = line.uid(verb, *words)
    if result != "OK":
        raise PickupFailed(f"{verb}: refused")
    return answers


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
