"""Web archives: is each record of a WARC or WACZ still what its digest says? Reads; trusts nothing it reads.

WARC 1.1 (ISO 28500:2017); WACZ 1.1.1: a ZIP file whose datapackage.json lists every file with its SHA-256, with an index
(CDXJ) of all records and a list of pages.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

# Bounds against archives that unpack without end.
MOST_FILES = 10_000
MOST_RECORDS = 200_000
MOST_BYTES = 20_000_000_000
_PIECE = 256 * 1024
_PACKAGE, _PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
# What a library may raise over bytes that somebody made up.
_NOT_READABLE = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, RuntimeError)
BROKEN = (*_NOT_READABLE, zipfile.BadZipFile, zlib.error, ArchiveLoadFailed)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with an archive: a word for the kind, and where: a file's name, or a record with its place and address."""

    kind: str
    where: str


class _TooMuch(Exception):
    """The archive holds more than is looked at."""


def check_warc(file: BinaryIO, *, name: str = "WARC", places: "set[tuple[str, int, int]] | None" = None) -> Iterator[Fault]:
    """Faults of every record; `places` is filled with (file, offset, length) of each, to compare with an index."""
    found = set() if places is None else places
    before = len(found)
    iterator = ArchiveIterator(file, check_digests=True)
    try:
        yield from _check_records(iterator, name, found)
    except _TooMuch:
        yield Fault(kind="too_much", where=name)
    except BROKEN:
        yield Fault(kind="not_readable", where=f"{name}, {iterator.offset}")
    if iterator.err_count:
        yield Fault(kind="record_ends_wrongly", where=name)
    if len(found) == before:
        yield Fault(kind="no_record", where=name)


def _check_records(iterator: ArchiveIterator, name: str, places: set[tuple[str, int, int]]) -> Iterator[Fault]:
    read = 0
    for record in iterator:
        where = f"{name}, {iterator.offset}: {record.rec_type} {record.rec_headers.get_header('WARC-Target-URI') or ''}".rstrip()
        while piece := record.raw_stream.read(_PIECE):
            read += len(piece)
            if read > MOST_BYTES or len(places) > MOST_RECORDS:
                raise _TooMuch
        yield from _faults_of_digest(record, where)
        places.add((name.rpartition("/")[2], iterator.get_record_offset(), iterator.get_record_length()))


def _faults_of_digest(record: Any, where: str) -> Iterator[Fault]:
    verdict = record.digest_checker.passed
    if verdict is False:
        yield Fault(kind="record_changed", where=where)
    elif verdict is None and record.rec_type in ("response", "resource", "request"):
        yield Fault(kind="record_without_digest", where=where)


def check_wacz(file: BinaryIO) -> Iterator[Fault]:
    """Faults of a WACZ: its package, each file, each record, and whether index and pages speak of what is there."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _check_zip(archive)
    except BROKEN:
        yield Fault(kind="not_readable", where="WACZ")


def _check_zip(archive: zipfile.ZipFile) -> Iterator[Fault]:
    members = archive.infolist()
    names = [member.filename for member in members if not member.is_dir()]
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        yield Fault(kind="too_much", where="WACZ")
        return
    yield from (Fault(kind="file_twice", where=name) for name in sorted({name for name in names if names.count(name) > 1}))
    yield from _check_package(archive, set(names))
    places: set[tuple[str, int, int]] = set()
    for name in sorted(set(names)):
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            with archive.open(name) as warc:
                yield from check_warc(warc, name=name, places=places)  # type: ignore[arg-type]  # a file that can be read is enough
    yield from _check_index(archive, names, places)


def _check_package(archive: zipfile.ZipFile, names: set[str]) -> Iterator[Fault]:
    if _PACKAGE not in names:
        yield Fault(kind="file_missing", where=_PACKAGE)
        return
    package = archive.read(_PACKAGE)
    if _PACKAGE_DIGEST in names and json.loads(archive.read(_PACKAGE_DIGEST))["hash"] != f"sha256:{hashlib.sha256(package).hexdigest()}":
        yield Fault(kind="file_changed", where=_PACKAGE)
    listed = {resource["path"]: resource for resource in json.loads(package)["resources"]}
    for path, resource in listed.items():
        if path not in names:
            yield Fault(kind="file_missing", where=path)
        elif not _is_as_listed(archive, path, resource):
            yield Fault(kind="file_changed", where=path)
    yield from (Fault(kind="file_not_listed", where=name) for name in sorted(names - listed.keys() - {_PACKAGE, _PACKAGE_DIGEST}))


def _is_as_listed(archive: zipfile.ZipFile, path: str, resource: dict[str, Any]) -> bool:
    algorithm, _, expected = resource["hash"].partition(":")
    if algorithm not in ("sha256", "sha512") or archive.getinfo(path).file_size != resource["bytes"]:
        return False
    found = hashlib.new(algorithm)
    try:
        with archive.open(path) as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except BROKEN:
        # The ZIP file's own check sum failed.
        return False
    return bool(found.hexdigest() == expected)


def _check_index(archive: zipfile.ZipFile, names: list[str], places: set[tuple[str, int, int]]) -> Iterator[Fault]:
    addresses = set()
    for name in names:
        if not (name.startswith("indexes/") and name.endswith((".cdx", ".cdxj"))):
            continue
        for number, line in enumerate(archive.read(name).decode().splitlines(), start=1):
            if line.startswith("!") or not line.strip():
                continue
            facts = json.loads(line.split(" ", 2)[2])
            addresses.add(facts["url"])
            if (facts["filename"].rpartition("/")[2], int(facts["offset"]), int(facts["length"])) not in places:
                yield Fault(kind="index_wrong", where=f"{name}, {number}: {facts['url']}")
    if "pages/pages.jsonl" in names and addresses:
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").decode().splitlines() if line.strip()]
        yield from (Fault(kind="page_missing", where=page["url"]) for page in pages if "url" in page and page["url"] not in addresses)
