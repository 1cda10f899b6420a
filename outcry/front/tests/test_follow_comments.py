"""Somebody follows what is said below a report, and sees in lists how much that is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from outcry.lib.tests.feed_rules import broken_in
from outcry.newsroom.comment_rows import Comment, CommentState
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_report

pytestmark = pytest.mark.django_db
FEED = "/en/comments/on/at-midnight/feed."
_AT = datetime(2026, 11, 20, 21, 17, 43, tzinfo=UTC)


@pytest.fixture
def report() -> ReportPage:
    a_newsroom()
    return a_report()[0]


def said(report: ReportPage, text: str, **facts: Any) -> Comment:
    row: dict[str, Any] = {"state": CommentState.PUBLISHED, "name": "Sofia", "submitted_at": _AT, "state_changed_at": _AT, **facts}
    return Comment.objects.create(report=report, organisation=report.organisation, text=text, **row)


def test_a_feed_tells_what_readers_see_the_latest_first(client: Client, report: ReportPage) -> None:
    first = said(report, "First.")
    said(report, "Second <b>one</b>.\n\nStill.", answers=first, name="")
    said(report, "Nobody has read it.", state=CommentState.HELD)

    entries = feedparser.parse(client.get(f"{FEED}atom").content, sanitize_html=False).entries

    assert [entry.title for entry in entries] == ["A reader", "Sofia"]
    assert entries[0].content[0].value == "<p>Second &lt;b&gt;one&lt;/b&gt;.</p>\n\n<p>Still.</p>"
    assert entries[1].link.endswith(f"/en/reports/at-midnight/#comment-{first.public_id}")


@pytest.mark.parametrize("shape", ["atom", "rss", "json"])
def test_it_keeps_the_rules_and_tells_no_minute(client: Client, report: ReportPage, shape: str) -> None:
    said(report, "Said & done ]]> \u202e", name='"><script>')
    said(report, "Again.")

    content = client.get(FEED + shape).content

    assert broken_in(content, shape) == []
    assert b"21:17" not in content


@pytest.mark.parametrize("shape", ["atom", "rss"])
def test_no_feed_dates_what_is_told_ahead_of_the_clock(client: Client, report: ReportPage, shape: str) -> None:
    # Told by its day alone: noon of it, which may be hours away. Of tomorrow it is away whenever this runs.
    said(report, "Just now.", submitted_at=timezone.now() + timedelta(days=1))

    read = feedparser.parse(client.get(FEED + shape).content)

    [entry] = read.entries
    assert max(entry.published_parsed, read.feed.updated_parsed) <= timezone.now().utctimetuple()


def test_where_nothing_is_said_and_for_a_calendar_there_is_none(client: Client, report: ReportPage) -> None:
    held = said(report, "Nobody has read it.", state=CommentState.HELD)
    assert client.get(f"{FEED}atom").status_code == 404
    assert FEED not in client.get("/en/reports/at-midnight/").text

    Comment.objects.filter(pk=held.pk).update(state=CommentState.PUBLISHED)

    assert client.get(f"{FEED}ics").status_code == 404
    assert client.get("/en/reports/at-midnight/").text.count(f"{FEED}rss") == 2
    assert f"{FEED}json" in client.get("/en/comments/on/at-midnight/").text


def test_lists_tell_how_many_there_are(client: Client, report: ReportPage) -> None:
    assert "comment" not in client.get("/en/reports/").text.partition("<main")[2].partition("</main>")[0]
    for number in range(2):
        said(report, str(number))
    said(report, "Nobody has read it.", state=CommentState.HELD)

    for path in ("/en/", "/en/reports/", "/en/reports/2011/01/"):
        assert "2 comments" in client.get(path).text, path
