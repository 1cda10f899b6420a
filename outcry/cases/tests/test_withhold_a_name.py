"""A name that must not be public stops an approval, however it is written; another name does not."""

import pytest

from outcry.cases.models import Case, Person, PersonName
from outcry.cases.projection import project
from outcry.cases.tests.cast import NOW, a_case, a_participant, an_act, an_organisation
from outcry.cases.withheld import named_though_withheld

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return a_case(an_organisation())


def stopped(case: Case) -> list[str]:
    return named_though_withheld(case=case, projections=project(case=case))


@pytest.mark.parametrize(
    "text",
    [
        "Beaten in front of aigerim sarsenova, who saw it",
        "Ayguerim Sarsénova saw it",
        "Sarsenova, Aigerim: that is what the list says",
        "Об этом говорила Айгерим Сарсенова",
        "Это случилось на глазах у Айгерим Сарсеновой",
        "Бұл Айгерім Сарсенованың көзінше болды",
        "Aigerim Kairatovna Sarsenova's brother",
        "A. Sarsenova saw it",
        "рассказала А. Сарсенова",
        "رأت ذلك أيغريم سارسينوفا",
    ],
)
def test_a_withheld_name_is_found_however_it_is_written(case: Case, text: str) -> None:
    a_participant(case, "Айгерим Сарсенова")
    an_act(case, text)

    assert stopped(case) == ["Айгерим Сарсенова"]


@pytest.mark.parametrize(
    "text",
    [
        "Beaten in front of Aigul Sarsenbayeva",
        "Aigerim Nurbekova saw it, and so did Marat Sarsenov",
        "Айгуль Сарсенбаева видела это",
        "All the same, her friends came and saw it",
        "The police station of Sarsen was closed. A. Nurbekova waited",
    ],
)
def test_another_name_is_not(case: Case, text: str) -> None:
    a_participant(case, "Айгерим Сарсенова")
    an_act(case, text)

    assert stopped(case) == []


def test_a_name_of_one_word_is_found_in_other_letters_where_it_is_written_as_a_name(case: Case) -> None:
    a_participant(case, "Соколов")
    act = an_act(case, "Sokolov was beaten")

    assert stopped(case) == ["Соколов"]
    act.texts.update(headline="Избили Соколова")
    assert stopped(case) == ["Соколов"]
    act.texts.update(headline="A hunter of sokols was beaten, and Marat")
    assert stopped(case) == []


def test_every_name_a_person_has_over_all_cases_is_looked_for(case: Case) -> None:
    person = Person.objects.create(organisation=case.organisation, opened_at=NOW)
    PersonName.objects.create(person=person, text="Dana Karimova")
    a_participant(case, "", person=person)
    an_act(case, "Дана Каримова видела это")

    assert stopped(case) == ["Dana Karimova"]


def test_a_person_of_whom_nothing_may_become_public_is_not_named_even_where_the_case_says_so(case: Case) -> None:
    person = Person.objects.create(organisation=case.organisation, opened_at=NOW, do_not_publish=True)
    a_participant(case, "Dana Karimova", person=person, is_named_publicly=True)
    an_act(case, "Dana Karimova saw it")

    assert stopped(case) == ["Dana Karimova"]


def test_a_group_is_given_away_by_its_whole_name_alone(case: Case) -> None:
    a_participant(case, "Guards of the prison", kind="group")
    an_act(case, "In the prison he was beaten by two guards")

    assert stopped(case) == []


def test_the_address_of_a_case_does_not_give_a_name_away(case: Case) -> None:
    a_participant(case, "Айгерим Сарсенова")
    case.slug = "aigerim-sarsenova-jailed"

    assert stopped(case) == ["Айгерим Сарсенова"]
