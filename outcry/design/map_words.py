"""Places on a map in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from outcry.design.map_drawing import Sheet
from outcry.lib.country_names import countries, country_name
from outcry.lib.locales import reader_locale

# In units of the sheet: how far below its place a name stands, how high it is, and how wide about one of its letters.
_BELOW, _HEIGHT, _LETTER = 44, 32, 14


@dataclass(frozen=True, kw_only=True)
class CountryName:
    """The name of a country, and the middle of its line on the sheet."""

    x: int
    y: int
    text: str


def country_names(places: Iterable[tuple[str, float, float]], *, sheet: Sheet) -> tuple[CountryName, ...]:
    """Names for countries, each by its code and a place in it, the weightiest first. One that would lie on another, or beside the sheet, is left out."""
    known, found = dict(countries("en")), list[CountryName]()
    for code, latitude, longitude in places:
        x, y = (round(number) for number in sheet.place(latitude, longitude))
        name = CountryName(x=x, y=y + (_BELOW if y + _BELOW + _HEIGHT < sheet.height else -_BELOW), text=country_name(code))
        if code in known and _is_on(sheet, name) and not any(_touch(name, other) for other in found):
            found.append(name)
    return tuple(found)


def _is_on(sheet: Sheet, name: CountryName) -> bool:
    half = len(name.text) * _LETTER // 2
    return half <= name.x <= sheet.width - half and 0 < name.y < sheet.height


def _touch(one: CountryName, other: CountryName) -> bool:
    return abs(one.x - other.x) < (len(one.text) + len(other.text)) * _LETTER / 2 and abs(one.y - other.y) < _HEIGHT


def where_in_words(latitude: float, longitude: float) -> str:
    """Degrees in words, to a tenth: no more is told."""
    north = _("%(degrees)s° north") if latitude >= 0 else _("%(degrees)s° south")
    east = _("%(degrees)s° east") if longitude >= 0 else _("%(degrees)s° west")
    return f"{north % {'degrees': _tenths(latitude)}} {east % {'degrees': _tenths(longitude)}}"


def _tenths(degrees: float) -> str:
    return str(format_decimal(round(abs(degrees), 1), locale=reader_locale()))
