"""Readers see who is in custody, however many they are."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcry.accounts.models import Organisation
from outcry.cases.tests import cast as cases
from outcry.front.filling import in_custody
from tests.cast import an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ru", "kk", "ar")


def held_cases(desk: Organisation, number: int, *, freed: int = 0) -> None:
    for place in range(number + freed):
        case = cases.a_case(desk, slug=f"case-{place}")
        case.texts.update(name=f"Nr. {place}.")
        cases.fifteen_days(case, released="2010-12-30" if place >= number else "")
        cases.published_case(desk, case, by=(rosa(), emeka()))


@pytest.fixture
def a_desk_of_2011() -> Organisation:
    desk = an_organisation()
    desk.content_clock_at = datetime(2011, 1, 1, 12, tzinfo=UTC)
    desk.save()
    return desk


def test_the_home_page_names_a_handful_of_those_held_and_says_how_many_there_are(client: Client, a_desk_of_2011: Organisation) -> None:
    held_cases(a_desk_of_2011, 9, freed=5)

    page = client.get("/en/").text

    assert len(re.findall(r"Nr\. \d+\.", page)) == 6 + 3
    assert "9 public cases with somebody in custody." in page
    assert 'href="/en/custody/"' in page


@pytest.fixture
def three_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_custody, "PER_PAGE", 3)
    monkeypatch.setattr(in_custody, "FREED_BESIDE", 2)


@pytest.mark.usefixtures("three_on_a_page")
def test_everybody_held_stands_on_some_page_once(client: Client, a_desk_of_2011: Organisation) -> None:
    held_cases(a_desk_of_2011, 5, freed=4)

    pages = [client.get(address).text for address in ("/en/custody/", "/en/custody/?page=2")]
    freed = [client.get(address).text for address in ("/en/custody/freed/", "/en/custody/freed/?page=2")]

    held = [page.partition('id="freed-title"')[0] for page in pages]
    assert [sum(page.count(f">Nr. {number}.<") for page in held) for number in range(9)] == [1] * 5 + [0] * 4
    assert [sum(page.count(f">Nr. {number}.<") for page in freed) for number in range(9)] == [0] * 5 + [1] * 4
    assert all("5 public cases with somebody in custody." in page and "All 4 freed within the last fortnight" in page for page in pages)
    assert 'rel="next" href="/en/custody/?page=2"' in pages[0]
    assert 'href="/en/database/?custody=held"' in pages[0]
    assert [client.get(f"/en/custody/{query}")["Location"] for query in ("?page=9", "?page=1", "?page=x")] == ["/en/custody/?page=2", *["/en/custody/"] * 2]
    assert client.get("/en/custody/freed/?page=3")["Location"] == "/en/custody/freed/?page=2"


@pytest.mark.usefixtures("three_on_a_page")
def test_as_many_statements_bring_many_who_are_held_as_a_few(client: Client, a_desk_of_2011: Organisation) -> None:
    def statements() -> list[int]:
        found = []
        for path in ("", "custody/", "custody/freed/"):
            client.get(f"/en/{path}")
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/en/{path}").status_code == 200
            found.append(len(asked))
        return found

    held_cases(a_desk_of_2011, 1, freed=1)
    few = statements()
    for place in range(14):
        case = cases.a_case(a_desk_of_2011, slug=f"more-{place}")
        cases.fifteen_days(case, released="2010-12-30" if place % 2 else "")
        cases.published_case(a_desk_of_2011, case, by=(rosa(), emeka()))

    assert statements() == few
    assert max(few) <= 15


@pytest.mark.usefixtures("three_on_a_page")
def test_the_pages_of_custody_are_told_in_every_language(client: Client, a_desk_of_2011: Organisation) -> None:
    held_cases(a_desk_of_2011, 5, freed=4)

    for language in LANGUAGES:
        for path in ("custody/?page=2", "custody/freed/?page=2"):
            page = client.get(f"/{language}/{path}").text
            assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
            assert f'rel="prev" href="/{language}/{path.partition("?")[0]}"' in page
            for words in ("public cases with", "freed within", "Search among", "Whose cases we follow"):
                assert words not in page or language == "en"
