"""Mallory has got hold of a desk, or pastes what others have used to break pages."""

import json
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import Permission
from django.test import Client

from outcry.appeals.forms import (
    AppealWordsForm,
    CaseForm,
    DeadlineForm,
    DemandForm,
    DetailsForm,
    LetterWordsForm,
    MomentForm,
    MomentWordsForm,
    ReasonForm,
    UpdateForm,
)
from outcry.authorities.forms import OfficeForm, OfficeWordsForm
from outcry.protests.forms import (
    ActForm,
    DryRunForm,
    HideForm,
    HoldForm,
    MarkForm,
    OutcomeForm,
    OutcomeWordsForm,
    PaceForm,
    PauseForm,
    PostAnswerForm,
    ReplyForm,
    RungForm,
    ServerLimitsForm,
    TestLetterForm,
    WarmUpForm,
    WithdrawForm,
    WordsForm,
)
from outcry.protests.models import Rung
from tests.cast import an_open_appeal, rosa

pytestmark = pytest.mark.django_db

FORMS: list[Callable[[dict[str, str]], forms.Form]] = [
    lambda data: ActForm(data, people=[(1, "One")], language="en", office="An office", day="2011-01-03"),
    AppealWordsForm,
    lambda data: CaseForm(data, choices=[("1", "One")]),
    DeadlineForm,
    DemandForm,
    DetailsForm,
    lambda data: DryRunForm(data, languages=["en"]),
    HideForm,
    LetterWordsForm,
    MomentForm,
    MomentWordsForm,
    OfficeForm,
    OfficeWordsForm,
    OutcomeForm,
    OutcomeWordsForm,
    PaceForm,
    PauseForm,
    lambda data: PostAnswerForm(data, addresses=["one@x.example"]),
    ReasonForm,
    MarkForm,
    ReplyForm,
    lambda data: RungForm(data, now=Rung.SINGLE),
    ServerLimitsForm,
    lambda data: TestLetterForm(data, addressees=[], language="en"),
    lambda data: UpdateForm(data, language="ru", has_letter=True),
    HoldForm,
    WarmUpForm,
    WithdrawForm,
    WordsForm,
]


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


def test_whatever_is_typed_every_form_answers(real_data: Path) -> None:
    forms_and_fields = [(make, tuple(make({}).fields)) for make in FORMS]

    for text in naughty(real_data):
        for make, fields in forms_and_fields:
            form = make(dict.fromkeys(fields, text))
            form.is_valid()
            assert isinstance(form.errors, dict)


def test_hostile_titles_are_drawn_as_text(real_data: Path) -> None:
    appeal, client = an_open_appeal(), a_desk()
    address = f"/desk/appeals/{appeal.pk}/texts/"
    harmless = elements(client.post(address, filled("harmless")).content)

    for text in naughty(real_data)[::9]:
        answer = client.post(address, filled(text))

        assert answer.status_code == 200
        assert elements(answer.content)["script"] == harmless["script"], text
        assert not [name for name in elements(answer.content) - harmless if " on" in name or name in ("img", "svg", "iframe", "object")], text


def test_hostile_addresses_on_the_web_end_in_a_page_and_not_in_an_error(real_data: Path) -> None:
    an_open_appeal()
    client = a_desk()

    for text in naughty(real_data)[::25]:
        assert client.get("/desk/appeals/new/", {"case": text}).status_code == 200
        assert client.get("/desk/protests/replies/", {"page": text}).status_code == 200


def test_these_eyes_see_what_is_not_escaped() -> None:
    assert elements(b"<img src=x onerror=alert(1)>") == {"img": 1, "img onerror": 1}


def filled(title: str) -> dict[str, Any]:
    # Without a reason, so that the page comes back with what was typed.
    versions = {f"{code}-{name}": "0" for code in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    return {**versions, "ar-title": title, "ar-standfirst": title, "ar-what_happened": title, "ar-source_note": title}


def elements(html: bytes) -> Counter[str]:
    return Elements(html.decode()).found


def a_desk() -> Client:
    user = rosa()
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client
