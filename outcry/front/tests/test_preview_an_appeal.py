"""Staff look at an appeal before readers do."""

import pytest
from django.test import Client

from outcry.accounts.models import User
from outcry.front.tests.people import an_appeal_open_today
from tests.cast import rosa

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> User:
    person = rosa()
    person.is_superuser = True
    person.save()
    client.force_login(person)
    return person


@pytest.mark.usefixtures("staff")
def test_a_draft_is_shown_to_staff_as_readers_will_see_it(client: Client) -> None:
    appeal = an_appeal_open_today()
    appeal.state = "draft"
    appeal.save()

    answer = client.get(f"/desk/appeals/{appeal.pk}/preview/ru/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="ru"' in page
    assert "Free them (ru)" in page
    assert "<form" not in page
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_strangers_are_led_to_the_sign_in_page(client: Client) -> None:
    appeal = an_appeal_open_today()

    answer = client.get(f"/desk/appeals/{appeal.pk}/preview/en/")

    assert answer.status_code == 302
    assert "/desk/login/" in answer["Location"]


@pytest.mark.usefixtures("staff")
def test_a_language_we_do_not_have_is_not_here(client: Client) -> None:
    appeal = an_appeal_open_today()

    assert client.get(f"/desk/appeals/{appeal.pk}/preview/xx/").status_code == 404
