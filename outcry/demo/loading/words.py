"""From the material's texts (language by language) to the words that the rooms take."""

from collections.abc import Iterable, Mapping
from typing import Any

from outcry.cases.publication import Words

_LANGUAGES = ("en", "ru", "kk", "ar")


def by_language(text: Mapping[str, Any]) -> dict[str, str]:
    """A text's languages alone, without the keys that may stand beside them."""
    return {language: str(text[language]).strip("\n") for language in _LANGUAGES if language in text}


def words(table: Mapping[str, Any], names: Iterable[str], *, rename: Mapping[str, str] | None = None) -> Words:
    """language -> name -> text for every language in which the first of these texts exists; what is not told in it stays blank."""
    first, *_others = names = list(names)
    return {
        language: {(rename or {}).get(name, name): by_language(table.get(name, {})).get(language, "") for name in names}
        for language in by_language(table[first])
    }
