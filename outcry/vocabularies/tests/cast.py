"""What our tests of lists need: a desk, a small list, and the moment."""

from datetime import UTC, datetime

from django.contrib.auth.models import Permission
from django.test import Client

from outcry.accounts.models import Organisation, User
from outcry.vocabularies.entries import TermWords
from outcry.vocabularies.models import Term, Vocabulary
from outcry.vocabularies.operations import add_term

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def words(**labels: str) -> dict[str, TermWords]:
    return {language: TermWords(label=label) for language, label in labels.items()}


def a_list(key: str = "birds") -> Vocabulary:
    return Vocabulary.objects.get_or_create(key=key)[0]


def a_term(label: str, *, below: Term | None = None, key: str = "birds", **others: str) -> Term:
    return add_term(vocabulary=a_list(key), parent=below, words=words(en=label, **others), by=None, now=NOW)


def rosa() -> User:
    organisation, _is_new = Organisation.objects.get_or_create(
        slug="solidarity", defaults={"mail_domain": "solidarity.example", "contact_address": "desk@solidarity.example"}
    )
    return User.objects.get_or_create(username="rosa", defaults={"organisation": organisation})[0]


def at_the_desk(user: User) -> Client:
    """A browser in which this member of staff is signed in."""
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client
