"""Names of countries in the reader's language, sorted as that language sorts them."""

import unicodedata
from functools import lru_cache

from django.utils.translation import get_language

from outcry.lib.locales import locale_of

# Two-letter codes of CLDR that are no place a person can live in: regions, groups of countries, test entries.
_NOT_A_HOME = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA", "AQ", "BV", "HM", "TF", "UM", "GS", "IO"})
# Letters that stand elsewhere in the Kazakh alphabet than in Unicode.
_KAZAKH_ORDER = {letter: place for place, letter in enumerate("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")}

_ARABIC_ALEFS = str.maketrans("أإآ", "ااا")


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every country, sorted for the language."""
    territories = locale_of(language).territories
    found = [(code, str(name)) for code, name in territories.items() if len(code) == 2 and code.isalpha() and code not in _NOT_A_HOME]
    return tuple(sorted(found, key=lambda pair: _sort_key(pair[1], language)))


def country_name(code: str, language: str = "") -> str:
    """A country’s name in `language`, else in the language the page is drawn in; its code when it is not known."""
    language = language or get_language() or "en"
    return str(locale_of(language).territories.get(code, code))


def _sort_key(name: str, language: str) -> tuple[tuple[int, str], ...]:
    folded = name.casefold()
    if language == "kk":
        return tuple((_KAZAKH_ORDER.get(letter, -1), letter) for letter in folded)
    if language == "ar":
        # As indexes for its readers do: the article does not count, nor a hamza on the first letter.
        folded = folded.removeprefix("ال").translate(_ARABIC_ALEFS)
    return tuple((0, _without_accent(letter)) for letter in folded)


def _without_accent(letter: str) -> str:
    """Å stands with A and ё with е; й is a letter of its own."""
    return letter if letter == "й" else unicodedata.normalize("NFKD", letter)[0]
