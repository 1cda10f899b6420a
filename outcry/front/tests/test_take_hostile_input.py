"""Mallory types into the visitor's forms what others have used to break pages; real collections of it, where they are at hand."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.template import engines
from django.test import Client

from outcry.delivery.models import OutgoingMessage
from outcry.front.forms import ConfirmForm, SignForm
from outcry.front.tests.people import a_filled_form, a_try_today, an_appeal_open_today, confirm_path, counted
from outcry.protests.models import Protest

PAGE = "/en/appeals/free-them/"
FIELDS = ("name", "email", "country", "letter", "shown_in_public", "shown_to_addressee", "wants_outcome", "homepage", "token")

pytestmark = pytest.mark.django_db


class Reader(HTMLParser):
    """A browser's eyes: which elements there are, and the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[tuple[str, tuple[str, ...]]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, tuple(sorted(name for name, _ in attrs))))


def elements(answer: Any) -> set[tuple[str, tuple[str, ...]]]:
    return Reader(answer.content.decode()).elements


def naughty(folder: Path) -> list[str]:
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    payloads = [found["payload"] for found in json.loads((folder / "security/dompurify/expect.json").read_text())]
    inputs = [path.read_text().split("\n--\n")[0] for path in (folder / "security/bleach").glob("*.test")]
    return [text for text in [*strings, *payloads, *inputs] if isinstance(text, str)]


def test_whatever_is_typed_the_forms_answer(real_data: Path) -> None:
    for text in naughty(real_data):
        sign, confirm = SignForm(dict.fromkeys(FIELDS, text), language="en"), ConfirmForm({"public_words": text, "letter_words": text})
        sign.is_valid()
        confirm.is_valid()
        assert isinstance(sign.errors, dict)
        assert isinstance(confirm.errors, dict)


def test_collected_strings_come_back_as_text_and_draw_no_element_of_their_own(client: Client, real_data: Path) -> None:
    appeal = an_appeal_open_today()
    usual = elements(client.post(PAGE, a_filled_form(appeal, **dict.fromkeys(FIELDS, "www.x.example\n" * 600))))

    answer = client.post(PAGE, a_filled_form(appeal, **dict.fromkeys(FIELDS, "\n".join(naughty(real_data)))))

    assert answer.status_code == 200
    assert elements(answer) <= usual


def test_a_page_that_forgot_to_escape_would_be_found(real_data: Path) -> None:
    planted = engines["django"].from_string('<p class="x">{{ text|safe }}</p>')

    found = Reader(planted.render({"text": "\n".join(text for text in naughty(real_data) if text.startswith("<script"))})).elements

    assert not found <= {("p", ("class",))}


def test_names_that_are_taken_reach_page_and_letter_as_plain_text(client: Client, real_data: Path) -> None:
    appeal = an_appeal_open_today(addressees=1)
    names = [text for text in naughty(real_data) if "name" not in SignForm({"name": text}, language="en").errors][::12]
    words = [text for text in names if ConfirmForm({"public_words": text, "letter_words": text}).is_valid()]
    usual = elements(client.get(confirm_path(a_try_today(appeal, shown_in_public="full_name", shown_to_addressee="full_name", own_text="x"))))

    for number, name in enumerate(words):
        form = {"name": name, "address": f"m{number}@mail.example", "own_text": name, "shown_in_public": "full_name", "shown_to_addressee": "full_name"}
        path = confirm_path(a_try_today(appeal, **form))
        assert elements(client.get(path)) <= usual, name
        assert client.post(path, {"public_words": name, "letter_words": name}).status_code == 200, name
    counted(appeal)

    assert Protest.objects.filter(state="confirmed").count() == len(words)
    for content in OutgoingMessage.objects.filter(mailer="protest").values_list("content", flat=True):
        head = bytes(content or b"").split(b"\r\n\r\n")[0].split(b"\n\n")[0].lower()
        assert not {b"bcc", b"cc"} & {line.split(b":")[0].strip() for line in head.splitlines()}


def test_an_address_of_a_page_made_of_anything_is_not_here(client: Client, real_data: Path) -> None:
    an_appeal_open_today()

    for text in naughty(real_data)[::3]:
        piece = quote(text.replace("/", ""), safe="")
        for path in (f"/en/confirm/{piece}/", f"/en/leave/{piece}/", f"/en/appeals/{piece}/", f"/en/cases/{piece}/"):
            assert client.get(path).status_code in (301, 302, 404), path
