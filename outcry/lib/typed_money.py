"""Amounts of money as people type them: 15 000 000 тг, €80,000.50, 1,5 млн рублей, 1'250.00 CHF.

What has two readings is refused with both, rather than guessed: a wrong fine in an appeal costs more than a second try.
"""

import re
import unicodedata
from decimal import Decimal

from babel.numbers import get_currency_precision

from outcry.lib.money import Money, known_currencies


class Ambiguous(ValueError):
    """What was typed can be read in two ways: `readings` has both, as plain numbers or codes of currencies."""

    def __init__(self, *readings: str) -> None:
        super().__init__(" | ".join(readings))
        self.readings = readings


class NoMoney(ValueError):
    """What was typed is no amount of money that we can read."""


_SCALES: dict[str, int] = {
    **dict.fromkeys(("thousand", "тыс", "тысяча", "тысячи", "тысяч", "мың", "tausend", "tsd", "mille", "ألف", "آلاف"), 10**3),
    **dict.fromkeys(("million", "millions", "mln", "mn", "mio", "millionen", "млн", "миллион", "миллиона", "миллионов", "مليون", "ملايين"), 10**6),
    **dict.fromkeys(("bn", "mrd", "milliard", "milliards", "milliarden", "млрд", "миллиард", "миллиарда", "миллиардов", "مليار", "مليارات"), 10**9),
    # A German or a Spanish billion is a thousand times this; whoever writes those languages writes Milliarde or 10 figures.
    **dict.fromkeys(("billion", "billions"), 10**9),
}
_CURRENCIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("₸", "tenge", "тенге", "теңге", "тг", "тңг", "تينغ", "تنغي"), ("KZT",)),
    **dict.fromkeys(("€", "euro", "euros", "евро", "еуро", "يورو"), ("EUR",)),
    **dict.fromkeys(("₽",), ("RUB",)),
    **dict.fromkeys(("rouble", "roubles", "ruble", "rubles", "рубль", "рубля", "рублей", "руб", "р", "روبل"), ("RUB", "BYN")),
    **dict.fromkeys(("us$", "$us"), ("USD",)),
    **dict.fromkeys(("$", "dollar", "dollars", "доллар", "доллара", "долларов", "دولار"), ("USD", "CAD", "AUD")),
    **dict.fromkeys(("£", "pound", "pounds", "фунт", "фунтов", "جنيه"), ("GBP", "EGP")),
    **dict.fromkeys(("som", "сом", "сомов"), ("KGS", "UZS")),
    **dict.fromkeys(("₴", "hryvnia", "гривна", "гривен", "гривны"), ("UAH",)),
    **dict.fromkeys(("₺", "lira", "лира"), ("TRY", "LBP")),
    **dict.fromkeys(("сум", "сўм", "soʻm"), ("UZS",)),
}
_SHAPE = re.compile(r"(?P<before>[^\d\s.,'-]+\.?)?\s*(?P<number>\d(?:[\d.,' ]*\d)?)\s*(?P<after>\D*)")
_GROUPED = re.compile(r"\d{1,3}(?:([ '.,])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}|\d+")
# Digits of other scripts become ours by NFKC and `digit`; these are the separators.
_SEPARATORS = str.maketrans({"٬": ",", "٫": ".", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "\u200e": "", "\u200f": "", "\u061c": ""})


def read_money(text: str, *, currency: str = "") -> Money:
    """The money in `text`, in `currency` where the text names none. Raise Ambiguous, with the readings, or NoMoney."""
    found = _SHAPE.fullmatch(_plain(text))
    if not found:
        raise NoMoney(text)
    scale, named = _words(" ".join(filter(None, (found["before"], found["after"]))))
    code = _currency(named, currency)
    try:
        return Money(_amount(found["number"], scale=scale, currency=code) * scale, code)
    except ValueError as error:
        if isinstance(error, Ambiguous):
            raise
        raise NoMoney(text) from error


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_SEPARATORS)).casefold()
    return "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in plain).strip()


def _words(text: str) -> tuple[int, str]:
    """The scale (1 where none is said) and the word that names the currency, from what stands around the number."""
    words = [word.rstrip(".") for word in text.split()]
    scales = [_SCALES[word] for word in words if word in _SCALES]
    rest = " ".join(word for word in words if word not in _SCALES)
    if len(scales) > 1:
        raise NoMoney(text)
    return (scales[0] if scales else 1), rest


def _currency(named: str, default: str) -> str:
    if not named:
        if not default:
            raise NoMoney("no currency")
        return default
    candidates = (named.upper(),) if named.upper() in known_currencies() else _CURRENCIES.get(named, ())
    if not candidates:
        raise NoMoney(named)
    if default in candidates:
        return default
    if len(candidates) > 1:
        raise Ambiguous(*candidates)
    return candidates[0]


def _amount(text: str, *, scale: int, currency: str) -> Decimal:
    readings = _readings(text)
    if not readings:
        raise NoMoney(text)
    # Prices with three decimals are not written where a currency has two, so 80,000 euros are eighty thousand.
    if len(readings) > 1 and (scale > 1 or get_currency_precision(currency) > 2):
        raise Ambiguous(*(format(reading, "f") for reading in readings))
    return readings[0]


def _readings(text: str) -> list[Decimal]:
    """What the figures can mean: as a whole number with its thousands parted, then as one with decimals."""
    readings = [Decimal(re.sub("[ '.,]", "", text))] if _GROUPED.fullmatch(text) else []
    whole, point, decimals = _at_last_point(text)
    if point and decimals.isdigit() and _GROUPED.fullmatch(whole) and point not in whole and not (readings and _could_not_be_decimal(text)):
        readings.append(Decimal(f"{re.sub("[ '.,]", '', whole)}.{decimals}"))
    # A number that begins with nought has no thousands.
    return readings[-1:] if len(readings) > 1 and text.startswith("0") else readings


def _at_last_point(text: str) -> tuple[str, str, str]:
    place = max(text.rfind("."), text.rfind(","))
    return (text, "", "") if place < 0 else (text[:place], text[place], text[place + 1 :])


def _could_not_be_decimal(text: str) -> bool:
    """1,500,000: the same separator twice parts thousands."""
    return any(text.count(point) > 1 for point in ".,")
