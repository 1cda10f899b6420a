"""The form that records an act. What was done has one of the kinds that happen to gatherings; the case has room for every other."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outcry.cases.publication import ParticipantKind
from outcry.gatherings.models import Gathering
from outcry.gatherings.operations import Seen
from outcry.lib.dates import TypedDateField
from outcry.lib.identifiers import encode, random_public_id
from outcry.lib.keys import keyring, mac
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.queries import term, terms

NEW = "new"
_KINDS = (
    "acts/assembly/dispersal",
    "acts/liberty/arrest",
    "acts/liberty/arrest/attempted",
    "acts/liberty/arrest/mass-round-up",
    "acts/liberty/detention",
    "acts/integrity/assault",
    "acts/integrity/threat",
    "acts/property/confiscation/equipment",
    "acts/unknown",
)
# As many as a random public id has.
_ID_BYTES = 10


class IncidentForm(forms.Form):
    """What was done to whom, and in which case it belongs."""

    case = forms.ChoiceField(label=_("Case"), help_text=_("The case of whom it happened to, or a new one."))
    kind = forms.ChoiceField(label=_("Kind of act"))
    is_a = forms.ChoiceField(label=_("This is"), choices=ParticipantKind.choices, initial=ParticipantKind.PERSON)
    name = forms.CharField(
        label=_("Whom it happened to"), max_length=200, help_text=_("A name, or words such as: 12 who came. It stays in the file until the case is approved.")
    )
    happened = forms.CharField(label=_("What happened, in one line"), max_length=200)
    when = TypedDateField(label=_("When"), required=False)
    where = forms.CharField(label=_("Where"), max_length=200, required=False)
    token = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, gathering: Gathering, cases: Iterable[tuple[int, str]], language: str) -> None:
        tied = gathering.case_id or (gathering.appeal.case_id if gathering.appeal else None)
        known = {"case": tied or "", "when": gathering.day.isoformat(), "token": random_public_id()}
        super().__init__(data, initial=known)
        found = terms(codes=list(_KINDS))
        words = vocabularies.wordings(term_ids=[one.pk for one in found.values()], language=language)
        cast(forms.ChoiceField, self.fields["case"]).choices = [("", _("Choose a case")), (NEW, _("A new case")), *((str(key), name) for key, name in cases)]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(code, words[found[code].pk].label) for code in _KINDS if code in found]

    def case_id(self) -> int | None:
        """The primary key of the case; None for a new one."""
        return None if self.cleaned_data["case"] == NEW else int(self.cleaned_data["case"])

    def seen(self) -> Seen:
        """What was entered."""
        found = self.cleaned_data
        texts = {name: found[name] for name in ("name", "happened", "when", "where")}
        return Seen(is_a=ParticipantKind(found["is_a"]), kind=term(code=found["kind"]), **texts)

    def public_id(self) -> str:
        """Of this form with this content: pressed twice it is the same, changed and sent again it is another. Nobody can guess it."""
        content = json.dumps({name: str(self[name].value()) for name in self.fields}, sort_keys=True, ensure_ascii=False)
        return encode(mac(keyring(settings.KEYS_FOLDER).current("lookup"), "incident", content)[:_ID_BYTES])


class JoinForm(forms.Form):
    """Which act of the case happened here."""

    act = forms.TypedChoiceField(label=_("Act"), coerce=int, help_text=_("Acts of the case for which people gathered, as readers find them."))

    def __init__(self, data: Mapping[str, Any] | None, *, acts: Mapping[int, str]) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["act"]).choices = [("", _("Choose an act")), *((str(key), headline) for key, headline in acts.items())]
