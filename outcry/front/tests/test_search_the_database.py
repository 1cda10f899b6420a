"""Readers search the public database, page through it and take it with them."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.cases import publication
from outcry.cases.publication import PublicFilter, PublicSearch
from outcry.cases.tests import cast as cases
from outcry.statistics.database import facets, number_of_cases, recount_databases, whole
from outcry.statistics.models import DatabaseTally
from tests.cast import NOW, an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
ON = date(2011, 1, 1)
MOST_STATEMENTS = 15
HOSTILE = "<script>alert(1)</script>\" onmouseover=\"alert(1)' {{ 7|add:7 }} \x00 '; DROP TABLE cases_case; --"


@pytest.fixture
def desk() -> Organisation:
    organisation = an_organisation()
    organisation.content_clock_at = cases.NOW.replace(year=2011, month=1, day=1)
    organisation.save()
    return organisation


def a_public_case(desk: Organisation, slug: str = "the-case", *, name: str = "", kind: str = cases.DETAINED, country: str = "KZ") -> Any:
    case = cases.a_case(desk, slug=slug, languages=("en", "ru"))
    if name:
        case.texts.update(name=name)
    cases.an_act(case, kind=kind, event=cases.an_event(case, country=country))
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    return case


def test_the_list_shows_what_the_filter_means(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "held", name="The one in Almaty")
    a_public_case(desk, "fined", name="The one in Moscow", kind=cases.FINED, country="RU")

    page = client.get("/en/database/", {"country": "KZ"}).text

    assert "The one in Almaty" in page
    assert "The one in Moscow" not in page
    assert "<b>1</b> case of 2" in page
    assert 'href="/en/database/?country=RU"' in page, "a number beside the list leads to the others"


def test_a_gender_that_is_told_is_a_condition_and_stands_on_the_page(client: Client, desk: Organisation) -> None:
    case = cases.a_case(desk, slug="told")
    anna = cases.a_participant(case, "Anna", is_named_publicly=True, person=desk.persons.create(gender="Woman", opened_at=NOW))
    cases.an_act(case, victim=anna)
    case.publication_rules.create(shows_gender=True)
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    a_public_case(desk, "another", name="Another one")

    page = client.get("/en/database/", {"gender": "woman"}).text

    assert "<b>1</b> case of 2" in page
    assert "Another one" not in page
    assert 'href="/en/database/?gender=woman"' in client.get("/en/database/").text
    assert "<bdi>Woman</bdi>" in client.get("/en/cases/told/").text


def test_the_receipt_of_people_says_that_a_judgment_counts_two_records_once(client: Client, desk: Organisation) -> None:
    a_public_case(desk)
    said = "Records that were judged to be of one and the same person count once."

    assert said in client.get("/en/database/figures/over-time/", {"unit": "persons"}).text
    assert said not in client.get("/en/database/figures/over-time/").text


def test_what_was_counted_before_there_was_a_condition_still_shows(client: Client, desk: Organisation) -> None:
    a_public_case(desk)
    recount_databases(now=NOW)
    tally = DatabaseTally.objects.get()
    del tally.numbers["facets"]["gender"]
    tally.save()

    assert client.get("/en/database/").status_code == 200


def test_what_is_typed_in_the_form_leads_to_the_one_address_of_the_filter(client: Client, desk: Organisation) -> None:
    a_public_case(desk)

    answer = client.get("/en/database/", {"text": "  name   en ", "act": "", "country": "KZ", "utm_source": "x", "page": "1"})

    assert (answer.status_code, answer["Location"]) == (302, "/en/database/?text=name+en&country=KZ")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"began": "soon"},
        {"country": "kz"},
        {"act": "no/such/term"},
        {"act": "../../etc"},
        {"since": "2011-02", "until": "2011-01"},
        {"custody": "maybe"},
        {"gender": "x" * 41},
        {"area": "nan,0,1,1"},
        {"outcome": HOSTILE},
    ],
)
def test_a_filter_that_cannot_be_read_shows_nothing_and_gives_no_file(client: Client, desk: Organisation, query: dict[str, str]) -> None:
    a_public_case(desk, name="Must not be shown")

    page, files = client.get("/en/database/", query), [client.get(f"/en/database/cases.{kind}", query) for kind in ("csv", "jsonl")]

    assert page.status_code == 400
    assert "Must not be shown" not in page.text
    assert "<script>" not in page.text
    assert {answer.status_code for answer in files} == {400}


def test_a_page_of_words_is_not_looked_for_and_said_to_be_too_long(client: Client, desk: Organisation) -> None:
    a_public_case(desk)

    assert "These are too many words." in client.get("/en/database/", {"text": " ".join("abcdefghijklm")}).text


def test_whatever_is_asked_is_answered(client: Client, desk: Organisation, real_data: Path) -> None:
    a_public_case(desk)
    recount_databases(now=NOW)
    names = [*publication.PublicFilter.READERS, "page", "sort"]
    texts = [HOSTILE, "9" * 400, "-1", "2011-02-30", "0000", "1/2/3", "\ud800".encode("utf-8", "replace").decode(), *_naughty(real_data)[::9]]

    for place, text in enumerate(texts):
        for name in (names[place % len(names)], "text"):
            answer = client.get("/en/database/", {name: text}, follow=True)
            assert answer.status_code in {200, 400}, (name, text)
            assert "<script>alert" not in answer.text
            assert '" onmouseover' not in answer.text


def test_pages_follow_each_other_and_hold_every_case_once(client: Client, desk: Organisation) -> None:
    for number in range(28):
        a_public_case(desk, f"case-{number}", name=f"Nr. {number}.")

    pages = [client.get("/en/database/", {"country": "KZ", **({"page": str(number)} if number > 1 else {})}).text for number in (1, 2, 3)]

    assert [sum(page.count(f"Nr. {number}.") for page in pages[:2]) for number in range(28)] == [1] * 28
    assert 'href="/en/database/?country=KZ&amp;page=2"' in pages[0]
    assert "Page 2 of 2" in pages[1]
    assert "Page 2 of 2" in pages[2], "beyond the last there is the last"


def test_the_list_of_all_cases_comes_page_by_page_with_every_case_once(client: Client, desk: Organisation) -> None:
    def statements(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    a_public_case(desk, "case-0", name="Nr. 0.")
    few = [statements("/en/cases/"), statements("/en/custody/")]
    for number in range(1, 28):
        a_public_case(desk, f"case-{number}", name=f"Nr. {number}.")

    pages = [client.get("/en/cases/").text, client.get("/en/cases/?page=2").text]

    assert [sum(page.count(f"Nr. {number}.") for page in pages) for number in range(28)] == [1] * 28
    assert 'href="/en/cases/?page=2"' in pages[0]
    assert "Page 2 of 2" in pages[1]
    assert client.get("/en/cases/?page=9")["Location"] == "/en/cases/?page=2"
    assert client.get("/en/cases/?page=1")["Location"] == client.get("/en/cases/?page=x")["Location"] == "/en/cases/"
    assert [statements("/en/cases/"), statements("/en/custody/")] == few
    assert max(few) <= MOST_STATEMENTS


def test_the_files_hold_what_the_page_shows_and_no_formula(client: Client, desk: Organisation) -> None:
    a_public_case(desk, name='=HYPERLINK("http://evil.example";"click")')
    a_public_case(desk, "elsewhere", country="RU")
    cases.a_case(desk, slug="not-public")

    table = b"".join(client.get("/en/database/cases.csv", {"country": "KZ"})).decode("utf-8-sig")
    lines = b"".join(client.get("/en/database/cases.jsonl")).decode().splitlines()

    (row,) = csv.DictReader(io.StringIO(table))
    assert row["name"].startswith("'=")
    assert (row["country"], row["licence"], row["as_of"]) == ("KZ", "CC BY 4.0", "2011-01-01")
    assert row["url"].endswith("/en/cases/the-case/")
    assert {json.loads(line)["number"] for line in lines} == {"2010-the-case", "2010-elsewhere"}


def test_a_withdrawn_case_is_gone_from_the_list_its_numbers_and_its_files(client: Client, desk: Organisation) -> None:
    case = a_public_case(desk, name="Taken back")
    recount_databases(now=NOW)
    assert "Taken back" in client.get("/en/database/").text
    assert number_of_cases(organisation=the_organisation(), on=ON) == 1

    publication.withdraw(case=case, by=rosa(), now=NOW)

    page = client.get("/en/database/").text
    assert "Taken back" not in page
    assert number_of_cases(organisation=the_organisation(), on=ON) == 0
    assert "How they divide" not in page
    assert b"Taken back" not in b"".join(client.get("/en/database/cases.csv"))


def test_what_was_counted_is_counted_again_only_after_a_change(desk: Organisation) -> None:
    a_public_case(desk)

    assert recount_databases(now=NOW) == 1
    assert recount_databases(now=NOW) == 0
    a_public_case(desk, "another")
    assert recount_databases(now=NOW) == 1
    assert whole(organisation=the_organisation(), on=ON).cases == 2


@pytest.mark.parametrize("typed", [{"country": "KZ"}, {"began": "2010"}, {"country": "KZ", "began": "2010"}, {"act": "acts/liberty"}])
def test_what_is_known_of_everything_is_not_counted_again_and_is_the_same(desk: Organisation, typed: dict[str, str]) -> None:
    for number in range(4):
        a_public_case(desk, f"case-{number}", country="KZ" if number % 2 else "RU")
    recount_databases(now=NOW)
    search = PublicSearch(wanted=PublicFilter.read(typed), organisation=desk, on=ON)

    found = facets(search=search, everything=whole(organisation=desk, on=ON))

    assert {name: lines for name, lines in found.items() if lines} == search.facets()
    assert found["country"]


def test_no_list_takes_more_than_fifteen_statements(client: Client, desk: Organisation) -> None:
    for number in range(30):
        a_public_case(desk, f"case-{number}", country="KZ" if number % 2 else "RU")
    recount_databases(now=NOW)
    client.get("/en/database/")

    for query in ("", "page=2", "country=KZ", "text=jail&act=acts%2Fliberty&country=KZ&custody=released"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/ru/database/?{query}").status_code == 200
        assert len(asked) <= MOST_STATEMENTS, (query, [one["sql"][:90] for one in asked])


def test_a_page_that_did_not_change_is_not_sent_again(client: Client, desk: Organisation) -> None:
    a_public_case(desk)
    first = client.get("/en/database/")

    again = client.get("/en/database/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert not first.cookies


def _naughty(folder: Path) -> list[str]:
    return [text for text in json.loads((folder / "security/blns/blns.json").read_text()) if isinstance(text, str)]
