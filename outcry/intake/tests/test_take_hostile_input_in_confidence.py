"""Mallory writes to us in confidence, too: text, names of files and files that have broken others."""

import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from outcry.intake import operations
from outcry.intake.forms import AnswerForm, AssignForm, NoteForm, PassphraseForm
from outcry.intake.models import Conversation, File
from outcry.intake.tests.cast import a_reader, a_request, the_keys, written
from outcry.intake.uploads import sealed_uploads
from tests.cast import NOW

pytestmark = pytest.mark.django_db


class Elements(HTMLParser):
    """How many elements of each kind a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        self.found.update(f"{tag} {name}" for name, _value in attrs if name.startswith("on"))


def naughty(folder: Path) -> list[str]:
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    return [text for text in [*strings, *payloads] if isinstance(text, str)]


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data):
        for form in (AnswerForm({"answer": text}), NoteForm({"note": text}), AssignForm({"to": text}, staff=[]), PassphraseForm({"passphrase": text})):
            form.is_valid()
            assert isinstance(form.errors, dict)


def test_collected_strings_are_read_back_as_text_on_the_desk(client: Client, real_data: Path) -> None:
    client.force_login(a_reader())
    seen = []
    for number, text in enumerate(("plain words", "\n".join(naughty(real_data))[:40_000])):
        _code, conversation = written(text=text, form=f"form {number}")
        operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
        page = reverse("intake_desk:conversation", args=[conversation.pk])
        client.post(page, {"act": "answer", "answer": text})
        client.post(page, {"act": "note", "note": text})
        seen.append(Elements(client.get(page).text).found)

    assert seen[0] == seen[1]


def test_names_of_files_are_shown_and_sent_as_names(client: Client, real_data: Path) -> None:
    client.force_login(a_reader())
    names = [text for text in naughty(real_data) if text.strip()][::9]
    for start in range(0, len(names), 5):
        request = a_request()
        with sealed_uploads(request) as uploads:
            for name in names[start : start + 5]:
                uploads.new_file("attached", name, name, 1)
                uploads.receive_data_chunk(b"x", 0)
                uploads.file_complete(1)
            request.FILES.setlist("attached", list(uploads._taken))
            written(uploads=uploads, form=f"form {start}")
    for conversation in Conversation.objects.all():
        operations.open_conversation(conversation=conversation, by=a_reader(), now=NOW)
        assert client.get(reverse("intake_desk:conversation", args=[conversation.pk])).status_code == 200

    for file in File.objects.select_related("message__conversation"):
        answer = client.post(reverse("intake_desk:file", args=[file.message.conversation_id, file.pk]))
        assert b"".join(answer) == b"x"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert File.objects.count() == len(names)


def test_real_files_come_back_byte_for_byte(real_data: Path, settings: Settings) -> None:
    settings.INTAKE_FILES = 100
    files = [path for path in sorted((real_data / "uploads").rglob("*")) if path.is_file()]
    with sealed_uploads(a_request(**{path.name.replace(".", "_"): path.read_bytes() for path in files})) as uploads:
        assert uploads.request
        _ = uploads.request.POST
        _code, conversation = written(uploads=uploads)

    handed = operations.for_casework(conversation, keys=the_keys()).files

    assert [one.open().read() for one in handed] == [path.read_bytes() for path in files]
    assert handed
