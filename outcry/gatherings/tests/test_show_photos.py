"""Emeka adds photos of a gathering that is over. Faces are covered for good before anybody else sees them."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from outcry.accounts.models import User
from outcry.audit.models import LogEntry
from outcry.authorities.tests.cast import at_the_desk
from outcry.evidence.for_readers import FileRefused, Uploaded
from outcry.evidence.workbench.areas import Area
from outcry.gatherings import operations
from outcry.gatherings.material import PhotoWords
from outcry.gatherings.models import Gathering, Photo, PhotoDraft, PhotoSize
from outcry.gatherings.operations.photographing import DRAFT_LIVES
from outcry.gatherings.refusals import GatheringRefused
from outcry.gatherings.retention import forget_photo_drafts
from outcry.gatherings.tests.cast import NOW, a_draft, a_gathering, an_organisation, rosa

pytestmark = pytest.mark.django_db
OVER = date(2010, 12, 30)
HEAD = Area(page=1, left=0.25, top=0.25, width=0.25, height=0.5)


def a_photo(kind: str = "JPEG", *, face: str = "red", size: tuple[int, int] = (800, 600)) -> bytes:
    """A wall, and somebody of one colour before it, of whom nothing lies outside HEAD; with a name hidden in the file."""
    picture, file, exif = Image.new("RGB", size, "navy"), BytesIO(), Image.Exif()
    ImageDraw.Draw(picture).ellipse((size[0] * 0.3, size[1] * 0.3, size[0] * 0.45, size[1] * 0.7), fill=face)
    exif[0x013B] = "emeka at the gate"
    picture.save(file, kind, quality=95, exif=exif.tobytes())
    return file.getvalue()


def added(gathering: Gathering | None = None) -> PhotoDraft:
    """By the real clock, as the desk goes by it."""
    file = Uploaded(data=a_photo(), name="vigil.jpg")
    return operations.add_photo(gathering=gathering or a_gathering(day=OVER), file=file, by=rosa(), now=timezone.now())


def a_waiting_photo(gathering: Gathering | None = None, **changes: Any) -> PhotoDraft:
    """As if it had been added a moment ago."""
    now, gathering = timezone.now(), gathering or a_gathering(day=OVER)
    content = a_photo("WEBP", **changes)
    return PhotoDraft.objects.create(gathering=gathering, content=content, added_by=rosa(), added_at=now, expires_at=now + DRAFT_LIVES)


def shown(draft: PhotoDraft, **changes: Any) -> Photo:
    said: dict[str, Any] = {"credit": "The union", "words": {"en": PhotoWords(alt="People at a gate", caption="At eight")}, "is_covered": True}
    return operations.show_photo(draft=draft, **{**said, **changes}, by=rosa(), now=NOW)


def under(size: PhotoSize) -> list[tuple[int, int]]:
    """The colours in the area, within where a size mixes its edge with the wall: least and most of red, green and blue."""
    picture = Image.open(BytesIO(bytes(size.content))).convert("RGB")
    left, top = int(picture.width * HEAD.left) + 14, int(picture.height * HEAD.top) + 14
    right, bottom = int(picture.width * (HEAD.left + HEAD.width)) - 14, int(picture.height * (HEAD.top + HEAD.height)) - 14
    return picture.crop((left, top, right, bottom)).getextrema()  # type: ignore[return-value]


def test_under_a_cover_every_size_is_one_grey_whoever_stood_there() -> None:
    gathering = a_gathering(day=OVER)
    for face in ("red", "white", "saddlebrown"):
        shown(operations.cover(draft=a_waiting_photo(gathering, face=face), areas=[HEAD], by=rosa(), now=NOW))

    found = [under(size) for size in PhotoSize.objects.all()]

    assert len(found) == 9
    for colours in found:
        for least, most in colours:
            assert 0x6B - 3 <= least <= most <= 0x6B + 3


def test_covering_overwrites_what_was_kept_at_once() -> None:
    draft = a_waiting_photo()
    bare = bytes(draft.content or b"")

    operations.cover(draft=draft, areas=[HEAD], by=rosa(), now=NOW)

    draft.refresh_from_db()
    picture = Image.open(BytesIO(bytes(draft.content or b""))).convert("RGB")
    assert bytes(draft.content or b"") != bare
    assert picture.getpixel((300, 300)) == pytest.approx((0x6B,) * 3, abs=3)
    assert (draft.proposed, draft.covered_areas) == ([], 1)


def test_nothing_hidden_in_the_file_is_kept_and_the_draft_is_sealed() -> None:
    draft = added()

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM gatherings_photodraft")
        [sealed] = cursor.fetchone()
    assert b"emeka at the gate" not in bytes(draft.content or b"")
    assert b"WEBP" in bytes(draft.content or b"")
    assert b"WEBP" not in bytes(sealed)


def test_readers_see_a_photo_once_somebody_said_that_faces_are_covered(client: Client) -> None:
    gathering = a_gathering(day=OVER)
    draft = operations.cover(draft=a_waiting_photo(gathering), areas=[HEAD], by=rosa(), now=NOW)
    with pytest.raises(GatheringRefused):
        shown(draft, is_covered=False)
    before = client.get("/en/gatherings/vigil/").text

    photo = shown(draft)

    page = client.get("/ru/gatherings/vigil/").text
    address = f"/ru/gatherings/vigil/photos/{photo.sizes.all()[0].name}.webp"
    answer = client.get(address)
    assert ".webp" not in before
    assert all(words in page for words in ('alt="People at a gate"', "At eight", "The union", 'loading="lazy"', "320w, ", '<li lang="en" dir="ltr">'))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert not PhotoDraft.objects.exists()
    operations.take_back(gathering=gathering, by=rosa(), now=NOW)
    assert client.get(address).status_code == 404


def test_only_whoever_added_it_sees_it_bare() -> None:
    draft = a_waiting_photo()
    emeka = User.objects.create(username="emeka", organisation=an_organisation(), is_superuser=True)
    base = f"/desk/gatherings/{draft.gathering_id}/photos/"
    addresses = [f"{base}waiting/{draft.pk}.webp", f"{base}waiting/{draft.pk}/", f"{base}waiting/{draft.pk}/show/"]

    hers, his = at_the_desk(rosa()), at_the_desk(emeka)

    assert [hers.get(address).status_code for address in addresses] == [200, 200, 200]
    assert [his.get(address).status_code for address in addresses] == [404, 404, 404]
    assert "waiting/" not in his.get(base).text
    assert "no-store" in hers.get(addresses[0]).headers["Cache-Control"]


def test_what_was_not_shown_is_gone_a_day_later() -> None:
    draft = a_waiting_photo()

    assert (forget_photo_drafts(now=draft.added_at), forget_photo_drafts(now=draft.added_at + timedelta(days=1))) == (0, 1)
    assert not PhotoDraft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    "areas", [[], [Area(page=1, left=0.9, top=0, width=0.2, height=0.2)], [Area(page=2, left=0, top=0, width=0.2, height=0.2)], [HEAD] * 81]
)
def test_areas_beside_the_photo_or_too_many_cover_nothing(areas: list[Area]) -> None:
    draft = a_waiting_photo()

    with pytest.raises(GatheringRefused):
        operations.cover(draft=draft, areas=areas, by=rosa(), now=NOW)

    draft.refresh_from_db()
    assert draft.covered_areas == 0


def test_what_is_no_photo_is_refused_and_so_is_one_of_a_gathering_that_is_not_over() -> None:
    over = a_gathering(day=OVER)

    with pytest.raises(FileRefused):
        operations.add_photo(gathering=over, file=Uploaded(data=b"<svg/>", name="vigil.svg"), by=rosa(), now=NOW)
    for gathering in (a_gathering(slug="ahead"), a_draft(slug="draft", day=OVER)):
        with pytest.raises(GatheringRefused):
            added(gathering)


def test_on_the_desk_a_photo_is_added_covered_shown_described_and_taken_away() -> None:
    gathering, desk = a_gathering(day=OVER), at_the_desk(rosa())
    base = f"/desk/gatherings/{gathering.pk}/photos/"
    words = {"en-alt": "People at a gate", "credit": "The union", "is_covered": "on"}
    words |= {f"{language}-{name}": "0" for language in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    row = {f"area-0-{name}": value for name, value in {"page": "1", "left": "25", "top": "25", "width": "25", "height": "50"}.items()}

    cover = desk.post(base, {"file": SimpleUploadedFile("vigil.jpg", a_photo())}).headers["Location"]
    nothing = desk.post(cover, {"area-TOTAL_FORMS": "1", "area-INITIAL_FORMS": "0"}, follow=True).text
    show = desk.post(cover, {"area-TOTAL_FORMS": "1", "area-INITIAL_FORMS": "0", **row}).headers["Location"]
    unsure = desk.post(show, {name: value for name, value in words.items() if name != "is_covered"}).status_code
    desk.post(show, words)
    photo = Photo.objects.get()
    desk.post(f"{base}{photo.pk}/", {**words, "en-seen_version": "1", "en-alt": "People before a gate", "credit": "A member"})
    described = Photo.objects.get()

    assert "Mark at least one area." in nothing
    assert (unsure, photo.covered_areas) == (200, 1)
    assert (described.credit, described.texts.get().alt) == ("A member", "People before a gate")
    assert desk.get(f"{base}{photo.pk}/").status_code == 200
    desk.post(f"{base}{photo.pk}/delete/")
    assert not PhotoSize.objects.exists()
    assert {"gathering.photo_add", "gathering.photo_cover", "gathering.photo_show", "gathering.photo_remove"} <= set(
        LogEntry.objects.values_list("verb", flat=True)
    )
