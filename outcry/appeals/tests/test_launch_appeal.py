from datetime import date, timedelta

import pytest

from outcry.appeals.check_list import missing
from outcry.appeals.models import Appeal, AppealState
from outcry.appeals.operations import add_addressee, launch, move_deadline, propose_launch, remove_addressee
from outcry.appeals.queries import addressees, by_slug, closed_appeals, open_appeals, writable_addressees
from outcry.appeals.refusals import AppealRefused, NotReady
from outcry.appeals.tests.cast import DEADLINE, Desk, a_complete_draft, a_desk, a_draft, an_open_appeal
from outcry.audit.models import LogEntry
from outcry.authorities.operations import change_office, retire_office
from outcry.authorities.tests.cast import NOW, an_approved_office, an_office, details

pytestmark = pytest.mark.django_db


def test_a_second_person_launches() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk)
    propose_launch(appeal=appeal, by=desk.rosa, now=NOW)

    with pytest.raises(AppealRefused, match="second person"):
        launch(appeal=appeal, by=desk.rosa, now=NOW + timedelta(days=1))
    launch(appeal=appeal, by=desk.emeka, now=NOW)

    assert by_slug(slug=appeal.slug) == appeal
    assert open_appeals(organisation=desk.organisation, on=DEADLINE) == [appeal]


def test_launching_twice_launches_once() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)

    launch(appeal=appeal, by=desk.emeka, now=NOW + timedelta(days=1))

    assert LogEntry.objects.filter(verb="launch").count() == 1


def test_nobody_launches_what_nobody_proposed() -> None:
    desk = a_desk()

    with pytest.raises(AppealRefused):
        launch(appeal=a_complete_draft(desk), by=desk.emeka, now=NOW)


def test_who_works_alone_launches_after_an_hour_and_the_log_says_so() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk)
    desk.emeka.is_active = False
    desk.emeka.save()
    propose_launch(appeal=appeal, by=desk.rosa, now=NOW)

    with pytest.raises(AppealRefused, match="one hour"):
        launch(appeal=appeal, by=desk.rosa, now=NOW + timedelta(minutes=59))
    launch(appeal=appeal, by=desk.rosa, now=NOW + timedelta(minutes=60))

    assert LogEntry.objects.get(verb="launch").details["alone"] is True


def test_an_empty_draft_is_told_everything_that_is_missing() -> None:
    desk = a_desk(languages=("en", "ru", "kk"))
    appeal = a_draft(desk)

    parts = {point.part for point in missing(appeal=appeal, now=NOW)}

    assert parts == {"texts", "demands", "letter", "addressees"}
    with pytest.raises(NotReady):
        propose_launch(appeal=appeal, by=desk.rosa, now=NOW)


def test_a_letter_in_the_language_of_every_addressee_is_asked_for() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk)
    kazakh = an_approved_office(desk.organisation, desk.rosa, desk.emeka, address="a@kazakh.example", language="kk")

    add_addressee(appeal=appeal, office=kazakh, by=desk.rosa, now=NOW)

    assert {point.part for point in missing(appeal=appeal, now=NOW)} == {"letter", "addressees"}


def test_an_office_that_lost_its_approval_stops_the_launch() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk)
    propose_launch(appeal=appeal, by=desk.rosa, now=NOW)
    office = appeal.addressees.get().office

    change_office(office=office, details=details(address="other@ministry.example"), by=desk.rosa, now=NOW)

    with pytest.raises(NotReady):
        launch(appeal=appeal, by=desk.emeka, now=NOW)


def test_only_an_approved_office_can_be_addressed() -> None:
    desk = a_desk()
    appeal = a_draft(desk)

    with pytest.raises(AppealRefused):
        add_addressee(appeal=appeal, office=an_office(desk.organisation), by=desk.rosa, now=NOW)

    assert addressees(appeal=appeal) == []


def test_an_addressee_can_be_taken_off_before_the_launch() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk, addressees=2)

    remove_addressee(addressee=appeal.addressees.all()[0], by=desk.rosa, now=NOW)

    assert len(addressees(appeal=appeal)) == 1


def test_a_retired_office_is_not_written_to_any_more_but_stays_on_the_list() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk, addressees=2)

    retire_office(office=addressees(appeal=appeal)[0].office, by=desk.rosa, now=NOW)

    assert len(addressees(appeal=appeal)) == 2
    assert len(writable_addressees(appeal=appeal, now=NOW)) == 1


def test_addressees_take_three_queries_however_many_there_are(django_assert_num_queries: object) -> None:
    appeal = an_open_appeal(a_desk(), addressees=4)

    with django_assert_num_queries(3):  # type: ignore[operator]
        for addressee in writable_addressees(appeal=appeal, now=NOW):
            assert [text.name for text in addressee.office.texts.all()]


def test_an_appeal_takes_protests_to_the_end_of_its_last_day() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)

    assert appeal.is_open(on=DEADLINE)
    assert not appeal.is_open(on=DEADLINE + timedelta(days=1))
    assert closed_appeals(organisation=desk.organisation, on=DEADLINE + timedelta(days=1)) == [appeal]


def test_the_deadline_moves_with_a_reason_in_the_log() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)

    move_deadline(appeal=appeal, deadline_on=date(2011, 2, 1), reason="Detention prolonged", by=desk.rosa, now=NOW)

    appeal.refresh_from_db()
    assert appeal.deadline_on == date(2011, 2, 1)
    assert LogEntry.objects.get(verb="move_deadline").details["reason"] == "Detention prolonged"


@pytest.mark.parametrize(("deadline_on", "reason", "field"), [(date(2010, 12, 1), "why", "deadline_on"), (date(2011, 2, 1), " ", "reason")])
def test_the_deadline_does_not_move_into_the_past_or_without_a_reason(deadline_on: date, reason: str, field: str) -> None:
    desk = a_desk()

    with pytest.raises(AppealRefused) as refusal:
        move_deadline(appeal=an_open_appeal(desk), deadline_on=deadline_on, reason=reason, by=desk.rosa, now=NOW)

    assert refusal.value.field == field


def test_an_ended_appeal_keeps_its_last_day() -> None:
    desk = _a_desk_with_an_ended_appeal()

    with pytest.raises(AppealRefused, match="ended"):
        move_deadline(appeal=Appeal.objects.get(), deadline_on=date(2011, 2, 1), reason="why", by=desk.rosa, now=NOW)


def _a_desk_with_an_ended_appeal() -> Desk:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    appeal.state = AppealState.ENDED
    appeal.save()
    return desk
