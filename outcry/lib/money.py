"""Sums of money as sources give them: an amount, its ISO 4217 currency, and what a source said it was worth elsewhere.

Amounts are decimal numbers, never floats; nothing is rounded on its own. A conversion is a fact with a date and a source:
it is stored with its result and never worked out anew, or old reports would change with the rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_currency, format_decimal, get_currency_name, get_currency_precision, list_currencies
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcry.lib.locales import reader_locale

# SQLite keeps decimals as floating point numbers, which are exact up to so many digits.
MOST_DIGITS = 15
DECIMALS = 3
_MILLION = Decimal(1_000_000)
# Codes of the standard that are no money: testing, no currency, and baskets of metal.
_NO_MONEY = frozenset({"XXX", "XTS", "XAG", "XAU", "XPD", "XPT", "XBA", "XBB", "XBC", "XBD", "XSU", "XUA"})


class MixedCurrencies(ValueError):
    """Amounts of different currencies were put together without a conversion."""


@dataclass(frozen=True)
class Money:
    """An amount in one currency. ValueError for a currency that does not exist or an amount that can't be kept exactly."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in known_currencies():
            raise ValueError(f"not a currency of ISO 4217: {self.currency!r}")
        if (
            not self.amount.is_finite()
            or abs(self.amount) >= 10 ** (MOST_DIGITS - DECIMALS)
            or _digits(self.amount) > MOST_DIGITS
            or _decimals(self.amount) > DECIMALS
        ):
            raise ValueError(f"not an amount that can be kept: {self.amount}")

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")
        return Money(self.amount + other.amount, self.currency)


@dataclass(frozen=True)
class Conversion:
    """What an amount was worth in another currency: on which day, by which rate where one is known, and who says so."""

    of: Money
    worth: Money
    on: date
    source: str
    rate: Decimal | None = None

    def __post_init__(self) -> None:
        if self.of.currency == self.worth.currency:
            raise ValueError("a conversion is into another currency")
        if not self.source.strip():
            raise ValueError("a conversion names its source")
        if self.rate is not None and not (self.rate.is_finite() and self.rate > 0):
            raise ValueError(f"not a rate: {self.rate}")

    def agrees(self, *, within: Decimal = Decimal("0.05")) -> bool:
        """Whether amount, rate and result fit together; sources round, so a twentieth either way passes."""
        if self.rate is None:
            return True
        reckoned = self.of.amount * self.rate
        return abs(reckoned - self.worth.amount) <= abs(reckoned) * within


def convert(money: Money, *, into: str, rate: Decimal, on: date, source: str) -> Conversion:
    """The conversion of `money` at `rate` (so many of `into` for one), rounded once to the coins of `into`, to be stored as it is."""
    coins = Decimal(1).scaleb(-min(get_currency_precision(into), DECIMALS))
    worth = Money((money.amount * rate).quantize(coins, rounding=ROUND_HALF_EVEN), into)
    return Conversion(of=money, worth=worth, on=on, source=source, rate=rate)


def totals(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum for each currency, sorted by its code; never one across them."""
    sums: dict[str, Decimal] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))


@lru_cache(maxsize=1)
def known_currencies() -> frozenset[str]:
    """Every code of ISO 4217, those of former currencies too: sources speak of their own time."""
    return frozenset(list_currencies()) - _NO_MONEY


def currency_choices(*, first: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(code, name) of every currency in the reader's language, those of `first` before the rest."""
    names = reader_locale().currencies
    known = known_currencies()
    chosen = [code for code in first if code in known]
    rest = sorted((code for code in known if code not in chosen), key=lambda code: str(names.get(code, code)).casefold())
    return [(code, f"{code}, {names[code]}" if code in names else code) for code in [*chosen, *rest]]


def money_in_words(money: Money) -> str:
    """As a sentence says it, in the reader's language and never rounded: 15 million tenge, 80,000 euros, 12.50 US dollars."""
    counted = _counted(money.amount)
    amount = {"amount": _number(money)}
    match money.currency:
        case "KZT":
            return ngettext("%(amount)s tenge", "%(amount)s tenge", counted) % amount
        case "RUB":
            return ngettext("%(amount)s rouble", "%(amount)s roubles", counted) % amount
        case "EUR":
            return ngettext("%(amount)s euro", "%(amount)s euros", counted) % amount
        case "USD":
            return ngettext("%(amount)s US dollar", "%(amount)s US dollars", counted) % amount
    return f"{amount['amount']} {get_currency_name(money.currency, count=counted, locale=reader_locale())}"


def money_in_figures(money: Money) -> str:
    """As a table says it, in the reader's language: with all its coins and the sign or code of its currency."""
    return str(format_currency(money.amount, money.currency, locale=reader_locale(), decimal_quantization=False))


def conversion_in_words(conversion: Conversion) -> str:
    """15 million tenge, about 80,000 euros (1 January 2011, National Bank)."""
    return _("%(amount)s, about %(worth)s (%(day)s, %(source)s)") % {
        "amount": money_in_words(conversion.of),
        "worth": money_in_words(conversion.worth),
        "day": format_date(conversion.on, "long", locale=reader_locale()),
        "source": conversion.source,
    }


def _number(money: Money) -> str:
    amount, in_language = money.amount, reader_locale()
    if abs(amount) >= _MILLION and _decimals(amount / _largest_unit(amount)) <= 2:
        return str(format_compact_decimal(amount, format_type="long", locale=in_language, fraction_digits=2))
    if _decimals(amount) == 0:
        return str(format_decimal(amount, locale=in_language))
    coins = max(get_currency_precision(money.currency), _decimals(amount))
    return str(format_decimal(amount, format=f"#,##0.{'0' * coins}", locale=in_language, decimal_quantization=False))


def _largest_unit(amount: Decimal) -> Decimal:
    return Decimal(1000) ** ((len(str(abs(int(amount)))) - 1) // 3)


def _counted(amount: Decimal) -> int:
    """The whole number whose plural a text takes; that of 2 stands for fractions, which is how Russian counts them."""
    return int(amount) if amount == int(amount) else 2


def _digits(amount: Decimal) -> int:
    return len(amount.normalize().as_tuple().digits)


def _decimals(amount: Decimal) -> int:
    return max(0, -int(amount.normalize().as_tuple().exponent))
