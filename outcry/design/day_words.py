"""Dates in the reader's words, with the precision their source gives them.

A date known to the month is never shown as a day, and one reckoned as "about" never without that word. Source: EDTF, ISO 8601-2.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from outcry.design.parts import Day
from outcry.lib.locales import reader_locale

_PART = re.compile(r"^(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?)?(?P<mark>[~?%]?)$")


def day_in_words(edtf: str, *, with_year: bool = True) -> Day:
    """An EDTF text in words; without the year for places where the year is plain from the page."""
    if edtf in {"", "../..", "/.."}:
        return Day(text=_("day not reported"))
    start, slash, end = edtf.partition("/")
    if not slash:
        return Day(text=_words(start, with_year), iso=_iso(start))
    if end in ("", ".."):
        return Day(text=_("from %(date)s on") % {"date": _words(start, with_year)}, iso=_iso(start))
    if start in ("", ".."):
        return Day(text=_("until %(date)s") % {"date": _words(end, with_year)}, iso=_iso(end))
    return Day(text=f"{_words(start, with_year)} – {_words(end, with_year)}")


def plain_day(day: date, *, with_year: bool = True) -> Day:
    """A calendar day in words."""
    return day_in_words(day.isoformat(), with_year=with_year)


def moment_in_words(moment: datetime, *, with_seconds: bool = False) -> Day:
    """A day and its hour, in the time zone of the site."""
    here = timezone.localtime(moment)
    # Babel's own short form is all digits, and the one with words names seconds and the zone.
    hour = format_time(here, "medium" if with_seconds else "short", locale=reader_locale())
    return Day(text=_("%(day)s, %(time)s") % {"day": plain_day(here.date()).text, "time": hour}, iso=here.isoformat(timespec="seconds"))


def joined(things: Iterable[object]) -> str:
    """Several things in a row, with the comma of the page's language."""
    return pgettext("between two things of a list", ", ").join(str(thing) for thing in things)


def _words(text: str, with_year: bool) -> str:
    found = _PART.match(text)
    if not found:
        return _rarely_written(text, with_year)
    return _marked(_exact(found, with_year), found["mark"])


def _marked(words: str, mark: str) -> str:
    """What is said of how sure a date is; `%` is both, approximate and uncertain."""
    if mark in {"~", "%"}:
        words = _("about %(date)s") % {"date": words}
    return _("%(date)s (uncertain)") % {"date": words} if mark in {"?", "%"} else words


def _rarely_written(text: str, with_year: bool) -> str:
    """Seasons, decades, unknown days of a known month, one or all of several days; what EDTF has beyond that stays as it is written."""
    bare = text.strip("~?%")
    mark = text[len(bare) :] if text.startswith(bare) else text[: -len(bare)]
    if bare[:1] in {"[", "{"}:
        return _several(bare, with_year)
    season, unspecified = _SEASON.match(bare), _UNSPECIFIED.match(bare)
    if season:
        return _marked(_season(season["season"], season["year"]), mark)
    if unspecified:
        return _marked(_with_part_unknown(unspecified, with_year), mark)
    # Marks inside of a date say which part is unsure; for a reader the whole date is.
    inside = "".join(sorted(set(re.findall("[~?%]", bare))))
    whole = _PART.match(re.sub("[~?%]", "", bare))
    return _marked(_exact(whole, with_year), "%" if len(inside) > 1 else inside) if inside and whole else text


_SEASON = re.compile(r"^(?P<year>\d{4})-(?P<season>2[1-4])$")
_UNSPECIFIED = re.compile(r"^(?P<year>\d{3}X|\d\dXX|\d{4})(?:-(?P<month>\d\d|XX))?(?:-(?P<day>XX))?$")


def _season(number: str, year: str) -> str:
    match number:
        case "21":
            return _("spring %(year)s") % {"year": year}
        case "22":
            return _("summer %(year)s") % {"year": year}
        case "23":
            return _("autumn %(year)s") % {"year": year}
    return _("winter %(year)s") % {"year": year}


def _with_part_unknown(found: re.Match[str], with_year: bool) -> str:
    year, month = found["year"], found["month"]
    if year.endswith("XX"):
        return f"{year[:2]}00 – {year[:2]}99"
    if year.endswith("X"):
        return _("the years %(first)s to %(last)s") % {"first": f"{year[:3]}0", "last": f"{year[:3]}9"}
    if month == "XX":
        return _("%(year)s, month unknown") % {"year": year}
    return _("%(month)s, day unknown") % {"month": _words(f"{year}-{month}", with_year)}


def _several(text: str, with_year: bool) -> str:
    """One of several days in square brackets, all of them in braces; two points are all days between."""
    days = [" – ".join(_words(day, with_year) for day in part.split("..") if day) for part in text[1:-1].split(",")]
    if text.startswith("["):
        return _("one of: %(days)s") % {"days": joined(days)}
    return joined(days)


def _exact(found: re.Match[str], with_year: bool) -> str:
    in_language = reader_locale()
    if not found["month"]:
        return found["year"]
    day = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    if found["day"]:
        return format_date(day, "long", locale=in_language) if with_year else format_skeleton("MMMMd", day, locale=in_language)
    return format_skeleton("yMMMM", day, locale=in_language) if with_year else format_date(day, "LLLL", locale=in_language)


def _iso(text: str) -> str:
    found = _PART.match(text)
    return text.rstrip("~?%") if found else ""
