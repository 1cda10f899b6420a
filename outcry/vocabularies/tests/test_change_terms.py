from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from outcry.lib.wordings import ChangedMeanwhile, Edit
from outcry.vocabularies import queries
from outcry.vocabularies.entries import TermWords
from outcry.vocabularies.models import ChangeKind, Term, TermChange, VocabularyVersion
from outcry.vocabularies.operations import (
    TermChangedMeanwhile,
    TermRefused,
    add_term,
    change_label,
    move_term,
    restore_term,
    retire_term,
)
from outcry.vocabularies.paths import DEPTH_LIMIT
from outcry.vocabularies.tests.cast import NOW, a_list, a_term, words

pytestmark = pytest.mark.django_db


def _move(term: Term, parent: Term | None) -> Term:
    term.refresh_from_db()
    return move_term(term=term, parent=parent, seen_version=term.version, by=None, now=NOW)


def test_the_same_label_may_stand_under_two_parents() -> None:
    seabird, owl = a_term("Seabird"), a_term("Owl")

    first, second = a_term("Small", below=seabird), a_term("Small", below=owl)

    assert (first.code, second.code) == ("birds/seabird/small", "birds/owl/small")


def test_the_same_label_twice_in_one_place_gets_two_codes() -> None:
    assert a_term("Gull").code != a_term("Gull").code


def test_a_label_without_latin_letters_gets_a_code_of_its_own() -> None:
    term = add_term(vocabulary=a_list(), parent=None, words=words(kk="Шағала"), by=None, now=NOW)

    assert term.code == f"birds/{term.number}"


def test_moving_takes_everything_beneath_along_and_keeps_the_codes() -> None:
    seabird, wader = a_term("Seabird"), a_term("Wader")
    gull = a_term("Gull", below=seabird)
    herring_gull = a_term("Herring gull", below=gull)

    _move(gull, wader)

    herring_gull.refresh_from_db()
    assert set(Term.objects.below(wader)) == {wader, gull, herring_gull}
    assert set(Term.objects.below(seabird)) == {seabird}
    assert herring_gull.code == "birds/seabird/gull/herring-gull"


def test_a_term_cannot_hang_beneath_itself() -> None:
    seabird = a_term("Seabird")
    gull = a_term("Gull", below=seabird)

    for place in (seabird, gull):
        with pytest.raises(TermRefused, match="beneath itself"):
            _move(seabird, place)


def test_the_database_refuses_a_term_as_its_own_parent() -> None:
    gull = a_term("Gull")

    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.filter(pk=gull.pk).update(parent=gull.pk)


def test_a_term_cannot_hang_in_another_list() -> None:
    with pytest.raises(TermRefused, match="another list"):
        _move(a_term("Gull"), a_term("Trout", key="fish"))


def test_a_list_has_a_bottom() -> None:
    deepest = a_term("Level")
    for _level in range(DEPTH_LIMIT - 1):
        deepest = a_term("L", below=deepest)

    with pytest.raises(TermRefused, match="deeper"):
        a_term("Too deep", below=deepest)
    with pytest.raises(TermRefused, match="deeper"):
        _move(a_term("Beside"), deepest)


def test_a_retired_term_is_offered_no_longer_and_names_its_replacement() -> None:
    gull, mew = a_term("Gull"), a_term("Mew")

    retired = retire_term(term=gull, replaced_by=mew, seen_version=1, by=None, now=NOW)

    assert retired.replaced_by == mew
    assert list(Term.objects.in_list("birds").usable()) == [mew]
    assert restore_term(term=gull, seen_version=2, by=None, now=NOW).is_usable


def test_a_term_is_replaced_only_by_another_in_use_of_its_list() -> None:
    gull = a_term("Gull")

    for other in (gull, a_term("Trout", key="fish"), retire_term(term=a_term("Auk"), replaced_by=None, seen_version=1, by=None, now=NOW)):
        with pytest.raises(TermRefused, match="another term"):
            retire_term(term=gull, replaced_by=other, seen_version=1, by=None, now=NOW)


def test_a_term_with_a_history_cannot_be_deleted() -> None:
    gull = a_term("Gull")

    with pytest.raises(ProtectedError):
        gull.delete()


def test_each_change_is_a_version_that_says_what_was_and_what_is() -> None:
    gull = a_term("Gull")
    change_label(term=gull, edit=Edit(language="en", seen_version=1), words=TermWords(label="Mew"), by=None, now=NOW)

    version = VocabularyVersion.objects.get(vocabulary=gull.vocabulary, number=2)
    change = version.changes.get()

    assert (change.kind, change.language) == (ChangeKind.WORDED, "en")
    assert (change.before["label"], change.after["label"]) == ("Gull", "Mew")


def test_saving_the_same_words_makes_no_version() -> None:
    gull = a_term("Gull")

    change_label(term=gull, edit=Edit(language="en", seen_version=1), words=TermWords(label=" Gull "), by=None, now=NOW)

    assert VocabularyVersion.objects.filter(vocabulary=gull.vocabulary).count() == 1


@pytest.mark.parametrize("model", [VocabularyVersion, TermChange])
def test_history_is_neither_changed_nor_deleted(model: Any) -> None:
    a_term("Gull")
    row = model.objects.get()

    with pytest.raises(TypeError, match="append only"):
        row.save()
    with pytest.raises(TypeError, match="append only"):
        row.delete()


def test_whoever_rewords_second_is_told() -> None:
    gull = a_term("Gull")
    change_label(term=gull, edit=Edit(language="en", seen_version=1), words=TermWords(label="Mew"), by=None, now=NOW)

    with pytest.raises(ChangedMeanwhile) as clash:
        change_label(term=gull, edit=Edit(language="en", seen_version=1), words=TermWords(label="Larus"), by=None, now=NOW)

    assert clash.value.current.label == "Mew"
    assert queries.wording(term=gull, language="en").label == "Mew"


def test_whoever_moves_second_is_told() -> None:
    seabird, gull = a_term("Seabird"), a_term("Gull")
    move_term(term=gull, parent=seabird, seen_version=1, by=None, now=NOW)

    with pytest.raises(TermChangedMeanwhile):
        retire_term(term=gull, replaced_by=None, seen_version=1, by=None, now=NOW)


@pytest.mark.parametrize(("label", "reason"), [("  ", "Write the term itself"), ("x" * 401, "longer than 400"), ("a\u202eb", "one line of plain text")])
def test_a_label_is_a_short_line_of_plain_text(label: str, reason: str) -> None:
    with pytest.raises(TermRefused, match=reason):
        a_term(label)
