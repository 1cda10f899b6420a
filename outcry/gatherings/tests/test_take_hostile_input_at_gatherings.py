"""Mallory types what breaks pages into the forms of the desk; real collections of it, where they are at hand."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from outcry.gatherings.forms import (
    AccountForm,
    AddPhotoForm,
    CreditForm,
    DetailsForm,
    GatheringWordsForm,
    HandedInForm,
    HandedInWordsForm,
    PhotoWordsForm,
    PlaceForm,
    ReasonForm,
    ShowPhotoForm,
    TiesForm,
)
from outcry.gatherings.incident_form import IncidentForm
from outcry.gatherings.tests.cast import a_draft, details


def naughty(folder: Path) -> list[str]:
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    return [text for text in [*json.loads((folder / "security/blns/blns.json").read_text()), *payloads] if isinstance(text, str)]


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data)[::3]:
        for form in (
            DetailsForm(dict.fromkeys(DetailsForm.base_fields, text)),
            GatheringWordsForm(dict.fromkeys(GatheringWordsForm.base_fields, text)),
            AccountForm(dict.fromkeys(AccountForm.base_fields, text)),
            HandedInForm(dict.fromkeys(HandedInForm.base_fields, text), offices=[], row=None, day=details().day),
            HandedInWordsForm(dict.fromkeys(HandedInWordsForm.base_fields, text)),
            PhotoWordsForm(dict.fromkeys(PhotoWordsForm.base_fields, text)),
            CreditForm({"credit": text}),
            ShowPhotoForm(dict.fromkeys(ShowPhotoForm.base_fields, text)),
            AddPhotoForm({}, MultiValueDict({"file": [SimpleUploadedFile(f"{text[:200]}.jpg", text.encode(errors="replace"))]})),
            PlaceForm({"place": text}),
            ReasonForm({"because": text}),
            TiesForm({"case": text, "appeal": text, "topics": [text]}, cases=[], appeals=[], topics=[]),
        ):
            assert isinstance(form.errors, dict)


@pytest.mark.django_db
def test_whatever_is_typed_of_an_incident_the_form_answers(real_data: Path) -> None:
    gathering = a_draft()

    for text in naughty(real_data)[::9]:
        form = IncidentForm(dict.fromkeys(IncidentForm.base_fields, text), gathering=gathering, cases=[], language="en")
        assert isinstance(form.errors, dict)
        assert len(form.public_id()) == 16
