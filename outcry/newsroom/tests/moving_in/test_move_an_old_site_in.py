"""Emeka lets the organisation's old WordPress site move in: what readers saw there they find here, once, under its old addresses too."""

import json
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from outcry.newsroom.comment_rows import Comment, CommentState
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in.models import KeptChoices, MovingRun, OldAddress
from outcry.newsroom.picture_rows import Picture
from outcry.newsroom.tests.cast import a_drawing, a_newsroom, a_ready_picture, on_the_eighth
from outcry.newsroom.tests.moving_in.exports import HOME, a_comment, a_site, an_attachment, an_item
from outcry.vocabularies.models import Term

pytestmark = pytest.mark.django_db
NONE = {"read": 0, "created": 0, "changed": 0, "unchanged": 0, "refused": 0}


def counted(read: int, **more: int) -> dict[str, int]:
    return NONE | {"read": read} | more


def imported(folder: Path, *sites: bytes, **options: Any) -> tuple[dict[str, Any], str]:
    """The last line of the command, and what it said before."""
    files = []
    for number, site in enumerate(sites):
        files.append(folder / f"export-{number}.xml")
        files[-1].write_bytes(site)
    out, said = StringIO(), StringIO()
    call_command("newsroom", "import", *map(str, files), stdout=out, stderr=said, **options)
    return json.loads(out.getvalue().splitlines()[-1]), said.getvalue()


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_an_export_of_any_version_becomes_reports(tmp_path: Path, version: str) -> None:
    on_the_eighth()

    told, _said = imported(tmp_path, a_site(an_item(12, title="Fireworks &amp; songs", html="First.\n\nSecond."), version=version))

    report = ReportPage.objects.get()
    assert told["kinds"]["reports"] == counted(1, created=1)
    assert (report.title, report.slug, report.byline, report.live) == ("Fireworks & songs", "post-12", "Rosa Lind", True)
    assert report.body[0].value["text"].source == "<p>First.</p><p>Second.</p>"


def test_a_second_time_everything_is_unchanged(tmp_path: Path) -> None:
    on_the_eighth()
    site = a_site(an_item(12, comments=[a_comment(1), a_comment(2, parent=1)], categories=[("category", "news", "News")]), an_item(13))
    first, _said = imported(tmp_path, site)

    second, _said = imported(tmp_path, site)

    assert first["kinds"]["reports"] == counted(2, created=2)
    assert second["kinds"]["reports"] == counted(2, unchanged=2)
    assert second["kinds"]["comments"] == counted(2, unchanged=2)
    assert second["kinds"]["redirects"]["unchanged"] == second["kinds"]["redirects"]["read"] == first["kinds"]["redirects"]["created"] > 0


def test_what_changed_there_changes_here_unless_it_was_edited_here(tmp_path: Path) -> None:
    on_the_eighth()
    imported(tmp_path, a_site(an_item(12), an_item(13)))
    edited = ReportPage.objects.get(slug="post-13")
    edited.title = "Put right by us"
    edited.save_revision().publish()

    told, said = imported(tmp_path, a_site(an_item(12, title="New"), an_item(13, title="New")))

    assert told["kinds"]["reports"] == counted(2, changed=1, unchanged=1)
    assert set(ReportPage.objects.values_list("title", flat=True)) == {"New", "Put right by us"}
    assert "was edited here since" in said


def test_days_are_those_of_the_old_sites_clock_and_moments_those_of_greenwich(tmp_path: Path) -> None:
    on_the_eighth()
    imported(
        tmp_path,
        a_site(
            an_item(12),
            an_item(13, post_date="0000-00-00 00:00:00", post_date_gmt="2011-01-02 20:00:00"),
            an_item(14, post_date="2011-01-05 02:00:00", post_date_gmt="0000-00-00 00:00:00", pubDate=""),
        ),
        zone="Asia/Almaty",
    )

    days = dict(ReportPage.objects.values_list("slug", "published_on"))
    moments = dict(ReportPage.objects.values_list("slug", "first_published_at"))
    assert days == {"post-12": date(2011, 1, 4), "post-13": date(2011, 1, 3), "post-14": date(2011, 1, 5)}
    assert moments["post-12"] == datetime(2011, 1, 3, 18, 30, tzinfo=UTC)
    assert moments["post-14"] == datetime(2011, 1, 4, 20, 0, tzinfo=UTC)


def test_old_addresses_lead_to_the_new_ones(tmp_path: Path, client: Client) -> None:
    on_the_eighth()
    imported(tmp_path, a_site(an_item(12), an_item(13, post_type="page", link=f"{HOME}/who-we-are/")), pages="publish")

    led = {
        path: client.get(path) for path in ("/2011/01/03/post-12/", "/2011/01/03/post-12", "/?p=12", "/2011/01/", "/feed/", "/?m=201101", "/who-we-are/?x=1")
    }

    assert {answer.status_code for answer in led.values()} == {301}
    assert led["/?p=12"]["Location"] == led["/2011/01/03/post-12/"]["Location"] == "/en/reports/post-12/"
    assert led["/2011/01/"]["Location"] == "/en/reports/2011/01/"
    assert led["/feed/"]["Location"] == "/en/reports/feed.rss"
    assert led["/who-we-are/?x=1"]["Location"] == "/en/reports/post-13/"
    assert client.get("/2011/01/03/post-99/").status_code == 404
    for answer in led.values():
        assert client.get(answer["Location"]).status_code == 200


def test_drafts_private_texts_and_those_with_a_password_stay_behind(tmp_path: Path) -> None:
    on_the_eighth()
    items = [
        an_item(1, status="draft"),
        an_item(2, status="private"),
        an_item(3, post_password="x"),
        an_item(4, status="trash"),
        an_item(5, status="secret-of-a-plugin"),
    ]

    told, said = imported(tmp_path, a_site(*items))

    assert told["kinds"]["reports"] == counted(5, refused=5)
    assert not ReportPage.objects.exists()
    assert not OldAddress.objects.filter(report__isnull=False).exists()
    assert "It had a password" in said


def test_asked_for_they_come_as_drafts_and_are_never_public(tmp_path: Path, client: Client) -> None:
    on_the_eighth()
    items = [an_item(1, status="draft"), an_item(2, status="private"), an_item(3, post_password="x"), an_item(4, status="trash")]

    told, _said = imported(tmp_path, a_site(*items), extras=["drafts"])

    assert told["kinds"]["reports"] == counted(4, created=3, refused=1)
    assert list(ReportPage.objects.values_list("live", flat=True)) == [False] * 3
    for number in (1, 2, 3):
        assert client.get(f"/?p={number}", follow=True).status_code in (200, 404)
        assert client.get(f"/en/reports/post-{number}/").status_code == 404
        assert client.get(f"/2011/01/03/post-{number}/").status_code == 404


def test_what_is_to_appear_later_waits_for_its_hour(tmp_path: Path) -> None:
    on_the_eighth()
    later, over = "2031-01-01 10:00:00", "2012-01-01 10:00:00"

    imported(
        tmp_path, a_site(an_item(1, status="future", post_date=later, post_date_gmt=later), an_item(2, status="future", post_date=over, post_date_gmt=over))
    )

    waiting, late = ReportPage.objects.get(slug="post-1"), ReportPage.objects.get(slug="post-2")
    assert (waiting.live, waiting.latest_revision.approved_go_live_at) == (False, datetime(2031, 1, 1, 10, tzinfo=UTC))
    assert (late.live, late.latest_revision.approved_go_live_at) == (False, None)


def test_pages_come_as_drafts_to_be_looked_at(tmp_path: Path) -> None:
    on_the_eighth()

    told, said = imported(tmp_path, a_site(an_item(1, post_type="page"), an_item(2, post_type="nav_menu_item")))

    assert (told["kinds"]["reports"], told["kinds"]["others"]) == (counted(1, created=1), counted(1, refused=1))
    assert not ReportPage.objects.get().live
    assert "It was a page of the old site" in said


def test_comments_keep_their_threads_and_states(tmp_path: Path) -> None:
    on_the_eighth()
    remarks = [
        a_comment(1), a_comment(2, parent=1, content="So do I."), a_comment(3, parent=2, content="And I."), a_comment(4, approved="0", content="Wait."),
        a_comment(5, approved="spam"), a_comment(6, approved="trash"), a_comment(7, type="pingback"), a_comment(8, parent=5, content="Out."),
    ]  # fmt: skip

    told, said = imported(tmp_path, a_site(an_item(12, comments=remarks)))

    rows = {row.text: row for row in Comment.objects.all()}
    assert told["kinds"]["comments"] == counted(8, created=5, refused=3)
    assert rows["So do I."].answers == rows["And I."].answers == rows["I stand with him."]
    assert rows["Out."].answers is None
    assert sorted(Comment.objects.values_list("state", flat=True)) == [CommentState.HELD] + [CommentState.PUBLISHED] * 4
    assert rows["So do I."].submitted_at == datetime(2011, 1, 4, 3, 30, tzinfo=UTC)
    assert "pingback" in said


def test_addresses_of_commenters_stay_behind_unless_asked_for_and_are_sealed_then(tmp_path: Path) -> None:
    on_the_eighth()
    site = a_site(an_item(12, comments=[a_comment(1)]), an_item(13, comments=[a_comment(2, author_email="nobody")]))
    imported(tmp_path, site, set_name="one")
    imported(tmp_path, site, set_name="two", extras=["addresses"])

    addresses = [row.address for row in Comment.objects.order_by("pk")]

    assert addresses == [None, None, "aliya@mail.example", None]
    assert [row.website for row in Comment.objects.all()] == [""] * 4


def test_authors_become_bylines_by_choice(tmp_path: Path) -> None:
    on_the_eighth()
    (tmp_path / "mapping.toml").write_text('[authors]\nrosa = "The Desk"\n')
    site = a_site(an_item(1), an_item(2, creator="guest"))

    imported(tmp_path, site, mapping=tmp_path / "mapping.toml", authors="drop")

    assert dict(ReportPage.objects.values_list("slug", "byline")) == {"post-1": "The Desk", "post-2": ""}
    assert KeptChoices.objects.get().content["authors"] == {"rosa": "The Desk"}


def test_pictures_come_from_the_folder_beside_the_export(tmp_path: Path) -> None:
    on_the_eighth()
    place = tmp_path / "uploads/2011/01"
    place.mkdir(parents=True)
    (place / "wall.jpg").write_bytes(a_drawing())
    text = (
        f'[caption id="attachment_20" width="300"]<img class="wp-image-20" src="{HOME}/wp-content/uploads/2011/01/wall-300x200.jpg" /> They sang.[/caption]'
        f'<img src="{HOME}/wp-content/uploads/../../../../secret.jpg"><img src="{HOME}/wp-content/uploads/2011/01/gone.jpg">'
    )
    (tmp_path / "secret.jpg").write_bytes(a_drawing("red"))
    site = a_site(an_item(12, html=text, meta={"_thumbnail_id": "20"}), an_attachment(20, "2011/01/wall.jpg", alt="A wall at night"))

    told, said = imported(tmp_path, site, files=tmp_path / "uploads")
    again, _said = imported(tmp_path, site, files=tmp_path / "uploads")

    report, picture = ReportPage.objects.get(), Picture.objects.get()
    assert told["kinds"]["pictures"] == counted(3, created=1, refused=2)
    assert again["kinds"]["pictures"] == counted(3, unchanged=1, refused=2)
    assert again["kinds"]["reports"] == counted(1, unchanged=1)
    shown = report.body[0].value
    assert (shown["picture"], shown["alt"], shown["caption"]) == (picture.pk, "A wall at night", "They sang.")
    assert (report.lead_picture_id, picture.credit) == (picture.pk, "The Old Site")
    assert "gone.jpg" in said


def test_pictures_that_come_later_are_put_into_the_reports(tmp_path: Path) -> None:
    on_the_eighth()
    site = a_site(an_item(12, html='<img class="wp-image-20" src="x.jpg" alt="A wall">'), an_attachment(20, "wall.png"))
    imported(tmp_path, site)
    (tmp_path / "wall.png").write_bytes(a_drawing())

    told, _said = imported(tmp_path, site, files=tmp_path)

    assert told["kinds"]["reports"] == counted(1, changed=1)
    assert [block.block_type for block in ReportPage.objects.get().body] == ["picture"]


def test_labels_become_topics_by_a_mapping_that_is_kept(tmp_path: Path, client: Client) -> None:
    on_the_eighth()
    a_topic = Term.objects.get(code="topics/media")
    (tmp_path / "mapping.json").write_text(json.dumps({"topics": {"category:work": a_topic.code, "tag:almaty": ""}}))
    site = a_site(an_item(12, categories=[("category", "work", "Work"), ("post_tag", "almaty", "Almaty")]))

    told, _said = imported(tmp_path, site, mapping=tmp_path / "mapping.json")
    again, _said = imported(tmp_path, site)

    assert list(ReportPage.objects.get().topics.all()) == [a_topic]
    assert told["kinds"]["topics"] == counted(2, unchanged=1, refused=1)
    assert again["kinds"]["reports"] == counted(1, unchanged=1)
    assert client.get("/category/work/")["Location"].startswith("/en/topics/")
    assert client.get("/category/work/feed/")["Location"].endswith("feed.rss")


def test_translations_of_polylang_and_wpml_find_each_other(tmp_path: Path) -> None:
    on_the_eighth()
    poly = [("post_translations", "pll_5f", "pll_5f")]
    items = [
        an_item(1, categories=[("language", "ru", "Русский"), *poly]), an_item(2, categories=[("language", "en", "English"), *poly]),
        an_item(3, meta={"_wpml_import_language_code": "ar", "_wpml_import_translation_group": "9"}),
        an_item(4, meta={"_wpml_import_language_code": "en", "_wpml_import_translation_group": "9"}),
        an_item(5, categories=[("language", "de", "Deutsch")]),
    ]  # fmt: skip

    told, said = imported(tmp_path, a_site(*items))

    pages = {page.slug: page for page in ReportPage.objects.select_related("locale")}
    assert {slug: page.locale.language_code for slug, page in pages.items()} == {"post-1": "ru", "post-2": "en", "post-3": "ar", "post-4": "en"}
    assert pages["post-1"].translation_key == pages["post-2"].translation_key != pages["post-3"].translation_key == pages["post-4"].translation_key
    assert not pages["post-1"].is_stale()
    assert told["kinds"]["reports"] == counted(5, created=4, refused=1)
    assert "“de”" in said


def test_a_dry_run_tells_the_same_and_changes_nothing(tmp_path: Path) -> None:
    a_newsroom()
    (tmp_path / "wall.png").write_bytes(a_drawing())
    site = a_site(
        an_item(12, html='<img class="wp-image-20" src="x.jpg">', comments=[a_comment(1)]), an_attachment(20, "wall.png"), an_item(13, status="draft")
    )

    dry, _said = imported(tmp_path, site, files=tmp_path, dry_run=True)
    was_empty = not ReportPage.objects.exists() and not Picture.objects.exists() and not MovingRun.objects.exists() and not OldAddress.objects.exists()
    real, _said = imported(tmp_path, site, files=tmp_path)

    assert was_empty
    assert dry["kinds"] == real["kinds"]


def test_a_whole_import_is_undone(tmp_path: Path) -> None:
    on_the_eighth()
    (tmp_path / "wall.png").write_bytes(a_drawing())
    mine = a_ready_picture()
    site = a_site(an_item(12, html='<img class="wp-image-20" src="x.jpg">', comments=[a_comment(1), a_comment(2, parent=1)]), an_attachment(20, "wall.png"))
    told, _said = imported(tmp_path, site, files=tmp_path)
    out = StringIO()

    call_command("newsroom", "undo", str(told["run"]), stdout=out)

    assert json.loads(out.getvalue()) == {"run": told["run"], "state": "undone", "left": 0}
    assert not ReportPage.objects.exists()
    assert not Comment.objects.exists()
    assert not OldAddress.objects.exists()
    assert list(Picture.objects.all()) == [mine]
    with pytest.raises(CommandError):
        call_command("newsroom", "undo", str(told["run"]))
    again, _said = imported(tmp_path, site, files=tmp_path)
    assert again["kinds"]["reports"] == counted(1, created=1)


def test_undoing_puts_back_what_was_changed_and_leaves_what_people_worked_on(tmp_path: Path) -> None:
    on_the_eighth()
    imported(tmp_path, a_site(an_item(12)))
    told, _said = imported(tmp_path, a_site(an_item(12, title="New"), an_item(13)))
    edited = ReportPage.objects.get(slug="post-13")
    edited.title = "Ours"
    edited.save_revision().publish()
    out, said = StringIO(), StringIO()

    call_command("newsroom", "undo", str(told["run"]), stdout=out, stderr=said)

    assert json.loads(out.getvalue())["left"] == 1
    assert set(ReportPage.objects.values_list("title", flat=True)) == {"Post 12", "Ours"}
    assert "People have changed this report" in said.getvalue()


def test_killed_half_way_the_same_file_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_the_eighth()
    site = a_site(an_item(12, comments=[a_comment(1)]), an_item(13), an_item(14))
    kill_before_the_third_report(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        imported(tmp_path, site)
    monkeypatch.undo()

    told, _said = imported(tmp_path, site)

    assert told["kinds"]["reports"] == counted(3, created=1, unchanged=2)
    assert ReportPage.objects.count() == 3
    assert Comment.objects.count() == 1


def kill_before_the_third_report(monkeypatch: pytest.MonkeyPatch) -> None:
    saved, done = ReportPage.save_revision, []

    def save(self: ReportPage, *args: Any, **kwargs: Any) -> Any:
        done.append(self)
        if len(done) == 3:
            raise KeyboardInterrupt
        return saved(self, *args, **kwargs)

    monkeypatch.setattr(ReportPage, "save_revision", save)


def test_a_file_that_is_neither_is_refused(tmp_path: Path) -> None:
    a_newsroom()
    for text in (b"", b"<html><body>x</body></html>", b"{}", b"name,day\n", b"<rss><channel></channel></rss>"):
        with pytest.raises((SystemExit, CommandError)):
            imported(tmp_path, text)
    assert not ReportPage.objects.exists()


def test_a_zip_of_exports_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    on_the_eighth()
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("b.xml", a_site(an_item(2)))
        archive.writestr("a.xml", a_site(an_item(1)))
        archive.writestr("__MACOSX/._a.xml", b"x")

    told, _said = imported(tmp_path, file.getvalue())

    assert told["kinds"]["reports"] == counted(2, created=2)
