"""Words as search compares them: cut and folded the same way in the file, in what is typed, and in what is marked on the page.

Some scripts leave no blank between words, and where one ends takes a dictionary. Of these each pair of letters counts as a word, so that whatever
stands in a text is found; what is found may rarely hold the pairs and not the word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from outcry.lib.text import fold

_WORD = re.compile(r"[^\W_]+")
# Thai and Lao, Burmese, Khmer, kana, Chinese characters.
_UNPARTED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_UNPARTED}]+")
_RUN_OR_WORD = re.compile(rf"[{_UNPARTED}]+|[^\W_{_UNPARTED}]+")
# Longer ones are no words, and a PostgreSQL lexeme ends at 2 KB.
_LONGEST = 100
# So many pairs are asked for of a run without blanks; of a longer one every second pair, which is all of its letters, too.
_MOST_PAIRS = 8


@dataclass(frozen=True)
class Wanted:
    """One word that is looked for; the last one typed may be the beginning of a word.

    `typed` is the word before it was folded: how a name sounds is told by the marks on its letters, too (ş is no s).
    """

    text: str
    is_beginning: bool
    typed: str = ""

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
    return list(_cut(fold(text), is_asked=False))


def folded_words(*texts: str) -> str:
    """The words of these texts as `FoldedWordsField` keeps them: each once, in one order, so that equal texts have equal words."""
    return " ".join(sorted({word for text in texts for word in words_in(text)}))


def wanted_words(text: str) -> list[Wanted]:
    """What is looked for, each word once; the last may be a beginning, as one is still typing."""
    words = list(dict.fromkeys(_cut(fold(text), is_asked=True)))
    typed = {folded[0]: text[start:end] for start, end in _tokens(text) if len(folded := words_in(text[start:end])) == 1}
    return [Wanted(word, is_beginning=place == len(words) - 1 or _is_letter(word), typed=typed.get(word, word)) for place, word in enumerate(words)]


def _cut(folded: str, *, is_asked: bool) -> Iterator[str]:
    """The words of a folded text. Of a run without blanks the pairs of letters; the last letter stands for itself, too, unless it is asked for."""
    if _RUN.search(folded) is None:
        yield from (word[:_LONGEST] for word in _WORD.findall(folded))
        return
    for found in _RUN_OR_WORD.findall(folded):
        if not _RUN.match(found):
            yield found[:_LONGEST]
            continue
        for letters in "".join(letter for letter in map(_as_letter, found) if letter).split():
            pairs = [first + second for first, second in pairwise(letters)]
            yield from [*pairs[::2], pairs[-1]] if is_asked and len(pairs) > _MOST_PAIRS else pairs
            if not is_asked or len(letters) == 1:
                yield letters[-1]


def _as_letter(letter: str) -> str:
    """A letter of such a run; nothing for a mark on one, a blank for a stop."""
    if letter.isalnum():
        return letter
    return "" if unicodedata.category(letter).startswith("M") else " "


def _is_letter(word: str) -> bool:
    """Whether it is a single letter of such a script: then it begins pairs."""
    return len(word) == 1 and _RUN.match(word) is not None


def marked(text: str, wanted: list[Wanted]) -> list[Piece]:
    """The text in pieces, as it is written; the words that were looked for are pieces of their own."""
    return _in_pieces(text, _places(text, wanted))


def excerpt(text: str, wanted: list[Wanted], *, around: int = 90) -> list[Piece]:
    """The place in a text where the first of the words stands, with some letters on both sides; nothing when none stands there."""
    places = list(_places(text, wanted))
    if not places:
        return []
    first, last = max(0, places[0][0] - around), places[0][1] + around
    # Not in the middle of a word.
    head = text.find(" ", first, places[0][0]) if first else -1
    tail = text.rfind(" ", places[0][1], last) if last < len(text) else -1
    start, end = head + 1 or first, tail if tail >= 0 else last
    inside = ((one - start, other - start) for one, other in places if other <= end)
    pieces = _in_pieces(text[start:end], inside)
    return [*_said("… " * (head >= 0)), *pieces, *_said(" …" * (tail >= 0))]


def _in_pieces(text: str, places: Iterable[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    plain = 0
    for start, end in places:
        pieces += [*_said(text[plain:start]), Piece(text[start:end], is_match=True)]
        plain = end
    return [*pieces, *_said(text[plain:])]


def _said(text: str) -> list[Piece]:
    return [Piece(text, is_match=False)] if text else []


# Stands for a letter that is folded to none or several, or by which a word would end: then places have to be counted.
_NOT_ONE = "\0"


class _Letters(dict[int, str]):
    """For `str.translate`: letters folded one by one, so that each stays in its place. Each is looked up once in the life of a process."""

    def __missing__(self, letter: int) -> str:
        folded = fold(chr(letter))
        is_one = len(folded) == 1 and bool(_WORD.match(folded)) == bool(_WORD.match(chr(letter)))
        found = self[letter] = folded if is_one else _NOT_ONE
        return found


_LETTERS = _Letters()


def _places(text: str, wanted: list[Wanted]) -> Iterator[tuple[int, int]]:
    """Where in an unfolded text the words stand that are looked for."""
    is_wanted = _asked(wanted)
    if _RUN.search(text) is None:
        yield from _places_of_words(text, is_wanted)
        return
    parted = _RUN.sub(lambda found: " " * len(found[0]), text)
    yield from sorted([*_places_of_words(parted, is_wanted), *(place for run in _RUN.finditer(text) for place in _places_of_pairs(run, is_wanted))])


def _places_of_pairs(run: re.Match[str], is_wanted: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where in a run without blanks the pairs stand that are looked for; those that touch each other are one place."""
    start = end = 0
    for (first, begins, ends), (second, _begins, ends_too) in pairwise([*_letters_of(run), (" ", run.end(), run.end())]):
        if first == " " or not is_wanted((first + second).strip()):
            continue
        if begins > end or start == end:
            if start < end:
                yield start, end
            start = begins
        end = ends if second == " " else ends_too
    if start < end:
        yield start, end


def _letters_of(run: re.Match[str]) -> list[tuple[str, int, int]]:
    """The folded letters of a run, each with where it begins and ends; a blank for a stop."""
    letters: list[tuple[str, int, int]] = []
    for place, letter in enumerate(run[0], start=run.start()):
        folded = "".join(map(_as_letter, fold(letter)))
        if folded:
            letters += [(one, place, place + 1) for one in folded]
        elif letters:
            # A mark belongs to the letter before it.
            letters[-1] = (*letters[-1][:2], place + 1)
    return letters


def _places_of_words(text: str, is_wanted: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    if _NOT_ONE not in (folded := text.translate(_LETTERS)):
        yield from (found.span() for found in _WORD.finditer(folded) if is_wanted(found[0]))
        return
    tokens = list(_tokens(text))
    # Folded all at once, which takes a twentieth of the time. No letter of a word becomes a line break, nor reaches over one.
    for place, folded in zip(tokens, fold("\n".join(text[start:end] for start, end in tokens)).split("\n"), strict=False):
        if any(map(is_wanted, _WORD.findall(folded))):
            yield place


def _asked(wanted: list[Wanted]) -> Callable[[str], bool]:
    """What `fits` says of any of them, asked of one folded word after the other."""
    whole, beginnings = {one.text for one in wanted if not one.is_beginning}, tuple(one.text for one in wanted if one.is_beginning)
    return lambda word: word[:_LONGEST] in whole or word.startswith(beginnings)


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of an unfolded text stand, marks on their letters included."""
    start = end = 0
    for found in _WORD.finditer(text):
        if found.start() != end:
            if end:
                yield start, end
            start = found.start()
        end = found.end()
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
    if end:
        yield start, end
