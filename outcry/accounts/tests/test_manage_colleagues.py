"""Whoever manages staff keeps to her organisation, raises nobody above herself, and takes nobody's account over."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import STAFF_MANAGERS, add_staff, give_task, staff_group
from outcry.audit.models import LogEntry

pytestmark = pytest.mark.django_db
PASSWORD = "blue kettle on the roof"
OTHER = "green kettle on the roof"
READERS = "Readers of confidences"
LENA = {"username": "lena", "email": "lena@desk.example", "first_name": "Lena", "last_name": "Invented"}
EMEKA = {"username": "emeka", "email": "emeka@desk.example", "first_name": "Emeka", "last_name": "Invented", "is_active": "on"}


def an_organisation(slug: str) -> Organisation:
    return Organisation.objects.create(slug=slug, mail_domain=f"{slug}.example", contact_address=f"contact@{slug}.example")


def a_member(name: str, desk: Organisation, *, manages: bool = False) -> User:
    return add_staff(organisation=desk, name=name, email=f"{name}@{desk.slug}.example", password=PASSWORD, manages_staff=manages)


@pytest.fixture
def desk() -> Organisation:
    return an_organisation("desk")


@pytest.fixture
def rosa(desk: Organisation, client: Client) -> User:
    """She manages staff, and is signed in."""
    user = a_member("rosa", desk, manages=True)
    client.force_login(user)
    return user


@pytest.fixture
def emeka(desk: Organisation) -> User:
    """He reads confidences, which she does not, and has signed in before."""
    user = a_member("emeka", desk)
    give_task(user=user, group=READERS, permissions=("handle_intake",))
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    return user


def edited(client: Client, user: User, **facts: object) -> int:
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), facts).status_code


def groups_of(name: str) -> set[str]:
    return set(User.objects.get(username=name).groups.values_list("name", flat=True))


@pytest.mark.usefixtures("rosa", "emeka")
def test_whoever_manages_staff_makes_no_administrator_and_no_reader_of_confidences(client: Client) -> None:
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    readers = Group.objects.get(name=READERS).pk

    client.post(reverse("wagtailusers_users:add"), LENA | passwords | {"is_superuser": "on", "groups": [staff_group().pk]})
    refused = client.post(reverse("wagtailusers_users:add"), LENA | passwords | {"username": "mallory", "groups": [readers]})

    assert (User.objects.get(username="lena").is_superuser, groups_of("lena")) == (False, {"Staff"})
    assert refused.status_code == 200
    assert not User.objects.filter(username="mallory").exists()


@pytest.mark.usefixtures("emeka")
def test_nobody_raises_her_own_rights(client: Client, rosa: User) -> None:
    facts = {"username": "rosa", "email": "rosa@desk.example", "first_name": "Rosa", "last_name": "Invented", "is_superuser": "on"}

    edited(client, rosa, **facts, groups=[Group.objects.get(name=READERS).pk])

    rosa.refresh_from_db()
    assert (rosa.first_name, rosa.is_superuser, rosa.is_active) == ("Rosa", False, True)
    assert groups_of("rosa") == {"Staff", STAFF_MANAGERS}


@pytest.mark.usefixtures("rosa")
def test_nobody_takes_over_the_account_of_a_colleague(client: Client, emeka: User) -> None:
    facts = EMEKA | {"email": "rosa@desk.example", "password1": OTHER, "password2": OTHER, "groups": [staff_group().pk]}

    assert edited(client, emeka, **facts) == 302

    emeka.refresh_from_db()
    assert emeka.first_name == "Emeka", "what is not the key to his account may be changed"
    assert emeka.check_password(PASSWORD)
    assert emeka.email == "emeka@desk.example"


@pytest.mark.usefixtures("rosa")
def test_what_she_can_not_give_she_does_not_take_away_by_the_way(client: Client, emeka: User) -> None:
    edited(client, emeka, **EMEKA, groups=[staff_group().pk])

    assert groups_of("emeka") == {"Staff", READERS}


@pytest.mark.usefixtures("rosa")
def test_somebody_who_leaves_is_shut_out_by_whoever_manages_staff(client: Client, emeka: User) -> None:
    edited(client, emeka, **{name: value for name, value in EMEKA.items() if name != "is_active"}, groups=[staff_group().pk])

    emeka.refresh_from_db()
    assert not emeka.is_active


@pytest.mark.usefixtures("rosa")
def test_a_mistyped_address_is_mended_until_she_signs_in(client: Client, desk: Organisation) -> None:
    lena = a_member("lena", desk)

    edited(client, lena, **LENA | {"email": "lena@right.example", "is_active": "on"}, password1="", password2="", groups=[staff_group().pk])

    lena.refresh_from_db()
    assert lena.email == "lena@right.example"


@pytest.mark.usefixtures("rosa")
def test_an_administrator_is_changed_by_administrators_alone(client: Client, emeka: User) -> None:
    User.objects.filter(pk=emeka.pk).update(is_superuser=True)

    edited(client, emeka, **EMEKA | {"first_name": "Changed"}, groups=[staff_group().pk])

    emeka.refresh_from_db()
    assert (emeka.first_name, emeka.is_superuser) == ("", True)


@pytest.mark.usefixtures("rosa")
def test_people_of_another_organisation_are_not_there(client: Client) -> None:
    stranger = a_member("stranger", an_organisation("elsewhere"))
    pages = [reverse(f"wagtailusers_users:{name}", args=[stranger.pk]) for name in ("edit", "delete", "history", "history_results")]

    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert [client.post(page).status_code for page in pages] == [404] * 4
    for page in (reverse("wagtailusers_users:index"), reverse("wagtailusers_users:index_results"), f"{reverse('wagtailusers_users:index')}?q=stranger"):
        assert "stranger@elsewhere" not in (said := client.get(page).text)
        assert f"/{stranger.pk}/" not in said
    assert User.objects.filter(pk=stranger.pk).exists()


def test_whoever_is_added_works_for_the_organisation_of_whoever_added_her(client: Client, desk: Organisation) -> None:
    elsewhere = an_organisation("elsewhere")
    client.force_login(a_member("manager", elsewhere, manages=True))

    client.post(reverse("wagtailusers_users:add"), LENA | {"password1": PASSWORD, "password2": PASSWORD, "groups": [staff_group().pk]})

    assert User.objects.get(username="lena").organisation == elsewhere


@pytest.mark.usefixtures("rosa")
def test_the_log_says_who_was_added_changed_and_removed(client: Client) -> None:
    client.post(reverse("wagtailusers_users:add"), LENA | {"password1": PASSWORD, "password2": PASSWORD, "groups": [staff_group().pk]})
    lena = User.objects.get(username="lena")
    edited(client, lena, **LENA, password1="", password2="", groups=[])
    client.post(reverse("wagtailusers_users:delete", args=[lena.pk]))

    told = [(one.verb, one.actor_name, one.details["rights"], one.details["may_sign_in"]) for one in LogEntry.objects.order_by("pk")]
    assert told == [("staff.add", "rosa", ["Staff"], True), ("staff.change", "rosa", [], False), ("staff.remove", "rosa", [], False)]
    assert not User.objects.filter(username="lena").exists()


def test_the_log_tells_nobody_what_people_of_another_organisation_did(client: Client, desk: Organisation) -> None:
    client.force_login(a_member("manager", an_organisation("elsewhere"), manages=True))
    client.post(reverse("wagtailusers_users:add"), LENA | {"password1": PASSWORD, "password2": PASSWORD})
    hers = Client()
    hers.force_login(a_member("rosa", desk))

    page = hers.get(reverse("audit_desk")).text

    assert "lena" not in page
    assert ">manager<" not in page
