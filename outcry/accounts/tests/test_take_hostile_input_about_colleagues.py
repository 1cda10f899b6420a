"""Whatever is typed where members of staff and partners are added and changed, the page answers, and nothing of it runs."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.managing_users import PersonAddedForm, PersonChangedForm
from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import add_staff

pytestmark = pytest.mark.django_db
MARK = "<mallory onclick=x>"
PASSWORD = "correct horse battery staple"


def naughty(folder: Path) -> list[str]:
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    return [text for text in strings if isinstance(text, str)]


@pytest.fixture
def organisation() -> Organisation:
    return Organisation.objects.create(slug="sample", contact_address="contact@sample.example", mail_domain="sample.example")


@pytest.fixture
def rosa(organisation: Organisation) -> User:
    return add_staff(organisation=organisation, name="rosa", email="rosa@sample.example", password=PASSWORD, manages_staff=True)


def typed(text: str) -> dict[str, str]:
    return dict.fromkeys(("username", "email", "first_name", "last_name", "password1", "password2", "groups", "is_partner"), text)


def test_the_forms_answer_whatever_is_typed(real_data: Path, rosa: User) -> None:
    for text in naughty(real_data)[::3]:
        for form in (PersonAddedForm(typed(text), by=rosa), PersonChangedForm(typed(text), instance=rosa, by=rosa)):
            assert not form.is_valid()


def test_what_is_typed_is_drawn_as_text(client: Client, rosa: User) -> None:
    client.force_login(rosa)
    for address in (reverse("wagtailusers_users:add"), reverse("wagtailusers_users:edit", args=[rosa.pk])):
        page = client.post(address, typed(MARK))

        assert page.status_code == 200
        assert MARK not in page.content.decode()
    assert User.objects.get().first_name == ""


def test_who_manages_staff_makes_somebody_a_partner(client: Client, rosa: User, organisation: Organisation) -> None:
    emeka = add_staff(organisation=organisation, name="emeka", email="emeka@partner.example", password=PASSWORD)
    client.force_login(rosa)
    facts = {"username": "emeka", "email": "emeka@partner.example", "first_name": "Emeka", "last_name": "Obi", "is_partner": "on"}

    page = client.post(reverse("wagtailusers_users:edit", args=[emeka.pk]), facts)

    emeka.refresh_from_db()
    assert page.status_code == 302
    assert (emeka.is_partner, [group.name for group in emeka.groups.all()]) == (True, ["Partners"])
