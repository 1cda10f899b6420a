"""Forms of an office."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outcry.authorities.models import Office, Post
from outcry.authorities.operations import OfficeDetails, OfficeWords
from outcry.authorities.queries import office_name
from outcry.lib.country_choices import country_choices
from outcry.lib.seen_forms import SeenForm
from outcry.lib.wording_forms import WordingForm


class OfficeForm(SeenForm):
    """What needs no translation."""

    country = forms.ChoiceField(label=_("Country"))
    sits_in = forms.ChoiceField(
        label=_("Country it sits in"), required=False, help_text=_("Only for an embassy or a consulate: supporters in that country can send it a copy.")
    )
    address = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        help_text=_("An address on the office's own domain. A private person can't be a target."),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, help_text=_("Letters to this office are sent in this language."))
    source_url = forms.CharField(
        label=_("Public source of the address"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
        help_text=_("The page on which the office itself, or a public register, gives this address."),
    )
    source_note = forms.CharField(label=_("What the source says"), max_length=300, required=False)

    def __init__(self, *args: Any, office: Office | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if office:
            self.remember(office)
        cast(forms.ChoiceField, self.fields["country"]).choices = country_choices(kept=office.country if office else "")
        abroad = country_choices(kept=office.sits_in if office else "")[1:]
        cast(forms.ChoiceField, self.fields["sits_in"]).choices = [("", _("In its own country")), *abroad]

    def details(self) -> OfficeDetails:
        """What was entered."""
        return OfficeDetails(**self.facts())


class OfficeWordsForm(WordingForm):
    """Name and salutation in one language."""

    name = forms.CharField(label=_("Name of the office"), max_length=200)
    salutation = forms.CharField(label=_("Salutation"), max_length=200, help_text=_("The first line of the letter, with its comma."))

    salutation_by_name = forms.CharField(
        label=_("Salutation by name"),
        max_length=200,
        required=False,
        help_text=_("Only where the office belongs to a post and greets its holder: write {holder} where the name goes."),
    )

    def office_words(self) -> OfficeWords:
        """What was entered."""
        return OfficeWords(**self.words())


class _OfficeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        name = office_name(obj)
        return name if name == obj.address else f"{name} ({obj.address})"


class LinkForm(forms.Form):
    """Which office belongs to a post."""

    office = _OfficeChoice(label=_("Office"), queryset=Office.objects.none())
    names_holder = forms.BooleanField(
        label=_("Greet whoever holds the post by name"),
        required=False,
        help_text=_("Only where exactly one holder is certain, and in languages that have a salutation by name."),
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = (
            Office.objects.filter(organisation=post.organisation, retired_at=None)
            .select_related("organisation")
            .prefetch_related("texts")
            .order_by("country", "address")
        )
        cast(forms.ModelChoiceField[Office], self.fields["office"]).queryset = offices
