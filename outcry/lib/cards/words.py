"""The words of a card, so that no writer can make them leave it: what we have no letters for is left out, what has no end is given one."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

FONTS = Path(__file__).parent / "fonts"
WIDTH, HEIGHT = 1200, 630
# Grows with every change of the drawing, so that nobody keeps an old one.
DRAWING = 1

Tone = Literal["", "safe", "plain"]

_LONGEST = {"kind": 48, "headline": 160, "line": 72, "house": 44}
# A word that is longer than this may be broken anywhere; so are those that people make up to break pages.
_LONGEST_WORD = 24
# Of those no line can break, so many are measured: the longest by letters may not be the widest.
_MEASURED = 6
# On one letter; no living script needs more, beside what has a letter of its own.
_MOST_MARKS = 3
_BREAK, _JOINERS = "\u200b", "\u200c\u200d"
# What turns text around or hides it; the page's own direction decides.
_TURNING = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card says, in `language`, which runs in `direction` ("ltr" or "rtl").

    What kind of thing it is, its headline, a line below (a count, a state, a day), and whose house it is.
    """

    language: str
    direction: str
    kind: str
    headline: str
    house: str
    line: str = ""
    tone: Tone = ""

    @property
    def name(self) -> str:
        """The same for the same words, and for no other."""
        return sha256(repr((DRAWING, asdict(self))).encode()).hexdigest()[:32]

    @property
    def alt(self) -> str:
        """The same for whoever does not see it."""
        return ". ".join(part.rstrip(".") for part in (self.kind, self.headline, self.line, self.house) if part)

    def drawn_words(self) -> dict[str, str]:
        """By field, as they can be drawn; and beside each the words in it that no line can break, the longest few, one on a line."""
        words = {name: drawable(getattr(self, name), longest=longest) for name, longest in _LONGEST.items()}
        return words | {f"{name}-unbroken": "\n".join(_unbroken(text)) for name, text in words.items()}


def drawable(text: str, *, longest: int) -> str:
    """The text in one line of so many letters at most, of letters that we have; marks count with the letter they stand on."""
    plain = " ".join(_TURNING.sub("", unicodedata.normalize("NFC", text)).split())
    clusters = [cluster for cluster in _clusters(plain) if _is_held(cluster)]
    if len(clusters) > longest:
        clusters = [*_whole_words(clusters[:longest]), "…"]
    return re.sub(" {2,}", " ", "".join(_breakable(clusters))).strip()


def _clusters(text: str) -> Iterator[str]:
    """Each letter with its marks, so many as may be drawn on it."""
    cluster, marks = "", 0
    for letter in text:
        is_mark = unicodedata.category(letter) in ("Mn", "Me", "Mc") or letter in _JOINERS
        if cluster and is_mark:
            marks += 1
            cluster += letter if marks <= _MOST_MARKS or _is_of_syllable(letter) else ""
            continue
        if cluster:
            yield cluster
        cluster, marks = ("", 0) if is_mark else (letter, 0)
    if cluster:
        yield cluster


def _is_of_syllable(letter: str) -> bool:
    """Marks of the scripts of South and South-East Asia are vowels and tones: a syllable has several, and a font gives each its place."""
    return "\u0900" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"


def _is_held(cluster: str) -> bool:
    return all(_has(ord(letter)) or letter in _JOINERS for letter in cluster)


def _has(letter: int) -> bool:
    firsts, lasts = _letters()
    place = bisect_right(firsts, letter) - 1
    return place >= 0 and letter <= lasts[place]


@cache
def _letters() -> tuple[list[int], list[int]]:
    """Where the ranges of letters that our fonts hold begin, and where they end."""
    pairs = [line.split("-") for line in (FONTS / "letters.txt").read_text().split()]
    return [int(first, 16) for first, _last in pairs], [int(last, 16) for _first, last in pairs]


def _whole_words(clusters: list[str]) -> list[str]:
    """Without the word that was cut, unless that would leave little; also without what stands between words."""
    last = max((place for place, cluster in enumerate(clusters) if cluster == " "), default=0)
    kept = clusters[:last] if last > len(clusters) * 2 // 3 else clusters
    while kept and kept[-1] in " ,;:-–—":
        kept = kept[:-1]
    return kept


def _breakable(clusters: list[str]) -> Iterator[str]:
    """The same with places to break in words that have no end. What is written without spaces is broken by its own rules."""
    length = 0
    for cluster in clusters:
        length = 0 if cluster in " -" or not _is_spaced(cluster) else length + 1
        if length > _LONGEST_WORD:
            yield _BREAK
        yield cluster


def _unbroken(text: str) -> list[str]:
    spaced = "".join(letter if _is_spaced(letter) else " " for letter in text.replace(_BREAK, " "))
    return sorted(spaced.split(), key=len, reverse=True)[:_MEASURED]


def _is_spaced(cluster: str) -> bool:
    """Whether it is of a script that puts spaces between words."""
    letter = cluster[0]
    return not ("\u0e00" <= letter <= "\u0eff" or "\u1000" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff" or letter >= "\u2e80")
