"""A reader looks for what was told, by the day of publication and by the day on which it happened."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcry.newsroom.archive.queries import Archive, Clock
from outcry.newsroom.tests.cast import an_organisation, on_the_eighth, told
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(on_the_eighth)

ON = date(2011, 1, 8)


def archive(language: str = "en") -> Archive:
    return Archive(organisation=an_organisation(), language=language, on=ON)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_report_stands_in_the_month_of_either_clock() -> None:
    told("the-vigil", date(2011, 1, 1), "2010-12-31")

    assert archive().shelf(Clock.PUBLISHED).months == {(2011, 1): 1}
    assert archive().shelf(Clock.HAPPENED).months == {(2010, 12): 1}


@pytest.mark.parametrize(
    ("happened", "months", "years", "undated"),
    [
        ("2010-12-20/2011-01-03", {(2010, 12): 1}, {}, 0),
        ("2010-12-20~", {(2010, 12): 1}, {}, 0),
        ("2010-12", {(2010, 12): 1}, {}, 0),
        ("2010", {}, {2010: 1}, 0),
        ("2010-21", {}, {2010: 1}, 0),
        ("201X", {}, {}, 1),
        ("../2010-12-31", {}, {}, 1),
        ("", {}, {}, 1),
    ],
)
def test_what_is_known_of_its_day_decides_where_an_event_stands(happened: str, months: dict[tuple[int, int], int], years: dict[int, int], undated: int) -> None:
    told("the-vigil", date(2011, 1, 1), happened)

    shelf = archive().shelf(Clock.HAPPENED)

    assert (shelf.months, shelf.years, shelf.undated) == (months, years, undated)


def test_a_report_in_three_languages_counts_once() -> None:
    told("the-vigil", date(2011, 1, 1), "2010-12-31", "en", "ru", "kk")

    assert archive("ar").shelf(Clock.PUBLISHED).months == {(2011, 1): 1}


def test_the_whole_archive_is_counted_in_one_query() -> None:
    told("the-vigil", date(2011, 1, 1), "2010-12-31")
    shelves = archive()

    with CaptureQueriesContext(connection) as asked:
        shelves.shelf(Clock.HAPPENED)

    assert len(asked) == 1


def test_a_month_asks_as_much_with_many_reports_as_with_one(client: Client) -> None:
    told("one", date(2011, 1, 1), "2010-12-31")
    with CaptureQueriesContext(connection) as few:
        page(client, "/en/reports/2011/01/")
    for number in range(2, 8):
        told(f"number-{number}", date(2011, 1, number), "2010-12-31", "en", "ru")

    with CaptureQueriesContext(connection) as many:
        page(client, "/en/reports/2011/01/")

    assert len(many) == len(few)


@pytest.mark.parametrize("path", ["2011/01/", "2011/01/happened/", "2011/01/02/"])
def test_a_report_that_readers_do_not_find_yet_is_not_in_the_archive(client: Client, path: str) -> None:
    told("tomorrow", date(2011, 1, 9), "2011-01-02")

    assert "About tomorrow" not in page(client, f"/en/reports/{path}")
    assert archive().shelf(Clock.HAPPENED).months == {}


def test_a_month_shows_its_days_and_its_reports_the_latest_first(client: Client) -> None:
    told("the-vigil", date(2011, 1, 1), "2010-12-31")
    told("the-release", date(2011, 1, 3), "2011-01-03")

    html = page(client, "/en/reports/2011/01/")

    assert "2 reports." in html
    assert '<a href="#d3"><time datetime="2011-01-03">3</time>' in html
    assert "1 published, 1 happened" in html
    assert html.index("About the-release") < html.index("About the-vigil")


def test_a_day_on_which_something_only_happened_leads_to_its_own_page(client: Client) -> None:
    told("the-fine", date(2011, 1, 7), "2011-01-06")

    assert '<a href="/en/reports/2011/01/06/">' in page(client, "/en/reports/2011/01/")
    assert "Happened on this day" in page(client, "/en/reports/2011/01/06/")


def test_by_the_day_it_happened_a_month_also_shows_what_went_on_in_it_and_what_has_no_day(client: Client) -> None:
    told("fifteen-days", date(2011, 1, 7), "2010-12-20/2011-01-03")
    told("the-threat", date(2011, 1, 8), "2011-01")

    html = page(client, "/en/reports/2011/01/happened/")

    assert html.index("day not reported") < html.index("About the-threat")
    assert html.index("Began earlier, and went on in this month") < html.index("About fifteen-days")


def test_an_event_of_several_days_is_found_on_each_of_them(client: Client) -> None:
    told("fifteen-days", date(2011, 1, 7), "2010-12-20/2011-01-03")

    assert "About fifteen-days" in page(client, "/en/reports/2010/12/25/")
    assert "About fifteen-days" not in page(client, "/en/reports/2011/01/04/")


@pytest.mark.parametrize("path", ["2010/", "2010/11/", "2010/11/happened/", "2011/01/05/", "2010/happened/"])
def test_where_nothing_is_the_page_says_so_and_search_engines_pass_it_over(client: Client, path: str) -> None:
    told("the-vigil", date(2011, 1, 1), "2011-01-01")

    html = page(client, f"/en/reports/{path}")

    assert 'class="empty"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_an_empty_month_leads_to_the_nearest_that_are_not(client: Client) -> None:
    told("before", date(2010, 9, 1), "2010-09-01")
    told("after", date(2011, 1, 1), "2011-01-01")

    html = page(client, "/en/reports/2010/11/")

    assert '<a href="/en/reports/2010/09/">September 2010</a>' in html
    assert '<a href="/en/reports/2011/01/">January 2011</a>' in html


def test_turning_pages_ends_where_the_archive_begins_and_at_the_present_month(client: Client) -> None:
    told("the-vigil", date(2011, 1, 1), "2011-01-01")

    html = page(client, "/en/reports/2011/01/")

    assert 'rel="prev"' not in html
    assert 'rel="next"' not in html


@pytest.mark.parametrize("path", ["2011/13/", "2011/02/30/", "0000/", "9999/12/", "2011/1/", "2011/01/other/"])
def test_what_no_calendar_has_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/reports/{path}").status_code == 404


def test_what_has_no_day_at_all_is_listed_too(client: Client) -> None:
    told("the-proposal", date(2011, 1, 7), "")

    assert "1 report of an event of which not even the year is known" in page(client, "/en/reports/archive/happened/")
    assert "About the-proposal" in page(client, "/en/reports/archive/undated/")
    assert {client.get("/en/reports/archive/undated/", {"page": number}).status_code for number in ("0", "2", "x", "²")} == {404}


def test_the_week_begins_as_in_the_readers_country(client: Client) -> None:
    told("the-vigil", date(2011, 1, 1), "2011-01-01", "en", "ar")

    english, arabic = page(client, "/en/reports/2011/01/"), page(client, "/ar/reports/2011/01/")

    assert '<thead><tr><th scope="col"><abbr title="Monday">' in english
    assert '<thead><tr><th scope="col"><abbr title="السبت">' in arabic


def test_a_page_of_the_archive_answers_304_while_nothing_changes(client: Client) -> None:
    told("the-vigil", date(2011, 1, 1), "2011-01-01")
    first = client.get("/en/reports/2011/01/")

    assert client.get("/en/reports/2011/01/", headers={"if-none-match": first["ETag"]}).status_code == 304
