import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from outcry.evidence import store
from outcry.evidence.models import CopyKind, EvidenceItem, WorkingCopy
from outcry.evidence.operations import Area, EvidenceRefused, findings, make_working_copy, preview, redact
from outcry.evidence.queries import custody_facts
from outcry.evidence.tests.cast import NOW, an_item, rosa
from outcry.evidence.tests.documents import HIDDEN, SECRET, a_jpeg, a_pdf, everything_in, red_pixels, reds_in, text_of
from outcry.evidence.workbench.pdfs import bare_jpeg, rendered

pytestmark = pytest.mark.django_db

TEXT = Area(page=1, left=0.1, top=0.12, width=0.5, height=0.06)
PHOTO = Area(page=1, left=0.1, top=0.38, width=0.4, height=0.16)


def copy_of(item: EvidenceItem, *, keep_notes: bool = True) -> bytes:
    return bytes_of(make_working_copy(item=item, by=rosa(), now=NOW, keep_notes=keep_notes))


def bytes_of(copy: WorkingCopy) -> bytes:
    return b"".join(store.chunks_of(address=copy.address))


def redacted(item: EvidenceItem, *areas: Area) -> bytes:
    return bytes_of(redact(item=item, areas=areas, by=rosa(), now=NOW, reason="protects a witness", keep_notes=False))


@pytest.mark.parametrize("name", ["67-0_length_string.jpg", "32-lens_data.jpeg"])
def test_place_and_serial_numbers_of_real_photos_are_gone_and_the_original_is_unchanged(real_data: Path, name: str) -> None:
    content = (real_data / "uploads/photos" / name).read_bytes()
    item = an_item(content, name=name)

    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(copy_of(item))) as after:
        assert len(before.getexif()) > 5
        assert (dict(after.getexif()), after.info.get("xmp"), after.info.get("photoshop")) == ({}, None, None)
        assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
        assert after.size == before.size
    assert list(findings(item=item)) == []


@pytest.mark.parametrize("mark", [b"3105364", b"SM-G930F", b"NIKON", b"Exif", b"http://ns.adobe.com/xap"])
def test_no_serial_number_or_mark_of_a_device_is_left_in_the_bytes(real_data: Path, mark: bytes) -> None:
    photos = [path.read_bytes() for path in sorted((real_data / "uploads/photos").iterdir())]

    copies = [copy_of(an_item(photo, name="photo.jpg")) for photo in photos]

    assert any(mark in photo for photo in photos)
    assert not any(mark in copy for copy in copies)


def test_a_photo_that_lay_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, "JPEG", exif=exif)

    with Image.open(io.BytesIO(copy_of(an_item(file.getvalue(), name="photo.jpg")))) as copy:
        assert copy.size == (20, 40)


def test_what_a_pdf_hides_is_gone_and_what_it_shows_stays() -> None:
    content = a_pdf()
    assert everything_in(content).count(HIDDEN.encode()) > 8

    copy = copy_of(an_item(content, name="report.pdf"))

    assert HIDDEN.encode() not in everything_in(copy)
    assert b"Exif" not in everything_in(copy)
    assert SECRET in text_of(copy, 1)
    assert reds_in(copy, 2) > 15_000


def test_notes_are_drawn_in_or_left_away_as_chosen() -> None:
    item = an_item(a_pdf(), name="report.pdf")

    drawn, left_away = copy_of(item), copy_of(item, keep_notes=False)

    def stamps(pdf: bytes) -> int:
        page = rendered(pdf, 1)
        return red_pixels(page.crop((page.width * 4 // 5, page.height * 4 // 5, page.width, page.height)))

    assert stamps(drawn) > 1000
    assert stamps(left_away) == 0


def test_a_real_pdf_keeps_its_pages_and_loses_its_author(real_data: Path) -> None:
    content = (real_data / "uploads/files/sample.pdf").read_bytes()

    copy = make_working_copy(item=an_item(content, name="sample.pdf"), by=rosa(), now=NOW)

    with pikepdf.open(io.BytesIO(content)) as before, pikepdf.open(io.BytesIO(bytes_of(copy))) as after:
        assert copy.pages == len(before.pages) == len(after.pages) == 22
        assert dict(after.docinfo) == {}
        assert set(after.Root.keys()) == {"/Pages", "/Type"}


def test_kinds_that_cannot_be_cleaned_are_refused_with_the_reason(real_data: Path) -> None:
    video = an_item((real_data / "uploads/files/short-video.webm").read_bytes(), name="video.webm")

    with pytest.raises(EvidenceRefused, match="sound and video can't be removed"):
        make_working_copy(item=video, by=rosa(), now=NOW)
    with pytest.raises(EvidenceRefused, match="text/plain"):
        make_working_copy(item=an_item(), by=rosa(), now=NOW)
    assert not WorkingCopy.objects.exists()


def test_a_name_that_lies_is_seen_through(real_data: Path) -> None:
    item = an_item((real_data / "uploads/files/invalid.pdf").read_bytes(), name="invalid.pdf")

    assert item.media_type == "image/jpeg"
    assert make_working_copy(item=item, by=rosa(), now=NOW).media_type == "image/jpeg"


@pytest.mark.parametrize("content", [b"%PDF-1.7 torn", b"\xff\xd8\xff torn", a_pdf()[:400]])
def test_torn_files_are_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(EvidenceRefused, match="can't be read"):
        make_working_copy(item=an_item(content, name="torn"), by=rosa(), now=NOW)


def test_a_picture_too_large_to_unpack_is_refused() -> None:
    file = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(file, "PNG")

    with pytest.raises(EvidenceRefused, match="too large"):
        make_working_copy(item=an_item(file.getvalue(), name="bomb.png"), by=rosa(), now=NOW)


def test_redacted_text_and_pictures_of_a_pdf_are_not_in_the_file_any_more() -> None:
    copy = redacted(an_item(a_pdf(), name="report.pdf"), TEXT, PHOTO)

    assert SECRET not in text_of(copy, 1)
    assert f"{SECRET} 1".encode() not in everything_in(copy)
    assert reds_in(copy, 1) == 0
    assert f"{SECRET} 2" in text_of(copy, 2)


def test_the_same_search_finds_what_a_black_box_only_covers() -> None:
    covered = a_pdf(covered=True)

    assert SECRET in text_of(covered, 1)
    assert SECRET.encode() in everything_in(covered)
    assert reds_in(covered, 1) > 15_000


def test_redacted_pixels_of_a_photo_are_gone_and_no_thumbnail_keeps_them() -> None:
    photo = a_jpeg(secret=True)

    copy = redacted(an_item(photo, name="photo.jpg"), Area(page=1, left=0, top=0, width=1, height=0.5))

    with Image.open(io.BytesIO(photo)) as before, Image.open(io.BytesIO(copy)) as after:
        assert red_pixels(before) == 20_000
        assert red_pixels(after.crop((0, 0, 200, 50))) == 0
        assert red_pixels(after.crop((0, 52, 200, 100))) == 200 * 48
        assert dict(after.getexif()) == {}
    assert HIDDEN.encode() not in copy


def test_a_pixel_that_is_covered_in_part_is_covered() -> None:
    assert Area(page=1, left=0.101, top=0.101, width=0.1, height=0.1).in_pixels(width=100, height=100) == (10, 10, 20, 20)


@pytest.mark.parametrize(
    "areas",
    [
        [],
        [Area(page=0, left=0, top=0, width=1, height=1)],
        [Area(page=1, left=0.9, top=0, width=0.2, height=1)],
        [Area(page=1, left=0, top=0, width=0, height=1)],
        [Area(page=1, left=-0.1, top=0, width=1, height=1)],
        [Area(page=9, left=0, top=0, width=1, height=1)],
        [Area(page=1, left=float("nan"), top=0, width=1, height=1)],
    ],
)
def test_areas_that_lie_on_no_page_are_refused(areas: list[Area]) -> None:
    item = an_item(a_pdf(), name="report.pdf")

    with pytest.raises(EvidenceRefused):
        redact(item=item, areas=areas, by=rosa(), now=NOW, reason="protects a witness")
    with pytest.raises(EvidenceRefused):
        redact(item=item, areas=[TEXT], by=rosa(), now=NOW, reason=" ")


def test_what_was_made_stands_in_the_custody_log() -> None:
    item = an_item(a_jpeg(), name="photo.jpg")
    redacted(item, Area(page=1, left=0, top=0, width=0.5, height=0.5))

    entry, copy = custody_facts(item=item)[-1], item.copies.get()

    assert (entry.verb, entry.details["copy"], entry.details["reason"]) == ("redacted", copy.public_id, "protects a witness")
    assert (copy.kind, copy.made_by) == (CopyKind.REDACTED, rosa())


def test_a_preview_is_drawn_of_a_copy() -> None:
    copy = make_working_copy(item=an_item(a_pdf(), name="report.pdf"), by=rosa(), now=NOW)

    with Image.open(io.BytesIO(preview(copy=copy, page=2))) as picture:
        assert picture.format == "PNG"
    with pytest.raises(EvidenceRefused, match="no such page"):
        preview(copy=copy, page=3)


def test_pixels_are_untouched_when_a_jpeg_inside_a_pdf_loses_its_notes() -> None:
    photo = a_jpeg(secret=True) + b"appended " + HIDDEN.encode() + b"\xff\xd9"

    bare = bare_jpeg(photo)

    assert HIDDEN.encode() not in bare
    with Image.open(io.BytesIO(photo)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()
