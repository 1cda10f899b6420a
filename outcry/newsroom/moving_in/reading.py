"""The files of an old site, whatever they are: read twice, first for what is known of the site, then entry by entry."""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import PurePath
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from outcry.lib.xml_records import Mended, Node, Path, XmlRefused, records, root_of
from outcry.newsroom.moving_in import feed_archives, wordpress
from outcry.newsroom.moving_in.entries import Entry, Site

# Unpacked; an export of WordPress is rarely a tenth of it.
MOST_BYTES = 4_000_000_000
_MOST_FILES = 500
_SKIPPED = ("__MACOSX/",)


class SiteRefused(ValueError):
    """The files can't be read; the text says why, in words for whoever chose them."""


@dataclass(frozen=True, kw_only=True)
class File:
    """One file and how to open it, as often as wanted."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


def survey(files: Sequence[File], *, zone: tzinfo) -> tuple[Site, Mended]:
    """What is known of the site before its entries are taken in. Raise SiteRefused."""
    site, mended = Site(), Mended()
    for file, stream in _streams(files):
        with _refusing(file.name):
            _survey(stream, site, mended, zone)
    if not site.entries:
        raise SiteRefused(_("No entry stands in it."))
    return site, mended


def entries(files: Sequence[File], *, site: Site, zone: tzinfo) -> Iterator[Entry]:
    """Every entry, in the order of the files. Raise SiteRefused."""
    number = 0
    for file, stream in _streams(files):
        with _refusing(file.name):
            for entry in _entries(stream, site, zone, number + 1):
                number = entry.number
                yield entry


def _survey(stream: BinaryIO, site: Site, mended: Mended, zone: tzinfo) -> None:
    if _is_json(stream):
        if not feed_archives.json_site(stream, site):
            raise SiteRefused(_("This is neither a WordPress export nor a feed."))
        site.kind = site.kind or "json"
        for entry in feed_archives.json_entries(stream, start=1, zone=zone):
            feed_archives.learn_of_entry(site, entry)
        return
    _refuse_other_xml(stream)
    for path, node in records(stream, wanted=_wanted(), mended=mended):
        if path == wordpress.ITEM and wordpress.is_item(node):
            site.kind = "wordpress"
            wordpress.learn_of_item(site, node)
        elif path in _ITEMS:
            site.kind = site.kind or "feed"
            feed_archives.learn_of_entry(site, feed_archives.entry_of(path, node, number=1, zone=zone))
        else:
            wordpress.learn_of_site(site, path, node)
            feed_archives.learn_of_site(site, path, node)


def _entries(stream: BinaryIO, site: Site, zone: tzinfo, start: int) -> Iterator[Entry]:
    if _is_json(stream):
        yield from feed_archives.json_entries(stream, start=start, zone=zone)
        return
    for path, node in records(stream, wanted=_ITEMS, mended=Mended()):
        yield _entry(path, node, start, site, zone)
        start += 1


def _entry(path: Path, node: Node, number: int, site: Site, zone: tzinfo) -> Entry:
    if path == wordpress.ITEM and wordpress.is_item(node):
        return wordpress.entry_of(node, number=number, zone=zone, site=site)
    return feed_archives.entry_of(path, node, number=number, zone=zone)


_ITEMS = (feed_archives.RSS_ITEM, feed_archives.RDF_ITEM, feed_archives.ATOM_ENTRY)


def _wanted() -> list[Path]:
    return list(dict.fromkeys([*wordpress.wanted(), *feed_archives.wanted()]))


def _is_json(stream: BinaryIO) -> bool:
    stream.seek(0)
    return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def _refuse_other_xml(stream: BinaryIO) -> None:
    if root_of(stream) not in feed_archives.ROOTS:
        raise SiteRefused(_("This is neither a WordPress export nor a feed."))


_WHY = {
    "entities": lambda: _("It declares entities, by which a file can swell or ask for others. No export of WordPress and no feed needs them."),
    "broken": lambda: _("It is not well-formed XML."),
    "encoding": lambda: _("It names an encoding that is not known."),
    "deep": lambda: _("Its elements stand too deep within each other."),
    "elements": lambda: _("One of its entries has too many parts."),
    "token": lambda: _("A comment or tag in it is endless."),
}


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """What can't be read, said with the file's name and line."""
    try:
        yield
    except XmlRefused as refusal:
        words = {"file": name, "line": refusal.line, "reason": _WHY[refusal.code]()}
        raise SiteRefused(_("%(file)s, line %(line)s: %(reason)s") % words) from refusal
    except SiteRefused as refusal:
        raise SiteRefused(f"{name}: {refusal}") from refusal
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise SiteRefused(f"{name}: {_('The file is damaged.')}") from error


def _streams(files: Sequence[File]) -> Iterator[tuple[File, BinaryIO]]:
    """Each file as it is unpacked; a ZIP gives what is in it, in the order of the names."""
    for file in files:
        with file.open() as stream:
            head = stream.read(4)
            stream.seek(0)
            if head == b"PK\x03\x04":
                yield from _unzipped(file, stream)
            elif head[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=stream) as unpacked:
                    yield file, cast(BinaryIO, _Bounded(cast(BinaryIO, unpacked)))
            else:
                yield file, cast(BinaryIO, _Bounded(stream))


def _unzipped(file: File, stream: BinaryIO) -> Iterator[tuple[File, BinaryIO]]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise SiteRefused(f"{file.name}: {_('The file is damaged.')}") from error
    names = sorted(one.filename for one in archive.infolist() if _is_export(one))[: _MOST_FILES + 1]
    if not names or len(names) > _MOST_FILES:
        raise SiteRefused(f"{file.name}: {_('No export stands in this ZIP.')}")
    for name in names:
        inner = File(name=PurePath(name).name, open=file.open)
        with _refusing(inner.name):
            try:
                with archive.open(name) as unpacked:
                    yield inner, cast(BinaryIO, _Bounded(cast(BinaryIO, unpacked)))
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                raise SiteRefused(_("The file is damaged.")) from error


def _is_export(one: zipfile.ZipInfo) -> bool:
    return not one.is_dir() and one.filename.lower().endswith((".xml", ".json", ".rss", ".atom")) and not one.filename.startswith(_SKIPPED)


class _Bounded:
    """A file of which no more is read than one may be unpacked: what is small on the disk may be without end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._left = file, MOST_BYTES

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size if size >= 0 else self._left + 1)
        self._left -= len(piece)
        if self._left < 0:
            raise SiteRefused(_("It is larger than %(most)s gigabytes.") % {"most": MOST_BYTES // 1_000_000_000})
        return piece

    def seek(self, place: int, whence: int = 0) -> int:
        self._left = MOST_BYTES
        return self._file.seek(place, whence)
