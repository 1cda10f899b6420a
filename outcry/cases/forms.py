"""Forms of the case file. A form keeps the input and says what is wrong; what is saved is decided by the operations."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.accounts.models import Organisation
from outcry.cases.models import Act, Case, Detention, Intervention, Participant, Source
from outcry.cases.operations.writing import FACTS, mark
from outcry.design.day_words import joined
from outcry.lib.country_choices import country_choices
from outcry.lib.wording_forms import WordingForm

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

_EDTF_HELP = _("2011-01-03, 2010-12 or 2010; 2010-12-20~ for about; 2010-12-20/2011-01-03 for from and to. Blank when it is not reported.")
_SEALED_HELP = _("Stored sealed. Never leaves this desk.")
# Days are counted back and forth from these; what lies farther away is a slip of the finger.
_EARLIEST = date(1900, 1, 1)
_LONGEST_TERM_DAYS = 36525
_LATER_HELP = _("Readers see nothing of it before this day. Blank: as soon as it is approved.")


def _sealed(label: Any, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}), help_text=_SEALED_HELP)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text, validators=[MinValueValidator(_EARLIEST)])


class FactsForm(_ModelForm):
    """The facts of one row, with a mark of what stood there when the form was opened."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    case: Case

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = mark(self.instance)
        for name in ("confidential_notes", "identity"):
            if name in self.fields:
                self.initial[name] = getattr(self.instance, name) or ""

    def facts(self) -> dict[str, Any]:
        """What was entered, by the names of the columns. A sealed field left blank is nothing, not an empty text."""
        found = {name: self.cleaned_data[name] for name in FACTS[self._meta.model]}
        return found | {name: found[name] or None for name in ("confidential_notes", "identity") if name in found}

    def tell_of(self, row: Any) -> None:
        """Say that somebody else saved this, show hers, and let the next try overwrite it knowingly."""
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("seen")] = mark(row)
        for name in FACTS[self._meta.model]:
            theirs = joined(row.sources.all()) if name == "sources" else getattr(row, name)
            self[name].theirs = "—" if theirs in (None, "") else theirs  # type: ignore[attr-defined]
        self.add_error(
            None, _("Somebody else saved this while you were writing. Hers stands below each field; yours is still in it. Save again to replace hers.")
        )


class CaseForm(FactsForm):
    """What of a case needs no language."""

    country = forms.ChoiceField(label=_("Country"))
    visible_from = _day(_("Not shown before"), _LATER_HELP)
    confidential_notes = _sealed(_("Confidential notes"), 6)

    class Meta:
        model = Case
        fields = ["number", "slug", "country", "visible_from", "about_invented_person"]
        labels = {"slug": _("Address on the web"), "number": _("Case number"), "about_invented_person": _("About an invented person")}
        help_texts = {"slug": _("Small letters, digits and hyphens. It should not give away a name that is withheld."), "number": _("For example 2011-0003.")}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        cast(forms.ChoiceField, self.fields["country"]).choices = country_choices(kept=self.instance.country or "")

    def clean_number(self) -> str:
        return self._still_free("number", _("Another case has this number."))

    def clean_slug(self) -> str:
        return self._still_free("slug", _("Another case has this address."))

    def _still_free(self, name: str, taken: Any) -> str:
        value = str(self.cleaned_data[name])
        if Case.objects.filter(organisation=self.organisation, **{name: value}).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(taken)
        return value


class _WithSources(FactsForm):
    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField[Source]", self.fields["sources"])
        field.queryset = Source.objects.filter(case=case)


class _OfCase(FactsForm):
    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ActForm(_WithSources):
    """What was done."""

    visible_from = _day(_("Not shown before"), _LATER_HELP)
    confidential_notes = _sealed(_("Confidential notes"))

    class Meta:
        model = Act
        fields = ["kind", "when", "sources", "is_public", "visible_from"]
        labels = {"kind": _("Kind of act"), "when": _("When"), "sources": _("Sources"), "is_public": _("May be published")}
        help_texts = {"when": _EDTF_HELP, "is_public": _("Without this it stays in the file, and so do sources that speak of nothing else.")}
        widgets = {"sources": forms.CheckboxSelectMultiple}


class InterventionForm(_WithSources):
    """What was done about it."""

    visible_from = _day(_("Not shown before"), _LATER_HELP)

    class Meta:
        model = Intervention
        fields = ["kind", "when", "sources", "visible_from"]
        labels = {"kind": _("Kind"), "when": _("When"), "sources": _("Sources")}
        help_texts = {"when": _EDTF_HELP}
        widgets = {"sources": forms.CheckboxSelectMultiple}


class ParticipantForm(_OfCase):
    """A person, group or organisation."""

    visible_from = _day(_("Not shown before"), _LATER_HELP)
    confidential_notes = _sealed(_("Confidential notes"))

    class Meta:
        model = Participant
        fields = ["kind", "is_named_publicly", "visible_from"]
        labels = {"kind": _("Kind"), "is_named_publicly": _("May be named in public")}
        help_texts = {"is_named_publicly": _("Without this the page says that the name is withheld, and no text with this name can be approved.")}


class SourceForm(_OfCase):
    """Where a statement comes from."""

    identity = _sealed(_("Who the source is"))
    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = Source
        fields = ["is_confidential", "publisher", "title", "language", "url", "published", "connection", "reliability"]
        labels = {
            "is_confidential": _("Confidential"),
            "publisher": _("Publisher"),
            "title": _("Title"),
            "url": _("Address on the web"),
            "published": _("Published"),
            "connection": _("Connection to what happened"),
            "reliability": _("Reliability"),
        }
        help_texts = {"published": _EDTF_HELP, "is_confidential": _("The page then says only that there is a source; nothing else of it is published.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["language"]).choices = _languages(self.instance.language)

    def clean(self) -> dict[str, Any]:
        """A source is named, or confidential and described where nobody else reads it."""
        found = super().clean() or self.cleaned_data
        if not found.get("is_confidential") and not found.get("publisher"):
            self.add_error("publisher", _("Say who published it, or mark the source as confidential."))
        if found.get("url") and not str(found["url"]).startswith(("https://", "http://")):
            self.add_error("url", _("An address on the web begins with https:// or http://."))
        return found


class DetentionForm(_OfCase):
    """The custody clock."""

    term_days = forms.IntegerField(label=_("Term in days"), required=False, min_value=1, max_value=_LONGEST_TERM_DAYS)
    due_on = _day(_("Due for release"), _("The last day of the term."))

    class Meta:
        model = Detention
        fields = ["began", "began_is_reckoned", "term_days", "due_on", "released", "release_ground"]
        labels = {
            "began": _("Began"),
            "began_is_reckoned": _("The beginning is reckoned, not reported"),
            "released": pgettext_lazy("day of the release", "Released"),
            "release_ground": _("Ground for release"),
        }
        help_texts = {
            "began": _EDTF_HELP,
            "began_is_reckoned": _("The day is then counted back from the day of release and the term."),
            "released": _EDTF_HELP,
        }

    def clean(self) -> dict[str, Any]:
        """What is reckoned needs something to reckon from."""
        found = super().clean() or self.cleaned_data
        if found.get("began_is_reckoned") and not (found.get("term_days") and found.get("due_on")):
            self.add_error("began_is_reckoned", _("To reckon the beginning, give the term in days and the day of release."))
        if found.get("release_ground") and not found.get("released"):
            self.add_error("released", _("Say when: a day, a month or a year."))
        return found


def _languages(kept: str) -> list[tuple[str, str]]:
    """Those of the site, and the one that stands there."""
    known = [(code, str(name)) for code, name in settings.LANGUAGES]
    return known if not kept or kept in dict(known) else [*known, (kept, kept)]


class CaseWordsForm(WordingForm):
    """A case in one language."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("The person, group or organisation it is about."))
    standfirst = forms.CharField(label=_("In two sentences"), widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(label=_("Place"), max_length=200)


class ActWordsForm(WordingForm):
    """An act in one language. A blank fact means: not reported."""

    headline = forms.CharField(label=_("Headline"), max_length=200)
    when_note = forms.CharField(label=_("Note on the date"), max_length=200)
    body = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 5}))
    against = forms.CharField(label=_("Against"), max_length=200)
    by = forms.CharField(label=pgettext_lazy("who did the act", "By"), max_length=200)
    reason_given = forms.CharField(label=_("Reason given"), max_length=300)
    ended = forms.CharField(label=_("How it ended"), max_length=200)


class InterventionWordsForm(WordingForm):
    """An intervention in one language."""

    headline = forms.CharField(label=_("Headline"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}))


class ParticipantWordsForm(WordingForm):
    """A participant in one language."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Stored sealed. Published only if it may be named in public."))
    role = forms.CharField(label=_("Part in the case"), max_length=300, help_text=_("Published with the case, also where the name is withheld."))
