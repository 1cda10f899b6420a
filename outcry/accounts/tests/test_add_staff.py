"""`outcry staff add` lets somebody use the desk, or makes her a partner; so do the screens for people."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import OrganisationWords, add_staff, create_organisation, partners_group, staff_group
from outcry.accounts.permissions import ACCESS
from outcry.accounts.queries import staff_count

pytestmark = pytest.mark.django_db


def an_organisation() -> Organisation:
    return create_organisation(
        slug="desk", source_language="en", mail_domain="desk.example", contact_address="contact@desk.example", texts={"en": OrganisationWords(name="The Desk")}
    )


def a_password(folder: Path, words: str = "blue kettle on the roof") -> Path:
    file = folder / "password"
    file.write_text(words + "\n")
    return file


def test_a_member_can_use_the_desk_and_manage_nobody(tmp_path: Path) -> None:
    organisation = an_organisation()

    call_command("staff", "add", "rosa", email="rosa@desk.example", password_file=a_password(tmp_path))

    rosa = User.objects.get(username="rosa")
    assert rosa.organisation == organisation
    assert rosa.check_password("blue kettle on the roof")
    assert rosa.has_perm(ACCESS)
    assert not rosa.has_perm("accounts.add_user")
    assert staff_count(organisation=organisation) == 1


def test_a_manager_of_staff_may_add_members(tmp_path: Path) -> None:
    an_organisation()

    call_command("staff", "add", "rosa", email="rosa@desk.example", password_file=a_password(tmp_path), manages_staff=True)

    assert User.objects.get().has_perm("accounts.add_user")


def test_adding_a_name_twice_changes_nothing_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    an_organisation()
    for mail in ("rosa@desk.example", "other@desk.example"):
        call_command("staff", "add", "rosa", email=mail, password_file=a_password(tmp_path))

    assert [user.email for user in User.objects.all()] == ["rosa@desk.example"]
    assert "rosa is there already; nothing was changed." in capsys.readouterr().out


def test_a_weak_password_is_refused_in_a_sentence(tmp_path: Path) -> None:
    an_organisation()

    with pytest.raises(CommandError, match="too short"):
        call_command("staff", "add", "rosa", email="rosa@desk.example", password_file=a_password(tmp_path, "short"))


def test_without_an_organisation_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="outcry organisation create"):
        call_command("staff", "add", "rosa", email="rosa@desk.example", password_file=a_password(tmp_path))


def test_whoever_is_added_in_wagtails_screens_belongs_to_the_organisation() -> None:
    organisation = an_organisation()

    assert User.objects.create(username="emeka").organisation == organisation


def test_a_partner_signs_in_and_is_nobodys_second_person(tmp_path: Path) -> None:
    organisation = an_organisation()

    call_command("staff", "add", "lena", email="lena@union.example", password_file=a_password(tmp_path), partner=True)

    lena = User.objects.get(username="lena")
    assert lena.is_partner
    assert lena.has_perm(ACCESS)
    assert [group.name for group in lena.groups.all()] == ["Partners"]
    assert staff_count(organisation=organisation) == 0


def test_nobody_is_a_partner_and_manages_staff() -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("staff", "add", "lena", "--email=lena@union.example", "--partner", "--manages-staff")


def at_the_screens_for_people() -> Client:
    rosa = add_staff(organisation=an_organisation(), name="rosa", email="rosa@desk.example", password="blue kettle on the roof", manages_staff=True)
    client = Client()
    client.force_login(rosa)
    return client


ABOUT = {"username": "lena", "email": "lena@union.example", "first_name": "Lena", "last_name": "Invented"}
PASSWORDS = {"password1": "blue kettle on the roof", "password2": "blue kettle on the roof"}


def test_whoever_is_made_a_partner_on_the_desk_has_the_rights_of_partners_alone() -> None:
    client = at_the_screens_for_people()
    sent = ABOUT | PASSWORDS | {"is_partner": "on", "groups": [staff_group().pk], "is_superuser": "on"}

    assert "Reads what is open to partners" in client.get(reverse("wagtailusers_users:add")).text
    assert client.post(reverse("wagtailusers_users:add"), sent).status_code == 302

    lena = User.objects.get(username="lena")
    assert (lena.is_partner, lena.is_superuser, list(lena.groups.all())) == (True, False, [partners_group()])


def test_whoever_stops_being_a_partner_loses_the_rights_of_partners() -> None:
    client = at_the_screens_for_people()
    client.post(reverse("wagtailusers_users:add"), ABOUT | PASSWORDS | {"is_partner": "on"})
    lena = User.objects.get(username="lena")

    assert client.post(reverse("wagtailusers_users:edit", args=[lena.pk]), ABOUT | {"is_active": "on", "groups": [partners_group().pk]}).status_code == 302

    lena.refresh_from_db()
    assert (lena.is_partner, list(lena.groups.all())) == (False, [])
