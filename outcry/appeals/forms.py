"""Forms of the appeals' desk. What is right is decided by the operations; a form keeps the input and shows their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outcry.appeals.material import AppealDetails, AppealWords, LetterWords, MomentWords, UpdateWords
from outcry.appeals.models import Appeal, Demand, TimelineKind, TimelineMoment
from outcry.authorities.models import Office
from outcry.design.parts import direction
from outcry.lib.country_choices import country_choices
from outcry.lib.dates import TypedDateField
from outcry.lib.seen_forms import MARK_LENGTH, SeenForm
from outcry.lib.translations import in_language
from outcry.lib.wording_forms import WordingForm, all_right

_DATE_HELP = _("Write the date as 2011-01-03, 2010-12 or 2010; 2010-12-20~ for about; 2010-12-20/2011-01-03 for from and to.")


class DayInput(forms.DateInput):
    """A day, in the form every browser's own picker takes and a text browser can type."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DetailsForm(SeenForm):
    """What needs no language."""

    slug = forms.CharField(
        label=_("Address on the web"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Small Latin letters, numbers and hyphens, for example free-anna. It can't change after the launch."),
    )
    country = forms.ChoiceField(label=_("Country"))
    deadline_on = forms.DateField(label=_("Last day"), widget=DayInput, help_text=_("Until the end of this day people can protest."))
    opened = TypedDateField(label=_("Opened"), required=False, help_text=_("Leave it empty: the day of the launch."))
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False, initial=True)
    never_twice = forms.BooleanField(
        label=_("Never send a letter twice"),
        required=False,
        help_text=_(
            "If the line breaks at the last moment, nobody can know whether a letter has arrived. Usually it then goes once more. "
            "With this it waits for you to decide, and may never arrive."
        ),
    )
    about_invented_person = forms.BooleanField(
        label=_("About an invented person"), required=False, help_text=_("For demonstrations. The page says so to every reader.")
    )

    def __init__(self, *args: Any, appeal: Appeal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if appeal:
            self.remember(appeal)
        cast(forms.ChoiceField, self.fields["country"]).choices = country_choices(kept=str(self.initial.get("country", "")))

    def details(self) -> AppealDetails:
        """What was entered."""
        return AppealDetails(**self.facts())


class AppealWordsForm(WordingForm):
    """An appeal in one language."""

    title = forms.CharField(label=_("Title"), max_length=200)
    standfirst = forms.CharField(label=_("In two sentences"), widget=forms.Textarea(attrs={"rows": 3}))
    what_happened = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 10}), help_text=_("An empty line begins a new paragraph."))
    source_note = forms.CharField(label=_("As reported by"), max_length=300)

    def appeal_words(self) -> AppealWords:
        """What was entered."""
        return AppealWords(**self.words())


class LetterWordsForm(WordingForm):
    """The letter in one language."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(
        label=_("Letter"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Without salutation and signature: the first is the office's, the second the supporter's."),
    )

    def letter_words(self) -> LetterWords:
        """What was entered."""
        return LetterWords(**self.words())


class DemandWordsForm(WordingForm):
    """A demand in one language."""

    text = forms.CharField(label=_("Demand"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MomentWordsForm(WordingForm):
    """An entry of the timeline in one language."""

    headline = forms.CharField(label=_("Headline"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 2}))

    def moment_words(self) -> MomentWords:
        """What was entered."""
        return MomentWords(**self.words())


class DemandForm(forms.Form):
    """A demand's place in the list."""

    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=999)
    remove = forms.BooleanField(label=_("Take this one away"), required=False)


class MomentForm(SeenForm, DemandForm):
    """An entry's kind, date and place in the list."""

    beside = ("position", "remove")

    kind = forms.ChoiceField(label=_("Kind"), choices=TimelineKind.choices)
    when = TypedDateField(label=_("When"), required=False, help_text=_DATE_HELP)
    field_order = ["when", "kind", "position", "remove"]


@dataclass
class Part:
    """One demand, or one entry of the timeline, with its forms. `row` is None for the empty one at the end."""

    row: Any
    form: forms.Form
    words: Sequence[Any]

    @property
    def is_new(self) -> bool:
        """Whether something was written into the empty one."""
        return self.row is None and any(not one.is_empty for one in self.words)

    def is_valid(self) -> bool:
        """Ask every form, so that each shows its errors; the empty one is right as long as nothing is in it."""
        words_are_right = all_right(self.words)
        if self.row is None and words_are_right and not self.is_new:
            return True
        return self.form.is_valid() and words_are_right


def demand_parts(*, demands: Sequence[Demand], source: str, data: Any = None) -> list[Part]:
    """Forms for every demand and an empty one."""
    parts = []
    for place, row in enumerate([*demands, None], start=1):
        form = DemandForm(data, prefix=_prefix(row), initial={"position": place})
        words = DemandWordsForm.for_languages(rows=_texts(row), languages=settings.LANGUAGES, source=source, data=data, prefix=f"{_prefix(row)}-")
        parts.append(_part(row, form, words))
    return parts


def moment_parts(*, moments: Sequence[TimelineMoment], source: str, data: Any = None) -> list[Part]:
    """Forms for every entry of the timeline and an empty one."""
    parts = []
    for place, row in enumerate([*moments, None], start=1):
        initial = {"position": place} | ({} if row else {"kind": TimelineKind.OTHER})
        form = MomentForm(data, prefix=_prefix(row), initial=initial)
        if row:
            form.remember(row)
        words = MomentWordsForm.for_languages(rows=_texts(row), languages=settings.LANGUAGES, source=source, data=data, prefix=f"{_prefix(row)}-")
        parts.append(_part(row, form, words))
    return parts


class AddresseeForm(forms.Form):
    """An approved office to be addressed."""

    office = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, offices: Iterable[Office], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        named = [(key, str(in_language(office.texts.all(), language) or office.address)) for key, office in self.offices.items()]
        named.sort(key=itemgetter(1))
        cast(forms.ChoiceField, self.fields["office"]).choices = named

    def chosen(self) -> Office:
        """The office."""
        return self.offices[self.cleaned_data["office"]]


class ReasonForm(forms.Form):
    """Why a public text is corrected."""

    reason = forms.CharField(label=_("What was wrong"), max_length=200, help_text=_("A few words; they go into the log."))


class DeadlineForm(SeenForm):
    """Another last day."""

    beside = ("reason",)

    deadline_on = forms.DateField(label=_("Last day"), widget=DayInput)
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("A few words; they go into the log."))

    def deadline(self) -> date:
        """The day that was entered."""
        return cast(date, self.cleaned_data["deadline_on"])


class CaseForm(forms.Form):
    """Which case the appeal is about."""

    case = forms.ChoiceField(label=_("Case"), required=False)
    # Which approved version she has before her.
    case_version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["case"]).choices = [("", _("No case")), *choices]

    def case_id(self) -> int | None:
        """The primary key of the case."""
        return int(self.cleaned_data["case"]) if self.cleaned_data["case"] else None

    def seen_version(self) -> int | None:
        """The version of the case from which the page was filled."""
        return cast("int | None", self.cleaned_data.get("case_version"))


def _part(row: Any, form: forms.Form, words: Sequence[WordingForm]) -> Part:
    if row is None:
        del form.fields["remove"]
    return Part(row=row, form=form, words=words)


def _prefix(row: Any) -> str:
    return f"row-{row.pk}" if row else "new"


def _texts(row: Any) -> Iterable[Any]:
    return row.texts.all() if row else ()


class UpdateForm(forms.Form):
    """What one language of an appeal says about facts of the case that changed."""

    TELL, LEAVE = "tell", "leave"

    seen = forms.CharField(required=False, max_length=MARK_LENGTH, widget=forms.HiddenInput)
    to_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What becomes of it"), choices=[(TELL, _("Tell readers")), (LEAVE, _("Leave these words as they are"))], widget=forms.RadioSelect
    )
    headline = forms.CharField(label=_("Headline"), max_length=200, required=False)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=TimelineKind.choices)
    when = TypedDateField(label=_("When"), required=False, help_text=_DATE_HELP)
    changes_letter = forms.BooleanField(
        label=_("Write it into a new version of the letter, too"),
        required=False,
        help_text=_("What was signed and sent stays as it was. Letters of those who sign from the approval of that version on have the new words."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=150, required=False)
    letter = forms.CharField(label=_("Letter"), widget=forms.Textarea(attrs={"rows": 14}), required=False)
    reason = forms.CharField(label=_("Why nothing is said"), max_length=200, required=False, help_text=_("A few words; they go into the log."))

    def __init__(self, *args: Any, language: str, has_letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("headline", "body", "subject", "letter"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction(language)}
        if not has_letter:
            for name in ("changes_letter", "subject", "letter"):
                del self.fields[name]

    @property
    def tells(self) -> bool:
        """Whether readers are told."""
        return bool(self.cleaned_data.get("decision") == self.TELL)

    def update_words(self) -> UpdateWords:
        """What was entered for the timeline."""
        found = self.cleaned_data
        return UpdateWords(headline=found["headline"], body=found["body"], kind=found["kind"], when=found["when"])

    def letter_words(self) -> LetterWords | None:
        """What was entered for the letter; None where it stays."""
        found = self.cleaned_data
        return LetterWords(subject=found["subject"], body=found["letter"]) if found.get("changes_letter") else None
