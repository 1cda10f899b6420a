"""Mallory writes an export: nothing of hers runs, asks another machine, reads a file of ours or eats the memory."""

import io
import json
import socket
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.test import Client

from outcry.lib import xml_records
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in import reading
from outcry.newsroom.moving_in.forms import AuthorsForm, ChoicesForm, TopicsForm, UploadForm
from outcry.newsroom.moving_in.markup import taken_apart
from outcry.newsroom.moving_in.models import MovingRun
from outcry.newsroom.moving_in.moments import zone_called
from outcry.newsroom.moving_in.picture_files import FetchedPictures, FolderOfPictures, NoPictures, ZipOfPictures
from outcry.newsroom.tests.cast import NOW, a_drawing, a_newsroom, emeka, on_the_eighth
from outcry.newsroom.tests.moving_in.exports import HOME, a_comment, a_site, an_item
from outcry.newsroom.tests.moving_in.test_move_an_old_site_in import imported

ALLOWED = {"p", "b", "i", "a", "br", "ul", "ol", "li"}
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel>&c;</channel></rss>'
)
OUTER = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd">%x;]><rss></rss>'


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@contextmanager
def in_memory(data: bytes) -> Iterator[BinaryIO]:
    yield io.BytesIO(data)


def a_file(data: bytes) -> reading.File:
    return reading.File(name="mallory.xml", open=lambda: in_memory(data))


@pytest.mark.parametrize("text", [LAUGHS, OUTER, PARAMETER, "<rss>" * 100, "<rss><!--" + "-x" * 9_000_000, "<rss", "\0" * 100])
def test_a_trap_is_refused_and_asks_nobody(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_more: pytest.fail("it asked"))

    with pytest.raises(reading.SiteRefused):
        reading.survey([a_file(text.encode())], zone=zone_called(""))


def test_broken_letters_are_mended_and_counted() -> None:
    site = a_site(an_item(1, title="A\ufffeB]]>C")).replace(b"]]><", b"\x01\xff]]><", 1)

    _site, mended = reading.survey([a_file(site)], zone=zone_called(""))

    assert mended.characters >= 2


def test_an_entry_that_is_too_long_is_left_and_the_next_one_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_records, "MOST_CHARACTERS", 10_000)
    files = [a_file(a_site(an_item(1, html="x" * 50_000), an_item(2)))]
    site, _mended = reading.survey(files, zone=zone_called(""))

    found = list(reading.entries(files, site=site, zone=zone_called("")))

    assert [(entry.key, entry.is_too_long, len(entry.html) < 20_000) for entry in found] == [("1", True, True), ("2", False, True)]


class Endless(io.RawIOBase):
    """An export of as many entries as asked for, made while it is read."""

    def __init__(self, items: int) -> None:
        self._items, self._left = items, b""
        self.seek(0)

    def seek(self, place: int, whence: int = 0) -> int:
        head, _between, self._tail = a_site("@@@").partition(b"@@@")
        self._rest, self._number = head, 0
        return place

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and self._number <= self._items:
            self._number += 1
            self._rest += an_item(self._number, html="x" * 100_000).encode() if self._number <= self._items else self._tail
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def test_a_long_export_is_never_in_memory_as_a_whole() -> None:
    @contextmanager
    def opened() -> Iterator[Any]:
        yield Endless(400)

    files = [reading.File(name="long.xml", open=opened)]
    tracemalloc.start()
    site, _mended = reading.survey(files, zone=zone_called(""))
    number = sum(1 for _entry in reading.entries(files, site=site, zone=zone_called("")))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    # 40 megabytes went through.
    assert number == 400
    assert most < 4_000_000


def test_what_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<rss><channel>" + b" " * 5_000_000)

    with pytest.raises(reading.SiteRefused):
        reading.survey([a_file(out.getvalue())], zone=zone_called(""))


def test_nothing_but_plain_marks_is_left_of_a_text(real_data: Path) -> None:
    for text in naughty(real_data):
        for is_raw in (True, False):
            for piece in taken_apart(text, is_raw=is_raw).pieces:
                for tag, attributes in Elements(piece.html).found:
                    assert tag in ALLOWED, text
                    assert set(attributes) <= {"href"}, text
                    assert not (attributes.get("href") or "").strip().lower().startswith(("javascript:", "data:", "vbscript:")), text


@pytest.mark.parametrize(
    "text",
    ["[caption" * 20_000, "[gallery " + "a=" * 20_000, "<a href='" * 20_000, "<b>" * 20_000, "<!-- wp:" * 20_000, "<blockquote>" * 5_000, "\n \n" * 50_000],
)
def test_what_is_made_to_take_long_does_not(text: str) -> None:
    assert taken_apart(text, is_raw=True) is not None


@pytest.mark.django_db
def test_collected_strings_in_every_place_draw_no_element_of_their_own(tmp_path: Path, client: Client, real_data: Path) -> None:
    on_the_eighth()
    every = "\n\n".join(text.replace("\x00", "") for text in naughty(real_data))
    breaking = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    names = {"title": breaking, "creator": breaking, "post_name": breaking, "link": f"{HOME}/{breaking}"}

    told, _said = imported(tmp_path, a_site(an_item(1, html=every, excerpt=every[:5000], comments=[a_comment(1, content=every, author=breaking)], **names)))

    assert told["kinds"]["reports"]["created"] == 1
    html = client.get(ReportPage.objects.get().address()).content.decode()
    found = Elements(html).found
    assert [attributes for tag, attributes in found if tag == "script" and not (attributes.get("src") or "").startswith("/static/")] in (
        [],
        [{"type": "application/ld+json"}],
    )
    assert [attributes for _tag, attributes in found if any(name.startswith("on") for name in attributes)] == []
    assert [attributes for tag, attributes in found if tag == "img" and not (attributes.get("src") or "").startswith("/")] == []


def test_no_name_leads_out_of_the_folder_of_pictures(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    folder = tmp_path / "uploads"
    folder.mkdir()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")

    addresses = [
        "../secret.png",
        "%2e%2e/secret.png",
        "a/../../secret.png",
        "//secret.png",
        str(tmp_path / "secret.png"),
        "link.png",
        "a\0b.png",
        "http://[x/a.png",
    ]

    assert [FolderOfPictures(folder).find(f"{HOME}/wp-content/uploads/{name}") for name in addresses] == [None] * len(addresses)


def test_a_zip_of_pictures_gives_no_more_than_a_picture_may_be(settings: Any) -> None:
    settings.PICTURE_BYTES = 10_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("uploads/small.png", b"x" * 10_000)
        archive.writestr("uploads/large.png", b"x" * 10_001)
    pictures = ZipOfPictures(out)

    assert pictures.find(f"{HOME}/wp-content/uploads/small.png") == b"x" * 10_000
    assert pictures.find(f"{HOME}/wp-content/uploads/large.png") is None


def test_pictures_are_asked_of_the_old_site_alone_and_of_no_inner_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_more: pytest.fail("it asked"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: [(0, 0, 0, "", ("127.0.0.1", 80))])
    fetched = FetchedPictures(NoPictures(), home="http://inner.example", now=NOW)

    assert fetched.find("http://inner.example/wp-content/uploads/a.png") is None
    assert fetched.find("http://169.254.169.254/latest/meta-data") is None
    assert fetched.find("file:///etc/passwd") is None


@pytest.mark.django_db
def test_whatever_is_sent_to_the_desk_is_answered(client: Client, real_data: Path) -> None:
    a_newsroom()
    client.force_login(emeka())
    for data in (b"", b"PK\x03\x04" + bytes(50), b"\x1f\x8b" + bytes(50), b"{" * 50, a_drawing(), LAUGHS.encode()):
        sent = {"export": SimpleUploadedFile("../../etc/x.xml", data), "pictures": SimpleUploadedFile("x.zip", data)}

        assert client.post("/desk/newsroom/old-sites/add/", sent).status_code == 200
    assert not MovingRun.objects.exists()
    for text in naughty(real_data)[::9]:
        found = {"topics": {text: ""}}
        names = ("language", "zone", "credit", "pages", "author-0", "topic-0")
        sent_text = dict.fromkeys(names, text)
        forms = (
            ChoicesForm(sent_text, initial={}),
            AuthorsForm(sent_text, authors={text: text}),
            TopicsForm(sent_text, found=found, names={}),
            UploadForm(sent_text),
        )
        assert all(isinstance(form.errors, dict) for form in forms)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mapping",
    ["{", "[", "x = 1", '{"zone": "../../etc/passwd"}', '{"language": "xx"}', '{"topics": {"a": "topics/none"}}', '{"extras": ["all"]}', '{"authors": 1}'],
)
def test_a_mapping_that_makes_no_sense_is_refused(tmp_path: Path, mapping: str) -> None:
    a_newsroom()
    (tmp_path / "mapping").write_text(mapping)

    with pytest.raises((CommandError, SystemExit)):
        imported(tmp_path, a_site(an_item(1)), mapping=tmp_path / "mapping")
    assert not ReportPage.objects.exists()


def naughty(folder: Path) -> list[str]:
    """Every collected string: the list of naughty strings, and payloads against cleaners of HTML."""
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    inputs = [path.read_text().split("\n--\n")[0] for path in (folder / "security/bleach").glob("*.test")]
    return [text for text in [*strings, *payloads, *inputs] if isinstance(text, str)]
