"""A file comes in: kept untouched, hashed, and written into its custody log."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.evidence import store
from outcry.evidence.media_types import media_type
from outcry.evidence.models import SUBJECT_LENGTH, EvidenceItem, Level, TimeStamp, Verb
from outcry.evidence.operations.log import append
from outcry.evidence.refusals import EvidenceRefused
from outcry.lib.text import has_control

NAME_LENGTH = 255


@dataclass(frozen=True, kw_only=True)
class CaptureFacts:
    """How a web source was captured: from where, when, with what, by whom."""

    url: str
    at: datetime
    tool: str
    operator: str


def take_in(
    *,
    organisation: Organisation,
    stream: Iterable[bytes],
    name: str,
    subject: str,
    by: User | None,
    now: datetime,
    note: str = "",
    level: Level = Level.INTERNAL,
    captured: CaptureFacts | None = None,
) -> EvidenceItem:
    """Keep the bytes of `stream` as an original; its row is there only once the file is on the disk.

    `subject` is an opaque word of the caller ("case:7") or blank; `by` is None where nobody of staff brought it.
    A time stamp is asked for later by the chores and never holds this up. Raise EvidenceRefused.
    """
    try:
        kept = store.keep(chunks=stream, limit=settings.EVIDENCE_BYTES)
    except store.TooLarge as error:
        raise EvidenceRefused("file", too_large()) from error
    return enter(organisation=organisation, kept=kept, name=name, subject=subject, by=by, now=now, note=note, level=level, captured=captured)


@transaction.atomic
def enter(
    *,
    organisation: Organisation,
    kept: store.Kept,
    name: str,
    subject: str,
    by: User | None,
    now: datetime,
    note: str = "",
    level: Level = Level.INTERNAL,
    captured: CaptureFacts | None = None,
) -> EvidenceItem:
    """Write the row of a file that is in the store already. Raise EvidenceRefused."""
    if kept.size == 0:
        raise EvidenceRefused("file", _("This file is empty."))
    item = EvidenceItem.objects.create(
        organisation=organisation,
        subject=_checked_subject(subject),
        name=_checked_name(name),
        note=note.strip(),
        level=level,
        media_type=_kind_of(kept),
        size=kept.size,
        sha256=kept.sha256,
        sha512=kept.sha512,
        address=kept.address,
        taken_in_by=by,
        taken_in_at=now,
        custody_head="",
        **_capture_fields(captured),
    )
    facts = {"name": item.name, "size": kept.size, "media_type": item.media_type, "sha256": kept.sha256, "sha512": kept.sha512}
    if captured:
        facts |= {"captured_from": captured.url, "captured_at": captured.at.isoformat(), "captured_with": captured.tool, "captured_by": captured.operator}
    append(item=item, verb=Verb.TAKEN_IN, by=by, now=now, details=facts)
    TimeStamp.objects.create(item=item, asked_at=now, next_try_at=now)
    return item


def too_large() -> str:
    """Why a file beyond the limit is not taken, in words for whoever brought it."""
    return _("The file is larger than %(limit)d MB, the most that is taken here. Whoever runs this installation can raise OUTCRY_EVIDENCE_MB.") % {
        "limit": settings.EVIDENCE_BYTES // 1_000_000
    }


def _kind_of(kept: store.Kept) -> str:
    with store.opened(address=kept.address) as file:
        return media_type(io.BufferedReader(file))[:100]


def _capture_fields(captured: CaptureFacts | None) -> dict[str, Any]:
    if captured is None:
        return {"captured_from": "", "captured_by": ""}
    return {"captured_from": captured.url, "captured_at": captured.at, "captured_with": captured.tool, "captured_by": captured.operator}


def _checked_name(name: str) -> str:
    # Browsers of old send the whole path; what stands before the last slash says where somebody keeps files.
    name = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if not has_control(letter)).strip()
    if not name or len(name) > NAME_LENGTH:
        raise EvidenceRefused("name", _("Give the file a name of one line, up to 255 letters."))
    return name


def _checked_subject(subject: str) -> str:
    if len(subject) > SUBJECT_LENGTH or has_control(subject):
        raise EvidenceRefused("subject", _("Write what it belongs to in one short word, such as case:7."))
    return subject.strip()
