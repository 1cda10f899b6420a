"""Sealing with a key in hand or to a public key, and codes that a person can read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.lib.envelopes import new_key, public_half, seal_to, seal_with, unseal_as, unseal_with
from outcry.lib.sealing import SealBroken
from outcry.lib.spoken_codes import DIGITS, Slip, in_groups, random_code, read_code


def test_what_was_sealed_with_a_key_opens_with_it_there_alone() -> None:
    key = new_key()
    sealed = seal_with(key, b"words", place="a.b")

    assert unseal_with(key, sealed, place="a.b") == b"words"
    for other_key, other_place, other in ((new_key(), "a.b", sealed), (key, "a.c", sealed), (key, "a.b", sealed[:-1]), (key, "a.b", b"")):
        with pytest.raises(SealBroken):
            unseal_with(other_key, other, place=other_place)


def test_what_was_sealed_to_a_public_key_opens_with_its_private_half_alone() -> None:
    private = new_key()
    sealed = seal_to(public_half(private), b"words", place="a.b")

    assert unseal_as(private, sealed, place="a.b") == b"words"
    for other_key, other_place, other in ((new_key(), "a.b", sealed), (private, "a.c", sealed), (private, "a.b", sealed[:-1]), (private, "a.b", b"")):
        with pytest.raises(SealBroken):
            unseal_as(other_key, other, place=other_place)


def test_no_two_envelopes_are_alike() -> None:
    private = new_key()

    assert seal_to(public_half(private), b"x", place="a") != seal_to(public_half(private), b"x", place="a")
    assert seal_with(private, b"x", place="a") != seal_with(private, b"x", place="a")


def test_a_code_is_read_back_from_how_it_is_shown() -> None:
    code = random_code()

    assert len(code) == DIGITS
    assert read_code(in_groups(code)) == code
    assert read_code(f" {code[:9]} -{code[9:]}.\n") == code


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "０"])
def test_digits_of_other_scripts_are_digits(zero: str) -> None:
    code = random_code()

    assert read_code("".join(chr(ord(zero) + int(digit)) for digit in code)) == code


@given(place=st.integers(0, DIGITS - 1), step=st.integers(1, 9))
def test_one_wrong_digit_is_told(place: int, step: int) -> None:
    code = random_code()
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]

    with pytest.raises(Slip):
        read_code(wrong)


@given(place=st.integers(0, DIGITS - 2))
def test_two_digits_that_changed_places_are_told(place: int) -> None:
    code = random_code()
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    if swapped != code:
        with pytest.raises(Slip):
            read_code(swapped)


@given(text=st.text())
def test_whatever_is_typed_is_a_code_or_a_slip(text: str) -> None:
    try:
        code = read_code(text)
    except Slip:
        return

    assert len(code) == DIGITS
