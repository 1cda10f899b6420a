"""Babel's locale for a language of ours: how it writes numbers, dates and names."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language


def reader_locale(language: str = "") -> Locale:
    """The locale for `language`, else for the language the page is drawn in."""
    language = language or get_language() or "en"
    # Plain "en" would write January 3, 2011; most of our readers of English write 3 January 2011.
    return locale_of("en_GB" if language == "en" else language)


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """The locale of a language code, read once: a list asks for it with every line."""
    return Locale.parse(language.replace("-", "_"))
