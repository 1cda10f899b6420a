"""Somebody follows a topic, a country or an organisation with a program, and learns of its reports, appeals and cases."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outcry.appeals.models import Appeal, AppealState
from outcry.cases import publication
from outcry.front.tests.test_follow_appeals_and_cases import a_public_case, days, ended, read
from outcry.groups import operations as groups
from outcry.groups.material import GroupDetails, GroupWords
from outcry.lib.feeds import Shape
from outcry.lib.tests.feed_rules import broken_in
from outcry.newsroom.operations import publish_report
from outcry.newsroom.tests.cast import a_text
from outcry.vocabularies.models import Term
from outcry.vocabularies.operations.load_shipped import load_shipped
from tests.cast import NOW, rosa

pytestmark = pytest.mark.django_db
SUBJECTS = ("topics/media", "countries/kz", "organisations/miners")


def everything_under_each_subject(*, reports: int = 1) -> Any:
    """A public case, an open appeal and one that ended, and reports that tell of them, under a topic, a country and an organisation."""
    load_shipped(now=timezone.now())
    case = a_public_case()
    ended()
    appeals, topic = list(Appeal.objects.all()), Term.objects.get(code="topics/media")
    details, texts = GroupDetails(slug="miners", kind="union"), {"en": GroupWords(name="Miners")}
    group = groups.add_group(organisation=case.organisation, details=details, texts=texts, by=None, now=NOW)
    groups.tie(group=group, cases=[case.pk], appeals=[appeal.pk for appeal in appeals], gatherings=[], by=None, now=NOW)
    groups.show(group=group, reason="In the open.", by=None, now=NOW)
    for number in range(reports):
        publish_report(
            organisation=case.organisation,
            key=f"report-{number}",
            texts=[a_text(slug=f"report-{number}")],
            published_on=date(2026, 3, 5),
            happened="2026-03-04",
            country="KZ",
            topics=[topic],
            groups=[group],
            case_ids=[case.pk],
            appeals=appeals,
            now=NOW,
        )
    return case


def test_each_entry_says_what_it_is(client: Client) -> None:
    everything_under_each_subject()

    for subject in SUBJECTS:
        entries = read(client, f"/en/{subject}/feed.atom")
        told = sorted((entry.tags[0].term, entry.title) for entry in entries)
        assert told == [
            ("Appeal", "Appeal: Free them (en)"),
            ("Appeal", "Appeal: Free them (en)"),
            ("Appeal", "End of an appeal: Free at last"),
            ("Case", "Case: Name en"),
            ("Report", "At midnight (en)"),
        ], subject


def test_the_newest_comes_first_and_an_entry_has_the_name_it_has_in_other_feeds(client: Client) -> None:
    everything_under_each_subject()

    entries = read(client, "/en/countries/kz/feed.atom")

    assert [entry.published for entry in entries] == sorted((entry.published for entry in entries), reverse=True)
    elsewhere = {entry.id for feed in ("appeals", "reports", "cases/the-case") for entry in read(client, f"/en/{feed}/feed.atom")}
    assert {entry.id for entry in entries} <= elsewhere


def test_what_nobody_may_read_is_in_none(client: Client) -> None:
    case = everything_under_each_subject()
    publication.withdraw(case=case, by=rosa(), now=NOW)
    Appeal.objects.update(state=AppealState.DRAFT)

    for subject in SUBJECTS:
        assert [entry.tags[0].term for entry in read(client, f"/en/{subject}/feed.atom")] == ["Report"], subject


def test_a_calendar_shows_what_happened_last_days_and_ends(client: Client) -> None:
    everything_under_each_subject()
    deadline = Appeal.objects.get(state=AppealState.OPEN).deadline_on

    for subject in SUBJECTS:
        found = {"At midnight (en)": date(2026, 3, 4), "Last day: Free them (en)": deadline, "End of an appeal: Free at last": date(2026, 3, 9)}
        assert days(client, f"/en/{subject}/feed.ics") == found, subject


@pytest.mark.parametrize("shape", list(Shape))
def test_every_feed_keeps_the_rules_and_is_told_apart_when_nothing_is_new(client: Client, shape: Shape) -> None:
    everything_under_each_subject()

    for subject in SUBJECTS:
        for language in ("en", "ar"):
            answer = client.get(f"/{language}/{subject}/feed.{shape}")
            assert broken_in(answer.content, shape) == [], subject
        assert client.get(f"/ar/{subject}/feed.{shape}", headers={"if-none-match": answer["ETag"]}).status_code == 304
        assert client.get(f"/en/{subject}/feed.{shape}?page=2").status_code == 404


def test_a_long_feed_comes_in_pages_that_hold_each_thing_once(client: Client) -> None:
    everything_under_each_subject(reports=31)

    first, second = (json.loads(client.get(f"/en/organisations/miners/feed.json?page={number}").content) for number in (1, 2))

    assert (len(first["items"]), len(second["items"])) == (30, 5)
    assert first["next_url"].endswith("/en/organisations/miners/feed.json?page=2")
    assert len({item["id"] for page in (first, second) for item in page["items"]}) == 35


def test_many_reports_ask_as_much_of_the_database_as_one(client: Client) -> None:
    case = everything_under_each_subject()
    with CaptureQueriesContext(connection) as of_one:
        client.get("/en/countries/kz/feed.atom")
    for number in range(5):
        publish_report(
            organisation=case.organisation, key=f"more-{number}", texts=[a_text(slug=f"more-{number}")], published_on=date(2026, 3, 5), country="KZ", now=NOW
        )

    with CaptureQueriesContext(connection) as of_six:
        client.get("/en/countries/kz/feed.atom")

    assert len(of_six) == len(of_one)
