"""Money in models, as two columns that a model declares beside each other, and in forms, as one line that people type.

fine_amount = AmountField(null=True)
fine_currency = CurrencyField()
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.lib.money import DECIMALS, MOST_DIGITS, Money, known_currencies
from outcry.lib.typed_money import Ambiguous, NoMoney, read_money

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _DecimalField = models.DecimalField[Any, Any]
else:
    _CharField = models.CharField
    _DecimalField = models.DecimalField


def validate_currency(code: str) -> None:
    """Refuse what is no currency of ISO 4217."""
    if code not in known_currencies():
        raise ValidationError(_("Give the currency by its three letters: KZT, EUR, USD."), code="currency")


class AmountField(_DecimalField):
    """An amount that both databases keep exactly: at most fifteen figures, three of them behind the point."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", MOST_DIGITS)
        kwargs.setdefault("decimal_places", DECIMALS)
        kwargs.setdefault("blank", kwargs.get("null", False))
        super().__init__(*args, **kwargs)


class CurrencyField(_CharField):
    """The three letters of a currency, blank where there is no amount."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 3)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_currency]


class MoneyField(forms.CharField):
    """One line for an amount with its currency; cleaned, it is a Money or None. `currency` is meant where none is typed."""

    default_error_messages = {
        "unreadable": _("Write the amount with its currency, for example 15 000 000 KZT or 80,000.50 euro."),
        "two_amounts": _("This can be %(one)s or %(other)s. Write it without parting the thousands."),
        "two_currencies": _("This can be several currencies: %(codes)s. Write one of these codes."),
    }

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        self.currency = currency
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as it can be typed again: 1.2340 rather than 1.234, which would be read as a thousand and more."""
        if not isinstance(value, Money):
            return value
        figures = f"{value.amount.normalize():f}"
        return f"{figures}{'0' * (len(figures.partition('.')[2]) == DECIMALS)} {value.currency}"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_money(text, currency=self.currency)
        except Ambiguous as error:
            raise self._two_readings(error.readings) from error
        except NoMoney as error:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def _two_readings(self, readings: tuple[str, ...]) -> ValidationError:
        if readings[0].isalpha():
            return ValidationError(self.error_messages["two_currencies"], code="two_currencies", params={"codes": ", ".join(readings)})
        return ValidationError(self.error_messages["two_amounts"], code="two_amounts", params={"one": readings[0], "other": readings[1]})
