from typing import Any

import pytest
from django.test import Client

from outcry.authorities.models import Office
from outcry.authorities.operations import approve_office
from outcry.authorities.queries import is_approved
from outcry.authorities.tests.cast import NOW, a_colleague, an_office, an_organisation, at_the_desk

pytestmark = pytest.mark.django_db

FILLED = {
    "office-country": "KZ",
    "office-address": "letters@prosecutor.example",
    "office-language": "ru",
    "office-source_url": "https://prosecutor.example/contact",
    "office-source_note": "",
    "en-seen_version": "0",
    "en-source_version": "0",
    "en-name": "Prosecutor General’s Office",
    "en-salutation": "To the Prosecutor General’s Office,",
    **{f"{code}-{name}": "" for code in ("ru", "kk", "ar") for name in ("name", "salutation")},
    **{f"{code}-{name}": "0" for code in ("ru", "kk", "ar") for name in ("seen_version", "source_version")},
}


@pytest.mark.parametrize("path", ["", "add/", "{pk}/", "{pk}/edit/", "{pk}/retire/"])
def test_every_page_is_for_staff_alone(path: str, client: Client) -> None:
    organisation = an_organisation()
    address = f"/desk/authorities/{path}".format(pk=an_office(organisation).pk)

    stranger = client.get(address)
    colleague = at_the_desk(a_colleague(organisation, "rosa")).get(address)

    assert stranger.status_code == 302
    assert "/desk/login/" in stranger.headers["Location"]
    assert colleague.status_code == 200


def test_an_office_is_added_with_its_texts() -> None:
    rosa = at_the_desk(a_colleague(an_organisation(), "rosa"))

    answer = rosa.post("/desk/authorities/add/", FILLED)

    office = Office.objects.get()
    assert answer.headers["Location"] == f"/desk/authorities/{office.pk}/"
    assert [text.language for text in office.texts.all()] == ["en"]


def test_a_free_mailbox_is_refused_beside_the_field_and_the_input_stays() -> None:
    rosa = at_the_desk(a_colleague(an_organisation(), "rosa"))

    answer = rosa.post("/desk/authorities/add/", {**FILLED, "office-address": "minister@mail.ru"})

    assert answer.status_code == 200
    assert "could be a private person" in answer.context["form"].errors["address"][0]
    assert 'value="minister@mail.ru"' in answer.content.decode()
    assert not Office.objects.exists()


def test_texts_that_are_half_written_are_refused_and_nothing_is_saved() -> None:
    organisation = an_organisation()
    office = an_office(organisation)
    rosa = at_the_desk(a_colleague(organisation, "rosa"))
    changed = {"office-source_note": "Seen today", "en-seen_version": "1", "en-salutation": "", "ru-seen_version": "1", "ru-name": "П", "ru-salutation": "П:"}

    answer = rosa.post(f"/desk/authorities/{office.pk}/edit/", {**FILLED, **changed})

    office.refresh_from_db()
    assert answer.status_code == 200
    assert office.source_note == "Reception"


def test_of_two_who_change_an_address_the_second_sees_both_and_decides() -> None:
    organisation = an_organisation()
    office = an_office(organisation)
    address = f"/desk/authorities/{office.pk}/edit/"
    rosa, emeka = (at_the_desk(a_colleague(organisation, name)) for name in ("rosa", "emeka"))
    opened = what_stands_in(rosa.get(address))
    emeka.post(address, what_stands_in(emeka.get(address)) | {"office-address": "first@prosecutor.example"})

    told = rosa.post(address, opened | {"office-address": "second@prosecutor.example", "office-source_note": "Reception"})

    office.refresh_from_db()
    assert office.address == "first@prosecutor.example"
    assert "Somebody else saved this while you were writing." in told.text
    assert "<q>first@prosecutor.example</q>" in told.text
    assert told.text.count("<q>") == 1
    assert 'value="second@prosecutor.example"' in told.text

    rosa.post(address, what_stands_in(told))
    office.refresh_from_db()
    assert office.address == "second@prosecutor.example"


def test_who_changes_the_words_alone_overwrites_no_address() -> None:
    organisation = an_organisation()
    office = an_office(organisation)
    address = f"/desk/authorities/{office.pk}/edit/"
    rosa, emeka = (at_the_desk(a_colleague(organisation, name)) for name in ("rosa", "emeka"))
    opened = what_stands_in(rosa.get(address))
    emeka.post(address, what_stands_in(emeka.get(address)) | {"office-address": "first@prosecutor.example"})

    told = rosa.post(address, opened | {"en-name": "Prosecutor"})

    office.refresh_from_db()
    assert office.address == "first@prosecutor.example"
    assert "<q>first@prosecutor.example</q>" in told.text


def what_stands_in(answer: Any) -> dict[str, Any]:
    """What a browser would send back of the page's forms."""
    return {field.html_name: "" if field.value() is None else field.value() for form in answer.context["forms"] for field in form}


def test_two_colleagues_vouch_and_the_office_is_approved() -> None:
    organisation = an_organisation()
    office = an_office(organisation)
    rosa, emeka = a_colleague(organisation, "rosa"), a_colleague(organisation, "emeka")

    for person in (rosa, emeka):
        at_the_desk(person).post(f"/desk/authorities/{office.pk}/approve/", {"fingerprint": office.fingerprint})

    assert is_approved(office=office, now=NOW)


def test_nobody_vouches_for_an_entry_that_changed_while_she_read_it() -> None:
    organisation = an_organisation()
    office = an_office(organisation)

    at_the_desk(a_colleague(organisation, "rosa")).post(f"/desk/authorities/{office.pk}/approve/", {"fingerprint": "of the address she read"})

    assert not office.approvals.exists()


def test_retiring_asks_first() -> None:
    organisation = an_organisation()
    office = an_office(organisation)
    rosa = at_the_desk(a_colleague(organisation, "rosa"))

    rosa.get(f"/desk/authorities/{office.pk}/retire/")
    office.refresh_from_db()
    after_asking = office.retired_at
    rosa.post(f"/desk/authorities/{office.pk}/retire/")
    office.refresh_from_db()

    assert after_asking is None
    assert office.retired_at is not None


def test_the_directory_shows_who_vouched_and_the_public_source() -> None:
    organisation = an_organisation()
    rosa = a_colleague(organisation, "rosa")
    approve_office(office=an_office(organisation), by=rosa, now=NOW)

    page = at_the_desk(rosa).get("/desk/authorities/").content.decode()

    assert "https://prosecutor.example/contact" in page
    assert "rosa" in page


def test_another_organisation_has_its_own_directory() -> None:
    office = an_office(an_organisation())
    theirs = type(office.organisation).objects.create(slug="others", mail_domain="others.example", contact_address="a@others.example")

    answer = at_the_desk(a_colleague(theirs, "mallory")).get(f"/desk/authorities/{office.pk}/")

    assert answer.status_code == 404
