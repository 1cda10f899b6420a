"""The desk's page about the organisation."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import OrganisationWords, create_organisation, staff_group
from outcry.audit.models import LogEntry
from outcry.lib.seen_forms import mark_of_facts

pytestmark = pytest.mark.django_db
AS_IT_BEGAN = mark_of_facts({"contact_address": "contact@desk.example", "mail_domain": "desk.example", "reviews_reports": True})


@pytest.fixture
def ours() -> Organisation:
    texts = {"en": OrganisationWords(name="The Desk"), "ru": OrganisationWords(name="Стол")}
    return create_organisation(slug="desk", source_language="en", mail_domain="desk.example", contact_address="contact@desk.example", texts=texts)


@pytest.fixture
def at_the_desk(ours: Organisation, client: Client) -> Client:
    rosa = User.objects.create(username="rosa", organisation=ours)
    rosa.groups.add(staff_group())
    client.force_login(rosa)
    return client


def what_rosa_sends(**changes: str) -> dict[str, str]:
    form = {"contact_address": "contact@desk.example", "mail_domain": "desk.example", "seen": AS_IT_BEGAN}
    for language, name, version in (("en", "The Desk", "1"), ("ru", "Стол", "1"), ("kk", "", "0"), ("ar", "", "0")):
        form |= {f"{language}-name": name, f"{language}-seen_version": version, f"{language}-source_version": "0" if language == "en" else "1"}
    return form | changes


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("organisation_desk"))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_a_changed_name_leaves_its_translation_marked_as_older(ours: Organisation, at_the_desk: Client) -> None:
    answer = at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(**{"en-name": "The New Desk"}))

    assert answer.status_code == 302
    assert ours.texts.get(language="en").name == "The New Desk"
    assert "older than the source text" in at_the_desk.get(reverse("organisation_desk")).text


def test_a_domain_in_kazakh_letters_is_kept_as_the_dns_knows_it(ours: Organisation, at_the_desk: Client) -> None:
    at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(mail_domain="Еркін.қаз"))

    ours.refresh_from_db()
    assert ours.mail_domain == "xn--e1akjk5i.xn--80ao21a"


@pytest.mark.parametrize("typed", ["not a domain", "☃.kz"])
def test_a_wrong_domain_is_told_beside_its_field_and_the_input_kept(typed: str, ours: Organisation, at_the_desk: Client) -> None:
    answer = at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(mail_domain=typed, **{"en-name": "Kept"}))

    assert answer.status_code == 200
    assert 'id="id_mail_domain_error"' in answer.text
    assert 'value="Kept"' in answer.text
    assert ours.texts.get(language="en").name == "The Desk"


def test_whoever_saves_second_is_told_and_sees_both(ours: Organisation, at_the_desk: Client) -> None:
    at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(**{"en-name": "First"}))

    answer = at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(**{"en-name": "Second"}))

    assert "Somebody else saved this text" in answer.text
    assert "<q>First</q>" in answer.text
    assert 'value="Second"' in answer.text
    assert ours.texts.get(language="en").name == "First"


def test_whoever_changes_the_mail_domain_second_is_told_and_sees_both(ours: Organisation, at_the_desk: Client) -> None:
    at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(mail_domain="first.example"))

    answer = at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(mail_domain="second.example"))

    ours.refresh_from_db()
    assert ours.mail_domain == "first.example"
    assert "<q>first.example</q>" in answer.text
    assert 'value="second.example"' in answer.text


def test_only_those_who_manage_staff_switch_the_second_reader_off_and_the_log_keeps_it(ours: Organisation, at_the_desk: Client) -> None:
    # An unticked box sends nothing.
    at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(**{"en-name": "Renamed"}))
    ours.refresh_from_db()
    assert ours.reviews_reports

    rosa = User.objects.get(username="rosa")
    rosa.user_permissions.add(Permission.objects.get(codename="change_user"))
    at_the_desk.post(reverse("organisation_desk"), what_rosa_sends(**{"en-seen_version": "2"}))

    ours.refresh_from_db()
    assert not ours.reviews_reports
    assert LogEntry.objects.get(verb="organisation.reviews").details == {"wanted": False}
