"""A group whose domain is written in Kazakh letters gets letters out, and is found."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from outcry.accounts.models import Organisation
from outcry.config import env

TOLD = ("organisation", "create", "Ерікті", "--slug", "erikti", "--contact", "office@example.org", "--mail-domain")


@pytest.mark.django_db
def test_letters_of_an_organisation_leave_from_the_domain_as_the_dns_knows_it() -> None:
    call_command(*TOLD, "хат.Еркін.қаз", verbosity=0)

    assert Organisation.objects.get().mail_domain == "xn--80a0bh.xn--e1akjk5i.xn--80ao21a"


@pytest.mark.django_db
def test_a_domain_that_cannot_exist_is_refused_in_plain_words() -> None:
    with pytest.raises(CommandError, match="can't be used"):
        call_command(*TOLD, f"{'қ' * 70}.қаз", verbosity=0)

    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://appeals.example.org/", "https://appeals.example.org"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://еркін.қаз:8443/kk/", "https://xn--e1akjk5i.xn--80ao21a:8443/kk"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_site_is_called_as_browsers_ask_for_it(monkeypatch: pytest.MonkeyPatch, typed: str, read: str) -> None:
    monkeypatch.setenv("OUTCRY_SITE_URL", typed)

    assert env.site("OUTCRY_SITE_URL", "http://localhost:1") == read


def test_hosts_are_called_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCRY_HOSTS", "Еркін.қаз, desk.example.org,127.0.0.1")

    assert env.hosts("OUTCRY_HOSTS", "localhost") == ["xn--e1akjk5i.xn--80ao21a", "desk.example.org", "127.0.0.1"]


def test_a_site_that_cannot_exist_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCRY_SITE_URL", "https://қ..қаз")

    with pytest.raises(ImproperlyConfigured, match="OUTCRY_SITE_URL"):
        env.site("OUTCRY_SITE_URL", "http://localhost:1")
