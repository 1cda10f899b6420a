"""The sample material is complete, exact about where it comes from, and shows nothing too early."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from outcry.lib.dates import span
from outcry.vocabularies.shipped import shipped_lists

MATERIAL = Path(__file__).parent.parent / "material"
FILES = {path.relative_to(MATERIAL).as_posix(): path.read_text(encoding="utf-8") for path in sorted(MATERIAL.rglob("*.toml"))}
SUBJECTS: dict[str, dict[str, Any]] = {name: tomllib.loads(text) for name, text in FILES.items()}

DEMO_STARTS_ON = date(2011, 1, 1)
LANGUAGES = {"en", "ru", "kk", "ar"}
KAZAKH_LETTERS = set("әғқңөұүһі")
SCRIPT = {"en": re.compile("[A-Za-z]"), "ru": re.compile("[А-Яа-яЁё]"), "kk": re.compile("[А-Яа-яӘәІіҢңҒғҮүҰұҚқӨөҺһ]"), "ar": re.compile("[\u0621-\u064a]")}
INVENTED = {"en": "invented", "ru": "вымышлен", "kk": "ойдан шығарылған", "ar": "متخيَّل"}

EDTF_KEYS = {"when", "happened", "opened", "began", "released", "published", "about_on"}
STATEMENTS = {"act", "intervention", "participant", "timeline", "letter", "outcome", "detention", "office", "answer", "block"}

# As wide as the columns that take them.
WIDEST = {
    "title": 200, "name": 200, "place": 200, "headline": 200, "salutation": 200, "when_note": 200, "against": 200, "by": 200, "ended": 200,
    "reason_given": 300, "role": 300, "demand": 300, "attribution": 300, "citation": 300, "subject": 150, "mail_subject": 150,
}  # fmt: skip
# English words that tell what happened after the demonstration starts.
TELLS_THE_END = re.compile(r"(?<!until he )\bis free\b|\bfreed\b|\breleased on\b|\bgreet|80,000|6 January", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where in the material something stands, and since when it may be seen."""

    file: str
    path: tuple[str, ...] = ()
    visible_from: date | None = None

    def below(self, key: str) -> "Place":
        return replace(self, path=(*self.path, key))

    def __str__(self) -> str:
        return f"{self.file}: {'.'.join(self.path)}"


Table = dict[str, Any]


def tables(value: Any, place: Place) -> Iterator[tuple[Place, Table]]:
    """Every table of the material, outer ones first; what is seen late makes all below it late."""
    if isinstance(value, list):
        for item in value:
            yield from tables(item, place)
    elif isinstance(value, dict):
        here = replace(place, visible_from=value.get("visible_from", place.visible_from))
        yield here, value
        for key, inner in value.items():
            yield from tables(inner, here.below(key))


def all_tables() -> Iterator[tuple[Place, Table]]:
    for name, subject in SUBJECTS.items():
        yield from tables(subject, Place(name))


def texts() -> list[tuple[Place, dict[str, str]]]:
    """Everything written for readers: the entries by language of each table that has an English one."""
    return [(place, {key: words for key, words in table.items() if key in LANGUAGES}) for place, table in all_tables() if isinstance(table.get("en"), str)]


def of_kind(folder: str) -> dict[str, Table]:
    return {str(subject["slug"]): subject for name, subject in SUBJECTS.items() if name.startswith(folder)}


def test_every_text_exists_in_english_russian_kazakh_and_arabic() -> None:
    missing = [str(place) for place, words in texts() if not all(words.get(language, "").strip() for language in LANGUAGES)]

    assert len(texts()) >= 200
    assert missing == []


def test_a_language_never_stands_without_the_english_text() -> None:
    alone = [str(place) for place, table in all_tables() if {"ru", "kk", "ar"} & {key for key in table if isinstance(table[key], str)} and "en" not in table]

    assert alone == []


def test_no_translation_is_the_english_text() -> None:
    same = [str(place) for place, words in texts() for language, text in words.items() if language != "en" and text.strip() == words["en"].strip()]

    assert same == []


def test_every_text_is_in_the_script_of_its_language() -> None:
    wrong = [f"{place} {language}" for place, words in texts() for language, text in words.items() if not SCRIPT[language].search(text)]

    assert wrong == []


def test_kazakh_is_written_with_kazakh_letters_and_russian_without() -> None:
    kazakh = [str(place) for place, words in texts() if len(words["kk"]) > 40 and not KAZAKH_LETTERS & set(words["kk"].lower())]
    russian = [str(place) for place, words in texts() if KAZAKH_LETTERS & set(words["ru"].lower())]

    assert kazakh == []
    assert russian == []


def test_paragraphs_are_the_same_in_number_in_every_language() -> None:
    uneven = [str(place) for place, words in texts() if len({text.strip().count("\n\n") for text in words.values()}) > 1]

    assert uneven == []


def test_every_statement_has_a_source_that_is_listed() -> None:
    sourceless = [
        str(place)
        for place, table in all_tables()
        if place.path and place.path[-1] in STATEMENTS and table.get("type") != "heading" and table.get("source") not in SUBJECTS["sources.toml"]
    ]

    assert sourceless == []


def test_the_report_behind_it_is_cited_without_an_invented_address() -> None:
    reported = SUBJECTS["sources.toml"]["reported"]

    assert reported["title"] == "Kazakhstan: New Year fireworks outside cell of Esenbek Ukteshbayev"
    assert reported["publisher"] == "socialistworld.net"
    assert reported["url"] == ""
    # Ways to give are links, to hosts that can't be anybody's.
    without_made_up = {name: re.sub(r"https://[a-z]+\.example/", "", text) for name, text in FILES.items()}
    assert [name for name, text in without_made_up.items() if "http" in text or "socialistworld.net/" in text] == []


def test_addresses_are_under_example_only() -> None:
    addresses = {found for text in FILES.values() for found in re.findall(r"[^\s\"«»،,:()]+@[\w.-]+\w", text)}

    assert len(addresses) >= 7
    assert [address for address in addresses if not address.endswith(".example")] == []
    assert SUBJECTS["organisation.toml"]["mail_domain"].endswith(".example")


def is_in_words(value: object) -> bool:
    """What happened at a gathering, by language; of a report or a case it is a day."""
    return isinstance(value, dict)


def test_every_date_is_edtf() -> None:
    dates = [table[key] for _place, table in all_tables() for key in EDTF_KEYS & table.keys() if not is_in_words(table[key])]

    assert len(dates) > 20
    for text in dates:
        span(text)


def test_the_sentence_is_fifteen_days_and_the_first_is_marked_as_reckoned() -> None:
    detention = of_kind("cases/")["esenbek-ukteshbayev"]["act"][0]["detention"]
    began = span("2010-12-20").earliest

    assert detention["began"] == "2010-12-20~"
    assert detention["began_is_reckoned"]
    assert began is not None
    assert (detention["due_on"] - began).days + 1 == detention["term_days"] == 15
    assert (DEMO_STARTS_ON - began).days + 1 == 13


def test_nothing_that_happens_after_the_first_day_can_be_seen_on_it() -> None:
    early = [
        str(place)
        for place, table in all_tables()
        for key in ("when", "happened", "released")
        if key in table
        and not is_in_words(table[key])
        and (began := span(table[key]).earliest)
        and began > DEMO_STARTS_ON
        and (place.visible_from is None or place.visible_from < began)
    ]

    assert early == []


def test_no_text_seen_on_the_first_day_tells_the_end() -> None:
    telling = [
        str(place)
        for place, words in texts()
        if place.file.startswith(("cases/", "appeals/", "reports/"))
        and (place.visible_from is None or place.visible_from <= DEMO_STARTS_ON)
        and TELLS_THE_END.search(words["en"])
    ]

    assert telling == []


def test_a_report_cannot_be_seen_before_it_is_published() -> None:
    early = [
        slug for slug, report in of_kind("reports/").items() if report["published_on"] > DEMO_STARTS_ON and report.get("visible_from") != report["published_on"]
    ]

    assert early == []
    assert sorted(report["published_on"] for report in of_kind("reports/").values()) == [
        date(2010, 12, 28), date(2011, 1, 1), date(2011, 1, 3), date(2011, 1, 6), date(2011, 1, 7),
    ]  # fmt: skip


def test_the_outcome_is_told_once_it_is_recorded() -> None:
    outcome = of_kind("appeals/")["free-esenbek-ukteshbayev"]["outcome"]

    assert (outcome["kind"], outcome["ground"], outcome["happened"]) == ("released", "sentence_served", "2011-01-03")
    assert outcome["visible_from"] == date(2011, 1, 3)
    assert "we do not claim that protests shortened" in outcome["body"]["en"]
    assert "we do not claim that protests shortened" in outcome["mail_body"]["en"]


@pytest.mark.parametrize("part", ["title", "standfirst", "what_happened", "subject", "letter"])
def test_the_appeal_about_an_invented_person_says_so_in_each_text(part: str) -> None:
    appeal = next(appeal for appeal in of_kind("appeals/").values() if appeal["about_invented_person"])
    words = {"subject": appeal["letter"]["subject"], "letter": appeal["letter"]["body"]}.get(part) or appeal[part]

    assert [language for language, mark in INVENTED.items() if mark not in words[language].lower()] == []
    assert appeal["country"] == "ZZ"


def test_the_letter_can_be_read_in_a_minute_and_leaves_greeting_and_name_to_others() -> None:
    body = of_kind("appeals/")["free-esenbek-ukteshbayev"]["letter"]["body"]["en"]

    assert 100 <= len(body.split()) <= 150
    assert body.strip().startswith("I write to you")
    assert "sincerely" not in body.lower()


def test_the_lead_appeal_meets_every_kind_of_server() -> None:
    offices = {office["key"]: office for office in SUBJECTS["offices.toml"]["office"]}
    addressees = of_kind("appeals/")["free-esenbek-ukteshbayev"]["addressees"]

    assert {offices[key]["stand_in"]["behaviour"] for key in addressees} == {"accept", "accept_and_answer", "defer_then_accept", "refuse"}
    assert {offices[key]["language"] for key in addressees} == {"en", "ru", "kk"}


def test_what_the_stand_in_servers_say_begins_with_the_right_digit() -> None:
    digits = {"accept": "2", "accept_and_answer": "2", "defer_then_accept": "2", "refuse": "5"}
    stand_ins = [office["stand_in"] for office in SUBJECTS["offices.toml"]["office"]]

    assert [stand_in["server_words"] for stand_in in stand_ins if stand_in["server_words"][0] != digits[stand_in["behaviour"]]] == []
    assert [stand_in["deferral_words"][0] for stand_in in stand_ins if "deferral_words" in stand_in] == ["4"]


def test_what_one_file_names_another_holds() -> None:
    known = {
        "topics": {entry.code.removeprefix("topics/") for one in shipped_lists() if one.key == "topics" for entry in one.entries},
        "sources": set(SUBJECTS["sources.toml"]),
        "cases": set(of_kind("cases/")),
        "appeals": set(of_kind("appeals/")),
        "addressees": {office["key"] for office in SUBJECTS["offices.toml"]["office"]},
    }
    dangling = [
        f"{place} {key} {name}" for place, table in all_tables() for key in known.keys() & table.keys() for name in table[key] if name not in known[key]
    ]

    assert dangling == []
    assert of_kind("appeals/")["free-esenbek-ukteshbayev"]["case"] in known["cases"]


def test_every_text_fits_its_column() -> None:
    wide = [
        f"{place} {language}"
        for place, words in texts()
        for language, text in words.items()
        if len(text.strip()) > WIDEST.get((place.path or ("",))[-1], 10_000)
    ]

    assert wide == []


def test_blocks_are_of_the_known_kinds_and_without_markup() -> None:
    blocks = [block for report in of_kind("reports/").values() for block in report["block"]]

    assert {block["type"] for block in blocks} == {"heading", "paragraph", "case", "appeal_form", "number", "chart", "map"}
    assert [str(place) for place, words in texts() if any("<" in text for text in words.values())] == []


def test_a_full_deck_is_1043_supporters_from_47_countries_some_with_fewer_than_five() -> None:
    countries = SUBJECTS["supporters.toml"]["country"]
    known = Locale.parse("en").territories
    small = [country["supporters"] for country in countries if country["supporters"] < 5]

    assert len({country["code"] for country in countries}) == len(countries) == 47
    assert sum(country["supporters"] for country in countries) == SUBJECTS["supporters.toml"]["full_deck"] == 1043
    assert all(country["code"] in known and country["supporters"] > 0 for country in countries)
    # The rest that is not named is one sum over at least two countries and five people.
    assert len(small) >= 2
    assert sum(small) >= 5


def test_supporters_have_names_to_draw_from_and_a_language_of_the_site() -> None:
    names = SUBJECTS["supporters.toml"]["names"]
    countries = SUBJECTS["supporters.toml"]["country"]

    assert {pool for country in countries for pool in country["names"]} == set(names)
    assert {language for country in countries for language in country["languages"]} == LANGUAGES
    assert all(all(pool["given"]) and pool["family"] for pool in names.values())


def test_the_choices_of_made_up_supporters_add_up() -> None:
    choices = SUBJECTS["supporters.toml"]["choices"]

    assert {name: sum(shares.values()) for name, shares in choices.items()} == dict.fromkeys(choices, 100)
