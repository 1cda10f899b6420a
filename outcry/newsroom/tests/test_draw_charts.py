"""An editor draws numbers: her own with their source, or a figure of the public database, which is counted again whenever somebody reads."""

import re
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.newsroom.blocks import MOST_IN_A_CHART, Chart, Map
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_report
from outcry.newsroom.tests.test_tell_figures import a_public_case

pytestmark = pytest.mark.django_db
OVER_TIME = "/en/database/figures/over-time/?country=KZ"


@pytest.fixture(autouse=True)
def organisation() -> Organisation:
    found = a_newsroom()
    found.content_clock_at = datetime(2011, 6, 1, tzinfo=UTC)
    found.save()
    return found


def a_chart(**changes: Any) -> dict[str, Any]:
    words = {"title": "Arrests & fines", "unit": "arrests", "head": "year", "kind": "columns", "address": "", "source": 1}
    return {**words, "rows": [{"label": "2009", "number": 1200}, {"label": "2010", "number": 3}], **changes}


def shown(client: Client, *charts: dict[str, Any]) -> str:
    report = ReportPage.objects.first() or a_report()[0]
    report.body = [("chart", chart) for chart in charts]
    report.save_revision().publish()
    return client.get("/en/reports/at-midnight/").text


def test_given_numbers_are_drawn_with_a_table_of_the_same_numbers_and_their_source(client: Client) -> None:
    html = shown(client, a_chart())

    assert '<svg class="chart chart--columns" role="img"' in html
    assert '<tr><th scope="row">2009</th><td>1,200</td></tr>' in html
    assert "<b>Arrests &amp; fines</b>" in html
    assert 'href="#source-1"' in html
    assert "The most: 2009, 1,200." in html


def test_two_charts_of_a_report_share_no_id(client: Client) -> None:
    html = shown(client, a_chart(), a_chart(kind="bars"))

    assert (html.count('id="drawn-0-title"'), html.count('id="drawn-1-title"')) == (1, 1)


def test_a_figure_of_the_database_is_counted_when_somebody_reads(client: Client, organisation: Organisation) -> None:
    chart = a_chart(rows=[], address=OVER_TIME, source=None)
    assert "charted" not in shown(client, chart)

    a_public_case(organisation, "first")
    html = client.get("/en/reports/at-midnight/").text

    assert '<tr><th scope="row">2010</th><td>1</td></tr>' in html
    assert "Counted as of 1 June 2011, edition" in html
    assert f'href="{OVER_TIME}"' in html
    assert client.get(OVER_TIME).status_code == 200


@pytest.mark.parametrize(("slug", "label"), [("by-country", "Kazakhstan"), ("by-act", "")])
def test_kinds_and_countries_have_their_names(client: Client, organisation: Organisation, slug: str, label: str) -> None:
    a_public_case(organisation, "first")

    html = shown(client, a_chart(rows=[], address=f"/en/database/figures/{slug}/", source=None))

    assert label in html.partition('class="charted"')[2]
    assert "acts/" not in html.partition('class="charted"')[2].partition("</table>")[0]


@pytest.mark.parametrize(("kind", "opening"), [("bars", "<details><summary"), ("columns", "<details open><summary")])
def test_the_table_waits_behind_a_chart_that_has_its_numbers_written_on_it(client: Client, kind: str, opening: str) -> None:
    html = shown(client, a_chart(kind=kind))

    assert opening in html.partition('class="charted"')[2].partition("<table")[0]


def test_a_feed_has_the_table(client: Client) -> None:
    shown(client, a_chart())

    (entry,) = feedparser.parse(client.get("/en/reports/feed.atom").content).entries

    assert "<caption>Arrests &amp; fines</caption>" in entry.content[0].value


@pytest.mark.parametrize(
    "changes",
    [
        {"rows": []},
        {"address": OVER_TIME},
        {"source": None},
        {"rows": [], "address": "https://elsewhere.example/database/figures/over-time/"},
        {"rows": [], "address": "/en/database/figures/by-place/"},
        {"rows": [], "address": "/en/database/figures/over-time/?began=x"},
        {"rows": [{"label": str(number), "number": 1} for number in range(MOST_IN_A_CHART + 1)]},
        {"rows": [{"label": "2010", "number": -1}]},
        {"rows": [{"label": "", "number": 1}]},
    ],
)
def test_what_can_not_be_drawn_is_refused(changes: dict[str, Any]) -> None:
    block = Chart()

    assert block.clean(block.to_python(a_chart()))
    with pytest.raises(ValidationError):
        block.clean(block.to_python(a_chart(**changes)))


def mapped(client: Client, address: str) -> str:
    report = ReportPage.objects.first() or a_report()[0]
    report.body = [("map", {"title": "Where & when", "address": address})]
    report.save_revision().publish()
    return client.get("/en/reports/at-midnight/").text


def test_a_map_shows_what_the_database_shows_and_asks_nobody_else(client: Client, organisation: Organisation) -> None:
    case = cases.a_case(organisation, slug="on-the-map")
    event = cases.an_event(case, country="KZ", latitude=51.8, longitude=68.3, precision="exact")
    cases.an_act(case, event=event)

    html = mapped(client, "/en/database/map/?country=KZ")

    assert "charted" not in html
    publication.propose(case=case, by=cases.rosa(organisation), now=cases.NOW)
    publication.approve(case=case, by=cases.emeka(organisation), now=cases.NOW)
    html = mapped(client, "/en/database/map/?country=KZ")
    assert '<title id="drawn-0-title">Where &amp; when</title>' in html
    assert html.count("<circle") == 1
    assert re.search(r'class="map__name"[^>]*>Kazakhstan</text>', html)
    assert "° north" in html
    assert 'href="/en/database/map/?country=KZ"' in html


@pytest.mark.parametrize("address", ["", "https://elsewhere.example/database/map/", "/en/database/map/?began=x", "/en/cases/"])
def test_only_a_map_of_our_own_is_taken(address: str) -> None:
    block = Map()

    assert block.clean(block.to_python({"title": "Where", "address": "/en/database/map/?country=KZ"}))
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"title": "Where", "address": address}))
