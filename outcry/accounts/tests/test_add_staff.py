"""`outcry staff add` lets somebody use the desk."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import OrganisationWords, create_organisation
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
