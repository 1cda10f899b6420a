"""The forms of an import at the desk: the file, how it is written, what its columns are, what its words mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.cases.as_records import column_of
from outcry.cases.models import SavedMapping
from outcry.cases.tables.drafting import guessed, guessed_id
from outcry.cases.tables.facts import FACTS, IN_TWO, Fact, Shape
from outcry.cases.tables.mapping import Mapping as TableMapping
from outcry.lib.country_names import countries
from outcry.lib.tables.encodings import ENCODINGS
from outcry.lib.upload_sizes import refuse_too_much
from outcry.vocabularies.queries import tree

_INDENT = "\u2003"
_OF = {
    "case": _("Case"),
    "event": _("Event"),
    "act": _("Act"),
    "victim": _("To whom it was done"),
    "perpetrator": _("Who did it"),
    "source": _("Source"),
}
_IN_TWO = {"point": _("latitude and longitude"), "size": _("number of people")}
_OTHER_ENCODINGS = ("utf-8", "utf-16", *ENCODINGS)
Choices = list[tuple[Any, Any]]


class UploadForm(forms.Form):
    """A file with cases."""

    upload = forms.FileField(label=_("File"), help_text=_("CSV, XLSX, ODS, JSON or JSON Lines, one row for each case; or an export of Outcry."))

    def clean_upload(self) -> UploadedFile[Any]:
        """It, if it is not too much."""
        file: UploadedFile[Any] = self.cleaned_data["upload"]
        refuse_too_much([file], command="outcry cases import")
        return file


class ReadingForm(forms.Form):
    """How the letters of the file are written, and which of its sheets is meant."""

    encoding = forms.ChoiceField(
        label=_("How the letters are written"),
        required=False,
        help_text=_("The rows below show it: choose the one in which every word can be read."),
    )
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)

    def __init__(self, data: Any = None, *, found: Mapping[str, Any], initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        likely = [name for name in (found.get("encoding", ""), *found.get("others", [])) if name]
        self._offer("encoding", [*likely, *(name for name in _OTHER_ENCODINGS if name not in likely)] if found.get("kind") == "csv" else [])
        self._offer("sheet", found.get("sheets", []))
        if found.get("kind") == "json" and "sheet" in self.fields:
            self.fields["sheet"].label = _("Which list holds the records")

    def _offer(self, name: str, values: Sequence[str]) -> None:
        field: Any = self.fields[name]
        field.choices = [(value, value) for value in values]
        if len(values) < 2:
            del self.fields[name]


class SavedMappingForm(forms.Form):
    """A mapping that was kept from an import before."""

    saved = forms.ModelChoiceField(label=_("Saved mapping"), queryset=SavedMapping.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, mappings: Any, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), prefix="saved")
        field: Any = self.fields["saved"]
        field.queryset = mappings


class SetForm(forms.Form):
    """What is true of the whole file."""

    set_name = forms.CharField(
        label=_("Set of records"),
        max_length=100,
        help_text=_("Ids are compared within one set, and what the columns are is kept under this name for the next file."),
    )
    id_column = forms.ChoiceField(label=_("Column with the id"), help_text=_("Its text marks a row for good: by it the row is known the next time."))
    language = forms.ChoiceField(label=_("Language of the file"), help_text=_("Of its words, its names of months and countries."))
    country = forms.ChoiceField(label=_("Country of every case"), required=False, help_text=_("Where no column says it."))
    act = forms.ChoiceField(label=_("Kind of every act"), required=False, help_text=_("Where no column says it."))

    def __init__(self, data: Any = None, *, header: Sequence[str], initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial={"id_column": guessed_id(header), "language": get_language(), **initial}, prefix="set")
        spoken = get_language() or "en"
        self._offer("id_column", [(name, name) for name in header])
        self._offer("language", list(settings.LANGUAGES))
        self._offer("country", [("", _("none")), *countries(spoken)])
        self._offer("act", [("", _("none")), *term_choices(spoken)])

    def _offer(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = choices


class ColumnForm(forms.Form):
    """One column of the file, and the fact it fills."""

    fact = forms.ChoiceField(label=_("What it is"), required=False)
    language = forms.ChoiceField(label=_("Language of these words"), required=False)
    format = forms.CharField(
        label=_("How days are written"),
        required=False,
        max_length=60,
        help_text=_("DD.MM.YYYY, D MMMM YYYY and the like; blank for year first"),
    )
    list = forms.CharField(
        label=_("What stands between several"),
        required=False,
        max_length=10,
        help_text=_("; or , or the word urls: every address in the text"),
    )
    shorten = forms.BooleanField(label=_("Cut it where it is too long"), required=False)

    def __init__(self, data: Any = None, *, name: str, examples: Sequence[str], number: int, initial: Mapping[str, Any]) -> None:
        super().__init__(data, prefix=f"c{number}", initial=dict(initial))
        self.name, self.examples = name, examples
        fact: Any = self.fields["fact"]
        fact.choices = [("", _("is not imported")), *fact_choices()]
        language: Any = self.fields["language"]
        language.choices = [("", _("that of the file")), *settings.LANGUAGES]

    def told(self, language: str) -> dict[str, Any] | None:
        """The column as a mapping has it; None where it is left out."""
        found = self.cleaned_data
        if not found["fact"]:
            return None
        fact = FACTS[found["fact"]]
        key = f"{fact.key}[{found['language'] or language}]" if fact.in_language else fact.key
        words: dict[str, Any] = {"name": self.name, "fact": key}
        if found["format"] and fact.shape is Shape.DATE:
            words["format"] = [part.strip() for part in found["format"].split("|") if part.strip()]
        if found["list"]:
            words["list"] = found["list"]
        if found["shorten"] and fact.shape is Shape.TEXT and fact.most is not None:
            words["shorten"] = True
        return words


class ValuesForm(forms.Form):
    """The different texts of one column, each with what it means."""

    def __init__(self, data: Any = None, *, column: str, number: int, fact: Fact, texts: Sequence[str], known: Mapping[str, str]) -> None:
        super().__init__(data, prefix=f"v{number}")
        self.column, self.fact, self.texts = column, fact, texts
        offered = term_choices(get_language() or "en") if fact.shape is Shape.TERM else [(one, label) for one, label in labels_of(fact)]
        by_word = {str(label).strip().casefold(): value for value, label in offered}
        for place, text in enumerate(texts):
            first = known.get(text, by_word.get(text.strip().casefold(), ""))
            self.fields[f"t{place}"] = forms.ChoiceField(label=text, required=False, initial=first, choices=[("", _("nothing is known")), *offered])

    def values(self) -> dict[str, str]:
        """Text -> value."""
        return {text: self.cleaned_data[f"t{place}"] for place, text in enumerate(self.texts)}


def term_choices(language: str) -> Choices:
    """The kinds of acts by their codes, those beneath another set in."""
    return [(line.term.code, _INDENT * line.depth + line.wording.label) for line in tree(key="acts", language=language)]


def fact_choices() -> Choices:
    """The facts that a column can fill, by what they are of."""
    return [(label, [(fact.key, label_of(fact)) for fact in FACTS.values() if fact.of == of]) for of, label in _OF.items()]


def label_of(fact: Fact) -> Any:
    """A fact as the forms of the record call it."""
    if fact.key in IN_TWO:
        return capfirst(_IN_TWO[fact.name])
    model, column = column_of(fact)
    return capfirst(model._meta.get_field(column).verbose_name)


def labels_of(fact: Fact) -> Choices:
    """The values that a fact may have, in words where there are some."""
    model, column = column_of(fact)
    words = dict(model._meta.get_field(column).choices or ())
    return [(one, words.get(one, one)) for one in fact.choices]


def columns_for(data: Any, *, header: Sequence[str], rows: Sequence[Mapping[str, Any]], language: str, mapping: TableMapping | None) -> list[ColumnForm]:
    """A form for each column, filled from a mapping, else from the names of the columns."""
    told = _from_mapping(header, mapping) if mapping else {name: {"fact": key.partition("[")[0]} for name, key in guessed(header, language).items()}
    return [ColumnForm(data, name=name, number=number, examples=_examples(name, rows), initial=told.get(name, {})) for number, name in enumerate(header)]


def _from_mapping(header: Sequence[str], mapping: TableMapping) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for column in mapping.columns:
        key, _bracket, language = column.key.partition("[")
        words = {"fact": key, "language": language.rstrip("]"), "format": " | ".join(column.formats), "list": column.parted_by, "shorten": column.shortens}
        found |= dict.fromkeys(column.among(header), words)
    return found


def _examples(name: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    cells = [row.get(name, "") for row in rows]
    texts = ["; ".join(cell) if isinstance(cell, list) else cell for cell in cells]
    return list(dict.fromkeys(text[:80] for text in texts if text))[:3]
