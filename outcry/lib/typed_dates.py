"""Days as people type them, turned into EDTF: 3 Jan 2011, январь 2011, около 20.12.2010, between 20 Dec 2010 and 3 Jan 2011.

Days with dots begin with the day, as all who write dots do. With slashes or dashes 03/01/2011 is January to some and March to
others, and is refused with both readings. No word depends on today, and nothing here knows a time zone.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from babel.dates import get_month_names

_LANGUAGES = ("en", "ru", "kk", "ar", "ar_LB", "de", "fr")
_ABOUT = ("about", "around", "circa", "ca", "approximately", "approx", "около", "примерно", "приблизительно", "ок", "шамамен", "نحو", "حوالي")
_PERHAPS = ("perhaps", "possibly", "probably", "maybe", "возможно", "вероятно", "предположительно", "мүмкін", "ربما")
_UNKNOWN = {"unknown", "not known", "неизвестно", "не известно", "белгісіз", "غير معروف", "?"}
_SEASONS = {
    **dict.fromkeys(("spring", "весна", "весной", "көктем", "ربيع"), 21),
    **dict.fromkeys(("summer", "лето", "летом", "жаз", "صيف"), 22),
    **dict.fromkeys(("autumn", "fall", "осень", "осенью", "күз", "خريف"), 23),
    **dict.fromkeys(("winter", "зима", "зимой", "қыс", "شتاء"), 24),
}
# What stands around a year and says nothing: года, г., жылғы, ж.
_YEAR_WORDS = re.compile(r"(?<=\d)\s*(?:года?|год|г|жылғы|жылы|жыл|ж)\.?(?=\s|$)|\bعام\b|\bسنة\b|\bof\b|(?<=\d)(?:st|nd|rd|th)\b")
_BETWEEN = (
    re.compile(r"(?:between|между)\s+(?P<one>.+?)\s+(?:and|и)\s+(?P<other>.+)"),
    re.compile(r"(?:from|с|со|от)\s+(?P<one>.+?)\s+(?:to|until|till|по|до)\s+(?P<other>.+)"),
    re.compile(r"(?P<one>.+?)\s+(?:мен|бен|пен)\s+(?P<other>.+?)\s+аралығында"),
    re.compile(r"(?P<one>.+?)\s*(?:нан|нен|дан|ден|тан|тен)\s+(?P<other>.+?)\s*(?:ға|ге|қа|ке)\s+дейін"),
    re.compile(r"(?:بين|من)\s+(?P<one>.+?)\s+(?:و|إلى|حتى)\s*(?P<other>.+)"),
    re.compile(r"(?P<one>.+?)\s+(?:to|until|till)\s+(?P<other>.+)"),
    re.compile(r"(?P<one>.+?)\s*[–—]\s*(?P<other>.+)"),
    re.compile(r"(?P<one>.+?)\s+-\s+(?P<other>.+)"),
    re.compile(r"(?P<one>\d{4})-(?P<other>\d{4})"),
    re.compile(r"(?P<one>\d{1,2}(?:\.\d{1,2}(?:\.\d{4})?)?\.?)-(?P<other>\d{1,2}(?:\.\d{1,2}\.\d{4}|\s+[^\W\d]+\.?\s+\d{4}))"),
)
_SINCE = (
    re.compile(r"(?:since|from|с|со|начиная с|منذ)\s+(?P<day>.+?)(?:\s+on(?:wards?)?)?"),
    re.compile(r"(?P<day>.+?)\s*(?:бастап|және одан кейін|и позже)"),
)
_UNTIL = (re.compile(r"(?:until|till|before|by|до|по|не позднее|حتى|قبل)\s+(?P<day>.+)"), re.compile(r"(?P<day>.+?)\s*(?:дейін|или раньше)"))
_EDTF = re.compile(r"[\d\-/.~?%X,\[\]{}]+")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4})")
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})")
_DECADE = re.compile(r"(?:the\s+)?(\d{3})0(?:s|-е|-х|-жылдар|-жылдары)(?:\s+(?:годы|годах))?")
# A word needs a space or a figure behind it, a sign does not.
_SAID = re.compile(rf"(?:(?P<said>{'|'.join(map(re.escape, sorted((*_ABOUT, *_PERHAPS), key=len, reverse=True)))})\.?(?=[\s\d])\s*)(?P<day>.+)")
_MARKED = re.compile(r"(?P<day>.+?)\s*\(?(?P<said>[?~])\)?")
_ARTICLE = re.compile(r"^(?:the|on|in|в|во|في|يوم)\s+")


class AmbiguousDay(ValueError):
    """What was typed is one day to some and another to others; `readings` has both."""

    def __init__(self, one: date, other: date) -> None:
        super().__init__(f"{one} or {other}")
        self.readings = (one, other)


class NoDay(ValueError):
    """What was typed is no day that we can read."""


def read_day(text: str) -> str:
    """The EDTF text for what somebody typed, blank for nothing and for "unknown". Raise AmbiguousDay, with both readings, or NoDay.

    EDTF itself is handed back as it is; whether it is right is for the caller to see.
    """
    plain = _plain(text)
    if not plain or plain in _UNKNOWN:
        return ""
    if _is_edtf(text.strip()):
        return text.strip()
    return _interval(plain) or _open(plain) or _one(plain)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u0640", "")
    figures = "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in folded)
    without_comma = re.sub(r"[,،](?=\s|$)", " ", figures)
    return re.sub(r"\s+", " ", _YEAR_WORDS.sub(" ", without_comma)).strip()


def _is_edtf(text: str) -> bool:
    """ISO days with EDTF's own signs; bare figures in another order are ours to read."""
    if re.fullmatch(r"\d{4}([-/])\d{1,2}(?:\1\d{1,2})?|\d{4}-\d{4}", text):
        return bool(re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", text))
    return bool(_EDTF.fullmatch(text)) and bool(re.match(r"[\[{.]*\.?(?:\d{4}(?![\d.])|\d{2,3}X|/)", text))


def _interval(plain: str) -> str:
    for shape in _BETWEEN:
        found = shape.fullmatch(plain)
        if found:
            other = _one(found["other"])
            one = _one(_completed(found["one"], found["other"]))
            if re.sub("[~?%]", "", one) > _end_of(re.sub("[~?%]", "", other)):
                raise NoDay(f"ends before it begins: {plain}")
            return f"{one}/{other}"
    return ""


def _end_of(edtf: str) -> str:
    """So that 2010-12-20 does not come after 2010-12 or 2010."""
    return edtf + "~"


def _completed(one: str, other: str) -> str:
    """The first day with what it leaves to the second: `3` of `3 – 5 January 2011`, `31 December` of `31 December – 2 January 2011`."""
    if re.search(r"\d{4}", one):
        return one
    year = re.search(r"\d{4}", other)
    if re.fullmatch(r"\d{1,2}\.?", one):
        return re.sub(r"\d{1,2}", one.rstrip("."), other, count=1)
    dotted = re.fullmatch(r"\d{1,2}\.\d{1,2}\.?", one)
    return f"{one.rstrip('.')}{'.' if dotted else ' '}{year[0]}" if year else one


def _open(plain: str) -> str:
    for shapes, edtf in ((_SINCE, "{}/.."), (_UNTIL, "../{}")):
        for shape in shapes:
            found = shape.fullmatch(plain)
            if found:
                return edtf.format(_one(found["day"]))
    return ""


def _one(plain: str) -> str:
    """A single day, month, season, year or decade, with what is said of how sure it is."""
    text, signs = plain, set()
    if text.startswith("~"):
        text = text[1:].strip() + "~"
    while found := _SAID.fullmatch(text) or _MARKED.fullmatch(text):
        word = found["said"]
        signs.add("?" if word in (*_PERHAPS, "?") else "~")
        text = found["day"].strip()
    return _exact(_ARTICLE.sub("", text)) + ("%" if len(signs) == 2 else "".join(signs))


def _exact(text: str) -> str:
    for shape, read in (
        (_ISO, _edtf),
        (_DOTTED, lambda day, month, year: _edtf(year, month, day)),
        (_SLASHED, _slashed),
        (_MONTH_OF_YEAR, lambda month, year: _edtf(year, month, None)),
        (_DECADE, lambda decade: f"{decade}X"),
    ):
        found = shape.fullmatch(text)
        if found:
            return read(*found.groups())
    return _in_words(text)


def _edtf(year: str, month: str | None, day: str | None) -> str:
    try:
        known = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise NoDay(f"not in the calendar: {year}-{month}-{day}") from error
    return known.isoformat()[: 10 if day else 7 if month else 4]


def _slashed(first: str, second: str, year: str) -> str:
    one, other = int(first), int(second)
    if one != other and 1 <= one <= 12 and 1 <= other <= 12:
        raise AmbiguousDay(date(int(year), other, one), date(int(year), one, other))
    return _edtf(year, first, second) if other > 12 else _edtf(year, second, first)


def _in_words(text: str) -> str:
    """3 January 2011, January 3 2011, 2011 3 қаңтар, январь 2011, spring 2011: a year, a name, and perhaps a day, in any order."""
    figures = re.findall(r"\d+", text)
    years = [figure for figure in figures if len(figure) == 4]
    days = [figure for figure in figures if len(figure) <= 2]
    name = re.sub(r"[\d.\s]+", " ", text).strip()
    if len(years) != 1 or len(days) > 1 or len(figures) != 1 + len(days):
        raise NoDay(text)
    if name in _SEASONS and not days:
        return f"{years[0]}-{_SEASONS[name]}"
    month = _months().get(name)
    if not month:
        raise NoDay(text)
    return _edtf(years[0], str(month), days[0] if days else None)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """The names of months, whole and short, in the languages our sources write."""
    found: dict[str, int] = {"sept": 9, "إبريل": 4, "ابريل": 4, "اغسطس": 8}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, language)
                found |= {str(name).casefold().rstrip("."): month for month, name in names.items()}
    # In January: as Russian and Kazakh say it.
    inside = {re.sub("[ьй]$", "", name) + "е": month for name, month in found.items() if re.search("[а-я]", name)}
    return {name + ending: month for name, month in found.items() for ending in ("да", "де", "та", "те")} | inside | found
