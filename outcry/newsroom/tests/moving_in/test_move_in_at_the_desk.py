"""Emeka lets an old site move in at the desk: uploads it, chooses, sees what would happen, lets it come, takes it back."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outcry.authorities.models import ImportState
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in.models import MovingFile, MovingReport, MovingRun, MovingStep
from outcry.newsroom.moving_in.operations.imports import SILENT_FOR, run_waiting
from outcry.newsroom.moving_in.retention import STEPS_KEPT, UPLOADS_KEPT, forget_files, forget_steps
from outcry.newsroom.picture_rows import Picture
from outcry.newsroom.tests.cast import NOW, a_drawing, emeka, on_the_eighth
from outcry.newsroom.tests.moving_in.exports import a_comment, a_site, an_attachment, an_item

pytestmark = pytest.mark.django_db
DESK = "/desk/newsroom/old-sites/"
CHOSEN = {"language": "en", "zone": "Asia/Almaty", "credit": "The old site", "pages": "drafts"}


@pytest.fixture
def desk(client: Client) -> Client:
    on_the_eighth()
    client.force_login(emeka())
    return client


def a_zip(**files: bytes) -> SimpleUploadedFile:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"uploads/{name.replace('_', '.')}", data)
    return SimpleUploadedFile("uploads.zip", out.getvalue())


def uploaded(desk: Client, site: bytes, **more: SimpleUploadedFile) -> MovingRun:
    answer = desk.post(f"{DESK}add/", {"export": SimpleUploadedFile("old.xml", site), **more})
    run = MovingRun.objects.latest("pk")
    assert answer["Location"] == f"{DESK}{run.pk}/choices/"
    return run


def test_the_way_from_the_file_to_the_reports_and_back(desk: Client) -> None:
    site = a_site(
        an_item(12, html='<img class="wp-image-20" src="x">', categories=[("category", "work", "Work")], comments=[a_comment(1)]), an_attachment(20, "wall.png")
    )
    run = uploaded(desk, site, pictures=a_zip(wall_png=a_drawing()))
    assert "Rosa Lind" in desk.get(f"{DESK}{run.pk}/choices/").content.decode()

    desk.post(f"{DESK}{run.pk}/choices/", CHOSEN | {"author-0": "The Desk", "topic-0": "topics/media"})
    run_waiting(now=NOW)
    looked = desk.get(f"{DESK}{run.pk}/").content.decode()
    was_empty = not ReportPage.objects.exists() and not Picture.objects.exists()
    desk.post(f"{DESK}{run.pk}/begin/")
    waiting = desk.get(f"{DESK}{run.pk}/")
    run_waiting(now=NOW)

    report = ReportPage.objects.get()
    assert was_empty
    assert "Import it" in looked
    assert waiting["Refresh"] == "3"
    assert (report.byline, report.topics.get().code, report.body[0].block_type) == ("The Desk", "topics/media", "picture")
    assert not MovingFile.objects.exists()
    assert b"post" in b"".join(desk.get(f"{DESK}{run.pk}/report/").streaming_content)  # type: ignore[attr-defined]
    desk.get(f"{DESK}{run.pk}/undo/")
    desk.post(f"{DESK}{run.pk}/undo/")
    assert not ReportPage.objects.exists()


def test_what_was_chosen_is_kept_for_the_next_file_of_the_site(desk: Client) -> None:
    run = uploaded(desk, a_site(an_item(12)))
    desk.post(f"{DESK}{run.pk}/choices/", CHOSEN | {"author-0": "Somebody else"})
    desk.post(f"{DESK}{run.pk}/begin/")
    run_waiting(now=NOW)

    again = uploaded(desk, a_site(an_item(13)))

    page = desk.get(f"{DESK}{again.pk}/choices/").content.decode()
    assert 'value="Somebody else"' in page
    assert '<option value="Asia/Almaty" selected>' in page


def test_a_file_that_can_t_be_read_is_given_back_with_the_reason(desk: Client) -> None:
    answer = desk.post(f"{DESK}add/", {"export": SimpleUploadedFile("old.xml", b"<html></html>")})

    assert "neither a WordPress export nor a feed" in answer.content.decode()
    assert not MovingRun.objects.exists()


def test_a_look_can_be_given_up_and_files_nobody_imports_are_forgotten(desk: Client) -> None:
    given_up, idle = uploaded(desk, a_site(an_item(1))), uploaded(desk, a_site(an_item(2)))

    desk.post(f"{DESK}{given_up.pk}/give-up/")
    seen = idle.added_at
    forgotten = (forget_files(now=seen + UPLOADS_KEPT - timedelta(hours=1)), forget_files(now=seen + UPLOADS_KEPT + timedelta(hours=1)))

    assert forgotten == (0, 1)
    assert not MovingRun.objects.exists()


def test_an_import_that_fell_silent_counts_as_stopped_and_goes_on(desk: Client) -> None:
    run = uploaded(desk, a_site(an_item(1)))
    desk.post(f"{DESK}{run.pk}/choices/", CHOSEN)
    MovingRun.objects.update(state=ImportState.RUNNING, started_at=NOW, seen_at=NOW)

    run_waiting(now=NOW + SILENT_FOR + timedelta(seconds=1))
    stopped = MovingRun.objects.get().state
    desk.post(f"{DESK}{run.pk}/begin/")
    run_waiting(now=NOW)

    assert stopped == ImportState.STOPPED
    assert ReportPage.objects.count() == 1


def test_steps_are_forgotten_after_their_term_and_the_figures_stay(desk: Client) -> None:
    run = uploaded(desk, a_site(an_item(1)))
    desk.post(f"{DESK}{run.pk}/choices/", CHOSEN)
    desk.post(f"{DESK}{run.pk}/begin/")
    run_waiting(now=NOW)

    kept = (forget_steps(now=NOW + STEPS_KEPT - timedelta(days=1)), forget_steps(now=NOW + STEPS_KEPT + timedelta(days=1)))

    run.refresh_from_db()
    assert kept == (0, 1)
    assert not MovingStep.objects.exists()
    assert not MovingReport.objects.exists()
    assert run.counts["reports"]["created"] == 1
    assert "Undo the import" not in desk.get(f"{DESK}{run.pk}/").content.decode()
