"""The sample, loaded once per file of tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from outcry.accounts.models import Organisation
from outcry.accounts.queries import the_organisation
from outcry.demo.loading.load import load_sample
from outcry.demo.tests.cast import NOW


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def loaded(data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organisation]:
    """The sample, loaded once for all claims; each claim's own changes are rolled back before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample(data=data, now=NOW)
        yield the_organisation()
        transaction.set_rollback(True)


@pytest.fixture
def sample(loaded: Organisation, db: None) -> Organisation:
    return the_organisation()
