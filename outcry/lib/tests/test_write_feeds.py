"""A feed says the same in every shape, and other people's programs understand it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import feedparser
import pytest
from icalendar import Calendar

from outcry.lib.feeds import Feed, FeedEntry, Shape, noon_of, without_moments_ahead, written

_AT = datetime(2011, 1, 7, 12, tzinfo=UTC)
_HOSTILE = 'Anna & <b>"Сапар"</b> ]]> \u202eعربي'


def an_entry(**changes: Any) -> FeedEntry:
    words: dict[str, Any] = {
        "identifier": "urn:uuid:8d1f1a0e-5a5e-4d0b-9b63-3a1f0f6a2d11",
        "url": "https://desk.example/en/reports/at-midnight/",
        "title": "At midnight",
        "summary": "They called for her freedom.",
        "language": "en",
        "published": _AT,
        "updated": datetime(2011, 1, 9, 8, 30, tzinfo=UTC),
        "html": "<p>They came.</p>",
        "author": "Rosa",
        "subjects": ("Prisons",),
        "first_day": date(2010, 12, 31),
        "last_day": date(2011, 1, 1),
    }
    return FeedEntry(**words | changes)


def a_feed(*entries: FeedEntry, **changes: Any) -> Feed:
    words: dict[str, Any] = {
        "identifier": "urn:uuid:0b4de0f2-54a7-4d0f-9a10-0f5fcf0e6e6a",
        "title": "The Desk: Reports",
        "subtitle": "The newest first.",
        "url": "https://desk.example/en/reports/",
        "own": "https://desk.example/en/reports/feed.atom?page=2",
        "language": "en",
        "author": "The Desk",
        "updated": _AT,
        "pages": {"first": "https://desk.example/1", "previous": "https://desk.example/1", "next": "https://desk.example/3"},
    }
    return Feed(entries=entries or (an_entry(),), **words | changes)


@pytest.mark.parametrize("shape", [Shape.ATOM, Shape.RSS])
def test_a_reader_of_feeds_finds_everything(shape: Shape) -> None:
    read = feedparser.parse(written(a_feed(), shape))

    assert not read.bozo
    assert (read.feed.title, read.feed.link, read.feed.language) == ("The Desk: Reports", "https://desk.example/en/reports/", "en")
    links = {link.rel: link.href for link in read.feed.links}
    assert (links["self"], links["next"]) == (a_feed().own, "https://desk.example/3")
    (entry,) = read.entries
    assert (entry.id, entry.link, entry.title) == (an_entry().identifier, an_entry().url, "At midnight")
    assert (entry.summary, entry.content[0].value, entry.author) == ("They called for her freedom.", "<p>They came.</p>", "Rosa")
    assert entry.published_parsed[:5] == (2011, 1, 7, 12, 0)
    assert [tag.term for tag in entry.tags] == ["Prisons"]


def test_json_feed_says_the_same() -> None:
    told = json.loads(written(a_feed(), Shape.JSON))

    assert (told["version"], told["next_url"], told["feed_url"]) == ("https://jsonfeed.org/version/1.1", "https://desk.example/3", a_feed().own)
    (item,) = told["items"]
    assert (item["id"], item["date_published"], item["content_html"]) == (an_entry().identifier, "2011-01-07T12:00:00+00:00", "<p>They came.</p>")
    assert item["tags"] == ["Prisons"]


def test_a_calendar_shows_whole_days_that_no_time_zone_shifts() -> None:
    events: list[Any] = Calendar.from_ical(written(a_feed(), Shape.ICAL)).walk("VEVENT")
    (event,) = events

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2010, 12, 31), date(2011, 1, 2))
    assert (str(event["uid"]), str(event["summary"])) == (an_entry().identifier, "At midnight")


def test_what_has_no_known_day_is_not_in_the_calendar() -> None:
    feed = a_feed(an_entry(first_day=None, last_day=None))

    assert not Calendar.from_ical(written(feed, Shape.ICAL)).walk("VEVENT")


@pytest.mark.parametrize("shape", [Shape.ATOM, Shape.RSS])
def test_hostile_words_stay_words(shape: Shape) -> None:
    read = feedparser.parse(written(a_feed(an_entry(title=_HOSTILE, summary=_HOSTILE), title=_HOSTILE), shape), sanitize_html=False)

    assert not read.bozo
    assert read.feed.title == _HOSTILE
    assert read.entries[0].title == _HOSTILE
    # Readers take a summary for HTML, in which these are the same words.
    assert unescape(read.entries[0].summary) == _HOSTILE
    assert "<b>" not in read.entries[0].summary


@pytest.mark.parametrize("shape", list(Shape))
def test_an_empty_feed_is_the_same_each_time(shape: Shape) -> None:
    empty = replace(a_feed(), entries=())

    assert written(empty, shape) == written(empty, shape)
    assert b"2011" in written(empty, shape) or shape in (Shape.JSON, Shape.ICAL)


def test_a_day_without_an_hour_is_that_day_from_west_to_east() -> None:
    assert noon_of(date(2011, 1, 7)) == _AT


def test_what_is_told_today_is_never_dated_ahead() -> None:
    # At noon of Greenwich, which is hours away.
    feed = a_feed(an_entry(published=_AT, updated=_AT), an_entry(updated=datetime(2011, 1, 6, 9, tzinfo=UTC), published=datetime(2011, 1, 5, 12, tzinfo=UTC)))

    told = without_moments_ahead(feed, now=datetime(2011, 1, 7, 4, 50, 3, tzinfo=UTC))

    hour = datetime(2011, 1, 7, 4, tzinfo=UTC)
    assert (told.updated, told.entries[0].published, told.entries[0].updated) == (hour, hour, hour)
    assert told.entries[1] == feed.entries[1]
    assert without_moments_ahead(feed, now=_AT) == feed


def test_what_has_no_summary_is_described_by_its_text() -> None:
    read = feedparser.parse(written(a_feed(an_entry(summary="")), Shape.RSS))

    (entry,) = read.entries
    assert entry.summary == "<p>They came.</p>"
    assert "content" not in entry
