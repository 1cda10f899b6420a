"""The forms of the parts of a case: facts as their models have them, with what else has to hold."""

from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.forms.facts import EDTF_HELP, FactsForm, sealed_field
from outcry.cases.models import (
    Act,
    Case,
    CaseOutcome,
    Consent,
    Death,
    Destruction,
    Detention,
    Event,
    EventLink,
    IllTreatment,
    Intervention,
    Involvement,
    Participant,
    Penalty,
    Person,
    PersonName,
    Proceedings,
    ProceedingsStep,
    Relation,
    Response,
    Source,
    Threat,
)
from outcry.lib.country_choices import country_choices

# A hundred years; what is longer is a slip of the finger.
_LONGEST_TERM_DAYS = 36525


class CaseForm(FactsForm):
    """What of a case needs no language."""

    model = Case
    help_texts: ClassVar[dict[str, Any]] = {
        "slug": _("Small letters, digits and hyphens. It should not give away a name that is withheld."),
        "number": _("For example 2011-0003."),
    }

    country = forms.ChoiceField(label=_("Country"))
    confidential_notes = sealed_field(_("Confidential notes"), rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].label = _("Address on the web")
        cast(forms.ChoiceField, self.fields["country"]).choices = country_choices(kept=self.row.country or "")

    @property
    def organisation(self) -> Organisation:
        return self.file  # type: ignore[no-any-return]

    def clean_number(self) -> str:
        return self._still_free("number", _("Another case has this number."))

    def clean_slug(self) -> str:
        return self._still_free("slug", _("Another case has this address."))

    def _still_free(self, name: str, taken: Any) -> str:
        value = str(self.cleaned_data[name])
        if Case.objects.filter(organisation=self.organisation, **{name: value}).exclude(pk=self.row.pk).exists():
            raise forms.ValidationError(taken)
        return value


class SourceForm(FactsForm):
    """Where a statement comes from."""

    model = Source
    # Set where a message is taken over.
    left_out = ("conversation", "told_until")
    help_texts: ClassVar[dict[str, Any]] = {
        "is_confidential": _("The page then says only that there is a source; nothing else of it is published."),
    }

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["language"]).choices = _languages(self.row.language)

    def clean(self) -> dict[str, Any]:
        """A source is named, or confidential and described where nobody else reads it."""
        found = super().clean()
        if not found.get("is_confidential") and not found.get("publisher"):
            self.add_error("publisher", _("Say who published it, or mark the source as confidential."))
        if found.get("url") and not str(found["url"]).startswith(("https://", "http://")):
            self.add_error("url", _("An address on the web begins with https:// or http://."))
        return found


class ConsentForm(FactsForm):
    """What the source agreed to."""

    model = Consent


class EventForm(FactsForm):
    """What happened together."""

    model = Event

    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", "—"), *country_choices(kept=self.row.country or "")]


class EventLinkForm(FactsForm):
    """How an event stands to another."""

    model = EventLink
    help_texts: ClassVar[dict[str, Any]] = {"related": _("The number of its case, and after a stroke which event of it: 2011-0003/2.")}


class ActForm(FactsForm):
    """What was done."""

    model = Act
    help_texts: ClassVar[dict[str, Any]] = {
        "kind": _("As finely as it is known: the first lines of the list are the broad ones."),
        "victim": _("One act has one victim or group. Were there several with fates of their own, write an act for each."),
        "is_public": _("Without this it stays in the file, and so do sources that speak of nothing else."),
    }


class InvolvementForm(FactsForm):
    """Who did it, and how far."""

    model = Involvement
    help_texts: ClassVar[dict[str, Any]] = {"perpetrator": _("Add whoever is missing to the people and organisations of the case first.")}


class DetentionForm(FactsForm):
    """The custody clock, and how she is held."""

    model = Detention
    help_texts: ClassVar[dict[str, Any]] = {
        "began_is_reckoned": _("The day is then counted back from the day of release and the term."),
        "due_on": _("The last day of the term."),
        "limit_on": _("The day by which the law wants a court to have ruled. The desk reminds of it."),
    }

    term_days = forms.IntegerField(label=_("Term in days"), required=False, min_value=1, max_value=_LONGEST_TERM_DAYS)

    def clean(self) -> dict[str, Any]:
        """What is reckoned needs something to reckon from."""
        found = super().clean()
        if found.get("began_is_reckoned") and not (found.get("term_days") and found.get("due_on")):
            self.add_error("began_is_reckoned", _("To reckon the beginning, give the term in days and the day of release."))
        if found.get("release_ground") and not found.get("released"):
            self.add_error("released", _("Say when: a day, a month or a year."))
        return found


class ProceedingsForm(FactsForm):
    """A case before a court."""

    model = Proceedings


class ProceedingsStepForm(FactsForm):
    """One step of it."""

    model = ProceedingsStep
    help_texts: ClassVar[dict[str, Any]] = {"when": EDTF_HELP}


class _MoneyForm(FactsForm):
    """Sums with their currencies."""

    # A column with an amount, and the one with its currency.
    pairs: ClassVar[tuple[tuple[str, str], ...]] = (("amount", "currency"),)

    def clean(self) -> dict[str, Any]:
        """A sum needs a currency, three letters of ISO 4217."""
        found = super().clean()
        for amount, currency in self.pairs:
            code = str(found.get(currency) or "").upper()
            found[currency] = code
            if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
                self.add_error(currency, _("Three letters of ISO 4217, such as KZT or EUR."))
            if found.get(amount) is not None and not code:
                self.add_error(currency, _("Say in which currency."))
        return found


class PenaltyForm(_MoneyForm):
    """A fine or another penalty."""

    model = Penalty
    pairs = (("amount", "currency"), ("converted_amount", "converted_currency"))
    help_texts: ClassVar[dict[str, Any]] = {
        "converted_amount": _("As the source converted it, or we did. It is kept as it is and never reckoned anew."),
        "converted_by": _("Which source, or the rate and whose it is."),
    }


class IllTreatmentForm(FactsForm):
    """How she was treated."""

    model = IllTreatment


class DeathForm(FactsForm):
    """What is known of a death."""

    model = Death


class DestructionForm(_MoneyForm):
    """What was lost."""

    model = Destruction


class ThreatForm(FactsForm):
    """A threat."""

    model = Threat


class ParticipantForm(FactsForm):
    """A person, group or organisation, or the holder of a post. Who it is over all cases is decided on a page of its own."""

    model = Participant
    left_out = ("person",)
    help_texts: ClassVar[dict[str, Any]] = {
        "is_named_publicly": _("Without this the page says that the name is withheld, and no text with this name can be approved."),
        "post": _("As the directory of authorities names it. Whoever held it on the day of an act is found there."),
    }


class InterventionForm(FactsForm):
    """What was done about it."""

    model = Intervention


class ResponseForm(FactsForm):
    """What was answered."""

    model = Response


class OutcomeForm(FactsForm):
    """What came of it."""

    model = CaseOutcome
    help_texts: ClassVar[dict[str, Any]] = {"campaign_link": _("Never more than can be shown to somebody who doubts it.")}


class PersonForm(FactsForm):
    """Somebody over all cases."""

    model = Person

    @property
    def organisation(self) -> Organisation:
        return self.row.organisation if self.row.pk else self.file  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        """A group has a size from less to more."""
        found = super().clean()
        least, most = found.get("size_min"), found.get("size_max")
        if least is not None and most is not None and least > most:
            self.add_error("size_max", _("At most can't be less than at least."))
        return found


class PersonNameForm(FactsForm):
    """One of the names of a person."""

    model = PersonName

    text = forms.CharField(label=_("Name"), max_length=300, help_text=_("Stored sealed. It is found in other scripts and spellings, too."))


class RelationForm(FactsForm):
    """How one person stands to another."""

    model = Relation


def _languages(kept: str) -> list[tuple[str, str]]:
    """Those of the site, and the one that stands there."""
    known = [(code, str(name)) for code, name in settings.LANGUAGES]
    return known if not kept or kept in dict(known) else [*known, (kept, kept)]
