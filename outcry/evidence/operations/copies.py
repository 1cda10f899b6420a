"""Working copies: without hidden data, and with chosen areas gone for good. The original is never touched."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.evidence import at_the_workbench, sentences, store
from outcry.evidence.at_the_workbench import Made, NotMade
from outcry.evidence.models import CopyKind, EvidenceItem, Verb, WorkingCopy
from outcry.evidence.operations.log import append
from outcry.evidence.refusals import EvidenceRefused
from outcry.evidence.workbench.areas import Area

# What the workbench is given it holds in memory.
LARGEST = 200_000_000


def make_working_copy(*, item: EvidenceItem, by: User | None, now: datetime, keep_notes: bool = True) -> WorkingCopy:
    """Make a copy that shows what the original shows and holds nothing else. Raise EvidenceRefused for kinds that can't be cleaned.

    `keep_notes`: comments and stamps in a PDF are drawn into its pages, else left away.
    """
    made = _clean(_bytes_of(item), item.media_type, (), keep_notes=keep_notes)
    return _keep(item, made, CopyKind.CLEANED, Verb.COPIED, {"keep_notes": keep_notes}, by=by, now=now)


def redact(*, item: EvidenceItem, areas: Sequence[Area], by: User | None, now: datetime, reason: str, keep_notes: bool = True) -> WorkingCopy:
    """Make a copy in which what lies under `areas` is not there any more. Raise EvidenceRefused."""
    if not areas:
        raise EvidenceRefused("areas", _("Mark at least one area."))
    if not all(area.is_on_the_page() for area in areas):
        raise EvidenceRefused("areas", _("Each area has to lie on its page and cover something."))
    if not reason.strip():
        raise EvidenceRefused("reason", _("Say in a few words why this is taken out; it is kept in the custody log."))
    made = _clean(_bytes_of(item), item.media_type, areas, keep_notes=keep_notes)
    details = {"reason": reason.strip(), "areas": [asdict(area) for area in areas], "keep_notes": keep_notes}
    return _keep(item, made, CopyKind.REDACTED, Verb.REDACTED, details, by=by, now=now)


def preview(*, copy: WorkingCopy, page: int) -> bytes:
    """A PNG of one page of a working copy. Raise EvidenceRefused."""
    data = b"".join(store.chunks_of(address=copy.address))
    try:
        return at_the_workbench.render(data=data, kind=copy.media_type, page=page).data
    except NotMade as error:
        raise EvidenceRefused("page", sentences.not_made(error.kind)) from error


def look_at(*, copy: WorkingCopy, page: int, by: User, now: datetime) -> bytes:
    """The same for somebody, which the log keeps. The custody log does not: nothing was done with the original."""
    picture = preview(copy=copy, page=page)
    record(verb="evidence_viewed", subject=f"evidence:{copy.item_id}", now=now, actor=by)
    return picture


def _bytes_of(item: EvidenceItem) -> bytes:
    if item.media_type not in at_the_workbench.KINDS:
        raise EvidenceRefused("file", sentences.cannot_be_cleaned(item.media_type))
    if item.size > LARGEST:
        raise EvidenceRefused("file", sentences.not_made("too_large"))
    return b"".join(store.chunks_of(address=item.address))


def _clean(data: bytes, kind: str, areas: Sequence[Area], *, keep_notes: bool) -> Made:
    try:
        return at_the_workbench.clean(data=data, kind=kind, areas=areas, keep_notes=keep_notes)
    except NotMade as error:
        raise EvidenceRefused("file", sentences.not_made(error.kind)) from error


def _keep(item: EvidenceItem, made: Made, kind: CopyKind, verb: Verb, details: dict[str, object], *, by: User | None, now: datetime) -> WorkingCopy:
    # A copy may be larger than its original, whose limit it does not share.
    kept = store.keep(chunks=[made.data], limit=len(made.data))
    with transaction.atomic():
        copy = WorkingCopy.objects.create(
            item=item,
            kind=kind,
            media_type=made.kind,
            pages=made.pages,
            size=kept.size,
            sha256=kept.sha256,
            address=kept.address,
            made_by=by,
            made_at=now,
        )
        append(item=item, verb=verb, by=by, now=now, details={"copy": copy.public_id, "sha256": kept.sha256, **details})
    return copy
