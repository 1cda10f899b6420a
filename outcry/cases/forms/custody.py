"""Forms about custody: on which day, and is she out?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.cases.forms.facts import RowField, day_field, sealed_field
from outcry.cases.levels import readable
from outcry.cases.models import Case, CustodyAnswerKind
from outcry.cases.vocabulary import ReleaseGround
from outcry.lib.dates import TypedDateField


class DayForm(forms.Form):
    """One day."""

    on = day_field(_("Day"))


class CustodyAnswerForm(forms.Form):
    """What was found out about somebody in custody."""

    answer = forms.ChoiceField(label=_("Is she out?"), choices=CustodyAnswerKind.choices, widget=forms.RadioSelect)
    released = TypedDateField(label=_("Free since"), required=False, help_text=_("Where she is free: the day, as well as it is known."))
    ground = forms.ChoiceField(label=_("Ground for release"), choices=ReleaseGround.choices, initial=ReleaseGround.UNKNOWN, required=False)
    due_on = day_field(_("New day of release"), _("Where she is still held, and a new day was named."))
    ask_again_on = day_field(_("Ask again on"), _("Until then the desk keeps quiet about it."))
    source = RowField(label=_("Source"), queryset=None, required=False)
    told_by = sealed_field(_("Who said so"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.queryset = readable(case.sources.all())

    def clean(self) -> dict[str, Any]:
        """A release has its day and its source; whoever is not free is asked about again."""
        found = super().clean() or self.cleaned_data
        kind = found.get("answer")
        if kind == CustodyAnswerKind.FREE:
            if not found.get("released") and "released" not in self.errors:
                self.add_error("released", _("Say since when, be it the month or the year."))
            if not found.get("source") and not found.get("told_by"):
                self.add_error("source", _("Say who reports it: a source of this case, or who told you."))
        elif kind and not found.get("ask_again_on") and not (kind == CustodyAnswerKind.HELD and found.get("due_on")):
            self.add_error("ask_again_on", _("Say when to ask again."))
        return found
