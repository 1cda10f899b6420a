"""Forms of bodies, posts, people and holdings. Fields are named as in Popolo, so that a refusal finds its field."""

from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.authorities.models import Body, Record
from outcry.authorities.popolo.kinds import KINDS, Json
from outcry.authorities.queries.as_popolo import as_record
from outcry.authorities.queries.records import bodies
from outcry.lib.dates import TypedDateField
from outcry.lib.wording_forms import WordingForm

_DATE_HELP = _("3 January 2011, December 2010 or 2010; about 2010. Leave it blank if it is not known.")
_DATE = {"dir": "auto", "autocomplete": "off"}


def _date(label: Any) -> TypedDateField:
    return TypedDateField(label=label, max_length=60, required=False, help_text=_DATE_HELP, widget=forms.TextInput(attrs=_DATE))


class RecordForm(forms.Form):
    """What the forms of all kinds have in common. A field that the source gave in several languages is changed by language only."""

    KIND = ""
    REFERENCES: tuple[str, ...] = ()

    seen_version = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisation: Organisation, row: Record | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            record = as_record(row, kind=KINDS[self.KIND])
            for name in [name for name in self.fields if isinstance(record.get(name), dict)]:
                del self.fields[name]
            self.initial = (
                {name: record.get(name, "") for name in self.fields if name not in self.REFERENCES} | {"seen_version": row.version} | dict(self.initial)
            )
        found = bodies(organisation=organisation)
        for name in self.REFERENCES:
            cast(forms.ModelChoiceField[Body], self.fields[name]).queryset = found.exclude(public_id=row.public_id) if isinstance(row, Body) else found
            field = KINDS[self.KIND].field(name)
            if row is not None and field is not None:
                self.initial[name] = getattr(row, f"{field.column}_id")

    def said(self) -> Json:
        """What was written, in Popolo's words."""
        own = ("seen_version", *self.REFERENCES)
        return {name: value.strip() for name, value in self.cleaned_data.items() if name not in own and isinstance(value, str)}

    def references(self) -> dict[str, Record | None]:
        """What was chosen."""
        return {name: self.cleaned_data[name] for name in self.REFERENCES}


class BodyForm(RecordForm):
    """A ministry, court, prison, parliament or party."""

    KIND = "organizations"
    REFERENCES = ("parent_id",)

    name = forms.CharField(label=_("Name"), max_length=500)
    classification = forms.CharField(
        label=_("Kind of body"), max_length=200, required=False, help_text=_("Such as ministry, court, prison, parliament, party.")
    )
    parent_id = forms.ModelChoiceField(label=_("Belongs to"), queryset=Body.objects.none(), required=False, empty_label=_("nothing above it"))
    founding_date = _date(_("Founded"))
    dissolution_date = _date(_("Dissolved"))
    description = forms.CharField(label=_("Description"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PostForm(RecordForm):
    """A position that is there whoever holds it."""

    KIND = "posts"
    REFERENCES = ("organization_id",)

    label = forms.CharField(label=_("Name of the post"), max_length=500, help_text=_("Such as head of the prison, prosecutor of the city."))
    role = forms.CharField(label=_("Function"), max_length=200, required=False)
    organization_id = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), required=False, empty_label=_("none"))
    start_date = _date(_("Created"))
    end_date = _date(_("Abolished"))


class PersonForm(RecordForm):
    """Somebody who holds or held public office."""

    KIND = "persons"

    name = forms.CharField(label=_("Name"), max_length=500)
    given_name = forms.CharField(label=_("Given name"), max_length=200, required=False)
    patronymic_name = forms.CharField(label=_("Patronymic"), max_length=200, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=200, required=False)
    honorific_prefix = forms.CharField(label=_("Title before the name"), max_length=200, required=False)
    honorific_suffix = forms.CharField(label=_("Title after the name"), max_length=200, required=False)
    sort_name = forms.CharField(label=_("Name to sort by"), max_length=500, required=False)
    gender = forms.CharField(label=_("Gender"), max_length=100, required=False)
    birth_date = _date(_("Born"))
    death_date = _date(_("Died"))
    image = forms.CharField(label=_("Address of a picture"), max_length=1000, required=False, widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}))


class HoldingForm(RecordForm):
    """From when to when somebody holds a post, or is in a body."""

    KIND = "memberships"
    REFERENCES = ("on_behalf_of_id",)

    role = forms.CharField(label=_("Role"), max_length=200, required=False, help_text=_("Such as head, deputy, acting head, member."))
    on_behalf_of_id = forms.ModelChoiceField(label=_("On behalf of"), queryset=Body.objects.none(), required=False, empty_label=_("nobody else"))
    start_date = _date(_("From"))
    end_date = _date(_("Until"))


class NameForm(WordingForm):
    """Our own name for it in one language."""

    name = forms.CharField(label=_("Name"), max_length=500)


class _ListForm(forms.Form):
    """One entry of a list. What the form does not show of it is kept."""

    KEYS: tuple[str, ...] = ()

    place = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def entry(self, there: list[Json]) -> Json | None:
        """The entry as it was with what was changed; None for one that was emptied."""
        written = {name: (self.cleaned_data.get(name) or "").strip() for name in self.KEYS}
        if not any(written.values()):
            return None
        place = self.cleaned_data.get("place")
        kept = dict(there[place]) if place is not None and place < len(there) else {}
        return {**kept, **{name: text for name, text in written.items() if text or name in kept}}


class ContactForm(_ListForm):
    """A way to reach somebody."""

    KEYS = ("type", "value", "note")

    type = forms.CharField(label=_("Kind"), max_length=50, required=False, help_text=_("Such as email, voice, fax, address."))
    value = forms.CharField(label=_("Address or number"), max_length=500, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class OtherNameForm(_ListForm):
    """Another name: in another script, an earlier one, as the press writes it."""

    KEYS = ("name", "lang", "note")

    name = forms.CharField(label=_("Name"), max_length=500, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    lang = forms.CharField(label=_("Language"), max_length=20, required=False, widget=forms.TextInput(attrs={"dir": "ltr"}))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class LinkOfRecordForm(_ListForm):
    """A page about it."""

    KEYS = ("url", "note")

    url = forms.CharField(label=_("Address of the page"), max_length=1000, required=False, widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}))
    note = forms.CharField(label=_("What it says"), max_length=300, required=False)


_LISTS: dict[str, tuple[type[_ListForm], Any]] = {
    "contact_details": (ContactForm, _("Way to reach it")),
    "other_names": (OtherNameForm, _("Other name")),
    "sources": (LinkOfRecordForm, _("Source")),
    "links": (LinkOfRecordForm, _("Link")),
}


def list_formset(name: str, *, row: Record | None, data: Any = None) -> BaseFormSet[Any]:
    """The entries of a list of a record, and one blank row more. Its `row_word` says what a row is."""
    form, word = _LISTS[name]
    there: list[Json] = getattr(row, name) if row is not None else []
    initial = [{"place": place, **{key: one.get(key, "") for key in form.KEYS if not isinstance(one.get(key), dict)}} for place, one in enumerate(there)]
    formset = formset_factory(form, extra=1)(data, prefix=name, initial=initial)
    formset.row_word, formset.there, formset.list_name = word, there, name  # type: ignore[attr-defined]
    return formset
