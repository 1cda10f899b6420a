"""Mallory says that she comes, with what others have used to break pages; real collections of it, where they are at hand."""

import json
from pathlib import Path

from outcry.front.coming_forms import ComingForm


def test_whatever_is_typed_the_form_answers(real_data: Path) -> None:
    payloads = [found["payload"] for found in json.loads((real_data / "security/dompurify/expect.json").read_text())]
    for text in [*json.loads((real_data / "security/blns/blns.json").read_text()), *payloads, "a" * 10_000, "\0"]:
        assert isinstance(ComingForm({"email": text, "homepage": text, "token": text}).errors, dict)
