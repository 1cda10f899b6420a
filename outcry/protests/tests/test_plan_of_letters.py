from datetime import UTC, datetime, time, timedelta

import pytest

from outcry.delivery.outgoing.pacing import Hours
from outcry.protests.plan import Limits, Mend, a_day, draw, finish, plan

# A Saturday.
NOON = datetime(2011, 1, 1, 12, 0, tzinfo=UTC)
# Nine to six in Almaty, which was at UTC+6, on workdays.
OFFICE = Hours(zone="Asia/Almaty", opens=time(9), closes=time(18), weekdays="12345")


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
    limits = Limits(hourly_pace=hourly_pace, daily_cap=daily_cap, sent_today=sent_today)

    moment = finish(left=left, limits=limits, now=NOON)

    assert moment is not None
    assert (moment.day, moment.hour) == (day, hour)


def test_office_hours_and_days_off_count() -> None:
    limits = Limits(hourly_pace=10, hours=OFFICE)

    # Ninety on Monday, the other ten within the first hour of Tuesday.
    assert finish(left=100, limits=limits, now=NOON) == datetime(2011, 1, 4, 4, 0, tzinfo=UTC)
    assert a_day(limits) == 90


def test_the_other_servers_limit_and_our_own_warm_up_count_too() -> None:
    assert finish(left=60, limits=Limits(hourly_pace=60, server_an_hour=20), now=NOON) == NOON + timedelta(hours=3)
    assert a_day(Limits(hourly_pace=60, warm_up=(50, 100))) == 50
    warming = finish(left=120, limits=Limits(warm_up=(50, 100)), now=NOON)
    assert warming is not None
    assert warming.day == 2


def test_nothing_left_has_no_end() -> None:
    found = plan(left=0, limits=Limits(hourly_pace=60), now=NOON, until=NOON)

    assert (found.ends_at, found.days_late, found.mends) == (None, 0, ())


def test_a_tiny_pace_is_reckoned_without_going_on_for_ever() -> None:
    moment = finish(left=10**9, limits=Limits(hourly_pace=1, daily_cap=1), now=NOON)

    assert moment is not None
    assert moment.year >= 2020


def test_too_slow_says_by_how_many_days_and_which_pace_would_do() -> None:
    # The sketch: 234 letters at 20 an hour and 100 a day, and he is due to be free at the beginning of 3 January.
    until = datetime(2011, 1, 3, tzinfo=UTC)
    found = plan(left=234, limits=Limits(hourly_pace=20, daily_cap=100), now=NOON, until=until)

    assert (found.is_too_slow, found.days_late, found.a_day) == (True, 1, 100)
    assert found.mends == (Mend.PACE, Mend.ADDRESSEE, Mend.DIGEST)
    assert found.pace_needed is not None
    an_hour, a_day = found.pace_needed
    assert not plan(left=234, limits=Limits(hourly_pace=an_hour, daily_cap=a_day), now=NOON, until=until).is_too_slow
    assert plan(left=234, limits=Limits(hourly_pace=an_hour - 1, daily_cap=a_day), now=NOON, until=until).is_too_slow


def test_more_hours_are_offered_only_where_they_help() -> None:
    until = datetime(2011, 1, 4, tzinfo=UTC)

    assert Mend.HOURS in plan(left=200, limits=Limits(hourly_pace=10, hours=OFFICE), now=NOON, until=until).mends
    assert Mend.HOURS not in plan(left=2000, limits=Limits(hourly_pace=10, hours=OFFICE), now=NOON, until=until).mends


def test_no_pace_is_offered_where_the_other_server_is_what_slows() -> None:
    found = plan(left=2000, limits=Limits(hourly_pace=60, server_an_hour=5), now=NOON, until=NOON + timedelta(days=2))

    assert found.pace_needed is None
    assert found.mends == (Mend.ADDRESSEE, Mend.DIGEST)


def test_after_the_last_day_everything_is_late() -> None:
    found = plan(left=1, limits=Limits(), now=NOON, until=NOON - timedelta(days=3))

    assert found.days_late == 3
    assert found.mends == (Mend.ADDRESSEE, Mend.DIGEST)


def test_the_drawing_shows_what_of_the_time_needed_is_too_late() -> None:
    until = NOON + timedelta(hours=10)

    in_time = draw(plan(left=60, limits=Limits(hourly_pace=60), now=NOON, until=until), now=NOON, until=until)
    late = draw(plan(left=1200, limits=Limits(hourly_pace=60), now=NOON, until=until), now=NOON, until=until)
    nothing = draw(plan(left=0, limits=Limits(hourly_pace=60), now=NOON, until=until), now=NOON, until=until)

    assert in_time is not None
    assert late is not None
    assert (in_time.ahead, in_time.late, in_time.deadline) == (9.5, 0, 95.2)
    assert (late.ahead, late.late, late.deadline) == (47.6, 47.6, 47.6)
    assert nothing is None
