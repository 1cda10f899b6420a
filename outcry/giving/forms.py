"""Forms of the desk."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.giving.account_addresses import in_groups
from outcry.giving.models import Amount, AmountKind, DonationAppeal, Expense, Way, WayKind
from outcry.giving.operations import DonationDetails, DonationWords, Entry, WayDetails
from outcry.giving.queries import title_of
from outcry.lib.money import currency_choices, money_in_figures
from outcry.lib.money_fields import MoneyField
from outcry.lib.seen_forms import SeenForm
from outcry.lib.wording_forms import WordingForm

_LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_LARGEST_PLACE = 999


class DayInput(forms.DateInput):
    """A day, in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WayChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Ways by their kind and where they lead."""

    def label_from_instance(self, obj: Any) -> str:
        return way_label(obj)


def way_label(way: Way) -> str:
    """What the desk calls a way."""
    return f"{way.get_kind_display()}: {in_groups(way.address) if way.kind == WayKind.BANK else way.address}"


class DonationForm(SeenForm):
    """Goal, term and ways."""

    beside = ("ways",)

    goal = MoneyField(label=_("Goal"), help_text=_("With its currency: 6 000 EUR."))
    from_on = forms.DateField(label=_("First day"), widget=DayInput())
    until_on = forms.DateField(label=_("Last day"), widget=DayInput(), required=False, help_text=_("Leave it empty where there is none."))
    ways = WayChoice(
        label=_("Ways to give"),
        queryset=Way.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Readers see those of them that two people have approved."),
    )
    is_invented = forms.BooleanField(label=_("The fund is invented, and the page says so"), required=False)
    is_asked_for = forms.BooleanField(
        label=_("Ask for it once those who agreed to be asked"),
        required=False,
        help_text=_("Supporters can agree to it when they protest. They get one mail, three days after the one about the outcome, and never another."),
    )

    def __init__(self, *args: Any, ways: Iterable[Way], donation_appeal: DonationAppeal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField[Way], self.fields["ways"]).queryset = Way.objects.filter(pk__in=[way.pk for way in ways if not way.retired_at])
        if donation_appeal:
            self.remember(donation_appeal)
            self.initial["ways"] = list(donation_appeal.ways.values_list("pk", flat=True))

    def details(self) -> DonationDetails:
        """What was entered."""
        return DonationDetails(**self.facts())

    @property
    def needs_saving(self) -> bool:
        """Whether anything is another than it was, the choice of ways among it."""
        return self.changes_facts or "ways" in self.changed_data


class DonationWordsForm(WordingForm):
    """The words in one language."""

    title = forms.CharField(label=_("Title"), max_length=200)
    standfirst = forms.CharField(label=_("In two sentences"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), max_length=8000, help_text=_("Why it is needed, and who spends it."))
    told = forms.CharField(
        label=_("What was done with it"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
        help_text=_("Once it has ended: what the money paid for, and what became of the rest."),
    )

    def donation_words(self) -> DonationWords:
        """What was entered."""
        return DonationWords(**self.words())


class ExpenseForm(SeenForm):
    """What one thing costs."""

    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal("0.01"), max_digits=15, decimal_places=3, help_text=_("In the currency of the goal."))
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=_LARGEST_PLACE, initial=1)

    def __init__(self, *args: Any, expense: Expense | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if expense:
            self.remember(expense)


class ExpenseWordsForm(WordingForm):
    """What it is, in one language."""

    text = forms.CharField(label=_("What it pays for"), max_length=200)


class WayForm(SeenForm):
    """Where a way leads."""

    beside = ("kind",)

    kind = forms.ChoiceField(label=_("Way"), choices=WayKind.choices)
    address = forms.CharField(
        label=_("Where it leads"),
        max_length=300,
        widget=forms.TextInput(attrs=_LTR),
        help_text=_("The link of your page at the service, an IBAN, or an address of Bitcoin."),
    )
    holder = forms.CharField(label=_("Holder of the account"), max_length=70, required=False, help_text=_("For bank transfers, as the bank has it."))
    bic = forms.CharField(label="BIC", max_length=11, required=False, widget=forms.TextInput(attrs=_LTR), help_text=_("For bank transfers from afar."))
    currency = forms.ChoiceField(label=_("Currency of the account"), required=False, help_text=_("For bank transfers."))
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=_LARGEST_PLACE, initial=1)

    def __init__(self, *args: Any, way: Way | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["currency"]).choices = [("", "—"), *currency_choices(first=("EUR", "USD", "KZT"))]
        if way:
            del self.fields["kind"]
            self.remember(way)

    def details(self) -> WayDetails:
        """What was entered."""
        return WayDetails(**self.facts())


class WayNoteForm(WordingForm):
    """What givers reveal, in one language."""

    note = forms.CharField(label=_("What you reveal, and to whom"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)


class AmountForm(forms.Form):
    """A sum of one day, and where it can be looked up again."""

    kind = forms.ChoiceField(label=_("What it is"), choices=AmountKind.choices)
    money = MoneyField(label=_("Amount"), help_text=_("With its currency, as it came: 420 USD."))
    on = forms.DateField(label=_("Day"), widget=DayInput())
    payments = forms.IntegerField(label=_("Number of payments"), min_value=1, max_value=999_999, initial=1)
    source = forms.CharField(
        label=_("Source"), max_length=120, help_text=_("Where it can be looked up again: the number of a bank statement, a list of PayPal. Never who gave.")
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MoneyField, self.fields["money"]).currency = currency

    def entry(self) -> Entry:
        """What was entered."""
        return Entry(**self.cleaned_data)


class ImportForm(forms.Form):
    """A file of totals, and what it is."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table with the columns day, amount, currency and, if you like, kind (gift, refund, fee) and payments. No other column: no names."),
    )
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("What this file is: list of PayPal, January 2011."))


class RateForm(forms.Form):
    """What one unit of another currency was worth in the currency of the goal."""

    currency = forms.ChoiceField(label=_("Currency"))
    rate = forms.DecimalField(label=_("What one of it was worth, in the currency of the goal"), max_digits=15, decimal_places=8)
    on = forms.DateField(label=_("Day of the rate"), widget=DayInput())
    source = forms.CharField(label=_("Who published it"), max_length=120)

    def __init__(self, *args: Any, currencies: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["currency"]).choices = [(code, code) for code in currencies]


class TakeBackForm(forms.Form):
    """Why an amount is taken back."""

    reason = forms.CharField(label=_("What was wrong"), max_length=200, help_text=_("A few words; they go into the log."))


class AmountChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Amounts by day, sum and source."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.on}: {obj.get_kind_display()}, {money_in_figures(obj.money)} ({obj.source})"


class AssignForm(forms.Form):
    """Which amounts were for which donation appeal."""

    amounts = AmountChoice(label=_("Payments"), queryset=Amount.objects.none(), widget=forms.CheckboxSelectMultiple)
    donation_appeal = forms.ChoiceField(label=_("Donation appeal"))

    def __init__(self, *args: Any, amounts: Iterable[Amount], appeals: Iterable[DonationAppeal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._appeals = {str(one.pk): one for one in appeals}
        keys = [amount.pk for amount in amounts]
        cast(forms.ModelMultipleChoiceField[Amount], self.fields["amounts"]).queryset = Amount.objects.filter(pk__in=keys)
        cast(forms.ChoiceField, self.fields["donation_appeal"]).choices = [(key, title_of(donation_appeal=one)) for key, one in self._appeals.items()]

    def chosen(self) -> DonationAppeal:
        """What they were for."""
        return self._appeals[self.cleaned_data["donation_appeal"]]
