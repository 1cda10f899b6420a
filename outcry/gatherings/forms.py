"""Forms of the gatherings' desk. What is right is decided by the operations; a form keeps the input and shows their words."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outcry.evidence.for_readers import too_large
from outcry.gatherings.material import AccountWords, GatheringDetails, GatheringWords, HandedInDetails, HandedInWords, PhotoWords
from outcry.gatherings.models import CREDIT_LENGTH, LEAST_NUMBER, Gathering, HandedIn, HandedInKind, Kind, PlaceTold, Reception
from outcry.gatherings.moments import zones
from outcry.lib.country_choices import country_choices
from outcry.lib.seen_forms import SeenForm
from outcry.lib.wording_forms import WordingForm

Choices = Iterable[tuple[int, str]]


def _here() -> str:
    """The zone of this site, where it is called by a place."""
    return settings.TIME_ZONE if settings.TIME_ZONE in zones() else ""


class DayInput(forms.DateInput):
    """A day, in the form every browser's own picker takes and a text browser can type."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """An hour, likewise."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class DetailsForm(SeenForm):
    """What needs no language."""

    slug = forms.CharField(
        label=_("Address on the web"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Small Latin letters, numbers and hyphens, for example vigil-for-anna. It can't change once it is announced."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    country = forms.ChoiceField(label=_("Country"))
    day = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("Begins"), widget=HourInput)
    ends = forms.TimeField(
        label=_("Ends"), required=False, widget=HourInput, help_text=_("People can say that they come until then. Empty: three hours after it began.")
    )
    last_day = forms.DateField(label=_("Ends on another day"), required=False, widget=DayInput, help_text=_("Only for one that goes on over midnight."))
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [("", _("Choose the place whose clocks are meant")), *((name, name.replace("_", " ")) for name in zones())],
        initial=_here,
    )
    place_told = forms.ChoiceField(label=_("Who is told the place"), choices=PlaceTold.choices, widget=forms.RadioSelect, initial=PlaceTold.EVERYBODY)
    contact = forms.EmailField(
        label=_("Contact"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
        help_text=_("An office's or an organisation's mailbox, never a person's. Empty: that of this organisation."),
    )
    takes_registrations = forms.BooleanField(label=_("People can say that they come"), required=False, initial=True)
    shows_number = forms.BooleanField(label=_("The page says how many said so"), required=False)
    number_from = forms.IntegerField(
        label=_("But only from this number on"), min_value=LEAST_NUMBER, max_value=100_000, initial=10, help_text=_("A small number could point at somebody.")
    )
    about_invented_person = forms.BooleanField(label=_("Invented"), required=False, help_text=_("For demonstrations. The page says so to every reader."))

    def __init__(self, *args: Any, gathering: Gathering | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gathering:
            self.remember(gathering)
        cast(forms.ChoiceField, self.fields["country"]).choices = country_choices(kept=str(self.initial.get("country", "")))

    def details(self) -> GatheringDetails:
        """What was entered."""
        return GatheringDetails(**self.facts())


class GatheringWordsForm(WordingForm):
    """The announcement in one language."""

    title = forms.CharField(label=_("Title"), max_length=200)
    about = forms.CharField(
        label=_("What it is about"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}), help_text=_("An empty line begins a new paragraph.")
    )
    place = forms.CharField(
        label=_("Place, as everybody may read it"),
        max_length=300,
        help_text=_("Where the exact place is told to those who register alone, say no more here than the town."),
    )
    safety = forms.CharField(
        label=_("Safety notes"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What to bring, what to leave at home, what to do if police come, whom to call."),
    )
    organiser = forms.CharField(label=_("Organised by"), max_length=200, help_text=_("An organisation, never a person."))

    def gathering_words(self) -> GatheringWords:
        """What was entered."""
        return GatheringWords(**self.words())


class PlaceForm(WordingForm):
    """Where exactly, in one language."""

    place = forms.CharField(label=_("Exact place"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(WordingForm):
    """Why it is called off, in one language."""

    because = forms.CharField(label=_("Why it is called off"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AccountForm(WordingForm):
    """What happened, in one language."""

    happened = forms.CharField(
        label=_("What happened"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}), help_text=_("An empty line begins a new paragraph.")
    )
    came = forms.CharField(label=_("How many came, and who counted"), max_length=300, help_text=_("For example: about 40, as counted by the union."))
    handed_in = forms.CharField(
        label=_("What was handed in or brought, and to whom"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Letters, food, money.")
    )
    incidents = forms.CharField(
        label=_("What police and others did"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("With the reason they gave and how it ended. Name nobody who could be put in danger. Write each act into the case, too."),
    )
    source_note = forms.CharField(label=_("As reported by"), max_length=300)

    def account_words(self) -> AccountWords:
        """What was entered."""
        return AccountWords(**self.words())


class TiesForm(forms.Form):
    """What a gathering belongs to. Each of the choices is (primary key, name)."""

    case = forms.ChoiceField(label=_("Case"), required=False)
    appeal = forms.ChoiceField(label=_("Appeal"), required=False)
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, cases: Choices, appeals: Choices, topics: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["case"]).choices = [("", _("No case")), *cases]
        cast(forms.ChoiceField, self.fields["appeal"]).choices = [("", _("No appeal")), *appeals]
        cast(forms.MultipleChoiceField, self.fields["topics"]).choices = list(topics)

    def case_id(self) -> int | None:
        """The primary key of the case."""
        return int(self.cleaned_data["case"]) if self.cleaned_data["case"] else None

    def appeal_id(self) -> int | None:
        """The primary key of the appeal."""
        return int(self.cleaned_data["appeal"]) if self.cleaned_data["appeal"] else None

    def topic_ids(self) -> list[int]:
        """The primary keys of the topics."""
        return [int(key) for key in self.cleaned_data["topics"]]


class AddPhotoForm(forms.Form):
    """A photo comes in."""

    file = forms.FileField(
        label=_("Photo"),
        max_length=255,
        allow_empty_file=True,
        help_text=_(
            "JPEG, PNG, WebP or AVIF. It is painted anew from what is seen in it: camera, place, time, name and everything else that is hidden in "
            "the file are gone, and the file itself is not kept. You alone see it until its faces are covered and you show it, one day at most."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if getattr(file, "is_too_large", False):
            raise forms.ValidationError(too_large(settings.PICTURE_BYTES // 1_000_000, setting="OUTCRY_PICTURE_MB"), code="too_large")
        return file


class CreditForm(forms.Form):
    """Whose photo it is."""

    credit = forms.CharField(
        label=_("Credit"), max_length=CREDIT_LENGTH, help_text=_("Whose photo it is, as readers should see it. Name nobody whom that could harm.")
    )


class ShowPhotoForm(CreditForm):
    """Somebody looked."""

    is_covered = forms.BooleanField(
        label=_("I looked at the whole photo: every face that should be covered is covered, and nothing else in it points at somebody"),
        help_text=_("Also name plates, tattoos, a uniform or a jacket that everybody knows, number plates, reflections."),
    )


class PhotoWordsForm(WordingForm):
    """What a photo shows, in one language."""

    alt = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        help_text=_("For those who do not see it: who does what where, in a sentence. It names nobody who is covered."),
    )
    caption = forms.CharField(label=_("Words below it"), max_length=300)

    def photo_words(self) -> PhotoWords:
        """What was entered."""
        return PhotoWords(**self.words())


def _key(value: Any) -> int | None:
    return int(value) if value else None


class HandedInForm(SeenForm):
    """What of a thing that was handed in needs no language."""

    kind = forms.ChoiceField(label=_("Kind"), choices=HandedInKind.choices)
    number = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=100_000_000,
        required=False,
        help_text=_("Signatures of a petition or a book, letters, pieces. Empty where nobody counted. It is added to no other number."),
    )
    office_id = forms.TypedChoiceField(label=_("To which office"), required=False, coerce=_key, empty_value=None)
    on = forms.DateField(label=_("Day"), widget=DayInput)
    reception = forms.ChoiceField(label=_("What became of it"), choices=Reception.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, offices: Choices, row: HandedIn | None, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedChoiceField, self.fields["office_id"]).choices = [("", _("None of the directory: the words below say to whom")), *offices]
        if row:
            self.remember(row)
        else:
            self.initial = {"on": day, "reception": Reception.TAKEN}

    def details(self) -> HandedInDetails:
        """What was entered."""
        return HandedInDetails(**self.facts())


class HandedInWordsForm(WordingForm):
    """The words of it in one language."""

    what = forms.CharField(label=_("What it asks"), max_length=200, help_text=_("For example: petition for the release of Anna."))
    to = forms.CharField(label=_("To whom"), max_length=200, help_text=_("Where it is none of the offices above. An office, never a private person."))
    answer = forms.CharField(
        label=_("Who took it, or in which words it was refused"), max_length=500, help_text=_("A post, such as: the officer on duty. No names of people.")
    )
    counted_by = forms.CharField(label=_("Who counted"), max_length=200, help_text=_("For example: the organisers, who counted every sheet."))
    source_note = forms.CharField(label=_("As reported by"), max_length=300)

    def handed_in_words(self) -> HandedInWords:
        """What was entered."""
        return HandedInWords(**self.words())
