"""Staff look at a case before readers do."""

import pytest
from django.test import Client

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import OrganisationWords, create_organisation, staff_group
from outcry.cases import publication
from outcry.cases.publication import CaseMaterial, SourceMaterial
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def an_unapproved_case() -> tuple[Organisation, int]:
    texts = {"en": OrganisationWords(name="The Desk")}
    organisation = create_organisation(slug="desk", source_language="en", mail_domain="desk.example", contact_address="contact@desk.example", texts=texts)
    material = CaseMaterial(
        slug="ayan",
        number="2026-1",
        country="KZ",
        words={"en": {"name": "Ayan", "standfirst": "Jailed."}, "ar": {"name": "أيان", "standfirst": "سُجن."}},
        sources=[SourceMaterial(key="one", facts={"publisher": "A paper", "title": "A report"})],
    )
    return organisation, publication.file_case(organisation=organisation, material=material, by=None, now=NOW).pk


def test_staff_see_the_file_as_readers_would(client: Client) -> None:
    organisation, pk = an_unapproved_case()
    rosa = User.objects.create(username="rosa", organisation=organisation)
    rosa.groups.add(staff_group())
    client.force_login(rosa)

    answer = client.get(f"/desk/cases/{pk}/preview/ar/")

    assert answer.status_code == 200
    assert 'dir="rtl"' in answer.text
    assert "أيان" in answer.text
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert client.get("/ar/cases/ayan/").status_code == 404


def test_strangers_do_not(client: Client) -> None:
    _, pk = an_unapproved_case()

    assert client.get(f"/desk/cases/{pk}/preview/en/").status_code == 302
