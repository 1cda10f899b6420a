"""Samira sends the form."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from outcry.delivery.models import OutgoingMessage
from outcry.front.tests.people import a_filled_form, a_token, a_try_today, an_appeal_open_today, confirm_path
from outcry.front.views import appeals as views
from outcry.lib.links import make_link
from outcry.protests.models import Protest
from outcry.protests.operations import withdraw_protest
from tests.cast import a_letter_version

PAGE = "/en/appeals/free-them/"

pytestmark = pytest.mark.django_db


def test_a_good_form_is_written_down_and_leads_to_the_mail(client: Client) -> None:
    appeal = an_appeal_open_today()

    answer = client.post(PAGE, a_filled_form(appeal))

    assert (answer.status_code, answer["Location"]) == (303, PAGE + "check-your-mail/")
    protest = Protest.objects.get()
    assert (protest.name, protest.country, protest.language, protest.own_text) == ("Samira Diallo", "SN", "en", None)
    assert not answer.cookies


def test_her_own_words_are_kept_as_hers(client: Client) -> None:
    appeal = an_appeal_open_today()

    client.post(PAGE, a_filled_form(appeal, letter="Let them go.\r\nNow."))

    assert Protest.objects.get().own_text == "Let them go.\nNow."


def test_a_form_with_errors_comes_back_filled_with_a_summary(client: Client) -> None:
    appeal = an_appeal_open_today()

    answer = client.post(PAGE, a_filled_form(appeal, email="samira", name="Samira www.x.example", shown_in_public="full_name"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="#id_email"' in page
    assert 'id="id_email_error"' in page
    assert 'aria-describedby="id_email_helptext id_email_error"' in page
    assert 'value="samira"' in page
    assert 'value="Samira www.x.example"' in page
    assert page.count("checked") == 2
    assert not Protest.objects.exists()


@pytest.mark.parametrize("age", [timedelta(seconds=1), timedelta(hours=13)])
def test_too_early_or_too_late_the_form_comes_back_filled_with_a_fresh_token(client: Client, age: timedelta) -> None:
    appeal = an_appeal_open_today()
    stale = a_token(appeal, age=age)

    answer = client.post(PAGE, a_filled_form(appeal, token=stale))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "press the button once more" in page
    assert 'value="Samira Diallo"' in page
    assert stale not in page
    assert not Protest.objects.exists()


@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_a_form_without_our_token_comes_back(client: Client, token: str) -> None:
    appeal = an_appeal_open_today()

    answer = client.post(PAGE, a_filled_form(appeal, token=token))

    assert answer.status_code == 200
    assert not Protest.objects.exists()


def test_the_token_may_be_used_again(client: Client) -> None:
    appeal = an_appeal_open_today()
    form = a_filled_form(appeal)

    first, second = client.post(PAGE, form), client.post(PAGE, form)

    assert first.status_code == second.status_code == 303
    assert Protest.objects.count() == 2


def test_a_field_only_programs_fill_in_brings_the_form_back_emptied_of_it(client: Client) -> None:
    appeal = an_appeal_open_today()

    answer = client.post(PAGE, a_filled_form(appeal, homepage="buy-now"))

    assert answer.status_code == 200
    assert "buy-now" not in answer.content.decode()
    assert not Protest.objects.exists()


def test_the_protest_keeps_the_version_of_the_letter_she_read(client: Client) -> None:
    appeal = an_appeal_open_today()
    form = a_filled_form(appeal)
    a_letter_version(appeal, number=2)

    client.post(PAGE, form)

    protest = Protest.objects.get()
    assert (protest.letter.number, protest.own_text) == (1, None)


def test_our_text_can_be_brought_back_without_losing_the_rest(client: Client) -> None:
    appeal = an_appeal_open_today()

    answer = client.post(PAGE, a_filled_form(appeal, letter="", restore="1"))

    page = answer.content.decode()
    assert page.count("I ask you to release them. (en, 1)") >= 2
    assert 'value="Samira Diallo"' in page
    assert "field__error" not in page


def test_the_answer_is_the_same_whoever_signs(client: Client) -> None:
    appeal = an_appeal_open_today()
    known = a_try_today(appeal, address="known@mail.example")
    client.post(confirm_path(known))
    pending = a_try_today(appeal, address="pending@mail.example")
    for _ in range(4):
        a_try_today(appeal, address="often@mail.example")
    left = a_try_today(appeal, address="left@mail.example")
    withdraw_protest(link=make_link(left.public_id, purpose="leave"), never_write_again=True, now=timezone.now())
    addresses = ("new@mail.example", "known@mail.example", pending.address or "", "often@mail.example", "left@mail.example")
    tries_before = Protest.objects.count()

    answers = [client.post(PAGE, a_filled_form(appeal, email=address)) for address in addresses]

    assert Protest.objects.count() == tries_before + 4, "nothing is kept of the mailbox that asked to be left alone"
    seen = {(answer.status_code, tuple(sorted(answer.headers.items())), answer.content) for answer in answers}
    assert len(seen) == 1


def test_when_it_cannot_be_written_down_she_gets_her_words_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    appeal = an_appeal_open_today()

    def full_disk(**_: object) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(views, "sign_appeal", full_disk)
    answer = client.post(PAGE, a_filled_form(appeal, letter="My own <words>."))

    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Your protest is not sent yet" in page
    assert "My own &lt;words&gt;." in page


def test_the_confirmation_mail_is_in_the_outbox_and_holds_nothing_she_typed(client: Client) -> None:
    appeal = an_appeal_open_today()

    client.post(PAGE, a_filled_form(appeal, name="Marker Name", letter="Marker words."))

    mail = OutgoingMessage.objects.get(mailer="letter_to_supporter")
    assert b"Marker" not in (mail.content or b"")


def test_a_closed_appeal_takes_no_protest(client: Client) -> None:
    appeal = an_appeal_open_today()
    appeal.deadline_on = appeal.deadline_on.replace(year=2000)
    appeal.save()

    answer = client.post(PAGE, a_filled_form(appeal))

    assert answer.status_code == 200
    assert "The last day has passed" in answer.content.decode()
    assert not Protest.objects.exists()


def test_enter_in_a_field_sends_and_does_not_bring_our_text_back(client: Client) -> None:
    an_appeal_open_today()

    page = client.get(PAGE).content.decode()

    assert page.index('type="submit"') < page.index('name="restore"')
