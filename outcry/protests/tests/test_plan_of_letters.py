from datetime import UTC, datetime

import pytest

from outcry.protests.plan import finish

NOON = datetime(2011, 1, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "hourly_pace", "daily_cap", "sent_today", "day", "hour"),
    [
        (60, 60, 400, 0, 1, 13),
        (120, 60, 400, 0, 1, 14),
        # Of 234 letters none may leave today; 100 tomorrow, 100 the day after, the rest takes under two hours.
        (234, 20, 100, 100, 4, 1),
        # Twelve hours are left today.
        (800, 60, 1000, 0, 2, 1),
        (5, None, None, 0, 1, 12),
    ],
)
def test_the_last_letter_leaves_when_pace_and_cap_allow(
    left: int, hourly_pace: int | None, daily_cap: int | None, sent_today: int, day: int, hour: int
) -> None:
    moment = finish(left=left, hourly_pace=hourly_pace, daily_cap=daily_cap, sent_today=sent_today, now=NOON)

    assert moment is not None
    assert (moment.day, moment.hour) == (day, hour)


def test_nothing_left_has_no_end() -> None:
    assert finish(left=0, hourly_pace=60, daily_cap=400, sent_today=0, now=NOON) is None


def test_a_tiny_pace_is_reckoned_without_going_on_for_ever() -> None:
    moment = finish(left=10**9, hourly_pace=1, daily_cap=1, sent_today=0, now=NOON)

    assert moment is not None
    assert moment.year >= 2020
