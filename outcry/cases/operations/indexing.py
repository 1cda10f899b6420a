"""Keep the words by which a case is found. Whoever writes to a file calls it in the same transaction."""

from collections.abc import Collection, Iterator
from itertools import batched

from django.db import connection, transaction

from outcry.cases import word_indexes
from outcry.cases.models import Case, SearchText
from outcry.cases.search_text import folded_words
from outcry.lib import word_index

_AT_ONCE = 500


def keep_words(*, cases: Collection[int]) -> None:
    """Write down by which words these cases are found, as their files stand now. Two statements for each 500."""
    for some in batched(cases, _AT_ONCE, strict=False):
        rows = [SearchText(case_id=case, folded=words) for case, words in folded_words(cases=some).items()]
        SearchText.objects.bulk_create(rows, update_conflicts=True, update_fields=["folded"], unique_fields=["case"])


@transaction.atomic
def rebuild() -> int:
    """Write all words and the index anew; returns the number of cases."""
    keys = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    keep_words(cases=keys)
    word_index.make(connection, word_indexes.FILES)
    word_index.make(connection, word_indexes.PUBLIC)
    return len(keys)


def drifted() -> list[int]:
    """Cases whose words are not those of their files; none is what one hopes for."""
    return list(_drifted())


def _drifted() -> Iterator[int]:
    keys = Case.objects.order_by("pk").values_list("pk", flat=True)
    for some in batched(keys.iterator(chunk_size=_AT_ONCE), _AT_ONCE, strict=False):
        kept = dict(SearchText.objects.filter(case__in=some).values_list("case_id", "folded"))
        yield from (case for case, words in folded_words(cases=some).items() if kept.get(case) != words)
