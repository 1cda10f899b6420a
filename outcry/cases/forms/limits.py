"""The form of a rule on how long somebody may be held."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.cases.forms.facts import day_field
from outcry.cases.models import LimitRule
from outcry.cases.models.limits import LONGEST
from outcry.cases.vocabulary import LimitEnd, LimitUnit
from outcry.lib.country_choices import country_choices
from outcry.lib.seen_forms import SeenForm
from outcry.vocabularies.choosing import TermField


class LimitRuleForm(SeenForm):
    """What a rule says. `reason` belongs to a change, and is asked for where there is something to change."""

    beside = ("reason",)

    country = forms.ChoiceField(label=_("Country"), required=False)
    place = TermField(key="places", label=_("Place"), required=False, help_text=_("Where the law holds in a part of the country alone."))
    type = TermField(key="detention", label=_("Kind of detention"), required=False, help_text=_("Blank: whatever the ground."))
    length = forms.IntegerField(label=pgettext_lazy("limit of detention", "How long"), min_value=1, max_value=LONGEST)
    unit = forms.ChoiceField(label=_("Counted in"), choices=LimitUnit.choices, initial=LimitUnit.HOURS)
    at_end = forms.ChoiceField(
        label=_("At its end"),
        choices=LimitEnd.choices,
        initial=LimitEnd.COURT,
        help_text=_("A rule about a court or a charge speaks no more once a term or a day of release is known: somebody has ruled."),
    )
    law = forms.CharField(label=_("The law it stands on"), max_length=300, help_text=_("With its article, as you would cite it."))
    source = forms.CharField(label=_("Where that can be read"), max_length=500, help_text=_("An address on the web, or a book with its page."))
    from_on = day_field(_("For detentions that began on this day or later"), _("Where the law was changed."))
    until_on = day_field(_("For detentions that began on this day or earlier"))
    reason = forms.CharField(label=_("Why it is changed"), max_length=300, help_text=_("Whoever asks later why a limit moved reads this."))

    def __init__(self, data: Any = None, *, row: LimitRule | None = None) -> None:
        super().__init__(data)
        country: Any = cast(forms.ChoiceField, self.fields["country"])
        country.choices = [("", _("anywhere")), *country_choices(kept=row.country if row else "")[1:]]
        if row is None:
            del self.fields["reason"]
            return
        for name in ("place", "type"):
            kept = getattr(row, name)
            cast(TermField, self.fields[name]).offer(kept=[kept] if kept else [])
        self.remember(row)
        # A term is chosen by its key.
        self.initial = {**self.initial, "place": row.place_id, "type": row.type_id}

    def clean(self) -> dict[str, Any]:
        """From an earlier day to a later one."""
        found = super().clean() or self.cleaned_data
        first, last = found.get("from_on"), found.get("until_on")
        if first and last and first > last:
            self.add_error("until_on", _("This day comes before the other."))
        return found


class EndLimitRuleForm(forms.Form):
    """Why a rule holds no more."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why it holds no more"), max_length=300)
