"""The pure rules: pace, retry, and the table of states."""

from datetime import timedelta

import pytest

from outcry.delivery.outgoing.pacing import count_after, next_slot
from outcry.delivery.outgoing.retry import next_try
from outcry.delivery.states import CLAIMABLE, ENDED, MAY_BOUNCE, SENTENCES, TRANSITIONS, WITHDRAWABLE, ForbiddenTransition, MessageState, check_transition
from outcry.delivery.tests.cast import MINUTE, NOW


def test_slots_are_even() -> None:
    assert next_slot(hourly_pace=60, now=NOW) == NOW + MINUTE
    assert next_slot(hourly_pace=7200, now=NOW) == NOW + timedelta(seconds=0.5)
    assert next_slot(hourly_pace=None, now=NOW) is None
    assert next_slot(hourly_pace=0, now=NOW) == NOW + timedelta(hours=1)


def test_a_new_day_counts_from_one() -> None:
    today = NOW.date()

    assert count_after(day=today, count=7, today=today) == 8
    assert count_after(day=today - timedelta(days=1), count=7, today=today) == 1
    assert count_after(day=None, count=0, today=today) == 1


def test_the_first_waits_are_short_and_later_ones_about_an_hour() -> None:
    waits = [next_try(tries=tries, name="abc", now=NOW) - NOW for tries in range(1, 60)]

    assert waits[:4] == [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE]
    assert all(45 * MINUTE <= wait <= 75 * MINUTE for wait in waits[4:])


def test_letters_deferred_together_do_not_return_together() -> None:
    assert len({next_try(tries=9, name=str(name), now=NOW) for name in range(100)}) == 100


def test_haste_divides_every_wait() -> None:
    assert next_try(tries=1, name="abc", now=NOW, haste=20) == NOW + timedelta(seconds=15)


def test_every_state_has_its_sentence_and_its_row_in_the_table() -> None:
    assert set(SENTENCES) == set(TRANSITIONS) == set(MessageState)


def test_no_end_has_a_way_back_into_the_queue() -> None:
    for state in ENDED:
        assert not TRANSITIONS[state] & {*CLAIMABLE, MessageState.SUBMITTING}


def test_only_what_certainly_did_not_arrive_can_be_withdrawn() -> None:
    assert not set(WITHDRAWABLE) & set(MAY_BOUNCE)
    assert {state for state, following in TRANSITIONS.items() if MessageState.WITHDRAWN in following} == set(WITHDRAWABLE)


def test_a_step_that_the_table_does_not_know_is_refused() -> None:
    check_transition("queued", "submitting")
    for before, after in [("accepted", "queued"), ("queued", "accepted"), ("withdrawn", "submitting"), ("uncertain", "queued")]:
        with pytest.raises(ForbiddenTransition):
            check_transition(before, after)
