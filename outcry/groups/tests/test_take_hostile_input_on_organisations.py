"""Mallory types what breaks pages into the forms of the desk; real collections of it, where they are at hand."""

import json
from pathlib import Path

from outcry.groups.forms import DetailsForm, GroupWordsForm, ShowForm, TiesForm


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    payloads = [found["payload"] for found in json.loads((real_data / "security/dompurify/expect.json").read_text())]
    for text in [*json.loads((real_data / "security/blns/blns.json").read_text()), *payloads, "a" * 10_000, "\0"]:
        for form in (
            DetailsForm(dict.fromkeys(DetailsForm.base_fields, text)),
            GroupWordsForm(dict.fromkeys(GroupWordsForm.base_fields, text)),
            ShowForm({"reason": text}),
            TiesForm({"cases": [text], "appeals": [text], "gatherings": [text]}, cases=[], appeals=[], gatherings=[]),
        ):
            assert isinstance(form.errors, dict)
