"""Mallory pastes what others have used to break pages: every field of every form of this desk."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django import forms

from outcry.giving.forms import (
    AmountForm,
    AssignForm,
    DonationForm,
    DonationWordsForm,
    ExpenseForm,
    ExpenseWordsForm,
    ImportForm,
    RateForm,
    TakeBackForm,
    WayForm,
    WayNoteForm,
)
from outcry.giving.operations import WayDetails, add_way, change_donation_words
from outcry.giving.refusals import GivingRefused
from outcry.giving.tests.cast import NOW, a_draft, an_organisation, words
from outcry.lib.wordings import Edit
from tests.cast import rosa

pytestmark = pytest.mark.django_db


def naughty(folder: Path) -> list[str]:
    return [text for text in json.loads((folder / "security/blns/blns.json").read_text()) if isinstance(text, str)]


def test_whatever_is_typed_every_form_answers(real_data: Path) -> None:
    makers: list[Callable[[dict[str, str]], forms.BaseForm]] = [lambda data: DonationForm(data, ways=[])]
    makers += [lambda data: AmountForm(data, currency="EUR"), lambda data: AssignForm(data, amounts=[], appeals=[])]
    makers += [lambda data: RateForm(data, currencies=["USD"]), ImportForm, TakeBackForm]
    makers += [DonationWordsForm, ExpenseForm, ExpenseWordsForm, WayForm, WayNoteForm]

    for text in naughty(real_data):
        for make in makers:
            form = make(dict.fromkeys(make({}).fields, text))
            form.is_valid()
            assert isinstance(form.errors, dict)


def test_whatever_is_written_down_is_kept_or_refused(real_data: Path) -> None:
    organisation, found, version = an_organisation(), a_draft(), 1

    for text in naughty(real_data):
        for kind in ("paypal", "bank", "bitcoin"):
            with pytest.raises(GivingRefused):
                add_way(organisation=organisation, kind=kind, details=WayDetails(address=text, holder=text, bic=text, currency="EUR"), by=rosa(), now=NOW)
        with suppress(GivingRefused):
            edit = Edit(language="en", seen_version=version)
            version = change_donation_words(donation_appeal=found, edit=edit, words=words(body=text), by=rosa(), now=NOW).version
