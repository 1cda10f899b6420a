"""Readers follow a case to others, cite it, and take it along as data."""

import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.newsroom.operations import publish_report
from outcry.newsroom.tests.cast import a_text
from tests.cast import NOW, an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
ON = date(2011, 1, 1)


@pytest.fixture
def desk() -> Organisation:
    organisation = an_organisation()
    organisation.content_clock_at = NOW.replace(year=2011, month=1, day=1)
    organisation.save()
    return organisation


def a_public_case(desk: Organisation, slug: str, *, name: str) -> Any:
    case = cases.a_case(desk, slug=slug, languages=("en", "ru"))
    case.texts.update(name=name)
    cases.an_act(case)
    approved(case)
    return case


def approved(case: Any) -> None:
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)


def a_report_about(desk: Organisation, *told: Any, on: date = ON, key: str = "report") -> None:
    publish_report(organisation=desk, key=key, texts=[a_text(slug=key)], published_on=on, case_ids=[case.pk for case in told], now=NOW)


def linked(client: Client, slug: str) -> str:
    """What stands under "Linked cases"; blank where there is no such heading."""
    page = client.get(f"/en/cases/{slug}/").text
    return page.partition('<h2 id="rel-cases">')[2].partition("</section>")[0]


def test_cases_of_one_report_lead_to_each_other(client: Client, desk: Organisation) -> None:
    one, other, apart = (a_public_case(desk, slug, name=f"Name of {slug}") for slug in ("one", "other", "apart"))
    a_report_about(desk, one, other)
    a_report_about(desk, apart, key="another")

    assert 'href="/en/cases/other/"' in linked(client, "one")
    assert 'href="/en/cases/one/"' in linked(client, "other")
    assert "Name of one" not in linked(client, "one")
    assert linked(client, "apart") == ""


def test_nothing_leads_to_what_readers_may_not_read(client: Client, desk: Organisation) -> None:
    one, withdrawn, later = (a_public_case(desk, slug, name=slug) for slug in ("one", "withdrawn", "later"))
    secret = cases.a_case(desk, slug="secret")
    a_report_about(desk, one, withdrawn, secret)
    a_report_about(desk, one, later, on=date(2011, 1, 2), key="tomorrow")
    assert "withdrawn" in linked(client, "one")

    publication.withdraw(case=withdrawn, by=rosa(), now=NOW)

    assert linked(client, "one") == ""


def test_the_file_of_a_case_holds_what_was_approved_and_nothing_else(client: Client, desk: Organisation) -> None:
    case = a_public_case(desk, "one", name="Ayan")
    cases.a_participant(case, "Witness Marker")
    approved(case)
    case.texts.update(name="Written since")

    answer = client.get("/en/cases/one.json")
    found: dict[str, Any] = json.loads(answer.content)

    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert (found["name"], found["number"], found["language"], found["languages"], found["version"]) == ("Ayan", "2010-one", "en", ["en", "ru"], 2)
    assert (found["licence"], found["as_of"], found["organisation"]) == ("CC BY 4.0", "2011-01-01", "Solidarity (en)")
    assert found["acts"][0]["headline"] == "Jailed"
    assert found["participants"] == [{"kind": "person", "name": "", "role": "Part", "language": "en", "is_pseudonym": False, "gender": ""}]
    assert "Witness Marker" not in answer.text
    assert "case_id" not in found


def test_what_waits_for_its_day_waits_in_the_file_too(client: Client, desk: Organisation) -> None:
    case = a_public_case(desk, "one", name="Ayan")
    cases.an_act(case, "Not before tomorrow", visible_from=date(2011, 1, 2))
    approved(case)

    assert "Not before tomorrow" not in client.get("/en/cases/one.json").text


def test_the_page_leads_to_the_file_until_the_case_is_withdrawn(client: Client, desk: Organisation) -> None:
    case = a_public_case(desk, "one", name="Ayan")
    page = client.get("/ru/cases/one/").text
    assert 'href="/ru/cases/one.json"' in page
    assert f"{settings.SITE_URL}/ru/cases/one/" in page, "the address that is cited"

    publication.withdraw(case=case, by=rosa(), now=NOW)

    assert client.get("/ru/cases/one.json").status_code == 404
