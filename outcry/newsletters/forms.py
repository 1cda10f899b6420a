"""What is typed about a digest at the desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outcry.lib.text import has_control, has_line_break, plain_lines
from outcry.lib.wording_forms import WordingForm
from outcry.newsletters.editions import Candidate

_LAST_PLACE = 999


class PlacesForm(forms.Form):
    """A number for each thing that stands in the digest, in the order of the numbers; blank for what does not."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {one.told.key: one for one in candidates}
        for key, one in self.candidates.items():
            self.fields[key] = forms.IntegerField(
                label=_("Place of “%(title)s”") % {"title": one.told.title}, required=False, min_value=1, max_value=_LAST_PLACE, initial=one.place
            )

    def rows(self) -> list[tuple[Candidate, Any]]:
        """Each candidate with its field."""
        return [(one, self[key]) for key, one in self.candidates.items()]

    def places(self) -> dict[str, int]:
        """By key, what was given one."""
        return {key: self.cleaned_data[key] for key in self.candidates if self.cleaned_data.get(key)}


class DigestWordsForm(WordingForm):
    """What stands above the list in one language."""

    subject = forms.CharField(label=_("Subject of the mail"), max_length=150)
    introduction = forms.CharField(
        label=_("Introduction"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}), help_text=_("Plain text. The list of reports and appeals follows.")
    )

    def clean_subject(self) -> str:
        subject = str(self.cleaned_data.get("subject") or "").strip()
        if has_line_break(subject) or has_control(subject):
            raise ValidationError(_("Write it in one line."), code="line_break")
        return subject

    def clean_introduction(self) -> str:
        return plain_lines(str(self.cleaned_data.get("introduction") or "")).strip()

    def clean(self) -> dict[str, Any]:
        """No introduction without a subject."""
        found = super().clean() or {}
        if found.get("introduction") and not found.get("subject") and "subject" not in self.errors:
            self.add_error("subject", _("This can't be empty."))
        return found
