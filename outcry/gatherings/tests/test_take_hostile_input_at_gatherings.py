"""Mallory types what breaks pages into the forms of the desk; real collections of it, where they are at hand."""

import json
from pathlib import Path

from outcry.gatherings.forms import AccountForm, DetailsForm, GatheringWordsForm, PlaceForm, ReasonForm, TiesForm


def naughty(folder: Path) -> list[str]:
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    return [text for text in [*json.loads((folder / "security/blns/blns.json").read_text()), *payloads] if isinstance(text, str)]


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data)[::3]:
        for form in (
            DetailsForm(dict.fromkeys(DetailsForm.base_fields, text)),
            GatheringWordsForm(dict.fromkeys(GatheringWordsForm.base_fields, text)),
            AccountForm(dict.fromkeys(AccountForm.base_fields, text)),
            PlaceForm({"place": text}),
            ReasonForm({"because": text}),
            TiesForm({"case": text, "appeal": text, "topics": [text]}, cases=[], appeals=[], topics=[]),
        ):
            assert isinstance(form.errors, dict)
