"""An editor puts a case or an appeal into the text of a report; readers see of it what is public when they read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import streamfield

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.appeals.models import Appeal, AppealState
from outcry.giving.models import DonationAppeal, DonationState
from outcry.giving.operations import DonationDetails, DonationWords, Entry, add_donation_appeal, enter_amount
from outcry.lib.money import Money
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


def test_a_donation_box_tells_how_far_it_is_when_the_report_is_read(client: Client) -> None:
    found = a_donation_appeal(organisation=the_organisation(), title="For lawyers")
    a_report_with("donation", found.pk)
    entry = Entry(kind="gift", money=Money(Decimal(250), "EUR"), on=date(2010, 12, 20), source="Statement")
    enter_amount(donation_appeal=found, entry=entry, by=None, now=NOW)

    assert "<b>250 euros</b> of 1,000 euros" in page(client)
    assert 'href="/en/give/for-lawyers/#ways"' in page(client)


@pytest.mark.parametrize("state", [DonationState.DRAFT, DonationState.ENDED])
def test_a_donation_box_asks_for_nothing_before_and_after_its_time(client: Client, state: str) -> None:
    found = a_donation_appeal(organisation=the_organisation(), title="For lawyers", state=state)
    a_report_with("donation", found.pk)

    assert ("For lawyers" in page(client)) is (state == DonationState.ENDED)
    assert "Ways to give" not in page(client)


def a_donation_appeal(*, organisation: Organisation, title: str, state: str = DonationState.OPEN) -> DonationAppeal:
    details = DonationDetails(goal=Money(Decimal(1000), "EUR"), from_on=NOW.date())
    texts = {"en": DonationWords(title=title, standfirst="They cost money.")}
    found = add_donation_appeal(organisation=organisation, details=details, texts=texts, by=None, now=NOW)
    DonationAppeal.objects.filter(pk=found.pk).update(state=state, from_on=date(2010, 12, 1))
    return DonationAppeal.objects.get(pk=found.pk)
