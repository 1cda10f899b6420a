"""A reader follows the reports with a program."""

import io
from datetime import date

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from outcry.lib.feeds import Shape
from outcry.lib.tables.reading import read_table
from outcry.lib.tests.feed_rules import broken_in
from outcry.newsroom.feeds.drawing import COLUMNS
from outcry.newsroom.models import ReportPage
from outcry.newsroom.operations import Passage
from outcry.newsroom.tests.cast import a_report, fetched, on_the_eighth, told
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(on_the_eighth)


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


@pytest.mark.parametrize("page", ["0", "-1", "x", "٢", "9" * 40])
def test_a_page_that_is_not_there_is_told_so(client: Client, page: str) -> None:
    assert client.get("/en/reports/feed.atom", {"page": page}).status_code == 404


@pytest.mark.parametrize("shape", list(Shape))
def test_feeds_of_all_reports_and_of_a_month_keep_the_rules_of_their_shape(client: Client, shape: Shape) -> None:
    told("the-fine", date(2011, 1, 1), "2010-12-31", "en", "ar")

    for language in ("en", "ar"):
        for feed in ("feed", "2011/01/feed", "2010/12/happened/feed"):
            assert broken_in(fetched(client, f"/{language}/reports/{feed}.{shape}"), shape) == [], feed


def test_an_empty_newsroom_has_an_empty_feed(client: Client) -> None:
    assert feedparser.parse(fetched(client, "/en/reports/feed.atom")).feed.title == "The Desk: Reports"
    assert not Calendar.from_ical(fetched(client, "/en/reports/2011/01/feed.ics")).walk("VEVENT")


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
