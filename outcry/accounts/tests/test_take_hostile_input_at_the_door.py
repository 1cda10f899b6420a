"""Whatever Mallory types at the door of the desk, she gets the same page, and nothing of it runs."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.desk_forms import SignInForm
from outcry.accounts.models import SignInTry

pytestmark = pytest.mark.django_db
MARK = "<mallory onclick=x>"


def naughty(folder: Path) -> list[str]:
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    return [text for text in strings if isinstance(text, str)]


def test_the_form_answers_whatever_is_typed(real_data: Path) -> None:
    for text in naughty(real_data)[::3]:
        form = SignInForm(None, data={"username": text, "password": text, "remember": text})

        assert not form.is_valid()


def test_what_is_typed_is_drawn_as_text_and_stored_nowhere(client: Client) -> None:
    for _time in range(12):
        page = client.post(reverse("wagtailadmin_login"), {"username": MARK, "password": MARK, "next": f"//{MARK}"})

    assert page.status_code == 200
    assert MARK not in page.content.decode()
    assert "mallory" not in str(list(SignInTry.objects.values()))


def test_a_forged_way_back_leads_to_the_desk_alone(client: Client) -> None:
    page = client.post(reverse("wagtailadmin_login"), {"username": "x\x00y", "password": "\x00", "next": "https://mallory.example/"})

    assert page.status_code == 200
