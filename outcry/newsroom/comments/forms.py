"""Forms of the desk of comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.newsroom.comment_rows import Objection

LONGEST_ANSWER = 5000
APPROVE, REFUSE, REMOVE, UNDO, ERASE, SETTLE = "approve", "refuse", "remove", "undo", "erase", "settle"


class DecisionForm(forms.Form):
    """What becomes of one comment or of several; a reason where they are kept off the page."""

    act = forms.ChoiceField(choices=[(act, act) for act in (APPROVE, REFUSE, REMOVE, UNDO, ERASE, SETTLE)])
    objection = forms.ChoiceField(label=_("Reason"), required=False, choices=[("", "—"), *Objection.choices])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("act") in (REFUSE, REMOVE) and not found.get("objection"):
            self.add_error("objection", _("Choose a reason: whoever wrote it reads it."))
        return found


class StaffAnswerForm(forms.Form):
    """An answer of the organisation, for everybody to read."""

    text = forms.CharField(
        label=_("Answer in public"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("It stands below the comment under the organisation’s name. Your own name is not shown."),
    )


class AddressForm(forms.Form):
    """Whose comments are looked for."""

    address = forms.CharField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}))
