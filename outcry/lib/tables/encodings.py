"""In which encoding a text file is written: told by the file, proved, guessed, or asked for. No byte is replaced in silence.

What is valid UTF-8 is UTF-8. The rest is guessed among the encodings of our field, and a guess says that it is one, with what
else it might be. Where no guess makes words, the file is read as UTF-8 and its damaged bytes are named.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import CharsetMatch, from_bytes
from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from outcry.lib.tables.refusals import TableRefused

# Before those that look alike on little text: most files that come are Russian ones from Windows, or Western.
ENCODINGS = ("cp1251", "koi8_r", "cp1252", "cp866", "cp1256", "cp1250", "cp1254", "mac_cyrillic", "mac_roman", "koi8_u", "latin_1")
_UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How files begin that people take for a table by mistake: pictures, PDF, packed files.
_NO_TABLES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
# Fewer broken bytes than this among those beyond ASCII: UTF-8 that was damaged. More: another encoding.
_MOST_BROKEN = 0.1
# Of the words with letters beyond ASCII, so many must look like words.
_FEWEST_WORDS = 0.8
# As bad as each other, to the guesser: then our own order decides.
_SAME_MESS = 0.02
_WORD = re.compile(r"[^\s,;|\"'()<>/.:!?«»“”„’‘–—…№°-]+")

DAMAGE = re.compile("[\udc00-\udcff]")


class Certainty(TextChoices):
    """How we know an encoding."""

    TOLD = "told", _("you said so")
    MARKED = "marked", _("the file says so")
    PROVED = "proved", _("the whole file is valid in it")
    GUESSED = "guessed", _("guessed from its letters")
    DAMAGED = "damaged", _("in no encoding do all its bytes make sense")


@dataclass(frozen=True)
class Encoding:
    """What a file is read as, how we know, and what else it might be, the likeliest first."""

    name: str
    certainty: Certainty
    others: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to be asked."""
        return self.certainty in {Certainty.TOLD, Certainty.MARKED, Certainty.PROVED}


def _name_the_byte(error: UnicodeError) -> tuple[str, int]:
    """Stand-ins U+DC00 to U+DCFF for the bytes that make no letter: no text has them, so that they can be found again."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


KEEP_DAMAGE = "outcry-keep-damage"
codecs.register_error(KEEP_DAMAGE, _name_the_byte)


def with_bytes_named(text: str) -> str:
    r"""The text with each stand-in shown as the byte it is: `caf\xe9`."""
    return DAMAGE.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", text)


def encoding_of(file: BinaryIO, *, told: str = "") -> Encoding:
    """How to read `file`, from its whole content; it stands at its beginning afterwards."""
    if told:
        return Encoding(_known(told), Certainty.TOLD)
    file.seek(0)
    start = file.read(_SAMPLE)
    try:
        return _told_by_the_file(start) or _without_a_mark(file, start)
    finally:
        file.seek(0)


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = ""
    if found not in {codecs.lookup(known).name for known in (*ENCODINGS, *_UNICODE)}:
        raise TableRefused(_now("The encoding %(name)s is not known here.") % {"name": name}, code="encoding")
    return found


def _told_by_the_file(start: bytes) -> Encoding | None:
    for mark, name in _MARKS:
        if start.startswith(mark):
            return Encoding(name, Certainty.MARKED)
    if start.startswith(_NO_TABLES):
        raise TableRefused(_now("This is neither a CSV nor an XLSX nor an ODS file."), code="format")
    # UTF-16 without a mark: every second byte of what is ASCII is empty.
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 8:
        if min(even, odd) * 10 > max(even, odd):
            raise TableRefused(_now("This is neither a CSV nor an XLSX nor an ODS file."), code="format")
        return Encoding("utf-16-be" if even > odd else "utf-16-le", Certainty.GUESSED)
    return None


def _without_a_mark(file: BinaryIO, start: bytes) -> Encoding:
    beyond, broken = _counts(file)
    if not broken:
        return Encoding("utf-8", Certainty.PROVED)
    if broken < beyond * _MOST_BROKEN:
        return Encoding("utf-8", Certainty.DAMAGED)
    guesses = _guesses(_telling_lines(file) or start)
    if not guesses:
        return Encoding("utf-8", Certainty.DAMAGED, ENCODINGS[:3])
    return Encoding(guesses[0], Certainty.GUESSED, guesses[1:])


def _counts(file: BinaryIO) -> tuple[int, int]:
    """How many bytes are beyond ASCII, and how many of them are no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors=KEEP_DAMAGE)
    beyond = broken = 0
    for chunk in _chunks(file):
        text = decoder.decode(chunk)
        if not chunk.isascii():
            beyond += len(chunk.translate(None, _ASCII))
            broken += len(DAMAGE.findall(text))
    return beyond, broken + len(DAMAGE.findall(decoder.decode(b"", final=True)))


_ASCII = bytes(range(128))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _telling_lines(file: BinaryIO) -> bytes:
    """Lines that have bytes beyond ASCII, from wherever in the file: the others tell nothing."""
    kept = bytearray()
    for chunk in _chunks(file):
        for line in chunk.splitlines(keepends=True):
            if not line.isascii():
                kept += line[:4096]
        if len(kept) > _SAMPLE:
            break
    return bytes(kept[:_SAMPLE])


def _guesses(sample: bytes) -> tuple[str, ...]:
    """Encodings in which the sample makes words, the likeliest first; none twice that would read it the same."""
    matches = [match for match in from_bytes(sample, cp_isolation=list(ENCODINGS), enable_fallback=False) if _makes_words(str(match))]
    least = min((match.chaos for match in matches), default=0.0)
    matches.sort(key=lambda match: (match.chaos > least + _SAME_MESS, -_coherence(match), ENCODINGS.index(_commonest(match))))
    read: dict[str, str] = {}
    for match in matches:
        read.setdefault(str(match), _commonest(match))
    return tuple(read.values())


def _commonest(match: CharsetMatch) -> str:
    """Of the encodings that read the sample alike, the first of our order."""
    return min({match.encoding, *match.could_be_from_charset} & set(ENCODINGS), key=ENCODINGS.index)


def _coherence(match: CharsetMatch) -> float:
    """How much it reads like a language, in tenths; small differences say nothing."""
    return round(match.coherence, 1)


def _makes_words(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return not words or sum(map(_is_a_word, words)) >= len(words) * _FEWEST_WORDS


def _is_a_word(word: str) -> bool:
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
    return len(scripts) == 1 and all(letter.isalnum() for letter in word) and (word.islower() or word.isupper() or word.istitle() or not word.upper().isupper())
