"""A card holds the words of any language and lets nobody's words leave it; drawing it keeps no machine busy."""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from django.http import HttpResponseBase
from django.test import RequestFactory
from PIL import Image

from outcry.lib.cards.answers import card_answer
from outcry.lib.cards.drawing import drawn
from outcry.lib.cards.kept import AT_ONCE, SECONDS_FOR_ONE, KeptCards
from outcry.lib.cards.words import FONTS, HEIGHT, WIDTH, Card, drawable

_TEMPLATE = FONTS.parent / "card.typ"
_HOSTILE = (
    "W" * 500,
    "ﷺ" * 300,
    "\u202egnp.kcatta\u202c " + "a\u0300\u0301\u0302\u0303" * 200,
    "👩‍👩‍👧‍👦🏳️‍🌈" * 40 + " still here",
    "Zα " + "ع" * 90 + " עברית " * 20 + "က" * 120,
    '#panic() $x$ *b* [c] @d \\ #{sys.inputs} <l> // /* ` "',
    "\u0e1c" * 300,
    "中" * 300,
    " \u200b\u00a0\u3164 ",
    "",
)


def a_card(**changes: Any) -> Card:
    words: dict[str, Any] = {"kind": "Appeal", "headline": "Free Anna", "line": "12 confirmed protests", "house": "The Desk"}
    return Card(**{"language": "en", "direction": "ltr"} | words | changes)


def fits(card: Card) -> list[bool]:
    """Whether kind, headline, line and house have a size in which all of their words are seen."""
    return measured(card.drawn_words() | {"language": card.language, "direction": card.direction})


def measured(words: dict[str, str]) -> list[bool]:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    found = json.loads(typst.query(_TEMPLATE.read_bytes(), "<fits>", sys_inputs=words, font_paths=fonts, ignore_system_fonts=True))
    return [one["value"] for one in found]


def udhr(real_data: Path) -> dict[str, str]:
    files = sorted((real_data / "i18n" / "udhr").glob("*.html"))
    return {path.stem: unescape(re.sub(r"<[^>]+>|\s+", " ", path.read_text().partition("<body")[2] or path.read_text())) for path in files}


def test_we_have_the_letters_of_every_language(real_data: Path) -> None:
    missing = {}
    for language, text in udhr(real_data).items():
        letters = "".join(sorted({letter for letter in text if letter.isalpha()}))
        if (share := len(drawable(letters, longest=len(letters))) / len(letters)) < 0.98:
            missing[language] = share

    assert missing == {}
    burmese, georgian, kazakh = "လူတိုင်းသည်", "ყველა ადამიანი", "Әділдік, құқық, еңбек"
    assert [drawable(text, longest=99) for text in (burmese, georgian, kazakh)] == [burmese, georgian, kazakh]


def test_a_letter_that_no_font_has_is_left_out() -> None:
    assert drawable("Free 🕊 Anna \U00013000", longest=99) == "Free Anna"


def test_what_is_too_long_ends_after_a_whole_word() -> None:
    assert drawable("They called for her freedom", longest=21) == "They called for her…"


@pytest.mark.parametrize("words", _HOSTILE, ids=lambda words: ascii(words[:12]))
def test_hostile_words_stay_within_the_card(words: str) -> None:
    for direction in ("ltr", "rtl"):
        assert fits(a_card(kind=words, headline=words, line=words, house=words, direction=direction)) == [True] * 4


def test_words_that_do_not_fit_are_found() -> None:
    too_wide, too_much = ({"language": "en", **a_card().drawn_words()} for _which in range(2))
    too_wide["headline-unbroken"] = too_wide["headline"] = "W" * 90
    too_much["line"] = "W " * 400

    assert measured(too_wide) == [True, False, True, True]
    assert measured(too_much) == [True, True, False, True]


def test_a_card_has_its_size_and_is_small_and_the_same_each_time() -> None:
    picture = drawn(a_card())

    with Image.open(BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(picture) < 60_000
    assert drawn(a_card()) == picture
    assert drawn(a_card(direction="rtl")) != picture
    assert drawn(a_card(language="zh-hans", headline="自由")) != picture


def asked(card: Card, **headers: str) -> HttpResponseBase:
    return card_answer(RequestFactory(headers=headers).get("/"), card)


def test_whoever_has_it_already_is_told_so() -> None:
    first = asked(a_card())

    assert asked(a_card(), **{"if-none-match": first["ETag"]}).status_code == 304
    assert asked(a_card(headline="Free Ivan"), **{"if-none-match": first["ETag"]}).status_code == 200


def test_a_card_is_drawn_once() -> None:
    made: list[str] = []
    kept = KeptCards(lambda card: made.append(card.headline) or b"x")  # type: ignore[func-returns-value]

    assert [kept.get(a_card()) for _time in range(3)] == [b"x"] * 3
    assert made == ["Free Anna"]


def test_nobody_keeps_the_machine_busy_with_cards() -> None:
    clock = [0.0]
    kept = KeptCards(lambda card: card.headline.encode(), clock=lambda: clock[0])

    answers = [kept.get(a_card(headline=str(number))) for number in range(AT_ONCE + 5)]

    assert answers.count(None) == 5
    assert kept.get(a_card(headline="0")) == b"0"
    clock[0] = SECONDS_FOR_ONE
    assert kept.get(a_card(headline="later")) == b"later"


def test_old_cards_are_given_up_for_new_ones() -> None:
    kept = KeptCards(lambda card: card.headline.encode(), memory_bytes=4)
    kept.get(a_card(headline="one"))
    kept.get(a_card(headline="two"))

    assert list(kept._kept.values()) == [b"two"]
