"""One person over all cases, found under any spelling although names are sealed."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.cases import people
from outcry.cases.models import Case, Change, Person, PersonName
from outcry.cases.operations import writing
from outcry.cases.operations.people import identify, open_person
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_organisation, rosa
from outcry.cases.titles import name_of

pytestmark = pytest.mark.django_db
# An invented person.
AYAN = "Айгерім Сәрсенова"


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def somebody(desk: Organisation, *names: str) -> Person:
    written = [{"kind": "usual", "text": name, "language": ""} for name in names]
    return open_person(organisation=desk, names=written, facts={}, by=None, now=NOW)


@pytest.mark.parametrize("typed", ["Айгерим Сарсенова", "Aigerim Sarsenova", "Aygerim Sarsenova", "sarsenova AIGERIM", "Сәрсенова"])
def test_a_kazakh_name_is_found_in_other_letters_and_spellings(desk: Organisation, typed: str) -> None:
    person = somebody(desk, AYAN)
    somebody(desk, "Marat Ospanov")

    assert [found.person for found in people.named(organisation=desk, text=typed)] == [person]


@pytest.mark.parametrize(("written", "typed"), [("Карамшин", "Karamsin"), ("Жүнісов", "Zunisov"), ("Чернов", "Cernov"), ("Ükteşbaev", "uktesbaev")])
def test_a_name_is_found_when_the_marks_of_its_letters_are_left_out(desk: Organisation, written: str, typed: str) -> None:
    person = somebody(desk, written)

    assert [found.person for found in people.named(organisation=desk, text=typed)] == [person]


def test_the_likeliest_comes_first(desk: Organisation) -> None:
    somebody(desk, "Айгерім Сәрсенова-Жүнісова")
    exact = somebody(desk, AYAN)

    assert people.named(organisation=desk, text=AYAN)[0].person == exact


def test_of_names_that_sound_the_same_the_one_that_was_typed_is_shown(desk: Organisation) -> None:
    somebody(desk, "Esenbek Ukteshbayev", "Есенбек Уктешбаев", "إيسنبيك أوكتيشباييف")

    assert [people.named(organisation=desk, text=typed)[0].name for typed in ("Есенбек Уктешбаев", "Esenbek Ukteshbayev")] == [
        "Есенбек Уктешбаев",
        "Esenbek Ukteshbayev",
    ]


def test_of_names_that_fit_about_as_well_the_one_in_the_letters_that_were_typed_is_shown(desk: Organisation) -> None:
    somebody(desk, "إيسنبيك أوكتيشباييف", "Есенбек Уктешбаев", "Esenbek Ukteshbayev")

    assert [people.named(organisation=desk, text=typed)[0].name for typed in ("Ukteshbaev", "Уктешбаев", "أوكتيشباييف")] == [
        "Esenbek Ukteshbayev",
        "Есенбек Уктешбаев",
        "إيسنبيك أوكتيشباييف",
    ]


def test_another_organisations_people_are_not_found(desk: Organisation) -> None:
    somebody(an_organisation("other"), AYAN)

    assert people.named(organisation=desk, text=AYAN) == []


def test_no_name_and_no_sound_of_it_can_be_read_in_the_database(desk: Organisation) -> None:
    somebody(desk, "Aigerim")

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_personname")
        kept = b"".join(bytes(row[0]) for row in cursor.fetchall())
        cursor.execute("SELECT key FROM cases_namekey")
        kept += b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"aigerim" not in kept.lower()


def test_a_changed_name_is_found_and_the_old_one_no_longer(desk: Organisation) -> None:
    person = somebody(desk, "Marat Ospanov")
    name = PersonName.objects.get()

    writing.change_facts(row=name, facts={"text": "Saule Ospanova"}, seen=writing.mark(name), by=None, now=NOW)

    assert people.named(organisation=desk, text="Marat") == []
    assert [found.person for found in people.named(organisation=desk, text="Сауле")] == [person]


@pytest.mark.parametrize(("language", "shown"), [("en", "Sokolov"), ("kk", "Соколов"), ("ru", "Соколов"), ("ar", "سوكولوف")])
def test_a_person_is_called_as_the_reader_writes(desk: Organisation, language: str, shown: str) -> None:
    names = [("ar", "سوكولوف"), ("en", "Sokolov"), ("kk", "Соколов")]
    written = [{"kind": "usual", "text": text, "language": written_in} for written_in, text in names]
    person = open_person(organisation=desk, names=written, facts={}, by=None, now=NOW)

    with override(language):
        assert name_of(person) == shown


def test_somebody_named_in_two_cases_is_one_person_once_it_is_said(desk: Organisation) -> None:
    first, second = (a_participant(a_case(desk, slug=slug), name) for slug, name in (("one", AYAN), ("two", "Aigerim Sarsenova")))
    person = identify(participant=first, person=None, by=None, now=NOW)

    identify(participant=second, person=person, by=None, now=NOW)

    assert Person.objects.count() == 1
    assert {name.text for name in person.names.all()} == {AYAN, "Aigerim Sarsenova"}
    assert [part.case for part in person.parts.order_by("pk")] == [first.case, second.case]


def test_saying_who_it_is_can_be_undone(desk: Organisation) -> None:
    part = a_participant(a_case(desk), AYAN)
    identify(participant=part, person=None, by=None, now=NOW)

    writing.undo(change=Change.objects.get(kind="participant"), by=None, now=NOW)

    part.refresh_from_db()
    assert part.person is None


def test_a_person_of_another_organisation_is_refused(desk: Organisation) -> None:
    theirs = somebody(an_organisation("other"), AYAN)

    with pytest.raises(ValueError, match="another organisation"):
        identify(participant=a_participant(a_case(desk), AYAN), person=theirs, by=None, now=NOW)


def test_the_desk_finds_a_person_and_shows_her_cases(desk: Organisation, client: Client) -> None:
    person = rosa(desk)
    person.groups.add(staff_group())
    client.force_login(person)
    found = identify(participant=a_participant(a_case(desk), AYAN), person=None, by=person, now=NOW)

    listed = client.get(reverse("cases_desk:people"), {"name": "Aigerim"}).text
    page = client.get(reverse("cases_desk:person", args=[found.pk])).text

    assert AYAN in listed
    assert "2010-the-case" in listed
    assert "2010-the-case" in page
    assert all(
        f'<bdi class="desk-whole" dir="ltr">{number}</bdi>' in shown for number in Case.objects.values_list("number", flat=True) for shown in (listed, page)
    )


def test_the_desk_asks_who_it_is_and_keeps_the_answer(desk: Organisation, client: Client) -> None:
    person = rosa(desk)
    person.groups.add(staff_group())
    client.force_login(person)
    known, part = somebody(desk, AYAN), a_participant(a_case(desk), "Aigerim Sarsenova")
    page = reverse("cases_desk:who", args=[part.case_id, part.pk])

    assert AYAN in client.get(page).text
    client.post(page, {"person": known.public_id})

    part.refresh_from_db()
    assert part.person == known
