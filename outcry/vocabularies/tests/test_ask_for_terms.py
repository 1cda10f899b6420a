import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcry.lib.wordings import Edit
from outcry.vocabularies import queries
from outcry.vocabularies.entries import TermWords
from outcry.vocabularies.models import Term
from outcry.vocabularies.operations import change_label, load_shipped, move_term, retire_term
from outcry.vocabularies.tests.cast import NOW, a_term

pytestmark = pytest.mark.django_db


def test_a_subtree_is_the_term_and_all_beneath_it_and_nothing_beside_it() -> None:
    seabird = a_term("Seabird")
    gull = a_term("Gull", below=seabird)
    herring_gull = a_term("Herring gull", below=gull)
    a_term("Owl")

    assert set(Term.objects.below(seabird)) == {seabird, gull, herring_gull}
    assert set(Term.objects.below(gull)) == {gull, herring_gull}


def test_a_subtree_is_found_by_a_range_of_an_index() -> None:
    plan = Term.objects.below(a_term("Seabird")).explain()

    if connection.vendor == "sqlite":
        assert "USING INDEX" in plan
        assert "path>? AND path<?" in plan
    assert "LIKE" not in plan


def test_another_rooms_rows_are_filtered_and_counted_by_subtree() -> None:
    # Terms stand in for another room's rows: they have a foreign key to terms, too.
    seabird, owl = a_term("Seabird"), a_term("Owl")
    gull = a_term("Gull", below=seabird)
    for row in (a_term("One", below=gull), a_term("Two", below=gull), a_term("Three", below=owl)):
        assert row.parent_id

    assert Term.objects.filter(queries.below("parent", seabird)).count() == 3
    assert queries.count_by_top(Term.objects.all(), field="parent") == {seabird: 3, owl: 1}


def test_words_of_many_terms_come_in_one_statement() -> None:
    load_shipped(now=NOW)
    ids = list(Term.objects.in_list("acts").values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as asked:
        words = queries.wordings(term_ids=ids, language="kk")

    assert len(asked) == 1
    assert set(words) == set(ids)
    assert not any(wording.is_fallback for wording in words.values())


def test_a_term_without_the_language_says_in_which_one_it_speaks() -> None:
    gull = a_term("Gull", fr="Goéland")

    assert queries.wording(term=gull, language="kk") == queries.Wording(label="Gull", language="en", is_fallback=True)
    assert queries.wording(term=gull, language="fr").is_fallback is False


def test_a_term_without_any_words_shows_its_code() -> None:
    gull = a_term("Gull")
    gull.labels.all().delete()

    assert queries.wording(term=gull, language="en").label == "birds/gull"


def test_a_whole_tree_is_read_in_three_statements_in_order() -> None:
    seabird = a_term("Seabird")
    a_term("Owl")
    a_term("Gull", below=seabird)

    with CaptureQueriesContext(connection) as asked:
        lines = [(branch.wording.label, branch.depth, branch.children) for branch in queries.tree(key="birds", language="en")]

    assert lines == [("Seabird", 0, 1), ("Gull", 1, 0), ("Owl", 0, 0)]
    assert len(asked) <= 3


def test_a_term_of_another_list_or_a_retired_one_is_not_usable() -> None:
    gull, trout = a_term("Gull"), a_term("Trout", key="fish")

    assert queries.is_usable(term=gull, key="birds")
    assert not queries.is_usable(term=trout, key="birds")
    assert not queries.is_usable(term=retire_term(term=gull, replaced_by=None, seen_version=1, by=None, now=NOW), key="birds")


def test_a_code_that_no_list_has_is_named() -> None:
    gull = a_term("Gull")

    assert queries.terms(codes=["birds/gull"]) == {"birds/gull": gull}
    with pytest.raises(queries.NoSuchTerm, match="birds/dodo"):
        queries.terms(codes=["birds/gull", "birds/dodo"])


def test_search_folds_case_accents_and_kazakh_letters_in_every_language() -> None:
    gull = a_term("Gull", kk="Шағала", fr="Goéland")

    for words in ("шагала", "GOELAND", "gul"):
        assert list(queries.search(key="birds", words=words)) == [gull]
    assert list(queries.search(key="birds", words="owl")) == []


def test_a_record_coded_under_an_earlier_version_stays_readable() -> None:
    seabird, gull = a_term("Seabird"), a_term("Gull")
    then = gull.vocabulary.versions.count()
    change_label(term=gull, edit=Edit(language="en", seen_version=1), words=TermWords(label="Mew"), by=None, now=NOW)
    move_term(term=gull, parent=seabird, seen_version=1, by=None, now=NOW)
    retire_term(term=gull, replaced_by=seabird, seen_version=2, by=None, now=NOW)
    gull.refresh_from_db()

    now = queries.term_at(term=gull, version=then + 3)

    assert queries.term_at(term=gull, version=then) == queries.TermThen(labels={"en": "Gull"}, parent="", is_retired=False)
    assert now == queries.TermThen(labels={"en": "Mew"}, parent="birds/seabird", is_retired=True)
    assert queries.term_at(term=gull, version=1) is None
