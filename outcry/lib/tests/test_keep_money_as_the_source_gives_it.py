"""Amounts keep their currency, conversions their day and source, and what can be read in two ways is not guessed."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from outcry.lib.money import (
    Conversion,
    MixedCurrencies,
    Money,
    conversion_in_words,
    convert,
    currency_choices,
    known_currencies,
    money_in_figures,
    money_in_words,
    totals,
)
from outcry.lib.money_fields import AmountField, CurrencyField, MoneyField
from outcry.lib.typed_money import Ambiguous, NoMoney, read_money

_DAY = date(2011, 1, 3)
_TENGE = Money(Decimal(15_000_000), "KZT")
_AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999.999"), places=3, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("typed", "currency", "amount", "code"),
    [
        ("15 000 000 тг", "", "15000000", "KZT"),
        ("KZT 15 million", "", "15000000", "KZT"),
        ("15 млн. тенге", "", "15000000", "KZT"),
        ("1,5 млн рублей", "RUB", "1500000", "RUB"),
        ("€80,000.50", "", "80000.50", "EUR"),
        ("80.000,50 €", "", "80000.50", "EUR"),
        ("80,000", "EUR", "80000", "EUR"),
        ("80.000", "EUR", "80000", "EUR"),
        ("12,5", "EUR", "12.5", "EUR"),
        ("0,500", "KWD", "0.500", "KWD"),
        ("1'250.00 CHF", "", "1250", "CHF"),
        ("1’250 CHF", "", "1250", "CHF"),
        ("15,00,000", "INR", "1500000", "INR"),
        ("1 234 567,89", "KZT", "1234567.89", "KZT"),
        ("١٥٬٠٠٠٬٠٠٠ تينغ", "", "15000000", "KZT"),
        ("$5", "USD", "5", "USD"),
        ("80 000 eur", "USD", "80000", "EUR"),
    ],
)
def test_amounts_are_read_in_many_styles(typed: str, currency: str, amount: str, code: str) -> None:
    assert read_money(typed, currency=currency) == Money(Decimal(amount), code)


@pytest.mark.parametrize(
    ("typed", "currency", "readings"),
    [
        ("1,500", "KWD", ("1500", "1.500")),
        ("1,500 million tenge", "", ("1500", "1.500")),
        ("100 рублей", "", ("RUB", "BYN")),
        ("$5", "EUR", ("USD", "CAD", "AUD")),
    ],
)
def test_what_has_two_readings_is_refused_with_both(typed: str, currency: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(Ambiguous) as refused:
        read_money(typed, currency=currency)

    assert refused.value.readings == readings


@pytest.mark.parametrize("typed", ["", "much", "-5", "1,2,3", "1  000", "5 quatloos", "1e9", "10000000000000", "0.0001", "5 million million", "½", "NaN"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(NoMoney):
        read_money(typed, currency="EUR")


def test_an_amount_without_any_currency_is_refused() -> None:
    with pytest.raises(NoMoney):
        read_money("500")


@given(_AMOUNTS, st.sampled_from(sorted(known_currencies())))
def test_what_a_form_shows_reads_as_the_same_amount(amount: Decimal, code: str) -> None:
    field = MoneyField()

    assert field.clean(field.prepare_value(Money(amount, code))) == Money(amount, code)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        money = read_money(text, currency="KWD")
    except (Ambiguous, NoMoney):
        return
    assert money.amount >= 0


@pytest.mark.parametrize("code", ["", "kzt", "XXX", "XTS", "ABC"])
def test_a_currency_is_one_of_iso_4217(code: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(Decimal(1), code)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1.0005", "1000000000000"])
def test_an_amount_that_a_database_would_round_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="can be kept"):
        Money(Decimal(amount), "EUR")


def test_sums_never_mix_currencies() -> None:
    fines = [Money(Decimal(100), "KZT"), Money(Decimal("0.10"), "EUR"), Money(Decimal("0.20"), "EUR"), Money(Decimal(50), "KZT")]

    assert totals(fines) == (Money(Decimal("0.30"), "EUR"), Money(Decimal(150), "KZT"))
    with pytest.raises(MixedCurrencies):
        fines[0] + fines[1]


def test_a_conversion_keeps_what_it_once_said() -> None:
    made = convert(_TENGE, into="EUR", rate=Decimal("0.0053"), on=_DAY, source="National Bank")

    assert made.worth == Money(Decimal("79500.00"), "EUR")
    assert made.agrees()
    assert Conversion(of=_TENGE, worth=Money(Decimal(80_000), "EUR"), on=_DAY, source="the report", rate=Decimal("0.0053")).agrees()
    assert not Conversion(of=_TENGE, worth=Money(Decimal(8_000), "EUR"), on=_DAY, source="the report", rate=Decimal("0.0053")).agrees()


@pytest.mark.parametrize(("into", "source", "rate"), [("KZT", "the report", None), ("EUR", " ", None), ("EUR", "the report", Decimal(0))])
def test_a_conversion_without_its_facts_is_refused(into: str, source: str, rate: Decimal | None) -> None:
    with pytest.raises(ValueError, match=r"conversion|rate"):
        Conversion(of=_TENGE, worth=Money(Decimal(1), into), on=_DAY, source=source, rate=rate)


@pytest.mark.parametrize(
    ("language", "tenge", "euros", "odd"),
    [
        ("en", "15 million tenge", "80,000 euros", "1,234,567.50 US dollars"),
        ("ru", "15 миллионов тенге", "80 000 евро", "1 234 567,50 доллара США"),
        ("kk", "15 миллион теңге", "80 000 еуро", "1 234 567,50 АҚШ доллары"),
        ("ar", "15 مليون تنغي", "80,000 يورو", "1,234,567.50 دولار أمريكي"),
    ],
)
def test_amounts_are_said_in_every_language_without_rounding(language: str, tenge: str, euros: str, odd: str) -> None:
    with override(language):
        said = [money_in_words(Money(Decimal(amount), code)) for amount, code in (("15000000", "KZT"), ("80000", "EUR"), ("1234567.5", "USD"))]

    assert [text.replace("\u00a0", " ") for text in said] == [tenge, euros, odd]


@pytest.mark.parametrize(
    ("amount", "said"), [(1, "1 рубль"), (2, "2 рубля"), (5, "5 рублей"), (21_000_000, "21 миллион рублей"), (1_500_000, "1,5 миллиона рублей")]
)
def test_russian_counts_its_roubles(amount: int, said: str) -> None:
    with override("ru"):
        assert money_in_words(Money(Decimal(amount), "RUB")).replace("\u00a0", " ") == said


def test_other_currencies_have_the_name_their_language_gives_them() -> None:
    with override("ru"):
        assert money_in_words(Money(Decimal(7), "GEL")) == "7 грузинских лари"
    with override("en"):
        assert money_in_figures(Money(Decimal("12.5"), "EUR")) == "€12.50"
        assert money_in_figures(Money(Decimal("12.505"), "EUR")) == "€12.505"


def test_a_conversion_is_said_with_its_day_and_source() -> None:
    worth = Money(Decimal(80_000), "EUR")
    with override("en"):
        said = conversion_in_words(Conversion(of=_TENGE, worth=worth, on=_DAY, source="National Bank"))

    assert said == "15 million tenge, about 80,000 euros (3 January 2011, National Bank)"


def test_the_currencies_to_choose_from_begin_with_those_of_the_field() -> None:
    with override("en"):
        codes = [code for code, _name in currency_choices(first=("KZT", "EUR"))]

    assert codes[:2] == ["KZT", "EUR"]
    assert len(codes) == len(set(codes)) == len(known_currencies())


class _FineForm(forms.Form):
    fine = MoneyField(currency="KZT", required=False)


def test_a_form_says_both_readings_and_keeps_what_was_typed() -> None:
    form = _FineForm({"fine": "1,500 million"})

    assert form.errors["fine"] == ["This can be 1500 or 1.500. Write it without parting the thousands."]
    assert 'value="1,500 million"' in str(form["fine"])
    assert "Write one of these codes" in _FineForm({"fine": "5 $"}).errors["fine"][0]
    assert "for example" in _FineForm({"fine": "a lot"}).errors["fine"][0]


def test_an_empty_amount_is_none_and_an_unchanged_one_has_not_changed() -> None:
    assert _FineForm({"fine": ""}).fields["fine"].clean("") is None
    assert not _FineForm({"fine": "15000000 KZT"}, initial={"fine": _TENGE}).has_changed()
    assert _FineForm({"fine": "1 KZT"}, initial={"fine": _TENGE}).has_changed()


@isolate_apps("outcry.design")
def _a_model_of_fines() -> type[models.Model]:
    class Fine(models.Model):
        amount = AmountField(null=True)
        currency = CurrencyField()

        class Meta:
            app_label = "design"
            db_table = "fines_of_a_test"

        def __str__(self) -> str:
            return f"{self.amount} {self.currency}"

    return Fine


@pytest.mark.django_db
def test_both_databases_keep_every_figure() -> None:
    fine = _a_model_of_fines()
    amounts = [Decimal("999999999999.999"), Decimal("0.001"), Decimal("123456789012.345")]
    column = fine._meta.get_field("amount").db_type(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE fines_of_a_test (id bigint PRIMARY KEY, amount {column}, currency varchar(3))")

    fine._default_manager.bulk_create([fine(pk=number, amount=amount, currency="KWD") for number, amount in enumerate(amounts)])

    assert list(fine._default_manager.order_by("pk").values_list("amount", flat=True)) == amounts


def test_a_model_refuses_what_is_no_currency() -> None:
    with pytest.raises(ValidationError, match="three letters"):
        _a_model_of_fines()(amount=Decimal(1), currency="abc").full_clean(validate_unique=False)
