"""Mallory asks for the newsletter and for the page of somebody with what others have used to break pages."""

import json
from pathlib import Path

from outcry.front.newsletter_forms import ChoiceForm, JoinForm, MailboxForm

TOPICS = [(1, "prison"), (2, "press")]


def naughty(folder: Path) -> list[str]:
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    return [text for text in [*json.loads((folder / "security/blns/blns.json").read_text()), *payloads] if isinstance(text, str)]


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data):
        hers = {"email": text, "languages": [text], "topics": [text, text], "token": text, "homepage": text}
        for form in (JoinForm(hers, topics=TOPICS), ChoiceForm(hers, topics=TOPICS), JoinForm(hers, topics=[]), MailboxForm(hers)):
            assert isinstance(form.errors, dict)
            assert not form.is_valid()
