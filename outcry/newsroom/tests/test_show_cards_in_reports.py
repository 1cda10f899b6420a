"""An editor puts a case or an appeal into the text of a report; readers see of it what is public when they read."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import streamfield

from outcry.appeals.models import Appeal, AppealState
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report, an_appeal, emeka
from outcry.newsroom.tests.test_write_reports_on_the_desk import a_form, the_list
from outcry.statistics.models import AppealTally
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


def a_report_with(kind: str, pk: Any) -> ReportPage:
    (report,) = a_report()
    report.body = [("paragraph", {"text": "<p>They came.</p>", "source": None}), (kind, {kind: str(pk)})]
    report.save_revision().publish()
    return report


def page(client: Client) -> str:
    answer = client.get("/en/reports/at-midnight/")
    assert answer.status_code == 200
    return answer.content.decode()


def counted(appeal: Appeal, confirmed: int) -> None:
    AppealTally.objects.update_or_create(appeal=appeal, defaults={"numbers": {"countries": {"DE": confirmed}, "letters": {}, "answers": {}}, "counted_at": NOW})


def test_an_open_appeal_stands_in_the_text_with_its_count_of_now_and_the_way_to_its_form(client: Client) -> None:
    appeal = an_appeal()
    a_report_with("appeal", appeal.pk)
    counted(appeal, 312)
    assert "<b>312</b> confirmed protests" in page(client)

    counted(appeal, 313)

    assert "<b>313</b> confirmed protests" in page(client)
    assert 'href="/en/appeals/free-anna/#act"' in page(client)


@pytest.mark.parametrize("state", [AppealState.DRAFT, AppealState.PROPOSED])
def test_an_appeal_that_was_not_launched_is_not_shown(client: Client, state: str) -> None:
    a_report_with("appeal", an_appeal(state=state).pk)

    assert "Free Anna" not in page(client)
    assert "They came." in page(client)


@pytest.mark.parametrize("named", [4711, "somebody"])
@pytest.mark.parametrize("kind", ["case", "appeal"])
def test_what_is_gone_leaves_the_text_as_it_is(client: Client, kind: str, named: object) -> None:
    a_report_with(kind, named)

    assert "They came." in page(client)
    assert 'class="sheet"' not in page(client)


def test_reading_looks_up_no_names_that_only_the_desk_may_know(client: Client) -> None:
    a_report_with("case", 4711)

    with CaptureQueriesContext(connection) as asked:
        page(client)
        client.get("/en/reports/feed.json")

    assert not [query["sql"] for query in asked if '"cases_case"."number"' in query["sql"]]


def test_a_feed_tells_the_text_without_the_card(client: Client) -> None:
    a_report_with("appeal", an_appeal().pk)

    assert "They came." in client.get("/en/reports/feed.json").content.decode()


def test_the_editor_chooses_an_appeal_by_its_title(client: Client) -> None:
    appeal = an_appeal()
    client.force_login(emeka())
    address = f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/"
    assert "Free Anna" in client.get(address).content.decode()

    client.post(address, a_form(body=streamfield([("appeal", {"appeal": str(appeal.pk)})])) | {"action-publish": "1"})

    assert "Free Anna" in page(Client())


def test_what_was_not_offered_is_not_taken(client: Client) -> None:
    client.force_login(emeka())

    client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(body=streamfield([("appeal", {"appeal": "4711"})])) | {"action-publish": "1"})

    assert not ReportPage.objects.exists()
