from datetime import timedelta

import pytest

from outcry.audit.models import LogEntry
from outcry.authorities.operations import EntryRefused, approve_office, change_office, retire_office
from outcry.authorities.queries import approved, is_approved
from outcry.authorities.tests.cast import NOW, a_colleague, an_approved_office, an_office, an_organisation, details
from outcry.authorities.vouching import standing

pytestmark = pytest.mark.django_db


def test_an_office_needs_the_word_of_two_people() -> None:
    organisation = an_organisation()
    rosa, emeka = a_colleague(organisation, "rosa"), a_colleague(organisation, "emeka")
    office = an_office(organisation)

    approve_office(office=office, by=rosa, now=NOW)
    approve_office(office=office, by=rosa, now=NOW)
    after_one = is_approved(office=office, now=NOW + timedelta(days=1))
    approve_office(office=office, by=emeka, now=NOW)

    assert not after_one
    assert is_approved(office=office, now=NOW)
    assert approved(organisation=organisation, now=NOW) == [office]


def test_approvals_lapse_when_the_address_changes_and_count_again_when_it_comes_back() -> None:
    organisation = an_organisation()
    office = an_approved_office(organisation, a_colleague(organisation, "rosa"), a_colleague(organisation, "emeka"))

    changed = change_office(office=office, details=details(address="other@prosecutor.example"), by=None, now=NOW)
    after_change = is_approved(office=changed, now=NOW)
    back = change_office(office=office, details=details(), by=None, now=NOW)

    assert not after_change
    assert is_approved(office=back, now=NOW)


def test_a_note_may_change_without_a_new_approval() -> None:
    organisation = an_organisation()
    office = an_approved_office(organisation, a_colleague(organisation, "rosa"), a_colleague(organisation, "emeka"))

    changed = change_office(office=office, details=details(source_note="Seen on Monday"), by=None, now=NOW)

    assert is_approved(office=changed, now=NOW)


def test_who_works_alone_waits_an_hour_and_the_log_says_so() -> None:
    organisation = an_organisation()
    rosa = a_colleague(organisation, "rosa")
    office = an_office(organisation)

    approve_office(office=office, by=rosa, now=NOW)

    assert standing(office=office, now=NOW).counts_from == NOW + timedelta(hours=1)
    assert not is_approved(office=office, now=NOW + timedelta(minutes=59))
    assert is_approved(office=office, now=NOW + timedelta(hours=1))
    assert LogEntry.objects.get(verb="approve_office").details["alone"] is True


def test_an_office_approved_alone_stays_approved_when_a_colleague_comes() -> None:
    organisation = an_organisation()
    office = an_office(organisation)
    approve_office(office=office, by=a_colleague(organisation, "rosa"), now=NOW)

    a_colleague(organisation, "emeka")

    assert is_approved(office=office, now=NOW + timedelta(hours=2))


def test_a_retired_office_can_neither_be_addressed_nor_approved() -> None:
    organisation = an_organisation()
    rosa, emeka = a_colleague(organisation, "rosa"), a_colleague(organisation, "emeka")
    office = an_approved_office(organisation, rosa, emeka)

    retire_office(office=office, by=rosa, now=NOW)

    assert approved(organisation=organisation, now=NOW) == []
    with pytest.raises(EntryRefused):
        approve_office(office=office, by=emeka, now=NOW)
