"""Dates keep the precision their source gave them."""

from datetime import date

import pytest

from outcry.lib.dates import is_approximate, span


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2011-01-03", date(2011, 1, 3), date(2011, 1, 3)),
        ("2010-12", date(2010, 12, 1), date(2010, 12, 31)),
        ("2010", date(2010, 1, 1), date(2010, 12, 31)),
        ("2010-12-20~", date(2010, 12, 20), date(2010, 12, 20)),
        ("2010-12-20~/2011-01-03", date(2010, 12, 20), date(2011, 1, 3)),
        ("2010-12-20/..", date(2010, 12, 20), None),
        ("../2011-01-03", None, date(2011, 1, 3)),
        ("2010-12-20/", date(2010, 12, 20), None),
        ("", None, None),
    ],
)
def test_a_date_has_an_earliest_and_a_latest_day(text: str, earliest: date | None, latest: date | None) -> None:
    found = span(text)

    assert (found.earliest, found.latest) == (earliest, latest)


@pytest.mark.parametrize(
    "text", ["soon", "03.01.2011", "2011-13", "2011-00", "2011-00-01", "2011-01-00", "0000", "2011-02-30", "2011-01-03/soon", "3 January 2011"]
)
def test_what_is_not_edtf_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an EDTF date"):
        span(text)


def test_approximate_dates_say_so() -> None:
    assert is_approximate("2010-12-20~")
    assert not is_approximate("2010-12-20")
