"""The form that takes a file to import."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from outcry.authorities.popolo.kinds import KINDS
from outcry.lib.upload_sizes import refuse_too_much

# Bytes of all files together; longer ones are for the command line.
MOST_FILES = 1_000


class SeveralFiles(forms.ClearableFileInput):
    """An input that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file that was handed in."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files] if files else [super().clean(None, initial)]


class UploadForm(forms.Form):
    """A file, and the set of records it belongs to."""

    upload = FilesField(
        label=_("File"),
        help_text=_("Popolo (.json), a table of EveryPolitician (.csv), or all files of an OpenStates folder at once (.yml)."),
    )
    set_name = forms.CharField(
        label=_("Set of records"),
        max_length=100,
        required=False,
        help_text=_("Ids are compared within one set. Import a newer file of the same source under the same name. Blank: the name of the file."),
    )
    kind = forms.ChoiceField(
        label=_("What the records are"),
        required=False,
        choices=[("", _("the file says so")), *((kind, kind) for kind in KINDS)],
        help_text=_("Only for a list or a single record that does not say what it is."),
    )

    def clean_upload(self) -> list[UploadedFile[Any]]:
        """All of them, if they are not too much."""
        files: list[UploadedFile[Any]] = self.cleaned_data["upload"]
        refuse_too_much(files, command="outcry authorities import")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("This is too much for one upload. Use the command “outcry authorities import” on the server."))
        return files

    def name_of_set(self) -> str:
        """The name that was written, else the file's."""
        return self.cleaned_data["set_name"].strip() or PurePath(self.cleaned_data["upload"][0].name).stem[:100]
