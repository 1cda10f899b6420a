"""The form that asks for cases, and the one that keeps a question under a name."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.accounts.reading import reader
from outcry.cases.filters import MOST_LETTERS, BadFilter, CaseFilter
from outcry.cases.models import SavedView
from outcry.cases.search import NOT_FOR_PARTNERS, Search
from outcry.cases.stages import Stage
from outcry.cases.vocabulary import Reliability, StandingKind
from outcry.lib.country_names import countries
from outcry.vocabularies.queries import NoSuchTerm, tree

Choices = list[tuple[str, Any]]
_LISTS = {"act": "acts", "perpetrator": "perpetrators", "characteristic": "characteristics", "place": "places"}
# Blanks that HTML keeps.
_INDENT = "\u2003"
_A_DAY = _("2011-01-03, 2011-01 or 2011")


def _typed(label: Any, help_text: Any = "", length: int = 30) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length, help_text=help_text, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _chosen(label: Any, choices: Any = ()) -> forms.CharField:
    """The filter itself says what may be chosen: it is read from an address, too, where there is no form."""
    # As a validator, since a limit of the field would be written on the select, which has none.
    return forms.CharField(label=label, required=False, validators=[MaxLengthValidator(200)], widget=forms.Select(choices=[("", _("any")), *choices]))


class SearchForm(forms.Form):
    """A filter, as it is filled in. `search` is None when it can't be read."""

    text = forms.CharField(
        label=_("Words or names, in any language or script"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "dir": "auto"}),
    )
    act = _chosen(_("What was done"))
    perpetrator = _chosen(_("By whom"))
    characteristic = _chosen(_("Why she may have been chosen"))
    country = _chosen(_("Country"))
    place = _chosen(_("Place"))
    began = _typed(_("Began in"), _("A year or a month: 2011 or 2011-01"))
    since = _typed(_("Not before"), _A_DAY)
    until = _typed(_("Not after"), _A_DAY)
    held_on = _typed(_("In custody on"), _A_DAY)
    stage = _chosen(_("Stage"), Stage.choices)
    standing = _chosen(pgettext_lazy("whether readers see a case", "Readers"), StandingKind.choices)
    appeal = _chosen(_("Appeal"), [("yes", _("there is one")), ("no", _("there is none"))])
    reliability = _chosen(_("Has a source that is"), Reliability.choices)
    area = forms.CharField(label=_("Part of the map"), required=False, max_length=100, widget=forms.HiddenInput)

    search: Search | None = None

    def __init__(self, data: Mapping[str, str], *, organisation: Organisation) -> None:
        super().__init__(data)
        self.organisation = organisation
        user = reader()
        if user is not None and user.is_partner:
            self.fields = {name: field for name, field in self.fields.items() if name not in NOT_FOR_PARTNERS}
        language = get_language() or "en"
        for name, key in _LISTS.items():
            self._offer(name, [(line.term.code, _INDENT * line.depth + line.wording.label) for line in tree(key=key, language=language)])
        self._offer("country", list(countries(language)))

    def clean(self) -> dict[str, Any]:
        """Read it as every address is read, and put each problem beside its field."""
        found = super().clean() or self.cleaned_data
        if self.errors:
            return found
        try:
            wanted = CaseFilter.read({name: str(value) for name, value in found.items()})
            self.search = Search(wanted=wanted, organisation=self.organisation)
        except BadFilter as bad:
            for name, sentence in bad.problems.items():
                self.add_error(name, sentence)
        except NoSuchTerm as missing:
            name = next(name for name in _LISTS if found[name] == str(missing))
            self.add_error(name, _("No list has this term."))
        return found

    def in_words(self, name: str) -> str:
        """What is chosen, as people read it."""
        value = self.cleaned_data[name]
        if name == "area":
            return str(_("chosen on the map"))
        offered: Choices = getattr(self.fields[name].widget, "choices", [])
        return str(dict(offered).get(value, value)).strip()

    def _offer(self, name: str, choices: Choices) -> None:
        widget: Any = self.fields[name].widget
        widget.choices = [("", _("any")), *choices]


class SaveViewForm(forms.Form):
    """A name for a filter."""

    name = forms.CharField(label=_("Name of the view"), max_length=80, help_text=_("Everybody at this desk sees it. Name nobody in it."))

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        self.organisation = organisation

    def clean_name(self) -> str:
        """One view of a name."""
        name: str = self.cleaned_data["name"]
        if SavedView.objects.filter(organisation=self.organisation, name=name).exists():
            raise forms.ValidationError(_("There is a view of this name. Choose another, or remove it first."))
        return name
