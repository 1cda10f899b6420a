from datetime import date

import pytest

from outcry.authorities.models import Office, OfficeText, PersonText
from outcry.authorities.queries import salutation
from outcry.authorities.tests.cast import a_holding, a_person, a_post, an_office, an_organisation

pytestmark = pytest.mark.django_db

DAY = date(2010, 6, 1)


def an_office_with_a_post(*, names_holder: bool = True) -> Office:
    organisation = an_organisation()
    office = an_office(organisation)
    office.post, office.names_holder = a_post(organisation), names_holder
    office.save()
    office.texts.filter(language="en").update(salutation_by_name="Dear {holder},")
    return office


def greeting(office: Office, language: str = "en") -> str:
    return salutation(office=office, text=OfficeText.objects.get(office=office, language=language), on=DAY)


def test_the_one_certain_holder_is_greeted_by_name() -> None:
    office = an_office_with_a_post()
    assert office.post
    a_holding(office.post, a_person(office.organisation, "A. Invented"), "2009")

    assert greeting(office) == "Dear A. Invented,"


def test_the_name_is_in_the_language_of_the_letter() -> None:
    office = an_office_with_a_post()
    assert office.post
    person = a_person(office.organisation, "A. Invented", by_language={"name": {"ru": "А. Выдуманный"}})
    a_holding(office.post, person, "2009")
    office.texts.filter(language="ru").update(salutation_by_name="Господину {holder}:")
    imported = greeting(office, "ru")

    PersonText.objects.create(person=person, language="ru", name="А. Б. Выдуманный")

    assert imported == "Господину А. Выдуманный:"
    assert greeting(office, "ru") == "Господину А. Б. Выдуманный:"


@pytest.mark.parametrize(("first", "second"), [("2009", "2010"), ("2010", None), ("", None), (None, None)])
def test_without_one_certain_holder_the_office_is_greeted(first: str | None, second: str | None) -> None:
    office = an_office_with_a_post()
    assert office.post
    for start in (first, second):
        if start is not None:
            a_holding(office.post, a_person(office.organisation, f"Since {start}"), start)

    assert greeting(office) == "To the Prosecutor General’s Office,"


def test_an_office_that_does_not_name_its_holder_never_does() -> None:
    office = an_office_with_a_post(names_holder=False)
    assert office.post
    a_holding(office.post, a_person(office.organisation), "2009")

    assert greeting(office) == "To the Prosecutor General’s Office,"
