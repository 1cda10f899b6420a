"""Samira reads an appeal and signs it with a browser that knows text, links and forms, and takes no cookie."""

import re
import time

import pytest

from outcry.delivery.models import OutgoingMessage
from outcry.front.tests.people import an_appeal_open_today
from outcry.front.tests.text_browser import TextBrowser
from outcry.protests.models import Protest, ProtestState

pytestmark = pytest.mark.django_db

FORM_AGE_SECONDS = 3.1  # a form sent before three seconds have passed counts as a program's


def mailed_link(kind: str) -> str:
    message = OutgoingMessage.objects.filter(mailer="letter_to_supporter").latest("pk")
    found = re.search(rf"http://[^/\s]+(/en/{kind}/\S+)", bytes(message.content or b"").decode().replace("=\n", ""))
    assert found
    return found[1]


def test_she_reads_the_appeal_signs_it_confirms_and_takes_it_back() -> None:
    an_appeal_open_today()
    samira = TextBrowser()

    samira.open("/")
    assert "Free them (en)" in samira.page.text
    samira.follow("Appeals")
    page = samira.follow("Free them (en)")
    assert "I ask you to release them. (en, 1)" in page.text
    time.sleep(FORM_AGE_SECONDS)
    samira.choose("My first name and country", "My initials and country")
    page = samira.send("Send my protest", Your_name="Samira Diallo", **{"E-mail": "samira@mail.example"}, Country="SN")
    assert samira.address.endswith("/check-your-mail/")
    assert "samira@mail.example" not in page.text

    samira.open(mailed_link("confirm"))
    assert Protest.objects.get().state == ProtestState.SUBMITTED
    page = samira.send("Yes, send my protest")
    assert "Thank you. Your protest counts." in page.text
    protest = Protest.objects.get()
    assert (protest.state, protest.public_words, protest.letter_words) == (ProtestState.CONFIRMED, "Samira", "S. D.")

    samira.open(mailed_link("leave"))
    page = samira.send("Withdraw and erase")
    assert "It is erased" in page.text
    assert samira.cookies == []


def test_what_she_typed_stays_in_a_form_that_comes_back_with_its_error_in_words() -> None:
    an_appeal_open_today()
    samira = TextBrowser()

    samira.open("/en/appeals/free-them/")
    time.sleep(FORM_AGE_SECONDS)
    page = samira.send("Send my protest", Your_name="Samira Diallo", **{"E-mail": "samira"}, Country="SN")

    assert any({"Samira Diallo", "samira", "SN"} <= set(form.values.values()) for form in page.forms)
    assert "e-mail" in page.text.lower()
    assert not Protest.objects.exists()
    assert samira.cookies == []
