"""The form by which two records are judged, and those that name the second of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.accounts.models import Organisation
from outcry.cases.forms.finding import EventField, PersonField
from outcry.cases.models import JudgedKind, Judgment, Verdict

_VERDICTS = [
    (Verdict.SAME, pgettext_lazy("judgment", "the same")),
    (Verdict.DIFFERENT, pgettext_lazy("judgment", "different")),
    (Verdict.UNSURE, pgettext_lazy("judgment", "not sure")),
]
_LARGEST_KEY = 2**63 - 1


def _number() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=_LARGEST_KEY, widget=forms.HiddenInput)


class JudgmentForm(forms.Form):
    """What somebody concludes about two records, with marks of what she had before her."""

    verdict = forms.ChoiceField(label=_("These two are"), choices=_VERDICTS, widget=forms.RadioSelect)
    leader = forms.TypedChoiceField(
        label=_("If they are the same: called by"), coerce=int, required=False, empty_value=None, widget=forms.RadioSelect, help_text=_("Both stay readable.")
    )
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}), help_text=_("Stored sealed. It stays with the pair.")
    )
    # The judgment in force and the last change of the two records, as the page showed them.
    seen = _number()
    as_of = _number()

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]], in_force: Judgment | None = None, as_of: int = 0) -> None:
        known: dict[str, Any] = {"seen": in_force.pk if in_force else None, "as_of": as_of, "leader": choices[0][0] if choices else None}
        if in_force and in_force.verdict != Verdict.OPEN:
            known |= {"verdict": in_force.verdict, "leader": in_force.leader or known["leader"]}
        super().__init__(data, initial=known)
        leader: Any = self.fields["leader"]
        leader.choices = choices

    def tell_of(self, in_force: Judgment | None) -> None:
        """Say that somebody else judged meanwhile; the next try overrules hers knowingly."""
        data: Any = self.data
        self.data = data = data.copy()
        data["seen"] = str(in_force.pk) if in_force else ""
        if in_force:
            # Read by the template of a field, which shows it beside the input.
            self["verdict"].theirs = in_force.get_verdict_display()  # type: ignore[attr-defined]
        self.add_error(None, _("Somebody else judged these two while you were writing. Hers stands below; yours is still here. Save again to overrule hers."))


class OtherPersonForm(forms.Form):
    """Whom to compare somebody with."""

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        help_text = _("A name in any script or spelling.")
        self.fields["other"] = PersonField(organisation=organisation, label=_("Compare with"), help_text=help_text)


class OtherEventForm(forms.Form):
    """Which event to compare one with."""

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        help_text = _("The number of a case; of one with several events also which, after a stroke: 2011-4/2.")
        self.fields["other"] = EventField(organisation=organisation, label=_("Compare with"), help_text=help_text)


OTHER_FORMS: dict[str, Any] = {JudgedKind.PERSON: OtherPersonForm, JudgedKind.EVENT: OtherEventForm}
