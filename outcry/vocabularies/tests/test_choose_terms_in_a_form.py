import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from outcry.vocabularies.choosing import TermField, TermsField
from outcry.vocabularies.operations import retire_term
from outcry.vocabularies.tests.cast import NOW, a_term

pytestmark = pytest.mark.django_db


class BirdForm(forms.Form):
    bird = TermField(key="birds")
    others = TermsField(key="birds", required=False)


def test_terms_are_offered_as_an_indented_tree_in_the_readers_language() -> None:
    seabird = a_term("Seabird", kk="Теңіз құсы")
    gull = a_term("Gull", below=seabird, kk="Шағала")

    with translation.override("kk"):
        offered = list(BirdForm().fields["bird"].choices)  # type: ignore[attr-defined]

    assert offered[1:] == [(seabird.pk, "Теңіз құсы"), (gull.pk, "\u2003Шағала")]


def test_a_term_in_another_language_says_which() -> None:
    gull = a_term("Gull")

    with translation.override("kk"):
        assert f'<option value="{gull.pk}">Gull (en)</option>' in str(BirdForm()["bird"])


def test_a_form_takes_usable_terms_of_its_list_alone() -> None:
    gull, trout = a_term("Gull"), a_term("Trout", key="fish")
    auk = retire_term(term=a_term("Auk"), replaced_by=None, seen_version=1, by=None, now=NOW)

    right = BirdForm({"bird": gull.pk, "others": [gull.pk]})

    assert right.is_valid()
    assert right.cleaned_data["bird"] == gull
    for other in (trout, auk):
        assert BirdForm({"bird": other.pk}).errors["bird"] == ["Choose one of the terms offered."]


def test_a_record_keeps_a_term_that_was_retired_since() -> None:
    auk = retire_term(term=a_term("Auk"), replaced_by=None, seen_version=1, by=None, now=NOW)
    form = BirdForm({"bird": auk.pk})
    field = form.fields["bird"]
    assert isinstance(field, TermField)

    field.offer(kept=[auk])

    assert form.is_valid()
    assert f'value="{auk.pk}" selected' in str(form["bird"])
    assert not BirdForm({"bird": auk.pk}).is_valid()


def test_a_long_list_is_offered_with_few_questions() -> None:
    for number in range(40):
        a_term(f"Bird {number}")

    with CaptureQueriesContext(connection) as asked:
        str(BirdForm()["bird"])

    assert len(asked) <= 3
