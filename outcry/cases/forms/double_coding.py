"""Forms by which a report is offered to two people, coded by each, and concluded on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.cases.coded_twice import COLUMNS
from outcry.vocabularies.choosing import TermField, TermsField
from outcry.vocabularies.models import Term

_DOES_NOT_SAY = _("the report does not say")


class OpenDoubleCodingForm(forms.Form):
    """Which report, and what is coded."""

    report = forms.CharField(
        label=_("The report, as both will read it"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 14, "autocomplete": "off", "dir": "auto"}),
        help_text=_("Copy what the source says, not what the file makes of it. Stored sealed."),
    )
    columns = forms.MultipleChoiceField(
        label=_("What is coded"),
        choices=[(column.name, column.label) for column in COLUMNS.values()],
        widget=forms.CheckboxSelectMultiple,
        initial=["acts", "perpetrators", "involvement"],
        help_text=_("Few columns coded by many tell more than many coded once."),
    )


class AnswersForm(forms.Form):
    """The answers to some columns, each by the terms of its list. Blank: the report does not say."""

    def __init__(self, data: Any = None, *, columns: Sequence[str], answers: Mapping[str, Sequence[str]] | None = None) -> None:
        given = answers or {}
        terms = {term.code: term for term in Term.objects.filter(code__in={code for codes in given.values() for code in codes})}
        kept = {name: [terms[code] for code in given.get(name, ()) if code in terms] for name in columns}
        super().__init__(data, initial={name: _chosen(name, rows) for name, rows in kept.items()})
        for name in columns:
            self.fields[name] = _several_of(name, kept[name]) if COLUMNS[name].is_many else _one_of(name, kept[name])

    def answers(self) -> dict[str, list[str]]:
        """The codes of what was chosen, by column."""
        return {name: sorted(term.code for term in _several(self.cleaned_data[name])) for name in self.fields if name in COLUMNS}


class CodingForm(AnswersForm):
    """The same, handed in for good. A form that says nothing at all is handed in only if that is meant."""

    says_nothing = forms.BooleanField(label=_("The report says none of this"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "says_nothing"), "says_nothing"])

    def clean(self) -> dict[str, Any]:
        """Blank in every column is an answer that is easily given by mistake, and never taken back."""
        found = super().clean() or self.cleaned_data
        is_blank = not any(_several(found.get(name)) for name in self.fields if name in COLUMNS)
        if "finish" in self.data and is_blank and not self.errors and not found.get("says_nothing"):
            self.add_error("says_nothing", _("Nothing is answered. Tick this if the report says none of it; what is handed in is not changed any more."))
        return found


class ConclusionForm(AnswersForm):
    """What is to hold, and why."""

    def __init__(self, data: Any = None, *, columns: Sequence[str], answers: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(data, columns=columns, answers=answers)
        widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
        self.fields["reason"] = forms.CharField(label=_("Why"), max_length=2000, widget=widget, help_text=_("Stored sealed."))


def _several_of(name: str, kept: Sequence[Term]) -> TermsField:
    column = COLUMNS[name]
    help_text = _("Several may be chosen; none: it does not say.")
    return TermsField(key=column.key, kept=kept, required=False, label=column.label, help_text=help_text)


def _one_of(name: str, kept: Sequence[Term]) -> TermField:
    column = COLUMNS[name]
    return TermField(key=column.key, kept=next(iter(kept), None), required=False, label=column.label, empty_label=_DOES_NOT_SAY)


def _chosen(name: str, rows: Sequence[Term]) -> Any:
    keys = [row.pk for row in rows]
    return keys if COLUMNS[name].is_many else next(iter(keys), None)


def _several(value: Any) -> list[Term]:
    return [value] if isinstance(value, Term) else list(value or ())
