"""Plain text from strangers: what may stand in one line, what counts as a link, how search folds letters."""

import re
import unicodedata

# Letters of Kazakh and their nearest Russian letter: whoever has no Kazakh keyboard types these. Then Latin letters that do not
# come apart into a letter and its mark, forms of one Arabic letter on different keyboards, and apostrophes.
_NEAREST = str.maketrans("әғқңөұүһіłøđıəىیکةہ’‘ʼʻʹ`", "агкноуухиlodiaييكهه" + "'" * 6, "\u0640")
_LINK = re.compile(
    r"(?i)\b(?:https?|ftp|mailto|javascript|data):|//|\bwww\.|[\w-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|net|org|info|biz|ru|kz|io|me|top|xyz|site|online|link|shop|club)\b|\b[\w-]+\.[a-z]{2,}/\S"
)
# Soft hyphen, zero-width space and joiners, word joiner, byte order mark.
_WIDTHLESS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# Letters by their category that show nothing.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
# On one letter; no living script needs more, beside what has a letter of its own.
_MOST_MARKS = 4
# Line breaks of every kind; then control characters (category Cc) and what turns text around or hides it.
_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def has_line_break(text: str) -> bool:
    """Whether the text holds any character that starts a new line."""
    return _BREAKS.search(text) is not None


def is_readable(text: str) -> bool:
    """Whether there is a letter to be seen, and no pile of marks that would cover the lines around it."""
    return any(unicodedata.category(letter).startswith("L") and letter not in _FILLERS for letter in text) and not _has_pile(text)


def _has_pile(text: str) -> bool:
    height = 0
    for letter in unicodedata.normalize("NFC", text):
        height = height + 1 if unicodedata.combining(letter) else 0
        if height > _MOST_MARKS:
            return True
    return False


def has_link(text: str) -> bool:
    """Whether the text holds something that a reader or a program would take for a link or a mail address.

    Full-width letters and ideographic stops are read as browsers read them (UTS 46), and what has no width is passed over.
    """
    plain = unicodedata.normalize("NFKC", _WIDTHLESS.sub("", text)).replace("\u3002", ".")
    return _LINK.search(plain) is not None


def has_control(text: str, *, allow: str = "") -> bool:
    """Whether the text holds control characters, or marks that turn its direction around."""
    return any(letter not in allow for letter in _CONTROLS.findall(text))


def plain_lines(text: str) -> str:
    """Text with our line ends, without control characters and trailing blanks; what the letters mean is unchanged."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BREAKS.sub("\n", text)
    kept = _CONTROLS.sub(lambda found: found[0] if found[0] in "\n\t" else "", text)
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip("\n")


def fold(text: str) -> str:
    """The form in which words are compared by search: case, accents and Kazakh letters folded (актау finds Ақтау)."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_NEAREST))
    return apart if apart.isascii() else apart.translate(_WITHOUT_MARKS)


class _WithoutMarks(dict[int, int | None]):
    """For `str.translate`: marks on letters fall away. Each letter is looked up once in the life of a process."""

    def __missing__(self, letter: int) -> int | None:
        found = self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return found


_WITHOUT_MARKS = _WithoutMarks()
