"""An archive of a feed moves in, whatever shape it has and in however many files; real ones, where they are at hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from outcry.lib.xml_records import Mended
from outcry.newsroom.models import ReportPage
from outcry.newsroom.moving_in import reading
from outcry.newsroom.moving_in.moments import zone_called
from outcry.newsroom.moving_in.operations.imports import file_at
from outcry.newsroom.tests.cast import on_the_eighth
from outcry.newsroom.tests.moving_in.exports import HOME, a_site, an_item
from outcry.newsroom.tests.moving_in.test_move_an_old_site_in import counted, imported

RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Old</title><link>https://old.example</link><item>
<title>Fireworks &amp;amp; songs</title><link>https://old.example/a/</link><guid isPermaLink="false">urn:a</guid>
<pubDate>Mon, 03 Jan 2011 10:00:00 GMT</pubDate><author>rosa@old.example (Rosa Lind)</author><category>Work</category><description>Short.</description>
<content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded>
</item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Old</title><link>https://old.example</link></channel><item rdf:about="https://old.example/a/">
<title>Fireworks &amp;amp; songs</title>
<link>https://old.example/a/</link><description>&lt;p&gt;Long.&lt;/p&gt;</description><dc:date>2011-01-03T10:00:00Z</dc:date>
<dc:creator>Rosa Lind</dc:creator></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><link href="https://old.example"/><entry><title type="text">Fireworks &amp; songs</title>
<id>urn:a</id><link href="https://old.example/a/"/><published>2011-01-03T10:00:00Z</published><updated>2011-01-04T10:00:00Z</updated>
<author><name>Rosa Lind</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p></div></content></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Old",
        "home_page_url": "https://old.example",
        "items": [
            {
                "id": "urn:a",
                "url": "https://old.example/a/",
                "title": "Fireworks & songs",
                "content_html": "<p>Long.</p>",
                "date_published": "2011-01-03T10:00:00Z",
                "authors": [{"name": "Rosa Lind"}],
            }
        ],
    }
)


@pytest.mark.django_db
@pytest.mark.parametrize("feed", [RSS, RDF, ATOM, JSON], ids=["rss", "rdf", "atom", "json"])
def test_an_entry_of_any_shape_of_feed_becomes_the_same_report(tmp_path: Path, client: Client, feed: str) -> None:
    on_the_eighth()

    told, _said = imported(tmp_path, feed.encode())
    again, _said = imported(tmp_path, feed.encode())

    report = ReportPage.objects.get()
    assert (told["kinds"]["reports"], again["kinds"]["reports"]) == (counted(1, created=1), counted(1, unchanged=1))
    assert (report.title, report.byline, report.published_on) == ("Fireworks & songs", "Rosa Lind", date(2011, 1, 3))
    assert report.body[0].value["text"].source == "<p>Long.</p>"
    assert client.get("/a/")["Location"] == report.address()


@pytest.mark.django_db
def test_pages_of_a_feed_are_one_site_and_what_stands_in_two_of_them_comes_once(tmp_path: Path) -> None:
    on_the_eighth()
    second = RSS.replace("urn:a", "urn:b").replace("/a/", "/b/")

    told, said = imported(tmp_path, RSS.encode(), second.encode(), RSS.encode())

    assert told["kinds"]["reports"] == counted(3, created=2, refused=1)
    assert "as entry 1" in said


@pytest.mark.django_db
def test_an_export_knows_the_entries_that_came_by_the_feed_of_the_same_site(tmp_path: Path) -> None:
    on_the_eighth()
    feed = RSS.replace("urn:a", f"{HOME}/?p=12").replace("https://old.example/a/", f"{HOME}/2011/01/03/post-12/")
    imported(tmp_path, feed.encode())

    told, _said = imported(tmp_path, a_site(an_item(12)))

    assert told["kinds"]["reports"] == counted(1, changed=1)
    assert ReportPage.objects.count() == 1


@pytest.mark.django_db
def test_an_entry_without_a_day_is_a_draft(tmp_path: Path) -> None:
    on_the_eighth()

    imported(tmp_path, RSS.replace("Mon, 03 Jan 2011 10:00:00 GMT", "some day").encode())

    assert not ReportPage.objects.get().live


def test_every_real_feed_is_read_or_refused_with_a_reason(real_data: Path) -> None:
    told = [read_or_refused(path) for path in sorted((real_data / "feeds").rglob("*.xml"))]

    entries, reasons = [one for one in told if isinstance(one, int)], [one for one in told if isinstance(one, str)]
    assert len(told) > 700
    assert len(entries) > 350
    assert all(reasons)


def read_or_refused(path: Path) -> int | str:
    """How many entries it holds, or why it is not read."""
    files = [file_at(path)]
    try:
        site, _mended = reading.survey(files, zone=zone_called(""))
        return len(list(reading.entries(files, site=site, zone=zone_called(""))))
    except reading.SiteRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "koi8-r", "windows-1251"])
def test_letters_are_read_as_the_file_says_it_is_written(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{RSS.replace("Short.", "Забастовка")}'.encode(encoding))

    (entry,) = entries_of(file)

    assert entry.excerpt == "Забастовка"


def entries_of(file: Path) -> list[Any]:
    site, mended = reading.survey([file_at(file)], zone=zone_called(""))
    assert mended == Mended(characters=0)
    return list(reading.entries([file_at(file)], site=site, zone=zone_called("")))
