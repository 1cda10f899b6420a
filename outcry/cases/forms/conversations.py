"""What of a conversation goes into a case: her words, her files, what she allows now."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.forms.facts import sealed_field
from outcry.cases.levels import readable
from outcry.cases.models import Case
from outcry.intake.operations.handing_over import HandedFile


class FilesForm(forms.Form):
    """Which files become evidence. Chosen or not, they stay in the conversation until it is erased."""

    attached = forms.TypedMultipleChoiceField(
        label=_("Files to keep as evidence"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each is kept untouched, with its hashes and a custody log. Don't open it on this machine."),
    )

    def __init__(self, *args: Any, handed: Iterable[HandedFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["attached"].choices = [(file.pk, f"{file.name} · {filesizeformat(file.size)}") for file in handed]
        if not fields["attached"].choices:
            del fields["attached"]

    def chosen(self) -> list[int]:
        """The keys of the files; none where there is none."""
        return self.cleaned_data.get("attached", []) if self.is_valid() else []


class TakeOverForm(FilesForm):
    """What she told since, for the notes of a case."""

    words = sealed_field(_("Words for the confidential notes"), rows=8)
    follows_consent = forms.BooleanField(label=_("Write down what she allows now, and take back what she no longer does"), required=False, initial=True)
    # The last message taken over when the page was drawn, and the last one on it: later ones wait for the next time.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    until = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order = ("words", "attached", "follows_consent", "seen", "until")


class ToCaseForm(forms.Form):
    """A case that is there, by its number."""

    number = forms.CharField(label=_("Number of the case"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.case: Case | None = None

    def clean_number(self) -> str:
        """One of our cases."""
        number: str = self.cleaned_data["number"].strip()
        self.case = readable(Case.objects.filter(organisation=self.organisation, number=number)).first()
        if self.case is None:
            raise forms.ValidationError(_("No case has this number."))
        return number
