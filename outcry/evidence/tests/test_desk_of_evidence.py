import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import User
from outcry.audit.models import LogEntry
from outcry.evidence import bags, store
from outcry.evidence.models import CopyKind, EvidenceItem, Level
from outcry.evidence.operations import make_working_copy
from outcry.evidence.queries import custody_facts
from outcry.evidence.tests.cast import NOW, WORDS, an_item, an_organisation, at_the_desk, file_of, random_bytes, rosa, tamper
from outcry.evidence.tests.documents import SECRET, a_jpeg, a_pdf, text_of
from outcry.evidence.tests.website import Website, a_website
from outcry.evidence.urls import urlpatterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return at_the_desk(rosa())


def a_form(content: bytes = WORDS, *, name: str = "note.txt", **changes: Any) -> dict[str, Any]:
    return {"subject": "case:7", "level": "internal", "note": "from her sister", "file": SimpleUploadedFile(name, content), **changes}


def rows(*areas: tuple[int, float, float, float, float]) -> dict[str, str]:
    """The numbers of the areas as the form sends them."""
    data = {"area-TOTAL_FORMS": "8", "area-INITIAL_FORMS": "0"}
    for number, area in enumerate(areas):
        data |= {f"area-{number}-{name}": str(value) for name, value in zip(("page", "left", "top", "width", "height"), area, strict=True)}
    return data


def text(answer: Any) -> str:
    return str(answer.content.decode())


def sent(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def at(item: EvidenceItem, name: str = "item", *more: Any) -> str:
    return reverse(f"evidence_desk:{name}", args=[item.public_id, *more])


def test_a_file_is_taken_in_at_the_desk_and_its_page_says_what_it_is(desk: Client) -> None:
    answer = desk.post(reverse("evidence_desk:add"), a_form(random_bytes(3_000_000), name="видео.bin"), follow=True)

    item = EvidenceItem.objects.get()
    assert (item.name, item.subject, item.note, item.level, item.size) == ("видео.bin", "case:7", "from her sister", Level.INTERNAL, 3_000_000)
    for words in (item.sha256, item.sha512, "видео.bin", "taken in", "not time-stamped: no time-stamping authority is set"):
        assert str(words) in text(answer)


def test_an_upload_never_lies_on_a_disk_in_the_clear(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.NamedTemporaryFile", None)
    content = WORDS * 100_000

    desk.post(reverse("evidence_desk:add"), a_form(content))

    item = EvidenceItem.objects.get()
    assert b"".join(store.chunks_of(address=item.address)) == content
    assert WORDS not in file_of(item).read_bytes()


def test_a_file_that_is_too_large_is_refused_beside_its_field_and_the_rest_is_kept(desk: Client, settings: Any) -> None:
    settings.EVIDENCE_BYTES = 1_000_000

    answer = desk.post(reverse("evidence_desk:add"), a_form(random_bytes(1_000_001)))

    assert "larger than 1 MB" in text(answer)
    assert "from her sister" in text(answer)
    assert [path for path in settings.EVIDENCE_FOLDER.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("changes", [{"level": "nonsense"}, {"file": ""}])
def test_a_form_that_is_not_right_leaves_no_file(desk: Client, settings: Any, changes: dict[str, Any]) -> None:
    answer = desk.post(reverse("evidence_desk:add"), a_form(**changes))

    assert "Not saved yet" in text(answer)
    assert [path for path in settings.EVIDENCE_FOLDER.rglob("*") if path.is_file()] == []


def test_the_form_with_a_file_asks_for_its_token_like_any_other() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rosa())
    at_the_desk(rosa())

    assert strict.post(reverse("evidence_desk:add"), a_form()).status_code == 403
    assert not EvidenceItem.objects.exists()


def test_the_original_is_downloaded_with_a_reason_as_an_attachment_in_a_cage(desk: Client) -> None:
    item = an_item(b"<script>alert(1)</script>", name='"><script>.html')

    asked = desk.get(at(item, "download"))
    answer = desk.post(at(item, "download"), {"download-reason": "for the lawyer"})

    assert "What for" in text(asked)
    assert sent(answer) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%22%3E%3Cscript%3E")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert custody_facts(item=item)[-1].details["reason"] == "for the lawyer"


def test_looking_changes_nothing(desk: Client) -> None:
    item = an_item(a_jpeg(), name="photo.jpg")
    copy = make_working_copy(item=item, by=rosa(), now=NOW)
    before = len(custody_facts(item=item))

    for address in (reverse("evidence_desk:index"), at(item), at(item, "download"), at(item, "copy", copy.public_id), at(item, "redact")):
        assert desk.get(address).status_code == 200
    for address in ("verify", "stamp", "copy_make"):
        assert desk.get(at(item, address)).status_code == 405

    assert len(custody_facts(item=item)) == before


def test_verifying_says_what_was_found(desk: Client) -> None:
    item = an_item()

    good = desk.post(at(item, "verify"), follow=True)
    tamper(file_of(item))
    bad = desk.post(at(item, "verify"), follow=True)

    assert "file and custody log are as they were written" in text(good)
    assert "its bytes were changed or cut short" in text(bad)


def test_a_page_is_captured_by_its_address(desk: Client, settings: Any, site: Website) -> None:
    answer = desk.post(reverse("evidence_desk:capture"), {"url": site.url, "subject": "case:7", "level": "internal", "note": ""}, follow=True)

    assert f"{site.url}/" in text(answer) or site.url in text(answer)
    assert EvidenceItem.objects.get().media_type == "application/x-wacz"


@pytest.fixture
def site(settings: Any) -> Iterator[Website]:
    settings.CAPTURE_ALLOWS_LOOPBACK = True
    with a_website() as one:
        yield one


def test_an_inner_address_is_refused_beside_the_field(desk: Client) -> None:
    answer = desk.post(reverse("evidence_desk:capture"), {"url": "http://192.168.0.1/", "level": "internal"})

    assert "none of the inner network" in text(answer)
    assert 'value="http://192.168.0.1/"' in text(answer)


def test_a_pdf_is_redacted_by_typed_numbers(desk: Client) -> None:
    item = an_item(a_pdf(), name="report.pdf")
    desk.post(at(item, "copy_make"), {"keep_notes": "on"})

    answer = desk.post(at(item, "redact"), {"reason": "protects a witness", **rows((1, 10, 12, 50, 6))}, follow=True)

    copy = item.copies.get(kind=CopyKind.REDACTED)
    made = b"".join(store.chunks_of(address=copy.address))
    assert "A redacted copy was made" in text(answer)
    assert (SECRET in text_of(made, 1), SECRET in text_of(made, 2)) == (False, True)


def test_another_page_is_shown_with_what_was_typed_so_far(desk: Client) -> None:
    item = an_item(a_pdf(), name="report.pdf")
    copy = make_working_copy(item=item, by=rosa(), now=NOW)

    answer = desk.post(at(item, "redact"), {"show": "1", "page_shown": "2", "reason": "half a", **rows((1, 10, 12, 50, 6))})

    assert at(item, "copy_page", copy.public_id, 2) in text(answer)
    assert 'value="half a"' in text(answer)
    # Enter in a field presses the first button: it makes the copy.
    assert "name=" not in re.findall(r"<button[^>]*>", text(answer)[text(answer).index('data-outcry="redact"') :])[0]
    assert item.copies.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (rows(), "Mark at least one area."),
        (rows((1, 10, 10, 0, 10)), "has to lie on its page"),
        (rows((9, 10, 10, 10, 10)), "There is no such page."),
        ({**rows(), "area-0-left": "10"}, "Give all four numbers"),
        ({**rows(), "area-0-left": "nan", "area-0-top": "1", "area-0-width": "1", "area-0-height": "1"}, "Enter a number"),
    ],
)
def test_areas_that_are_none_are_told_in_words(desk: Client, data: dict[str, str], said: str) -> None:
    item = an_item(a_pdf(), name="report.pdf")
    make_working_copy(item=item, by=rosa(), now=NOW)

    answer = desk.post(at(item, "redact"), {"reason": "protects a witness", **data})

    assert said in text(answer)
    assert item.copies.count() == 1


def test_before_there_is_a_copy_nothing_of_the_original_is_drawn(desk: Client) -> None:
    item = an_item(a_jpeg(), name="photo.jpg")

    answer = desk.get(at(item, "redact"), follow=True)

    assert "Make a working copy first" in text(answer)
    assert '<img src="/desk/evidence' not in text(answer)


def test_a_copy_is_looked_at_and_downloaded_under_a_name_that_tells_nothing(desk: Client) -> None:
    item = an_item(a_jpeg(secret=True), name="Samira at home.jpg")
    copy = make_working_copy(item=item, by=rosa(), now=NOW)

    picture = desk.get(at(item, "copy_page", copy.public_id, 1))
    answer = desk.post(at(item, "copy_download", copy.public_id))

    assert picture["Content-Type"] == "image/png"
    assert "<h1>Hidden data removed" in desk.get(at(item, "copy", copy.public_id)).text
    assert LogEntry.objects.get(verb="evidence_viewed").subject == f"evidence:{item.pk}"
    assert desk.get(at(item, "copy_page", copy.public_id, 2)).status_code == 404
    assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''cleaned-{copy.public_id}.jpg"
    assert sent(answer).startswith(b"\xff\xd8")


def test_a_video_has_no_copy_and_the_page_says_why(desk: Client, real_data: Path) -> None:
    item = an_item((real_data / "uploads/files/short-video.webm").read_bytes(), name="video.webm")

    assert "sound and video can&#x27;t be removed here" in text(desk.get(at(item)))
    assert "no safe copy" in text(desk.post(at(item, "copy_make"), follow=True))


@pytest.mark.filterwarnings("ignore:'count' is passed as positional argument:DeprecationWarning")
def test_a_bundle_is_made_of_what_was_chosen(desk: Client, tmp_path: Path) -> None:
    chosen, other = an_item(), an_item(b"other", name="other.txt")

    answer = desk.post(reverse("evidence_desk:bundle"), {"items": [chosen.public_id], "reason": "for the court"})
    (tmp_path / "bundle.zip").write_bytes(sent(answer))

    with zipfile.ZipFile(BytesIO((tmp_path / "bundle.zip").read_bytes())) as archive:
        names = " ".join(archive.namelist())
    assert chosen.public_id in names
    assert other.public_id not in names
    assert bags.check(place=tmp_path / "bundle.zip", root=None).items == 1


def test_the_list_shows_what_belongs_to_a_subject_and_an_empty_one_says_what_to_do(desk: Client) -> None:
    empty = text(desk.get(reverse("evidence_desk:index")))
    an_item(name="seven.txt")
    an_item(b"x", name="eight.txt", subject="case:8")

    filtered = text(desk.get(reverse("evidence_desk:index"), {"subject": "case:7"}))

    assert "No evidence yet" in empty
    assert "seven.txt" in filtered
    assert "eight.txt" not in filtered
    assert "/desk/evidence/add/?subject=case%3A7" in filtered


def test_many_items_cost_as_many_queries_as_few(desk: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        an_item(b"%d" % number, name=f"{number}.txt")

    # Two of them are the menu's: how much mail to the house waits.
    with django_assert_max_num_queries(22):
        desk.get(reverse("evidence_desk:index"))


def test_another_organisation_and_strangers_see_nothing() -> None:
    item = an_item(a_jpeg(), name="photo.jpg")
    copy = make_working_copy(item=item, by=rosa(), now=NOW)
    mallory = User.objects.create(username="mallory", organisation=an_organisation("others"))
    addresses = [
        *(at(item, name) for name in ("item", "verify", "stamp", "download", "hand_over", "copy_make", "redact")),
        *(at(item, name, copy.public_id) for name in ("copy", "copy_download")),
        at(item, "copy_page", copy.public_id, 1),
    ]

    for address in addresses:
        assert {at_the_desk(mallory).get(address).status_code, at_the_desk(mallory).post(address).status_code} <= {404, 405}
        assert Client().get(address).status_code == 302
    assert "photo.jpg" not in text(at_the_desk(mallory).get(reverse("evidence_desk:index")))
    assert [entry.verb for entry in custody_facts(item=item)] == ["taken_in", "copied"]


def test_no_address_of_the_desk_is_left_out_above() -> None:
    names = {pattern.name for pattern in urlpatterns}

    assert names == {
        *("index", "bundle", "add", "capture", "item", "verify", "stamp", "download", "hand_over"),
        *("copy_make", "redact", "copy", "copy_download", "copy_page"),
    }


def test_nothing_on_the_pages_is_inline(desk: Client) -> None:
    item = an_item(a_jpeg(), name="photo.jpg")
    make_working_copy(item=item, by=rosa(), now=NOW)

    main = re.search(r'(?s)<div class="desk">.*</main>', text(desk.get(at(item, "redact"))))

    assert main
    assert " style=" not in main[0]
    assert " onclick" not in main[0]
