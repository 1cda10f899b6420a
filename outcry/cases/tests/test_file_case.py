"""A whole case filed at once, and a sample case taken out again."""

from datetime import UTC, date, datetime

import pytest

from outcry.accounts.models import Organisation
from outcry.cases import publication
from outcry.cases.models import Case
from outcry.cases.publication import CaseMaterial, ParticipantMaterial, PartMaterial, SourceMaterial
from outcry.cases.tests.cast import FINED

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def an_organisation(*, is_demo: bool = True) -> Organisation:
    return Organisation.objects.create(slug="ours", mail_domain="ours.example", contact_address="us@ours.example", is_demo=is_demo)


def a_case() -> CaseMaterial:
    return CaseMaterial(
        slug="samira",
        number="2011-0009",
        country="ZZ",
        words={"en": {"name": "Samira", "standfirst": "Fined."}, "ru": {"name": "Самира", "standfirst": "Оштрафована."}},
        sources=[SourceMaterial(key="paper", facts={"publisher": "A paper", "title": "Fined"})],
        acts=[
            PartMaterial(
                facts={"kind": FINED, "when": "2011-01", "visible_from": date(2011, 1, 6)},
                words={"en": {"headline": "Fined"}},
                sources=["paper"],
                victim="samira",
                details={"detention": {"began": "2011-01-02", "term_days": 3, "due_on": date(2011, 1, 5)}},
            )
        ],
        interventions=[PartMaterial(facts={"kind": "appeal", "when": "2011-01"}, words={"en": {"headline": "An appeal"}})],
        participants=[ParticipantMaterial(key="samira", kind="person", is_named_publicly=True, words={"en": {"name": "Samira", "role": "teacher"}})],
    )


def test_a_case_is_filed_with_all_its_parts_and_nothing_of_it_is_public() -> None:
    organisation = an_organisation()

    case = publication.file_case(organisation=organisation, material=a_case(), by=None, now=NOW)

    act = case.acts.get()
    assert [source.publisher for source in act.sources.all()] == ["A paper"]
    assert act.visible_from == date(2011, 1, 6)
    assert case.participants.get().texts.get().name == "Samira"
    assert case.texts.get(language="ru").made_from_version == 1
    assert case.is_demo
    assert publication.listed(organisation=organisation, language="en", on=date(2011, 1, 7)) == []


def test_filing_it_again_changes_nothing() -> None:
    organisation = an_organisation()
    first = publication.file_case(organisation=organisation, material=a_case(), by=None, now=NOW)

    assert publication.file_case(organisation=organisation, material=a_case(), by=None, now=NOW) == first
    assert Case.objects.count() == 1


def test_only_the_cases_named_are_taken_out() -> None:
    organisation = an_organisation()
    publication.file_case(organisation=organisation, material=a_case(), by=None, now=NOW)
    own = Case.objects.create(organisation=organisation, number="2026-0001", slug="own", country="DE", opened_at=NOW, is_demo=True)

    assert publication.remove_sample_cases(organisation=organisation, slugs=["samira", "unknown"], now=NOW) == 1
    assert list(Case.objects.all()) == [own]
