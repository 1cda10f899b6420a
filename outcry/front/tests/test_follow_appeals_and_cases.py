"""Somebody follows appeals and a case with a program."""

from datetime import date, timedelta
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from outcry.appeals.models import Appeal, AppealState, AppealText
from outcry.cases import publication
from outcry.cases.tests import cast as cases
from outcry.front.tests.people import an_appeal_open_today
from outcry.lib.feeds import Shape
from outcry.lib.tests.feed_rules import broken_in
from outcry.newsroom.operations import publish_report
from outcry.newsroom.tests.cast import a_text
from outcry.protests.models import Outcome, OutcomeText
from tests.cast import NOW, an_open_appeal, emeka, rosa

pytestmark = pytest.mark.django_db
SHAPES = list(Shape)


def ended(slug: str = "was-freed") -> Appeal:
    appeal = an_open_appeal(slug=slug, addressees=0)
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.ENDED, ended_at=NOW)
    outcome = Outcome.objects.create(appeal=appeal, kind="released", happened="2026-03-09", source="The Paper", recorded_by=rosa(), recorded_at=NOW)
    OutcomeText.objects.create(outcome=outcome, language="en", headline="Free at last", body="They came home.", mail_subject="Free", mail_body="Free.")
    return appeal


def a_public_case(slug: str = "the-case", **changes: Any) -> Any:
    case = cases.a_case(an_appeal_open_today().organisation, slug=slug, **changes)
    publication.propose(case=case, by=rosa(), now=NOW)
    publication.approve(case=case, by=emeka(), now=NOW)
    return case


def read(client: Client, path: str) -> list[Any]:
    entries: list[Any] = feedparser.parse(client.get(path).content).entries
    return entries


def days(client: Client, path: str) -> dict[str, date]:
    events: list[Any] = Calendar.from_ical(client.get(path).content).walk("VEVENT")
    return {str(event["summary"]): event["dtstart"].dt for event in events}


def test_the_feed_of_appeals_tells_what_opened_and_how_it_ended(client: Client) -> None:
    ended()
    an_appeal_open_today()

    titles = [entry.title for entry in read(client, "/en/appeals/feed.atom")]

    assert sorted(titles) == ["Free at last", "Free them (en)", "Free them (en)"]
    assert [entry.title for entry in read(client, "/en/appeals/open.rss")] == ["Free them (en)"]


def test_one_appeal_is_followed_from_its_opening_to_its_end(client: Client) -> None:
    ended()

    end, opened = read(client, "/en/appeals/was-freed/feed.atom")

    assert (end.title, opened.title) == ("Free at last", "Free them (en)")
    assert "As reported by The Paper" in end.content[0].value
    assert "<li>Release (en)</li>" in opened.content[0].value
    assert end.id != opened.id


def test_a_calendar_shows_last_days_and_ends(client: Client) -> None:
    ended()
    appeal = an_appeal_open_today()

    assert days(client, "/en/appeals/feed.ics") == {"Last day: Free them (en)": appeal.deadline_on, "Free at last": date(2026, 3, 9)}


def test_a_case_is_followed_with_its_reports_and_appeals(client: Client) -> None:
    case = a_public_case()
    Appeal.objects.update(case=case)
    publish_report(organisation=case.organisation, key="one", texts=[a_text()], published_on=date(2026, 3, 5), case_ids=[case.pk], now=NOW)

    entries = read(client, "/en/cases/the-case/feed.atom")

    assert len(entries) == 3
    assert {"At midnight (en)", "Free them (en)"} < {entry.title for entry in entries}


def test_what_nobody_may_read_has_no_feed(client: Client) -> None:
    case = a_public_case()
    publication.withdraw(case=case, by=rosa(), now=NOW)
    Appeal.objects.update(state=AppealState.DRAFT)

    assert client.get("/en/cases/the-case/feed.atom").status_code == 404
    assert client.get("/en/appeals/free-them/feed.atom").status_code == 404
    assert read(client, "/en/appeals/feed.atom") == []


@pytest.mark.parametrize("shape", SHAPES)
def test_every_feed_keeps_the_rules(client: Client, shape: Shape) -> None:
    case = a_public_case()
    Appeal.objects.update(case=case)
    ended()
    AppealText.objects.filter(language="en").update(title='A & <b>"B"</b> \u202e', what_happened="One\n\nTwo <script>x</script>\nthree")
    publish_report(organisation=case.organisation, key="one", texts=[a_text()], published_on=date(2026, 3, 5), case_ids=[case.pk], now=NOW)

    for path in ("appeals/feed", "appeals/open", "appeals/free-them/feed", "appeals/was-freed/feed", "cases/the-case/feed", "reports/feed"):
        for language in ("en", "ar"):
            answer = client.get(f"/{language}/{path}.{shape}")
            assert broken_in(answer.content, shape) == [], path
    assert client.get(f"/en/appeals/feed.{shape}?page=2").status_code == 404


@pytest.mark.parametrize("shape", SHAPES)
def test_a_program_that_has_it_already_is_told_so(client: Client, shape: Shape) -> None:
    an_appeal_open_today()
    first = client.get(f"/en/appeals/feed.{shape}")

    assert client.get(f"/en/appeals/feed.{shape}", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(f"/en/appeals/feed.{shape}", headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    AppealText.objects.filter(language="en").update(title="Free them all", changed_at=timezone.now() + timedelta(minutes=5))
    assert client.get(f"/en/appeals/feed.{shape}", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_pages_lead_programs_to_their_feeds(client: Client) -> None:
    a_public_case()
    leads = {"/en/appeals/": "/en/appeals/feed", "/en/appeals/free-them/": "/en/appeals/free-them/feed", "/en/cases/the-case/": "/en/cases/the-case/feed"}

    for page, feed in leads.items():
        html = client.get(page).text
        for shape, kind in (("atom", "application/atom+xml"), ("rss", "application/rss+xml"), ("json", "application/feed+json"), ("ics", "text/calendar")):
            assert f'<link rel="alternate" type="{kind}" href="{feed}.{shape}"' in html


def test_ten_appeals_ask_as_much_of_the_database_as_one(client: Client) -> None:
    ended("ended-0")
    with CaptureQueriesContext(connection) as of_one:
        client.get("/en/appeals/feed.atom")
    for number in range(1, 5):
        ended(f"ended-{number}")

    with CaptureQueriesContext(connection) as of_five:
        client.get("/en/appeals/feed.atom")

    assert len(of_five) == len(of_one)
