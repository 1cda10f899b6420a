"""The form of whoever reads a text for a colleague."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.newsroom.review_rows import WORDS_LENGTH

PUBLISH, SEND_BACK = "publish", "send_back"


class AnswerForm(forms.Form):
    """What becomes of a text; words where it goes back."""

    act = forms.ChoiceField(choices=[(act, act) for act in (PUBLISH, SEND_BACK)])
    # Which review was answered: another text may wait by the time the button is pressed.
    review = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    words = forms.CharField(
        label=_("What should change"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Needed to send it back. Your colleagues read it here; readers never do."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("act") == SEND_BACK and not found.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say in a sentence what should change."))
        return found
