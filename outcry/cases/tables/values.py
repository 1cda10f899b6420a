"""What a cell says, as the value of a fact: nothing is guessed, and what does not fit is refused with its reason."""

import ast
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import get_month_names
from django.utils.translation import gettext as _

from outcry.cases.tables.facts import Fact, Shape
from outcry.lib.country_names import countries
from outcry.lib.dates import UNKNOWN, span
from outcry.lib.places import read_point

_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}
# Commas belong to addresses, too, unless another one follows.
_ADDRESS = re.compile(r"https?://(?:(?![,;]https?://)[^\s\"'<>])+")
_MOST_NUMBER = 2_000_000_000


class CannotPlace(ValueError):
    """A cell does not fit its fact; the text says why."""


def parts_of(cell: str | list[str], parted_by: str) -> list[str]:
    """The elements of a cell: of a list in a JSON file as they are, else as the mapping says that they are written."""
    if isinstance(cell, list):
        return cell
    if not cell or not parted_by:
        return [cell] if cell else []
    if parted_by == "urls":
        return [found.rstrip(".,;" if "(" in found else ".,;)") for found in _ADDRESS.findall(cell)]
    if parted_by in {"json", "python"}:
        return [text for text in map(text_of, _literal(cell, parted_by)) if text]
    return [part.strip() for part in cell.split(parted_by) if part.strip()]


def _literal(cell: str, written: str) -> Sequence[Any]:
    try:
        found = json.loads(cell) if written == "json" else ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise CannotPlace(_("This is not a list as %(language)s writes it.") % {"language": "JSON" if written == "json" else "Python"}) from error
    if found is None:
        return []
    return list(found) if isinstance(found, (list, tuple)) else [found]


def text_of(value: object) -> str:
    """A value of a JSON file as the text that a table would have."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "1" if value else "0"
        case float():
            # Never with an exponent, which no cell of a table has.
            return f"{Decimal(str(value)):f}" if math.isfinite(value) else str(value)
        case list() | tuple():
            return ", ".join(text_of(one) for one in value)
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def value_of(fact: Fact, text: str, *, formats: Sequence[str] = (), language: str = "en") -> Any:
    """The value that a text is; None for an empty one. Raise CannotPlace."""
    if not text:
        return None
    if fact.shape is Shape.DATE:
        return _date(text, formats, language)
    if fact.shape is Shape.COUNTRY:
        return _country(text, language)
    return _READ.get(fact.shape, _text)(fact, text)


def _choice(fact: Fact, text: str) -> str:
    if text not in fact.choices:
        raise CannotPlace(_("“%(text)s” is not one of: %(choices)s.") % {"text": text[:60], "choices": ", ".join(fact.choices)})
    return text


def _text(fact: Fact, text: str) -> str:
    if "\x00" in text:
        raise CannotPlace(_("This text has a letter that no text may have (zero)."))
    if fact.most is not None and len(text) > fact.most:
        words = {"length": len(text), "limit": fact.most}
        raise CannotPlace(_("This text has %(length)s letters, more than %(limit)s. Map it to a longer fact, or say in the mapping to shorten it.") % words)
    return text


def shortened(text: str, most: int) -> str:
    """The text cut behind a word, with a mark that it was."""
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0].rstrip(" ,;:—–-") + "…" if " " in text[: most - 1] else text[: most - 1] + "…"


def _number(_fact: Fact, text: str) -> int:
    if not re.fullmatch(r"\d+(?:\.0+)?", text) or float(text) > _MOST_NUMBER:
        raise CannotPlace(_("“%(text)s” is not a whole number.") % {"text": text[:60]})
    return int(float(text))


def _degrees(fact: Fact, text: str) -> float:
    most = 90 if fact.name == "latitude" else 180
    if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) or abs(float(text)) > most:
        raise CannotPlace(_("“%(text)s” is not a number of degrees.") % {"text": text[:60]})
    return float(text)


def _point(_fact: Fact, text: str) -> tuple[float, float]:
    try:
        found = read_point(text)
    except ValueError as error:
        raise CannotPlace(_("“%(text)s” is not a point on the map.") % {"text": text[:60]}) from error
    return found.latitude, found.longitude


def _flag(_fact: Fact, text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise CannotPlace(_("“%(text)s” is neither yes nor no.") % {"text": text[:60]})
    return text.lower() in _YES


def _country(text: str, language: str) -> str:
    codes = _countries(language)
    found = text.upper() if text.upper() in codes.values() else codes.get(text.casefold())
    if found is None:
        raise CannotPlace(_("“%(text)s” is not a country.") % {"text": text[:60]})
    return found


@lru_cache(maxsize=8)
def _countries(language: str) -> Mapping[str, str]:
    return {name.casefold(): code for code, name in countries(language)}


_READ: Mapping[Shape, Callable[[Fact, str], Any]] = {
    Shape.NUMBER: _number,
    Shape.DEGREES: _degrees,
    Shape.FLAG: _flag,
    Shape.CHOICE: _choice,
    Shape.POINT: _point,
}

# --- days in the format that the mapping states ---

_TOKENS = {"YYYY": r"(?P<year>\d{4})", "MMMM": r"(?P<word>[^\W\d_]+)", "MM": r"(?P<month>\d{2})", "M": r"(?P<month>\d{1,2})"}
_TOKENS |= {"DD": r"(?P<day>\d{2})", "D": r"(?P<day>\d{1,2})"}
_TOKEN = re.compile("|".join(_TOKENS))
_DAY_LENGTH = len("2011-01-03")


def _date(text: str, formats: Sequence[str], language: str) -> str:
    for one in formats:
        found = _pattern(one).fullmatch(text)
        if found:
            return _edtf(found.groupdict(), text, language)
    if formats and _is_day(text):
        # A cell of a sheet that holds a day comes year first, however the sheet shows it.
        return text
    if formats:
        raise CannotPlace(_("“%(text)s” is not a day written as %(format)s.") % {"text": text[:60], "format": ", ".join(formats)})
    try:
        span(text)
    except ValueError as error:
        words = {"text": text[:60]}
        raise CannotPlace(_("“%(text)s” is not a day written year first. If it is written otherwise, state the format in the mapping.") % words) from error
    return text


def _is_day(text: str) -> bool:
    try:
        return len(text) == _DAY_LENGTH and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@lru_cache(maxsize=64)
def _pattern(written: str) -> re.Pattern[str]:
    """`DD.MM.YYYY` as a pattern; every other letter stands for itself."""
    pattern, last = "", 0
    for found in _TOKEN.finditer(written):
        pattern += re.escape(written[last : found.start()]) + _TOKENS[found[0]]
        last = found.end()
    return re.compile(pattern + re.escape(written[last:]))


def is_date_format(written: str) -> bool:
    """Whether a mapping may state this format: a year, and nothing twice."""
    tokens = [found[0][0] for found in _TOKEN.finditer(written)]
    return "Y" in tokens and len(set(tokens)) == len(tokens) and ("D" not in tokens or "M" in tokens)


def _edtf(parts: Mapping[str, str | None], text: str, language: str) -> str:
    month = parts.get("month") or (_month(parts["word"], language) if parts.get("word") else None)
    found = "-".join(part if place == 0 else f"{int(part):02}" for place, part in enumerate((parts["year"], month, parts.get("day"))) if part)
    try:
        date(int(parts["year"] or 0), int(month or 1), int(parts.get("day") or 1))
    except ValueError as error:
        raise CannotPlace(_("“%(text)s” is no day of the calendar.") % {"text": text[:60]}) from error
    return found or UNKNOWN


def _month(word: str | None, language: str) -> str:
    for number, name in _months(language).items():
        if word and word.casefold() == name.casefold():
            return str(number)
    raise CannotPlace(_("“%(text)s” is not the name of a month.") % {"text": str(word)[:60]})


@lru_cache(maxsize=8)
def _months(language: str) -> Mapping[int, str]:
    return dict(get_month_names("wide", locale=language))
