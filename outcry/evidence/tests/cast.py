"""The people and files of our tests: Rosa researches, Emeka edits."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client

from outcry.accounts.models import Organisation, User
from outcry.evidence.models import EvidenceItem
from outcry.evidence.operations import take_in

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
WORDS = b"At midnight they gathered outside the prison.\n"


def an_organisation(slug: str = "solidarity") -> Organisation:
    return Organisation.objects.get_or_create(slug=slug, defaults={"mail_domain": f"{slug}.example", "contact_address": f"desk@{slug}.example"})[0]


def rosa() -> User:
    return User.objects.get_or_create(username="rosa", defaults={"organisation": an_organisation()})[0]


def at_the_desk(user: User) -> Client:
    """A browser in which this member of staff is signed in."""
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def an_item(content: bytes = WORDS, *, name: str = "note.txt", subject: str = "case:7", **more: Any) -> EvidenceItem:
    """A file that Rosa took in."""
    return take_in(organisation=an_organisation(), stream=pieces(content), name=name, subject=subject, by=rosa(), now=NOW, **more)


def pieces(content: bytes, size: int = 10_000) -> Iterator[bytes]:
    file = io.BytesIO(content)
    while piece := file.read(size):
        yield piece


def file_of(item: EvidenceItem) -> Path:
    """Where its sealed file lies."""
    folder: Path = settings.EVIDENCE_FOLDER
    return folder / item.address[:2] / item.address


def tamper(path: Path, position: int = -20) -> None:
    """Change one byte of a file, as bad disks and worse people do."""
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


@contextmanager
def without_guards() -> Iterator[Any]:
    """A cursor of somebody who owns the database and has dropped its triggers."""
    on = " ON evidence_custodyentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER custody_no_{verb}{on}")
        yield cursor


def random_bytes(size: int) -> bytes:
    return os.urandom(size)
