"""What leaves the store: a download, a bundle for a court, a note of who was given what. Each stands in the custody log."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.evidence import bags, custody, queries, store
from outcry.evidence.bags import BagFile
from outcry.evidence.models import CustodyEntry, EvidenceItem, StampState, Verb, WorkingCopy
from outcry.evidence.operations.checks import findings
from outcry.evidence.operations.log import append
from outcry.evidence.refusals import EvidenceRefused
from outcry.lib.identifiers import random_public_id
from outcry.lib.keys import KeyMissing
from outcry.lib.sealing import SealBroken

_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# A capture made elsewhere may lack digests and still be what was taken in: the bundle says so to whoever checks it.
_NO_HINDRANCE = "capture_"


def download_original(*, item: EvidenceItem, by: User, now: datetime, reason: str) -> Iterator[bytes]:
    """The bytes of the original, once they agree with its hash and the log holds who took them and why. Raise EvidenceRefused."""
    reason = _checked_reason(reason)
    _refuse_unsound(item.address, item.sha256)
    append(item=item, verb=Verb.DOWNLOADED, by=by, now=now, details={"reason": reason})
    return store.chunks_of(address=item.address)


def download_copy(*, copy: WorkingCopy, by: User, now: datetime) -> Iterator[bytes]:
    """The bytes of a working copy, written into the log of its original. Raise EvidenceRefused."""
    _refuse_unsound(copy.address, copy.sha256)
    append(item=copy.item, verb=Verb.DOWNLOADED, by=by, now=now, details={"copy": copy.public_id})
    return store.chunks_of(address=copy.address)


def hand_over(*, item: EvidenceItem, to: str, by: User, now: datetime, reason: str = "") -> CustodyEntry:
    """Write down to whom the item was given, on paper or by hand. Raise EvidenceRefused."""
    if not to.strip():
        raise EvidenceRefused("to", _("Say to whom it was given."))
    return append(item=item, verb=Verb.HANDED_OVER, by=by, now=now, details={"to": to.strip(), "reason": reason.strip()})


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """An exhibit bundle: its name, and its files, whose bytes are fetched when they are written."""

    name: str
    made_at: datetime
    files: Sequence[BagFile]

    def zipped(self) -> Iterator[bytes]:
        """The whole as a ZIP file, a piece at a time."""
        return bags.zipped(self.files, folder=self.name, at=self.made_at)


@transaction.atomic
def bundle(*, items: Sequence[EvidenceItem], by: User, now: datetime, reason: str, with_copies: bool = False) -> Bundle:
    """Put originals with all that proves them into a bundle that is checked without us. Raise EvidenceRefused.

    Names of staff and reasons in the custody logs go along: the chain can't be checked without them.
    """
    if not items:
        raise EvidenceRefused("items", _("Choose at least one piece of evidence."))
    reason = _checked_reason(reason)
    name = f"exhibit-{now:%Y%m%d}-{random_public_id()[:6]}"
    for item in items:
        if found := [one.kind for one in findings(item=item) if not one.kind.startswith(_NO_HINDRANCE)]:
            words = {"name": item.name, "found": ", ".join(found)}
            raise EvidenceRefused("items", _("%(name)s is not what was taken in (%(found)s). Verify it first.") % words)
        append(item=item, verb=Verb.BUNDLED, by=by, now=now, details={"bundle": name, "reason": reason})
    parts = [_part_of(item, with_copies=with_copies) for item in items]
    index = {"bundle": name, "made_at": custody.moment(now), "reason": reason, "items": [facts for facts, _files in parts]}
    payload = [file for _facts, files in parts for file in files]
    payload += [bags.small_file(bags.INDEX, _json(index)), *_reading_matter(index)]
    info = {"Bagging-Date": f"{now:%Y-%m-%d}", "External-Identifier": name, "Bag-Software-Agent": "Outcry"}
    return Bundle(name=name, made_at=now, files=bags.with_manifests(payload, info=info))


def _part_of(item: EvidenceItem, *, with_copies: bool) -> tuple[dict[str, Any], list[BagFile]]:
    """What the index says of an item, and its files."""
    folder = f"data/items/{item.public_id}"
    original = BagFile(
        path=f"{folder}/original/{_plain_name(item.name or '')}",
        sha256=item.sha256 or "",
        sha512=item.sha512 or "",
        chunks=lambda: store.chunks_of(address=item.address),
    )
    log = bags.small_file(f"{folder}/custody.json", _json([asdict(entry) for entry in queries.custody_facts(item=item)]))
    stamped = list(item.stamps.filter(state=StampState.STAMPED))
    stamps = [bags.small_file(f"{folder}/stamp-{number}.tsr", bytes(stamp.response or b"")) for number, stamp in enumerate(stamped, start=1)]
    copies = [_copy_file(folder, copy) for copy in item.copies.all()] if with_copies else []
    facts = {
        "id": item.public_id,
        "name": item.name,
        "media_type": item.media_type,
        "size": item.size,
        "sha256": item.sha256,
        "sha512": item.sha512,
        "taken_in_at": custody.moment(item.taken_in_at),
        "captured_from": item.captured_from,
        "captured_at": custody.moment(item.captured_at) if item.captured_at else "",
        "captured_with": item.captured_with,
        "original": original.path,
        "custody": log.path,
        "custody_head": item.custody_head,
        "stamps": [{"file": file.path, "at": custody.moment(stamp.stamped_at or item.taken_in_at)} for file, stamp in zip(stamps, stamped, strict=True)],
        "copies": [file.path for file in copies],
    }
    return facts, [original, log, *stamps, *copies]


def _copy_file(folder: str, copy: WorkingCopy) -> BagFile:
    # A copy's row holds one of the two hashes; the other one is taken from its bytes.
    sha512 = hashlib.sha512()
    for chunk in store.chunks_of(address=copy.address):
        sha512.update(chunk)
    path = f"{folder}/copies/{copy.kind}-{copy.public_id}.{_EXTENSIONS[copy.media_type]}"
    return BagFile(path=path, sha256=copy.sha256 or "", sha512=sha512.hexdigest(), chunks=lambda: store.chunks_of(address=copy.address))


def _reading_matter(index: dict[str, Any]) -> list[BagFile]:
    """What a person reads first, and the root of the time stamps, for whoever wants to compare it with one from elsewhere."""
    root = [bags.small_file(bags.ROOT_CERTIFICATE, settings.TIMESTAMP_ROOT.read_bytes())] if settings.TIMESTAMP_ROOT else []
    told = {"index": index, "has_root": bool(root), "has_stamps": any(item["stamps"] for item in index["items"])}
    return [
        bags.small_file("data/index.html", render_to_string("evidence/bundle/index.html", {"index": index}).encode()),
        bags.small_file("data/HOW-TO-VERIFY.txt", render_to_string("evidence/bundle/how-to-verify.txt", told).encode()),
        *root,
    ]


def _refuse_unsound(address: str, sha256: str | None) -> None:
    found = hashlib.sha256()
    try:
        for chunk in store.chunks_of(address=address):
            found.update(chunk)
    except (store.FileMissing, SealBroken, KeyMissing) as error:
        raise EvidenceRefused("file", _("The file in the store is damaged or gone. Verify it to see what is wrong.")) from error
    if found.hexdigest() != sha256:
        raise EvidenceRefused("file", _("The file in the store is damaged or gone. Verify it to see what is wrong."))


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise EvidenceRefused("reason", _("Say in a few words what for; it is kept in the custody log."))
    return reason.strip()


def _plain_name(name: str) -> str:
    """A name that every file system and every manifest takes."""
    plain = re.sub(r"[^\w.\-]+", "-", unicodedata.normalize("NFC", name)).lstrip(".-")
    stem, dot, extension = plain.rpartition(".")
    return f"{stem[:80]}{dot}{extension[:12]}" if stem else plain[:80] or "original"


def _json(facts: Any) -> bytes:
    return json.dumps(facts, indent=1, ensure_ascii=False).encode()
