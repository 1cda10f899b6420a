"""What kind of file this is, by its bytes. A name proves nothing."""

import codecs
import gzip
import zipfile
import zlib
from typing import BinaryIO

HEAD = 4096
UNKNOWN = "application/octet-stream"
WACZ, WARC, WARC_GZIP = "application/x-wacz", "application/warc", "application/warc+gzip"
PDF = "application/pdf"

# (position, bytes there, kind): the first that fits decides.
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"WARC/", WARC),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
)
_IN_ZIP = (
    ("datapackage.json", WACZ),
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_MARKUP = ((b"<!doctype html", "text/html"), (b"<html", "text/html"), (b"<svg", "image/svg+xml"), (b"<?xml", "application/xml"))


def media_type(file: BinaryIO) -> str:
    """The kind of an open file, as a MIME type; its position is moved."""
    file.seek(0)
    head = file.read(HEAD)
    # Readers take a PDF whose mark stands anywhere in the first KiB, so we do.
    if b"%PDF-" in head[:1024]:
        return PDF
    kind = next((kind for position, sign, kind in _SIGNS if head.startswith(sign, position)), "")
    if kind == "application/zip":
        return _kind_of_zip(file)
    if kind == "application/gzip":
        return WARC_GZIP if _begins_with_warc(head) else kind
    return kind or _kind_of_text(head)


def _kind_of_zip(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return archive.read("mimetype").decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return "application/zip"
    return next((kind for name, kind in _IN_ZIP if name in names), "application/zip")


def _begins_with_warc(head: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 5) == b"WARC/"
    except (zlib.error, gzip.BadGzipFile):
        return False


def _kind_of_text(head: bytes) -> str:
    if not head or b"\0" in head:
        return UNKNOWN
    try:
        # The last letter may be cut in two.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return UNKNOWN
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return next((kind for sign, kind in _MARKUP if start.startswith(sign)), "text/plain")
