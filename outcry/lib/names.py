"""One person under many spellings: scripts, romanisations, diacritics, patronymics and the order of words.

A name is read into one small alphabet of sounds, whatever letters it is written in: Russian and Kazakh Cyrillic, Kazakh
Latin (2018, 2021), romanisations for English, French and German readers (BGN/PCGN, ICAO, ALA-LC, ISO 9, the press), and
Arabic letters, which leave out short vowels and are therefore compared by consonants alone. Where a letter has several
readings (`ch` is ч in English, ш in French, х in German), each is kept. Other scripts are compared letter by letter.

Two spellings that share a key are candidates, no more: people decide whether they are one person.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import category, combining, normalize
from unicodedata import name as letter_name

from rapidfuzz.distance import Levenshtein

from outcry.lib.sounds import ARABIC, ARABIC_SILENT, BARE, CYRILLIC, KAZAKH_ARABIC, KAZAKH_ARABIC_SIGNS, LATIN, PARTICLES, PATRONYMIC
from outcry.lib.text import fold

__all__ = ["Heard", "fold", "heard", "keys_to_look_for", "likeness", "likeness_of_heard", "name_keys", "script_of", "share_a_name"]

# The scripts whose letters we know by their sound.
_READ = ("Latn", "Cyrl", "Arab")
# Readings of one word beyond which the rarer ones are dropped.
_MOST_READINGS = 8
# Fewer consonants than this say too little without their vowels: Ali and Olya, Umar and Amir.
_FEWEST_CONSONANTS = 3
# How much an initial counts for the word that it begins.
_INITIAL = 0.9
_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "HEBREW": "Hebr", "GREEK": "Grek", "ARMENIAN": "Armn", "GEORGIAN": "Geor"}
_SCRIPTS |= {"CJK": "Hani", "HIRAGANA": "Hira", "KATAKANA": "Kana", "HANGUL": "Hang", "DEVANAGARI": "Deva", "THAI": "Thai", "ETHIOPIC": "Ethi"}
_APOSTROPHES = re.compile("['’ʼʹʺ`´‘ʻʿʾ\"\u0301ьъЬЪ\u0640\u200c\u200d]")
_LETTERS = ARABIC | CYRILLIC | LATIN
_UNIT = re.compile("|".join(sorted((re.escape(letters) for letters in _LETTERS if len(letters) > 1), key=len, reverse=True)) + "|.")


class _Word(NamedTuple):
    text: str
    script: str
    readings: frozenset[str]


Heard = tuple[_Word, ...]


def script_of(text: str) -> str:
    """The script most letters are of, as ISO 15924 writes it: Cyrl, Latn, Arab ...; Zyyy without letters, Zzzz for one we have no name for."""
    counts = Counter(_script_of_letter(letter) for letter in text if letter.isalpha())
    return max(sorted(counts), key=lambda script: counts[script]) if counts else "Zyyy"


# Of letters, not of names: nothing about a person stays in memory.
@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str:
    return _SCRIPTS.get(letter_name(letter, "").split(" ")[0], "Zzzz")


def name_keys(text: str, *, wide: bool = True) -> frozenset[str]:
    """The keys under which a name is found: a few per word, the same for each way to write that word.

    Store the wide set. Ask with the wide set to find names in Arabic letters and with added or swallowed vowels (Alexander,
    Aleksandr) as well; ask with `wide=False` for names that sound alike with their vowels (Marat does not find Murat).
    Keys of consonants alone begin with `~`, those of a patronymic end with `^` (Abishevich and Abishuly are one).
    """
    return frozenset(key for word in _whole_words(text) for key in _keys_of_word(word, wide or script_of(word) == "Arab"))


def keys_to_look_for(text: str, *, wide: bool = True) -> frozenset[str]:
    """The keys to ask with: as `name_keys`, and those of the letters that may have been meant where a mark was left out (Uktesbaev is Ükteşbaev)."""
    words = _whole_words(text)
    return frozenset(
        key for word in words for readings in (_readings(word), _readings(word, BARE)) for key in _keys_of(readings, word, wide or script_of(word) == "Arab")
    )


def share_a_name(first: str, second: str, *, wide: bool = True) -> bool:
    """Whether two names are candidates for one person: every word of the shorter (but two are enough) has a key in common with the longer."""
    ours, theirs = ([_keys_of_word(word, wide or script_of(word) == "Arab") for word in _whole_words(name)] for name in (first, second))
    shorter, longer = sorted((ours, theirs), key=len)
    everything = frozenset().union(*longer)
    shared = sum(1 for keys in shorter if keys & everything)
    return bool(shared) and shared >= min(len(shorter), 2)


def likeness(first: str, second: str) -> float:
    """From 0 to 1, how alike two names sound, in whatever order their words stand.

    A word that only one of them has (a patronymic) costs a little, an initial counts for the word it begins. The same both ways round.
    """
    return likeness_of_heard(heard(first), heard(second))


def heard(name: str) -> Heard:
    """A name read into sounds once, for whoever compares it with many others."""
    return tuple(_Word(word, script_of(word), _readings(word)) for word in _words(name))


def likeness_of_heard(ours: Heard, theirs: Heard) -> float:
    """The likeness of two names that were read before."""
    if not ours or not theirs:
        return 0.0
    met = _best_pairs(
        [_Pair(_alike(our, their), min(our.text, their.text), max(our.text, their.text), i, j) for i, our in enumerate(ours) for j, their in enumerate(theirs)]
    )
    letters = [len(pair.one) + len(pair.other) for pair in met]
    alike = sum(pair.score * weight for pair, weight in zip(met, letters, strict=True)) / sum(letters)
    alone = max(len(ours), len(theirs)) - len(met)
    return alike * max(0.5, 1 - alone * (0.05 if len(met) > 1 else 0.2))


class _Pair(NamedTuple):
    """How alike a word of one name and one of the other are. Sorted by score, then by the words, so that sides don't matter."""

    score: float
    one: str
    other: str
    place: int
    other_place: int


def _best_pairs(pairs: list[_Pair]) -> list[_Pair]:
    """Each word with at most one word of the other name, the likest first."""
    met: list[_Pair] = []
    for pair in sorted(pairs, reverse=True):
        if all(pair.place != taken.place and pair.other_place != taken.other_place for taken in met):
            met.append(pair)
    return met


def _alike(our: _Word, their: _Word) -> float:
    if our.text == their.text:
        return 1.0
    if 1 in (len(our.text), len(their.text)):
        return _INITIAL if {reading[:1] for reading in our.readings} & {reading[:1] for reading in their.readings} else 0.0
    ours, theirs = our.readings, their.readings
    if "Arab" in (our.script, their.script):
        ours, theirs = frozenset(map(_consonants, ours)), frozenset(map(_consonants, theirs))
    return max(Levenshtein.normalized_similarity(one, other) for one in ours for other in theirs)


def _words(text: str) -> list[str]:
    """The words of a name in lower case, without articles; letters keep the marks that change their sound."""
    bare = _APOSTROPHES.sub("", normalize("NFC", normalize("NFC", text).casefold()))
    kept = (letter for letter in bare if not combining(letter))
    words = "".join(letter if category(letter)[0] in "LM" else " " for letter in kept).split()
    named = [word for word in words if word not in PARTICLES]
    return named or words


def _whole_words(text: str) -> list[str]:
    """The words of a name without its initials, unless there is nothing else."""
    words = _words(text)
    return [word for word in words if len(word) > 1] or words


def _keys_of_word(word: str, wide: bool) -> frozenset[str]:
    return _keys_of(_readings(word), word, wide)


def _keys_of(readings: frozenset[str], word: str, wide: bool) -> frozenset[str]:
    bones = {reading: _consonants(reading) for reading in readings}
    enough = {reading for reading in readings if len(bones[reading].rstrip("^")) >= _FEWEST_CONSONANTS}
    # A short word in Arabic letters has nothing else to be found by than the vowels it does write.
    sounds = readings - enough if script_of(word) == "Arab" else readings
    return sounds | {f"~{bones[reading]}" for reading in enough if wide}


def _readings(word: str, instead: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> frozenset[str]:
    """How a word may sound, in our alphabet; when there are too many ways, the commonest of the later letters alone.

    `instead` has other sounds for some letters.
    """
    script = script_of(word)
    if script not in _READ:
        return frozenset({fold(word)})
    heard = ARABIC_SILENT.sub("", word) if script == "Arab" else word
    letters = _LETTERS | KAZAKH_ARABIC if KAZAKH_ARABIC_SIGNS & set(word) else _LETTERS
    units = (instead.get(unit) or letters.get(unit) or letters.get(fold(unit)) or (fold(unit),) for unit in _UNIT.findall(heard))
    return frozenset(_settled(sounds) for sounds in product(*_bounded(units)))


def _bounded(units: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    kept, readings = [], 1
    for sounds in units:
        affordable = sounds if readings * len(sounds) <= _MOST_READINGS else sounds[:1]
        readings *= len(affordable)
        kept.append(affordable)
    return kept


def _settled(sounds: tuple[str, ...]) -> str:
    """The sounds of a word with everything evened out that spellings disagree about."""
    text = re.sub("i+e", "e", "".join(sounds))
    text = re.sub(r"(.)\1+", r"\1", text)
    text = re.sub("(?<=[aeiu])h$", "", text)
    text = re.sub("f$", "v", text)
    return PATRONYMIC.sub("^", text)


def _consonants(reading: str) -> str:
    """What is left of a reading without vowels, with the sounds merged that Arabic letters do not tell apart."""
    if not reading.isascii():
        return reading
    first = "a" if reading[:1] in set("aeiou") else ""
    bare = re.sub("[aeiou]|t(?=s)", "", reading).translate(str.maketrans("vpjcSz", "fbSSSs"))
    return first + re.sub(r"(.)\1+", r"\1", bare)
