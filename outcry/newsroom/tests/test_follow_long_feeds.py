"""A list of more reports than a page of a feed holds."""

import re
from datetime import date

import pytest
from django.test import Client

from outcry.newsroom.feeds.drawing import ENTRIES_ON_A_PAGE
from outcry.newsroom.tests.cast import fetched, on_the_eighth, told
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("many")]


def one_too_many() -> None:
    on_the_eighth()
    for number in range(ENTRIES_ON_A_PAGE + 1):
        told(f"report-{number}", date(2011, 1, 1), "")


many = once_for_the_file(one_too_many)


@pytest.mark.parametrize("shape", ["atom", "rss", "json"])
def test_a_long_list_comes_in_pages_that_hold_every_report_once(client: Client, shape: str) -> None:
    pages = [fetched(client, f"/en/reports/feed.{shape}{page}").decode() for page in ("", "?page=2")]

    assert [len(set(re.findall(r"/en/reports/report-\d+/", page))) for page in pages] == [ENTRIES_ON_A_PAGE, 1]
    assert f"/en/reports/feed.{shape}?page=2" in pages[0]
    assert client.get(f"/en/reports/feed.{shape}?page=3").status_code == 404
