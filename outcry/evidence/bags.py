"""Exhibit bundles (BagIt, RFC 8493): a folder, or a ZIP file that is written while it is sent, and how one is checked.

Needs no database and no keys: whoever is handed a bundle may check it with this file, or with the programs that
HOW-TO-VERIFY.txt in it names.
"""

import hashlib
import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import bagit

from outcry.evidence import custody, media_types, stamping, web_archives

INDEX = "data/index.json"
ROOT_CERTIFICATE = "data/authority-root.pem"
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ALGORITHMS = ("sha256", "sha512")
_PIECE = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class BagFile:
    """A file of a bundle: its path, its hashes, and a way to its bytes."""

    path: str
    sha256: str
    sha512: str
    chunks: Callable[[], Iterable[bytes]]


def small_file(path: str, data: bytes) -> BagFile:
    """A file whose bytes are at hand."""
    return BagFile(path=path, sha256=hashlib.sha256(data).hexdigest(), sha512=hashlib.sha512(data).hexdigest(), chunks=lambda: [data])


def with_manifests(payload: Sequence[BagFile], *, info: dict[str, str]) -> list[BagFile]:
    """A whole bag: the payload, then what says which files it has and what their hashes are."""
    tags = [small_file("bagit.txt", _DECLARATION), small_file("bag-info.txt", "".join(f"{name}: {value}\n" for name, value in info.items()).encode())]
    tags += [small_file(f"manifest-{algorithm}.txt", _manifest(payload, algorithm)) for algorithm in _ALGORITHMS]
    return [*payload, *tags, *(small_file(f"tagmanifest-{algorithm}.txt", _manifest(tags, algorithm)) for algorithm in _ALGORITHMS)]


def _manifest(files: Sequence[BagFile], algorithm: str) -> bytes:
    # Two blanks, so that `sha256sum -c` reads it as it stands.
    return "".join(f"{getattr(file, algorithm)}  {file.path}\n" for file in files).encode()


def write_folder(files: Sequence[BagFile], folder: Path) -> None:
    """Write a bag as a new folder."""
    folder.mkdir(mode=0o700, parents=True)
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)


def zipped(files: Sequence[BagFile], *, folder: str, at: datetime) -> Iterator[bytes]:
    """A bag as a ZIP file, a piece at a time: nothing of it lies on our disk."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{folder}/{file.path}", date_time=at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as out:
                for chunk in file.chunks():
                    out.write(chunk)
                    yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what is written until somebody takes it away; can't be wound back, which ZIP files allow."""

    def __init__(self) -> None:
        super().__init__()
        self._data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._data += data
        return len(data)

    def taken(self) -> bytes:
        data = bytes(self._data)
        self._data.clear()
        return data


@dataclass(frozen=True, kw_only=True)
class BagFault:
    """What is wrong with a bundle: a word for the kind, and where."""

    kind: str
    where: str


@dataclass(frozen=True, kw_only=True)
class BagReport:
    """What a check saw: how many items, how many stamps whose signature was followed to a root, and what is wrong."""

    items: int
    trusted_stamps: int
    unsigned_stamps: int
    faults: Sequence[BagFault]


class NoBag(Exception):
    """There is no bundle of ours in this place."""


def check(*, place: Path, root: Path | None) -> BagReport:
    """Check a bundle, as a folder or a ZIP file, with nothing but its own files and the root that the reader trusts. Raise NoBag.

    A root that lies in the bundle itself proves nothing and is not used.
    """
    with _folder_of(place) as folder:
        faults = list(_bag_faults(folder))
        index = _index(folder)
        for item in index["items"]:
            faults += _item_faults(folder, item, root)
    stamps = sum(len(item["stamps"]) for item in index["items"])
    return BagReport(items=len(index["items"]), trusted_stamps=stamps if root else 0, unsigned_stamps=0 if root else stamps, faults=faults)


@contextmanager
def _folder_of(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield place
        return
    with tempfile.TemporaryDirectory() as unpacked:
        try:
            with zipfile.ZipFile(place) as archive:
                archive.extractall(unpacked)
        except web_archives.BROKEN as error:
            raise NoBag(str(place)) from error
        yield next((path.parent for path in sorted(Path(unpacked).glob("*/bagit.txt"))), Path(unpacked))


def _bag_faults(folder: Path) -> Iterator[BagFault]:
    """What the makers' own check finds, and files beside the payload that nothing vouches for."""
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    try:
        bag = bagit.Bag(str(folder))
    except bagit.BagError as error:
        raise NoBag(str(folder)) from error
    try:
        bag.validate()
    except bagit.BagValidationError as error:
        for detail in error.details or [error]:
            yield BagFault(kind=_KINDS.get(type(detail), "bag_invalid"), where=str(getattr(detail, "path", detail)))
    vouched = {*bag.tagfile_entries(), *(Path(path).name for path in bag.tagmanifest_files())}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("data/") and name not in vouched:
            yield BagFault(kind="file_extra", where=name)


_KINDS = {bagit.FileMissing: "file_missing", bagit.UnexpectedFile: "file_extra", bagit.ChecksumMismatch: "file_changed"}


def _index(folder: Path) -> dict[str, Any]:
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        return {"items": list(index["items"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoBag(str(folder)) from error


def _item_faults(folder: Path, item: dict[str, Any], root: Path | None) -> Iterator[BagFault]:
    try:
        yield from _custody_faults(folder, item)
        yield from _original_faults(folder, item, root)
    except (OSError, ValueError, KeyError, TypeError):
        yield BagFault(kind="item_not_readable", where=str(item.get("id")))


def _custody_faults(folder: Path, item: dict[str, Any]) -> Iterator[BagFault]:
    entries = [custody.Entry(**entry) for entry in json.loads((folder / item["custody"]).read_text(encoding="utf-8"))]
    for number, fault in custody.faults(entries, item=item["id"], expected_head=item["custody_head"]):
        yield BagFault(kind=f"custody_{fault}", where=f"{item['custody']}, {number}")
    first = entries[0].details if entries else {}
    if (first.get("sha256"), first.get("sha512")) != (item["sha256"], item["sha512"]):
        yield BagFault(kind="intake_differs", where=item["custody"])


def _original_faults(folder: Path, item: dict[str, Any], root: Path | None) -> Iterator[BagFault]:
    with (folder / item["original"]).open("rb") as file:
        found = [hashlib.file_digest(file, algorithm).hexdigest() for algorithm in _ALGORITHMS if file.seek(0) == 0]
        if found != [item["sha256"], item["sha512"]]:
            yield BagFault(kind="original_differs", where=item["original"])
        file.seek(0)
        check_archive = {media_types.WACZ: web_archives.check_wacz, media_types.WARC: web_archives.check_warc, media_types.WARC_GZIP: web_archives.check_warc}
        for fault in check_archive.get(item["media_type"], lambda _file: iter(()))(file):
            yield BagFault(kind=f"capture_{fault.kind}", where=f"{item['original']}: {fault.where}")
    for stamp in item["stamps"]:
        try:
            stamping.check(answer=(folder / stamp["file"]).read_bytes(), sha512=bytes.fromhex(found[1]), root=root)
        except stamping.StampFailed as error:
            yield BagFault(kind=f"stamp_{error.failure}", where=stamp["file"])
