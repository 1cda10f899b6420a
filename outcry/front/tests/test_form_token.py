"""The form's token stands in for a cookie."""

from datetime import UTC, datetime, timedelta

import pytest

from outcry.front.form_token import TooFast, TooOld, issue, read

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOON_AND_A_MINUTE = NOON + timedelta(minutes=1)


def test_a_token_says_which_letter_was_shown_and_may_be_used_again() -> None:
    token = issue(appeal="a" * 16, letter_version=2, letter="Let her go.", now=NOON)

    first = read(token, appeal="a" * 16, now=NOON + timedelta(seconds=3))
    second = read(token, appeal="a" * 16, now=NOON + timedelta(hours=12))

    assert first == second
    assert first.letter_version == 2


def test_a_token_knows_the_letter_that_stood_on_the_form() -> None:
    token = read(issue(appeal="a" * 16, letter_version=1, letter="Let her go.\n\nNow.", now=NOON), appeal="a" * 16, now=NOON_AND_A_MINUTE)

    assert token.has_letter("Let her go.\r\n\r\nNow.\r\n")
    assert not token.has_letter("Let him go.\n\nNow.")


def test_a_token_is_too_young_before_three_seconds() -> None:
    token = issue(appeal="a" * 16, letter_version=1, letter="Let her go.", now=NOON)

    with pytest.raises(TooFast):
        read(token, appeal="a" * 16, now=NOON + timedelta(seconds=2))


def test_a_token_is_too_old_after_twelve_hours() -> None:
    token = issue(appeal="a" * 16, letter_version=1, letter="Let her go.", now=NOON)

    with pytest.raises(TooOld):
        read(token, appeal="a" * 16, now=NOON + timedelta(hours=12, seconds=1))


def test_a_token_of_another_appeal_does_not_open_this_one() -> None:
    token = issue(appeal="b" * 16, letter_version=1, letter="Let her go.", now=NOON)

    with pytest.raises(TooOld):
        read(token, appeal="a" * 16, now=NOON + timedelta(minutes=1))


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "é" * 300])
def test_a_made_up_token_is_refused_kindly(token: str) -> None:
    with pytest.raises(TooOld):
        read(token, appeal="a" * 16, now=NOON)
