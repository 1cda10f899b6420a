"""Emeka writes, previews and publishes a report on the desk."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from PIL import Image as Picture
from wagtail.images.forms import get_image_form
from wagtail.images.models import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from outcry.accounts.operations import add_staff
from outcry.cases.tests.cast import a_case
from outcry.evidence.models import Level
from outcry.newsroom.checks import check_image_kinds
from outcry.newsroom.models import ReportPage, ReportsPage
from outcry.newsroom.tests.cast import ON, a_newsroom, a_report, an_organisation, emeka
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


@pytest.fixture
def desk(client: Client) -> Client:
    a_newsroom()
    client.force_login(emeka())
    return client


def a_form(*, source: int | str = 1, text: str = "<p>They came.</p>", **changes: Any) -> dict[str, Any]:
    """What the editor's screen sends."""
    fields: dict[str, Any] = {
        "title": "At midnight",
        "slug": "at-midnight",
        "standfirst": "They called for her freedom.",
        "published_on": ON.isoformat(),
        "happened": "2010-12-31",
        "byline": "",
        "place": "",
        "country": "",
        "body": streamfield([("paragraph", {"text": rich_text(text), "source": source}), ("heading", {"text": "The wall"})]),
        "sources": inline_formset([{"publisher": "The Paper", "title": "What was seen", "language": "en", "published": "2011-01", "url": "", "note": ""}]),
        "corrections": inline_formset([]),
    }
    return dict(nested_form_data(fields | changes))


def add(desk: Client, **form: Any) -> HttpResponse:
    return desk.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(**form) | {"action-publish": "1"})  # type: ignore[return-value]


def the_list(language: str = "en") -> ReportsPage:
    return ReportsPage.objects.get(locale__language_code=language)  # type: ignore[no-any-return]


def test_what_is_published_on_the_desk_is_read_by_everybody(desk: Client) -> None:
    assert add(desk).status_code == 302

    html = Client().get("/en/reports/at-midnight/").content.decode()

    assert "<p>They came.<span" in html
    assert "The Paper" in html


def test_a_tie_that_the_editor_is_not_shown_outlives_her_saving(desk: Client) -> None:
    open_case, kept_case = a_case(an_organisation(), slug="vzglyad"), a_case(an_organisation(), slug="secret", level=Level.RESTRICTED)
    assert add(desk, cases=[str(open_case.pk)]).status_code == 302
    report = ReportPage.objects.get(slug="at-midnight")
    report.cases.add(kept_case)
    report.save_revision().publish()

    screen = desk.get(f"/desk/pages/{report.pk}/edit/").content.decode()
    saved = desk.post(f"/desk/pages/{report.pk}/edit/", a_form(cases=[]) | {"action-publish": "1"})

    assert saved.status_code == 302
    assert kept_case.slug not in screen
    assert list(ReportPage.objects.get(pk=report.pk).cases.all()) == [kept_case]


def test_the_form_shows_its_fields_in_the_editors_words(desk: Client) -> None:
    html = desk.get(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/").content.decode()

    for words in ("Readers find the report from this day on.", "Sources", "Belongs to"):
        assert words in html
    assert "follows the newest version" not in html


def test_a_block_that_names_a_source_that_is_not_there_is_given_back(desk: Client) -> None:
    answer = add(desk, source=2)

    assert answer.status_code == 200
    assert "A block names source 2, and there are 1." in answer.content.decode()
    assert not ReportPage.objects.exists()


def test_a_date_that_is_none_is_given_back_with_examples(desk: Client) -> None:
    answer = add(desk, happened="last winter")

    assert "Write the date as 2011-01-03" in answer.content.decode()
    assert not ReportPage.objects.exists()


@pytest.mark.parametrize("slug", ["2011", "archive"])
def test_a_report_can_not_stand_where_the_archive_does(desk: Client, slug: str) -> None:
    answer = add(desk, slug=slug)

    assert "The archive stands at this address. Add a word." in answer.content.decode()
    assert not ReportPage.objects.exists()


def test_the_earliest_and_latest_day_of_the_event_are_kept(desk: Client) -> None:
    add(desk, happened="2010-12")

    report = ReportPage.objects.get()
    assert (report.happened_earliest.isoformat(), report.happened_latest.isoformat()) == ("2010-12-01", "2010-12-31")


def test_a_link_that_would_run_is_not_stored(desk: Client) -> None:
    add(desk, text='<p><a href="javascript:alert(1)">x</a></p>')

    assert "javascript:" not in str(ReportPage.objects.get().body.raw_data)


def test_the_side_menu_leads_to_the_list_of_reports(desk: Client) -> None:
    assert "/desk/newsroom/" in desk.get("/desk/").content.decode()

    assert desk.get("/desk/newsroom/").headers["Location"] == f"/desk/pages/{the_list().pk}/"


def test_a_member_of_staff_may_publish_and_a_stranger_may_not_look(client: Client) -> None:
    organisation = a_newsroom()
    client.force_login(add_staff(organisation=organisation, name="rosa", email="rosa@desk.example", password="correct horse battery"))

    assert add(client).status_code == 302

    assert ReportPage.objects.get().live
    assert Client().get("/desk/newsroom/").headers["Location"].startswith("/desk/login/")


def test_a_member_of_staff_may_begin_a_translation(client: Client) -> None:
    (english,) = a_report("en")
    client.force_login(add_staff(organisation=english.organisation, name="rosa", email="rosa@desk.example", password="correct horse battery"))

    client.post(f"/desk/translation/submit/page/{english.pk}/", {"locales": [the_list("kk").locale_id]})

    assert ReportPage.objects.filter(locale__language_code="kk").exists()


def preview(desk: Client, **form: Any) -> HttpResponse:
    address = f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/preview/"
    assert desk.post(address, a_form(**form)).json()["is_valid"]
    return desk.get(address)  # type: ignore[return-value]


def test_a_preview_shows_the_page_as_readers_will_see_it(desk: Client) -> None:
    html = preview(desk).content.decode()

    assert "<h1>At midnight</h1>" in html
    assert "The Desk" in html
    assert not ReportPage.objects.exists()


def test_a_report_of_tomorrow_can_be_previewed_today(desk: Client) -> None:
    assert preview(desk, published_on=(ON + timedelta(days=1)).isoformat()).status_code == 200


def test_only_the_site_itself_may_frame_a_preview_and_nobody_the_public_page(desk: Client) -> None:
    add(desk)

    framed, public = preview(desk, slug="another"), desk.get("/en/reports/at-midnight/")

    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in framed.headers["Content-Security-Policy"]
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in framed.headers["Cache-Control"]
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]
    assert public.headers["X-Frame-Options"] == "DENY"


def test_a_preview_is_for_staff_alone(desk: Client) -> None:
    preview(desk)

    answer = Client().get(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/preview/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/login/")


def test_the_page_at_work_can_be_previewed_in_its_own_language(desk: Client) -> None:
    _english, russian = a_report("en", "ru")
    address = f"/desk/pages/{russian.pk}/edit/preview/"
    assert desk.post(address, a_form(title="В полночь")).json()["is_valid"]

    html = desk.get(address).content.decode()

    assert '<html lang="ru"' in html
    assert "В полночь" in html


def test_a_translation_says_whether_it_follows_its_source(desk: Client) -> None:
    english, russian = a_report("en", "ru")
    english.save_revision().publish()
    address = f"/desk/pages/{russian.pk}/edit/"
    assert "follows the newest version" in desk.get(address).content.decode()

    desk.post(address, a_form() | {"follows_source": "on", "action-publish": "1"})

    assert not ReportPage.objects.get(pk=russian.pk).is_stale()


def test_a_report_is_translated_from_the_desk(desk: Client) -> None:
    (english,) = a_report("en")
    locale = the_list("ru").locale

    answer = desk.post(f"/desk/translation/submit/page/{english.pk}/", {"locales": [locale.pk]})

    assert answer.status_code == 302
    russian = ReportPage.objects.get(locale=locale)
    assert not russian.live
    assert russian.made_from_version == english.version


def test_nobody_can_lock_a_report_behind_a_password(desk: Client) -> None:
    (report,) = a_report()

    desk.post(f"/desk/pages/{report.pk}/privacy/", {"restriction_type": "password", "password": "x", "groups": []})

    assert not report.get_view_restrictions().exists()


def test_a_second_list_cannot_be_made_by_hand(desk: Client) -> None:
    answer = desk.get(f"/desk/pages/{the_list().get_parent().pk}/add_subpage/", follow=True)

    assert "newsroom/reportspage" not in answer.content.decode()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("name", ["a.svg", "a.png", "a.jpg"])
def test_a_drawing_that_can_hold_scripts_is_refused_under_any_name(name: str) -> None:
    form = get_image_form(Image)({"title": "A"}, {"file": SimpleUploadedFile(name, SVG, content_type="image/png")})

    assert "file" in form.errors


def test_a_photograph_is_taken() -> None:
    data = BytesIO()
    Picture.new("RGB", (4, 4)).save(data, "PNG")

    form = get_image_form(Image)({"title": "A"}, {"file": SimpleUploadedFile("a.png", data.getvalue(), content_type="image/png")})

    assert "file" not in form.errors


def test_outcry_does_not_start_where_svg_is_let_in() -> None:
    with override_settings(WAGTAILIMAGES_EXTENSIONS=["png", "SVG"]):
        assert [found.id for found in check_image_kinds(None)] == ["newsroom.E001"]

    assert check_image_kinds(None) == []
