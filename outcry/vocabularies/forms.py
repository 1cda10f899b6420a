"""Forms of the desk of lists. What is right is decided by the operations; a form keeps the input and shows their words."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from outcry.lib.upload_sizes import refuse_too_much
from outcry.lib.wording_forms import WordingForm
from outcry.vocabularies.choosing import TermField
from outcry.vocabularies.entries import LABEL_LENGTH, TermWords
from outcry.vocabularies.models import Term, TermLabel

# Bytes. The official lists have two millions.


def language_name(code: str) -> str:
    """The language by its own name, or its code where nobody told us."""
    names = dict(settings.LANGUAGES)
    return str(names.get(code) or LANG_INFO.get(code, {}).get("name_local", code))


def languages_to_write(rows: Iterable[TermLabel]) -> list[tuple[str, str]]:
    """The languages of the site, then others in which the term is worded already."""
    ours = [code for code, _name in settings.LANGUAGES]
    others = sorted({row.language for row in rows} - set(ours))
    return [(code, language_name(code)) for code in (*ours, *others)]


class TermWordsForm(WordingForm):
    """A term in one language."""

    label = forms.CharField(label=_("Term"), max_length=LABEL_LENGTH)
    definition = forms.CharField(label=_("What it covers"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def term_words(self) -> TermWords:
        """What was entered."""
        return TermWords(**self.words())


class ChangeForm(forms.Form):
    """A change of a term itself, which says which version of it was seen. A subclass adds its question as a field."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, term: Term, key: str) -> None:
        names = {"seen_version": term.version, "parent": term.parent_id, "replaced_by": term.replaced_by_id}
        super().__init__(data, initial=names)
        self.ask(term, key)

    def ask(self, term: Term, key: str) -> None:
        """Add the field."""
        raise NotImplementedError


class PlaceForm(ChangeForm):
    """Where a term hangs."""

    def ask(self, term: Term, key: str) -> None:
        kept = term.parent if term.parent and not term.parent.is_usable else None
        self.fields["parent"] = TermField(key=key, kept=kept, required=False, empty_label=_("At the top of the list"), label=_("Beneath"))


class RetireForm(ChangeForm):
    """What to use instead of a term."""

    def ask(self, term: Term, key: str) -> None:
        self.fields["replaced_by"] = TermField(key=key, required=False, empty_label=_("Nothing in particular"), label=_("Use instead"))


class SearchForm(forms.Form):
    """Words to look for in a list."""

    q = forms.CharField(label=_("Search this list"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))


class ImportForm(forms.Form):
    """The files of an import."""

    file = forms.FileField(label=_("Table of terms (CSV, XLSX, ODS)"), help_text=_("terms.csv of the official lists, or a table that was exported here."))
    lists = forms.FileField(label=_("Names of the lists (CSV, XLSX, ODS)"), required=False, help_text=_("lists.csv, for the official lists alone."))
    dry_run = forms.BooleanField(label=_("Only count what would happen, change nothing"), required=False, initial=True)

    def clean(self) -> dict[str, Any] | None:
        """Refuse what is too large to be read at once."""
        cleaned = super().clean()
        for name in ("file", "lists"):
            file = (cleaned or {}).get(name)
            if file:
                try:
                    refuse_too_much([file], command="outcry vocabularies import")
                except forms.ValidationError as refusal:
                    self.add_error(name, refusal)
        return cleaned
