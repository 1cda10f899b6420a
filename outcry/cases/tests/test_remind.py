"""The desk reminds of what the file says, until somebody has found out; and so does a calendar that holds no name."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.cases import publication
from outcry.cases.calendars import calendar_of
from outcry.cases.due import asked_on, known_days
from outcry.cases.models import Case, Consent, CustodyAnswer, Detention, Proceedings, ProceedingsStep, RiskCheck
from outcry.cases.operations.answers import Answer, answer_custody
from outcry.cases.operations.calendar import make_calendar_address, reader_of, revoke_calendar_address
from outcry.cases.reminders import Reminder, ReminderKind
from outcry.cases.tests.cast import NOW, ON, a_case, a_participant, a_term, an_act, an_organisation, emeka, fifteen_days, published_case, rosa

pytestmark = pytest.mark.django_db
DUE = date(2011, 1, 3)


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def asked(desk: Organisation, on: date) -> list[tuple[str, date]]:
    return [(reminder.kind.value, reminder.day) for reminder in asked_on(organisation=desk, on=on)]


def at_the_desk(client: Client, user: User) -> Client:
    user.groups.add(staff_group())
    client.force_login(user)
    return client


@pytest.mark.parametrize(("before", "is_asked"), [(4, False), (3, True), (0, True), (-400, True)])
def test_a_release_is_asked_about_from_three_days_before(desk: Organisation, before: int, is_asked: bool) -> None:
    fifteen_days(a_case(desk))

    assert bool(asked(desk, DUE - timedelta(days=before))) is is_asked


def test_a_release_that_was_reported_is_asked_about_no_more(desk: Organisation) -> None:
    fifteen_days(a_case(desk), released="2011-01-03")

    assert asked(desk, DUE) == []


def test_a_term_without_a_day_is_counted_from_its_beginning(desk: Organisation) -> None:
    Detention.objects.create(act=an_act(a_case(desk)), began="2010-12-20", term_days=15)

    assert asked(desk, DUE) == [("release", DUE)]


def test_a_limit_a_hearing_a_consent_and_a_contact_are_reminded_of(desk: Organisation) -> None:
    case = a_case(desk)
    act = an_act(case)
    Detention.objects.create(act=act, began="2010-12-31", limit_on=date(2011, 1, 2))
    court = Proceedings.objects.create(act=act)
    for day in ("2011-01-05", "2011-03-05", "2010-12-05"):
        ProceedingsStep.objects.create(proceedings=court, stage=a_term("stages/charged"), when=day)
    Consent.objects.create(source=case.sources.get(), use="publish", given_on=date(2010, 1, 1), until=date(2011, 1, 10))
    RiskCheck.objects.create(case=case, at=NOW, wish="publish", decision="go", contact_again_on=date(2011, 1, 1))

    assert asked(desk, ON) == [("contact", date(2011, 1, 1)), ("limit", date(2011, 1, 2)), ("hearing", date(2011, 1, 5)), ("consent", date(2011, 1, 10))]


def test_a_later_check_and_a_consent_taken_back_end_their_reminders(desk: Organisation) -> None:
    case = a_case(desk)
    Consent.objects.create(source=case.sources.get(), use="publish", given_on=date(2010, 1, 1), until=ON, withdrawn_on=ON)
    RiskCheck.objects.create(case=case, at=NOW, wish="publish", decision="go", contact_again_on=ON)
    RiskCheck.objects.create(case=case, at=NOW, wish="publish", decision="go")

    assert asked(desk, ON) == []


def test_whoever_could_not_find_out_is_asked_again_on_the_day_she_named(desk: Organisation) -> None:
    detention = fifteen_days(a_case(desk))

    answer_custody(detention=detention, answer=Answer(kind="unknown", ask_again_on=date(2011, 1, 6)), by=rosa(desk), now=NOW)

    assert [bool(asked(desk, date(2011, 1, day))) for day in (4, 5, 6)] == [False, False, True]


def test_still_held_moves_the_day_in_the_file(desk: Organisation) -> None:
    detention = fifteen_days(a_case(desk))

    answer_custody(detention=detention, answer=Answer(kind="held", due_on=date(2011, 2, 3)), by=rosa(desk), now=NOW)

    assert Detention.objects.get().due_on == date(2011, 2, 3)
    assert asked(desk, DUE) == []


def two_detentions(desk: Organisation) -> tuple[Case, Detention, Detention]:
    case = a_case(desk)
    first = Detention.objects.create(act=an_act(case, "First"), began="2010-11-01")
    second = Detention.objects.create(act=an_act(case, "Second"), began="2010-12-20")
    return case, first, second


def test_a_release_ends_the_detention_it_was_asked_about_and_readers_see_it(desk: Organisation) -> None:
    case, first, _second = two_detentions(desk)
    published_case(desk, case, by=(rosa(desk), emeka(desk)))

    is_shown = answer_custody(detention=first, answer=Answer(kind="free", released="2010-12-01", ground="bail"), by=User.objects.earliest("pk"), now=NOW)

    assert is_shown
    assert [row.released for row in Detention.objects.order_by("pk")] == ["2010-12-01", ""]
    found = publication.current(organisation=desk, slug=case.slug, language="en", on=ON)
    assert found is not None
    assert [act.custody and act.custody.released for act in found.acts] == ["2010-12-01", ""]


def test_a_release_readers_know_nothing_of_stays_in_the_file(desk: Organisation) -> None:
    case, first, _second = two_detentions(desk)
    first.act.is_public = False
    first.act.save()
    published_case(desk, case, by=(rosa(desk), emeka(desk)))

    is_shown = answer_custody(detention=first, answer=Answer(kind="free", released="2010-12-01", ground="bail"), by=User.objects.earliest("pk"), now=NOW)

    assert not is_shown
    assert case.projections.get(is_current=True).version == 1


def send(client: Client, detention: Detention, **fields: Any) -> Any:
    return client.post(reverse("cases_desk:is_she_out", args=[detention.act.case_id, detention.pk]), fields)


def test_the_first_page_leads_to_the_question_and_the_answer_is_kept(desk: Organisation, client: Client) -> None:
    desk.content_clock_at = NOW.replace(year=2011, month=1, day=4)
    desk.save()
    detention = fifteen_days(a_case(desk))
    at_the_desk(client, rosa(desk))
    address = reverse("cases_desk:is_she_out", args=[detention.act.case_id, detention.pk])
    assert address in client.get(reverse("wagtailadmin_home")).text

    send(client, detention, answer="free", released="3 Jan 2011", ground="sentence_served", told_by="Her lawyer, by telephone.")

    answer = CustodyAnswer.objects.get()
    assert (answer.answer, answer.told_by, Detention.objects.get().released) == ("free", "Her lawyer, by telephone.", "2011-01-03")
    assert "Her lawyer, by telephone." in client.get(address).text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"answer": "free", "told_by": "Her lawyer."}, "released"),
        ({"answer": "free", "released": "2011-01-03"}, "source"),
        ({"answer": "held"}, "ask_again_on"),
        ({"answer": "unknown"}, "ask_again_on"),
        ({"told_by": "Her lawyer."}, "answer"),
    ],
)
def test_an_answer_without_what_it_needs_is_not_kept(desk: Organisation, client: Client, fields: dict[str, str], wrong: str) -> None:
    page = send(at_the_desk(client, rosa(desk)), fifteen_days(a_case(desk)), **fields)

    assert f'id="id_{wrong}_error"' in page.text
    assert not CustodyAnswer.objects.exists()


def a_calendar(desk: Organisation) -> bytes:
    reminders = known_days(organisation=desk, on=ON, until=date(2012, 1, 1))
    return calendar_of(reminders=reminders, name="Reminders", domain=desk.mail_domain, address_of=lambda _: "https://desk.example/desk/cases/1/", now=NOW)


def test_the_calendar_can_be_read_back_as_whole_days_without_an_hour(desk: Organisation) -> None:
    fifteen_days(a_case(desk))

    (event,) = Calendar.from_ical(a_calendar(desk)).walk("VEVENT")

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (DUE, DUE + timedelta(days=1))
    assert "TZID" not in a_calendar(desk).decode()


def test_an_event_keeps_its_name_while_its_day_moves(desk: Organisation) -> None:
    detention = fifteen_days(a_case(desk))
    before = Calendar.from_ical(a_calendar(desk)).walk("VEVENT")[0]["uid"]
    Detention.objects.update(due_on=date(2011, 2, 3))

    (event,) = Calendar.from_ical(a_calendar(desk)).walk("VEVENT")

    assert event["uid"] == before == f"release-{detention.pk}@desk.example"
    assert event.decoded("dtstart") == date(2011, 2, 3)


def test_lines_are_folded_and_end_as_the_standard_wants() -> None:
    reminder = Reminder(kind=ReminderKind.CONTACT, day=DUE, case_id=1, case_number="дело 2011-0003 " * 20, row=1)

    lines = calendar_of(reminders=[reminder], name="Reminders", domain="desk.example", address_of=lambda _: "https://desk.example/", now=NOW).split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)
    assert all(line.decode() is not None for line in lines), "no letter is cut in two"


def test_the_calendar_holds_no_name(desk: Organisation) -> None:
    case = a_case(desk)
    fifteen_days(case, act=an_act(case, "Zhasyryn is jailed", victim=a_participant(case, "Zhasyryn")))

    assert b"Zhasyryn" not in a_calendar(desk)
    assert case.number.encode() in a_calendar(desk)


def test_the_calendar_says_what_nobody_has_confirmed(desk: Organisation) -> None:
    case = a_case(desk)
    fifteen_days(case)
    assert b"unconfirmed" not in a_calendar(desk)

    Case.objects.update(stage="received")

    assert f"{case.number} (unconfirmed)" in str(Calendar.from_ical(a_calendar(desk)).walk("VEVENT")[0]["summary"])


def test_every_reminder_is_a_valid_event(desk: Organisation) -> None:
    """RFC 5545, 3.6.1: a name, a stamp and a beginning each, once, and the end after the beginning."""
    case = a_case(desk)
    detention = fifteen_days(case, limit_on=date(2011, 1, 2))
    proceedings = Proceedings.objects.create(act=detention.act)
    ProceedingsStep.objects.create(proceedings=proceedings, stage=a_term("stages/trial"), when="2011-01-05")
    Consent.objects.create(source=case.sources.get(), use="publish", given_on=date(2010, 1, 1), until=date(2011, 1, 9))

    calendar = Calendar.from_ical(a_calendar(desk))
    events = calendar.walk("VEVENT")

    assert (str(calendar["version"]), str(calendar["prodid"]), calendar.errors) == ("2.0", "-//Outcry//reminders//EN", [])
    assert len({str(event["uid"]) for event in events}) == len(events) == 4
    for event in events:
        assert not event.errors
        assert event.decoded("dtstart") < event.decoded("dtend")
        assert event.decoded("dtstamp").tzinfo is not None


def test_the_secret_address_gives_the_calendar_without_a_cookie_and_is_kept_as_a_hash(desk: Organisation, client: Client) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    fifteen_days(a_case(desk))
    desk.content_clock_at = NOW.replace(year=2011, month=1, day=1)
    desk.save()
    secret = make_calendar_address(user=user, now=NOW)

    answer = client.get(reverse("calendar_feed", args=[secret]))

    assert b"BEGIN:VEVENT" in answer.content
    assert answer["Content-Type"].startswith("text/calendar")
    assert not answer.cookies
    assert secret not in repr(user.calendar_address.__dict__)


def test_a_wrong_replaced_or_revoked_address_is_not_there(desk: Organisation, client: Client) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    replaced = make_calendar_address(user=user, now=NOW)
    revoked = make_calendar_address(user=user, now=NOW)
    revoke_calendar_address(user=user, now=NOW)

    assert [client.get(reverse("calendar_feed", args=[secret])).status_code for secret in (replaced, revoked, "x")] == [404, 404, 404]


@pytest.mark.parametrize("change", [{"is_active": False}, {"organisation": None}])
def test_whoever_left_reads_nothing_more(desk: Organisation, change: dict[str, Any]) -> None:
    user = rosa(desk)
    user.groups.add(staff_group())
    secret = make_calendar_address(user=user, now=NOW)
    assert reader_of(secret=secret) == user

    User.objects.update(**change)

    assert reader_of(secret=secret) is None


def test_the_desk_shows_a_new_address_once(desk: Organisation, client: Client) -> None:
    at_the_desk(client, rosa(desk))

    page = client.post(reverse("cases_desk:calendar"), {"make": "1"}).text

    assert "/calendar/" in page
    assert ".ics" not in client.get(reverse("cases_desk:calendar")).text
    client.post(reverse("cases_desk:calendar"), {"revoke": "1"})
    assert "You have no address yet." in client.get(reverse("cases_desk:calendar")).text
