"""Forms for the way of a case: a step with its reason, and how risk and consent were weighed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.cases.forms.facts import day_field, sealed_field
from outcry.cases.models import RiskDecision, Wish


class StepForm(forms.Form):
    """A step, and why. The steps themselves know where a reason has to be given."""

    to = forms.CharField(max_length=20, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False, help_text=_("Stored sealed. It stays with the case."))


class RiskCheckForm(forms.Form):
    """What publishing may do to those concerned."""

    wish = forms.ChoiceField(label=_("What she or her family wishes"), choices=Wish.choices, widget=forms.RadioSelect)
    last_contact_on = day_field(_("Last in touch with them on"), _("Blank where nobody was."))
    contact_again_on = day_field(_("Be in touch again by"), _("The desk reminds you on this day."))
    benefit_and_harm = sealed_field(_("What it may bring, and what it may do to them"), rows=6)
    decision = forms.ChoiceField(label=_("Decision"), choices=RiskDecision.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["benefit_and_harm"].required = True

    def clean(self) -> dict[str, Any]:
        """Nothing is published against the wish of the person concerned."""
        found = super().clean() or self.cleaned_data
        if found.get("wish") == Wish.REFUSES and found.get("decision") == RiskDecision.GO:
            self.add_error("decision", _("She wishes that it does not become public."))
        return found
