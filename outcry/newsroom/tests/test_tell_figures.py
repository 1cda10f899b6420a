"""An editor tells a figure of the public database; readers get the number of now, and the way back to the cases behind it."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.test import Client
from wagtail.test.utils.form_data import streamfield

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_report, emeka
from outcry.newsroom.tests.test_write_reports_on_the_desk import a_form, the_list
from outcry.statistics.figures import totals

pytestmark = pytest.mark.django_db
FIGURES = "/en/database/figures/?country=KZ&unit=events"
WORDS = "acts against people in Kazakhstan"


@pytest.fixture(autouse=True)
def organisation() -> Organisation:
    found = a_newsroom()
    found.content_clock_at = datetime(2011, 6, 1, tzinfo=UTC)
    found.save()
    return found


def a_public_case(organisation: Organisation, slug: str) -> None:
    """One act in Kazakhstan."""
    case = cases.a_case(organisation, slug=slug)
    cases.an_act(case, event=cases.an_event(case, country="KZ"))
    cases.brought_to_the_door(case)
    publication.propose(case=case, by=cases.rosa(organisation), now=cases.NOW)
    publication.approve(case=case, by=cases.emeka(organisation), now=cases.NOW)


def told(client: Client, address: str) -> str:
    report = ReportPage.objects.first() or a_report()[0]
    report.body = [("number", {"address": address, "words": WORDS})]
    report.save_revision().publish()
    return client.get("/en/reports/at-midnight/").content.decode()


def test_the_number_is_the_one_that_the_page_of_figures_tells_when_somebody_reads(client: Client, organisation: Organisation) -> None:
    a_public_case(organisation, "first")
    search = publication.PublicSearch(wanted=publication.PublicFilter(country="KZ"), organisation=organisation, on=date(2011, 6, 1))

    html = told(client, f"{settings.SITE_URL}{FIGURES}")

    number = totals(search=search)[publication.Unit.EVENTS]
    assert number == 1
    assert f'<b class="told">{number}</b> {WORDS}' in html
    assert 'href="/en/database/figures/?country=KZ&amp;unit=events"' in html
    assert "Counted as of 1 June 2011, edition" in html
    assert client.get(FIGURES).status_code == 200


def test_a_figure_that_can_not_be_counted_is_not_told(client: Client) -> None:
    for address in ("/en/database/figures/?began=never", "/en/database/figures/?act=no/such/term", "/en/database/figures/?unit=wings"):
        assert WORDS not in told(client, address)


@pytest.mark.parametrize("address", ["https://elsewhere.example/en/database/figures/", "/en/cases/", "/en/database/figures/?began=never", "http://[", "x"])
def test_only_an_address_of_our_own_figures_is_taken(client: Client, address: str) -> None:
    client.force_login(emeka())
    form = a_form(body=streamfield([("number", {"address": address, "words": WORDS})]))

    answer = client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", {**form, "action-publish": "1"})

    assert "This is not the address of a page of our database" in answer.content.decode()
    assert not ReportPage.objects.exists()


def test_a_figure_is_written_on_the_desk(client: Client) -> None:
    client.force_login(emeka())
    form = a_form(body=streamfield([("number", {"address": FIGURES, "words": WORDS})]))

    assert client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", {**form, "action-publish": "1"}).status_code == 302
