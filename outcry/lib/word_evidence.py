"""How much the words of a text are like those of unwanted texts, learned from decisions: naive Bayes with Robinson's smoothing.

Each word counts once in a text. What a single word tells is smoothed by how often it was seen; the most telling ones are
combined by Fisher's method, once as evidence for and once as evidence against, so that a text about which the words are
of two minds comes out in the middle (G. Robinson, A Statistical Approach to the Spam Problem, 2003).
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outcry.lib.text import fold

# Texts of each kind that have to be known before anything is said.
FEWEST = 10
MOST_WORDS = 300
_TELLING = 40
# As strong as one text, a word that nobody knows speaks for neither side.
_STRENGTH, _NEITHER = 1.0, 0.5
_FAR_ENOUGH = 0.1
_WORD = re.compile(r"[\w'’-]{2,40}")
# Scripts written without blanks between words: pairs of letters stand for them.
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class Seen:
    """In how many wanted and unwanted texts a word stood; of all words together, how many texts there were."""

    wanted: int = 0
    unwanted: int = 0


@dataclass(frozen=True)
class Verdict:
    """From 0 (like wanted texts) to 1 (like unwanted ones), and the words that told most for unwanted."""

    score: float
    because: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, each once, in their order."""
    folded = fold(text)
    pairs = (run[place : place + 2] for run in _UNPARTED.findall(folded) for place in range(len(run) - 1))
    words = (word.strip("'’-") for word in _WORD.findall(_UNPARTED.sub(" ", folded)))
    return [word for word in dict.fromkeys([*words, *pairs]) if len(word) > 1][:MOST_WORDS]


def weigh(words: Iterable[str], *, seen: Mapping[str, Seen], texts: Seen) -> Verdict | None:
    """The verdict on a text of these words; None while too few texts of either kind are known."""
    if min(texts.wanted, texts.unwanted) < FEWEST:
        return None
    told = {word: _told(seen[word], texts) for word in words if word in seen}
    telling = sorted((word for word in told if abs(told[word] - _NEITHER) >= _FAR_ENOUGH), key=lambda word: -abs(told[word] - _NEITHER))[:_TELLING]
    if not telling:
        return Verdict(score=_NEITHER)
    unwanted = 1 - _together([1 - told[word] for word in telling])
    wanted = 1 - _together([told[word] for word in telling])
    because = tuple(word for word in telling if told[word] > _NEITHER)[:5]
    return Verdict(score=(1 + unwanted - wanted) / 2, because=because)


def _told(word: Seen, texts: Seen) -> float:
    """What one word tells, from 0 to 1."""
    wanted, unwanted = word.wanted / texts.wanted, word.unwanted / texts.unwanted
    if not wanted + unwanted:
        return _NEITHER
    number = word.wanted + word.unwanted
    return (_STRENGTH * _NEITHER + number * unwanted / (wanted + unwanted)) / (_STRENGTH + number)


def _together(chances: list[float]) -> float:
    """How likely chances as small as these are by accident: the tail of chi square with twice as many degrees of freedom as there are."""
    half = -sum(math.log(chance) for chance in chances)
    term = total = math.exp(-half)
    for step in range(1, len(chances)):
        term *= half / step
        total += term
    return min(total, 1.0)
