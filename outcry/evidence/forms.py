"""Forms of evidence's desk. What is right is decided by the operations; a form keeps the input and shows their words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcry.evidence.models import SUBJECT_LENGTH, Level

_LTR = {"dir": "ltr", "autocomplete": "off"}


class _AboutForm(forms.Form):
    """What is said of anything that comes in."""

    subject = forms.CharField(
        label=_("Belongs to"),
        max_length=SUBJECT_LENGTH,
        required=False,
        widget=forms.TextInput(attrs=_LTR),
        help_text=_("A word such as case:7. A case fills it in when you come from there."),
    )
    level = forms.ChoiceField(
        label=_("Confidentiality"),
        choices=Level,
        initial=Level.INTERNAL,
        help_text=_("What is restricted or sealed is there for you, and for those named in its case."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where it comes from, and what has to be known of it. It is kept sealed."),
    )

    def about(self) -> dict[str, Any]:
        """What was entered."""
        return {"subject": self.cleaned_data["subject"], "level": Level(self.cleaned_data["level"]), "note": self.cleaned_data["note"]}


class UploadForm(_AboutForm):
    """A file comes in."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=255,
        help_text=_("Kept as it is, sealed. Also a web archive (WACZ or WARC) that was made elsewhere: its records are checked."),
    )
    field_order = ("file", "subject", "level", "note")


class CaptureForm(_AboutForm):
    """A web page is captured."""

    url = forms.CharField(
        label=_("Web address"),
        max_length=2000,
        widget=forms.TextInput(attrs={**_LTR, "inputmode": "url"}),
        help_text=_("The page is fetched from this machine, with its style and images. No script is run."),
    )
    field_order = ("url", "subject", "level", "note")


class ReasonForm(forms.Form):
    """Why something leaves the store."""

    reason = forms.CharField(label=_("What for"), max_length=500, help_text=_("Kept in the custody log, for good."))


class HandOverForm(forms.Form):
    """Who was given the original."""

    to = forms.CharField(label=_("Given to"), max_length=300)
    reason = forms.CharField(label=_("What for"), max_length=500, required=False)


class BundleForm(forms.Form):
    """Which originals go into a bundle."""

    items = forms.MultipleChoiceField(label=_("Originals"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("What for"), max_length=500, help_text=_("Stands in the bundle and in each custody log."))
    with_copies = forms.BooleanField(label=_("Put their working copies in, too"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = choices  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """How a working copy is made."""

    keep_notes = forms.BooleanField(
        label=_("Draw comments and stamps of a PDF into its pages"),
        required=False,
        initial=True,
        help_text=_("Else they are left away. Their authors go in any case."),
    )


class RedactForm(forms.Form):
    """Why areas are taken out, and which page is looked at."""

    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("Kept in the custody log, for good."))
    keep_notes = forms.BooleanField(label=_("Draw comments and stamps of a PDF into its pages"), required=False, initial=True)
    page_shown = forms.IntegerField(label=_("Page"), min_value=1, initial=1, required=False)
