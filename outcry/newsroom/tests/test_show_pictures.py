"""A picture comes into the library, is shown in a report, and is nowhere before and after that."""

from binascii import crc32
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from PIL import Image, PngImagePlugin
from wagtail.test.utils.form_data import streamfield

from outcry.accounts.models import Organisation, User
from outcry.audit.models import LogEntry
from outcry.evidence.for_readers import FileRefused, Uploaded
from outcry.newsroom.library.keeping import delete, forget_unused, reports_with
from outcry.newsroom.library.pictures import add_picture
from outcry.newsroom.models import ReportPage
from outcry.newsroom.picture_rows import Picture, PictureSize, PictureUse
from outcry.newsroom.tests.cast import NOW, ON, a_newsroom, a_ready_picture, a_report, an_organisation, emeka, the_block
from outcry.newsroom.tests.test_write_reports_on_the_desk import a_form, the_list
from tests.once import once_for_the_file

SECRET = "by-rosa-at-51.17-71.43"


def a_file(kind: str = "JPEG", *, size: tuple[int, int] = (1200, 800), colour: str = "navy", **options: Any) -> bytes:
    """A picture of one colour, with a name and a place hidden in it wherever its kind has room for them."""
    picture, file = Image.new("RGB", size, colour), BytesIO()
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = SECRET, SECRET
    exif.get_ifd(0x8825)[0x001B] = SECRET.encode()
    hidden: dict[str, Any] = {"exif": exif.tobytes()}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", SECRET)
        notes.add_itxt("XML:com.adobe.xmp", SECRET)
        hidden["pnginfo"] = notes
    elif kind == "JPEG":
        hidden["comment"] = SECRET.encode()
    picture.save(file, kind, **hidden | options)
    return file.getvalue()


def a_picture(data: bytes | None = None, *, name: str = "A wall", file_name: str = "wall.jpg", organisation: Organisation | None = None) -> Picture:
    file = Uploaded(data=a_file() if data is None else data, name=file_name)
    return add_picture(organisation=organisation or an_organisation(), file=file, name=name, credit="Rosa", by=None, now=NOW)


def with_picture(report: ReportPage, *blocks: tuple[str, dict[str, Any]]) -> ReportPage:
    """The report, published anew with these blocks alone."""
    report.body = list(blocks)
    report.save_revision().publish()
    return ReportPage.objects.get(pk=report.pk)


def addresses(picture: Picture) -> list[str]:
    return [f"/pictures/{name}.webp" for name in picture.sizes.values_list("name", flat=True)]


def statuses(picture: Picture, client: Client | None = None) -> set[int]:
    return {(client or Client()).get(address).status_code for address in addresses(picture)}


newsroom = once_for_the_file(a_newsroom)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.filter(username="emeka").first() or emeka())
    return client


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "wall.jpg"), ("PNG", "wall.PNG"), ("WEBP", "wall"), ("AVIF", "wall.avif")])
def test_nothing_that_was_hidden_in_the_file_is_kept(kind: str, name: str) -> None:
    data = a_file(kind)
    assert SECRET.encode() in data

    picture = a_picture(data, file_name=name)

    for size in picture.sizes.all():
        kept = bytes(size.content)
        with Image.open(BytesIO(kept)) as image:
            assert (image.format, image.size) == ("WEBP", (size.width, size.height))
            assert not dict(image.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        assert SECRET.encode() not in kept
    assert [size.width for size in picture.sizes.all()] == [320, 640, 960, 1200]


def test_a_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    picture = a_picture(a_file(size=(60, 20), exif=exif.tobytes()))

    assert [(size.width, size.height) for size in picture.sizes.all()] == [(20, 60)]


def test_what_follows_the_picture_in_its_file_is_gone() -> None:
    picture = a_picture(a_file() + b"<script>alert(1)</script>")

    assert all(b"<script>" not in bytes(size.content) for size in picture.sizes.all())


def test_of_a_file_with_a_preview_behind_it_the_picture_is_taken() -> None:
    file = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])

    picture = a_picture(file.getvalue())

    with Image.open(BytesIO(bytes(picture.sizes.get().content))) as image:
        red, _green, blue = image.convert("RGB").getpixel((20, 15))  # type: ignore[misc]
    assert red < blue


def a_moving_one() -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "navy")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    return file.getvalue()


def a_bomb() -> bytes:
    """A PNG of which a few bytes say that it is 60,000 pixels wide and high."""
    data = bytearray(a_file("PNG", size=(1, 1)))
    data[16:24] = (60_000).to_bytes(4) * 2
    data[29:33] = crc32(data[12:29]).to_bytes(4)
    return bytes(data)


def test_what_is_no_picture_is_refused_with_a_plain_word() -> None:
    for data, name, words in (
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg", "can hold programs"),
        (b"<html><script>alert(1)</script></html>", "a.jpg", "JPEG, PNG, WebP or AVIF"),
        (b"", "a.jpg", "JPEG, PNG, WebP or AVIF"),
        (a_file("GIF"), "a.gif", "This is a GIF"),
        (a_moving_one(), "a.webp", "moves"),
        (a_file("PNG", size=(4, 4)), "a.jpg", "ends in .jpg and is a PNG"),
        (a_file()[:600], "a.jpg", "can't be read"),
        (a_bomb(), "a.png", "64 million pixels"),
    ):
        with pytest.raises(FileRefused, match=words):
            a_picture(data, file_name=name)

    assert not Picture.objects.exists()


def test_the_same_picture_comes_in_once() -> None:
    a_picture(a_file(size=(30, 20)), name="The wall")

    with pytest.raises(FileRefused, match="in the library already, as “The wall”"):
        a_picture(a_file(size=(30, 20)), name="Another")


def test_readers_get_a_picture_while_a_report_shows_it() -> None:
    picture = a_ready_picture()
    (report,) = a_report()
    assert statuses(picture) == {404}

    with_picture(report, the_block(picture))
    assert statuses(picture) == {200}

    ReportPage.objects.get(pk=report.pk).unpublish()
    assert statuses(picture) == {404}


def test_a_picture_of_two_reports_stays_with_the_other() -> None:
    picture = a_ready_picture()
    first, second = a_report()[0], a_report(key="second", slug="second")[0]
    for report in (first, second):
        with_picture(report, the_block(picture))

    ReportPage.objects.get(pk=first.pk).delete()

    assert statuses(picture) == {200}


def test_a_picture_of_a_draft_and_of_tomorrow_is_nowhere() -> None:
    drafted, tomorrows = a_ready_picture("drafted"), a_ready_picture("of tomorrow")
    (report,), (later,) = a_report(), a_report(key="later", slug="later", published_on=ON + timedelta(days=1))
    with_picture(later, the_block(tomorrows))
    report.body = [the_block(drafted)]
    report.save_revision()

    assert statuses(drafted) == statuses(tomorrows) == {404}
    assert "<img" not in Client().get("/en/reports/at-midnight/").content.decode()


def test_a_picture_that_is_taken_out_of_a_report_is_gone_with_it() -> None:
    old, new = a_ready_picture("old"), a_ready_picture("new")
    (report,) = a_report()
    report = with_picture(report, the_block(old))

    with_picture(report, the_block(new))

    assert (statuses(old), statuses(new)) == ({404}, {200})


def test_a_picture_is_drawn_with_its_words_and_sizes(desk: Client) -> None:
    picture = a_ready_picture()
    small, large = addresses(picture)
    (report,) = a_report()
    with_picture(report, the_block(picture, source=1))

    html = Client().get("/en/reports/at-midnight/").content.decode()

    assert f'srcset="{small} 480w, {large} 960w"' in html
    assert 'width="960" height="480" alt="A wall at night" loading="lazy"' in html
    assert "They sang here." in html
    assert "Picture: Rosa" in html
    assert 'href="#source-1"' in html


def test_a_picture_that_tells_nothing_is_passed_over_and_a_credit_can_be_in_the_reports_words() -> None:
    (report,) = a_report()
    with_picture(report, the_block(a_ready_picture(), alt="x", is_decorative=True, credit="Роза"))

    html = Client().get("/en/reports/at-midnight/").content.decode()

    assert 'alt=""' in html
    assert "Picture: Роза" in html


def test_the_file_says_what_it_is_and_may_be_kept() -> None:
    picture = a_ready_picture()
    with_picture(a_report()[0], the_block(picture))
    address = addresses(picture)[0]

    answer = Client().get(address)

    assert answer.content == b"A wall 480"
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{address.rpartition("/")[2]}"'
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, s-maxage=300, immutable"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Client().get(address, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    assert Client().post(address).status_code == 405


def test_feeds_carry_the_picture_with_its_whole_address() -> None:
    picture = a_ready_picture()
    with_picture(a_report()[0], the_block(picture))

    for shape in ("atom", "rss", "json"):
        text = Client().get(f"/en/reports/feed.{shape}").content.decode()

        assert f"{settings.SITE_URL}{addresses(picture)[1]}" in text, shape
        assert "A wall at night" in text
        assert "Picture: Rosa" in text


def test_a_report_with_many_pictures_asks_as_little_as_one_with_one() -> None:
    (report,) = a_report()
    with_picture(report, the_block(a_ready_picture("first")))
    one = questions()

    with_picture(ReportPage.objects.get(), *(the_block(a_ready_picture(f"no {number}")) for number in range(4)))

    assert questions() == one


def questions(path: str = "/en/reports/at-midnight/") -> int:
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)
    return len(asked)


def test_the_desk_takes_a_picture_and_finds_it(desk: Client) -> None:
    file = SimpleUploadedFile("wall.jpg", a_file(size=(60, 40)), content_type="image/jpeg")

    answer = desk.post("/desk/newsroom/pictures/add/", {"file": file, "name": "The wall", "credit": "Rosa"}, follow=True)

    picture = Picture.objects.get()
    assert "Choose it in a report by its name" in answer.content.decode()
    assert desk.get(f"/desk/newsroom/pictures/files/{picture.sizes.get().name}.webp").headers["Content-Type"] == "image/webp"
    assert "The wall" in desk.get("/desk/newsroom/pictures/?q=wall+rosa").content.decode()
    assert "No picture has these words." in desk.get("/desk/newsroom/pictures/?q=nothing").content.decode()
    assert LogEntry.objects.filter(verb="add_picture", subject=f"picture:{picture.pk}").exists()


def test_a_file_beyond_the_limit_is_refused_without_a_temporary_file(desk: Client) -> None:
    file = SimpleUploadedFile("wall.jpg", a_file(size=(60, 40)) + b"0" * 3_000_000, content_type="image/jpeg")

    with override_settings(PICTURE_BYTES=1_000_000, FILE_UPLOAD_TEMP_DIR="/nowhere"):
        answer = desk.post("/desk/newsroom/pictures/add/", {"file": file, "name": "The wall", "credit": "Rosa"})

    assert "The file is larger than 1 MB" in answer.content.decode()
    assert not Picture.objects.exists()


def test_a_picture_comes_in_with_a_token_alone(desk: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies

    assert strict.post("/desk/newsroom/pictures/add/", {"name": "x", "credit": "x"}).status_code == 403


def test_the_credit_of_a_picture_is_put_right_in_every_report(desk: Client) -> None:
    picture = a_ready_picture()
    with_picture(a_report()[0], the_block(picture))

    desk.post(f"/desk/newsroom/pictures/{picture.pk}/", {"name": "A wall", "credit": "The Desk"})

    assert "Picture: The Desk" in Client().get("/en/reports/at-midnight/").content.decode()


def test_a_picture_that_a_report_has_is_not_deleted_and_the_reports_are_named(desk: Client) -> None:
    picture = a_ready_picture()
    (report,) = a_report()
    report.body = [the_block(picture)]
    report.save_revision()

    answer = desk.post(f"/desk/newsroom/pictures/{picture.pk}/delete/", follow=True)

    assert "Take it out of them first. “At midnight (en)”" in answer.content.decode()
    with pytest.raises(ProtectedError), transaction.atomic():
        picture.delete()


def test_a_picture_that_waits_in_a_text_for_its_hour_is_not_deleted() -> None:
    picture = a_ready_picture()
    (report,) = a_report()
    report.body = [the_block(picture)]
    report.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    report.body = []
    report.save_revision()
    assert not PictureUse.objects.filter(picture=picture).exists()

    assert [page.pk for page in reports_with(picture)] == [report.pk]
    with pytest.raises(FileRefused):
        delete(kept=picture, by=None, now=NOW)


def test_a_picture_that_no_report_has_can_be_deleted_with_its_files(desk: Client) -> None:
    picture = a_ready_picture()

    desk.post(f"/desk/newsroom/pictures/{picture.pk}/delete/")

    assert not PictureSize.objects.exists()


def test_a_picture_that_no_report_has_is_forgotten_after_its_term() -> None:
    kept, gone = a_ready_picture("kept"), a_ready_picture("gone")
    with_picture(a_report()[0], the_block(kept))

    assert forget_unused(now=NOW) == 0
    assert forget_unused(now=NOW + timedelta(days=180)) == 0
    assert forget_unused(now=NOW + timedelta(days=181)) == 1

    assert list(Picture.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not Picture.objects.filter(pk=gone.pk).exists()


def test_an_editor_chooses_a_picture_by_name_and_a_script_shows_her_the_library(desk: Client) -> None:
    picture = a_ready_picture("A wall")

    html = desk.get(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/").content.decode()
    small = desk.get(f"/desk/newsroom/pictures/{picture.pk}/small/")

    assert f'<option value="{picture.pk}">A wall' in html
    assert 'data-library="/desk/newsroom/pictures/"' in html
    assert "newsroom/choose-picture" in html
    assert small.content == bytes(picture.sizes.order_by("width")[0].content)
    assert f'data-picture="{picture.pk}" data-name="A wall"' in desk.get("/desk/newsroom/pictures/").content.decode()


def test_pictures_of_another_organisation_are_not_there(desk: Client) -> None:
    theirs = a_ready_picture("Theirs", organisation=Organisation.objects.create(slug="elsewhere", mail_domain="elsewhere.example"))

    for path in (f"{theirs.pk}/", f"{theirs.pk}/small/", f"files/{theirs.sizes.all()[0].name}.webp"):
        assert desk.get(f"/desk/newsroom/pictures/{path}").status_code == 404
    assert "Theirs" not in desk.get("/desk/newsroom/pictures/").content.decode()
    assert "Select a valid choice" in written(desk, theirs).content.decode()
    assert not ReportPage.objects.exists()


@pytest.mark.parametrize("changes", [{"alt": "", "is_decorative": False}, {"alt": "A wall", "is_decorative": True}])
def test_what_a_picture_shows_has_to_be_said_or_that_it_tells_nothing(desk: Client, changes: dict[str, Any]) -> None:
    answer = written(desk, a_ready_picture(), **changes)

    assert "one of the two" in answer.content.decode()
    assert not ReportPage.objects.exists()


def test_a_preview_shows_the_picture_to_staff(desk: Client) -> None:
    picture = a_ready_picture()
    address = f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/preview/"
    assert desk.post(address, a_form(body=streamfield([the_block(picture, source="")]))).json()["is_valid"]

    html = desk.get(address).content.decode()

    assert f"/desk/newsroom/pictures/files/{picture.sizes.all()[0].name}.webp 480w" in html
    assert 'src="/pictures/' not in html


def written(desk: Client, picture: Picture, **changes: Any) -> Any:
    """What the desk answers to a report with this picture that is to be published."""
    form = a_form(body=streamfield([the_block(picture, source="", **changes)]))
    return desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", {**form, "action-publish": "1"})


def led_by(report: ReportPage, picture: Picture, **changes: Any) -> ReportPage:
    """The report, published anew with this picture above its text."""
    for name, value in {"lead_picture": picture, "lead_alt": "A wall at night", "lead_caption": "They sang here.", **changes}.items():
        setattr(report, name, value)
    report.save_revision().publish()
    return ReportPage.objects.get(pk=report.pk)


def test_the_picture_above_the_text_leads_the_report_its_feed_entry_and_its_line_in_lists() -> None:
    picture = a_ready_picture()
    small, large = addresses(picture)
    led_by(a_report()[0], picture)

    html = Client().get("/en/reports/at-midnight/").content.decode()
    listed = Client().get("/en/reports/").content.decode()
    feed = Client().get("/en/reports/feed.json").json()

    assert html.index(large) < html.index("The wall")
    assert 'alt="A wall at night" decoding' in html
    assert f'<img class="teaser__picture" src="{small}" width="480" height="240" alt=""' in listed
    assert feed["items"][0]["image"] == f"{settings.SITE_URL}{large}"
    assert "They sang here." in feed["items"][0]["content_html"]
    assert statuses(picture) == {200}


def test_the_picture_above_the_text_is_kept_while_the_report_has_it() -> None:
    picture = a_ready_picture()
    led_by(a_report()[0], picture)

    with pytest.raises(FileRefused):
        delete(kept=picture, by=None, now=NOW)


def test_what_the_picture_above_the_text_shows_has_to_be_said(desk: Client) -> None:
    form = a_form(lead_picture=a_ready_picture().pk, lead_alt="", lead_caption="")

    answer = desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", {**form, "action-publish": "1"})

    assert "one of the two" in answer.content.decode()
    assert not ReportPage.objects.exists()


def test_a_list_with_many_pictures_asks_as_little_as_one_with_one() -> None:
    led_by(a_report()[0], a_ready_picture())
    one = questions("/en/reports/")

    for number in range(3):
        led_by(a_report(key=f"no {number}", slug=f"no-{number}")[0], a_ready_picture(f"no {number}"))

    assert questions("/en/reports/") == one


def a_gallery(*pictures: Picture, **changes: Any) -> tuple[str, dict[str, Any]]:
    shown = [{name: value for name, value in the_block(picture, **changes)[1].items() if name != "source"} for picture in pictures]
    return "gallery", {"pictures": shown, "caption": "The night in pictures"}


def test_each_picture_of_a_gallery_leads_to_itself_at_its_largest() -> None:
    first, second = a_ready_picture("first"), a_ready_picture("second")
    with_picture(a_report()[0], a_gallery(first, second))

    html = Client().get("/en/reports/at-midnight/").content.decode()

    for picture in (first, second):
        assert f'<a href="{addresses(picture)[1]}"><img' in html
        assert statuses(picture) == {200}
        assert addresses(picture)[1] in Client().get("/en/reports/feed.atom").content.decode()
    assert 'role="group" aria-label="The night in pictures"' in html


def test_a_picture_of_a_gallery_that_tells_nothing_is_no_link_without_words() -> None:
    first, second = a_ready_picture("first"), a_ready_picture("second")
    with_picture(a_report()[0], a_gallery(first, second, alt="", is_decorative=True))

    html = Client().get("/en/reports/at-midnight/").content.decode()

    assert addresses(first)[1] in html
    assert '<a href="/pictures/' not in html


def test_a_gallery_is_written_on_the_desk(desk: Client) -> None:
    pictures = [a_ready_picture(name) for name in ("first", "second")]
    shown = [{"picture": picture.pk, "alt": "A wall", "caption": "", "credit": ""} for picture in pictures]
    form = a_form(body=streamfield([("gallery", {"pictures": inline_list(shown), "caption": ""})]))

    assert desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", {**form, "action-publish": "1"}).status_code == 302

    assert set(PictureUse.objects.filter(in_draft=False).values_list("picture", flat=True)) == {picture.pk for picture in pictures}


def inline_list(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the browser sends for a list within a block."""
    fields: dict[str, Any] = {str(place): {"value": row, "order": str(place), "deleted": "", "id": ""} for place, row in enumerate(rows)}
    return {**fields, "count": str(len(rows))}
