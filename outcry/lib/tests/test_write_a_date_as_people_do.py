"""What people type becomes EDTF or is refused with examples; published dates lose precision, and no date ever moves a day."""

import time
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django import forms
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from outcry.lib.dates import EdtfField, Precision, TypedDateField, coarsened, precision_of, span
from outcry.lib.typed_dates import AmbiguousDay, NoDay, read_day


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("3 Jan 2011", "2011-01-03"),
        ("3rd of January 2011", "2011-01-03"),
        ("January 3, 2011", "2011-01-03"),
        ("3.1.2011", "2011-01-03"),
        ("13/01/2011", "2011-01-13"),
        ("01/13/2011", "2011-01-13"),
        ("3/3/2011", "2011-03-03"),
        ("2011/1/3", "2011-01-03"),
        ("2011-1-3", "2011-01-03"),
        ("3 января 2011 г.", "2011-01-03"),
        ("2011 жылғы 3 қаңтар", "2011-01-03"),
        ("٣ يناير ٢٠١١", "2011-01-03"),
        ("3 كانون الثاني 2011", "2011-01-03"),
        ("3 Januar 2011", "2011-01-03"),
        ("январь 2011", "2011-01"),
        ("в мае 2011", "2011-05"),
        ("01.2011", "2011-01"),
        ("2011", "2011"),
        ("2010s", "201X"),
        ("spring 2011", "2011-21"),
        ("about 20 Dec 2010", "2010-12-20~"),
        ("около 20.12.2010", "2010-12-20~"),
        ("шамамен 2010", "2010~"),
        ("~2010", "2010~"),
        ("3 Jan 2011?", "2011-01-03?"),
        ("возможно, около 2011", "2011%"),
        ("between 20 Dec 2010 and 3 Jan 2011", "2010-12-20/2011-01-03"),
        ("с 20 декабря 2010 по 3 января 2011", "2010-12-20/2011-01-03"),
        ("2010 жылғы 20 желтоқсан мен 2011 жылғы 3 қаңтар аралығында", "2010-12-20/2011-01-03"),
        ("من 3 يناير 2011 إلى 5 يناير 2011", "2011-01-03/2011-01-05"),
        ("about 20 Dec 2010 to 3 Jan 2011", "2010-12-20~/2011-01-03"),
        ("3–5 January 2011", "2011-01-03/2011-01-05"),
        ("3-5.1.2011", "2011-01-03/2011-01-05"),
        ("31 декабря – 2 января 2011", "no"),
        ("January–March 2011", "2011-01/2011-03"),
        ("2010–2011", "2010/2011"),
        ("since 3 Jan 2011", "2011-01-03/.."),
        ("до 3 января 2011", "../2011-01-03"),
        ("unknown", ""),
        ("", ""),
        ("2010-12-20~/2011-01-03", "2010-12-20~/2011-01-03"),
        ("[2010-12-20,2010-12-21]", "[2010-12-20,2010-12-21]"),
    ],
)
def test_a_date_is_read_as_people_type_it(typed: str, edtf: str) -> None:
    if edtf == "no":
        # Which year the first day belongs to is not said.
        with pytest.raises(NoDay):
            read_day(typed)
    else:
        assert read_day(typed) == edtf
        span(edtf)


@pytest.mark.parametrize("typed", ["03/01/2011", "3-1-2011", "03/01/2011 - 05/01/2011", "about 03/01/2011"])
def test_a_day_that_is_january_to_some_and_march_to_others_is_refused(typed: str) -> None:
    with pytest.raises(AmbiguousDay) as refused:
        read_day(typed)

    assert {reading.year for reading in refused.value.readings} == {2011}
    assert len(set(refused.value.readings)) == 2


@pytest.mark.parametrize(
    "typed", ["soon", "30.02.2011", "3.1.11", "3 Jan 11", "1 1 2011", "yesterday", "5 January 2011 – 3 January 2011", "32 May 2011", "March 2011 or so"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(NoDay):
        read_day(typed)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(AmbiguousDay, NoDay):
        assert isinstance(read_day(text), str)


class _Form(forms.Form):
    when = TypedDateField(required=False)


def test_a_form_turns_words_into_edtf_and_says_both_readings_of_a_day() -> None:
    with override("en"):
        assert _Form({"when": "about 20 Dec 2010"}).fields["when"].clean("about 20 Dec 2010") == "2010-12-20~"
        errors = _Form({"when": "03/01/2011"}).errors["when"]
        examples = _Form({"when": "soon"}).errors["when"]

    assert errors == ["This can be 3 January 2011 or 1 March 2011. Write the month as a word, or the year first."]
    assert "Write the date as 2011-01-03" in examples[0]


@pytest.mark.parametrize("typed", ["2011-13", "2011-02-30", "2011-01-05/2011-01-03", "2011-01-03T10:00:00Z", "2011-01-03/soon"])
def test_a_form_refuses_what_only_looks_like_edtf(typed: str) -> None:
    assert "Write the date as" in _Form({"when": typed}).errors["when"][0]


@pytest.mark.parametrize("language", ["en", "ru", "kk", "ar"])
def test_what_was_typed_in_words_is_shown_in_words_again(language: str) -> None:
    for edtf in ("2010-12-28~", "2010-12~", "2010-12-20~/2011-01-03", "2010~/2011"):
        with override(language):
            shown = str(TypedDateField().prepare_value(edtf))

        assert not set("~/") & set(shown)
        assert read_day(shown) == edtf


@pytest.mark.parametrize("edtf", ["2011-01-03", "2010", "2010-12-28?", "2010-24~", "2011-01-03/..", "", "no day ~"])
def test_a_date_that_needs_no_words_or_has_none_is_shown_as_it_is(edtf: str) -> None:
    assert TypedDateField().prepare_value(edtf) == edtf


def test_a_date_field_of_a_model_reads_what_people_type() -> None:
    field = EdtfField().formfield()

    assert field.clean("3 января 2011") == "2011-01-03"
    assert not field.has_changed("2011-01-03", "3 Jan 2011")


@pytest.mark.parametrize(
    ("edtf", "precision"),
    [
        ("2011-01-03", Precision.DAY),
        ("2011-01-03~", Precision.DAY),
        ("2011-01", Precision.MONTH),
        ("2011?", Precision.YEAR),
        ("2011-21", Precision.LOOSE),
        ("201X", Precision.LOOSE),
        ("[2010,2011]", Precision.LOOSE),
        ("2010-12-20/2011-01-03", Precision.INTERVAL),
        ("2010-12-20/..", Precision.OPEN),
        ("../2011", Precision.OPEN),
        ("../..", Precision.UNKNOWN),
        ("", Precision.UNKNOWN),
    ],
)
def test_a_date_says_how_well_it_is_known(edtf: str, precision: Precision) -> None:
    assert precision_of(edtf) is precision


@pytest.mark.parametrize(
    ("edtf", "month", "year"),
    [
        ("2010-12-20", "2010-12", "2010"),
        ("2010-12-20~", "2010-12~", "2010~"),
        ("2010-12", "2010-12", "2010"),
        ("2010", "2010", "2010"),
        ("2010-12-20/2011-01-03", "2010-12/2011-01", "2010/2011"),
        ("2010-12-20~/2010-12-28", "2010-12~/2010-12", "2010~/2010"),
        ("2010-12-20/2010-12-28", "2010-12", "2010"),
        ("2010-12-20/..", "2010-12/..", "2010/.."),
        ("../2011-01-03", "../2011-01", "../2011"),
        ("[2010-12-20,2010-12-21]", "2010-12", "2010"),
        ("2010-21", "2010-03/2010-05", "2010"),
        ("2010-12-XX", "2010-12", "2010"),
        ("2010-XX", "2010-XX", "2010"),
        ("", "", ""),
    ],
)
def test_a_published_date_keeps_its_month_or_its_year_alone(edtf: str, month: str, year: str) -> None:
    assert coarsened(edtf, to=Precision.DAY) == edtf
    assert coarsened(edtf, to=Precision.MONTH) == month
    assert coarsened(edtf, to=Precision.YEAR) == year


_DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
_KEPT = st.sampled_from([Precision.MONTH, Precision.YEAR])


@settings(max_examples=40)
@given(_DAYS, st.integers(0, 400), st.sampled_from(["", "~", "?"]), _KEPT)
def test_what_is_published_holds_the_true_days_and_tells_none_of_them(day: date, longer: int, mark: str, to: Precision) -> None:
    text = f"{day}{mark}/{day + timedelta(days=longer)}" if longer else f"{day}{mark}"
    told, true = span(coarsened(text, to=to)), span(text)

    assert told.earliest
    assert told.latest
    assert true.earliest
    assert true.latest
    assert told.earliest <= true.earliest <= true.latest <= told.latest
    assert told.earliest.day == 1
    assert (told.latest + timedelta(days=1)).day == 1
    assert coarsened(coarsened(text, to=to), to=to) == coarsened(text, to=to)


def test_only_day_month_and_year_can_be_published_at() -> None:
    with pytest.raises(ValueError, match="precision"):
        coarsened("2011-01-03", to=Precision.INTERVAL)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Asia/Almaty", "UTC", "America/Los_Angeles", "Pacific/Pago_Pago"])
def test_no_time_zone_moves_a_day(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with timezone.override(zone):
            for day in (date(2011, 1, 1), date(2010, 12, 31), date(2024, 2, 29), date(2005, 3, 27)):
                span.cache_clear()
                assert span(day.isoformat()) == span(read_day(f"{day:%-d.%-m.%Y}"))
                assert (span(day.isoformat()).earliest, span(day.isoformat()).latest) == (day, day)
    finally:
        monkeypatch.undo()
        time.tzset()
