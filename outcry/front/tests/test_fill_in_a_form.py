"""What the visitor's forms take and refuse."""

from typing import Any

import pytest
from django.utils.translation import override

from outcry.front.forms import ConfirmForm, SignForm
from outcry.lib.country_names import countries


def a_signed_form(**typed: str) -> SignForm:
    data = {
        "name": "Aoife Byrne",
        "email": "aoife@supporters.example",
        "country": "IE",
        "letter": "Please let him go.",
        "shown_in_public": "nothing",
        "shown_to_addressee": "country",
    }
    return SignForm(data | typed, language="en")


def test_a_plain_protest_is_taken() -> None:
    form = a_signed_form()

    assert form.is_valid(), form.errors
    assert form.cleaned_data["wants_outcome"] is False


@pytest.mark.parametrize("name", ["Ann http://x.example", "www.x.example", "Ann\nBcc: all", "Ann\u2028B", "ann@x.example", "\u202eeman", "A\x00B"])
def test_a_name_with_a_link_or_a_line_break_is_refused(name: str) -> None:
    form = a_signed_form(name=name)

    assert list(form.errors) == ["name"]


@pytest.mark.parametrize("name", ["Есенбек Өктешбаев", "إيفا", "李小龍", "O’Brien-Smith", "Nguyễn Thị Minh Khai", "J. R. R."])
def test_a_name_in_any_script_is_taken(name: str) -> None:
    assert a_signed_form(name=name).is_valid()


@pytest.mark.parametrize("email", ["", "ann", "ann@", "a b@x.example", "ann@x.example\nBcc: b@x.example", "a" * 300 + "@x.example"])
def test_an_address_that_takes_no_mail_is_refused(email: str) -> None:
    assert list(a_signed_form(email=email).errors) == ["email"]


def test_an_empty_letter_is_refused_and_the_rest_is_kept() -> None:
    form = a_signed_form(letter=" \n ")

    assert [line.field_id for line in form.error_lines()] == ["id_letter"]
    assert form["name"].value() == "Aoife Byrne"


@pytest.mark.parametrize("choice", ["shown_in_public", "shown_to_addressee"])
def test_a_choice_that_was_not_offered_is_refused(choice: str) -> None:
    assert list(a_signed_form(**{choice: "everything"}).errors) == [choice]


def test_the_most_private_choice_is_preset_and_no_consent_is_ticked() -> None:
    form = SignForm(language="en")

    assert (form["shown_in_public"].value(), form["shown_to_addressee"].value()) == ("nothing", "country")
    assert not form["wants_outcome"].value()


def test_a_field_nobody_sees_tells_programs_apart() -> None:
    assert a_signed_form(homepage="x").is_from_a_program
    assert not a_signed_form().is_from_a_program


@pytest.mark.parametrize("language", ["en", "ru", "kk", "ar"])
def test_every_country_is_offered_in_every_language(language: str) -> None:
    with override(language):
        names = dict(countries(language))

    assert {"KZ", "DE", "IE", "XK", "PS", "TW"} <= set(names)
    assert len(names) > 230


@pytest.mark.parametrize("words", ["http://x.example", "A\nB"])
def test_the_words_shown_are_one_plain_line(words: str) -> None:
    form = ConfirmForm({"public_words": words, "letter_words": "A. B."})

    assert list(form.errors) == ["public_words"]


def test_the_words_shown_may_be_left_empty() -> None:
    form: Any = ConfirmForm({"public_words": "  ", "letter_words": ""})

    assert form.is_valid()
    assert form.cleaned_data == {"public_words": "", "letter_words": "", "copy_to": ""}
