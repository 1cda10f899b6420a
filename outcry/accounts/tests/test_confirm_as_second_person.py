"""Two people decide; whoever is alone waits."""

from datetime import UTC, datetime, timedelta

import pytest

from outcry.accounts.second_person import may_confirm

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("first", "second", "staff", "waited", "allowed", "alone"),
    [
        pytest.param(1, 2, 2, timedelta(0), True, False, id="another person, at once"),
        pytest.param(None, 1, 1, timedelta(0), True, False, id="proposed by nobody in particular"),
        pytest.param(1, 1, 2, 100 * HOUR, False, False, id="the same person never, where there are two"),
        pytest.param(1, 1, 1, HOUR - timedelta(seconds=1), False, True, id="alone, before the hour"),
        pytest.param(1, 1, 1, HOUR, True, True, id="alone, after the hour"),
    ],
)
def test_who_may_confirm(first: int | None, second: int, staff: int, waited: timedelta, allowed: bool, alone: bool) -> None:
    verdict = may_confirm(first=first, second=second, staff_count=staff, since=NOW, now=NOW + waited)

    assert (bool(verdict), verdict.alone) == (allowed, alone)
    assert verdict.allowed or verdict.reason


def test_whoever_is_alone_is_told_when() -> None:
    assert may_confirm(first=1, second=1, staff_count=1, since=NOW, now=NOW).not_before == NOW + HOUR
