"""Words tell wanted texts from unwanted ones, once enough of both are known, in any script."""

from collections import Counter

import pytest

from outcry.lib.word_evidence import FEWEST, Seen, weigh, words_of

_PLACES, _KIN = ("gate", "mill", "court", "square"), ("son", "aunt", "friend")
_SUMS, _WARES = ("500", "1000", "euro", "cash"), ("casino", "loan", "coin")
WANTED = [f"I was at the {place} when the police came, my {kin} was held for hours" for place in _PLACES for kin in _KIN]
UNWANTED = [f"Earn {gain} every day, best {ware} bonus, register now" for gain in _SUMS for ware in _WARES]


def known(wanted: list[str], unwanted: list[str]) -> tuple[dict[str, Seen], Seen]:
    good, bad = (Counter(word for text in texts for word in words_of(text)) for texts in (wanted, unwanted))
    return {word: Seen(good[word], bad[word]) for word in good | bad}, Seen(len(wanted), len(unwanted))


def score(text: str, wanted: list[str] = WANTED, unwanted: list[str] = UNWANTED) -> float:
    seen, texts = known(wanted, unwanted)
    verdict = weigh(words_of(text), seen=seen, texts=texts)
    assert verdict is not None
    return verdict.score


def test_texts_it_never_saw_fall_on_their_side() -> None:
    assert score("Best casino of the year, register today and earn a bonus") > 0.9
    assert score("My neighbour was held at the court, and the police came again") < 0.1


def test_what_it_knows_nothing_of_is_in_the_middle() -> None:
    assert score("Quite other syllables altogether") == pytest.approx(0.5)
    assert 0.2 < score("My son was held; earn a bonus") < 0.8


def test_it_says_which_words_told_most() -> None:
    seen, texts = known(WANTED, UNWANTED)
    verdict = weigh(words_of("A casino bonus for my son"), seen=seen, texts=texts)

    assert verdict is not None
    assert set(verdict.because) >= {"bonus"}
    assert "son" not in verdict.because


def test_it_is_silent_until_it_has_seen_enough_of_both() -> None:
    seen, texts = known(WANTED[: FEWEST - 1], UNWANTED)

    assert weigh(words_of("casino"), seen=seen, texts=texts) is None


def test_words_are_found_in_any_script() -> None:
    assert words_of("Ақтау, АКТАУ!") == ["актау"]
    assert words_of("免费赌场") == ["免费", "费赌", "赌场"]
    assert words_of("اكسب المال الآن")
    assert words_of("\u0300\x00 . ") == []


def test_a_very_long_text_is_weighed_without_losing_its_mind() -> None:
    assert score(" ".join(UNWANTED) * 50) > 0.9
