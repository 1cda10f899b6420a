"""One list of entries in the shapes that readers of feeds take: Atom (RFC 4287, paged by RFC 5005), RSS 2.0, JSON Feed 1.1, iCalendar (RFC 5545)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC as _UTC
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator
from icalendar import Calendar, Event

# So that a program need not ask more often.
_ASK_AGAIN = timedelta(hours=6)
_PAGES = ("first", "previous", "next", "last")


def turns(own: Callable[[int], str], number: int, last: int) -> dict[str, str]:
    """The addresses of the pages around one page of several (RFC 5005, 3); nothing around a single one."""
    if last == 1:
        return {}
    found = {"first": own(1), "last": own(last)}
    if number > 1:
        found["previous"] = own(number - 1)
    if number < last:
        found["next"] = own(number + 1)
    return found


class Shape(StrEnum):
    """What a feed is written as; the word stands at the end of its address."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"
    ICAL = "ics"


# These names are the same in every language.
SHAPE_NAMES: Mapping[Shape, str] = {Shape.ATOM: "Atom", Shape.RSS: "RSS", Shape.JSON: "JSON Feed", Shape.ICAL: "iCalendar"}
CONTENT_TYPES: Mapping[Shape, str] = {
    Shape.ATOM: "application/atom+xml; charset=utf-8",
    Shape.RSS: "application/rss+xml; charset=utf-8",
    Shape.JSON: "application/feed+json; charset=utf-8",
    Shape.ICAL: "text/calendar; charset=utf-8",
}


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One thing told. `identifier` is an IRI that stays when address and words change; addresses are whole.

    `html` is the text as whole as it is told, cleaned; `image` the whole address of the picture that leads it, where there is one. A calendar
    shows the entry from `first_day` to `last_day`, both included; without them it is not in the calendar. `language` is that of the words.
    """

    identifier: str
    url: str
    title: str
    summary: str
    language: str
    published: datetime
    updated: datetime
    html: str = ""
    image: str = ""
    author: str = ""
    subjects: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A list of entries, or one page of it. `own` is the address of the feed itself, `url` that of the page it goes with; `pages` may hold
    first, previous, next and last. `updated` is told when there is no entry."""

    identifier: str
    title: str
    subtitle: str
    url: str
    own: str
    language: str
    author: str
    updated: datetime
    entries: tuple[FeedEntry, ...]
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def changed_at(self) -> datetime:
        """When something of it was last changed, as far as its entries tell."""
        return max((entry.updated for entry in self.entries), default=self.updated)


def noon_of(day: date) -> datetime:
    """A moment for a day of which the hour is not told: at noon of Greenwich it is the same day nearly everywhere."""
    return datetime.combine(day, time(12), _UTC)


def without_moments_ahead(feed: Feed, *, now: datetime) -> Feed:
    """What is of today was told by now, though its hour is not known: readers hide or doubt what a feed dates ahead.

    The hour that has begun is what such moments become, so that the feed is the same for an hour.
    """
    latest = now.replace(minute=0, second=0, microsecond=0)

    def by_now(moment: datetime) -> datetime:
        return moment if moment <= now else latest

    entries = tuple(replace(entry, published=by_now(entry.published), updated=by_now(entry.updated)) for entry in feed.entries)
    return replace(feed, updated=by_now(feed.updated), entries=entries)


def written(feed: Feed, shape: Shape) -> bytes:
    """The feed in this shape. Control characters, which XML can't hold, are not allowed in its words."""
    return _WRITERS[shape](feed)


class _Atom(Atom1Feed):
    """With its pages, the language of each entry, and the whole text."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for place, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": place, "href": address})

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["updated"]

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html"})


class _Rss(Rss201rev2Feed):
    """With its pages and the whole text."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for place, address in self.feed["pages"].items():
            handler.addQuickElement("atom:link", None, {"rel": place, "href": address})

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["updated"]

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("dc:language", item["language"])
        if item["html"]:
            # Older readers know a description alone, so what has no summary is told there.
            handler.addQuickElement("description" if item["description"] is None else "content:encoded", item["html"])


def _xml(kind: type[_Atom] | type[_Rss]) -> Callable[[Feed], bytes]:
    def write(feed: Feed) -> bytes:
        target = kind(
            feed.title,
            feed.url,
            feed.subtitle or feed.title,
            language=feed.language,
            author_name=feed.author,
            subtitle=feed.subtitle or None,
            feed_url=feed.own,
            feed_guid=feed.identifier,
            pages={place: feed.pages[place] for place in _PAGES if place in feed.pages},
            updated=feed.updated,
        )
        for entry in feed.entries:
            target.add_item(
                entry.title,
                entry.url,
                # None leaves it out; the types of Django know words alone.
                _summary(entry),  # type: ignore[arg-type]
                unique_id=entry.identifier,
                unique_id_is_permalink=False,
                pubdate=entry.published,
                updateddate=entry.updated,
                author_name=entry.author or None,
                categories=entry.subjects,
                language=entry.language,
                html=entry.html,
            )
        return target.writeString("utf-8").encode()

    return write


def _summary(entry: FeedEntry) -> str | None:
    """Both shapes take it for HTML, and ours is plain text: a word like <b> stays a word."""
    words = entry.summary or ("" if entry.html else entry.title)
    return escape(words) if words else None


def _json(feed: Feed) -> bytes:
    """https://www.jsonfeed.org/version/1.1/"""
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.own,
        "description": feed.subtitle,
        "next_url": feed.pages.get("next"),
        "authors": [{"name": feed.author}],
        "language": feed.language,
        "items": [_json_entry(entry) for entry in feed.entries],
    }
    return json.dumps(_without_blanks(told), ensure_ascii=False, indent=1).encode()


def _json_entry(entry: FeedEntry) -> dict[str, Any]:
    words = {"content_html": entry.html} if entry.html else {"content_text": entry.summary or entry.title}
    return _without_blanks(
        {
            "id": entry.identifier,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "language": entry.language,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": entry.author}] if entry.author else None,
            "tags": list(entry.subjects),
            "image": entry.image,
        }
        | words
    )


def _without_blanks(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value or name == "items"}


def _ical(feed: Feed) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Outcry//feed//EN")
    calendar.add("version", "2.0")
    # No METHOD: that would make it an invitation, whose events have to name an organizer (RFC 5546, 3.2.1).
    calendar.add("name", feed.title)
    calendar.add("x-wr-calname", feed.title)
    calendar.add("url", feed.url)
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in feed.entries:
        if entry.first_day:
            calendar.add_component(_event(entry, entry.first_day))
    return bytes(calendar.to_ical())


def _event(entry: FeedEntry, first_day: date) -> Event:
    """An event of whole days, which no time zone can shift. Its end is the day after its last (RFC 5545, 3.6.1)."""
    event = Event()
    event.add("uid", entry.identifier)
    event.add("dtstamp", entry.updated)
    event.add("dtstart", first_day)
    event.add("dtend", (entry.last_day or first_day) + timedelta(days=1))
    event.add("summary", entry.title, parameters={"LANGUAGE": entry.language})
    if entry.summary:
        event.add("description", entry.summary, parameters={"LANGUAGE": entry.language})
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    if entry.subjects:
        event.add("categories", list(entry.subjects))
    return event


_WRITERS: Mapping[Shape, Callable[[Feed], bytes]] = {Shape.ATOM: _xml(_Atom), Shape.RSS: _xml(_Rss), Shape.JSON: _json, Shape.ICAL: _ical}
