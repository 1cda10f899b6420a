"""Writes a capture as WACZ 1.1.1 around WARC 1.1 (ISO 28500:2017), with a SHA-256 of every record and of every file.

Says nothing of who captured it: that stands in the item's row and custody log, and an archive may be handed on.
"""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import uuid4

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from outcry.evidence.fetching import Exchange

WACZ_VERSION = "1.1.1"
_WARC_NAME = "data.warc.gz"
_WARC, _INDEX, _PAGES = f"archive/{_WARC_NAME}", "indexes/index.cdxj", "pages/pages.jsonl"


@dataclass(frozen=True, kw_only=True)
class Captured:
    """A page with what it needs. `left_out` are addresses of parts that could not be had, each with the reason in a word."""

    url: str
    title: str
    at: datetime
    tool: str
    exchanges: Sequence[Exchange]
    left_out: Sequence[tuple[str, str]] = ()


def write_wacz(*, captured: Captured, to: BinaryIO) -> None:
    """Write the archive. Nothing in it is compressed twice, so that every tool finds the records."""
    warc = io.BytesIO()
    lines = sorted(_write_records(captured, warc))
    files = {
        _WARC: warc.getvalue(),
        _INDEX: "".join(f"{line}\n" for line in lines).encode(),
        _PAGES: _pages(captured),
    }
    package = _package(captured, files)
    files["datapackage.json"] = package
    files["datapackage-digest.json"] = _json({"path": "datapackage.json", "hash": _hash(package)})
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=captured.at.astimezone(UTC).timetuple()[:6]), data)


def _write_records(captured: Captured, warc: io.BytesIO) -> Iterator[str]:
    """Write all records; yield the line of the index for each answer."""
    writer = WARCWriter(warc, gzip=True, warc_version="WARC/1.1")
    about = {"software": captured.tool, "format": "WARC File Format 1.1", "conformsTo": "https://www.iso.org/standard/68004.html"}
    writer.write_record(_record("warcinfo", _fields(about.items()), captured.at, content_type="application/warc-fields", filename=_WARC_NAME))
    for exchange in captured.exchanges:
        answer_id = f"<urn:uuid:{uuid4()}>"
        offset = warc.tell()
        writer.write_record(
            _record("response", exchange.response, exchange.at, exchange=exchange, record_id=answer_id, content_type="application/http; msgtype=response")
        )
        yield _index_line(exchange, offset, warc.tell() - offset)
        writer.write_record(
            _record("request", exchange.request, exchange.at, exchange=exchange, concurrent_to=answer_id, content_type="application/http; msgtype=request")
        )
    if captured.left_out:
        left_out = _fields((f"left-out-{reason}", url) for url, reason in captured.left_out)
        writer.write_record(_record("metadata", left_out, captured.at, content_type="application/warc-fields", about=captured.url))


def _record(
    kind: str,
    block: bytes,
    at: datetime,
    *,
    content_type: str,
    exchange: Exchange | None = None,
    record_id: str = "",
    concurrent_to: str = "",
    filename: str = "",
    about: str = "",
) -> Any:
    """A record whose block is written as it is. The library would put HTTP headers together anew, so it is not told of them."""
    headers = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id or f"<urn:uuid:{uuid4()}>"),
        ("WARC-Date", at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
        ("WARC-Target-URI", exchange.url if exchange else about),
        ("WARC-IP-Address", exchange.ip if exchange and kind == "response" else ""),
        ("WARC-Concurrent-To", concurrent_to),
        ("WARC-Filename", filename),
        ("WARC-Block-Digest", _digest(block)),
        # Without it the library would add one of its own; a request and our own fields have no payload apart from the block.
        ("WARC-Payload-Digest", _digest(block[exchange.body_at :] if exchange and kind == "response" else _payload(block, kind))),
        ("Content-Type", content_type),
    ]
    said = StatusAndHeaders("", [(name, value) for name, value in headers if value], protocol="WARC/1.1")
    return ArcWarcRecord("warc", kind, said, io.BytesIO(block), None, content_type, len(block))


def _payload(block: bytes, kind: str) -> bytes:
    """What follows the HTTP headers of a request; of our own fields everything."""
    return block.partition(b"\r\n\r\n")[2] if kind == "request" else block


def _digest(data: bytes) -> str:
    # Base32, as every tool reads it; no padding is needed by none of them.
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()


def _fields(facts: Any) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in facts).encode()


def _index_line(exchange: Exchange, offset: int, length: int) -> str:
    facts = {
        "url": exchange.url,
        "mime": exchange.media_type or "unk",
        "status": str(exchange.status),
        "digest": _digest(exchange.response[exchange.body_at :]),
        "length": str(length),
        "offset": str(offset),
        "filename": _WARC_NAME,
    }
    return f"{search_key(exchange.url)} {exchange.at.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(facts)}"


def search_key(url: str) -> str:
    """The address with its host turned around, by which an index is sorted (SURT): `example,news)/path?query`."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = "?" + "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{host}{port}){(parts.path or '/').lower()}{query}"


def _pages(captured: Captured) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    page = {"id": "page-1", "url": captured.url, "title": captured.title or captured.url, "ts": _iso(captured.at)}
    return _json(head) + b"\n" + _json(page) + b"\n"


def _package(captured: Captured, files: dict[str, bytes]) -> bytes:
    resources = [{"name": path.rpartition("/")[2].lower(), "path": path, "hash": _hash(data), "bytes": len(data)} for path, data in files.items()]
    facts = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": captured.title or captured.url,
        "software": captured.tool,
        "created": _iso(captured.at),
        "mainPageUrl": captured.url,
        "mainPageDate": _iso(captured.at),
        "resources": resources,
    }
    return json.dumps(facts, indent=2, ensure_ascii=False).encode()


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False).encode()
