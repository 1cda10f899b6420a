"""Mallory has got hold of a desk, or pastes what others have used to break pages: every field of every form of the lists."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms

from outcry.vocabularies.forms import ImportForm, PlaceForm, RetireForm, SearchForm, TermWordsForm
from outcry.vocabularies.operations.load_shipped import load_shipped
from outcry.vocabularies.queries import search, term

pytestmark = pytest.mark.django_db


def naughty(folder: Path) -> list[str]:
    return [text for text in json.loads((folder / "security/blns/blns.json").read_text()) if isinstance(text, str)]


def test_whatever_is_typed_every_form_answers(real_data: Path) -> None:
    load_shipped(now=datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    court = term(code="courts/civilian")
    makers: list[Callable[[dict[str, str]], forms.BaseForm]] = [
        ImportForm,
        SearchForm,
        TermWordsForm,
        lambda data: PlaceForm(data, term=court, key="courts"),
        lambda data: RetireForm(data, term=court, key="courts"),
    ]

    forms_and_fields = [(make, tuple(make({}).fields)) for make in makers]
    for place, text in enumerate(naughty(real_data)):
        for make, fields in forms_and_fields[place % 2 :: 2]:
            form = make(dict.fromkeys(fields, text))
            form.is_valid()
            assert isinstance(form.errors, dict)


def test_whatever_is_looked_for_a_list_answers(real_data: Path) -> None:
    found = [search(key="courts", words=text.replace("\0", "")).count() for text in naughty(real_data)]

    assert len(found) > 300
