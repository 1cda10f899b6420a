"""Words as search compares them: cut and folded the same way in the file, in what is typed, and in what is marked on the page."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from outcry.lib.text import fold

_WORD = re.compile(r"[^\W_]+")
# Longer ones are no words, and a PostgreSQL lexeme ends at 2 KB.
_LONGEST = 100


@dataclass(frozen=True)
class Wanted:
    """One word that is looked for; the last one typed may be the beginning of a word."""

    text: str
    is_beginning: bool

    def fits(self, word: str) -> bool:
        """Whether a folded word is the one."""
        return word.startswith(self.text) if self.is_beginning else word == self.text


@dataclass(frozen=True)
class Piece:
    """A piece of a text as it is shown, and whether it was looked for."""

    text: str
    is_match: bool


def words_in(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:_LONGEST] for word in _WORD.findall(fold(text))]


def wanted_words(text: str) -> list[Wanted]:
    """What is looked for, each word once; the last may be a beginning, as one is still typing."""
    words = list(dict.fromkeys(words_in(text)))
    return [Wanted(word, is_beginning=place == len(words) - 1) for place, word in enumerate(words)]


def marked(text: str, wanted: list[Wanted]) -> list[Piece]:
    """The text in pieces, as it is written; the words that were looked for are pieces of their own."""
    pieces: list[Piece] = []
    plain = 0
    for start, end in _tokens(text):
        if _is_wanted(text[start:end], wanted):
            pieces += [Piece(text[plain:start], is_match=False), Piece(text[start:end], is_match=True)]
            plain = end
    return [piece for piece in [*pieces, Piece(text[plain:], is_match=False)] if piece.text]


def excerpt(text: str, wanted: list[Wanted], *, around: int = 90) -> list[Piece]:
    """The place in a text where the first of the words stands, with some letters on both sides; nothing when none stands there."""
    found = next((one for one in _tokens(text) if _is_wanted(text[slice(*one)], wanted)), None)
    if found is None:
        return []
    first, last = max(0, found[0] - around), found[1] + around
    cut = text[first:last]
    # Not in the middle of a word.
    head = "… " + cut.partition(" ")[2] if first and " " in cut[:around] else cut
    tail = head.rpartition(" ")[0] + " …" if last < len(text) and " " in head[-around:] else head
    return marked(tail, wanted)


def _is_wanted(token: str, wanted: list[Wanted]) -> bool:
    return any(one.fits(word) for word in words_in(token) for one in wanted)


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of an unfolded text stand, marks on their letters included."""
    start = None
    for place, letter in enumerate(text):
        is_inside = letter.isalnum() or (start is not None and unicodedata.combining(letter) != 0)
        if is_inside and start is None:
            start = place
        elif not is_inside and start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)
