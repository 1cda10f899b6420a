"""Search engines read the map of the site: what is public stands in it, in every language, and nothing else."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.front.filling import site_map
from outcry.front.tests.people import an_appeal_open_today
from outcry.newsroom.operations import publish_report
from outcry.newsroom.tests.cast import a_text
from tests.cast import NOW, emeka, rosa

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL
_NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def desk() -> Organisation:
    return an_appeal_open_today().organisation


def a_public_case(desk: Organisation, slug: str, languages: tuple[str, ...] = ("en", "ru"), visible_from: date | None = None) -> Any:
    case = cases.a_case(desk, slug=slug, languages=languages, visible_from=visible_from)
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    return case


def mapped(client: Client) -> dict[str, dict[str, str]]:
    """Every address of the map, with its alternates by language."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {}
    for file in (one.text or "" for one in index.findall("sitemap/loc", _NAMES)):
        answer = client.get(file.removeprefix(SITE))
        assert answer["Content-Type"] == "application/xml; charset=utf-8"
        for entry in ElementTree.fromstring(answer.content).findall("url", _NAMES):
            alternates = {link.attrib["hreflang"]: link.attrib["href"] for link in entry.findall("xhtml:link", _NAMES)}
            found[entry.findtext("loc", "", _NAMES)] = alternates
    return found


def test_a_case_stands_under_each_of_its_languages_with_the_others_beside_it(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "the-case")

    found = mapped(client)

    both = {language: f"{SITE}/{language}/cases/the-case/" for language in ("en", "ru")}
    assert found[both["en"]] == found[both["ru"]] == both
    assert f"{SITE}/ar/cases/the-case/" not in found


def test_a_month_with_a_report_stands_in_the_map_and_an_empty_one_does_not(client: Client, desk: Organisation) -> None:
    publish_report(organisation=desk, key="one", texts=[a_text()], published_on=date(2026, 1, 5), now=NOW)

    found = mapped(client)

    assert f"{SITE}/ru/reports/2026/01/" in found
    assert f"{SITE}/kk/reports/2026/" in found
    assert not any("/reports/2026/02/" in address for address in found)


def test_every_address_of_the_map_opens(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "the-case")
    publish_report(organisation=desk, key="one", texts=[a_text("en", slug="first"), a_text("ru", slug="pervyj")], published_on=NOW.date(), now=NOW)

    found = mapped(client)

    assert {f"{SITE}/en/", f"{SITE}/ar/custody/", f"{SITE}/kk/reports/", f"{SITE}/en/appeals/free-them/", f"{SITE}/ru/reports/pervyj/"} <= found.keys()
    assert {client.get(address.removeprefix(SITE)).status_code for address in found} == {200}
    assert all(address in alternates.values() and set(alternates.values()) <= found.keys() for address, alternates in found.items())


def test_what_is_withdrawn_or_waits_for_its_day_is_not_on_it(client: Client, desk: Organisation) -> None:
    today = desk.content_now(now=NOW).date()
    case = a_public_case(desk, "taken-back")
    a_public_case(desk, "tomorrow", visible_from=today + timedelta(days=365 * 50))
    cases.a_case(desk, slug="secret")
    assert any("taken-back" in address for address in mapped(client))

    publication.withdraw(case=case, by=rosa(), now=NOW)

    assert not [address for address in mapped(client) if "/cases/" in address and not address.endswith("/cases/")]


def test_many_cases_stand_in_several_files_each_once(client: Client, desk: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_map, "THINGS_IN_A_PART", 2)
    for number in range(5):
        a_public_case(desk, f"case-{number}", languages=("en",))

    index = client.get("/sitemap.xml").text

    assert [f"cases-{number}.xml" in index for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert sum("/cases/case-" in address for address in mapped(client)) == 5


@pytest.mark.parametrize("part", ["cases-0", "cases-9", "cases-x", "pages-1", "x" * 300])
def test_there_is_no_file_that_the_list_does_not_name(client: Client, desk: Organisation, part: str) -> None:
    assert client.get(f"/sitemap/{part}.xml").status_code == 404


def test_robots_are_told_where_it_is(client: Client) -> None:
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").text
