"""The people and offices of our tests: Rosa researches, Emeka edits, the Minister answers."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client

from outcry.accounts.models import Organisation, OrganisationText, User
from outcry.authorities.models import Body, Membership, Office, Person, Post
from outcry.authorities.operations import OfficeDetails, OfficeWords, add_office, approve_office

NOW = datetime(2011, 1, 1, 8, 0, tzinfo=UTC)


def an_organisation(*, languages: tuple[str, ...] = ("en", "ru")) -> Organisation:
    organisation = Organisation.objects.create(slug="solidarity", mail_domain="solidarity.example", contact_address="desk@solidarity.example")
    for language in languages:
        OrganisationText.objects.create(organisation=organisation, language=language, name="Solidarity")
    return organisation


def a_colleague(organisation: Organisation, name: str) -> User:
    return User.objects.create(username=name, organisation=organisation)


def at_the_desk(user: User) -> Client:
    """A browser in which this member of staff is signed in."""
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def details(**changes: str) -> OfficeDetails:
    return OfficeDetails(
        **{
            "country": "KZ",
            "address": "letters@prosecutor.example",
            "language": "ru",
            "source_url": "https://prosecutor.example/contact",
            "source_note": "Reception",
            **changes,
        }
    )


def words(name: str = "Prosecutor General’s Office") -> OfficeWords:
    return OfficeWords(name=name, salutation=f"To the {name},")


def an_office(organisation: Organisation, **changes: str) -> Office:
    texts = {"en": words(), "ru": OfficeWords(name="Генеральная прокуратура", salutation="В Генеральную прокуратуру:")}
    return add_office(organisation=organisation, details=details(**changes), texts=texts, by=None, now=NOW)


def an_approved_office(organisation: Organisation, rosa: User, emeka: User, **changes: str) -> Office:
    office = an_office(organisation, **changes)
    for person in (rosa, emeka):
        approve_office(office=office, by=person, now=NOW)
    return office


def a_body(organisation: Organisation, name: str = "Prison IK 1", **fields: Any) -> Body:
    return Body.objects.create(organisation=organisation, name=name, added_at=NOW, **fields)


def a_post(organisation: Organisation, label: str = "Head of the prison", **fields: Any) -> Post:
    return Post.objects.create(organisation=organisation, label=label, added_at=NOW, **fields)


def a_person(organisation: Organisation, name: str = "Invented Person", **fields: Any) -> Person:
    return Person.objects.create(organisation=organisation, name=name, added_at=NOW, **fields)


def a_holding(post: Post, person: Person, start: str = "", end: str = "") -> Membership:
    return Membership.objects.create(organisation=post.organisation, post=post, person=person, start_date=start, end_date=end, added_at=NOW)
