"""Mallory types into the forms of "write to us safely" what others have used to break pages."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from outcry.front.tests.test_take_hostile_input import elements, naughty
from outcry.front.tests.test_write_safely import BACK, WRITE, a_file, a_token, sent, step
from outcry.front.write_forms import CodeForm, EraseForm, ReplyForm, UseForm, WriteForm
from outcry.intake.models import Message
from outcry.intake.tests.cast import a_reader

pytestmark = pytest.mark.django_db
FIELDS = ("text", "place", "use", "contact", "homepage", "token")


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_FOLDER, settings.INTAKE_FOLDER = tmp_path / "keys", tmp_path / "intake"
    a_reader()
    return tmp_path


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data):
        typed = dict.fromkeys((*FIELDS, "code", "sure"), text)
        for form in (WriteForm(typed), ReplyForm(typed), CodeForm(typed), UseForm(typed), EraseForm(typed)):
            form.is_valid()
            assert isinstance(form.errors, dict)


def test_collected_strings_come_back_as_text_and_draw_no_element_of_their_own(client: Client, real_data: Path) -> None:
    everything = "\n".join(naughty(real_data))
    usual = elements(client.post(WRITE, dict.fromkeys(FIELDS, "x" * 60_000)))

    answer = client.post(WRITE, dict.fromkeys(FIELDS, everything))

    assert answer.status_code == 200
    assert elements(answer) <= usual


def test_what_is_taken_is_shown_to_its_sender_as_text(client: Client, real_data: Path) -> None:
    usual = elements(step(client, sent(client, text="one\n\ntwo\nthree", attached=[a_file()])))
    everything = "\n\n".join(naughty(real_data))[:40_000]

    code = sent(client, text=everything, place=everything[:1900], contact=everything[-1900:], attached=[a_file(name="<script>alert(1)<.jpg")])

    assert elements(step(client, code)) <= usual
    assert Message.objects.count() == 2


def test_no_field_of_a_conversation_breaks_its_page(client: Client, real_data: Path, settings: Settings) -> None:
    settings.INTAKE_TRIES_A_MINUTE = settings.INTAKE_AN_HOUR = 10_000
    code = sent(client)

    for text in naughty(real_data)[::40]:
        fields: dict[str, Any] = {"text": text, "use": text, "sure": "", "homepage": text}
        for act in ("write", "use", "erase", text):
            token = a_token("write more")
            assert client.post(BACK, {"code": code, "act": act, "token": token, **fields}).status_code == 200
        assert client.post(BACK, {"code": text}).status_code == 200


def test_a_body_that_is_no_form_is_refused_and_nothing_is_left(client: Client, folders: Path) -> None:
    bodies = (b"", b"--x", b'--x\r\nContent-Disposition: form-data; name="attached"; filename="a"\r\n\r\nhalf a file', b"--x\r\n\r\n--x--", b"\xff" * 1000)
    for body in bodies:
        for page in (WRITE, BACK):
            answer = client.post(page, body, content_type="multipart/form-data; boundary=x")
            assert answer.status_code in (200, 400)
        assert client.post(WRITE, body, content_type="application/json").status_code == 200

    assert not Message.objects.exists()
    assert not list((folders / "intake").glob("*"))
