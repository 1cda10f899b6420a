from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcry.lib.wordings import Edit
from outcry.vocabularies import queries
from outcry.vocabularies.entries import TermWords
from outcry.vocabularies.models import Origin, Term, TermLabel, Vocabulary, VocabularyText, VocabularyVersion
from outcry.vocabularies.operations import change_label, load_shipped
from outcry.vocabularies.shipped import shipped_lists
from outcry.vocabularies.tests.cast import NOW

LANGUAGES = {"en", "ru", "kk", "ar"}


def test_every_shipped_term_is_worded_in_four_languages() -> None:
    lacking = [entry.code for shipped in shipped_lists() for entry in shipped.entries if set(entry.words) != LANGUAGES]

    assert lacking == []


def _undefined(words: Mapping[str, TermWords]) -> list[str]:
    """The languages whose definition is missing while the English one is there, or the other way round, or repeats that of another language."""
    definitions = {language: text.definition for language, text in words.items()}
    seen = Counter(filter(None, definitions.values()))
    return [language for language, text in definitions.items() if bool(text) != bool(definitions["en"]) or seen[text] > 1]


def test_every_shipped_definition_is_written_in_each_language_that_has_the_label() -> None:
    entries = {entry.code: entry.words for shipped in shipped_lists() for entry in shipped.entries}
    names = {shipped.key: shipped.names for shipped in shipped_lists()}

    lacking = {of: found for of, words in (entries | names).items() if (found := _undefined(words))}

    assert lacking == {}
    assert all(text.definition for words in names.values() for text in words.values())
    assert [code for code, words in entries.items() if words["en"].definition]


def test_a_definition_that_is_missing_or_repeats_the_english_one_would_be_noticed() -> None:
    english = TermWords(label="Fine", definition="Money to be paid.")

    assert _undefined({"en": english, "ru": TermWords(label="Штраф", definition="Деньги к уплате.")}) == []
    assert _undefined({"en": english, "ru": TermWords(label="Штраф")}) == ["ru"]
    assert _undefined({"en": english, "ru": TermWords(label="Штраф", definition=english.definition)}) == ["en", "ru"]
    assert _undefined({"en": TermWords(label="Fine"), "ru": TermWords(label="Штраф", definition="Деньги к уплате.")}) == ["ru"]


def test_no_code_is_given_twice_and_each_term_hangs_beneath_one_before_it() -> None:
    for shipped in shipped_lists():
        seen: set[str] = set()
        for entry in shipped.entries:
            assert entry.code not in seen
            assert not entry.parent or entry.parent in seen, entry.code
            seen.add(entry.code)


def test_no_two_terms_of_a_list_share_a_huridocs_code() -> None:
    for shipped in shipped_lists():
        codes = [entry.huridocs_code for entry in shipped.entries if entry.huridocs_code]
        assert len(codes) == len(set(codes))
        assert shipped.huridocs_list or not codes


@pytest.mark.django_db
def test_loading_brings_every_term_and_accounts_for_each() -> None:
    tally = load_shipped(now=NOW)

    assert tally.terms.created == tally.terms.read == Term.objects.count()
    assert tally.labels.created == tally.labels.read == TermLabel.objects.count()
    assert tally.lists.created == len(shipped_lists())
    assert tally.refusals == []


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_asks_one_question() -> None:
    load_shipped(now=NOW)

    with CaptureQueriesContext(connection) as asked:
        tally = load_shipped(now=NOW)

    assert len(asked) == 1
    assert tally.lists.unchanged == tally.lists.read
    assert VocabularyVersion.objects.count() == len(shipped_lists())


@pytest.mark.django_db
def test_words_that_somebody_here_chose_stay_and_are_named() -> None:
    load_shipped(now=NOW)
    term = queries.term(code="acts/expression/publication-restricted/fine")
    change_label(term=term, edit=Edit(language="en", seen_version=1), words=TermWords(label="Penalty in money"), by=None, now=NOW)

    tally = load_shipped(now=NOW, even_if_loaded=True)

    assert queries.wording(term=term, language="en").label == "Penalty in money"
    assert tally.kept == [("acts/expression/publication-restricted/fine", "en")]
    assert tally.terms.changed == 0


@pytest.mark.django_db
def test_a_release_rewords_what_nobody_touched_and_makes_a_version() -> None:
    load_shipped(now=NOW)
    acts = next(one for one in shipped_lists() if one.key == "acts")
    fine = next(entry for entry in acts.entries if entry.code.endswith("/fine"))
    reworded = replace(fine, words={**fine.words, "en": TermWords(label="Money penalty")})
    next_release = replace(acts, fingerprint="next", entries=tuple(reworded if entry is fine else entry for entry in acts.entries))

    tally = load_shipped(now=NOW, lists=[next_release])

    assert (tally.lists.changed, tally.terms.changed, tally.labels.changed) == (1, 1, 1)
    assert Vocabulary.objects.get(key="acts").version == 2
    assert queries.wording(term=queries.term(code=fine.code), language="en").label == "Money penalty"


def _english_only(words: Mapping[str, TermWords]) -> dict[str, TermWords]:
    return {language: text if language == "en" else TermWords(label=text.label) for language, text in words.items()}


@pytest.mark.django_db
def test_definitions_in_other_languages_reach_a_site_that_had_english_ones_and_leave_what_the_desk_wrote() -> None:
    now_shipped = next(one for one in shipped_lists() if one.key == "acts")
    before = [replace(entry, words=_english_only(entry.words)) for entry in now_shipped.entries]
    load_shipped(now=NOW, lists=[replace(now_shipped, fingerprint="before", names=_english_only(now_shipped.names), entries=tuple(before))])
    fine = queries.term(code="acts/expression/publication-restricted/fine")
    change_label(term=fine, edit=Edit(language="ru", seen_version=1), words=TermWords(label="Взыскание"), by=None, now=NOW)
    VocabularyText.objects.filter(vocabulary__key="acts", language="kk").update(label="Біздің атау", origin=Origin.DESK)

    load_shipped(now=NOW)

    assert queries.wording(term=queries.term(code="acts/liberty/arrest"), language="ru").definition == "Человека задерживают представители власти."
    assert queries.wording(term=fine, language="kk").definition.startswith("Айтылғаны")
    desk = queries.wording(term=fine, language="ru")
    assert (desk.label, desk.definition) == ("Взыскание", "")
    names = {text.language: text.definition for text in VocabularyText.objects.filter(vocabulary__key="acts")}
    assert names == {language: "" if language == "kk" else words.definition for language, words in now_shipped.names.items()}
