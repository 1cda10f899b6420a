"""The log calls offices by their names."""

import pytest
from pytest_django import DjangoAssertNumQueries

from outcry.audit.models import LogEntry
from outcry.audit.reading import in_words
from outcry.authorities.tests.cast import an_office, an_organisation

pytestmark = pytest.mark.django_db


def test_things_are_named_in_as_many_queries_for_many_entries_as_for_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    organisation = an_organisation()
    offices = [an_office(organisation, address=f"letters@office{number}.example") for number in range(5)]

    for entries in (LogEntry.objects.all()[:1], LogEntry.objects.all()):
        rows = list(entries)
        with django_assert_num_queries(2):
            lines = in_words(entries=rows, organisation_id=organisation.pk)
        assert {line.about.label for line in lines} == {"Prosecutor General’s Office"}
        assert len(lines) in (1, len(offices))


def test_things_of_another_organisation_are_not_named() -> None:
    office = an_office(an_organisation())

    (line,) = in_words(entries=LogEntry.objects.all(), organisation_id=office.organisation_id + 1)

    assert line.about.label == f"Office {office.pk}"
