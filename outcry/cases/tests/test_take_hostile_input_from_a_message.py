"""Whatever is typed where a message in confidence becomes a case is answered, and drawn as words."""

from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from outcry.cases.forms.conversations import FilesForm, TakeOverForm, ToCaseForm
from outcry.cases.models import Case
from outcry.cases.tests.test_make_a_case_from_a_message import desk, made, opened
from outcry.cases.tests.test_take_hostile_input_at_the_desk import DANGEROUS, elements, naughty
from tests.cast import an_organisation

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    organisation = an_organisation()

    for text in naughty(real_data):
        typed = QueryDict(mutable=True)
        for name in ("attached", "words", "follows_consent", "seen", "until", "number"):
            typed[name] = text
        for form in (FilesForm(typed, handed=[]), TakeOverForm(typed, handed=[]), ToCaseForm(typed, organisation=organisation)):
            form.is_valid()
            assert isinstance(form.errors, dict)


def test_what_is_typed_is_drawn_as_words(desk: Client, real_data: Path) -> None:
    _code, conversation = opened()
    made(desk, conversation)
    add = reverse("cases_desk:add_conversation", args=[conversation.pk])
    take = reverse("cases_desk:take_over", args=[conversation.pk, Case.objects.get().pk])
    posts = ((add, ("number",)), (take, ("words", "seen", "until", "attached")))
    harmless = {address: elements(desk.post(address, dict.fromkeys(fields, "harmless")).text) for address, fields in posts}

    for text in [text for text in naughty(real_data) if "<" in text][::80]:
        for address, fields in posts:
            answer = desk.post(address, dict.fromkeys(fields, text))
            assert answer.status_code == 200
            found = elements(answer.text) - harmless[address]
            assert not [name for name in found if name in DANGEROUS or " on" in name], text
