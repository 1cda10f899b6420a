"""Blacking out: words of a reply between [[ and ]] are shown as a black bar. Pure.

Every bar has the same length, so that it tells nothing of what is under it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

BAR = "█████"
_OPEN, _CLOSE = "[[", "]]"
_COVERED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_TOKEN = re.compile(r"(\s*)(\S+)")
_LETTERS = re.compile(r"[^\W_]+(?:[^\s]*[^\W_]+)?")
# Shorter words stand everywhere, and name nobody.
_NAMES_FROM = 3


class UnevenMarks(ValueError):
    """A mark has no other end: nobody could say what is to be blacked out."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word of the text, with the blanks before it, and whether it is under a bar."""

    number: int
    before: str
    text: str
    is_covered: bool


def without_marks(text: str) -> str:
    """Words of a stranger: what looks like our marks in them means nothing."""
    return text.replace(_OPEN, "[ [").replace(_CLOSE, "] ]")


def blacked_out(text: str) -> str:
    """What readers get. Raise UnevenMarks."""
    shown = _COVERED.sub(BAR, text)
    if _OPEN in shown or _CLOSE in shown or any(_OPEN in inner for inner in _COVERED.findall(text)):
        raise UnevenMarks
    return shown


def count_bars(text: str) -> int:
    """How many bars there are."""
    return len(_COVERED.findall(text))


def words_of(text: str) -> list[Word]:
    """The words in their order. Raise UnevenMarks."""
    blacked_out(text)
    plain, covered = _apart(text)
    found = enumerate(_TOKEN.finditer(plain))
    return [Word(number=number, before=one[1], text=one[2], is_covered=any(covered[one.start(2) : one.end(2)])) for number, one in found]


def cover(text: str, numbers: Collection[int], *, everywhere: bool) -> str:
    """The text with these words under bars, and no others; `everywhere`: also wherever else one of them stands."""
    words = words_of(text)
    chosen = {word.number for word in words if word.number in set(numbers)}
    if everywhere:
        named = {_bare(words[number].text) for number in chosen}
        chosen |= {word.number for word in words if len(_bare(word.text)) >= _NAMES_FROM and _bare(word.text) in named}
    return "".join(_with_marks(word, words, chosen) for word in words)


def _with_marks(word: Word, words: list[Word], chosen: set[int]) -> str:
    """A run of chosen words in one line is one bar."""
    if word.number not in chosen:
        return word.before + word.text
    goes_on = word.number - 1 in chosen and "\n" not in word.before
    goes_further = word.number + 1 in chosen and "\n" not in words[word.number + 1].before
    return f"{word.before}{'' if goes_on else _OPEN}{word.text}{'' if goes_further else _CLOSE}"


def _apart(text: str) -> tuple[str, list[bool]]:
    plain, covered, place = "", [], 0
    for found in _COVERED.finditer(text):
        before = text[place : found.start()]
        plain += before + found[1]
        covered += [False] * len(before) + [True] * len(found[1])
        place = found.end()
    return plain + text[place:], covered + [False] * (len(text) - place)


def _bare(text: str) -> str:
    found = _LETTERS.search(text)
    return (found[0] if found else text).casefold()
