"""One person under many spellings: how many pairs of spellings are found, and how many strangers are taken for each other.

The table beside this file has the spellings of our field; the sets of real names are asked where they are at hand.
"""

import csv
import json
import random
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcry.lib.names import fold, likeness, name_keys, script_of, share_a_name

_DATA = Path(__file__).parents[4] / "shared" / "data"
_READ = {"Latn", "Cyrl", "Arab"}
needs_data = pytest.mark.skipif(not (_DATA / "popolo").is_dir(), reason="the sets of real names are not at hand")

Pair = tuple[str, str]
Rule = Callable[[str, str], bool]


def _spellings() -> list[set[str]]:
    lines = (Path(__file__).parent / "spellings_of_names.txt").read_text(encoding="utf-8").splitlines()
    return [{name.strip() for name in line.split("|")} for line in lines if not line.startswith("#")]


def _same(people: Iterable[set[str]]) -> list[Pair]:
    return [pair for names in people for pair in combinations(sorted(names), 2) if {script_of(name) for name in pair} <= _READ]


def _strangers(people: list[set[str]], count: int = 2_000) -> list[Pair]:
    chance = random.Random(7)
    pairs = (chance.sample(people, 2) for _ in range(count))
    return [(chance.choice(sorted(one)), chance.choice(sorted(other))) for one, other in pairs]


def _share(pairs: list[Pair], rule: Rule) -> float:
    return sum(1 for pair in pairs if rule(*pair)) / len(pairs)


def _without_vowels(one: str, other: str) -> bool:
    return share_a_name(one, other, wide=True)


def _with_vowels(one: str, other: str) -> bool:
    return share_a_name(one, other, wide=False)


def _same_letters(one: str, other: str) -> bool:
    return set(fold(one).split()) == set(fold(other).split())


@pytest.mark.parametrize(("rule", "found", "false"), [(_without_vowels, 0.98, 0.001), (_with_vowels, 0.72, 0.001)])
def test_the_spellings_of_our_field_are_found(rule: Rule, found: float, false: float) -> None:
    people = _spellings()
    strangers = _strangers(people, 3_000)

    assert _share(_same(people), rule) >= found
    assert _share(strangers, rule) <= false


def test_without_sounds_most_spellings_would_be_missed() -> None:
    assert _share(_same(_spellings()), _same_letters) < 0.1


def test_a_rule_that_takes_everybody_for_one_person_would_be_seen() -> None:
    strangers = _strangers(_spellings(), 200)

    assert _share(strangers, lambda one, other: True) > 0.001
    assert _share(strangers, lambda one, other: likeness(one, other) > 0.1) > 0.001


def _legislature(country: str, languages: set[str]) -> list[set[str]]:
    people = json.loads((_DATA / f"popolo/everypolitician-mit/{country}.json").read_text(encoding="utf-8"))["persons"]
    return [{person["name"]} | {name["name"] for name in person.get("other_names", []) if name.get("lang") in languages} for person in people]


@needs_data
@pytest.mark.parametrize(
    ("country", "languages", "found", "false"),
    [
        ("estonia", {"et", "en", "ru", "uk", "de", "fr", "pl", "cs", "ar", "fa"}, 0.95, 0.001),
        ("kenya", {"en", "ru", "ar", "fa"}, 0.92, 0.001),
        # Titles, shared names such as Khan and Shah, and some wrong entries: the hardest set.
        ("pakistan", {"en", "ru", "az", "ur", "ar", "fa", "ps"}, 0.90, 0.015),
    ],
)
def test_members_of_parliament_are_found_in_other_languages(country: str, languages: set[str], found: float, false: float) -> None:
    people = _legislature(country, languages)

    assert _share(_same(people), _without_vowels) >= found
    assert _share(_strangers(people), _without_vowels) <= false


def _wikidata() -> list[dict[str, str]]:
    files = sorted((_DATA / "popolo/wikidata-m17n").rglob("*.json"))
    return [person["name"] for file in files for person in json.loads(file.read_text(encoding="utf-8"))["persons"] if person["name"]]


@needs_data
def test_a_name_given_in_english_and_welsh_is_found_and_its_neighbours_are_not() -> None:
    people = _wikidata()
    same = [(names["lang:en"], names["lang:cy"]) for names in people if {"lang:en", "lang:cy"} <= set(names)]
    strangers = _strangers([set(names.values()) for names in people])

    assert len(same) > 300
    # What is missing are other names, not other spellings: Tom and Thomas.
    assert _share(same, _without_vowels) >= 0.97
    # The same person stands in several of these sets.
    assert _share([pair for pair in strangers if fold(pair[0]) != fold(pair[1])], _without_vowels) <= 0.002


def _popular(kind: str) -> list[set[str]]:
    with (_DATA / f"i18n/names/common-{kind}-by-country.csv").open(encoding="utf-8-sig") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Romanized Name"]]
    return [{row["Localized Name"], row["Romanized Name"]} for row in rows if script_of(row["Localized Name"]) in {"Cyrl", "Arab"}]


@needs_data
@pytest.mark.parametrize(("kind", "found", "false"), [("forenames", 0.96, 0.015), ("surnames", 0.99, 0.015)])
def test_popular_names_meet_their_romanised_forms(kind: str, found: float, false: float) -> None:
    people = _popular(kind)

    assert _share(_same(people), _without_vowels) >= found
    assert _share(_strangers(people), _without_vowels) <= false


def test_likeness_parts_the_same_from_strangers() -> None:
    people = _spellings()
    same = sorted(likeness(*pair) for pair in _same(people))
    strangers = [likeness(*pair) for pair in _strangers(people, 500)]

    assert same[len(same) // 50] > 0.75
    assert max(strangers) < 0.75


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Есенбек Уктешбаев", "Ukteshbayev"),
        ("Уктешбаев Есенбек", "esenbek ukteshbayev"),
        ("Esenbek Ukteshbayev", "Е. Үктешбаев"),
        ("Мұхтар Омарханұлы Әуезов", "Мухтар Омарханович Ауэзов"),
        ("ЕСЕНБЕК", "есенбек"),
        ("Кена́н", "Кенан"),
        ("Abd al-Rahman", "عبد الرحمن"),
        ("Нұрлан", "نۇرلان"),
    ],
)
def test_one_person_is_found_by(stored: str, asked: str) -> None:
    assert share_a_name(stored, asked)
    assert name_keys(stored) & name_keys(asked)


@pytest.mark.parametrize(("one", "other"), [("Есенбек Уктешбаев", "Есенбек Сатпаев"), ("Анна Ахматова", "Анна Каренина"), ("Айнұр", "Гүлнұр"), ("", "Анна")])
def test_one_name_in_common_does_not_make_two_people_one(one: str, other: str) -> None:
    assert not share_a_name(one, other)


def test_a_narrow_question_keeps_vowels_apart() -> None:
    assert share_a_name("Marat", "Мурат")
    assert not share_a_name("Marat", "Мурат", wide=False)


def test_a_father_is_not_taken_for_his_child() -> None:
    assert name_keys("Абишевич") == name_keys("Әбішұлы")
    assert not name_keys("Абишевич") & name_keys("Абиш")


@pytest.mark.parametrize(
    ("text", "script"), [("Есенбек", "Cyrl"), ("Ükteşbaev", "Latn"), ("نجيب", "Arab"), ("王小明", "Hani"), ("Мыkola", "Latn"), ("1984!", "Zyyy"), ("", "Zyyy")]
)
def test_the_script_of_a_name_is_told(text: str, script: str) -> None:
    assert script_of(text) == script


def test_names_in_other_scripts_are_found_by_their_own_letters() -> None:
    assert share_a_name("王小明", "王小明")
    assert not share_a_name("王小明", "李小明")


@pytest.mark.parametrize(("stored", "typed"), [("Łódź", "lodz"), ("Ақтау", "актау"), ("O’Neill", "o'neill"), ("مدرسة", "مدرسه"), ("İzmir", "izmir")])
def test_plain_search_finds_what_is_typed_on_another_keyboard(stored: str, typed: str) -> None:
    assert fold(stored) == fold(typed)


_NAMES = st.text(alphabet=st.sampled_from("аәбғжқңөуүхчшщыіьэюяabcghijnqstuwyzäëğñöşüžčابتجحشعغلمنويى '-."), max_size=40)


@given(_NAMES, _NAMES)
def test_likeness_is_the_same_both_ways_round_and_stays_in_bounds(one: str, other: str) -> None:
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 <= likeness(one, other) <= 1


@given(st.lists(_NAMES, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_words_and_capitals_change_nothing(words: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(words, len(words))

    assert name_keys(" ".join(words)) == name_keys(" ".join(shuffled))
    assert likeness(" ".join(words), " ".join(shuffled)) == pytest.approx(float(any(name_keys(word) for word in words)))


@given(st.text())
def test_no_text_breaks_a_key_or_asks_for_too_many(text: str) -> None:
    keys = name_keys(text)

    assert len(keys) <= 16 * max(1, len(text))
    assert name_keys(text, wide=False) <= keys or not keys
    assert fold(fold(text)) == fold(text)
