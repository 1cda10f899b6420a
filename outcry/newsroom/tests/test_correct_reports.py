"""What was wrong is put right in public; a citation says which text was read."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from outcry.newsroom.models import ReportPage
from outcry.newsroom.report_rows import ReportCorrection
from outcry.newsroom.tests.cast import a_newsroom, a_report, emeka
from outcry.newsroom.tests.test_write_reports_on_the_desk import a_form, the_list
from tests.once import once_for_the_file
from tests.walls import without_walls

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return without_walls(answer.content.decode())


def corrected(report: ReportPage, **changes: Any) -> None:
    words = {"corrected_on": date(2011, 1, 1), "text": "It was the second day, not the third.", "reason": "We misread the source."}
    ReportCorrection.objects.create(report=report, **words | changes)


def test_a_correction_stands_below_its_report_with_day_and_reason(client: Client) -> None:
    (report,) = a_report()
    corrected(report)

    html = page(client, "/en/reports/at-midnight/")

    for words in ("1 January 2011", "It was the second day, not the third.", "We misread the source.", 'href="#corrections"'):
        assert words in html


def test_a_report_that_needed_none_says_so(client: Client) -> None:
    a_report()

    assert "<dt>Corrections</dt><dd>None</dd>" in page(client, "/en/reports/at-midnight/")


def test_all_corrections_stand_in_one_list_the_latest_first(client: Client) -> None:
    (first,), (second,) = a_report(), a_report(key="second", slug="second", headline="The second")
    corrected(first, text="The older one.")
    corrected(second, text="The newer one.", corrected_on=date(2011, 1, 2))

    html = page(client, "/en/reports/corrections/")

    assert html.index("The newer one.") < html.index("The older one.")
    assert '<a href="/en/reports/second/">The second</a>' in html


def test_the_correction_of_a_text_nobody_reads_yet_is_in_no_list(client: Client) -> None:
    (report,) = a_report(published_on=date(2011, 1, 8))
    corrected(report)

    assert "It was the second day" not in page(client, "/en/reports/corrections/")
    assert "Nothing had to be corrected yet." in page(client, "/en/reports/corrections/")


def test_each_text_that_readers_were_given_has_a_number_of_its_own(client: Client) -> None:
    (report,) = a_report()
    assert "“At midnight (en)”, The Desk, version 1 of 1 January 2011." in page(client, "/en/reports/at-midnight/")

    report.save_revision()
    assert "version 1 of" in page(client, "/en/reports/at-midnight/")

    report.save_revision().publish()
    assert "version 2 of" in page(client, "/en/reports/at-midnight/")


def test_going_back_to_an_earlier_text_is_a_new_number_too(client: Client) -> None:
    (report,) = a_report()
    first = report.live_revision
    report.save_revision().publish()

    first.publish()

    assert "version 3 of" in page(client, "/en/reports/at-midnight/")


def test_no_report_can_stand_where_the_corrections_do(client: Client) -> None:
    client.force_login(emeka())

    client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(slug="corrections") | {"action-publish": "1"})

    assert not ReportPage.objects.exists()


def test_an_editor_puts_a_mistake_right_on_the_desk(client: Client) -> None:
    (report,) = a_report()
    client.force_login(emeka())
    rows = [{"corrected_on": "2011-01-01", "text": "It was the second day.", "reason": "We misread the source."}]

    answer = client.post(f"/desk/pages/{report.pk}/edit/", a_form(country="KZ", place="Atbasar", corrections=inline_formset(rows)) | {"action-publish": "1"})

    assert answer.status_code == 302
    html = page(Client(), "/en/reports/at-midnight/")
    assert "It was the second day." in html
    assert "Atbasar" in html


def test_the_desk_asks_for_day_words_and_reason(client: Client) -> None:
    (report,) = a_report()
    client.force_login(emeka())
    rows = [{"corrected_on": "", "text": "It was the second day.", "reason": ""}]

    answer = client.post(f"/desk/pages/{report.pk}/edit/", dict(a_form(), **nested_form_data({"corrections": inline_formset(rows)})) | {"action-publish": "1"})

    assert answer.status_code == 200
    assert not ReportCorrection.objects.exists()
