"""What about a comment calls for a look before it appears. A sign only holds a comment, and tells staff why; none refuses one."""

import re
import unicodedata
from collections import Counter

from outcry.lib.text import has_link

# (its name, what it saw)
Sign = tuple[str, str]

LINK, SCRIPT, MARKUP, REPEATED, NETWORK, WORDS = "link", "script", "markup", "repeated", "network", "words"

# By the first word of its letters' names in Unicode. Kazakh is written in three.
_SCRIPTS = {
    "ar": {"ARABIC"},
    "be": {"CYRILLIC"},
    "fa": {"ARABIC"},
    "he": {"HEBREW"},
    "ka": {"GEORGIAN"},
    "kk": {"CYRILLIC", "LATIN", "ARABIC"},
    "ky": {"CYRILLIC"},
    "my": {"MYANMAR"},
    "ru": {"CYRILLIC"},
    "tg": {"CYRILLIC"},
    "uk": {"CYRILLIC"},
    "ur": {"ARABIC"},
    "zh": {"CJK"},
}
_LATIN = {"LATIN"}
# Fewer letters than these may well be a name, or a word of another language.
_LETTERS = 12
_MARKUP = re.compile(r"(?i)</?[a-z][^<>]*>|\[/?(?:url|link|img|b)\b[^\]]*\]")
_SAME_LETTER = re.compile(r"(\w)\1{7,}")
_WORD = re.compile(r"\w{3,}")


def signs_of(*, text: str, name: str, language: str) -> list[Sign]:
    """The signs in the words themselves; `language` is that of the report."""
    found = [(LINK, linked) for linked in _links(text)[:3]]
    if markup := _MARKUP.search(text):
        found.append((MARKUP, markup[0][:60]))
    if script := _foreign_script(f"{name} {text}", language):
        found.append((SCRIPT, script))
    if again := _repeated(text):
        found.append((REPEATED, again))
    return found


def _links(text: str) -> list[str]:
    return [part.strip(".,;:!?()\"'«»“”")[:80] for part in text.split() if has_link(part)]


def _foreign_script(text: str, language: str) -> str:
    """The script of most letters, where it is none of those in which the report's language is written."""
    scripts = Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha())
    if sum(scripts.values()) < _LETTERS:
        return ""
    script, _number = scripts.most_common(1)[0]
    return "" if script in _SCRIPTS.get(language.partition("-")[0], _LATIN) else script.capitalize()


def _repeated(text: str) -> str:
    if same := _SAME_LETTER.search(text):
        return same[0][:20]
    words = Counter(_WORD.findall(text.casefold()))
    if not words:
        return ""
    word, number = words.most_common(1)[0]
    return word[:40] if number >= 8 and number * 3 > words.total() else ""
