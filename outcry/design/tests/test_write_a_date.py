"""Dates in words keep the precision of their source."""

import pytest
from django.utils.translation import override

from outcry.design.day_words import day_in_words


@pytest.mark.parametrize(
    ("edtf", "words", "iso"),
    [
        ("2011-01-03", "3 January 2011", "2011-01-03"),
        ("2010-12", "December 2010", "2010-12"),
        ("2010", "2010", "2010"),
        ("2010-12-20~", "about 20 December 2010", "2010-12-20"),
        ("2010-12-20?", "20 December 2010 (uncertain)", "2010-12-20"),
        ("2010-12-20~/2011-01-03", "about 20 December 2010 – 3 January 2011", ""),
        ("2010-12-20/..", "from 20 December 2010 on", "2010-12-20"),
        ("../2011-01-03", "until 3 January 2011", "2011-01-03"),
        ("", "day not reported", ""),
    ],
)
def test_a_date_is_as_precise_as_its_source(edtf: str, words: str, iso: str) -> None:
    with override("en"):
        day = day_in_words(edtf)

    assert (day.text, day.iso) == (words, iso)


def test_a_date_is_written_as_its_language_writes_it() -> None:
    with override("ru"):
        in_russian = day_in_words("2011-01-03", with_year=False).text
    with override("kk"):
        in_kazakh = day_in_words("2011-01-03", with_year=False).text

    assert (in_russian, in_kazakh) == ("3 января", "3 қаңтар")
