"""The words of the file, a form for each language."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.lib.wording_forms import WordingForm


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


class EventWordsForm(WordingForm):
    """An event in one language."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 4}))
    place = forms.CharField(label=_("Place"), max_length=200)
    impact = forms.CharField(label=_("What it led to"), widget=forms.Textarea(attrs={"rows": 2}))


class OutcomeWordsForm(WordingForm):
    """What came of it, in one language."""

    headline = forms.CharField(label=_("Headline"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}))
