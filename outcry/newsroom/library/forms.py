"""Forms of the libraries of pictures and documents. What is right is decided by its operations; a form keeps the input and shows their words."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outcry.evidence.for_readers import too_large
from outcry.newsroom.document_rows import Document
from outcry.newsroom.picture_rows import Picture

_MEGABYTE = 1_000_000


class ComingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something comes in. `limit` is the setting of its most bytes, `asked` the one that whoever runs this installation knows."""

    limit: ClassVar[str]
    asked: ClassVar[str]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if getattr(file, "is_too_large", False):
            raise forms.ValidationError(too_large(getattr(settings, self.limit) // _MEGABYTE, setting=self.asked), code="too_large")
        return file


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said of a picture on the desk."""

    class Meta:
        model = Picture
        fields = ("name", "credit")


class AddPictureForm(ComingForm, PictureForm):
    """A picture comes in."""

    limit, asked = "PICTURE_BYTES", "OUTCRY_PICTURE_MB"
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        allow_empty_file=True,
        help_text=_(
            "JPEG, PNG, WebP or AVIF. It is painted anew from what is seen in it: camera, place, time, name and everything else that is hidden in "
            "the file are gone, and the file itself is not kept, since it may betray somebody. What can be seen stays: faces, house numbers, "
            "reflections. Cover them before you add it."
        ),
    )
    field_order = ("file", "name", "credit")


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said of a document on the desk."""

    class Meta:
        model = Document
        fields = ("name", "language")


class AddDocumentForm(ComingForm, DocumentForm):
    """A document comes in."""

    limit, asked = "DOCUMENT_BYTES", "OUTCRY_DOCUMENT_MB"
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        allow_empty_file=True,
        help_text=_(
            "PDF, DOCX, ODT, XLSX, ODS, CSV (.csv) or TXT (.txt). It is built anew from what is seen in it: author, program, dates, comments, links, "
            "attached files and everything else that is hidden in it are gone, and the file itself is not kept. What can be read stays, also white "
            "letters on white and words under a black bar that somebody drew over them: make a redacted copy under “Evidence” first."
        ),
    )
    field_order = ("file", "name", "language")
