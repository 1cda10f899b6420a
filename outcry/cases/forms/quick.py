"""The form for what is heard in a minute. Four fields have to be filled in; whatever else is known finds its place."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.forms.facts import sealed_field
from outcry.cases.models import Case, CaseImportStep, Person
from outcry.cases.operations.quick import Heard
from outcry.cases.people import Candidate, named
from outcry.cases.vocabulary import Connection, ConsentUse, ParticipantKind
from outcry.lib.country_choices import country_choices
from outcry.lib.dates import TypedDateField
from outcry.lib.identifiers import random_public_id
from outcry.lib.text import fold
from outcry.vocabularies.models import Term
from outcry.vocabularies.queries import search, term, tree

NEW = "new"
KIND_UNKNOWN = "acts/unknown"
# What is told most, on one look; every other kind is found by its words.
_OFTEN = (
    "acts/liberty/arrest",
    "acts/liberty/detention",
    "acts/liberty/disappearance",
    "acts/integrity/assault",
    "acts/integrity/threat",
    "acts/privacy/search",
    "acts/expression/publication-restricted/fine",
    KIND_UNKNOWN,
)
_MOST_ALIKE = 8
_MOST_LISTED = 8
_LINE = 200
# Days that depend on the day on which they are typed: this form alone takes them.
_DAYS_AGO = {
    **dict.fromkeys(("today", "сегодня", "бүгін", "اليوم"), 0),
    **dict.fromkeys(("yesterday", "вчера", "кеше", "أمس"), 1),
    **dict.fromkeys(("the day before yesterday", "позавчера", "алдыңғы күні", "أول أمس"), 2),
}
_USES: dict[str, tuple[ConsentUse, ...]] = {
    "not_asked": (),
    "record": (ConsentUse.RECORD,),
    "share": (ConsentUse.RECORD, ConsentUse.SHARE),
    "publish": (ConsentUse.RECORD, ConsentUse.PUBLISH),
    "name": (ConsentUse.RECORD, ConsentUse.PUBLISH, ConsentUse.NAME),
}
_CONSENTS = [
    ("not_asked", _("not yet asked")),
    ("record", _("keep it in the file, nothing more")),
    ("share", _("share it with partners")),
    ("publish", _("publish it, without naming who told us")),
    ("name", _("publish it, and name who told us")),
]
_LEVELS = [
    ("desk", _("Everybody at this desk: lists show the name")),
    ("sealed", _("Name and words stay sealed: lists show the kind of act and the number")),
]


class HeardDayField(TypedDateField):
    """A day as people write it: today, last winter, 3 January. Cleaned, it is (EDTF, ""), or ("", the words) where nobody can read a day in them."""

    today: date

    def clean(self, value: Any) -> Any:
        """Only a day that means two days to two people is sent back: every other word is kept."""
        text = " ".join(str(value or "").split())
        ago = _DAYS_AGO.get(text.casefold())
        if ago is not None:
            return (self.today - timedelta(days=ago)).isoformat(), ""
        try:
            return super().clean(text), ""
        except ValidationError as error:
            if error.code != "edtf":
                raise
            return "", text


class KindFoundField(forms.CharField):
    """A kind of act by its words in any language."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("No kind of act has these words. Leave it blank, and say it in the line above."),
        "several": _("Several fit. Write one of these: %(found)s"),
    }
    kinds: list[tuple[Term, str]]

    def clean(self, value: Any) -> Term | None:
        """The term that was meant, None for a blank."""
        text = super().clean(value)
        if not text:
            return None
        named_so = [found for found, label in self.kinds if fold(label) == fold(text)]
        if len(named_so) == 1:
            return named_so[0]
        usable = {found.pk: (found, label) for found, label in self.kinds}
        likely = [usable[found.pk] for found in search(key="acts", words=text) if found.pk in usable]
        if not likely:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if len(likely) > 1:
            listed = "; ".join(label for _found, label in likely[:_MOST_LISTED])
            raise ValidationError(self.error_messages["several"], code="several", params={"found": listed})
        return likely[0][0]


def _line(label: Any, *, required: bool = False, help_text: Any = "", length: int = _LINE, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", "enterkeyhint": "next", **attrs})
    return forms.CharField(label=label, required=required, max_length=length, help_text=help_text, widget=widget)


def _chosen(label: Any, choices: Any, initial: str, help_text: Any = "") -> forms.ChoiceField:
    """Left out, it is what stands there first."""
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial, help_text=help_text)


class QuickForm(forms.Form):
    """What somebody told. `alike`: people in the files who may be meant; one of them, or NEW, has to be chosen before anything is saved."""

    name = _line(_("Name, as you heard it"), required=True, autocapitalize="words")
    is_a = _chosen(_("This is"), ParticipantKind.choices, ParticipantKind.PERSON)
    who = forms.CharField(label=_("May be the same person"), required=False, max_length=16)
    # For whose name the question was asked: another name is another question.
    asked = forms.CharField(required=False, max_length=_LINE)
    happened = _line(_("What happened, in one line"), required=True)
    kind = forms.ChoiceField(label=_("Kind of act"), required=False, initial=KIND_UNKNOWN, widget=forms.RadioSelect)
    other_kind = KindFoundField(
        label=_("Another kind"), required=False, max_length=_LINE, help_text=_("Type some letters of it. It goes before what is chosen above.")
    )
    when = HeardDayField(label=_("When"), required=False, help_text=_("As you would write it: yesterday, 3 January, about 20 December 2010, in winter."))
    where = _line(_("Where"))
    country = forms.ChoiceField(label=_("Country"))
    told_by = _line(_("Who told us"), required=True, help_text=_("A person, a channel, an office. Stored sealed as long as it is confidential."))
    connection = _chosen(_("How they know"), Connection.choices, Connection.RELATED)
    source_is_confidential = forms.BooleanField(label=_("Who told us is confidential"), required=False, initial=True)
    consent = _chosen(_("What they agreed to"), _CONSENTS, "not_asked", _("What was said, not what you suppose."))
    consent_words = _line(_("In which words"))
    notes = sealed_field(_("Notes"))
    level = forms.ChoiceField(label=_("Who may see the name"), choices=_LEVELS, required=False, initial="desk", widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES, required=False)
    form = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, organisation: Organisation, today: date, initial: Mapping[str, Any] | None = None) -> None:
        self.organisation = organisation
        spoken = get_language() or organisation.source_language
        known = dict(settings.LANGUAGES)
        guess = {"country": _last_country(organisation), "language": spoken if spoken in known else organisation.source_language, "form": random_public_id()}
        super().__init__(data, initial={**guess, **(initial or {})})
        self.kinds = [(branch.term, branch.wording.label) for branch in tree(key="acts", language=spoken)]
        labels = {found.code: label for found, label in self.kinds}
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(code, labels[code]) for code in _OFTEN if code in labels]
        fields["other_kind"].kinds = self.kinds
        fields["other_kind"].widget.attrs |= {"list": "kinds", "autocomplete": "off", "dir": "auto"}
        fields["when"].today = today
        fields["when"].widget.attrs |= {"autocomplete": "off", "dir": "auto"}
        fields["country"].choices = country_choices()

    @property
    def name_asked(self) -> str:
        """The name whose likes are shown."""
        return " ".join(str(self["name"].value() or "").split())

    @cached_property
    def alike(self) -> list[Candidate]:
        """People in the files who may be called so, in any script."""
        return named(organisation=self.organisation, text=self.name_asked)[:_MOST_ALIKE]

    def clean(self) -> dict[str, Any]:
        """Before anything is saved, somebody says whether it is one of those who are called so."""
        found = super().clean() or self.cleaned_data
        if found.get("name") and self.alike and self._person() is None and not self._is_new():
            self.add_error("who", _("Somebody of this name is in the files. Say whether it is the same person."))
        return found

    @property
    def answer(self) -> str:
        """What was said to the question who it is; blank where another name was asked about."""
        is_for_this = fold(str(self["asked"].value() or "")) == fold(self.name_asked)
        return str(self["who"].value() or "") if is_for_this else ""

    def heard(self) -> Heard:
        """What was told."""
        found = self.cleaned_data
        when, when_said = found["when"]
        return Heard(
            name=found["name"],
            is_a=found["is_a"] or ParticipantKind.PERSON,
            person=self._person(),
            happened=found["happened"],
            kind=found["other_kind"] or term(code=found["kind"] or KIND_UNKNOWN),
            country=found["country"],
            when=when,
            when_said=when_said,
            where=found["where"],
            told_by=found["told_by"],
            connection=found["connection"] or Connection.RELATED,
            source_is_confidential=found["source_is_confidential"],
            uses=_USES[found["consent"] or "not_asked"],
            consent_words=found["consent_words"],
            notes=found["notes"],
            is_sealed=found["level"] == "sealed",
            language=found["language"] or self.initial["language"],
        )

    def content(self) -> str:
        """One text for this form with this content: pressed twice it is the same, changed and sent again it is another."""
        posted = {name: self[name].value() for name in self.fields if name not in ("who", "asked")}
        return json.dumps([self.organisation.pk, posted], ensure_ascii=False, sort_keys=True, default=str)

    def _person(self) -> Person | None:
        return next((one.person for one in self.alike if one.person.public_id == self.answer), None)

    def _is_new(self) -> bool:
        return self.answer == NEW


def _last_country(organisation: Organisation) -> str:
    """Most of what a desk hears is from where the last thing was; a table that came in says nothing of that."""
    from_a_table = CaseImportStep.objects.filter(case=OuterRef("pk"), opened=True)
    cases = Case.objects.filter(~Exists(from_a_table), organisation=organisation)
    return cases.order_by("-pk").values_list("country", flat=True).first() or ""
