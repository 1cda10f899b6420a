"""The custody clock says which day of which term it is, and never more than is known."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from outcry.cases.custody import Detention, clock

RECKONED = Detention(began="2010-12-20~", began_is_reckoned=True, term_days=15, due_on=date(2011, 1, 3))
TEN_DAYS = Detention(began="2011-03-01", term_days=10)


@pytest.mark.parametrize(
    ("detention", "on", "expected"),
    [
        pytest.param(RECKONED, date(2011, 1, 1), {"state": "held", "day": 13, "term_days": 15}, id="reckoned back from the day of release"),
        pytest.param(RECKONED, date(2010, 12, 20), {"day": 1}, id="first day"),
        pytest.param(RECKONED, date(2011, 1, 3), {"state": "held", "day": 15, "days_over": 0}, id="the day due is the last of the term"),
        pytest.param(replace(RECKONED, began=""), date(2011, 1, 1), {"day": 13, "began": ""}, id="reckoned without any word of the beginning"),
        pytest.param(TEN_DAYS, date(2011, 3, 11), {"state": "overdue", "day": 11, "term_days": 10, "days_over": 1}, id="day 11 of 10"),
        pytest.param(replace(TEN_DAYS, term_days=None, due_on=date(2011, 3, 10)), date(2011, 3, 1), {"day": 1, "term_days": 10}, id="term from the end"),
        pytest.param(Detention(began="2011-03-01"), date(2011, 5, 1), {"state": "held", "day": 62, "term_days": None, "due_on": None}, id="no end known"),
        pytest.param(Detention(began="2011-03"), date(2011, 5, 1), {"state": "held", "day": None}, id="beginning known to the month"),
        pytest.param(Detention(), date(2011, 5, 1), {"state": "held", "day": None, "term_days": None}, id="nothing known but that someone is held"),
        pytest.param(replace(RECKONED, released="2011-01-03"), date(2011, 1, 20), {"state": "released", "day": 15, "days_over": 0}, id="released"),
        pytest.param(replace(RECKONED, released="2011-01-03", ground="bail"), date(2011, 1, 1), {"state": "held", "released": "", "ground": ""}, id="not yet"),
        pytest.param(replace(RECKONED, released="2011-01"), date(2011, 1, 5), {"state": "released", "day": None}, id="released on a day not known"),
    ],
)
def test_the_clock_tells_where_a_detention_stands(detention: Detention, on: date, expected: dict[str, Any]) -> None:
    found = clock(detention=detention, on=on)

    assert {name: getattr(found, name) for name in expected} == expected


def test_before_the_first_day_there_is_no_clock() -> None:
    assert clock(detention=TEN_DAYS, on=date(2011, 2, 28)) is None
