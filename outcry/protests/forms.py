"""Forms of the desk of protests. What a visitor fills in is in front."""

import json
from collections.abc import Iterable, Mapping
from datetime import time
from operator import itemgetter
from typing import Any, Self, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from outcry.appeals.forms import DayInput
from outcry.appeals.models import Addressee
from outcry.cases.publication import ReleaseGround
from outcry.delivery.models import ReceivingServer, SendingDomain
from outcry.delivery.outgoing.pacing import Hours
from outcry.lib.country_names import countries
from outcry.lib.dates import TypedDateField
from outcry.lib.identifiers import encode
from outcry.lib.keys import keyring, mac
from outcry.lib.translations import in_language
from outcry.lib.wording_forms import WordingForm
from outcry.protests.blacking import UnevenMarks, blacked_out
from outcry.protests.models import BookState, OutcomeKind, Rung
from outcry.protests.operations import OutcomeRecord, OutcomeWording, Threat
from outcry.protests.operations.move_letters import LONGEST_REASON
from outcry.vocabularies import queries as vocabularies
from outcry.vocabularies.queries import term, terms

_MOST = 1_000_000
_GONE = [(state.value, state.label) for state in (BookState.POSTED, BookState.HANDED_OVER)]
_DAYS_OF_WARM_UP = 60
# What a letter can do to somebody; the case has room for every other kind.
_ACTS = (
    "acts/integrity/threat",
    "acts/integrity/threat/to-victim",
    "acts/integrity/threat/to-family",
    "acts/integrity/threat/to-colleagues",
    "acts/integrity/death-threat",
    "acts/unknown",
)
# As many as a random public id has.
_ID_BYTES = 10


class PaceForm(forms.Form):
    """Letters an hour and a day to one office, and its hours by the clock of its own zone."""

    hourly_pace = forms.IntegerField(label=_("Letters an hour"), min_value=1, max_value=_MOST)
    daily_cap = forms.IntegerField(label=_("Letters a day at most"), min_value=1, max_value=_MOST)
    opens_at = forms.TimeField(label=_("Not before"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes_at = forms.TimeField(label=_("Not after"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    weekdays = forms.MultipleChoiceField(
        label=_("On these days"), choices=[(str(day + 1), WEEKDAYS_ABBR[day]) for day in range(7)], widget=forms.CheckboxSelectMultiple
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False, choices=lambda: [("", "UTC"), *((name, name.replace("_", " ")) for name in _zones())])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if (opens is None) != (closes is None) and not {"opens_at", "closes_at"} & self.errors.keys():
            self.add_error("closes_at" if closes is None else "opens_at", _("Give both times, or none: then letters leave at any hour."))
        elif opens and closes and closes <= opens and closes != time.min:
            self.add_error("closes_at", _("This is before the first time."))
        return found

    @property
    def hours(self) -> tuple[time, time] | None:
        """From when to when; None at any hour."""
        opens, closes = self.cleaned_data["opens_at"], self.cleaned_data["closes_at"]
        return (opens, closes) if opens is not None else None

    @classmethod
    def told(cls, *, hourly_pace: int | None, daily_cap: int | None, hours: Hours) -> dict[str, Any]:
        """What the form begins with."""
        times = {"opens_at": hours.opens, "closes_at": hours.closes, "zone": hours.zone, "weekdays": list(hours.weekdays)}
        return {"hourly_pace": hourly_pace, "daily_cap": daily_cap, **times}


def _zones() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/")))


class HoldForm(forms.Form):
    """Why all mail waits."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("A few words; whoever opens the desk reads them."))


class PauseForm(forms.Form):
    """Why letters wait, for an appeal, an office or a server. Who is in a hurry leaves it blank."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=120, help_text=_("A few words; they stand beside the pause and in the log."))

    def in_words(self, *, by: str) -> str:
        """Who paused, and why if that was told."""
        reason = self.cleaned_data["reason"]
        return gettext("paused by %(name)s: %(reason)s") % {"name": by, "reason": reason} if reason else gettext("paused by %(name)s") % {"name": by}

    def details(self) -> dict[str, str]:
        """What the log keeps of it."""
        return {"reason": self.cleaned_data["reason"]} if self.cleaned_data["reason"] else {}


class WarmUpForm(forms.Form):
    """From which day a domain of ours is warmed up, and with how many letters a day."""

    starts_on = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    plan = forms.CharField(label=_("Letters a day"), required=False, max_length=300, help_text=_("Day by day, such as: 50 100 200 400. Blank: no limit."))

    @classmethod
    def of(cls, row: SendingDomain) -> Self:
        """The form with what is kept."""
        return cls(prefix=f"warm-{row.pk}", initial={"starts_on": row.warms_up_from, "plan": row.warm_up if row.warms_up_from else ""})

    def clean_plan(self) -> list[int]:
        """The numbers, one for each day."""
        words = self.cleaned_data["plan"].replace(",", " ").split()
        if any(not word.isascii() or not word.isdigit() or not 1 <= int(word) <= _MOST for word in words[:_DAYS_OF_WARM_UP]) or len(words) > _DAYS_OF_WARM_UP:
            raise forms.ValidationError(_("Write whole numbers from 1, one for each day, 60 at most."))
        return [int(word) for word in words]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("plan")) != bool(found.get("starts_on")) and not self.errors:
            self.add_error("starts_on", _("Give both the day and the numbers, or neither."))
        return found


class ServerLimitsForm(forms.Form):
    """What a person allows one mail server at most; blank leaves it to what it has proved to take."""

    most_connections = forms.IntegerField(label=_("Letters at the same time, at most"), required=False, min_value=1, max_value=1000)
    most_an_hour = forms.IntegerField(label=_("Letters an hour, at most"), required=False, min_value=1, max_value=_MOST)

    @classmethod
    def of(cls, row: ReceivingServer) -> Self:
        """The form with what is kept."""
        return cls(prefix=f"limits-{row.pk}", initial={"most_connections": row.most_connections, "most_an_hour": row.most_an_hour})


class WithdrawForm(forms.Form):
    """Why letters are taken back."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("A few words; they go into the log and beside each letter."))


class RungForm(forms.Form):
    """Which way letters to an office go from now on, and why."""

    rung = forms.ChoiceField(label=_("From now on"), widget=forms.RadioSelect)
    with_failed = forms.BooleanField(
        label=_("Take along letters that were refused, came back or were given up"), required=False, initial=True, help_text=_("The office does not have them.")
    )
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON, help_text=_("A few words; they go into the log."))

    def __init__(self, *args: Any, now: Rung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["rung"]).choices = [(value, label) for value, label in Rung.choices if value != now]

    def decision(self) -> dict[str, Any]:
        """What was entered, as the operation takes it."""
        return self.cleaned_data | {"rung": Rung(self.cleaned_data["rung"])}


class MarkForm(forms.Form):
    """How a book of letters went, when, and what shows it."""

    how = forms.ChoiceField(
        label=_("How"), choices=[(state.value, state.label) for state in (BookState.POSTED, BookState.HANDED_OVER)], widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("Day"), widget=DayInput)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("To whom it was handed over, or the number of the receipt. Don't name private persons.")
    )
    photo = forms.FileField(label=_("Photo"), required=False, help_text=_("Of a receipt, a stamp, the book. What the file hides is taken off."))


class HideForm(forms.Form):
    """Why a voice is taken off the page."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("A few words; they go into the log. Don't repeat the words themselves."))


class ReplyForm(forms.Form):
    """What becomes of a reply."""

    SHOW, KEEP = "show", "keep"

    decision = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[(SHOW, _("Show these words on the appeal page")), (KEEP, _("Keep it, don't show it"))],
        widget=forms.RadioSelect,
    )
    public_text = forms.CharField(
        label=_("Words shown"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_(
            "Black out the name and the address of the supporter, and of any official who is not a public person: what stands between [[ and ]] becomes a bar."
        ),
    )
    language = forms.ChoiceField(label=_("Language of these words"), required=False, choices=[("", "—"), *settings.LANGUAGES])

    @property
    def shows(self) -> bool:
        """Whether it is to be shown."""
        return bool(self.cleaned_data.get("decision") == self.SHOW)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.shows and not found.get("public_text", "").strip():
            self.add_error("public_text", _("Write the words to be shown."))
        if self.shows and not found.get("language"):
            self.add_error("language", _("Say in which language they are."))
        _check_marks(self)
        return found


def _check_marks(form: forms.Form) -> None:
    try:
        blacked_out(form.cleaned_data.get("public_text") or "")
    except UnevenMarks:
        form.add_error("public_text", _("A mark has no other end. Write [[ before and ]] after what is to be blacked out."))


class WordsForm(forms.Form):
    """Which words are under bars."""

    everywhere = forms.BooleanField(label=_("Wherever these words stand"), required=False, initial=True)
    language = forms.ChoiceField(label=_("Language of these words"), choices=[("", "—"), *settings.LANGUAGES])


class ActForm(forms.Form):
    """What a reply does to whom."""

    victim = forms.ChoiceField(label=_("Whom it is done to"), required=False)
    kind = forms.ChoiceField(label=_("Kind of act"))
    happened = forms.CharField(label=_("What happened, in one line"), max_length=200)
    when = TypedDateField(label=_("When"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, people: Iterable[tuple[int, str]], language: str, office: str, day: str) -> None:
        happened = _("Threat in an answer from %(office)s") % {"office": office}
        people = list(people)
        super().__init__(data, initial={"victim": str(people[0][0]) if people else "", "kind": _ACTS[0], "happened": happened[:200], "when": day})
        found = terms(codes=list(_ACTS))
        words = vocabularies.wordings(term_ids=[one.pk for one in found.values()], language=language)
        nobody = [("", _("a supporter, whom nobody names"))]
        cast(forms.ChoiceField, self.fields["victim"]).choices = [*((str(key), name) for key, name in people), *nobody]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(code, words[found[code].pk].label) for code in _ACTS if code in found]

    def threat(self) -> Threat:
        """What was entered."""
        told = self.cleaned_data
        victim = told["victim"]
        name = "" if victim else gettext("A supporter")
        return Threat(victim_id=int(victim) if victim else None, name=name, kind=term(code=told["kind"]), happened=told["happened"], when=told["when"])

    def public_id(self) -> str:
        """Of this form with this content: pressed twice it is the same. Nobody can guess it."""
        content = json.dumps({name: str(self[name].value()) for name in self.fields}, sort_keys=True, ensure_ascii=False)
        return encode(mac(keyring(settings.KEYS_FOLDER).current("lookup"), "act of a reply", content)[:_ID_BYTES])


class PostAnswerForm(forms.Form):
    """An answer to a mail to the house."""

    to = forms.ChoiceField(label=_("To whom"))
    text = forms.CharField(label=_("Answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}))

    def __init__(self, data: Mapping[str, Any] | None, *, addresses: Iterable[str]) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["to"]).choices = [(one, one) for one in addresses]


class OutcomeForm(forms.Form):
    """What happened, when, and where that is reported."""

    kind = forms.ChoiceField(label=_("Outcome"), choices=OutcomeKind.choices)
    ground = forms.ChoiceField(label=_("Ground for release"), required=False, choices=[("", "—"), *ReleaseGround.choices])
    happened = TypedDateField(label=_("When"), help_text=_("Write the date as 2011-01-03, 2010-12 or 2010; 2010-12-20~ for about."))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Who reports it. Don't call a thing certain because it is well written."))

    def record(self, texts: Mapping[str, OutcomeWording]) -> OutcomeRecord:
        """What was entered."""
        return OutcomeRecord(texts=texts, **self.cleaned_data)


class OutcomeWordsForm(WordingForm):
    """The outcome in one language."""

    headline = forms.CharField(label=_("Headline"), max_length=200)
    body = forms.CharField(label=_("Text on the page"), widget=forms.Textarea(attrs={"rows": 5}))
    mail_subject = forms.CharField(label=_("Subject of the mail"), max_length=150)
    mail_body = forms.CharField(label=_("Mail to those who asked to hear"), widget=forms.Textarea(attrs={"rows": 7}))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written; an outcome has no earlier version that could be emptied."""
        return not any(self.words().values())

    def clean(self) -> dict[str, Any]:
        """A language is written whole or not at all; the source language always."""
        found = super().clean() or {}
        written = {name: str(found.get(name) or "").strip() for name in self.word_names()}
        if self.is_source or any(written.values()):
            for name, text in written.items():
                if not text and name not in self.errors:
                    self.add_error(name, _("This can't be empty."))
        return found

    def wording(self) -> OutcomeWording:
        """What was entered."""
        return OutcomeWording(**{name: text.strip() for name, text in self.words().items()})


class DryRunForm(forms.Form):
    """Whose protest it would be."""

    language = forms.ChoiceField(label=_("She reads and writes in"))
    country = forms.ChoiceField(label=_("She lives in"))
    own_text = forms.CharField(label=_("Words of her own"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        cast(forms.ChoiceField, self.fields["language"]).choices = [(code, names.get(code, code)) for code in languages]
        cast(forms.ChoiceField, self.fields["country"]).choices = list(countries(get_language() or ""))


class TestLetterForm(forms.Form):
    """As which office would get it."""

    # Not a test of ours, whatever its name begins with.
    __test__ = False

    addressee = forms.ChoiceField(label=_("As this office would get it"))

    def __init__(self, *args: Any, addressees: list[Addressee], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addressees = {str(one.pk): one for one in addressees}
        named = [(key, str(in_language(one.office.texts.all(), language) or one.office.address)) for key, one in self.addressees.items()]
        named.sort(key=itemgetter(1))
        cast(forms.ChoiceField, self.fields["addressee"]).choices = named

    def chosen(self) -> Addressee:
        """The addressee."""
        return self.addressees[self.cleaned_data["addressee"]]
