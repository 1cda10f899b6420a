"""Rosa's pages: every one is drawn, forms are saved, what is refused is said beside its field."""

from typing import Any

import pytest
from django.forms import Form
from django.test import Client

from outcry.authorities.tests.cast import at_the_desk
from outcry.gatherings.models import Gathering, GatheringState
from outcry.gatherings.tests.cast import EXACT, a_draft, a_gathering, a_secret_gathering, comes, rosa

pytestmark = pytest.mark.django_db
PARTS = ("", "details/", "texts/", "ties/", "place/", "publish/", "call-off/", "take-back/", "discard/")


def filled(answer: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of a page's forms, with some fields changed."""
    forms: list[Form] = answer.context["forms"]
    sent = {field.html_name: field.value() for form in forms for field in form if field.value() is not None and field.value() is not False}
    return {"csrfmiddlewaretoken": "x", **sent, **changes}


@pytest.fixture
def desk() -> Client:
    return at_the_desk(rosa())


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_for_staff_alone(part: str, client: Client, desk: Client) -> None:
    address = f"/desk/gatherings/{a_secret_gathering().pk}/{part}"

    assert "/desk/login/" in client.get(address).headers["Location"]
    assert desk.get(address).status_code == 200


def test_a_gathering_is_begun_announced_and_read_by_everybody(desk: Client, client: Client) -> None:
    begin = desk.get("/desk/gatherings/new/")
    facts = {
        "details-slug": "vigil",
        "details-kind": "vigil",
        "details-country": "KZ",
        "details-day": "2011-01-08",
        "details-begins": "17:00",
        "details-ends": "18:00",
        "details-zone": "Asia/Almaty",
    }
    texts = {"en-title": "Vigil", "en-about": "For Anna.", "en-place": "Almaty", "en-safety": "In twos.", "en-organiser": "A union"}
    saved = desk.post("/desk/gatherings/new/", filled(begin, **facts, **texts))
    gathering = Gathering.objects.get()
    draft = client.get("/en/gatherings/vigil/").status_code

    desk.post(f"/desk/gatherings/{gathering.pk}/publish/")

    assert saved.headers["Location"] == f"/desk/gatherings/{gathering.pk}/"
    assert (draft, client.get("/en/gatherings/vigil/").status_code) == (404, 200)


def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_is_kept(desk: Client) -> None:
    gathering = a_draft()
    page = desk.get(f"/desk/gatherings/{gathering.pk}/details/")

    again = desk.post(f"/desk/gatherings/{gathering.pk}/details/", filled(page, **{"details-contact": "anna@gmail.com"}))

    assert "A private person could have this mailbox." in again.text
    assert "anna@gmail.com" in again.text


def test_an_untouched_form_changes_nothing(desk: Client) -> None:
    gathering = a_gathering()

    for part in ("details/", "texts/", "ties/"):
        address = f"/desk/gatherings/{gathering.pk}/{part}"
        assert desk.post(address, filled(desk.get(address))).status_code == 302

    gathering.refresh_from_db()
    assert gathering.revision == 1


def test_the_exact_place_stands_on_its_own_page_of_the_desk_and_on_no_other(desk: Client) -> None:
    gathering = a_secret_gathering()

    pages = {part: desk.get(f"/desk/gatherings/{gathering.pk}/{part}").text for part in PARTS}

    assert [part for part, text in pages.items() if EXACT in text] == ["place/"]


def test_calling_off_asks_for_the_reason(desk: Client) -> None:
    gathering = a_gathering()
    address = f"/desk/gatherings/{gathering.pk}/call-off/"
    page = desk.get(address)

    empty = desk.post(address, filled(page))
    desk.post(address, filled(page, **{"en-because": "A storm is coming."}))

    gathering.refresh_from_db()
    assert "Say why" in empty.text
    assert gathering.state == GatheringState.CALLED_OFF


def test_the_desk_says_how_many_come_and_never_who(desk: Client) -> None:
    gathering = a_gathering()
    comes(gathering)

    page = desk.get(f"/desk/gatherings/{gathering.pk}/").text

    assert "1 person said that she comes." in page
    assert "samira" not in page


def test_another_organisation_s_gathering_is_not_there(desk: Client) -> None:
    gathering = a_gathering()
    other = type(gathering.organisation).objects.create(slug="other", mail_domain="other.example", contact_address="desk@other.example")
    Gathering.objects.update(organisation=other)

    assert desk.get(f"/desk/gatherings/{gathering.pk}/").status_code == 404
