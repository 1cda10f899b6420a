"""Is an item still what was taken in? The file, the custody log, the time stamps, the records of a web capture."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from outcry.accounts.models import Organisation, User
from outcry.evidence import custody, media_types, queries, stamping, store, web_archives
from outcry.evidence.models import EvidenceItem, StampState, Verb
from outcry.evidence.operations.log import append
from outcry.lib.keys import KeyMissing
from outcry.lib.sealing import SealBroken


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong: a word for the kind, and where, blank when the kind says it all. `sentences.py` has the words."""

    kind: str
    where: str = ""


def verify(*, item: EvidenceItem, by: User | None, now: datetime) -> list[Finding]:
    """Check the item and write into its custody log that this was done, and what was found. Empty: it is what was taken in."""
    found = list(findings(item=item))
    append(item=item, verb=Verb.VERIFIED, by=by, now=now, details={"found": [f"{one.kind} {one.where}".strip() for one in found]})
    return found


def findings(*, item: EvidenceItem) -> Iterator[Finding]:
    """Check the item and write nothing."""
    yield from _file_findings(item)
    yield from custody_findings(item=item)
    for stamp in item.stamps.filter(state=StampState.STAMPED):
        try:
            stamping.check(answer=bytes(stamp.response or b""), sha512=bytes.fromhex(item.sha512 or ""), root=settings.TIMESTAMP_ROOT)
        except stamping.StampFailed as error:
            yield Finding(kind=f"stamp_{error.failure}", where=stamp.server)


def custody_findings(*, item: EvidenceItem) -> Iterator[Finding]:
    """What is wrong with the custody log: entries changed, moved, put in, taken out, or cut off at the end."""
    row = EvidenceItem.objects.get(pk=item.pk)
    entries = queries.custody_facts(item=row)
    for number, fault in custody.faults(entries, item=row.public_id, expected_head=row.custody_head or ""):
        yield Finding(kind=f"custody_{fault}", where=str(number))
    first = entries[0].details if entries else {}
    if (first.get("sha256"), first.get("sha512"), first.get("size")) != (row.sha256, row.sha512, row.size):
        yield Finding(kind="row_changed")


def _file_findings(item: EvidenceItem) -> Iterator[Finding]:
    try:
        with store.opened(address=item.address) as file:
            sha256, sha512 = hashlib.sha256(), hashlib.sha512()
            for chunk in file.chunks():
                sha256.update(chunk)
                sha512.update(chunk)
            if (sha256.hexdigest(), sha512.hexdigest(), file.size) != (item.sha256, item.sha512, item.size):
                yield Finding(kind="file_changed")
            yield from _capture_findings(item, io.BufferedReader(file))
    except store.FileMissing:
        yield Finding(kind="file_missing")
    except SealBroken:
        yield Finding(kind="file_changed")
    except KeyMissing:
        yield Finding(kind="key_missing")


def _capture_findings(item: EvidenceItem, file: io.BufferedReader) -> Iterator[Finding]:
    file.seek(0)
    if item.media_type == media_types.WACZ:
        faults = web_archives.check_wacz(file)
    elif item.media_type in (media_types.WARC, media_types.WARC_GZIP):
        faults = web_archives.check_warc(file)
    else:
        return
    for fault in faults:
        yield Finding(kind=f"capture_{fault.kind}", where=fault.where)


@dataclass(frozen=True, kw_only=True)
class StoreReport:
    """All items of an organisation looked at: how many, which are not sound, and which files no row knows."""

    looked_at: int
    unsound: dict[str, list[Finding]]
    orphans: list[Path]


def check_store(*, organisation: Organisation, now: datetime) -> StoreReport:
    """Look at every item and every file, and change nothing. Reads all bytes: it takes a while."""
    unsound, number = {}, 0
    for item in EvidenceItem.objects.filter(organisation=organisation).order_by("pk").iterator():
        number += 1
        if found := list(findings(item=item)):
            unsound[item.public_id] = found
    return StoreReport(looked_at=number, unsound=unsound, orphans=store.orphans(known=queries.known_addresses(), now=now))
