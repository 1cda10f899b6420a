"""The form of a translation, text by text, and the file that comes back from a translator's program."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import get_rich_text_editor_widget

from outcry.design.parts import direction
from outcry.newsroom.kept_words import look_before_saving
from outcry.newsroom.rich_text import FEATURES
from outcry.newsroom.translating.words import WordsWork
from outcry.newsroom.translating.work import Line, Standing, Work

_SHORT = 120


class TranslationForm(forms.Form):
    """A field for each text of the source, in its order; empty ones stay for later."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, work: Work | WordsWork, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work = work
        self.initial["seen"] = work.seen
        for number, line in enumerate(work.lines):
            self.fields[f"text-{number}"] = _field(line, work.language)
            if line.standing == Standing.BEHIND:
                self.fields[f"right-{number}"] = forms.BooleanField(label=_("I compared it with the new text: it is still right"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if told := look_before_saving(self.data, is_overtaken=found.get("seen") != self.work.seen):
            self.add_error(None, forms.ValidationError(told, code="kept"))
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each text beside its field."""
        for number, line in enumerate(self.work.lines):
            right = self[f"right-{number}"] if f"right-{number}" in self.fields else None
            yield {"line": line, "field": self[f"text-{number}"], "right": right, "standing": line.standing.value}

    def texts(self) -> dict[str, str]:
        """What was written, by key."""
        return {line.source.key: self.cleaned_data[f"text-{number}"] for number, line in enumerate(self.work.lines)}

    def refuse(self, key: str, sentence: str) -> None:
        """Say why nothing was saved, beside the text that is meant."""
        found = (f"text-{number}" for number, line in enumerate(self.work.lines) if line.source.key == key)
        self.add_error(next(found, None), sentence)

    def still_right(self) -> set[str]:
        """The keys of what was compared and left."""
        return {line.source.key for number, line in enumerate(self.work.lines) if self.cleaned_data.get(f"right-{number}")}

    def tell_of(self, theirs: Work | WordsWork) -> None:
        """Say that somebody else saved meanwhile, show what she has beside each text, and let the next try overwrite it knowingly."""
        for number, line in enumerate(theirs.lines):
            name = f"text-{number}"
            if name in self.fields and line.text != self.cleaned_data.get(name):
                self[name].theirs = line.text  # type: ignore[attr-defined]
        data: Any = self.data
        self.data = data = data.copy()
        data["seen"] = str(theirs.seen)
        self.add_error(
            None, _("Somebody else saved this text while you were writing. Hers stands below; yours is still in the fields. Save again to replace hers.")
        )


class FileForm(forms.Form):
    """A file with translated texts."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PO or XLIFF 1.2, as you took it from here. Reports are saved as drafts, cases as changes that are to be approved. "
            "What is in it for an appeal that runs is public at once."
        ),
    )


def _field(line: Line, language: str) -> forms.Field:
    attributes = {"lang": language, "dir": direction(language)}
    label = line.source.about
    if line.source.is_rich:
        widget = get_rich_text_editor_widget(features=list(FEATURES))
        widget.attrs |= attributes
        widget.options["ariaLabel"] = label
        return forms.CharField(label=label, required=False, widget=widget, initial=line.text)
    longest = line.source.longest
    is_short = len(line.source.text) <= _SHORT and "\n" not in line.source.text
    written = forms.TextInput(attrs=attributes) if is_short else forms.Textarea(attrs={**attributes, "rows": 4})
    return forms.CharField(label=label, required=False, max_length=longest, widget=written, initial=line.text)
