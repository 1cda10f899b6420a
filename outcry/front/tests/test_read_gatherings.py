"""Readers find gatherings, put them into calendars, and say that they come. A withheld place stands nowhere."""

import json
import re
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from outcry.front.form_token import issue_for
from outcry.front.tests.people import A_MINUTE, an_appeal_open_today
from outcry.gatherings import operations
from outcry.gatherings.addresses_of_pages import confirm_url, leave_url
from outcry.gatherings.models import Coming, ComingState, Gathering
from outcry.gatherings.tests.cast import EXACT, NOW, SAMIRA, a_gathering, a_secret_gathering, comes, rosa, says_so
from outcry.gatherings.tests.test_hand_in import handed_in
from outcry.lib.feeds import Shape
from outcry.lib.tests.feed_rules import broken_in
from outcry.newsroom.tests.cast import a_newsroom
from outcry.statistics.public import figures

pytestmark = pytest.mark.django_db
SHAPES = ("atom", "rss", "json", "ics")


@pytest.fixture(autouse=True)
def _a_newsroom() -> None:
    a_newsroom()


def a_filled_form(**typed: str) -> dict[str, str]:
    return {"email": "", "homepage": "", "token": issue_for("come", now=timezone.now() - A_MINUTE)} | typed


def path(url: str) -> str:
    return url.replace("http://localhost:8000", "")


def events(calendar: bytes) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in event.items()} for event in Calendar.from_ical(calendar).walk("VEVENT")]


def test_the_page_tells_day_hour_zone_safety_and_whom_to_ask(client: Client) -> None:
    a_gathering()

    page = client.get("/en/gatherings/vigil/").text

    for words in ("8 January 2011", "17:00 – 18:30", "by the clocks of Almaty", "Come in twos.", "contact@desk.example", "A union", "In silence."):
        assert words in page


def test_what_is_ahead_stands_before_what_is_over(client: Client) -> None:
    a_gathering()
    a_gathering(slug="new-year", day=datetime(2011, 1, 1, tzinfo=UTC).date(), begins=time(0), ends=None)

    page = client.get("/en/gatherings/").text

    assert page.index("/en/gatherings/vigil/") < page.index("/en/gatherings/new-year/")


def test_one_that_is_called_off_says_so_everywhere_and_takes_nobody(client: Client) -> None:
    operations.call_off(gathering=a_gathering(), reasons={"en": "A storm is coming."}, by=rosa(), now=NOW)

    page = client.get("/en/gatherings/vigil/").text
    (event,) = events(client.get("/en/gatherings/vigil.ics").content)

    assert "A storm is coming." in page
    assert "/come/" not in page
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", "1")
    assert "Called off" in client.get("/en/gatherings/feed.atom").text
    assert client.get("/en/gatherings/vigil/come/").status_code == 410


def test_a_calendar_has_the_hour_in_its_zone_and_says_what_the_zone_is(client: Client) -> None:
    a_gathering(begins=time(17), ends=time(18))

    answer = client.get("/en/gatherings/vigil.ics")
    calendar = Calendar.from_ical(answer.content)
    event: Any = calendar.walk("VEVENT")[0]

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert event["DTSTART"].dt == datetime(2011, 1, 8, 11, tzinfo=UTC)
    assert event["DTSTART"].params["TZID"] == "Asia/Almaty"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Almaty"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\n" not in answer.content.replace(b"\r\n", b"")


def test_each_change_raises_the_sequence_and_keeps_the_uid(client: Client) -> None:
    gathering = a_gathering()
    (before,) = events(client.get("/en/gatherings/vigil.ics").content)
    type(gathering).objects.filter(pk=gathering.pk).update(revision=3)
    alone = client.get("/ru/gatherings/vigil.ics").content
    (after,) = events(alone)
    assert broken_in(alone, Shape.ICAL) == []

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "2")


@pytest.mark.parametrize("shape", SHAPES)
def test_feeds_hold_it_by_language_country_and_topic(client: Client, shape: str) -> None:
    a_gathering()

    everything, here, elsewhere = (client.get(f"/ru/gatherings/{place}feed.{shape}") for place in ("", "countries/kz/", "countries/de/"))

    assert "Vigil (ru)" in everything.text
    assert "Vigil (ru)" in here.text
    assert "Vigil (ru)" not in elsewhere.text
    assert client.get(f"/ru/gatherings/topics/nothing/feed.{shape}").status_code == 404
    for language in ("en", "ar"):
        assert broken_in(client.get(f"/{language}/gatherings/feed.{shape}").content, Shape(shape)) == []


def test_a_feed_that_has_not_changed_is_not_sent_twice(client: Client) -> None:
    a_gathering()
    first = client.get("/en/gatherings/feed.ics")

    assert client.get("/en/gatherings/feed.ics", headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert client.get("/en/gatherings/feed.exe").status_code == 404


def test_programs_are_told_an_event_of_schema_org_and_the_languages(client: Client) -> None:
    a_gathering()

    page = client.get("/en/gatherings/vigil/").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    event = json.loads(found[1])

    assert (event["@type"], event["startDate"]) == ("Event", "2011-01-08T17:00:00+06:00")
    assert event["location"]["name"] == "Almaty"
    assert 'hreflang="ru" href="http://localhost:8000/ru/gatherings/vigil/"' in page
    assert '<link rel="canonical" href="http://localhost:8000/en/gatherings/vigil/">' in page


def test_a_withheld_place_stands_on_no_page_in_no_feed_and_in_no_search(client: Client) -> None:
    gathering = a_secret_gathering()
    coming = comes(gathering)
    operations.tell_those_who_come(now=NOW)
    places = ["", "vigil/", "vigil.ics", "vigil/come/", "vigil/come/thanks/", *(f"feed.{shape}" for shape in SHAPES)]
    addresses = [*(f"/en/gatherings/{place}" for place in places), "/sitemap/gatherings.xml", path(confirm_url(coming)), path(leave_url(coming))]

    answers = {address: client.get(address) for address in addresses}

    assert {address: one.status_code for address, one in answers.items() if one.status_code != 200} == {}
    assert [address for address, one in answers.items() if EXACT in one.text or "fountain" in one.text] == []
    assert "Nothing has all these words" in client.get("/en/search/?text=fountain").text


def test_to_come_takes_a_button_and_the_second_try_gets_the_same_answer(client: Client) -> None:
    a_secret_gathering()

    answers = [client.post("/en/gatherings/vigil/come/", a_filled_form(email=email)) for email in ("", SAMIRA, SAMIRA, "Samira+again@mail.example")]

    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(303, "/en/gatherings/vigil/come/thanks/")}
    assert [one.cookies for one in answers if one.cookies] == []
    assert [row.state for row in Coming.objects.order_by("pk")] == [ComingState.SAID, *[ComingState.SUBMITTED] * 3]


@pytest.mark.parametrize("typed", [{"email": "no address"}, {"homepage": "https://spam.example"}, {"token": "made up"}])
def test_what_is_wrong_comes_back_with_everything_typed(client: Client, typed: dict[str, str]) -> None:
    a_gathering()

    answer = client.post("/en/gatherings/vigil/come/", a_filled_form(**{"email": SAMIRA} | typed))

    assert answer.status_code == 200
    assert typed.get("email", SAMIRA) in answer.text
    assert not Coming.objects.exists()


def test_opening_a_mailed_link_changes_nothing_and_the_button_does(client: Client) -> None:
    coming = says_so(a_secret_gathering(), address=SAMIRA, now=timezone.now())
    assert coming is not None
    link = path(confirm_url(coming))

    opened = client.get(link)
    coming.refresh_from_db()
    state = coming.state
    pressed = client.post(link)
    coming.refresh_from_db()

    assert (state, coming.state) == (ComingState.SUBMITTED, ComingState.CONFIRMED)
    assert "Do you come?" in opened.text
    assert "We write to you" in pressed.text
    assert "We write to you" in client.post(link).text


def test_she_takes_it_back_by_the_link_of_every_mail(client: Client) -> None:
    coming = comes(a_gathering())
    link = path(leave_url(coming))

    asked = client.get(link).text
    done = client.post(link).text

    coming.refresh_from_db()
    assert "Not coming after all?" in asked
    assert "Your address is erased" in done
    assert coming.address is None


@pytest.mark.parametrize("door", ["confirm", "leave"])
def test_a_link_that_is_not_ours_is_told_so(client: Client, door: str) -> None:
    assert client.get(f"/en/gatherings/{door}/{'0' * 42}/").status_code == 404


def test_topics_countries_and_the_search_gather_it(client: Client) -> None:
    a_gathering()

    assert "/en/gatherings/vigil/" in client.get("/en/countries/kz/").text
    assert "/en/gatherings/vigil/" not in client.get("/en/countries/de/").text
    found = client.get("/en/search/?text=silence").text
    assert "/en/gatherings/vigil/" in found
    assert "<mark>silence</mark>" in found


def test_what_was_handed_in_stands_beside_the_count_of_its_appeal_and_not_in_it(client: Client) -> None:
    appeal, gathering = an_appeal_open_today(), a_gathering(day=datetime(2010, 12, 30, tzinfo=UTC).date())
    operations.tie(gathering=gathering, case_id=None, appeal_id=appeal.pk, topics=[], by=rosa(), now=NOW)
    Gathering.objects.update(organisation=appeal.organisation)
    before = figures(appeal=appeal)
    handed_in(gathering)

    page = client.get("/en/appeals/free-them/").text

    assert "1,204 signatures" in page
    assert "None is part of the count of this appeal" in page
    assert figures(appeal=appeal) == before
    assert page.count("1,204") == 1


def test_what_was_handed_in_says_in_which_language_it_is_told_where_that_is_another(client: Client) -> None:
    handed_in()

    page = client.get("/ar/gatherings/vigil/").text

    assert '<bdi lang="en">English</bdi>' in page.partition('<ul class="handed-in">')[2]
    assert '<bdi lang="en">English</bdi>' not in client.get("/en/gatherings/vigil/").text
