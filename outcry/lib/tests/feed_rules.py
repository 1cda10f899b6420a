"""What a feed has to keep to be taken by every reader, as (rule, where): Atom (RFC 4287), RSS 2.0 with its best practices, JSON Feed 1.1, iCalendar.

The rules of the first two have the names that the validator of the W3C gives them, so that its own samples can be held against ours.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from icalendar import Calendar

Broken = tuple[str, str]
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
# Four digits of a year: readers guess at two.
_RFC822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|[A-Z]{1,3})"
)
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+(?: \(.*\))?")
_ADDRESS_IN_HTML = re.compile(r'(?:href|src)="([^"]*)"')
_RUNS = re.compile(r"<(?:script|iframe|object|embed|style|form)\b|\son\w+=|\sstyle=", re.IGNORECASE)
# Which elements stand once in which, and which have to.
_ONCE = {
    "feed": ("generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated"),
    "entry": ("content", "id", "published", "rights", "source", "summary", "title", "updated"),
    "source": ("generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated"),
    "author": ("name", "uri", "email"),
    "contributor": ("name", "uri", "email"),
}
_NEEDED = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated"), "author": ("name",), "contributor": ("name",)}
_RSS_ONCE = {
    "channel": (
        "title",
        "link",
        "description",
        "language",
        "copyright",
        "managingEditor",
        "webMaster",
        "pubDate",
        "lastBuildDate",
        "ttl",
        "image",
        "docs",
        "generator",
    ),
    "rss": ("channel",),
    "item": ("title", "link", "description", "author", "comments", "enclosure", "guid", "pubDate", "source"),
}
_RSS_NEEDED = {"rss": ("channel",), "channel": ("title", "link", "description")}


def broken_in(feed: bytes, shape: str) -> list[Broken]:
    """Everything that is wrong with it; nothing in a good one."""
    return list({"atom": _atom, "rss": _rss, "json": _json, "ics": _ical}[shape](feed))


def _atom(feed: bytes) -> Iterator[Broken]:
    root = ElementTree.fromstring(feed)
    entries = root.findall(f"{_ATOM}entry")
    if root.tag != f"{_ATOM}feed":
        yield "UndefinedElement", root.tag
    if root.find(f"{_ATOM}author") is None and any(entry.find(f"{_ATOM}author") is None for entry in entries):
        yield "MissingElement", "author"
    for parent in root.iter():
        yield from _counted(parent, parent.tag.removeprefix(_ATOM), _ATOM, _ONCE, _NEEDED)
    for element in root.iter():
        yield from _atom_element(element, element.tag.removeprefix(_ATOM))
    yield from _same_twice([entry.findtext(f"{_ATOM}id", "") for entry in entries])
    for holder in (root, *entries):
        yield from _links_of(holder)


def _atom_element(element: Element, name: str) -> Iterator[Broken]:
    text = element.text or ""
    if name in ("updated", "published") and not _is_moment(text):
        yield "InvalidRFC3339Date", text
    if name in ("link", "id"):
        yield from _address(name, element.get("href") if name == "link" else text)
    if name == "email" and not _MAILBOX.fullmatch(text):
        yield "InvalidContact", text
    if name == "category" and not element.get("term"):
        yield "MissingAttribute", "term"
    if name in ("content", "summary") and element.get("type") == "html":
        yield from _html(text)


def _links_of(holder: Element) -> Iterator[Broken]:
    """One page for each language and kind, one address of its own."""
    seen = Counter((link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in holder.findall(f"{_ATOM}link"))
    for (rel, _kind, _language), number in seen.items():
        if rel in ("alternate", "self") and number > 1:
            yield "DuplicateAtomLink", rel


def _rss(feed: bytes) -> Iterator[Broken]:
    root = ElementTree.fromstring(feed)
    if root.tag != "rss" or root.get("version") != "2.0":
        yield "UndefinedElement", root.tag
    for element in root.iter():
        yield from _counted(element, element.tag, "", _RSS_ONCE, _RSS_NEEDED)
        yield from _rss_element(element, element.text or "")
    yield from _same_twice([guid.text or "" for guid in root.iter("guid")])
    channel = root.find("channel")
    if channel is not None and not [link for link in channel.findall(f"{_ATOM}link") if link.get("rel") == "self"]:
        yield "MissingAtomSelfLink", "channel"


def _rss_element(element: Element, text: str) -> Iterator[Broken]:
    if element.tag in ("pubDate", "lastBuildDate") and not _is_mail_date(text):
        yield "InvalidRFC2822Date", text
    if element.tag in ("author", "managingEditor", "webMaster") and not _MAILBOX.fullmatch(text):
        yield "InvalidContact", text
    if element.tag == "item":
        if element.find("title") is None and element.find("description") is None:
            yield "MissingElement", "title"
        if element.find(_CONTENT) is not None and element.find("description") is None:
            yield "NeedDescriptionBeforeContent", element.findtext("title", "")
        yield from _address("link", element.findtext("link"))
        yield from _html(element.findtext("description", "") + element.findtext(_CONTENT, ""))


def _json(feed: bytes) -> Iterator[Broken]:
    told = json.loads(feed)
    if told.get("version") != "https://jsonfeed.org/version/1.1" or not told.get("title") or not isinstance(told.get("items"), list):
        yield "MissingElement", "version, title, items"
    for name in ("home_page_url", "feed_url", "next_url"):
        yield from _address(name, told.get(name, "https://left.out/"))
    if told.get("next_url") == told.get("feed_url"):
        yield "DuplicateValue", "next_url"
    yield from _people(told)
    for item in told["items"]:
        yield from _item(item)
    yield from _same_twice([item.get("id", "") for item in told["items"]])


def _item(item: dict[str, Any]) -> Iterator[Broken]:
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "MissingElement", "id"
    if not item.get("content_html") and not item.get("content_text"):
        yield "MissingElement", "content_html"
    for name in ("url", "image"):
        yield from _address(name, item.get(name, "https://left.out/"))
    for name in ("date_published", "date_modified"):
        if name in item and not _is_moment(item[name]):
            yield "InvalidRFC3339Date", item[name]
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield "NotBlank", "tags"
    yield from _people(item)
    yield from _html(item.get("content_html", ""))


def _people(told: dict[str, Any]) -> Iterator[Broken]:
    for one in told.get("authors", []):
        if not one.get("name") and not one.get("url"):
            yield "MissingElement", "authors"


def _ical(feed: bytes) -> Iterator[Broken]:
    """RFC 5545: lines of 75 octets at most, each ended by CR and LF; each event named once, stamped in UTC, ending after it began."""
    if b"\n" in feed.replace(b"\r\n", b"") or any(len(line) > 75 for line in feed.split(b"\r\n")):
        yield "InvalidLine", "line"
    calendar = Calendar.from_ical(feed)
    if calendar.get("version") != "2.0" or not calendar.get("prodid"):
        yield "MissingElement", "version, prodid"
    events: list[Any] = calendar.walk("VEVENT")
    yield from _same_twice([str(event.get("uid", "")) for event in events])
    for event in events:
        yield from _event(event, is_sent="method" in calendar)


def _event(event: Any, *, is_sent: bool) -> Iterator[Broken]:
    if not event.get("uid") or "dtstamp" not in event or "dtstart" not in event:
        yield "MissingElement", "uid, dtstamp, dtstart"
        return
    if not isinstance(event["dtstamp"].dt, datetime) or event["dtstamp"].dt.utcoffset():
        yield "InvalidDate", "dtstamp"
    if "dtend" in event and not event["dtend"].dt > event["dtstart"].dt:
        yield "InvalidDate", "dtend"
    if is_sent and "organizer" not in event:
        yield "MissingElement", "organizer"


def _counted(parent: Element, name: str, space: str, once: dict[str, tuple[str, ...]], needed: dict[str, tuple[str, ...]]) -> Iterator[Broken]:
    numbers = Counter(child.tag for child in parent)
    yield from (("DuplicateElement", one) for one in once.get(name, ()) if numbers[space + one] > 1)
    yield from (("MissingElement", one) for one in needed.get(name, ()) if not numbers[space + one])


def _same_twice(names: list[str]) -> Iterator[Broken]:
    yield from (("DuplicateValue", name) for name, number in Counter(names).items() if number > 1)


def _address(where: str, address: str | None) -> Iterator[Broken]:
    """Whole, so that it leads somewhere also for whoever got the feed in another way."""
    if not address or not urlsplit(address).scheme or " " in address:
        yield "InvalidLink", f"{where}: {address}"


def _html(text: str) -> Iterator[Broken]:
    yield from (("ContainsRelRef", address) for address in _ADDRESS_IN_HTML.findall(text) if not urlsplit(address).scheme)
    if found := _RUNS.search(text):
        yield "SecurityRisk", found[0]


def _is_moment(text: str | None) -> bool:
    try:
        return bool(text and _RFC3339.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_mail_date(text: str) -> bool:
    try:
        return bool(_RFC822.fullmatch(text)) and ("," not in text or text[:3] == f"{parsedate_to_datetime(text):%a}")
    except ValueError:
        return False
