from dataclasses import replace

import pytest

from outcry.audit.models import LogEntry
from outcry.authorities.operations import EntryRefused, OfficeWords, add_office, change_office, change_office_words, retire_office
from outcry.authorities.tests.cast import NOW, a_colleague, an_office, an_organisation, details, words
from outcry.lib.wordings import ChangedMeanwhile, Edit

pytestmark = pytest.mark.django_db


def test_an_office_enters_the_directory_with_its_texts_and_a_line_in_the_log() -> None:
    organisation = an_organisation()
    rosa = a_colleague(organisation, "rosa")

    office = add_office(organisation=organisation, details=details(), texts={"en": words()}, by=rosa, now=NOW)

    assert office.texts.get().name == "Prosecutor General’s Office"
    assert LogEntry.objects.get().verb == "add_office"


@pytest.mark.parametrize("address", ["somebody@gmail.com", "SOMEBODY@Mail.RU", "x@yandex.kz", "y@proton.me"])
def test_a_mailbox_that_anyone_may_open_is_no_office(address: str) -> None:
    with pytest.raises(EntryRefused, match="could be a private person") as refusal:
        an_office(an_organisation(), address=address)

    assert refusal.value.field == "address"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "nowhere"),
        ("address", "desk@solidarity.example"),
        ("address", "a@b.example\r\nBcc: c@d.example"),
        ("country", "Kazakhstan"),
        ("source_url", ""),
        ("source_url", "javascript:1"),
    ],
)
def test_an_entry_without_a_usable_part_is_refused_beside_that_part(field: str, value: str) -> None:
    with pytest.raises(EntryRefused) as refusal:
        an_office(an_organisation(), **{field: value})

    assert refusal.value.field == field


def test_an_address_stands_in_the_directory_once_until_it_is_retired() -> None:
    organisation = an_organisation()
    office = an_office(organisation)

    with pytest.raises(EntryRefused, match="already"):
        an_office(organisation, address="Letters@prosecutor.example")
    retire_office(office=office, by=None, now=NOW)

    assert an_office(organisation).pk != office.pk


def test_another_address_goes_through_the_same_checks() -> None:
    office = an_office(an_organisation())

    with pytest.raises(EntryRefused):
        change_office(office=office, details=details(address="minister@mail.ru"), by=None, now=NOW)

    office.refresh_from_db()
    assert office.address == "letters@prosecutor.example"


def test_whoever_saves_a_text_second_is_told() -> None:
    office = an_office(an_organisation())
    change_office_words(office=office, edit=Edit(language="en", seen_version=1), words=words("First"), by=None, now=NOW)

    with pytest.raises(ChangedMeanwhile) as clash:
        change_office_words(office=office, edit=Edit(language="en", seen_version=1), words=words("Second"), by=None, now=NOW)

    assert clash.value.current.name == "First"


@pytest.mark.parametrize("changes", [{"name": ""}, {"salutation": " "}, {"salutation": "To you\nBcc: x"}])
def test_a_name_or_salutation_that_is_empty_or_has_two_lines_is_refused(changes: dict[str, str]) -> None:
    office = an_office(an_organisation())

    with pytest.raises(EntryRefused):
        change_office_words(
            office=office, edit=Edit(language="en", seen_version=1), words=replace(OfficeWords(name="A", salutation="To A,"), **changes), by=None, now=NOW
        )
