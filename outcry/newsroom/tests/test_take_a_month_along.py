"""A reader takes a month of the archive along: exactly what its page lists."""

import re
from datetime import date

import pytest
from django.test import Client

from outcry.lib.feeds import Shape
from outcry.newsroom.tests.cast import fetched, on_the_eighth, told
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("month")]


def a_month() -> None:
    on_the_eighth()
    told("the-vigil", date(2011, 1, 1), "2010-12-31")
    told("the-release", date(2011, 1, 3), "2011-01-03")
    told("the-fine", date(2011, 1, 7), "2011-01-06", "ru")
    told("the-threat", date(2011, 1, 7), "")
    told("next-week", date(2011, 1, 15), "2011-01-05")


month = once_for_the_file(a_month)


def addresses_on(client: Client, path: str) -> set[str]:
    """The reports that a page of the archive lists."""
    return set(re.findall(r'<h4><a href="(/[^"]+)"', client.get(path).content.decode()))


@pytest.mark.parametrize("clock", ["", "happened/"])
@pytest.mark.parametrize("shape", ["feed.atom", "feed.rss", "feed.json", "feed.ics", "reports.csv"])
def test_a_month_leaves_as_exactly_what_its_page_lists(client: Client, clock: str, shape: str) -> None:
    on_the_page = addresses_on(client, f"/en/reports/2011/01/{clock}")

    taken = fetched(client, f"/en/reports/2011/01/{clock}{shape}").replace(b"\r\n ", b"").decode()

    assert len(on_the_page) == (2 if clock else 4)
    assert {slug for slug in ("the-vigil", "the-release", "the-fine", "the-threat", "next-week") if f"/reports/{slug}/" in taken} == {
        address.split("/")[-2] for address in on_the_page
    }


def test_a_page_of_the_archive_leads_to_its_month_for_programs(client: Client) -> None:
    page = client.get("/en/reports/2011/01/happened/").content.decode()

    for address in re.findall(r'href="(/en/reports/2011/01/happened/[a-z]+\.[a-z]+)"', page):
        assert fetched(client, address)
    assert [page.count(f'/en/reports/2011/01/happened/feed.{shape}"') for shape in Shape] == [2] * len(Shape)


def test_a_program_that_has_the_feed_already_is_told_nothing_changed(client: Client) -> None:
    mark = client.get("/en/reports/feed.atom")["ETag"]

    assert client.get("/en/reports/feed.atom", headers={"If-None-Match": mark}).status_code == 304
    told("one-more", date(2011, 1, 8), "2011-01-08")
    assert client.get("/en/reports/feed.atom", headers={"If-None-Match": mark}).status_code == 200
