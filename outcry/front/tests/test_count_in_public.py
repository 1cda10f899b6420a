"""Readers count the public database: each figure with its receipt, people who must stay unknown protected."""

import csv
import io
import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.publication import PublicFilter, PublicSearch, Unit
from outcry.cases.tests import cast as cases
from outcry.statistics.figures import DIVISIONS, figure
from tests.cast import NOW, an_organisation, emeka, rosa

pytestmark = pytest.mark.django_db
ON = date(2011, 6, 1)


@pytest.fixture
def desk() -> Organisation:
    organisation = an_organisation()
    organisation.content_clock_at = cases.NOW.replace(year=2011, month=6, day=1)
    organisation.save()
    return organisation


def a_public_case(desk: Organisation, slug: str, *acts: tuple[str, str], named: tuple[str, ...] = (), unnamed: tuple[str, ...] = ()) -> Any:
    """A case with one event; each act is (kind, when), done to each of these people in turn, or to nobody who is told."""
    case = cases.a_case(desk, slug=slug)
    people = [cases.a_participant(case, name, is_named_publicly=True) for name in named] + [cases.a_participant(case, name) for name in unnamed]
    event = cases.an_event(case, country="KZ", latitude=43.6, longitude=51.1, precision="exact")
    for number, (kind, when) in enumerate(acts):
        cases.an_act(case, kind=kind, when=when, event=event, victim=people[number % len(people)] if people else None)
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    return case


def search(desk: Organisation, **conditions: str) -> PublicSearch:
    return PublicSearch(wanted=PublicFilter.read(conditions), organisation=desk, on=ON)


def test_events_acts_and_people_are_different_numbers(desk: Organisation) -> None:
    a_public_case(desk, "two", (cases.DETAINED, "2010"), (cases.BEATEN, "2010"), (cases.BEATEN, "2011"), named=("Ayan", "Bolat"))

    assert {unit: search(desk).total(unit) for unit in Unit} == {Unit.EVENTS: 1, Unit.ACTS: 3, Unit.PERSONS: 2}
    assert {unit: search(desk, act=cases.BEATEN, began="2010").total(unit) for unit in Unit} == {Unit.EVENTS: 1, Unit.ACTS: 1, Unit.PERSONS: 1}


def test_every_row_of_a_figure_is_the_figure_of_its_own_filter(desk: Organisation) -> None:
    a_public_case(desk, "one", (cases.DETAINED, "2010-12-20"), (cases.BEATEN, "2011"), named=("Ayan",))
    a_public_case(desk, "other", (cases.FINED, ""), (cases.BEATEN, "2010"), named=("Bolat",), unnamed=("Gulnara",))

    for unit in Unit:
        for by in DIVISIONS:
            found = figure(search=search(desk), unit=unit, by=by)
            for row in found.rows:
                assert search(desk, **{by: row.value}).total(unit) == row.number, (unit, by, row)
    assert figure(search=search(desk), unit=Unit.ACTS, by="began").undivided == 1
    assert figure(search=search(desk), unit=Unit.PERSONS, by="act").left_out == 1


def test_a_person_who_is_named_counts_once_over_all_cases(desk: Organisation) -> None:
    ayan = _somebody(desk)
    for slug, is_named in (("one", True), ("two", True), ("unnamed", False)):
        case = cases.a_case(desk, slug=slug)
        row = cases.a_participant(case, f"Ayan {slug}", is_named_publicly=is_named, person=ayan)
        cases.an_act(case, victim=row, when="2010")
        publication.propose(case=case, by=rosa(), now=NOW)
        publication.approve(case=case, by=emeka(), now=NOW)

    assert search(desk).total(Unit.PERSONS) == 1
    told = search(desk).unnamed_over_time(floor=5)
    assert told is not None
    assert told.rows == {"2010": None}, "that she is the same is told by no number"


def test_few_people_who_are_not_named_are_not_told_and_no_sum_leads_to_them(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "many", *[(cases.BEATEN, "2009")] * 6, unnamed=tuple(f"Person {number}" for number in "ABCDEF"))
    a_public_case(desk, "few", *[(cases.BEATEN, "2010")] * 2, unnamed=("Gulnara", "Dana"))

    page = _plain(client.get("/en/database/figures/over-time/", {"unit": "persons"}).text)
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/en/database/figures/over-time.csv", {"unit": "persons"})).decode("utf-8-sig"))))

    assert "2009 0 6" in page
    assert "2010 0 fewer than 5" in page
    assert "Together, each once 0 not told" in page, "the total would tell: six and what?"
    assert [row["people_not_named"] for row in rows] == ["6", "fewer than 5", "", "not told"]


@pytest.mark.parametrize("query", [{"country": "KZ"}, {"text": "name"}, {"act": cases.BEATEN}, {"began": "2009"}])
def test_no_filter_tells_of_people_who_are_not_named(client: Client, desk: Organisation, query: dict[str, str]) -> None:
    a_public_case(desk, "many", *[(cases.BEATEN, "2009")] * 6, unnamed=tuple(f"Person {number}" for number in "ABCDEF"))

    assert search(desk, **query).unnamed_over_time(floor=5) is None
    assert search(desk, **query).total(Unit.PERSONS) == 0
    page = client.get("/en/database/figures/over-time/", {**query, "unit": "persons"}, follow=True).text
    assert "not named</th>" not in page
    assert "People who are not named. They are counted over time alone" in page


def test_every_page_of_figures_and_every_file_of_them_is_whole(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "one", (cases.DETAINED, "2010-12-20"), (cases.BEATEN, "2011"), named=("Ayan",))

    for language in ("en", "ru", "kk", "ar"):
        for slug in ("over-time", "by-act", "by-country", "by-place", "by-authority"):
            page = client.get(f"/{language}/database/figures/{slug}/")
            assert page.status_code == 200
            assert "Cookie" not in page.get("Vary", "")
            lines = b"".join(client.get(f"/{language}/database/figures/{slug}.jsonl")).decode().splitlines()
            assert all(json.loads(line)["licence"] for line in lines)
            assert json.loads(lines[-1])["number"] == 2
        assert client.get(f"/{language}/database/figures/").status_code == 200
    assert client.get("/en/database/figures/by-name/").status_code == client.get("/en/database/figures/by-name.csv").status_code == 404


def test_a_chart_has_a_name_a_description_and_its_numbers_in_a_table(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "one", (cases.DETAINED, "2008"), (cases.BEATEN, "2011"), named=("Ayan",))

    page = client.get("/ar/database/figures/over-time/").text

    assert re.search(r'<svg class="chart[^>]*role="img" aria-labelledby="began-title began-desc"', page)
    assert len(re.findall(r'<rect class="chart__bar"', page)) == 4, "the years between are drawn, too"
    assert re.search(r'<th scope="row"><a [^>]+>2008</a></th><td>1</td>', page)
    assert "style=" not in page


def test_the_receipt_leads_to_the_same_number(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "one", (cases.DETAINED, "2010"), (cases.BEATEN, "2010"), named=("Ayan",))

    page = client.get("/en/database/figures/by-act/", {"act": "acts/liberty", "unit": "events"}).text

    again = re.search(r'<a href="(/en/database/figures/by-act/[^"]*)">http', page)
    assert again
    assert client.get(again[1].replace("&amp;", "&")).text == page
    assert f"edition {publication.edition(organisation=desk).number} of" in page
    assert 'href="/en/database/?act=acts%2Fliberty"' in page


def test_the_map_shows_points_as_coarse_as_they_are_told(client: Client, desk: Organisation) -> None:
    a_public_case(desk, "one", (cases.DETAINED, "2010"))

    page = client.get("/ru/database/map/").text
    found = json.loads(b"".join(client.get("/ru/database/map.geojson")))

    assert '<path class="map__land" d="M' in page
    assert re.search(r'<a href="/ru/database/\?area=[^"]+" aria-label="[^"]+"><circle', page)
    (feature,) = found["features"]
    assert (feature["geometry"]["type"], feature["properties"]["precision"], found["licence"]) == ("Polygon", "district", "CC BY 4.0")
    assert "43.6" not in json.dumps(feature["geometry"]["coordinates"][0][0])
    assert client.get(re.search(r'<a href="(/ru/database/\?area=[^"]+)" aria-label', page)[1]).status_code == 200  # type: ignore[index]


def _somebody(desk: Organisation) -> Any:
    """A person of the directory of people, by way of a participant, since the file has one door."""
    case = cases.a_case(desk, slug="first")
    model: Any = type(case)._meta.get_field("participants").related_model._meta.get_field("person").related_model
    return model.objects.create(organisation=desk, opened_at=NOW)


def _plain(page: str) -> str:
    """A page as it is read: without marks, blanks in one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
