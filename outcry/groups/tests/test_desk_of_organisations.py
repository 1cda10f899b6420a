"""Rosa's pages: every one is drawn, forms are saved, what is refused is said beside its field."""

from typing import Any

import pytest
from django.test import Client

from outcry.authorities.tests.cast import at_the_desk
from outcry.gatherings.tests.cast import a_gathering, rosa
from outcry.gatherings.tests.test_desk_of_gatherings import filled
from outcry.groups import operations
from outcry.groups.models import Group, PublicGroup
from outcry.groups.tests.cast import NOW, REASON, a_group, a_shown_group

pytestmark = pytest.mark.django_db
PARTS = ("", "details/", "texts/", "ties/", "show/", "hide/", "discard/")


@pytest.fixture
def desk() -> Client:
    return at_the_desk(rosa())


def posted(desk: Client, part: str, group: Group, **changes: Any) -> Any:
    address = f"/desk/organisations/{group.pk}/{part}"
    return desk.post(address, filled(desk.get(address), **changes))


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_for_staff_alone(part: str, client: Client, desk: Client) -> None:
    address = f"/desk/organisations/{a_shown_group().pk}/{part}"

    assert "/desk/login/" in client.get(address).headers["Location"]
    assert desk.get(address).status_code == 200


def test_one_is_added_shown_with_a_reason_and_hidden_again(desk: Client) -> None:
    begin = desk.get("/desk/organisations/new/")
    desk.post("/desk/organisations/new/", filled(begin, **{"details-slug": "miners", "details-kind": "union", "en-name": "Miners", "en-about": "Of the pits."}))
    group = Group.objects.get()
    at_first = PublicGroup.objects.exists()

    refused = desk.post(f"/desk/organisations/{group.pk}/show/", {"reason": ""})
    desk.post(f"/desk/organisations/{group.pk}/show/", {"reason": REASON})
    shown = PublicGroup.objects.exists()
    desk.post(f"/desk/organisations/{group.pk}/hide/")

    assert (at_first, refused.status_code, shown, PublicGroup.objects.exists()) == (False, 200, True, False)
    assert "Organisation hidden from readers" in desk.get(f"/desk/organisations/{group.pk}/").text


def test_what_is_refused_is_said_and_what_was_typed_is_kept(desk: Client) -> None:
    group = a_shown_group()

    again = posted(desk, "details/", group, **{"details-slug": "pits"})

    assert "Readers know it under this address, which has to stay." in again.text
    assert 'value="pits"' in again.text


def test_texts_are_saved_language_by_language(desk: Client) -> None:
    group = a_group("en")

    posted(desk, "texts/", group, **{"kk-name": "Кеншілер", "kk-about": ""})

    assert sorted(group.texts.values_list("language", "name")) == [("en", "Miners’ union (en)"), ("kk", "Кеншілер")]


def test_a_gathering_is_put_under_it_and_a_case_that_is_not_offered_stays(desk: Client) -> None:
    gathering, group = a_gathering(), a_group()
    form = desk.get(f"/desk/organisations/{group.pk}/ties/").context["form"]

    posted(desk, "ties/", group, gatherings=[gathering.pk])

    assert form.fields["cases"].choices == []
    assert list(group.gatherings.values_list("pk", flat=True)) == [gathering.pk]


def test_one_of_another_organisation_is_not_found(desk: Client) -> None:
    group = a_group()
    other = type(group.organisation).objects.create(slug="other", mail_domain="other.example")
    Group.objects.update(organisation=other)

    assert [desk.get(f"/desk/organisations/{group.pk}/{part}").status_code for part in PARTS] == [404] * len(PARTS)


def test_the_list_says_which_ones_readers_see(desk: Client) -> None:
    empty = desk.get("/desk/organisations/").text
    operations.show(group=a_group(), reason=REASON, by=None, now=NOW)
    a_group(slug="pits")

    lines = desk.get("/desk/organisations/").text

    assert "No organisation yet" in empty
    assert ("readers see it" in lines, "kept inside" in lines) == (True, True)
