"""Embassies get a copy from those who sign in their country: chosen on the desk, one for each country."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from outcry.appeals.models import Addressee, AppealState
from outcry.appeals.operations import add_addressee, add_embassy, stop_copies
from outcry.appeals.queries import addressees, embassies, embassy_in
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.tests.cast import Desk, a_complete_draft, a_desk, an_open_appeal
from outcry.authorities.models import Office
from outcry.authorities.operations import EntryRefused, change_office
from outcry.authorities.tests.cast import NOW, an_approved_office, an_office, at_the_desk, details

pytestmark = pytest.mark.django_db


def an_embassy(desk: Desk, sits_in: str = "DE", number: int = 0) -> Office:
    return an_approved_office(desk.organisation, desk.rosa, desk.emeka, address=f"copies@embassy-{sits_in.lower()}-{number}.example", sits_in=sits_in)


def test_an_embassy_is_no_addressee_and_is_found_by_the_country_it_is_in() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)

    embassy = add_embassy(appeal=appeal, office=an_embassy(desk), by=desk.rosa, now=NOW)

    assert [one.for_country for one in addressees(appeal=appeal)] == [""]
    assert embassies(appeal=appeal) == [embassy]
    assert embassy_in(appeal=appeal, country="DE", now=NOW) == embassy
    assert [embassy_in(appeal=appeal, country=country, now=NOW) for country in ("KZ", "")] == [None, None]


def test_one_embassy_for_each_country_also_in_the_database() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    first, second = an_embassy(desk), an_embassy(desk, number=1)
    add_embassy(appeal=appeal, office=first, by=desk.rosa, now=NOW)
    add_embassy(appeal=appeal, office=first, by=desk.rosa, now=NOW)

    with pytest.raises(AppealRefused):
        add_embassy(appeal=appeal, office=second, by=desk.rosa, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Addressee.objects.create(appeal=appeal, office=second, for_country="DE")

    assert len(embassies(appeal=appeal)) == 1


def test_after_copies_were_ended_another_embassy_or_the_same_one_can_follow() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    first, second = an_embassy(desk), an_embassy(desk, number=1)
    stop_copies(embassy=add_embassy(appeal=appeal, office=first, by=desk.rosa, now=NOW), by=desk.rosa, now=NOW)
    assert embassies(appeal=appeal) == []

    stop_copies(embassy=add_embassy(appeal=appeal, office=second, by=desk.rosa, now=NOW), by=desk.rosa, now=NOW)
    again = add_embassy(appeal=appeal, office=first, by=desk.rosa, now=NOW)

    assert embassies(appeal=appeal) == [again]
    assert Addressee.objects.exclude(for_country="").count() == 2


def test_only_an_approved_embassy_that_does_not_get_the_letter_itself() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk)
    unapproved = an_office(desk.organisation, address="copies@new.example", sits_in="FR")
    at_home, addressed = an_approved_office(desk.organisation, desk.rosa, desk.emeka, address="office@home.example"), an_embassy(desk)
    add_addressee(appeal=appeal, office=addressed, by=desk.rosa, now=NOW)

    for office in (unapproved, at_home, addressed):
        with pytest.raises(AppealRefused):
            add_embassy(appeal=appeal, office=office, by=desk.rosa, now=NOW)

    copied = an_embassy(desk, "FR", 2)
    add_embassy(appeal=appeal, office=copied, by=desk.rosa, now=NOW)
    with pytest.raises(AppealRefused):
        add_addressee(appeal=appeal, office=copied, by=desk.rosa, now=NOW)


def test_an_ended_appeal_takes_no_embassy() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    appeal.state = AppealState.ENDED
    appeal.save()

    with pytest.raises(AppealRefused):
        add_embassy(appeal=appeal, office=an_embassy(desk), by=desk.rosa, now=NOW)


def test_an_embassy_that_moved_has_to_be_approved_and_chosen_again() -> None:
    desk = a_desk()
    appeal, office = an_open_appeal(desk), an_embassy(desk)
    add_embassy(appeal=appeal, office=office, by=desk.rosa, now=NOW)
    before = office.fingerprint

    moved = change_office(office=office, details=details(address=office.address, sits_in="FR"), by=desk.rosa, now=NOW)

    assert moved.fingerprint != before
    assert [embassy_in(appeal=appeal, country=country, now=NOW) for country in ("DE", "FR")] == [None, None]


@pytest.mark.parametrize("sits_in", ["KZ", "Germany", "d", "\x00"])
def test_nonsense_is_no_country_to_sit_in(sits_in: str) -> None:
    with pytest.raises(EntryRefused) as refusal:
        an_office(a_desk().organisation, sits_in=sits_in)

    assert refusal.value.field == "sits_in"


def test_what_was_vouched_for_before_there_were_embassies_stays_so() -> None:
    office = Office(address="a@b.example", language="ru", country="KZ", source_url="https://b.example")

    before = hashlib.sha256(b"a@b.example\nru\nKZ\nhttps://b.example").hexdigest()
    assert office.fingerprint == before
    assert office.fingerprint != Office(address="a@b.example", language="ru", country="KZ", source_url="https://b.example", sits_in="DE").fingerprint


def test_the_desk_says_in_which_language_a_copy_goes_and_ends_copies() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    rosa = at_the_desk(desk.rosa)
    office = an_approved_office(desk.organisation, desk.rosa, desk.emeka, address="copies@embassy.example", sits_in="DE", language="kk")
    page = f"/desk/appeals/{appeal.pk}/embassies/"
    empty = rosa.get(page).content.decode()

    added = rosa.post(page, {"office": office.pk}, follow=True).content.decode()
    ended = rosa.post(f"{page}{embassies(appeal=appeal)[0].pk}/stop/", follow=True).content.decode()

    assert "No embassy gets a copy" in empty
    assert "Germany" in added
    assert "the copy goes in English" in added
    assert "No embassy gets a copy" in ended
