"""What is dear to make is made once for all tests of a file; what a single test changes is taken back after it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from outcry.protests import at_hand


def once_for_the_file(make: Callable[[], Any]) -> Any:
    """A fixture for the tests of one file, as a name in it: `full_desk = once_for_the_file(a_full_desk)`.

    A test takes a `deepcopy`: rows are rolled back after it, and objects in memory are not. All tests of the file that use the database
    have the rows; none may be a transactional one.
    """

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
        # As before each test: a fixture of a file comes before those of its first test.
        translation.activate("en")
        at_hand.forget()
        with django_db_blocker.unblock(), transaction.atomic():
            yield make()
            transaction.set_rollback(True)

    return made
