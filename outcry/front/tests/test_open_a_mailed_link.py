"""Samira opens the links in our mails."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from outcry.appeals.models import Addressee
from outcry.authorities.models import OfficeApproval
from outcry.delivery.models import OutgoingMessage
from outcry.front.tests.people import a_try_today, an_appeal_open_today, confirm_path, leave_path
from outcry.protests.models import Protest, ProtestLetter, ProtestState, Rung
from outcry.protests.operations import move_to_rung
from tests.cast import NOW, an_office, emeka, rosa

pytestmark = pytest.mark.django_db


def test_opening_the_link_changes_nothing_and_shows_the_exact_words(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today(), shown_in_public="first_name", shown_to_addressee="initials", own_text="My own words.")

    for _ in range(2):
        answer = client.get(confirm_path(protest))

    page = answer.content.decode()
    assert 'value="Samira"' in page
    assert 'value="S. D."' in page
    assert "My own words." in page
    assert "Senegal" in page
    assert Protest.objects.get().state == ProtestState.SUBMITTED
    assert "no-store" in answer["Cache-Control"]


def test_the_button_confirms_with_the_words_she_changed(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today(addressees=3), shown_in_public="full_name", shown_to_addressee="full_name")

    answer = client.post(confirm_path(protest), {"public_words": "Sami", "letter_words": "S. Diallo"})

    protest.refresh_from_db()
    assert "Thank you" in answer.content.decode()
    assert (protest.state, protest.public_words, protest.letter_words) == (ProtestState.CONFIRMED, "Sami", "S. Diallo")
    assert OutgoingMessage.objects.filter(mailer="protest").count() == 3


def test_pressing_and_opening_again_says_thanks_again(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today(addressees=1))

    pages = [client.post(confirm_path(protest)), client.post(confirm_path(protest)), client.get(confirm_path(protest))]

    assert all("Thank you" in page.content.decode() for page in pages)
    assert OutgoingMessage.objects.filter(mailer="protest").count() == 1


def test_words_with_a_link_come_back_with_the_error_beside_them(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today(), shown_in_public="full_name", shown_to_addressee="full_name")

    answer = client.post(confirm_path(protest), {"public_words": "www.x.example", "letter_words": "S. D."})

    page = answer.content.decode()
    assert 'id="id_public_words_error"' in page
    assert 'value="www.x.example"' in page
    protest.refresh_from_db()
    assert protest.state == ProtestState.SUBMITTED


def test_a_link_older_than_seven_days_says_so(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today())
    Protest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    for answer in (client.get(confirm_path(protest)), client.post(confirm_path(protest))):
        assert "This link has run out" in answer.content.decode()


def test_a_link_to_an_appeal_past_its_day_says_so(client: Client) -> None:
    appeal = an_appeal_open_today()
    protest = a_try_today(appeal)
    appeal.deadline_on = appeal.deadline_on.replace(year=2000)
    appeal.save()

    answer = client.post(confirm_path(protest))

    assert "The appeal has ended" in answer.content.decode()
    protest.refresh_from_db()
    assert protest.state == ProtestState.SUBMITTED


@pytest.mark.parametrize("path", ["/en/confirm/x/", "/en/leave/x/", "/ru/confirm/" + "0" * 42 + "/"])
def test_a_link_we_did_not_make_is_answered_kindly(client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404
        assert not answer.cookies


def test_the_link_that_erases_asks_first(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today())

    answer = client.get(leave_path(protest))

    protest.refresh_from_db()
    assert "Withdraw and erase" in answer.content.decode()
    assert protest.name == "Samira Diallo"


def test_the_button_withdraws_and_erases(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today(addressees=2))
    client.post(confirm_path(protest))

    answer = client.post(leave_path(protest))
    again = client.get(leave_path(protest))

    protest.refresh_from_db()
    assert (protest.state, protest.name, protest.address) == (ProtestState.WITHDRAWN, None, None)
    assert "are erased" in answer.content.decode()
    assert "are erased" in again.content.decode()
    assert "withdrawn" in client.get(confirm_path(protest)).content.decode()


def test_the_mailed_links_work_in_every_language(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today())

    assert all(client.get(confirm_path(protest, language)).status_code == 200 for language in ("en", "ru", "kk", "ar"))


@pytest.mark.parametrize("pressed", [False, True])
def test_a_page_behind_a_link_tells_nobody_its_address(client: Client, pressed: bool) -> None:
    protest = a_try_today(an_appeal_open_today(), own_text="My own words.", shown_in_public="full_name")
    if pressed:
        client.post(confirm_path(protest))

    for answer in (client.get(confirm_path(protest)), client.get(leave_path(protest))):
        page = answer.content.decode()
        elsewhere = [
            address for address in re.findall(r'(?:href|src|action)="([^"]+)"', page) if not address.startswith(("/", "#", "mailto:", settings.SITE_URL))
        ]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in page
        assert elsewhere == []


def test_who_finds_a_pressed_link_in_the_history_reads_no_name_in_it(client: Client) -> None:
    protest = a_try_today(an_appeal_open_today(), own_text="My own words.", shown_in_public="full_name", shown_to_addressee="full_name")
    client.post(confirm_path(protest))

    page = client.get(confirm_path(protest)).content.decode() + client.get(leave_path(protest)).content.decode()

    assert "Samira" not in page
    assert "My own words." not in page


def test_the_embassy_is_shown_before_she_confirms_and_gets_a_copy_unless_she_takes_the_mark_away(client: Client) -> None:
    appeal = an_appeal_open_today(addressees=1)
    office = an_office(name="embassy in Senegal", language="ar")
    office.sits_in = "SN"
    office.save()
    for person in (rosa(), emeka()):
        OfficeApproval.objects.create(office=office, by=person, at=NOW, fingerprint=office.fingerprint)
    Addressee.objects.create(appeal=appeal, office=office, for_country="SN")
    first, second = a_try_today(appeal), a_try_today(appeal, address="other@mail.example")

    page = client.get(confirm_path(first)).content.decode()
    client.post(confirm_path(first), {"copy_to": office.public_id})
    client.post(confirm_path(second), {})

    assert "And a copy to the embassy in your country: <b>embassy in Senegal (en)</b>, Senegal, in English." in page
    assert "The letter is not there in Arabic." in page
    assert f'value="{office.public_id}" checked' in page
    assert ProtestLetter.objects.filter(addressee__for_country="SN").count() == 1
    assert "embassy in Senegal" in client.get(f"/en/appeals/{appeal.slug}/").content.decode()


def test_after_she_confirmed_the_page_shows_how_each_of_her_letters_went_whatever_is_decided_later(client: Client) -> None:
    appeal = an_appeal_open_today(addressees=2)
    first, second = appeal.addressees.order_by("position")
    move_to_rung(addressee=first, rung=Rung.BOOK, reason="they block us", with_failed=False, by=emeka(), now=timezone.now())
    protest = a_try_today(appeal)

    thanks = client.post(confirm_path(protest)).text
    move_to_rung(addressee=second, rung=Rung.DAILY, reason="they ask for fewer", with_failed=False, by=emeka(), now=timezone.now())
    ProtestLetter.objects.filter(addressee=second).update(way=Rung.SINGLE)
    later = client.get(confirm_path(protest)).text

    for page in (thanks, later):
        assert "So your letters go" in page
        assert page.count("printed in a book that is posted or handed over") == 1
        assert "one letter a day" not in page
