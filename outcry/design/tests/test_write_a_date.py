"""Dates in words keep the precision of their source."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from outcry.design.day_words import day_in_words, joined, moment_in_words
from outcry.design.templatetags.outcry import day, moment, waited


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


@pytest.mark.parametrize(
    ("edtf", "english", "russian", "kazakh", "arabic"),
    [
        ("2010-12-20%", "about 20 December 2010 (uncertain)", "примерно 20 декабря 2010 г. (не точно)", None, None),
        ("2010-12-XX", "December 2010, day unknown", "декабрь 2010 г., день неизвестен", "2010 ж. желтоқсан, күні белгісіз", "ديسمبر 2010، اليوم غير معروف"),
        ("2010-XX-XX", "2010, month unknown", "2010, месяц неизвестен", "2010, айы белгісіз", "2010، الشهر غير معروف"),
        ("2011-21~", "about spring 2011", "примерно весна 2011", "шамамен 2011 жылғы көктем", "نحو ربيع 2011"),
        ("201X", "the years 2010 to 2019", "2010–2019 годы", "2010–2019 жылдар", "السنوات 2010–2019"),
        ("20XX", "2000 – 2099", "2000 – 2099", "2000 – 2099", "2000 – 2099"),
        ("[2010,2011]", "one of: 2010, 2011", "один из дней: 2010, 2011", "мына күндердің бірі: 2010, 2011", "أحد هذه: 2010، 2011"),
        ("{2010-12..2011-01}", "December 2010 – January 2011", "декабрь 2010 г. – январь 2011 г.", None, None),
        ("2010?-12", "December 2010 (uncertain)", "декабрь 2010 г. (не точно)", None, None),
        ("../..", "day not reported", "день не сообщается", "күні хабарланбаған", "لم يُذكر اليوم"),
        ("Y12000", "Y12000", "Y12000", "Y12000", "Y12000"),
    ],
)
def test_rare_forms_are_words_too(edtf: str, english: str, russian: str, kazakh: str | None, arabic: str | None) -> None:
    for language, words in (("en", english), ("ru", russian), ("kk", kazakh), ("ar", arabic)):
        with override(language):
            written = day_in_words(edtf).text.replace("\u202f", " ").replace("\u00a0", " ")
        assert words is None or written == words


def test_a_date_is_written_as_its_language_writes_it() -> None:
    with override("ru"):
        in_russian = day_in_words("2011-01-03", with_year=False).text
    with override("kk"):
        in_kazakh = day_in_words("2011-01-03", with_year=False).text

    assert (in_russian, in_kazakh) == ("3 января", "3 қаңтар")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "3 January 2011, 14:05"), ("ru", "3 января 2011\u202fг., 14:05"), ("kk", "2011\u202fж. 3 қаңтар, 14:05")]
)
def test_a_moment_is_a_day_in_words_and_its_hour(language: str, words: str) -> None:
    with override(language):
        written = moment_in_words(datetime(2011, 1, 3, 14, 5, tzinfo=UTC))

    assert (written.text, written.iso) == (words, "2011-01-03T14:05:00+00:00")


def test_a_template_writes_days_and_moments_for_people_and_for_machines() -> None:
    at = datetime(2011, 1, 3, 14, 5, tzinfo=UTC)

    assert moment(at) == '<time datetime="2011-01-03T14:05:00+00:00">3 January 2011, 14:05</time>'
    assert day(at) == day(at.date()) == '<time datetime="2011-01-03">3 January 2011</time>'
    assert (day(None), moment(None)) == ("", "")


@pytest.mark.parametrize(("language", "words"), [("en", "ru, kk"), ("ar", "ru، kk")])
def test_a_list_has_the_comma_of_its_language(language: str, words: str) -> None:
    with override(language):
        assert joined(["ru", "kk"]) == words


@pytest.mark.parametrize(
    ("language", "hour", "days"), [("en", "1 hour", "5 days"), ("ru", "1 час", "5 дней"), ("kk", "1 сағат", "5 күн"), ("ar", "ساعة", "5 أيام")]
)
def test_how_long_something_waits_is_told_in_whole_hours_in_every_language(language: str, hour: str, days: str) -> None:
    with override(language):
        assert waited(timezone.now() - timedelta(minutes=34)) == hour
        assert waited(timezone.now() - timedelta(days=5)) == days
