"""Forms of the organisations' desk. What is right is decided by the operations; a form keeps the input and shows their words."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.groups.material import GroupDetails, GroupWords
from outcry.groups.models import Group, Kind
from outcry.lib.seen_forms import SeenForm
from outcry.lib.wording_forms import WordingForm

Choices = Iterable[tuple[int, str]]


class DetailsForm(SeenForm):
    """What needs no language."""

    slug = forms.CharField(
        label=_("Address on the web"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Small Latin letters, numbers and hyphens, for example miners-union. It can't change while readers see the page."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    website = forms.URLField(
        label=_("Its own site"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        help_text=_("Readers leave this site only when they click on it. Leave it empty where a visit could be held against somebody."),
    )

    def __init__(self, *args: Any, group: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if group:
            self.remember(group)

    def details(self) -> GroupDetails:
        """What was entered."""
        return GroupDetails(**self.facts())


class GroupWordsForm(WordingForm):
    """The organisation in one language."""

    name = forms.CharField(label=_("Name"), max_length=200)
    about = forms.CharField(
        label=_("What it is"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In two sentences. Name none of its members who could be put in danger."),
    )

    def group_words(self) -> GroupWords:
        """What was entered."""
        return GroupWords(**self.words())


class TiesForm(forms.Form):
    """What belongs to an organisation. Each of the choices is (primary key, name)."""

    cases = forms.MultipleChoiceField(
        label=_("Cases"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Cases that are public. Of others nothing can be said here.")
    )
    appeals = forms.MultipleChoiceField(label=_("Appeals"), required=False, widget=forms.CheckboxSelectMultiple)
    gatherings = forms.MultipleChoiceField(label=_("Gatherings"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, cases: Choices, appeals: Choices, gatherings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("cases", cases), ("appeals", appeals), ("gatherings", gatherings)):
            cast(forms.MultipleChoiceField, self.fields[name]).choices = list(choices)

    def keys(self) -> dict[str, list[int]]:
        """The primary keys of each kind."""
        return {name: [int(key) for key in self.cleaned_data[name]] for name in self.fields}


class ShowForm(forms.Form):
    """The decision that readers may know of it."""

    reason = forms.CharField(
        label=_("Why it may be named"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: it works in the open, and asked to be named. Only this desk reads it."),
    )
