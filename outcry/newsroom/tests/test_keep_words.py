"""What a browser keeps of a report is for whoever typed it, and comes back into the form without being saved."""

import pytest
from django.test import Client

from outcry.accounts.models import User
from outcry.accounts.operations import add_partner, add_staff
from outcry.appeals.models import AppealText
from outcry.newsroom.kept_words import KEPT
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_report, an_appeal, an_organisation, emeka
from outcry.newsroom.tests.test_write_reports_on_the_desk import a_form, the_list
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


def key_for(user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get("/desk/newsroom/kept/")
    assert "no-store" in answer["Cache-Control"]
    key: str = answer.json()["key"]
    return key


def test_each_person_has_a_key_of_her_own_and_a_new_password_makes_a_new_one() -> None:
    one, other = emeka(), add_staff(organisation=an_organisation(), name="rosa", email="rosa@desk.example", password="correct horse battery")
    before = key_for(one)

    one.set_password("another horse battery")
    one.save()

    assert len({before, key_for(one), key_for(other)}) == 3
    assert key_for(other) == key_for(other)


def test_no_key_is_given_to_strangers_or_partners(client: Client) -> None:
    assert client.get("/desk/newsroom/kept/").status_code == 302

    client.force_login(add_partner(organisation=an_organisation(), name="lena", email="lena@union.example", password="correct horse battery"))

    assert client.get("/desk/newsroom/kept/").status_code == 403


def test_kept_words_come_back_into_the_form_with_their_blocks_and_are_not_saved(client: Client) -> None:
    client.force_login(emeka())

    answer = client.post(f"/desk/pages/add/newsroom/reportpage/{the_list().pk}/", a_form(title="Nearly lost") | {KEPT: "1"})

    assert "Nearly lost" in answer.text
    assert "They came." in answer.text
    assert "Nothing is saved yet" in answer.text
    assert not ReportPage.objects.exists()


def test_whoever_brings_words_back_is_told_that_somebody_else_saved_meanwhile(client: Client) -> None:
    (report,) = a_report()
    began = report.latest_revision_id
    report.save_revision()
    client.force_login(emeka())

    answer = client.post(f"/desk/pages/{report.pk}/edit/", a_form(title="Mine") | {KEPT: "1", "loaded_revision_id": str(began)})

    assert "Somebody else saved after that" in answer.text
    assert ReportPage.objects.get(pk=report.pk).draft_title == "At midnight (en)"


def test_a_translation_comes_back_in_the_same_way(client: Client) -> None:
    (report,) = a_report()
    client.force_login(emeka())

    answer = client.post(f"/desk/translations/{report.pk}/ru/", {"seen": "0", "text-0": "В полночь", KEPT: "1", "save": "1"})

    assert "В полночь" in answer.text
    assert "Nothing is saved yet" in answer.text
    assert ReportPage.objects.count() == 1


def test_so_does_a_translation_of_the_words_of_an_appeal(client: Client) -> None:
    address = f"/desk/translations/appeal/{an_appeal().pk}/ru/"
    client.force_login(emeka())
    assert "data-keep>" in client.get(address).text

    answer = client.post(address, {"seen": "0", "text-0": "Свободу Анне", KEPT: "1"})

    assert "Свободу Анне" in answer.text
    assert "Nothing is saved yet" in answer.text
    assert not AppealText.objects.filter(language="ru").exists()


def test_the_browser_is_told_in_which_words_it_says_that_it_keeps(client: Client) -> None:
    client.force_login(emeka())

    words = client.get("/desk/newsroom/kept/").json()["words"]

    assert "is kept in this browser" in words["kept"]
    assert "no room" in words["full"]


def test_every_page_of_the_desk_deletes_what_is_kept_on_the_way_out(client: Client) -> None:
    client.force_login(emeka())

    assert 'data-door="/desk/logout/"' in client.get("/desk/").text
