"""Two members of staff enter the same office at once: it stands in the directory once, and the second one is shown the first's."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from outcry.accounts.models import User
from outcry.authorities.models import Office
from outcry.authorities.operations import AlreadyListed, EntryRefused, add_office, change_office
from outcry.authorities.tests.cast import NOW, a_colleague, an_office, an_organisation, at_the_desk, details, words
from tests.side_by_side import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def entered(by: User, **changes: str) -> Office | EntryRefused:
    try:
        return add_office(organisation=by.organisation, details=details(**changes), texts={"en": words()}, by=by, now=NOW)  # type: ignore[arg-type]
    except EntryRefused as refusal:
        return refusal


@pytest.mark.parametrize("address", ["letters@prosecutor.example", "Letters@PROSECUTOR.example"])
def test_the_same_office_entered_twice_at_once_stands_there_once(address: str) -> None:
    desk = an_organisation()
    rosa, emeka = a_colleague(desk, "rosa"), a_colleague(desk, "emeka")

    first, second = meanwhile(lambda: entered(rosa), lambda: entered(emeka, address=address))

    assert isinstance(second, AlreadyListed)
    assert second.office == first
    assert [(office.added_by, office.texts.count()) for office in Office.objects.all()] == [(rosa, 1)]


def test_an_address_changed_to_one_that_is_being_entered_is_refused() -> None:
    desk = an_organisation()
    rosa, emeka = a_colleague(desk, "rosa"), a_colleague(desk, "emeka")
    other = an_office(desk, address="other@prosecutor.example")

    def change() -> None:
        with pytest.raises(AlreadyListed):
            change_office(office=other, details=details(), by=emeka, now=NOW)

    meanwhile(lambda: entered(rosa), change)

    assert sorted(Office.objects.values_list("address", flat=True)) == ["letters@prosecutor.example", "other@prosecutor.example"]


def test_the_database_itself_takes_one_only() -> None:
    # What every way past the operation would meet.
    desk = an_organisation()
    office = an_office(desk)

    office.pk, office.public_id, office.address, office._state.adding = None, "another", office.address.upper(), True
    with pytest.raises(IntegrityError):
        office.save()


def test_whoever_comes_second_reads_the_entry_of_the_first() -> None:
    desk = an_organisation()
    rosa, emeka = a_colleague(desk, "rosa"), a_colleague(desk, "emeka")
    first = add_office(organisation=desk, details=details(), texts={"en": words()}, by=rosa, now=NOW)
    form = {"office-country": "KZ", "office-address": "LETTERS@prosecutor.example", "office-language": "ru", "office-source_url": "https://prosecutor.example/"}
    form |= {f"{code}-{name}": "0" for code in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    form |= {"en-name": "Prosecutor", "en-salutation": "Dear Sir or Madam,"}

    answer = at_the_desk(emeka).post(reverse("authorities_desk:add"), form)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert reverse("authorities_desk:office", args=[first.pk]) in page
    assert "entered by rosa" in page
    assert Office.objects.count() == 1
