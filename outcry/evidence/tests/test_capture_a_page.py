import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from outcry.evidence import store, web_archives
from outcry.evidence.media_types import WACZ, WARC_GZIP
from outcry.evidence.models import EvidenceItem
from outcry.evidence.operations import EvidenceRefused, capture, verify
from outcry.evidence.operations.checks import findings
from outcry.evidence.tests.cast import NOW, an_item, an_organisation, rosa
from outcry.evidence.tests.website import PAGE, Website, a_website
from outcry.evidence.wacz import search_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[Website]:
    settings.CAPTURE_ALLOWS_LOOPBACK = True
    with a_website() as one:
        yield one


def captured(site: Website, path: str = "/") -> EvidenceItem:
    return capture(organisation=an_organisation(), url=site.url + path, subject="case:7", by=rosa(), now=NOW)


def bytes_of(item: EvidenceItem) -> bytes:
    return b"".join(store.chunks_of(address=item.address))


def opened(item: EvidenceItem) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(bytes_of(item)))


def rewritten(item: EvidenceItem, **changes: bytes | None) -> bytes:
    """The archive with some files changed, added or (None) left out. `archive_data` stands for archive/data.warc.gz."""
    names = {"archive_data": "archive/data.warc.gz", "index": "indexes/index.cdxj", "pages": "pages/pages.jsonl", "extra": "extra.txt"}
    with opened(item) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for word, data in changes.items():
        files.pop(names[word], None)
        if data is not None:
            files[names[word]] = data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def kinds(data: bytes) -> set[str]:
    return {fault.kind for fault in web_archives.check_wacz(io.BytesIO(data))}


def test_a_page_is_captured_with_what_it_needs(site: Website) -> None:
    item = captured(site)

    assert sorted(site.asked) == ["/", "/back.gif", "/inline.gif", "/large.gif", "/missing.gif", "/more.css", "/pixel.gif", "/style.css"]
    assert (item.media_type, item.captured_from, item.captured_by, item.captured_at) == (WACZ, site.url + "/", "rosa", NOW)
    assert verify(item=item, by=rosa(), now=NOW) == []


def test_the_archive_holds_the_answer_byte_for_byte(site: Website) -> None:
    with opened(captured(site)) as archive, archive.open("archive/data.warc.gz") as warc:
        records = [(record.rec_type, record.rec_headers, record.raw_stream.read()) for record in ArchiveIterator(warc, no_record_parse=True)]

    [info, first, *_rest] = records
    assert info[1].protocol == first[1].protocol == "WARC/1.1"
    assert first[0] == "response"
    assert first[2].startswith(b"HTTP/1.1 200 OK\r\n")
    assert first[2].endswith(b"\r\n\r\n" + PAGE.encode())


def test_the_package_names_page_and_tool_and_nobody_who_works_here(site: Website) -> None:
    item = captured(site)
    with opened(item) as archive:
        package = json.loads(archive.read("datapackage.json"))

    assert (package["wacz_version"], package["mainPageUrl"], package["title"]) == ("1.1.1", site.url + "/", "Новости 24")
    assert all(resource["hash"].startswith("sha256:") for resource in package["resources"])
    assert b"rosa" not in bytes_of(item)


@pytest.mark.parametrize("position", [300, -300])
def test_a_changed_byte_in_a_record_is_found_and_the_record_named(site: Website, position: int) -> None:
    item = captured(site)
    with opened(item) as archive:
        warc = bytearray(archive.read("archive/data.warc.gz"))
    warc[position] ^= 1

    assert {"file_changed", "not_readable"} <= kinds(rewritten(item, archive_data=bytes(warc)))


def test_a_record_forged_with_care_is_found_by_its_digest(site: Website) -> None:
    item = captured(site)
    with opened(item) as archive:
        plain = b"".join(_plain_records(archive.read("archive/data.warc.gz")))

    forged = plain.replace(b"Fireworks outside", b"Firewatch outside")
    faults = list(web_archives.check_warc(io.BytesIO(forged)))

    assert [fault.kind for fault in faults] == ["record_changed"]
    assert faults[0].where.endswith(f"response {site.url}/")
    assert list(web_archives.check_warc(io.BytesIO(plain))) == []


def test_a_file_added_left_out_or_an_index_that_lies_is_found(site: Website) -> None:
    item = captured(site)
    with opened(item) as archive:
        index = archive.read("indexes/index.cdxj")

    assert kinds(rewritten(item)) == set()
    assert kinds(rewritten(item, extra=b"x")) == {"file_not_listed"}
    assert kinds(rewritten(item, pages=None)) == {"file_missing"}
    assert kinds(rewritten(item, index=index.replace(b'"offset": "', b'"offset": "9'))) == {"file_changed", "index_wrong"}
    assert kinds(b"PK\x03\x04 torn") == {"not_readable"}


def test_an_archive_made_elsewhere_is_taken_in_and_verified(site: Website) -> None:
    with opened(captured(site)) as archive:
        warc = archive.read("archive/data.warc.gz")
    good, torn = an_item(warc, name="elsewhere.warc.gz"), an_item(warc[:-40], name="torn.warc.gz")

    assert good.media_type == torn.media_type == WARC_GZIP
    assert list(findings(item=good)) == []
    assert [finding.kind for finding in findings(item=torn)] != []


def test_redirects_are_followed_and_kept(site: Website) -> None:
    site.has("/old", status=302, Location="/")

    item = captured(site, "/old")

    with opened(item) as archive:
        assert f"{site.url}/old" in archive.read("indexes/index.cdxj").decode()
    assert item.captured_from == site.url + "/"


def test_chunked_answers_are_read_and_kept_as_they_came(site: Website) -> None:
    site.has("/chunked", b"6\r\n<h1>Hi\r\n5\r\n</h1>\r\n0\r\n\r\n", is_chunked=True)

    assert verify(item=captured(site, "/chunked"), by=rosa(), now=NOW) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/desk/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://user:word@127.0.0.1/",
        "file:///etc/passwd",
        "ftp://site.example/",
        "javascript:1",
        "http://",
        "http://127.0.0.1\r\nHost: x/",
        "",
    ],
)
def test_nothing_of_the_inner_network_is_asked(url: str) -> None:
    with pytest.raises(EvidenceRefused) as refusal:
        capture(organisation=an_organisation(), url=url, subject="", by=rosa(), now=NOW)

    assert refusal.value.field == "url"
    assert "inner network" in refusal.value.sentence


def test_a_redirect_into_the_inner_network_is_not_followed(site: Website) -> None:
    site.has("/trap", status=302, Location="http://169.254.169.254/latest/meta-data/")
    site.has("/page", b'<img src="http://10.0.0.1/inner.gif">')

    with pytest.raises(EvidenceRefused, match="inner network"):
        captured(site, "/trap")
    with opened(captured(site, "/page")) as archive, archive.open("archive/data.warc.gz") as warc:
        words = [record.raw_stream.read() for record in ArchiveIterator(warc) if record.rec_type == "metadata"]

    assert words == [b"left-out-refused: http://10.0.0.1/inner.gif\r\n"]


def test_a_name_whose_answers_mix_inner_and_outer_addresses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("192.168.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: answers)

    with pytest.raises(EvidenceRefused, match="inner network"):
        capture(organisation=an_organisation(), url="http://rebinding.example/", subject="", by=rosa(), now=NOW)


@pytest.mark.parametrize("status", [404, 500])
def test_an_error_is_no_page(site: Website, status: int) -> None:
    site.has("/gone", b"gone", status=status)

    with pytest.raises(EvidenceRefused, match=f"answered {status}"):
        captured(site, "/gone")
    assert not EvidenceItem.objects.exists()


def test_a_page_beyond_the_bounds_is_refused_and_parts_beyond_them_are_named(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outcry.evidence.operations.capture_page.LARGEST_ANSWER", 1_000_000)
    monkeypatch.setattr("outcry.evidence.operations.capture_page.MOST_REQUESTS", 3)
    site.has("/large", b"x" * 1_000_001)

    with pytest.raises(EvidenceRefused, match="larger than 1 MB"):
        captured(site, "/large")
    assert verify(item=captured(site), by=rosa(), now=NOW) == []
    assert len(site.asked) == 1 + 3


def test_the_proxy_is_asked_for_names_and_never_for_inner_ones(settings: Any) -> None:
    settings.CAPTURE_PROXY = "socks5h://127.0.0.1:1"

    with pytest.raises(EvidenceRefused, match="could not be fetched"):
        capture(organisation=an_organisation(), url="http://news.example/", subject="", by=rosa(), now=NOW)
    for url in ("http://127.0.0.1/", "http://printer.local/", "http://intranet/"):
        with pytest.raises(EvidenceRefused, match="inner network"):
            capture(organisation=an_organisation(), url=url, subject="", by=rosa(), now=NOW)


@pytest.mark.parametrize(
    ("url", "key"),
    [("https://www.news.example/Path?b=2&a=1", "example,news)/path?a=1&b=2"), ("http://127.0.0.1:8000", "1,0,0,127:8000)/")],
)
def test_an_index_is_sorted_by_the_host_turned_around(url: str, key: str) -> None:
    assert search_key(url) == key


def _plain_records(warc: bytes) -> Iterator[bytes]:
    yield gzip.decompress(warc)
