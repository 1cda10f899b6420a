"""Staff read who did what; nobody changes it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from outcry.audit.models import LogEntry
from outcry.audit.operations import record
from outcry.audit.views import ENTRIES_PER_PAGE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def somebody(name: str, organisation: Any) -> Any:
    """Who may use the desk. The log stands below the accounts, and knows them by the name of their tables alone."""
    user = get_user_model().objects.create(username=name, organisation=organisation)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def an_organisation(slug: str) -> Any:
    return apps.get_model("accounts", "Organisation").objects.create(slug=slug, mail_domain=f"{slug}.example", contact_address=f"desk@{slug}.example")


@pytest.fixture
def at_the_desk(client: Client) -> Client:
    client.force_login(somebody("rosa", an_organisation("solidarity")))
    return client


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("audit_desk"))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_whoever_works_for_no_organisation_does_not_read_the_log(client: Client) -> None:
    client.force_login(somebody("mallory", None))

    assert client.get(reverse("audit_desk"))["Location"] == reverse("wagtailadmin_home")


def test_what_people_of_another_organisation_did_is_not_told(at_the_desk: Client) -> None:
    record(verb="change", subject="case:1", now=NOW, actor=somebody("emeka", an_organisation("elsewhere")))
    record(verb="change", subject="case:2", now=NOW, actor=get_user_model().objects.get(username="rosa"))

    assert [entry.subject for entry in at_the_desk.get(reverse("audit_desk")).context["page"].object_list] == ["case:2"]


def test_an_empty_log_says_what_will_stand_in_it(at_the_desk: Client) -> None:
    assert "Nothing was done yet" in at_the_desk.get(reverse("audit_desk")).text


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("case", {"case:1", "case:12"}),
        ("case:1", {"case:1"}),
        ("", {"case:1", "case:12", "appeal:1"}),
        ("case:99999999999999999999", set()),
    ],
)
def test_the_log_is_narrowed_to_a_kind_or_to_one_thing(at_the_desk: Client, wanted: str, shown: set[str]) -> None:
    for subject in ("case:1", "case:12", "appeal:1"):
        record(verb="change", subject=subject, now=NOW)

    answer = at_the_desk.get(reverse("audit_desk"), {"subject": wanted})

    assert {entry.subject for entry in answer.context["page"].object_list} == shown


def test_the_latest_come_first_and_the_rest_on_further_pages(at_the_desk: Client) -> None:
    for number in range(ENTRIES_PER_PAGE + 1):
        record(verb=f"step {number}", subject="case:1", now=NOW + timedelta(minutes=number))

    first, second = (at_the_desk.get(reverse("audit_desk"), {"page": page, "subject": "case"}) for page in (1, 2))

    assert first.context["page"].object_list[0].verb == f"step {ENTRIES_PER_PAGE}"
    assert [entry.verb for entry in second.context["page"].object_list] == ["step 0"]
    assert "?subject=case&amp;page=2" in first.text


def test_details_are_shown_as_text(at_the_desk: Client) -> None:
    record(verb="withdraw", subject="case:1", now=NOW, reason="<script>alert(1)</script>")

    assert "<script>alert(1)" not in at_the_desk.get(reverse("audit_desk")).text


def test_a_line_says_in_words_what_was_done_to_what_and_how(at_the_desk: Client) -> None:
    record(verb="move_deadline", subject="appeal:7", now=NOW, day_before="2011-01-03", day_after="2011-01-10", reason="The court meets later", alone=False)

    (line,) = at_the_desk.get(reverse("audit_desk")).context["lines"]

    assert (line.who, line.what, line.about.label) == ("the system", "Last day moved", "Appeal 7")
    assert line.details == (("Last day before", "3 January 2011"), ("Last day now", "10 January 2011"), ("Reason", "The court meets later"))


def test_the_number_of_a_row_is_for_programs_and_not_told(at_the_desk: Client) -> None:
    record(verb="add part", subject="case:7", now=NOW, kind="act", part=5)

    (line,) = at_the_desk.get(reverse("audit_desk")).context["lines"]

    assert line.details == (("Part of the file", "Act"),)


def test_what_is_written_stays() -> None:
    entry = record(verb="change", subject="case:1", now=NOW)

    with pytest.raises(TypeError, match="append only"):
        entry.save()
    with pytest.raises(TypeError, match="append only"):
        entry.delete()
    assert LogEntry.objects.count() == 1
