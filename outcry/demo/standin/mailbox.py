"""Mail as files: one `.eml` per accepted message, in a folder per day. The name alone says when, to what kind of mailbox and for whom.

Name: time of day in UTC with microseconds, kind, a short hash of the recipient, random letters. So a page of thousands is
listed, sorted, filtered and searched for one recipient without opening a file.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"(?P<time>\d{6}-\d{6})-(?P<kind>supporter|authority)-(?P<mark>[0-9a-f]{12})-[0-9a-f]{8}")
_ENDING = ".eml"


class Kind(StrEnum):
    """Whose mailbox it came to."""

    SUPPORTER = "supporter"
    AUTHORITY = "authority"


@dataclass(frozen=True)
class Entry:
    """One mail, by the name of its file."""

    day: str
    name: str

    @property
    def kind(self) -> Kind:
        return Kind(self.name.split("-")[2])

    @property
    def at(self) -> datetime:
        """When it was accepted. A name that no clock can have made counts as midnight."""
        text = f"{self.day} {self.name[:13]}"
        try:
            return datetime.strptime(text, "%Y-%m-%d %H%M%S-%f").replace(tzinfo=UTC)
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)


class Mailbox:
    """All mail the stand-in has accepted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, data: Path) -> "Mailbox":
        """The mailbox of a data folder."""
        return cls(data / "demo" / "mail")

    def keep(self, content: bytes, *, recipient: str, kind: Kind, now: datetime) -> Entry:
        """Write a mail to the disk: on return it is whole, has its name and survives a power cut."""
        entry = Entry(day=f"{now:%Y-%m-%d}", name=f"{now:%H%M%S-%f}-{kind}-{_mark(recipient)}-{secrets.token_hex(4)}")
        path = self.path(entry)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.folder)
        draft = path.with_name(f".{entry.name}.part")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        _sync_folder(path.parent)
        return entry

    def path(self, entry: Entry) -> Path:
        return self.folder / entry.day / (entry.name + _ENDING)

    def read(self, entry: Entry) -> bytes | None:
        """The bytes as they came; None when there is no such mail."""
        if not (_DAY.fullmatch(entry.day) and _NAME.fullmatch(entry.name)):
            return None
        try:
            return self.path(entry).read_bytes()
        except OSError:
            return None

    def newest_first(self, *, kind: Kind | None = None, recipient: str = "") -> Iterator[Entry]:
        """Every mail of a kind, or for one recipient; files that we did not name are passed over."""
        mark = _mark(recipient) if recipient else ""
        for day in sorted(filter(_DAY.fullmatch, _names_in(self.folder)), reverse=True):
            for file in sorted(_names_in(self.folder / day), reverse=True):
                found = _NAME.fullmatch(file.removesuffix(_ENDING)) if file.endswith(_ENDING) else None
                if found and kind in (None, found["kind"]) and mark in ("", found["mark"]):
                    yield Entry(day=day, name=found[0])


def _mark(recipient: str) -> str:
    return hashlib.sha256(recipient.strip().lower().encode(errors="replace")).hexdigest()[:12]


def _names_in(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
