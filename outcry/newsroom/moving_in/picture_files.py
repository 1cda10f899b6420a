"""Where the pictures of an old site come from: a folder or a ZIP beside the export, and the old site itself where somebody asked for that."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from outcry.evidence.fetching import TooLong, follow
from outcry.evidence.network import AddressRefused, Deadline, NotReached
from outcry.newsroom.moving_in.old_links import host_of

_UPLOADS = "uploads/"
_RESIZED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[A-Za-z]{3,4}$)")
_SECONDS = 30
_FOUND = 200


class Pictures(Protocol):
    """A place where files of the old site may lie."""

    def find(self, address: str) -> bytes | None:
        """The file that stood at this address; None where it is not here, or too large."""


class NoPictures:
    """Nothing was given beside the export."""

    def find(self, address: str) -> bytes | None:
        return None


class FolderOfPictures:
    """A copy of wp-content/uploads, or of any folder above it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def find(self, address: str) -> bytes | None:
        for name in names_of(address):
            for start in ("", "uploads", "wp-content/uploads"):
                with suppress(OSError, ValueError):
                    place = (self._folder / start / name).resolve()
                    # Neither an address nor a link in the folder leads out of it.
                    if place.is_relative_to(self._folder) and place.is_file() and place.stat().st_size <= settings.PICTURE_BYTES:
                        return place.read_bytes()
        return None


class ZipOfPictures:
    """The same, packed."""

    def __init__(self, file: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(file)
        self._names = {_after_uploads(one.filename): one for one in self._archive.infolist() if not one.is_dir()}

    def find(self, address: str) -> bytes | None:
        for name in names_of(address):
            one = self._names.get(name)
            with suppress(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
                if one is not None and one.file_size <= settings.PICTURE_BYTES:
                    with self._archive.open(one) as unpacked:
                        data = unpacked.read(settings.PICTURE_BYTES + 1)
                    if len(data) <= settings.PICTURE_BYTES:
                        return data
        return None


class FetchedPictures:
    """Files beside the export first; what is not there is asked of the old site, and of no other: each address is judged as for evidence."""

    def __init__(self, beside: Pictures, *, home: str, now: datetime) -> None:
        self._beside, self._host, self._now = beside, host_of(home), now

    def find(self, address: str) -> bytes | None:
        return self._beside.find(address) or (self._fetched(address) if self._host and host_of(address) == self._host else None)

    def _fetched(self, address: str) -> bytes | None:
        try:
            for exchange in follow(url=address, deadline=Deadline.after(seconds=_SECONDS), limit=settings.PICTURE_BYTES, now=self._now):
                # A redirect may lead on within the old site, not to somebody else.
                if exchange.leads_to and host_of(exchange.leads_to) != self._host:
                    return None
        except (AddressRefused, NotReached, TooLong):
            return None
        return exchange.body if exchange.status == _FOUND else None


def names_of(address: str) -> Iterator[str]:
    """Under which names the file may lie, below the folder of uploads: as it was, before the old site made it smaller."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return
    name = _after_uploads(path)
    if name and ".." not in PurePosixPath(name).parts and "\0" not in name:
        yield from dict.fromkeys((_RESIZED.sub("", name), name))


def _after_uploads(path: str) -> str:
    return path[path.rfind(_UPLOADS) + len(_UPLOADS) :] if _UPLOADS in path else path.lstrip("/")
