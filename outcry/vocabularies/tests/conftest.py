"""The tests of this room begin without the lists that the suite's database holds: most of them make their own."""

import pytest
from django.db import connection

from outcry.vocabularies.models import Term, TermChange, TermLabel, Vocabulary, VocabularyText, VocabularyVersion


@pytest.fixture(autouse=True)
def _without_lists(request: pytest.FixtureRequest, _django_db_helper: None) -> None:
    if request.node.get_closest_marker("django_db") is None:
        return
    with connection.cursor() as cursor:
        # References are looked at when the transaction ends, so a parent may go before its children.
        for model in (TermChange, VocabularyVersion, TermLabel, Term, VocabularyText, Vocabulary):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
