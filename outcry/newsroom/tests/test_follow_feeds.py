"""A reader follows the reports with a program, and takes a month of the archive along: exactly what its page lists."""

import io
import re
from datetime import date
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from outcry.lib.feeds import Shape
from outcry.lib.tables.reading import read_table
from outcry.newsroom.feeds import COLUMNS, ENTRIES_ON_A_PAGE
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import Passage
from outcry.newsroom.tests.cast import CONTENT_NOW, a_newsroom, a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_eighth_of_january() -> None:
    organisation = a_newsroom()
    organisation.content_clock_at = CONTENT_NOW.replace(day=8)
    organisation.save()


def told(key: str, published_on: date, happened: str, *languages: str, **changes: Any) -> None:
    a_report(*languages, key=key, slug=key, headline=f"About {key}", published_on=published_on, happened=happened, **changes)


def a_month() -> None:
    told("the-vigil", date(2011, 1, 1), "2010-12-31")
    told("the-release", date(2011, 1, 3), "2011-01-03")
    told("the-fine", date(2011, 1, 7), "2011-01-06", "ru")
    told("the-threat", date(2011, 1, 7), "")
    told("next-week", date(2011, 1, 15), "2011-01-05")


def fetched(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.getvalue()


def addresses_on(client: Client, path: str) -> set[str]:
    """The reports that a page of the archive lists."""
    return set(re.findall(r'<h4><a href="(/[^"]+)"', client.get(path).content.decode()))


@pytest.mark.parametrize("clock", ["", "happened/"])
@pytest.mark.parametrize("shape", ["feed.atom", "feed.rss", "feed.json", "feed.ics", "reports.csv"])
def test_a_month_leaves_as_exactly_what_its_page_lists(client: Client, clock: str, shape: str) -> None:
    a_month()
    on_the_page = addresses_on(client, f"/en/reports/2011/01/{clock}")

    taken = fetched(client, f"/en/reports/2011/01/{clock}{shape}").replace(b"\r\n ", b"").decode()

    assert len(on_the_page) == (2 if clock else 4)
    assert {slug for slug in ("the-vigil", "the-release", "the-fine", "the-threat", "next-week") if f"/reports/{slug}/" in taken} == {
        address.split("/")[-2] for address in on_the_page
    }


def test_a_page_of_the_archive_leads_to_its_month_for_programs(client: Client) -> None:
    a_month()

    page = client.get("/en/reports/2011/01/happened/").content.decode()

    for address in re.findall(r'href="(/en/reports/2011/01/happened/[a-z]+\.[a-z]+)"', page):
        assert fetched(client, address)
    assert page.count("/en/reports/2011/01/happened/feed.") == len(Shape)


def test_an_entry_brings_the_text_with_its_sources_and_nothing_that_runs(client: Client) -> None:
    told("the-vigil", date(2011, 1, 1), "2010-12-31", passages=[Passage(kind="paragraph", text="They <script>sang</script>.", source=1)])

    (entry,) = feedparser.parse(fetched(client, "/en/reports/feed.atom"), sanitize_html=False).entries

    assert "They &lt;script&gt;sang&lt;/script&gt;." in entry.content[0].value
    assert "The Paper" in entry.content[0].value
    assert "#source" not in entry.content[0].value


def test_a_report_told_in_another_language_says_in_which(client: Client) -> None:
    told("the-fine", date(2011, 1, 7), "2011-01-06", "ru")

    feed = fetched(client, "/kk/reports/feed.atom").decode()

    assert '<entry xml:lang="ru">' in feed
    assert 'xml:lang="kk"' in feed


def test_the_entry_stays_the_same_when_its_address_changes(client: Client) -> None:
    told("the-fine", date(2011, 1, 7), "2011-01-06")
    before = feedparser.parse(fetched(client, "/en/reports/feed.atom")).entries[0].id

    ReportPage.objects.filter(slug="the-fine").update(slug="a-fine", title="Fined")
    after = feedparser.parse(fetched(client, "/en/reports/feed.atom")).entries[0]

    assert after.id == before
    assert after.link.endswith("/en/reports/a-fine/")


@pytest.mark.parametrize("shape", ["atom", "rss", "json"])
def test_a_long_list_comes_in_pages_that_hold_every_report_once(client: Client, shape: str) -> None:
    for number in range(ENTRIES_ON_A_PAGE + 1):
        told(f"report-{number}", date(2011, 1, 1), "")

    pages = [fetched(client, f"/en/reports/feed.{shape}{page}").decode() for page in ("", "?page=2")]

    assert [len(set(re.findall(r"/en/reports/report-\d+/", page))) for page in pages] == [ENTRIES_ON_A_PAGE, 1]
    assert f"/en/reports/feed.{shape}?page=2" in pages[0]
    assert client.get(f"/en/reports/feed.{shape}?page=3").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "٢", "9" * 40])
def test_a_page_that_is_not_there_is_told_so(client: Client, page: str) -> None:
    assert client.get("/en/reports/feed.atom", {"page": page}).status_code == 404


def test_an_empty_newsroom_has_an_empty_feed(client: Client) -> None:
    assert feedparser.parse(fetched(client, "/en/reports/feed.atom")).feed.title == "The Desk: Reports"
    assert not Calendar.from_ical(fetched(client, "/en/reports/2011/01/feed.ics")).walk("VEVENT")


def test_a_program_that_has_the_feed_already_is_told_nothing_changed(client: Client) -> None:
    a_month()
    mark = client.get("/en/reports/feed.atom")["ETag"]

    assert client.get("/en/reports/feed.atom", headers={"If-None-Match": mark}).status_code == 304
    told("one-more", date(2011, 1, 8), "2011-01-08")
    assert client.get("/en/reports/feed.atom", headers={"If-None-Match": mark}).status_code == 200


def test_the_table_reads_back_and_no_spreadsheet_runs_it(client: Client) -> None:
    a_report(key="sum", slug="sum", headline="=HYPERLINK(1)", published_on=date(2011, 1, 2), happened="2010-12-20~")

    table = read_table(io.BytesIO(fetched(client, "/en/reports/2011/01/reports.csv")))
    rows = [row.cells for row in table.rows]

    assert rows[0] == COLUMNS
    assert rows[1][:3] == ("2011-01-02", "2010-12-20~", "=HYPERLINK(1)")
    assert b",'=HYPERLINK(1)," in fetched(client, "/en/reports/2011/01/reports.csv")


def test_a_feed_asks_the_same_of_the_database_however_many_reports_it_tells(client: Client) -> None:
    told("the-vigil", date(2011, 1, 1), "2010-12-31")
    with CaptureQueriesContext(connection) as of_one:
        fetched(client, "/en/reports/feed.atom")
    for number in range(8):
        told(f"report-{number}", date(2011, 1, 1), "")

    with CaptureQueriesContext(connection) as of_nine:
        fetched(client, "/en/reports/feed.atom")

    assert len(of_nine) == len(of_one)
