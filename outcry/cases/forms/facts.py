"""A form for the facts of any row of the file, drawn from its model: a new kind of part needs no new form."""

import copy
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation, User
from outcry.accounts.reading import reader
from outcry.cases.field_levels import level_of
from outcry.cases.forms.finding import BodyField, EventField, PersonField, PostField
from outcry.cases.levels import RAISED, may_read, readable
from outcry.cases.models import Act, Case, CodedField, Event, Intervention, ManyCodedField, Participant, Person
from outcry.cases.models.raised import RAISED_TO
from outcry.cases.operations.writing import mark
from outcry.cases.titles import title_elsewhere, title_of
from outcry.design.day_words import joined
from outcry.evidence.models import Level
from outcry.lib.dates import EdtfField, TypedDateField
from outcry.lib.many_rows import ManyRowsField
from outcry.lib.sealing import SealedTextField
from outcry.vocabularies.choosing import TermField, TermsField

if TYPE_CHECKING:
    _ModelChoiceField = forms.ModelChoiceField[Any]
else:
    _ModelChoiceField = forms.ModelChoiceField

EDTF_HELP = _(
    "As you would write it: 3 January 2011, December 2010, about 20 December 2010, from 20 December 2010 to 3 January 2011. Blank when it is not reported."
)
SEALED_HELP = _("Stored sealed. Never leaves this desk.")
LEVEL_HELP = _("What is restricted, named people alone see, find and count. Of two levels the stricter one holds.")
READERS_HELP = _("For what is restricted. Whoever restricts it is always among them.")
LATER_HELP = _("Readers see nothing of it before this day. Blank: as soon as it is approved.")
# Days are counted back and forth from these; what lies farther away is a slip of the finger.
_EARLIEST = date(1900, 1, 1)
# Which rows of the same case a column may name.
_OF_CASE: dict[type[models.Model], str] = {Participant: "participants", Event: "events", Act: "acts", Intervention: "interventions"}


class RowField(_ModelChoiceField):
    """One row of the file by its title. `kept` is the one that stands there already, and need not be asked for."""

    kept: Any = None

    def to_python(self, value: Any) -> Any:
        return self.kept if self.kept and str(self.kept.pk) == str(value) else super().to_python(value)

    def label_from_instance(self, obj: Any) -> str:
        return title_of(obj)


class _ManyRows(ManyRowsField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


def sealed_field(label: Any, *, rows: int = 3) -> forms.CharField:
    """A text that is stored sealed."""
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}), help_text=SEALED_HELP)


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """One day, which may be blank."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text, validators=[MinValueValidator(_EARLIEST)])


class FactsForm(forms.Form):
    """The facts of one row, with a mark of what stood there when the form was opened.

    A subclass names the model, and declares only those fields that need more than their column says.
    """

    model: ClassVar[Any]
    left_out: ClassVar[tuple[str, ...]] = ()
    help_texts: ClassVar[Mapping[str, Any]] = {}

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, row: Any = None, file: Any, prefix: str | None = None, initial: Mapping[str, Any] | None = None, opened: bool = False
    ) -> None:
        self.row, self.file, self.opened = row or self.model(), file, opened
        super().__init__(data, prefix=prefix, initial={**(self._stored() if self.row.pk else {}), **(initial or {}), "seen": mark(self.row)})
        entered = [name for name in self.model.FACTS if name not in self.left_out and self._is_open(name)]
        drawn = {name: self.fields[name] if name in self.fields else self._field(self.model._meta.get_field(name)) for name in entered}
        self.fields = {**drawn, **{name: field for name, field in self.fields.items() if name not in drawn}}

    def facts(self) -> dict[str, Any]:
        """What was entered, by the names of the columns. A sealed field left blank is nothing, not an empty text."""
        found = {name: self._with_hidden(name, self.cleaned_data[name]) for name in self.model.FACTS if name in self.fields}
        return {name: value or None if isinstance(self.model._meta.get_field(name), SealedTextField) else value for name, value in found.items()}

    @property
    def sealed(self) -> list[str]:
        """The columns that hold something which has to be asked for, by their labels."""
        names = [name for name in self.model.FACTS if not self._is_open(name) and getattr(self.row, name)]
        return [capfirst(self.model._meta.get_field(name).verbose_name) for name in names]

    def _is_open(self, name: str) -> bool:
        """Whether a column is written here. What is sealed is, in a new row; in one that is there, once somebody asked for it."""
        return self.opened or not self.row.pk or level_of(self.model, name) != Level.SEALED

    def _with_hidden(self, name: str, value: Any) -> Any:
        """Rows that stand in a list and that the writer may not know of stay in it."""
        column = self.model._meta.get_field(name)
        if not (column.many_to_many and self.row.pk and column.related_model in RAISED):
            return value
        stored = getattr(self.row, name).all()
        known = set(readable(column.related_model.objects.filter(pk__in=[one.pk for one in stored])).values_list("pk", flat=True)) if stored else set()
        return [*value, *(one for one in stored if one.pk not in known)]

    def tell_of(self, row: Any) -> None:
        """Say that somebody else saved this, show hers, and let the next try overwrite it knowingly."""
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("seen")] = mark(row)
        for name in self.model.FACTS:
            if name in self.fields:
                # Read by the template of a field, which shows it beside the input.
                self[name].theirs = in_words(row, name) or "—"  # type: ignore[attr-defined]
        self.add_error(
            None, _("Somebody else saved this while you were writing. Hers stands below each field; yours is still in it. Save again to replace hers.")
        )

    def clean_level(self) -> str:
        """Left out, it stays what it was."""
        return str(self.cleaned_data["level"] or self.row.level)

    def clean(self) -> dict[str, Any]:
        """What the database would refuse is said before, in words."""
        found = super().clean() or self.cleaned_data
        tried = copy.copy(self.row)
        for name, value in self._columns(found).items():
            setattr(tried, name, value)
        try:
            # Rows were chosen among those that are there.
            rows = {name for name, value in found.items() if isinstance(value, models.Model)}
            tried.clean_fields(exclude={field.name for field in self.model._meta.fields} - (set(found) - set(self.errors) - rows))
            tried.validate_constraints(exclude={name for name in self.model.FACTS if name in self.errors})
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                self.add_error(name if name in self.fields else None, sentences if name != NON_FIELD_ERRORS else _refused(sentences))
        return found

    @property
    def organisation(self) -> Organisation:
        """Whose file it is."""
        return self.file.organisation  # type: ignore[no-any-return]

    def _columns(self, found: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in found.items() if name in self.model.FACTS and not self.model._meta.get_field(name).many_to_many}

    def _stored(self) -> dict[str, Any]:
        """What stands there, as the fields show it."""
        return {name: stored(self.row, name) for name in self.model.FACTS}

    def _field(self, column: Any) -> forms.Field:
        label, help_text = capfirst(column.verbose_name), self.help_texts.get(column.name, "")
        if column.name == "level":
            return forms.ChoiceField(label=label, required=False, choices=RAISED_TO, help_text=LEVEL_HELP, initial=column.default)
        match column:
            case ManyCodedField():
                return TermsField(key=column.in_list, kept=self._kept(column), required=False, label=label, help_text=help_text)
            case CodedField():
                return TermField(key=column.in_list, kept=next(iter(self._kept(column)), None), required=not column.blank, label=label, help_text=help_text)
            case SealedTextField():
                return sealed_field(label)
            case EdtfField():
                return TypedDateField(label=label, required=False, help_text=help_text or EDTF_HELP, widget=forms.TextInput(attrs={"autocomplete": "off"}))
            case models.DateField():
                return day_field(label, help_text or (LATER_HELP if column.name == "visible_from" else ""))
            case models.ForeignKey() | models.ManyToManyField():
                return self._relation(column, label, help_text)
        return column.formfield(label=label, help_text=help_text)  # type: ignore[no-any-return]

    def _kept(self, column: Any) -> list[Any]:
        if not self.row.pk:
            return []
        return list(getattr(self.row, column.name).all()) if column.many_to_many else [found] if (found := getattr(self.row, column.name)) else []

    def _relation(self, column: Any, label: Any, help_text: Any) -> forms.Field:
        other = column.related_model
        known: dict[str, Any] = {"label": label, "help_text": help_text, "required": not column.blank}
        if column.name == "related":
            field: Any = PersonField if other is Person else EventField
            return field(organisation=self.organisation, **known)  # type: ignore[no-any-return]
        if other._meta.model_name in ("post", "body"):
            return (PostField if other._meta.model_name == "post" else BodyField)(organisation=self.organisation, **known)
        if other is User:
            known["help_text"] = READERS_HELP
            return _ManyRows(queryset=User.objects.filter(organisation=self.organisation, is_active=True, is_partner=False).order_by("username"), **known)
        rows = readable(getattr(self.file, _OF_CASE.get(other, "sources")).all(), within="case" if isinstance(self.file, Case) else "")
        if column.many_to_many:
            return _ManyRows(queryset=rows, **known)
        chosen = RowField(queryset=rows, **known)
        kept = self.row._state.fields_cache.get(column.name)
        chosen.kept = kept if kept and kept.file == self.file and may_read(user=reader(), row=kept) else None
        return chosen


def stored(row: Any, name: str) -> Any:
    """One fact as a form field takes it."""
    column = row._meta.get_field(name)
    if column.many_to_many:
        return [one.pk for one in getattr(row, name).all()]
    value = getattr(row, column.attname)
    if column.is_relation and column.name in ("related", "post", "body") and value:
        return getattr(row, name)
    return "" if value is None and isinstance(column, SealedTextField) else value


def in_words(row: Any, name: str) -> str:
    """One fact as a person reads it."""
    column = row._meta.get_field(name)
    value: Any = getattr(row, name)
    if column.many_to_many:
        return joined(named(one) for one in value.all())
    if column.choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value in (None, "") else named(value)


def named(value: Any) -> str:
    """A value in words: a term or a row of the file by its title."""
    return title_elsewhere(value) if isinstance(value, models.Model) and not isinstance(value, User) else str(value)


def _refused(sentences: list[str]) -> list[Any]:
    """Django names the constraint; that helps nobody at the desk."""
    return [_("This does not go together, or stands there already.")] if sentences else []
