"""A reader finds what belongs to a union or a movement; of one that is kept inside she finds nothing."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcry.cases import publication
from outcry.cases.tests.cast import a_case, published_case, rosa
from outcry.gatherings.tests.cast import a_draft, a_gathering
from outcry.groups import operations
from outcry.groups.models import Group
from outcry.groups.tests.cast import NOW, REASON, a_group, a_shown_group
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_report, an_appeal, emeka
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


@pytest.fixture(autouse=True)
def _a_newsroom() -> None:
    a_newsroom()


def told(key: str, *languages: str, **changes: Any) -> list[ReportPage]:
    return a_report(*languages, key=key, slug=key, headline=f"About {key}", **changes)


def a_public_case() -> Any:
    organisation = a_newsroom()
    case = a_case(organisation)
    published_case(organisation, case, by=(emeka(), rosa(organisation)))
    return case


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def reports_on(html: str) -> list[str]:
    return re.findall(r'<h3><a href="/\w\w/reports/([\w-]+)/"', html)


def test_a_page_gathers_reports_cases_appeals_and_gatherings(client: Client) -> None:
    group, case = a_shown_group(), a_public_case()
    ties = {"cases": [case.pk], "appeals": [an_appeal().pk], "gatherings": [a_gathering().pk]}
    operations.tie(group=group, by=None, now=NOW, **ties)
    told("older", groups=[group], published_on=date(2010, 12, 30))
    told("newer", groups=[group])
    told("other")

    html = page(client, "/en/organisations/miners/")

    assert reports_on(html) == ["newer", "older"]
    assert '<h1 class="plain">Miners’ union (en)</h1>' in html
    for words in ("Of the pits (en).", "Free Anna", "Vigil (en)", "https://miners.example/", "Name en"):
        assert words in html


def test_one_that_is_kept_inside_is_on_no_page_in_no_feed_and_in_no_search(client: Client) -> None:
    told("the-wall", groups=[a_group()])

    assert [client.get(f"/en/organisations/miners/{rest}").status_code for rest in ("", "feed.atom", "feed.json", "feed.ics")] == [404] * 4
    for path in ("/en/reports/the-wall/", "/en/topics/", "/en/search/?text=miners", "/sitemap/subjects.xml", "/en/reports/feed.json"):
        assert "iners" not in page(client, path).replace("text=miners", "").replace('value="miners"', "").replace("<title>miners", "")


def test_hidden_it_goes_from_its_reports_and_shown_again_it_is_back(client: Client) -> None:
    group = a_shown_group()
    told("the-wall", groups=[group])
    before = page(client, "/en/reports/the-wall/")

    operations.hide(group=group, by=None, now=NOW)
    hidden = page(client, "/en/reports/the-wall/")
    operations.show(group=Group.objects.get(), reason=REASON, by=None, now=NOW)

    assert '<a href="/en/organisations/miners/"><bdi>Miners’ union (en)</bdi></a>' in before
    assert "Miners" not in hidden
    assert "Miners" in page(client, "/en/reports/the-wall/")
    assert reports_on(page(client, "/en/organisations/miners/")) == ["the-wall"]


def test_what_is_not_public_itself_is_on_no_page(client: Client) -> None:
    group, case = a_shown_group(), a_public_case()
    publication.withdraw(case=case, by=None, now=NOW)
    ties = {"cases": [case.pk], "appeals": [an_appeal(state="draft").pk], "gatherings": [a_draft().pk]}
    operations.tie(group=group, by=None, now=NOW, **ties)

    html = page(client, "/en/organisations/miners/")

    for words in ("Free Anna", "Vigil", "Name en"):
        assert words not in html
    assert '<meta name="robots" content="noindex">' in html
    assert "No report yet." in html


def test_the_list_of_subjects_names_it_with_the_number_of_its_reports(client: Client) -> None:
    told("the-wall", "en", "ru", groups=[a_shown_group()])

    html = page(client, "/ru/topics/")

    assert re.findall(r'<a href="/ru/organisations/([\w-]+)/"><bdi>([^<]+)</bdi></a> <span class="soft">(\d+)<', html) == [
        ("miners", "Miners’ union (ru)", "1")
    ]


def test_in_a_language_without_its_words_those_of_the_first_say_so(client: Client) -> None:
    a_shown_group("en")

    html = page(client, "/ar/organisations/miners/")

    assert '<h1 class="plain" lang="en" dir="ltr">Miners’ union (en)</h1>' in html


def test_programs_are_told_an_organisation_of_schema_org_and_the_languages(client: Client) -> None:
    a_shown_group()

    html = page(client, "/en/organisations/miners/")

    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[0])
    assert (data["@type"], data["name"], data["sameAs"]) == ("WorkersUnion", "Miners’ union (en)", "https://miners.example/")
    assert re.findall(r'hreflang="(\w\w)" href="[^"]*/organisations/miners/"', html)[:2] == ["en", "ru"]
    assert re.findall(r'<link rel="canonical" href="([^"]+)"', html) == [data["url"]]


def test_its_words_find_it_in_any_language(client: Client) -> None:
    a_shown_group()

    html = page(client, "/en/search/?text=union+pits")

    assert "<b>1</b> found" in html
    assert "<mark>pits</mark>" in html


def test_the_map_of_the_site_names_it(client: Client) -> None:
    a_shown_group()

    html = page(client, "/sitemap/subjects.xml")

    assert "/en/organisations/miners/" in html
    assert "/kk/organisations/miners/" in html


def test_a_page_asks_as_much_with_many_reports_as_with_one(client: Client) -> None:
    group = a_shown_group()
    told("the-wall", groups=[group])
    with CaptureQueriesContext(connection) as of_one:
        page(client, "/en/organisations/miners/")
    for number in range(5):
        told(f"report-{number}", groups=[group])

    with CaptureQueriesContext(connection) as of_six:
        page(client, "/en/organisations/miners/")

    assert len(of_six) == len(of_one)


@pytest.mark.parametrize("path", ["organisations/nobody/", "organisations/miners/?page=2", "organisations/MINERS/"])
def test_what_is_no_organisation_is_not_found(client: Client, path: str) -> None:
    a_shown_group()

    assert client.get(f"/en/{path}").status_code == 404
