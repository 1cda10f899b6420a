"""A form over one row tells its second writer what the first one saved."""

from datetime import date
from types import SimpleNamespace

from django import forms
from django.http import QueryDict

from outcry.lib.seen_forms import NOTHING, SeenForm, mark_of_facts


class PlaceForm(SeenForm):
    """What a test needs: a text, a choice, a day, and a reason that is no column."""

    beside = ("reason",)

    town = forms.CharField(required=False)
    size = forms.ChoiceField(choices=[("s", "small"), ("l", "large")])
    on = forms.DateField(required=False)
    reason = forms.CharField(required=False)


def a_form(**typed: str) -> PlaceForm:
    data = QueryDict(mutable=True)
    data.update({"town": "", "size": "s", "on": "2011-01-03", "reason": "", "seen": "", **typed})
    return PlaceForm(data)


def test_a_mark_is_the_same_for_the_same_facts_in_any_order_and_another_for_others() -> None:
    assert mark_of_facts({"a": 1, "b": None}) == mark_of_facts({"b": None, "a": 1})
    assert mark_of_facts({"a": 1, "b": None}) != mark_of_facts({"a": 1, "b": ""})


def test_only_what_differs_is_shown_and_what_was_typed_stays() -> None:
    form = a_form(town="Almaty")

    form.tell_of(SimpleNamespace(town="", size="l", on=date(2011, 1, 3)))

    assert {name: vars(form[name])["theirs"] for name in form.names() if "theirs" in vars(form[name])} == {"town": NOTHING, "size": "large"}
    assert form["town"].value() == "Almaty"
    assert "Somebody else saved this" in form.non_field_errors()[0]


def test_the_next_try_carries_the_mark_of_what_was_shown() -> None:
    form, hers = a_form(), {"town": "Astana", "size": "l", "on": None}

    form.tell_of(SimpleNamespace(**hers))

    assert form["seen"].value() == mark_of_facts(hers)
